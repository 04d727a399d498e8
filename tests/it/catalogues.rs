//! The texts of the product: complete in both languages, and each one used (SPEC L-4).

use keyholder::activity::Event;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Texts whose ids are put together at run time: `permission-EditUser`, `error-404-title`.
const MADE_AT_RUN_TIME: &[&str] = &[
    "activity-",
    "activity-value-kind-",
    "actor-field-",
    "actors-action-",
    "actors-column-",
    "actors-edit",
    "actors-select",
    "api-token-scope-",
    "by-link-",
    "category-",
    "checklist-",
    "email-state-",
    "email-tls-",
    "error-4",
    "error-5",
    "imports-count-",
    "imports-deed-",
    "imports-kind-",
    "imports-report-",
    "imports-state-",
    "link-activation",
    "link-is-",
    "link-over-",
    "link-reset",
    "login-option-",
    "login-security-allowed-",
    "login-security-block-",
    "login-security-blocked-",
    "login-security-lock-",
    "login-security-method-",
    "login-security-password-",
    "login-shut-out-",
    "mail-",
    "module-",
    "org-unit-act-",
    "org-unit-kind-",
    "permission-",
    "problem-",
    "refusal-",
    "security-role-",
    "session-ended-",
    "user-act-",
    "users-action-",
    "users-column-",
    "users-edit",
    "users-select",
    // The two lists of addresses, methods, and hints of numbers.
];

type Catalogue = BTreeMap<String, BTreeSet<String>>;

fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
            if path.is_dir() {
                folders.push(path);
            } else if extensions.contains(&extension) {
                found.push(path);
            }
        }
    }
    found
}

/// Every id with the arguments its text takes, through the terms it refers to.
fn catalogue(language: &str) -> Catalogue {
    let mut texts = Catalogue::new();
    for file in files(&format!("locales/{language}"), &["ftl"]) {
        let mut id = String::new();
        for line in fs::read_to_string(&file).unwrap().lines() {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let Some((name, _)) = line.split_once('=').filter(|_| starts) {
                id = name.trim().to_owned();
                let twice = texts.insert(id.clone(), BTreeSet::new()).is_some();
                assert!(!twice, "{id} is there twice, again in {}", file.display());
            }
            let arguments = line.split('$').skip(1);
            texts
                .entry(id.clone())
                .or_default()
                .extend(arguments.map(|rest| word(rest, "_")));
        }
    }
    texts.remove("");
    texts
}

fn word(text: &str, also: &str) -> String {
    let inside = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || also.contains(*c);
    text.chars().take_while(inside).collect()
}

