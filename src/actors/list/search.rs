//! What is searched for in actors (SPEC A-1, L-1), and which part of it an index can answer.
use crate::actor_setup::fields::ActorField;
use crate::actors::words::whole_phone;
use crate::text::MAX_WORD_BYTES;
use crate::web::i18n;
use crate::web::search::{Help, SearchQuery, Wanted, telling};

/// A field that may be named before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Name,
    Number,
    Email,
    Phone,
    Address,
    Cvr,
    /// A field that the list shows, by its id.
    Own(i64),
}

/// The names of the fields, in both languages.
const FIELDS: [(&str, Field); 14] = [
    ("name", Field::Name),
    ("navn", Field::Name),
    ("number", Field::Number),
    ("nummer", Field::Number),
    ("email", Field::Email),
    ("e-mail", Field::Email),
    ("mail", Field::Email),
    ("phone", Field::Phone),
    ("telefon", Field::Phone),
    ("tlf", Field::Phone),
    ("address", Field::Address),
    ("adresse", Field::Address),
    ("city", Field::Address),
    ("cvr", Field::Cvr),
];

/// Returns what the help beside the search tells.
pub fn help(t: &i18n::Texts) -> Help {
    Help::of(t, &FIELDS, (Field::Name, "jen")).with_labels()
}

/// Returns the end of the range `word..end`, which holds the words that begin with `word`, in byte order.
pub fn end(word: &str) -> String {
    format!("{word}{}", char::MAX)
}

/// A search for actors.
#[derive(Debug, Clone, Default)]
pub struct Search {
    query: SearchQuery<Field>,
    /// Words that every match must have, each as the beginning of a word.
    pub needs: Vec<String>,
    /// Whether candidates must be checked one by one, because there are phrases, fields, or words to exclude.
    pub checks: bool,
    /// The fields that the list shows.
    pub fields: Vec<ActorField>,
}

/// The texts of one actor that a search looks at.
pub struct Texts<'r> {
    pub name: &'r str,
    pub number: &'r str,
    /// Numbers of the actors that were merged into it.
    pub merged: &'r str,
    pub email: &'r str,
    pub phone: &'r str,
    pub address: &'r str,
    pub cvr: &'r str,
    /// What stands in the fields that the list shows, as [`crate::actor_setup::fields::Kind::searched`] has it.
    pub own: Vec<(i64, String)>,
}

/// Returns what a field is called before a colon: its label, with a hyphen for every space.
fn called(field: &ActorField) -> String {
    field.label.split_whitespace().collect::<Vec<_>>().join("-")
}

impl Search {
    /// Reads a search of a list that shows these fields. The names of [`FIELDS`] come before labels that are the same.
    pub fn parse(text: &str, fields: Vec<ActorField>) -> Self {
        let labels: Vec<(String, Field)> = fields
            .iter()
            .map(|field| (called(field), Field::Own(field.id)))
            .collect();
        let labels = labels.iter().map(|(label, field)| (label.as_str(), *field));
        let named: Vec<(&str, Field)> = FIELDS.into_iter().chain(labels).collect();
        let query = SearchQuery::parse(text, &named);
        let mut search = Self {
            fields,
            ..Self::default()
        };
        for term in &query.terms {
            search.checks |= term.without || term.field.is_some() || matches!(term.wanted, Wanted::Phrase(_));
            if term.without {
                continue;
            }
            let words: Vec<&str> = match &term.wanted {
                Wanted::Words(words) => words.iter().map(String::as_str).collect(),
                Wanted::Phrase(phrase) => phrase.split(' ').collect(),
            };
            let cut = words
                .iter()
                .map(|word| word[..word.floor_char_boundary(MAX_WORD_BYTES)].to_owned());
            search.needs.extend(cut);
        }
        search.needs = telling(search.needs, |one, other| one.starts_with(other.as_str()));
        search.query = query;
        search
    }

    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.query.is_empty()
    }

    /// Whether one candidate matches the whole search.
    pub fn matches(&self, row: &Texts<'_>) -> bool {
        let phone = whole_phone(row.phone);
        let mut texts = vec![
            (Field::Name, row.name),
            (Field::Number, row.number),
            (Field::Number, row.merged),
            (Field::Email, row.email),
            (Field::Phone, row.phone),
            (Field::Phone, &phone),
            (Field::Address, row.address),
            (Field::Cvr, row.cvr),
        ];
        texts.extend(
            row.own
                .iter()
                .map(|(field, value)| (Field::Own(*field), value.as_str())),
        );
        self.query.matches(&texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor_setup::fields::Kind;

    fn field(id: i64, label: &str, kind: Kind) -> ActorField {
        ActorField {
            id,
            role: Some(1),
            key: None,
            label: label.to_owned(),
            kind,
            choices: Vec::new(),
            required: false,
            place: 1,
            version: 1,
        }
    }

    fn search(text: &str) -> Search {
        let fields = vec![
            field(1, "Kreditgrænse", Kind::Number),
            field(2, "Aftale nr.", Kind::Text),
            field(3, "Name", Kind::Text),
        ];
        Search::parse(text, fields)
    }

    fn finds(text: &str) -> bool {
        let row = Texts {
            name: "Møller & Søn ApS",
            number: "K1042",
            merged: "L77",
            email: "post@moller.example",
            phone: "+45 98 12 34 56",
            address: "Algade 3 9000 Aalborg",
            cvr: "12345678",
            own: vec![
                (1, Kind::Number.searched("12500")),
                (2, "Ramme 2026 Vest".to_owned()),
                (3, "Kaldenavn".to_owned()),
            ],
        };
        search(text).matches(&row)
    }

    #[test]
    fn every_word_is_the_beginning_of_one_in_some_field() {
        for text in [
            "moller",
            "søn aalborg",
            "1042",
            "number:l77",
            "98123456",
            "98 12",
            "post@moller",
            "\"møller søn\"",
            "cvr:12345678",
        ] {
            assert!(finds(text), "{text}");
        }
        for text in [
            "oller",
            "søn odense",
            "-aalborg",
            "\"søn møller\"",
            "name:algade",
            "phone:1042",
        ] {
            assert!(!finds(text), "{text}");
        }
    }

    #[test]
    fn fields_of_the_role_are_searched_like_the_others_and_named_by_their_labels() {
        for text in [
            "ramme møller",
            "12500",
            "12,500",
            "12.500",
            "kreditgraense:12500",
            "Aftale-nr.:vest",
            "\"2026 vest\"",
            "kaldenavn",
        ] {
            assert!(finds(text), "{text}");
        }
        for text in ["-vest", "kreditgrænse:vest", "aftale-nr.:12500", "name:kaldenavn"] {
            assert!(!finds(text), "{text}");
        }
    }

    #[test]
    fn plain_words_need_no_second_look_and_what_is_left_out_is_not_needed() {
        let plain = search("moller aalborg");
        assert!(!plain.checks && plain.needs == ["moller", "alborg"]);
        assert_eq!(search("mol \"moller a\" moller").needs, ["moller", "a"]);
        let search = search("moller -aalborg");
        assert!(search.checks && search.needs == ["moller"]);
    }
}
