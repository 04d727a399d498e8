//! `docs/FEATURES.md` and `docs/SECURITY.md` are true: what they name is there, every id and every right has its row, no cell
//! is empty; and what comments cite stands in `docs/`.
use keyholder::access::permission::BUILTINS;
use keyholder::routes;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PAGE: &str = "docs/FEATURES.md";
const SECURITY: &str = "docs/SECURITY.md";
const DESIGN: &str = "docs/DESIGN.md";

/// Ids of the specification, the fields of its forms, its files and commands.
const IDS: &[&str] = &[
    "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "P-8", "P-9", "P-10", "P-11", "2.2", "P-12", "P-13", "P-14",
    "P-15", "2.3", "P-20", "P-21", "P-22", "P-23", "P-24", "P-25", "P-26", "U-1", "U-2", "U-3", "U-4", "U-5", "U-6",
    "U-7", "U-8", "U-9", "U-20", "U-21", "U-22", "U-30", "U-31", "U-32", "U-33", "U-34", "U-35", "U-40", "U-41",
    "U-50", "U-51", "U-52", "U-53", "U-54", "C-1", "C-2", "C-3", "C-4", "C-5", "C-6", "C-7", "C-8", "C-9", "N-1",
    "N-2", "N-3", "N-4", "N-5", "N-6", "N-10", "N-11", "N-20", "G-1", "G-2", "G-3", "G-4", "G-5", "G-6", "G-7", "O-1",
    "O-2", "A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "S-1", "S-2", "S-3", "L-1", "L-2", "L-3", "L-4", "L-5",
    "L-6",
];

const FIELDS: &[&str] = &[
    "Name",
    "Display name",
    "Org. unit",
    "Email",
    "Password",
    "Enabled",
    "Prevent automatic session renewal",
    "Users on behalf of",
    "Allow selecting the main user in the select clerk dialog",
    "Roles",
    "Origin, Location",
    "Employee",
    "Language, Time zone",
    "Group membership",
    "Permissions",
    "User info",
    "Tokens info",
    "Activity",
    "Cloud account",
    "Settings",
    "Links and API tokens",
];

const FILES_AND_COMMANDS: &[&str] = &[
    "`org_units`",
    "`users`",
    "`groups`",
    "`memberships`",
    "`grants`",
    "`actors`",
    "`keyholder import`",
    "`keyholder export`",
    "`keyholder can`",
    "`keyholder serve`",
    "`keyholder migrate`",
    "`keyholder generate`",
    "`keyholder activity`",
    "`keyholder backup`",
    "`keyholder restore`",
    "`keyholder upgrade-database`",
    "`keyholder admin recover`",
    "`keyholder check-config`",
    "`keyholder person`",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    read(PAGE)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Cells of every row, with the line's number; heads and the lines below them left out.
fn rows(page: &str) -> Vec<(usize, Vec<&str>)> {
    let lines = page.lines().enumerate().map(|(at, line)| (at + 1, line));
    let rows = lines.filter(|(_, line)| line.starts_with('|') && !line.starts_with("|-"));
    let rows = rows.map(|(at, line)| (at, line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>()));
    rows.filter(|(_, cells)| cells.last() != Some(&"tests")).collect()
}

/// What stands between backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Every test of a folder, as `module::name`.
fn tests(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(inner).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|have| have == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let module = module(path.strip_prefix(folder).unwrap());
                found.extend(marked(&text).map(|name| format!("{module}::{name}")));
            }
        }
    }
    found
}

fn module(path: &Path) -> String {
    let path: PathBuf = path.with_extension("");
    let words: Vec<&str> = path.iter().filter_map(|word| word.to_str()).collect();
    let words = match words.split_last() {
        Some((&"mod", above)) => above,
        _ => &words,
    };
    words.join("::")
}

