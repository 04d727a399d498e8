//! Which paths of this crate a file of the program names, however they are spelled: from `crate::` on, or from a name that a
//! `use` has brought in.
use std::collections::HashMap;

/// Every one of them in these numbered lines, without `crate::`.
pub fn paths<'a>(code: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, String)> {
    let (mut found, mut known) = (Vec::new(), HashMap::new());
    let mut open: Option<(usize, String)> = None;
    for (at, line) in code {
        let begun = open.take().or_else(|| used(line).map(|_| (at, String::new())));
        if let Some((from, text)) = begun {
            let text = text + used(line).unwrap_or(line.trim());
            match text.strip_suffix(';') {
                None => open = Some((from, text)),
                Some(text) => {
                    for (name, path) in tree("", text) {
                        if let Some(path) = path.strip_prefix("crate::") {
                            found.push((from, path.to_owned()));
                            known.insert(name, path.to_owned());
                        }
                    }
                }
            }
            continue;
        }
        for word in line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':') {
            match word.split_once("::") {
                Some(("crate", rest)) => found.push((at, rest.to_owned())),
                Some((name, rest)) => found.extend(known.get(name).map(|path| (at, format!("{path}::{rest}")))),
                None => {}
            }
        }
    }
    found
}

/// What a line says after `use`.
fn used(line: &str) -> Option<&str> {
    let line = line.trim();
    let shown = line.strip_prefix("pub").map(|rest| match rest.strip_prefix('(') {
        Some(rest) => rest.split_once(')').map_or(rest, |(_, rest)| rest),
        None => rest,
    });
    shown.unwrap_or(line).trim_start().strip_prefix("use ")
}

/// The names that a `use` brings in, each with its path: `a::{b, c as d}` is `b` for `a::b` and `d` for `a::c`.
fn tree(above: &str, text: &str) -> Vec<(String, String)> {
    let below = |path: &str| match above {
        "" => path.to_owned(),
        above => format!("{above}::{path}"),
    };
    if let Some((path, inner)) = text.split_once('{') {
        let path = below(path.trim_end_matches("::"));
        let mut depth = 0;
        let between = |c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        };
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        let parts = inner.split(between).map(str::trim).filter(|part| !part.is_empty());
        return parts.flat_map(|part| tree(&path, part)).collect();
    }
    let (path, name) = text.split_once(" as ").unwrap_or((text, ""));
    let path = below(path);
    let path = path.strip_suffix("::self").unwrap_or(&path);
    let last = path.rsplit("::").next().unwrap_or_default();
    vec![(if name.is_empty() { last } else { name }.to_owned(), path.to_owned())]
}

#[test]
fn paths_are_seen_however_they_are_spelled() {
    let text = "pub(super) use crate::users::{\n    self,\n    edit::{find, store as rows},\n    User,\n};\nuse super::other::store;\nfn f() {\n    users::store::lock(rows::one(crate::web::menu), store::two, x.users::no)\n}\n";
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    let found: Vec<String> = paths(lines)
        .into_iter()
        .map(|(at, path)| format!("{at} {path}"))
        .collect();
    assert_eq!(
        found,
        [
            "1 users",
            "1 users::edit::find",
            "1 users::edit::store",
            "1 users::User",
            "8 users::store::lock",
            "8 users::edit::store::one",
            "8 web::menu",
            "8 users::no",
        ]
    );
}
