//! JavaScript and TypeScript: what is understood before Node.js sees it.

mod checked;
mod config;
mod form;
mod helpers;
mod last;
mod namespaces;
mod room;
mod settings;
mod types;

pub(crate) use checked::CHECK;
pub(crate) use form::{Form, form};
pub(crate) use last::with_result;
pub use settings::{ReadSettings, Settings};
pub(crate) use types::without_types;

/// Gives a module what scripts have. In a module of its own, so that the lines and columns
/// of the code stay what they are.
const REQUIRE: &str = "--import=data:text/javascript,\
    import{createRequire as r}from'node:module';\
    import{dirname as d}from'node:path';\
    const f=process.argv[1];\
    Object.assign(globalThis,{require:r(f),__filename:f,__dirname:d(f)})";

/// Makes traces show the lines of what was written, not of what became of it.
pub(crate) const MAPS: &str = "--enable-source-maps";

/// What runs code of this form, with these options.
pub(crate) fn runner(form: Form, options: &[&'static str]) -> Vec<&'static str> {
    let require = match form {
        Form::Script | Form::Module => None,
        Form::ModuleWithRequire => Some(REQUIRE),
    };
    let options = options.iter().copied();
    ["node"].into_iter().chain(options).chain(require).collect()
}
