//! The house rules that a reader relies on (STYLE.md): how long things are, where SQL stands, which way imports run.
use crate::house_paths::paths;
use std::path::{Path, PathBuf};

/// A text file below the crate, with its path as it is written in the rules.
pub struct File {
    pub path: String,
    pub text: String,
}

pub fn files(folder: &str, extension: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|have| have == extension) {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.push(File { path, text });
            }
        }
    }
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}

fn rust() -> Vec<File> {
    let mut all = files("src", "rs");
    all.extend(files("tests", "rs"));
    all
}

impl File {
    /// Lines of the program itself, numbered: without tests, comments and documentation.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.path.ends_with("tests.rs") || self.path.starts_with("tests/");
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines
            .take_while(move |(_, line)| !tests && !line.starts_with("#[cfg(test)]"))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Where one of these stands in the program, as "path:line: text".
    fn having<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = String> + 'a {
        let lines = self
            .code()
            .filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        lines.map(|(at, line)| format!("{}:{at}: {}", self.path, line.trim()))
    }

    /// Has the line `mod` of another file.
    fn names(&self, other: &File) -> bool {
        let module = other.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let (folder, name) = module.rsplit_once('/').unwrap_or_default();
        let own = self.path.trim_end_matches(".rs");
        let above = own == folder
            || ["mod", "lib", "main"]
                .iter()
                .any(|root| own == format!("{folder}/{root}"));
        let line = format!("mod {name};");
        above
            && self
                .text
                .lines()
                .any(|have| !have.starts_with("//") && have.ends_with(&line))
    }

    /// `users` of `src/users/edit/form.rs`, `config` of `src/config.rs`.
    fn part(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or_default()
    }
}

#[track_caller]
fn none(offences: impl IntoIterator<Item = String>) {
    let offences: Vec<_> = offences.into_iter().collect();
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

#[test]
fn no_file_is_longer_than_400_lines() {
    none(rust().iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > 400).then(|| format!("{}: {lines} lines", file.path))
    }));
}

#[test]
fn no_function_is_longer_than_50_lines() {
    none(rust().iter().flat_map(|file| {
        let long = functions(&file.text).into_iter().filter(|(_, _, length)| *length > 50);
        long.map(|(at, name, length)| format!("{}:{at}: {name} has {length} lines", file.path))
            .collect::<Vec<_>>()
    }));
}

/// Line, name and length of every function, relying on rustfmt: it ends with the first `}` below its own `fn`.
fn functions(text: &str) -> Vec<(usize, String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let mut words = line
            .split_whitespace()
            .skip_while(|word| matches!(*word, "pub" | "async" | "const") || word.starts_with("pub("));
        let (Some("fn"), Some(name)) = (words.next(), words.next()) else {
            continue;
        };
        let end = format!("{}}}", " ".repeat(indent));
        let one_line = line.ends_with('}') || line.ends_with(';');
        if let (false, Some(length)) = (one_line, lines[at..].iter().position(|line| *line == end)) {
            found.push((at + 1, name.to_owned(), length + 1));
        }
    }
    found
}

#[test]
fn long_functions_are_found() {
    let body = "    let a = 1;\n".repeat(49);
    let text = format!("impl X {{\n    pub(crate) fn long(&self) {{\n{body}    }}\n}}\nfn short() {{}}\n");
    assert_eq!(functions(&text), [(2, "long(&self)".to_owned(), 51)]);
}

#[test]
fn sql_stands_only_in_stores_and_in_what_the_rights_are_read_from() {
    let allowed = |file: &File| {
        let store = file.path.ends_with("/store.rs") || file.path.contains("/store/");
        store || matches!(file.part(), "db" | "access")
    };
    let words = [
        "sql_query",
        "sql::<",
        "db::schema",
        "batch_execute",
        "diesel::insert_into",
        "diesel::update",
        "diesel::delete",
    ];
    none(
        files("src", "rs")
            .iter()
            .filter(|file| !allowed(file))
            .flat_map(|file| file.having(&words).collect::<Vec<_>>()),
    );
}

