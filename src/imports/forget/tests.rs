use super::*;
use serde_json::json;

const GROUPS: Table = Table::Groups;

/// Whether a file is found by the name of somebody who is deleted.
fn is_found(file: &str, name: &str) -> bool {
    let mut keys = HashSet::new();
    let sheet = csv::read(file.as_bytes(), GROUPS.columns(), &mut Problems::default());
    let sheet = sheet.expect("a file that can be read");
    sheet
        .rows()
        .flat_map(|row| row.cells())
        .for_each(|cell| gather_words(cell, &mut keys));
    Names::of([name]).0.is_subset(&keys)
}

#[test]
fn a_name_is_found_as_a_cell_and_in_a_list_and_not_as_a_part_of_a_word() {
    for (rows, name) in [
        ("Carl,x", "carl"),
        ("x,\"mona; carl\"", "Carl"),
        ("x,\"mona,CARL\"", "carl"),
        ("\"Hansen, Jens\",x", "hansen, jens"),
        ("x,\"mona;Hansen, Jens\"", "Hansen, Jens"),
        ("\"Jens \"\"Bo\"\" Hansen\",x", "jens \"bo\" hansen"),
        ("\'@carl,x", "@carl"),
    ] {
        assert!(is_found(&format!("name,display_name\n{rows}\n"), name), "{rows}");
    }
    for rows in ["carla,x", "x,carl@chain.example", "x,Carl Krog"] {
        assert!(!is_found(&format!("name,display_name\n{rows}\n"), "carl"), "{rows}");
    }
}

#[test]
fn a_line_speaks_of_its_words_and_its_values() {
    let said = json!(Message::new("files-duplicate").with("first", "Carl"));
    let fields = json!([{"name": "on_behalf", "old": null, "new": "mona; lone"}, {"name": "name", "old": "Krog, Ib"}]);
    let names = names_in([&said, &fields]);
    for name in ["carl", "mona", "lone", "krog, ib"] {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
}

#[test]
fn who_has_no_address_is_not_looked_for_by_it() {
    assert_eq!(Names::of(["Carl", "", " "]), Names::of(["carl"]));
}
