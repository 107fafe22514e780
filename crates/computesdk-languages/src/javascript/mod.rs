//! JavaScript and TypeScript: what is understood before Node.js sees it.

mod form;
mod namespaces;
mod room;
mod types;

pub(crate) use form::{Form, form};
pub(crate) use types::without_types;

/// Gives a module what scripts have. In a module of its own, so that the lines and columns
/// of the code stay what they are.
const REQUIRE: &str = "--import=data:text/javascript,\
    import{createRequire as r}from'node:module';\
    import{dirname as d}from'node:path';\
    const f=process.argv[1];\
    Object.assign(globalThis,{require:r(f),__filename:f,__dirname:d(f)})";

/// Makes traces show the lines of what was written, not of what became of it.
const MAPS: &str = "--enable-source-maps";

/// What runs code of this form.
pub(crate) fn runner(form: Form) -> &'static [&'static str] {
    match form {
        Form::Script | Form::Module => &["node"],
        Form::ModuleWithRequire => &["node", REQUIRE],
    }
}

/// What runs code of this form that has a source map.
pub(crate) fn runner_with_map(form: Form) -> &'static [&'static str] {
    match form {
        Form::Script | Form::Module => &["node", MAPS],
        Form::ModuleWithRequire => &["node", MAPS, REQUIRE],
    }
}