/// What features stand on. None of these knows a feature.
const BELOW: [&str; 14] = [
    "access", "activity", "backup", "config", "db", "error", "lib", "mail", "main", "names", "session", "storage",
    "text", "web",
];
/// What stands on the features.
const ABOVE: [&str; 3] = ["app", "cli", "routes"];

fn is_feature(part: &str) -> bool {
    !BELOW.contains(&part) && !ABOVE.contains(&part)
}

/// Parts of this crate that a file names, with the rest of the path: `("users", "store::lock")`.
fn imports(file: &File) -> impl Iterator<Item = (usize, String, String)> {
    paths(file.code()).into_iter().map(|(at, path)| {
        let (part, rest) = path.split_once("::").unwrap_or((&path, ""));
        (at, part.to_owned(), rest.to_owned())
    })
}

#[test]
fn imports_run_one_way() {
    let wrong = |from: &str, to: &str| match from {
        from if from == to => false,
        "text" | "error" if to == "access" => from == "text",
        "text" => to != "text",
        "db" => !matches!(to, "db" | "error" | "config" | "text"),
        "access" => !matches!(to, "access" | "db" | "error" | "text"),
        "lib" | "main" | "app" | "cli" | "routes" => false,
        "names" => !matches!(to, "error" | "text" | "web"),
        "activity" => !matches!(to, "access" | "config" | "db" | "error" | "text"),
        "mail" | "storage" => !matches!(to, "access" | "activity" | "config" | "db" | "error" | "text" | "web"),
        from if is_feature(from) => ABOVE.contains(&to),
        _ => is_feature(to) || ABOVE.contains(&to),
    };
    none(files("src", "rs").iter().flat_map(|file| {
        let from = file.part().to_owned();
        let path = file.path.clone();
        let named = imports(file).filter(move |(_, to, _)| wrong(&from, to));
        named.map(move |(at, to, _)| format!("{path}:{at}: knows {to}"))
    }));
}

#[test]
fn a_feature_calls_another_only_through_its_verbs() {
    let inner = |rest: &str| rest.split("::").any(|word| matches!(word, "store" | "form" | "pages"));
    none(
        files("src", "rs")
            .iter()
            .filter(|file| is_feature(file.part()))
            .flat_map(|file| {
                let others = imports(file).filter(|(_, to, _)| is_feature(to) && to != file.part());
                others
                    .filter(|(_, _, rest)| inner(rest))
                    .map(|(at, to, rest)| format!("{}:{at}: uses {to}::{rest}", file.path))
                    .collect::<Vec<_>>()
            }),
    );
}

#[test]
fn no_module_is_a_drawer() {
    let drawers = ["util", "utils", "helper", "helpers", "common", "manager", "misc"];
    none(rust().iter().filter_map(|file| {
        let mut parts = file.path.trim_end_matches(".rs").split('/');
        parts.any(|part| drawers.contains(&part)).then(|| file.path.clone())
    }));
}

/// What no `mod` names is neither built nor run, and nobody is told.
#[test]
fn every_file_is_part_of_the_program_or_its_tests() {
    let all = rust();
    let roots = ["src/lib.rs", "src/main.rs", "tests/it/main.rs"];
    let named = |file: &File| all.iter().any(|parent| parent.names(file));
    let files = all.iter().filter(|file| !roots.contains(&file.path.as_str()));
    none(files.filter(|file| !named(file)).map(|file| file.path.clone()));
}

#[test]
fn nothing_in_the_program_stops_it_without_a_reason() {
    let words = [
        ".unwrap()",
        "panic!(",
        "todo!(",
        "unimplemented!(",
        "dbg!(",
        "println!(",
    ];
    let talks = |file: &File| matches!(file.part(), "cli" | "main");
    none(
        files("src", "rs")
            .iter()
            .filter(|file| !talks(file))
            .flat_map(|file| file.having(&words).collect::<Vec<_>>()),
    );
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let mut all = rust();
    all.extend(files("templates", "html"));
    none(all.iter().flat_map(|file| {
        let lines = file
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
        lines
            .map(|(at, line)| format!("{}:{}: {line}", file.path, at + 1))
            .collect::<Vec<_>>()
    }));
}

