//! Collects settings by precedence (command line, environment, file), and the mistakes found on the way.
use super::setting::{self, FILE_VARIABLE, SETTINGS};
use super::{Config, Mistakes, Overrides};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A value and where it came from, for error messages.
struct Given {
    value: String,
    origin: String,
}

pub(super) struct Reader {
    given: BTreeMap<&'static str, Given>,
    data_dir: PathBuf,
    mistakes: Vec<String>,
    warnings: Vec<String>,
}

impl Reader {
    /// Collects everything that was given. Nothing is interpreted yet except where the file is.
    pub fn open(environment: impl IntoIterator<Item = (String, String)>, overrides: &Overrides) -> Self {
        let mut reader = Self {
            given: BTreeMap::new(),
            data_dir: PathBuf::new(),
            mistakes: Vec::new(),
            warnings: Vec::new(),
        };
        let mut named_file = None;
        for (name, value) in environment {
            // Compose files and unit files use an empty variable for "not set".
            if value.trim().is_empty() {
                continue;
            }
            if name == FILE_VARIABLE {
                named_file = Some(PathBuf::from(value));
            } else if let Some(setting) = setting::by_variable(&name) {
                reader.given.insert(setting.key, Given { value, origin: name });
            } else if setting::is_ours(&name) {
                reader
                    .mistakes
                    .push(format!("{name}: there is no such setting{}", nearest(&name)));
            }
        }
        if let Some(port) = overrides.port {
            reader.given.insert(
                "port",
                Given {
                    value: port.to_string(),
                    origin: "--port".into(),
                },
            );
        }
        if let Some(folder) = &overrides.data_dir {
            let value = folder.display().to_string();
            reader.given.insert(
                "data_dir",
                Given {
                    value,
                    origin: "--data-dir".into(),
                },
            );
        }
        reader.read_file(named_file);
        reader
    }

    fn read_file(&mut self, named: Option<PathBuf>) {
        let required = named.is_some();
        if let Some(file) = named {
            self.add_file(&file, required);
            self.settle_data_dir();
        } else {
            self.settle_data_dir();
            self.add_file(&self.data_dir.join("keyholder.toml"), required);
        }
    }

    fn settle_data_dir(&mut self) {
        let folder = self.given.get("data_dir").map_or("data", |given| given.value.as_str());
        match std::path::absolute(folder) {
            Ok(folder) => self.data_dir = folder,
            Err(error) => self.mistakes.push(format!("KEYHOLDER_DATA_DIR: {folder}: {error}")),
        }
    }

    fn add_file(&mut self, file: &Path, required: bool) {
        let shown = file.display();
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !required => return,
            Err(error) => return self.mistakes.push(format!("{shown}: cannot be read: {error}")),
        };
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => return self.mistakes.push(format!("{shown}: {}", error.message())),
        };
        for (key, value) in table {
            let Some(setting) = setting::by_key(&key) else {
                self.mistakes.push(format!("{shown}, {key}: there is no such setting"));
                continue;
            };
            if key == "data_dir" && !required {
                self.mistakes.push(format!(
                    "{shown}, data_dir: a file inside the data folder cannot say where that folder is"
                ));
                continue;
            }
            if key.starts_with("database") && is_open_to_others(file) {
                self.mistakes.push(format!(
                    "{shown}: holds a database address, so only its owner may read it (chmod 600)"
                ));
            }
            let origin = format!("{shown}, {key}");
            match as_text(value) {
                Some(value) => drop(self.given.entry(setting.key).or_insert(Given { value, origin })),
                None => self.mistakes.push(format!(
                    "{origin}: must be a text, a number, true, false or a list of texts"
                )),
            }
        }
    }

    /// The data folder, absolute.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Whether a setting is given.
    pub fn has(&self, key: &str) -> bool {
        self.given.contains_key(key)
    }

    /// Reads an optional setting. A mistake is noted and returns `None`.
    pub fn optional<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        debug_assert!(SETTINGS.iter().any(|setting| setting.key == key));
        let given = self.given.get(key)?;
        match parse(given.value.trim()) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.mistakes.push(format!("{}: {reason}", given.origin));
                None
            }
        }
    }

    /// Reads a setting whose default is written as a user would write it. Returns `None` only after a mistake.
    pub fn parsed<T>(&mut self, key: &str, default: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        if self.given.contains_key(key) {
            self.optional(key, parse)
        } else {
            parse(default).ok()
        }
    }

    /// Reads a switch: `yes` turns it on; `no` or nothing leaves it off.
    pub fn switch(&mut self, key: &str) -> bool {
        let read = |text: &str| match text {
            "yes" | "true" => Ok(true),
            "no" | "false" => Ok(false),
            other => Err(format!("“{other}” is neither yes nor no")),
        };
        self.parsed(key, "no", read).unwrap_or(false)
    }

    /// Adds a warning about something allowed but questionable.
    pub fn warn(&mut self, name: &str, text: &str) {
        self.warnings.push(format!("{name}: {text}"));
    }

    /// Returns the configuration with its warnings, unless there were mistakes.
    pub fn finish(self, config: Config) -> Result<Config, Mistakes> {
        if self.mistakes.is_empty() {
            Ok(Config {
                warnings: self.warnings,
                ..config
            })
        } else {
            Err(Mistakes(self.mistakes))
        }
    }
}

fn as_text(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(on) => Some(if on { "yes" } else { "no" }.into()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(|item| item.as_str()).collect();
            Some(texts?.join(","))
        }
        _ => None,
    }
}

fn is_open_to_others(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
}

/// Suggests a name for a mistyped one: the known name that shares the longest beginning.
fn nearest(name: &str) -> String {
    let shared = |other: &str| name.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let best = SETTINGS.iter().max_by_key(|setting| shared(setting.variable));
    match best.filter(|setting| shared(setting.variable) > "KEYHOLDER_".len()) {
        Some(setting) => format!("; is {} meant?", setting.variable),
        None => String::new(),
    }
}