fn sources() -> Vec<(String, String)> {
    let rust = files("src", &["rs"]);
    let sources = rust.into_iter().chain(files("templates", &["html"]));
    sources
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// Literals that begin as ids of texts do, and name something else: ids of elements, settings, kinds of mail.
const NO_TEXTS: &[&str] = &[
    "activity-field",
    "activity-say",
    "activity-value-reason",
    "by-hand",
    "change-groups",
    "change-image",
    "change-me",
    "change-password",
    "email-off",
    "email-on",
    "entities-minus",
    "link-user",
    "login-option",
    "new-note",
    "new-password",
    "new-recovery-codes",
    "on-behalf",
    "org-unit",
    "session-ended",
    "two-factor",
];

/// Every literal of several words joined by hyphens, wherever it stands. Of a template only what is inside its
/// expressions.
fn literals(path: &str, source: &str) -> Vec<String> {
    let whole = |code: &str| -> Vec<String> {
        let after = code.match_indices('"').map(|(at, _)| &code[at + 1..]);
        after
            .filter_map(|rest| {
                let (literal, _) = rest.split_once('"')?;
                let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
                let several = literal.contains('-') && !literal.ends_with('-');
                (several && literal.bytes().all(plain)).then(|| literal.to_owned())
            })
            .collect()
    };
    if !path.ends_with(".html") {
        return whole(source);
    }
    let expressions = ["{{", "{%"].into_iter().flat_map(|opens| {
        let parts = source.split(opens).skip(1);
        parts.filter_map(|part| part.split(['}', '%']).next())
    });
    expressions.flat_map(whole).collect()
}

/// The pictures of the sprite.
fn icons() -> BTreeSet<String> {
    let sprites = files("static", &["svg"]);
    let sprites = sprites.iter().map(|file| fs::read_to_string(file).unwrap());
    let ids = |sprite: String| -> Vec<String> {
        let ids = sprite.split("id=\"").skip(1);
        ids.map(|rest| word(rest, "")).collect()
    };
    sprites.flat_map(ids).collect()
}

/// Ids asked for literally: `t.get("…")`, `visit.t.one("…", …)`, `Message::new("…")`.
fn asked(source: &str) -> Vec<String> {
    let calls = [
        "t.get(",
        "t.one(",
        "t.two(",
        "t.with(",
        "T.get(",
        "T.one(",
        "Message::new(",
    ];
    let literal = |rest: &str| Some(word(rest.trim_start().strip_prefix('"')?, ""));
    calls
        .iter()
        .flat_map(|call| source.split(call).skip(1).filter_map(literal))
        .filter(|id| !id.is_empty())
        .collect()
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_arguments() {
    let (english, danish) = (catalogue("en"), catalogue("da"));
    let differing: Vec<_> = english
        .keys()
        .chain(danish.keys())
        .filter(|id| english.get(*id) != danish.get(*id))
        .collect();
    assert!(english.len() > 50 && differing.is_empty(), "{differing:#?}");
}

#[test]
fn every_text_asked_for_is_there() {
    let texts = catalogue("en");
    let sources = sources();
    let missing: BTreeSet<_> = sources
        .iter()
        .flat_map(|(path, source)| asked(source).into_iter().map(move |id| (id, path)))
        .filter(|(id, _)| !texts.contains_key(id) && id != "no-such-text")
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Also where an id is chosen before it is asked for: `t.get(if … { "…" } else { "…" })`.
#[test]
fn every_literal_that_begins_as_a_text_does_is_one_in_both_languages() {
    let (english, danish) = (catalogue("en"), catalogue("da"));
    let icons = icons();
    assert!(icons.contains("user-plus"), "{icons:?}");
    let heads: BTreeSet<&str> = english.keys().filter_map(|id| Some(id.split_once('-')?.0)).collect();
    let begins = |id: &str| id.split_once('-').is_some_and(|(head, _)| heads.contains(head));
    let both = |id: &str| english.contains_key(id) && danish.contains_key(id);
    // `new-device` of the mail `mail-new-device-subject`.
    let part = |id: &str| {
        english
            .keys()
            .any(|have| have == id || have.starts_with(&format!("{id}-")))
    };
    // `org-unit-kind` of `org-unit-kind-store`.
    let begun = |id: &str| MADE_AT_RUN_TIME.contains(&&*format!("{id}-"));
    let completed = |id: &str| begun(id) || MADE_AT_RUN_TIME.iter().any(|prefix| part(&format!("{prefix}{id}")));
    let other = |id: &str| icons.contains(id) || NO_TEXTS.contains(&id) || id == "no-such-text";
    let sources = sources();
    let missing: BTreeSet<_> = sources
        .iter()
        .flat_map(|(path, source)| literals(path, source).into_iter().map(move |id| (id, path)))
        .filter(|(id, _)| begins(id) && !both(id) && !completed(id) && !other(id))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_text_is_used() {
    let others = files("locales/en", &["ftl"]);
    let others = others.iter().map(|file| fs::read_to_string(file).unwrap());
    let all: String = sources().into_iter().map(|(_, source)| source).chain(others).collect();
    let made = |id: &&String| MADE_AT_RUN_TIME.iter().any(|prefix| id.starts_with(prefix));
    let texts = catalogue("en");
    let unused: Vec<_> = texts
        .keys()
        .filter(|id| !made(id) && !all.contains(&format!("\"{id}\"")) && !all.contains(&format!("{{ {id} }}")))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

/// How many words a text has beside what it is given.
fn words(text: &str) -> usize {
    let parts = text
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, said)| said));
    let said: String = parts.collect();
    said.split_whitespace()
        .filter(|w| w.contains(char::is_alphabetic))
        .count()
}

#[test]
fn no_text_is_left_in_english_by_oversight() {
    let lines = |language: &str| -> BTreeMap<String, String> {
        let files = files(&format!("locales/{language}"), &["ftl"]);
        let text: String = files.iter().map(|f| fs::read_to_string(f).unwrap()).collect();
        let pairs = text.lines().filter_map(|line| line.split_once(" = "));
        pairs.map(|(id, text)| (id.to_owned(), text.to_owned())).collect()
    };
    let danish = lines("da");
    let same: Vec<_> = lines("en")
        .into_iter()
        .filter(|(id, text)| danish.get(id) == Some(text) && words(text) > 3)
        .collect();
    assert!(same.is_empty(), "{same:#?}");
}

/// Sources without their unit tests.
fn code() -> impl Iterator<Item = String> {
    let sources = sources()
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("tests.rs"));
    sources.map(|(_, text)| text.split("#[cfg(test)]").next().unwrap_or_default().to_owned())
}

/// The first literal after each of these calls.
fn given(calls: &[&str]) -> BTreeSet<String> {
    let first = |rest: &str| {
        let (before, after) = rest.split_once('"')?;
        let here = before.chars().all(|c| c.is_alphanumeric() || " \n_.,&()".contains(c));
        here.then(|| word(after, "_.")).filter(|text| !text.is_empty())
    };
    let all = |code: String| {
        let found = calls
            .iter()
            .flat_map(|call| code.split(call).skip(1).filter_map(first).collect::<Vec<_>>());
        found.collect::<Vec<_>>()
    };
    code().flat_map(all).collect()
}

#[test]
fn every_event_of_the_activity_log_has_a_label_and_is_found_by_its_word() {
    let texts = catalogue("en");
    for event in Event::ALL {
        let id = format!("activity-{}", event.word().replace(['.', '_'], "-"));
        assert!(texts.contains_key(&id), "{event:?}");
        assert_eq!(Event::of(event.word()), Some(*event));
    }
}

/// What PostgreSQL writes to the log by itself, and what the log is asked for, are events, too.
#[test]
fn every_event_that_a_statement_names_is_one() {
    let heads: BTreeSet<&str> = Event::ALL
        .iter()
        .filter_map(|event| Some(event.word().split_once('.')?.0))
        .collect();
    let is_event = |text: &&str| {
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        text.split_once('.')
            .is_some_and(|(head, rest)| heads.contains(head) && plain(rest))
    };
    let named: BTreeSet<String> = code()
        .flat_map(|code| code.split('\'').filter(is_event).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(named.contains("session.renewed"), "{named:?}");
    let unknown: Vec<_> = named.iter().filter(|word| Event::of(word).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_field_of_an_entry_has_a_label() {
    let texts = catalogue("en");
    let id = |field: &str| format!("activity-field-{}", field.replace('_', "-"));
    let fields = given(&[".fact(", ".diff(", ".personal(", ".personal_diff("]);
    // Mails have facts, too, and name their texts themselves.
    let fields = fields.iter().filter(|field| !field.contains('-'));
    let missing: Vec<_> = fields.filter(|field| !texts.contains_key(&id(field))).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_reason_of_a_refusal_has_a_text_in_the_log() {
    let texts = catalogue("en");
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/access/refusal.rs")).unwrap();
    let words: Vec<_> = source
        .lines()
        .filter_map(|line| line.trim().split_once(" => \"")?.1.strip_suffix("\","))
        .collect();
    assert!(words.contains(&"lacks") && words.len() > 30, "{words:?}");
    let missing = words
        .iter()
        .find(|word| !texts.contains_key(&format!("activity-value-reason-{word}")));
    assert_eq!(missing, None);
}
