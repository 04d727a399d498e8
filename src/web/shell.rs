//! What surrounds a page: menu, the reader's own corner, messages. It is only data; who may see what was decided
//! before.

use chrono::{DateTime, Utc};

use super::i18n::{Language, Texts};

/// Light, dark, or as the device is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// In the order in which they are offered.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The code in `data-theme=`, in forms and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Returns what is stored for the user; `None` for the device's setting.
    pub const fn stored(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light | Theme::Dark => Some(self.code()),
        }
    }

    /// The theme with this code.
    pub fn from_code(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.code() == code)
    }

    /// Returns the symbol of the icon sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Theme::System => "device-desktop",
            Theme::Light => "sun",
            Theme::Dark => "moon",
        }
    }

    /// Returns the id of the text that names it.
    pub const fn text(self) -> &'static str {
        match self {
            Theme::System => "shell-theme-system",
            Theme::Light => "shell-theme-light",
            Theme::Dark => "shell-theme-dark",
        }
    }
}

/// The reader.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    /// Display name.
    pub name: String,
    /// Name of the primary org. unit, if the reader may see it.
    pub unit: String,
    /// Display name of the chosen clerk (SPEC U-41).
    pub clerk: Option<String>,
    /// Whether another clerk can be chosen.
    pub clerks: bool,
}

impl Viewer {
    /// Returns the first letters of the first and last word of the name.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// Returns the first letters of the first and last word, in upper case: `Astrid Maria Lindegaard` is `AL`.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().next());
    let first = words.next();
    let letters = first.into_iter().chain(words.next_back());
    letters.flat_map(char::to_uppercase).collect()
}

/// A heading of the menu with its screens.
#[derive(Clone, Debug, Default)]
pub struct MenuGroup {
    /// Heading, in the reader's language.
    pub label: String,
    /// The screens the reader may open.
    pub entries: Vec<MenuEntry>,
}

/// One screen in the menu.
#[derive(Clone, Debug, Default)]
pub struct MenuEntry {
    /// Name of the screen, in the reader's language.
    pub label: String,
    /// Address of the screen.
    pub url: String,
    /// Symbol of the icon sprite.
    pub icon: &'static str,
    /// Whether this page belongs to it.
    pub current: bool,
    /// A number next to the name.
    pub count: Option<i64>,
}

/// The kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something worked.
    Done,
    /// Information.
    Info,
    /// Something needs attention.
    Warning,
    /// Something failed.
    Failed,
}

impl Tone {
    /// Returns the symbol of the icon sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Tone::Done => "circle-check",
            Tone::Info => "info-circle",
            Tone::Warning => "alert-triangle",
            Tone::Failed => "alert-circle",
        }
    }

    /// Returns the CSS class of a note in this tone.
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Done => "note note-ok",
            Tone::Info => "note",
            Tone::Warning => "note note-warn",
            Tone::Failed => "note note-bad",
        }
    }
}

/// A message about what the last request did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// The kind of message.
    pub tone: Tone,
    /// The message, in the reader's language.
    pub text: String,
}

/// What `shell.html` needs besides the page itself.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Texts in the reader's language.
    pub t: Texts,
    /// The reader's theme.
    pub theme: Theme,
    /// Whether single keys work in lists; some people need them off (WCAG 2.1.4).
    pub shortcuts: bool,
    /// Whether rows and controls are higher.
    pub roomy: bool,
    /// Path and query of this page, to come back to after a switch.
    pub path: String,
    /// Name of the installation (SPEC S-1).
    pub installation: String,
    /// Support contact (SPEC S-1), if set.
    pub contact: Option<String>,
    /// Languages to choose from.
    pub languages: Vec<Language>,
    /// The reader.
    pub viewer: Viewer,
    /// The menu; groups without entries are not shown.
    pub menu: Vec<MenuGroup>,
    /// A message about the last request.
    pub flash: Option<Flash>,
    /// The database's clock.
    pub now: DateTime<Utc>,
}

/// One language in the corner of a page without login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// The language.
    pub language: Language,
    /// This page in that language.
    pub url: String,
    /// Whether it is the one shown.
    pub current: bool,
}

/// What `signed_out.html` needs besides the page itself.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Texts in the browser's language, or the one asked for by `?language=`.
    pub t: Texts,
    /// Name of the installation (SPEC S-1).
    pub installation: String,
    /// Support contact (SPEC S-1), if set.
    pub contact: Option<String>,
    /// This page in every language.
    pub languages: Vec<LanguageLink>,
    /// A message about the last request.
    pub flash: Option<Flash>,
}

impl Gate {
    /// Makes the surroundings of the page at `path` with `query` (without `?`).
    pub fn new(t: Texts, installation: impl Into<String>, path: &str, query: &str) -> Self {
        let link = |language: Language| LanguageLink {
            language,
            url: in_language(path, query, language),
            current: language == t.language(),
        };
        Self {
            t,
            installation: installation.into(),
            contact: None,
            languages: Language::ALL.map(link).to_vec(),
            flash: None,
        }
    }
}

fn in_language(path: &str, query: &str, language: Language) -> String {
    let others = url::form_urlencoded::parse(query.as_bytes()).filter(|(k, _)| k != "language");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair("language", language.code())
        .finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_name() {
        assert_eq!(initials("Astrid Maria Lindegaard"), "AL");
        assert_eq!(initials("åse"), "Å");
        assert_eq!(initials("  "), "");
    }

    #[test]
    fn a_language_link_keeps_the_rest_of_the_address() {
        let t = Texts::new(Language::En, chrono_tz::UTC);
        let gate = Gate::new(t, "Nordlys", "/login", "from=%2Fusers&language=en");
        assert_eq!(gate.languages[1].url, "/login?from=%2Fusers&language=da");
        assert!(gate.languages[0].current && !gate.languages[1].current);
    }
}