/// Names of the functions below `#[test]` and its kin.
fn marked(text: &str) -> impl Iterator<Item = &str> {
    let mut test = false;
    text.lines().filter_map(move |line| {
        let line = line.trim();
        let line = line.strip_prefix("async ").unwrap_or(line);
        let name = line.strip_prefix("fn ").and_then(|rest| rest.split('(').next());
        match name {
            Some(name) if std::mem::take(&mut test) => Some(name),
            _ => {
                test |= line.starts_with("#[") && line.ends_with("test]");
                None
            }
        }
    })
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_row_is_full_and_ends_with_a_test_that_there_is() {
    let mut there = tests(&root().join("tests/it"));
    there.extend(tests(&root().join("src")));
    assert!(there.contains("features::every_row_is_full_and_ends_with_a_test_that_there_is"));
    let mut wrong = Vec::new();
    for path in [PAGE, SECURITY] {
        for (at, cells) in rows(&read(path)) {
            let named = cells.last().map(|last| quoted(last)).unwrap_or_default();
            if cells.len() < 3 || cells.iter().any(|cell| cell.is_empty()) || named.is_empty() {
                wrong.push(format!("{path}:{at}: an empty cell, or none that names a test"));
            }
            let lost = named.into_iter().filter(|name| !there.contains(*name));
            wrong.extend(lost.map(|name| format!("{path}:{at}: no test is called {name}")));
        }
    }
    none(wrong);
}

/// Ids like `AU2` and `SE10`, each once.
fn ids(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_id = |word: &&str| {
        let (letters, number) = word.split_at(word.len().min(2));
        CHAPTERS.contains(&letters) && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.filter(is_id).map(str::to_owned).collect()
}

/// What the ids of `docs/SECURITY.md` begin with.
const CHAPTERS: [&str; 15] = [
    "AU", "PW", "LO", "OT", "SE", "CS", "AC", "HE", "TK", "EX", "LG", "SC", "DP", "SU", "RS",
];

/// Files of the program and its tests, with their paths.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = ["src", "tests", "migrations", "benches"]
        .map(|name| root().join(name))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|have| have == "rs" || have == "sql") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn whatever_comments_cite_of_security_and_design_stands_in_the_docs() {
    let page = read(SECURITY);
    let told: BTreeSet<String> = rows(&page).iter().map(|(_, cells)| cells[0].to_owned()).collect();
    let design = read(DESIGN);
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let comments = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("//").or(line.strip_prefix("--")));
        for comment in comments {
            let lost = ids(comment).into_iter().filter(|id| !told.contains(id));
            wrong.extend(lost.map(|id| format!("{}: {SECURITY} has no {id}", path.display())));
            for section in comment.split("DESIGN ").skip(1) {
                let number: String = section.chars().take_while(|c| c.is_ascii_digit()).collect();
                if !number.is_empty() && !design.contains(&format!("\n## {number}. ")) {
                    wrong.push(format!("{}: {DESIGN} has no section {number}", path.display()));
                }
            }
        }
    }
    assert!(told.contains("AU1") && ids("(SECURITY AU1, SE10)").len() == 2);
    none(wrong);
}

#[test]
fn every_file_and_address_it_names_is_there() {
    let page = page();
    let addresses: BTreeSet<&str> = routes::table().into_iter().map(|route| route.path).collect();
    let mut wrong = Vec::new();
    for (at, name) in rows(&page)
        .iter()
        .flat_map(|(at, cells)| cells.iter().flat_map(|cell| quoted(cell)).map(|name| (*at, name)))
    {
        let address = name.split('?').next().unwrap_or_default();
        let there = match name.split('/').next() {
            Some("") if address.len() > 1 => addresses.contains(address),
            Some("src" | "tests" | "templates" | "static" | "locales" | "script" | "benches" | "docs") => {
                root().join(name).exists()
            }
            _ => true,
        };
        if !there {
            wrong.push(format!("{PAGE}:{at}: there is no {name}"));
        }
    }
    none(wrong);
}

/// A screen that nobody described is missing from the page.
#[test]
fn every_screen_stands_at_or_below_an_address_it_names() {
    let page = page();
    let named: BTreeSet<&str> = rows(&page)
        .iter()
        .flat_map(|(_, cells)| cells.iter().flat_map(|cell| quoted(cell)))
        .filter(|name| name.len() > 1 && name.starts_with('/'))
        .collect();
    let below = |path: &str| {
        let starts = |name: &&str| path == *name || path.starts_with(&format!("{name}/"));
        path == "/" || named.iter().any(starts)
    };
    let lost: BTreeSet<&str> = routes::table()
        .into_iter()
        .map(|route| route.path)
        .filter(|path| !below(path))
        .collect();
    none(lost.into_iter().map(str::to_owned).collect());
}

#[test]
fn every_id_field_file_and_command_has_its_row() {
    let page = page();
    let first: BTreeSet<&str> = rows(&page).iter().map(|(_, cells)| cells[0]).collect();
    let has = |id: &&&str| first.contains(**id) || first.iter().any(|cell| cell.split(' ').next() == Some(**id));
    let lost = IDS.iter().filter(|id| !has(id));
    let whole = FIELDS.iter().chain(FILES_AND_COMMANDS);
    let lost = lost.chain(whole.filter(|name| !first.contains(**name)));
    none(lost.map(|name| format!("no row of {name}")).collect());
}

#[test]
fn every_built_in_right_is_named() {
    let page = page();
    let named: BTreeSet<&str> = rows(&page)
        .iter()
        .flat_map(|(_, cells)| cells.iter().flat_map(|cell| quoted(cell)))
        .collect();
    let lost = BUILTINS.iter().filter(|right| !named.contains(right.key));
    none(lost.map(|right| format!("no row names {}", right.key)).collect());
}
