//! What is served from `static/`: kept as it came, and asked for by names that exist.

use std::{fs, path::Path};

use sha2::{Digest, Sha256};

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Rows of the table in a folder's VENDORED.md: file and SHA-256.
fn vendored(name: &str) -> Vec<(String, String)> {
    let table = fs::read_to_string(folder(name).join("VENDORED.md")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split('|').map(|c| c.trim().trim_matches('`').to_owned()).collect());
    cells
        .map(|cells: Vec<String>| (cells[1].clone(), cells[5].clone()))
        .collect()
}

#[test]
fn vendored_files_are_as_they_came() {
    for part in ["static", "tests/vendored"] {
        for (file, expected) in vendored(part) {
            let bytes = fs::read(folder(part).join(&file)).unwrap();
            assert_eq!(hex::encode(Sha256::digest(bytes)), expected, "{file}");
        }
    }
}

#[test]
fn every_file_of_others_is_accounted_for() {
    for (part, ours) in [
        ("static", &["app.js", "favicon.svg", "VENDORED.md", "css"][..]),
        ("tests/vendored", &["VENDORED.md"]),
    ] {
        let known: Vec<_> = vendored(part).into_iter().map(|(file, _)| file).collect();
        for entry in fs::read_dir(folder(part)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(ours.contains(&name.as_str()) || known.contains(&name), "{name}");
        }
    }
}

#[test]
fn every_icon_named_in_a_template_is_in_the_sprite() {
    let sprite = fs::read_to_string(folder("static/icons.svg")).unwrap();
    let mut folders = vec![folder("templates")];
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        let template = fs::read_to_string(&path).unwrap();
        let names = ["icon(\"", "symbol = \""].map(|call| template.split(call).skip(1).collect::<Vec<_>>());
        for name in names.concat().into_iter().filter_map(|rest| rest.split('"').next()) {
            let there = name.is_empty() || sprite.contains(&format!("id=\"{name}\""));
            assert!(there, "{name} in {}", path.display());
        }
    }
}
