//! Settings in `compute.toml`.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use computesdk_model::{
    EngineError, Errno, Error, InvalidArgumentError, NotFoundError, ResourceKind, Result,
};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::SETTINGS;
use super::place::SourceFile;
use super::value::{ADDRESS, Given, NAME, TEXT, Value};
use super::{Config, Place, ProviderEntry, ProviderOption, did_you_mean};
use crate::exec::validate;

/// The tables of a file.
const TABLES: [&str; 6] = ["limits", "pool", "cache", "env", "providers", "hosts"];

/// Reads the file.
pub(super) fn read(file: &SourceFile) -> Result<Config> {
    let text = std::fs::read_to_string(&file.path).map_err(|cause| unreadable(file, cause))?;
    let document = Document {
        file: Arc::new(SourceFile {
            path: file.path.clone(),
            chosen: file.chosen,
        }),
        text: &text,
    };
    let table = DeTable::parse(&text).map_err(|error| document.syntax_error(&error))?;
    document.config(table.get_ref())
}

/// A file being read.
struct Document<'a> {
    file: Arc<SourceFile>,
    text: &'a str,
}

impl Document<'_> {
    fn config(&self, top: &DeTable<'_>) -> Result<Config> {
        let mut config = Config::default();
        for (name, value) in top {
            match (name.get_ref().as_ref(), value.get_ref()) {
                (table @ ("limits" | "pool" | "cache"), DeValue::Table(settings)) => {
                    self.settings(&mut config, table, settings)?
                }
                ("env", DeValue::Table(env)) => self.env(&mut config, env)?,
                ("providers", DeValue::Table(all)) => self.providers(&mut config, all)?,
                ("hosts", DeValue::Table(hosts)) => self.hosts(&mut config, hosts)?,
                (table, other) if TABLES.contains(&table) => {
                    let place = self.place(table, name.span().start);
                    return Err(place.unexpected("a table", type_of(other)));
                }
                _ => self.setting(&mut config, "", name, value)?,
            }
        }
        Ok(config)
    }

    fn settings(&self, config: &mut Config, table: &str, settings: &DeTable<'_>) -> Result<()> {
        settings
            .iter()
            .try_for_each(|(name, value)| self.setting(config, table, name, value))
    }

    fn setting(
        &self,
        config: &mut Config,
        table: &str,
        name: &Spanned<impl AsRef<str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<()> {
        let (name, at) = (name.get_ref().as_ref(), name.span().start);
        let known = SETTINGS.iter().filter(|setting| setting.table == table);
        match known.clone().find(|setting| setting.name == name) {
            Some(setting) => {
                let list = texts(value.get_ref());
                let mut given = self.given(&path(table, name), at, value);
                if let Some(list) = &list {
                    given.value = Value::Text(list);
                }
                config.set(setting.key, &given)
            }
            None => {
                let tables = TABLES.into_iter().filter(|_| table.is_empty());
                let known = known.map(|setting| setting.name).chain(tables);
                let mut error = self.place(&path(table, name), at).error(NO_SUCH);
                error.hints = vec![did_you_mean(name, known)];
                Err(error.into())
            }
        }
    }

    /// Values may be secrets: an error tells their type alone.
    fn env(&self, config: &mut Config, env: &DeTable<'_>) -> Result<()> {
        for (name, value) in env {
            let (name, at) = (name.get_ref().as_ref(), name.span().start);
            let place = self.place(&path("env", name), at);
            let DeValue::String(text) = value.get_ref() else {
                return Err(place.unexpected(TEXT.0, type_of(value.get_ref())));
            };
            validate::variable(name.as_ref(), text.as_ref().as_ref()).map_err(|_| {
                place.error("no process can have a variable of this name or with this value")
            })?;
            config.env.insert(name.into(), text.as_ref().into());
        }
        Ok(())
    }

    fn hosts(&self, config: &mut Config, hosts: &DeTable<'_>) -> Result<()> {
        for (name, value) in hosts {
            let (name, at) = (name.get_ref().as_ref(), name.span().start);
            let given = self.given(&path("hosts", name), at, value);
            config.hosts.insert(name.to_owned(), given.parse(ADDRESS)?);
        }
        Ok(())
    }

    fn providers(&self, config: &mut Config, all: &DeTable<'_>) -> Result<()> {
        for (name, value) in all {
            let (name, at) = (name.get_ref().as_ref(), name.span().start);
            let place = self.place(&path("providers", name), at);
            let DeValue::Table(table) = value.get_ref() else {
                return Err(place.unexpected("a table", type_of(value.get_ref())));
            };
            let entry = self.provider(place, name, table)?;
            config.providers.insert(name.to_owned(), entry);
        }
        Ok(())
    }

    fn provider(&self, place: Place, name: &str, table: &DeTable<'_>) -> Result<ProviderEntry> {
        let mut entry = ProviderEntry {
            redirect: None,
            options: BTreeMap::new(),
            place,
        };
        for (option, value) in table {
            let (option, at) = (option.get_ref().as_ref(), option.span().start);
            let key = path("providers", &path(name, option));
            let given = self.given(&key, at, value);
            if option == "use" {
                entry.redirect = Some(given.parse(NAME)?);
                continue;
            }
            let value = ProviderOption {
                value: given.parse(TEXT)?,
                place: given.place,
            };
            entry.options.insert(option.to_owned(), value);
        }
        Ok(entry)
    }

    fn given<'v>(&self, key: &str, at: usize, value: &'v Spanned<DeValue<'_>>) -> Given<'v> {
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other("integer, too large"), Value::Integer),
            DeValue::Float(number) => number
                .as_str()
                .parse()
                .map_or(Value::Other("float"), Value::Float),
            other => Value::Other(other.type_str()),
        };
        Given {
            value,
            place: self.place(key, at),
        }
    }

    fn place(&self, key: &str, at: usize) -> Place {
        Place::File {
            file: self.file.clone(),
            key: key.to_owned(),
            line: self.line(at),
        }
    }

    fn line(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// The parser's own message would show the line, which may hold a secret.
    fn syntax_error(&self, error: &toml::de::Error) -> Error {
        let line = error.span().map_or(1, |span| self.line(span.start));
        let place = format!("{}, line {line}", self.file.path.display());
        InvalidArgumentError::new(place, error.message()).into()
    }
}

const NO_SUCH: &str = "there is no such setting";

fn path(table: &str, name: &str) -> String {
    match table {
        "" => name.to_owned(),
        _ => format!("{table}.{name}"),
    }
}

/// A list of texts as one, as the environment has it.
fn texts(value: &DeValue<'_>) -> Option<String> {
    let items = value.as_array()?.iter();
    let texts: Option<Vec<_>> = items.map(|item| item.get_ref().as_str()).collect();
    texts.map(|texts| texts.join(","))
}

fn type_of(value: &DeValue<'_>) -> Value<'static> {
    Value::Other(value.type_str())
}

fn unreadable(file: &SourceFile, cause: io::Error) -> Error {
    if cause.kind() == io::ErrorKind::NotFound {
        return NotFoundError {
            kind: ResourceKind::File,
            name: file.path.display().to_string(),
            errno: cause.raw_os_error().map(Errno::from_raw),
            hints: Vec::new(),
        }
        .into();
    }
    EngineError::new("read the configuration")
        .path(&file.path)
        .cause(cause)
        .into()
}
