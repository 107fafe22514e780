//! The suite that every provider passes.

use std::sync::Arc;

use computesdk_local::{LocalOptions, LocalProvider};

computesdk_conformance::suite!(Arc::new(LocalProvider::new(LocalOptions::default())));
