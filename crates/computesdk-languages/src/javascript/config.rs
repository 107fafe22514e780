//! What `tsconfig.json` says that changes what TypeScript becomes.

use computesdk_model::{Diagnostic, Severity};
use oxc_transformer::{ClassPropertiesOptions, HelperLoaderMode, JsxRuntime, TransformOptions};
use serde::Deserialize;

/// A `tsconfig.json`: the options that are looked at, and the files that it extends.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Config {
    pub(super) extends: Option<Extends>,
    pub(super) compiler_options: Option<CompilerOptions>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Extends {
    One(String),
    Several(Vec<String>),
}

/// The options; those that it does not name have no part in what code does here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct CompilerOptions {
    experimental_decorators: Option<bool>,
    emit_decorator_metadata: Option<bool>,
    use_define_for_class_fields: Option<bool>,
    verbatim_module_syntax: Option<bool>,
    target: Option<String>,
    jsx: Option<Jsx>,
    jsx_factory: Option<String>,
    jsx_fragment_factory: Option<String>,
    jsx_import_source: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum Jsx {
    #[serde(rename = "react")]
    Classic,
    /// Also where elements are to stay as they are, which Node.js would not know.
    #[default]
    #[serde(rename = "react-jsx", alias = "preserve", alias = "react-native")]
    Automatic,
    #[serde(rename = "react-jsxdev")]
    Development,
}

/// The newest standard by which fields of classes are set, not defined.
const LAST_TO_SET: u32 = 2021;

impl Config {
    /// Reads the file, in which comments and commas too many are allowed.
    pub(super) fn read(file: &str, text: &str) -> Result<Config, Diagnostic> {
        let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut json = unmarked.to_owned();
        // What is no comment the reader complains of best.
        let _ = json_strip_comments::strip(&mut json);
        if json.trim().is_empty() {
            return Ok(Config::default());
        }
        serde_json::from_str(&json).map_err(|error| Diagnostic {
            file: file.to_owned(),
            line: u32::try_from(error.line()).unwrap_or(u32::MAX),
            column: u32::try_from(error.column()).unwrap_or(u32::MAX),
            severity: Severity::Error,
            message: error.to_string(),
            code: None,
        })
    }
}

impl Extends {
    pub(super) fn into_list(self) -> Vec<String> {
        match self {
            Extends::One(one) => vec![one],
            Extends::Several(several) => several,
        }
    }
}

impl CompilerOptions {
    /// These where they say something, the others where they do not.
    pub(super) fn over(self, below: CompilerOptions) -> CompilerOptions {
        let CompilerOptions {
            experimental_decorators,
            emit_decorator_metadata,
            use_define_for_class_fields,
            verbatim_module_syntax,
            target,
            jsx,
            jsx_factory,
            jsx_fragment_factory,
            jsx_import_source,
        } = below;
        CompilerOptions {
            experimental_decorators: self.experimental_decorators.or(experimental_decorators),
            emit_decorator_metadata: self.emit_decorator_metadata.or(emit_decorator_metadata),
            use_define_for_class_fields: self
                .use_define_for_class_fields
                .or(use_define_for_class_fields),
            verbatim_module_syntax: self.verbatim_module_syntax.or(verbatim_module_syntax),
            target: self.target.or(target),
            jsx: self.jsx.or(jsx),
            jsx_factory: self.jsx_factory.or(jsx_factory),
            jsx_fragment_factory: self.jsx_fragment_factory.or(jsx_fragment_factory),
            jsx_import_source: self.jsx_import_source.or(jsx_import_source),
        }
    }

    /// Whether fields of classes are set as by assignment: so it was before there was a
    /// standard for them.
    pub(super) fn sets_fields(&self) -> bool {
        let by_target = || {
            let target = self.target.as_ref()?.to_ascii_lowercase();
            match target.strip_prefix("es")? {
                "3" | "5" | "6" => Some(true),
                year => Some(year.parse::<u32>().ok()? <= LAST_TO_SET),
            }
        };
        match self.use_define_for_class_fields {
            Some(defined) => !defined,
            None => by_target().unwrap_or(false),
        }
    }

    /// What is to be done to TypeScript. `move_fields` has fields of classes set in the
    /// constructor, where they are to be set.
    pub(super) fn transform(&self, move_fields: bool) -> TransformOptions {
        let mut options = TransformOptions::default();
        options.helper_loader.mode = HelperLoaderMode::External;
        options.decorator.legacy = self.experimental_decorators == Some(true);
        options.decorator.emit_decorator_metadata = self.emit_decorator_metadata == Some(true);
        options.typescript.only_remove_type_imports = self.verbatim_module_syntax == Some(true);
        if self.sets_fields() {
            options.typescript.remove_class_fields_without_initializer = true;
            options.assumptions.set_public_class_fields = true;
            options.env.es2022.class_properties =
                move_fields.then_some(ClassPropertiesOptions { loose: true });
        }
        let jsx = self.jsx.unwrap_or_default();
        options.jsx.development = jsx == Jsx::Development;
        options.jsx.import_source = self.jsx_import_source.clone();
        if jsx == Jsx::Classic {
            options.jsx.runtime = JsxRuntime::Classic;
            options.jsx.import_source = None;
            options.jsx.pragma = self.jsx_factory.clone();
            options.jsx.pragma_frag = self.jsx_fragment_factory.clone();
            if let Some(factory) = &self.jsx_factory {
                options.typescript.jsx_pragma = factory.clone().into();
            }
            if let Some(factory) = &self.jsx_fragment_factory {
                options.typescript.jsx_pragma_frag = factory.clone().into();
            }
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(json: &str) -> CompilerOptions {
        let json = format!("{{\"compilerOptions\": {json}}}");
        let config = Config::read("tsconfig.json", &json).unwrap();
        config.compiler_options.unwrap()
    }

    #[test]
    fn fields_are_set_where_the_target_is_old() {
        for (json, wanted) in [
            (r#"{"target": "ES2021"}"#, true),
            (r#"{"target": "es5"}"#, true),
            (r#"{"target": "es2022"}"#, false),
            (r#"{"target": "ESNext"}"#, false),
            (
                r#"{"target": "es5", "useDefineForClassFields": true}"#,
                false,
            ),
            (r#"{"useDefineForClassFields": false}"#, true),
            ("{}", false),
        ] {
            assert_eq!(options(json).sets_fields(), wanted, "{json}");
        }
    }

    #[test]
    fn comments_and_commas_too_many_are_read() {
        let text = "\u{feff}// why\n{\n /* this */ \"extends\": [\"./a\", \"b\",], }";
        let config = Config::read("tsconfig.json", text).unwrap();
        assert_eq!(config.extends.unwrap().into_list(), ["./a", "b"]);
        assert!(Config::read("tsconfig.json", "\n").is_ok());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, line) in [
            ("{\n\"compilerOptions\": {\"jsx\": \"angular\"}}", 2),
            (
                "{\n\"compilerOptions\":\n{\"experimentalDecorators\": \"yes\"}}",
                3,
            ),
            ("{\"extends\": \"x\"", 1),
            ("[", 1),
        ] {
            let told = Config::read("tsconfig.json", text).unwrap_err();
            assert_eq!(told.line, line, "{told}");
        }
        // However deep it is nested.
        let deep = "{\"a\":".repeat(100_000);
        assert!(Config::read("tsconfig.json", &deep).is_err());
    }
}
