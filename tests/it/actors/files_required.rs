//! Files of actors and the fields that roles require (SPEC A-6, L-5): what the form would not save, a file does not bring in.
use super::*;
use crate::security::TRACES;
use crate::support::console::Console;
use crate::support::files::problems;

const HEAD: &str = "number,name,kind,unit_code,roles\n";
/// Discount, required of customers, and one of employees.
const REQUIRED: &str = "INSERT INTO actor_fields (id, role_id, label, kind, place, required) VALUES (31, 1, 'Discount', 'number', 1, true), (33, 3, 'Badge', 'text', 1, true)";

fn file(rows: &str) -> String {
    format!("{HEAD}{rows}\n")
}

#[test]
fn a6_a_file_with_an_actor_that_lacks_what_its_role_requires_is_refused_at_its_row_and_writes_nothing() {
    let console = Console::new();
    console.db.run(REQUIRED);
    let before = console.db.fingerprint(&[]);
    let rows =
        file("S1,Frugt,person,N1,supplier\nK1,Jens Jensen,person,N1,customer\nM1,Ida,person,N1,customer;employee");
    for more in [&["--dry-run"][..], &[]] {
        let told = console.import("actors", rows.clone(), more);
        assert_eq!(told.code, 1, "{told:?}");
        for said in [
            "Line 3, roles: Discount: This is required.",
            "Line 4, roles: Discount: This is required.",
            "Line 4, roles: Badge: This is required.",
        ] {
            assert!(told.err.contains(said), "{said}: {told:?}");
        }
        assert!(!told.err.contains("Line 2"), "{told:?}");
    }
    console.db.assert_same(&before);
    assert_eq!(
        console.imported("actors", file("S1,Frugt,person,N1,supplier")),
        "1 added, 0 changed, 0 removed, 0 unchanged"
    );
}

#[test]
fn a6_who_is_there_already_is_changed_by_a_file_once_it_has_what_is_required() {
    let console = Console::new();
    console.imported("actors", file("K1,Jens Jensen,person,N1,customer"));
    console.db.run(REQUIRED);
    let same = console.imported("actors", file("K1,Jens Jensen,person,N1,customer"));
    assert_eq!(same, "0 added, 0 changed, 0 removed, 1 unchanged");
    let told = console.import("actors", file("K1,Jens J.,person,N1,customer"), &[]);
    assert!(
        told.code == 1 && told.err.contains("Line 2, roles: Discount: "),
        "{told:?}"
    );
    // Without the role nothing is asked, and with a value neither.
    console
        .db
        .run("INSERT INTO actor_values SELECT id, 31, '5' FROM actors WHERE number = 'K1'");
    let changed = console.imported("actors", file("K1,Jens J.,person,N1,customer"));
    assert_eq!(changed, "0 added, 1 changed, 0 removed, 0 unchanged");
    let told = console.import("actors", file("K1,Jens J.,person,N1,customer;employee"), &[]);
    assert!(
        told.code == 1 && told.err.contains("Line 2, roles: Badge: ") && !told.err.contains("Discount"),
        "{told:?}"
    );
    let gone = console.imported("actors", file("K1,Jens J.,person,N1,"));
    assert_eq!(gone, "0 added, 1 changed, 0 removed, 0 unchanged");
}

#[test]
fn a6_a_required_record_of_every_actor_is_told_at_the_name_and_archiving_asks_for_nothing() {
    let console = Console::new();
    console.imported(
        "actors",
        file("K1,Jens Jensen,person,N1,customer\nK2,Ida,person,N1,customer"),
    );
    console.db.run(
        "INSERT INTO actor_fields (id, key, label, kind, place, required) VALUES (32, 'crm', 'CRM id', 'text', 1, true)",
    );
    let told = console.import("actors", file("K3,Kaj,person,N1,"), &["--dry-run"]);
    assert!(
        told.code == 1 && told.err.contains("Line 2, name: CRM id: This is required."),
        "{told:?}"
    );
    let replaced = console.import("actors", file("K1,Jens Jensen,person,N1,customer"), &["--replace"]);
    assert_eq!(replaced.code, 0, "{replaced:?}");
    let active = "SELECT string_agg(number, ' ') FROM actors WHERE archived_at IS NULL";
    assert_eq!(console.db.text(active), "K1");
}

#[test]
fn a6_a_sent_file_is_asked_what_the_form_of_the_sender_asks() {
    let app = start();
    app.db.run(REQUIRED);
    let mona = keeper(&app);
    let before = app
        .db
        .fingerprint(&[TRACES, &["uploads", "upload_rows", "upload_names"]].concat());
    let page = mona.check_file("actors", file("N1,Ny,person,N1,customer"));
    let said = "Discount: This is required. A file has no column for it: fill it in on the form first.";
    assert_eq!(problems(&page), [format!("2 roles {said}")]);
    let form = mona
        .get("/actors/new?role=customer&unit=4")
        .form(FORM)
        .fill("name", "Ny");
    let form = form.submit();
    assert!(
        form.status == 422 && form.text("#mistakes").contains("Discount: This is required."),
        "{}",
        form.text("main")
    );
    app.db.assert_same(&before);
    // Dina is an employee too, whose fields are not Mona's to fill in: neither form nor file asks her for them.
    let page = mona.import_file("actors", file("K505,Dina Dam,person,N2,employee"));
    assert!(page.says("The file has been applied"), "{}", page.body);
    assert_eq!(
        app.db
            .text("SELECT string_agg(role_id::text, ' ') FROM actor_listed WHERE actor_id = 505"),
        "3"
    );
}
