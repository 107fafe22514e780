//! Languages: what each is called, found by and run with.
//!
//! A language is described in one file of `languages/`, and everything else reads that
//! description. Nothing here runs anything or knows of sandboxes: code goes in, a
//! [`Plan`] comes out.

mod check;
mod diagnostics;
mod hooks;
mod javascript;
mod language;
mod languages;
mod packages;
mod plan;
mod results;
mod standby;
mod surroundings;
mod versions;

pub use check::{Check, Checked};
pub use javascript::{ReadSettings, Settings};
pub use language::{Language, Tool};
pub use languages::{ALL, by_extension, by_name};
pub use packages::{
    Complaint, Environment, Installer, InstallerSettings, Manifest, Packages, PackagesFailure,
    Part, Said, SettingsFile, Shown, Step,
};
pub use plan::{Archive, Build, Complaints, Dependencies, Parts, Plan, Sooner, Trial, Word};
pub use results::Results;
pub use standby::{LIBRARY, MODULES, Standby};
pub use surroundings::Surroundings;
pub use versions::{Version, Versions};