/// SECURITY AU2: the form and the activation link begin a session, by one function.
#[test]
fn sessions_are_made_in_one_place() {
    let places = |words: &[&str]| {
        let all = files("src", "rs");
        let mut found: Vec<_> = all
            .iter()
            .flat_map(|file| file.having(words).map(|_| file.path.clone()).collect::<Vec<_>>())
            .collect();
        found.sort();
        found
    };
    assert_eq!(
        places(&["INTO sessions", "insert_into(sessions"]),
        ["src/session/store.rs"]
    );
    assert_eq!(
        places(&["insert_session("]),
        ["src/session/stages.rs", "src/session/store.rs"]
    );
    assert_eq!(
        places(&["stages::begin("]),
        ["src/session/activation.rs", "src/session/login.rs"]
    );
}

#[test]
fn unsafe_code_is_forbidden() {
    for file in files("src", "rs") {
        if matches!(file.path.as_str(), "src/lib.rs" | "src/main.rs") {
            assert!(file.text.contains("#![forbid(unsafe_code)]"), "{}", file.path);
        }
    }
}

/// SECURITY SU2: a release stops at an overflow instead of going on with a wrong number, and has no page of the workshop.
#[test]
fn a_release_checks_overflows_and_leaves_the_workshop_out() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let release = manifest.split("[profile.release]").nth(1).unwrap_or_default();
    let release = release.split("\n[").next().unwrap_or_default();
    assert!(release.contains("overflow-checks = true"), "{release}");
    for file in files("src", "rs")
        .iter()
        .filter(|file| file.path == "src/app.rs" || file.path == "src/web/mod.rs")
    {
        let lines: Vec<&str> = file.text.lines().collect();
        let workshop = lines.windows(2).filter(|two| two[1].contains("gallery"));
        assert!(
            workshop.clone().count() == 1 && workshop.clone().all(|two| two[0].contains("cfg(debug_assertions)")),
            "{}",
            file.path
        );
    }
}

/// SECURITY HE1, HE3: everything is escaped, nothing runs or looks that stands in a page.
#[test]
fn templates_escape_everything_and_hold_no_script_and_no_style() {
    none(files("templates", "html").iter().flat_map(|file| {
        let lines = file.text.lines().enumerate();
        let wrong = lines.filter(|(_, line)| is_unsafe_markup(line));
        wrong
            .map(|(at, line)| format!("{}:{}: {line}", file.path, at + 1))
            .collect::<Vec<_>>()
    }));
}

fn is_unsafe_markup(line: &str) -> bool {
    let squeezed: String = line.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    // No attribute begins with "on" but those that hold a script.
    let attribute = squeezed.split(' ').skip(1).any(|word| {
        let named = word.split_once('=').map(|(name, _)| name);
        named.is_some_and(|name| {
            name == "style" || (name.starts_with("on") && name.bytes().all(|b| b.is_ascii_lowercase()))
        })
    });
    let script = squeezed.contains("<script>")
        || squeezed
            .match_indices("<script ")
            .any(|(at, _)| !squeezed[at..].contains("src="));
    let filters = squeezed.replace("| ", "|");
    script
        || attribute
        || filters.contains("|safe")
        || [
            "javascript:",
            "hx-on",
            "hx-vals='js",
            "<style",
            "escape none",
            "|escape(\"none\")",
        ]
        .iter()
        .any(|word| squeezed.contains(word))
}

#[test]
fn unsafe_markup_is_found() {
    for line in [
        "<a onclick=\"x\">",
        "<p style=\"color:red\">",
        "{{ name | safe }}",
        "{{ name|safe }}",
        "<script>1</script>",
        "<a href=\"javascript:x\">",
        "<b hx-on:click=\"x\">",
        "<b class=\"a\" onpointerdown=\"x\">",
        "<style>",
    ] {
        assert!(is_unsafe_markup(line), "{line}");
    }
    for line in [
        "<script src=\"/a.js\" defer></script>",
        "<b data-on=\"x\" data-style=\"1\">",
        "<link rel=\"stylesheet\">",
    ] {
        assert!(!is_unsafe_markup(line), "{line}");
    }
}
