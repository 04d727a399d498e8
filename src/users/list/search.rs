//! What is searched for in users (SPEC U-1, L-1), and which part of it an index can answer.
use crate::text::MAX_WORD_BYTES;
use crate::web::i18n;
use crate::web::search::{Help, SearchQuery, Wanted, telling};

/// A field that may be named before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Login or display name.
    Name,
    Login,
    DisplayName,
    Email,
    Unit,
}

/// The names of the fields, in both languages.
const FIELDS: [(&str, Field); 11] = [
    ("name", Field::Name),
    ("navn", Field::Name),
    ("login", Field::Login),
    ("displayname", Field::DisplayName),
    ("visningsnavn", Field::DisplayName),
    ("email", Field::Email),
    ("e-mail", Field::Email),
    ("mail", Field::Email),
    ("unit", Field::Unit),
    ("enhed", Field::Unit),
    ("afdeling", Field::Unit),
];

/// Returns what the help beside the search tells.
pub fn help(t: &i18n::Texts) -> Help {
    Help::of(t, &FIELDS, (Field::Name, "jen"))
}

/// A word that every match must have, as the beginning of a word of the user or of the unit's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub word: String,
    pub in_user: bool,
    pub in_unit: bool,
}

impl Need {
    /// Whether everybody who has this has the other too.
    fn implies(&self, other: &Self) -> bool {
        let is_narrower = self.in_user <= other.in_user && self.in_unit <= other.in_unit;
        is_narrower && self.word.starts_with(&other.word)
    }

    /// Returns the end of the range `word..end`, which holds the words that begin with `word`, in byte order.
    pub fn end(&self) -> String {
        format!("{}{}", self.word, char::MAX)
    }
}

/// A search for users.
#[derive(Debug, Clone, Default)]
pub struct Search {
    query: SearchQuery<Field>,
    pub needs: Vec<Need>,
    /// Whether candidates must be checked one by one, because there are phrases, fields, or words to exclude.
    pub checks: bool,
}

/// The texts of one user that a search looks at.
pub struct Texts<'r> {
    pub login: &'r str,
    pub display_name: &'r str,
    pub email: &'r str,
    pub unit: &'r [&'r str],
}

impl Search {
    pub fn parse(text: &str) -> Self {
        let query = SearchQuery::parse(text, &FIELDS);
        let mut search = Self::default();
        for term in &query.terms {
            search.checks |= term.without || term.field.is_some() || matches!(term.wanted, Wanted::Phrase(_));
            if term.without {
                continue;
            }
            let words: Vec<&str> = match &term.wanted {
                Wanted::Words(words) => words.iter().map(String::as_str).collect(),
                Wanted::Phrase(phrase) => phrase.split(' ').collect(),
            };
            for word in words {
                let word = &word[..word.floor_char_boundary(MAX_WORD_BYTES)];
                search.needs.push(Need {
                    word: word.to_owned(),
                    in_user: term.field != Some(Field::Unit),
                    in_unit: term.field.is_none_or(|field| field == Field::Unit),
                });
            }
        }
        search.needs = telling(search.needs, Need::implies);
        search.query = query;
        search
    }

    /// Whether one candidate matches the whole search.
    pub fn matches(&self, row: &Texts<'_>) -> bool {
        let mut texts = vec![
            (Field::Name, row.login),
            (Field::Name, row.display_name),
            (Field::Login, row.login),
            (Field::DisplayName, row.display_name),
            (Field::Email, row.email),
        ];
        texts.extend(row.unit.iter().map(|text| (Field::Unit, *text)));
        self.query.matches(&texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str) -> bool {
        let row = Texts {
            login: "jmj42",
            display_name: "Jens Møller",
            email: "jens@nordlys.dk",
            unit: &["Aarhus C", "S7"],
        };
        Search::parse(text).matches(&row)
    }

    #[test]
    fn a_name_is_login_or_display_name() {
        assert!(finds("name:jens") && finds("navn:jmj42") && !finds("login:jens") && !finds("displayname:jmj42"));
    }

    #[test]
    fn a_unit_is_found_by_name_and_code() {
        assert!(finds("århus") && finds("unit:s7") && finds("jens aarhus") && !finds("unit:jens") && !finds("-århus"));
    }

    #[test]
    fn plain_words_need_no_second_look() {
        let plain = Search::parse("jens aarhus");
        assert!(!plain.checks && plain.needs.iter().all(|need| need.in_user && need.in_unit));
        assert!(Search::parse("jens -møller").checks && Search::parse("\"jens m\"").checks);
    }

    #[test]
    fn what_another_word_says_already_is_not_needed_again() {
        let words = |text| {
            let needs = Search::parse(text).needs.into_iter();
            needs.map(|need| (need.word, need.in_user)).collect::<Vec<_>>()
        };
        assert_eq!(
            words("an anna jens anna"),
            [("anna".into(), true), ("jens".into(), true)]
        );
        assert_eq!(words("an unit:anna"), [("anna".into(), false)]);
        assert_eq!(words("unit:an anna").len(), 2, "another place");
        assert_eq!(Search::parse(&("a.".repeat(90) + "a b")).needs.len(), 1);
    }

    #[test]
    fn what_is_left_out_is_not_needed() {
        let search = Search::parse("jens -møller unit:s7");
        assert!(
            search
                .needs
                .iter()
                .any(|need| need.word == "s7" && !need.in_user && need.in_unit)
        );
        assert!(!search.needs.iter().any(|need| need.word == "moller"));
    }
}
