//! Files of actors (SPEC 11, A-3, A-5, L-5): by command and on the screen, row by row with the rights of the form.
use super::cpr::{MARKER, MASKED, give};
use super::*;
use crate::security::{TRACES, stored};
use crate::support::cast::ADMINISTRATOR;
use crate::support::console::Console;
use crate::support::files::problems;

const FILE: &str = "number,name,kind,unit_code,roles,email,phone,city,cvr,cpr,user_login\n\
    K1,Jens Jensen,person,N1,customer,jens@kunde.example,+45 98123456,Aalborg,,170583-3907,\n\
    L1,Frugt ApS,organization,NORTH,supplier,,,,12345678,,\n\
    M1,Carl Aagaard,person,N2,customer;employee,,,,,0101901234,carl\n";

fn filled() -> Console {
    let console = Console::new();
    let counts = console.imported("actors", FILE);
    assert_eq!(counts, "3 added, 0 changed, 0 removed, 0 unchanged");
    console
}

fn exported(console: &Console, more: &[&str]) -> String {
    let said = console.run(&[&["export", "actors"], more].concat());
    assert_eq!(said.code, 0, "{said:?}");
    said.out
}

#[test]
fn an_imported_actor_stands_everywhere_an_actor_made_by_hand_would() {
    let console = filled();
    let db = &console.db;
    let words = "SELECT string_agg(word, ' ' ORDER BY word) FROM actor_words w JOIN actors a ON a.id = w.actor_id WHERE number = 'K1' AND role_id = 1";
    assert_eq!(
        db.text(words),
        "1 45 4598123456 98123456 alborg example jens jensen k1 kunde"
    );
    let listed = "SELECT string_agg(a.number || l.role_id || l.unit_id || l.active, ' ' ORDER BY a.number, l.role_id) FROM actor_listed l JOIN actors a ON a.id = l.actor_id";
    assert_eq!(db.text(listed), "K114true L123true M115true M135true");
    assert_eq!(db.number("SELECT user_id FROM actors WHERE number = 'M1'"), 202);
    assert_eq!(
        db.number("SELECT count(*) FROM actors WHERE in_directory AND cpr IS NOT NULL"),
        2
    );
    let entries = "SELECT count(*) FROM activity WHERE type = 'actor.created' AND subject_kind = 'actor' AND batch_id IS NOT NULL AND details->>'source' = 'command-line'";
    assert_eq!(db.number(entries), 3);
    let told = db.text("SELECT string_agg(details::text, ' ') FROM activity_personal");
    assert!(told.contains(MASKED) && !told.contains("3907"), "{told}");
}

#[test]
fn import_export_import_is_stable_with_and_without_the_numbers() {
    let console = filled();
    let before = console.db.fingerprint(&[]);
    let file = exported(&console, &[]);
    assert_eq!(
        file.lines().next(),
        Some("number,name,kind,unit_code,roles,email,phone,address,postal_code,city,country,cvr,user_login")
    );
    assert!(!file.contains("170583") && file.contains("'+45 98123456"), "{file}");
    for file in [FILE.to_owned(), file] {
        assert_eq!(
            console.imported("actors", &file),
            "0 added, 0 changed, 0 removed, 3 unchanged"
        );
    }
    console.db.assert_same(
        &before
            .into_iter()
            .filter(|(table, _)| !table.starts_with("activity"))
            .collect::<Vec<_>>(),
    );
    let whole = exported(&console, &["--with-cpr"]);
    assert!(whole.contains(MARKER) && whole.contains("010190-1234"), "{whole}");
    assert_eq!(
        console.imported("actors", &whole),
        "0 added, 0 changed, 0 removed, 3 unchanged"
    );
    let logged = "SELECT string_agg(details->>'cpr', ' ' ORDER BY id) FROM activity WHERE type = 'file.exported'";
    assert_eq!(console.db.text(logged), "false true");
    assert_eq!(console.run(&["export", "users", "--with-cpr"]).code, 1);
    let other = Console::new();
    assert_eq!(
        other.imported("actors", &whole),
        "3 added, 0 changed, 0 removed, 0 unchanged"
    );
    assert_eq!(exported(&other, &["--with-cpr"]), whole);
}

/// Rows of a file, and what is told of them.
const WRONG: &[(&str, &str)] = &[
    (
        "K2,A,person,N1,customer,,170583-****,",
        "Line 2, cpr: A masked number is no CPR number.",
    ),
    (
        "K2,A,person,N1,customer,,310490-3907,",
        "Line 2, cpr: The first six digits are no date.",
    ),
    (
        "K2,A,organization,N1,customer,,1705833907,",
        "Line 2, cpr: An organization has no CPR number.",
    ),
    (
        "K2,A,person,N1,customer,,1705833907,",
        "Line 2, cpr: This CPR number is taken.",
    ),
    (
        "K1,A,organization,N1,customer,,1705833907,",
        "Line 2, cpr: An organization has no CPR number.",
    ),
    (
        "K2,A,person,N1,customer,12345678,,",
        "Line 2, cvr: A person has no CVR number.",
    ),
    (
        "K2,A,person,N1,customer;supplier,,,",
        "Line 2, roles: Nobody is customer and supplier at once.",
    ),
    (
        "K2,A,person,N1,cook,,,",
        "Line 2, roles: No role in use has the system name cook.",
    ),
    (
        "K2,A,person,N9,customer,,,",
        "Line 2, unit_code: No unit has the code N9.",
    ),
    ("K2,A,dog,N1,customer,,,", "Line 2, kind: "),
    (
        "K2,A,person,N1,customer,,,nobody",
        "Line 2, user_login: No user has the login nobody.",
    ),
    (
        "K2,A,person,N1,customer,,,system",
        "Line 2, user_login: No user has the login system.",
    ),
    (
        "K2,A,person,N1,customer,,,carl",
        "Line 2, user_login: This user is linked to another actor.",
    ),
    (",A,person,N1,customer,,,", "Line 2, number: "),
    ("K2,A,person,N1,,,,\nk2,B,person,N1,,,,", "Line 3, number: "),
    (
        "K2,A,person,N1,,,0505053907,\nK3,B,person,N1,,,050505-3907,",
        "Line 3, cpr: ",
    ),
];

#[test]
fn what_is_wrong_is_told_at_its_row_without_the_number_and_nothing_is_written() {
    let console = filled();
    let before = console.db.fingerprint(&[]);
    let head = "number,name,kind,unit_code,roles,cvr,cpr,user_login\n";
    for (row, said) in WRONG {
        let told = console.import("actors", format!("{head}{row}\n"), &[]);
        assert!(told.code == 1 && told.err.contains(said), "{row}: {told:?}");
        assert!(!told.err.contains("3907"), "{told:?}");
    }
    let kind = console.import(
        "actors",
        "number,name,kind,unit_code,roles\nK1,Jens Jensen,organization,N1,customer\n",
        &[],
    );
    assert!(
        kind.err.contains("Line 2, kind: This actor has a CPR number"),
        "{kind:?}"
    );
    console.db.assert_same(&before);
}

#[test]
fn only_the_columns_that_are_there_are_touched_and_empty_cells_empty_them() {
    let console = filled();
    let counts = console.imported(
        "actors",
        "number;name;kind;unit_code;roles;email\nk1;Jens J.;person;N2;customer;\n",
    );
    assert_eq!(counts, "0 added, 1 changed, 0 removed, 0 unchanged");
    let row = "SELECT name || '|' || email || '|' || phone || '|' || unit_id || '|' || (cpr IS NOT NULL) || '|' || version FROM actors WHERE number = 'K1'";
    assert_eq!(console.db.text(row), "Jens J.||+45 98123456|5|true|2");
    console.imported("actors", "number,name,kind,unit_code,roles,cpr,user_login\nK1,Jens J.,person,N2,,,\nM1,Carl Aagaard,person,N2,employee,,\n");
    assert_eq!(
        console
            .db
            .number("SELECT count(*) FROM actors WHERE cpr IS NOT NULL OR user_id IS NOT NULL"),
        0
    );
    assert_eq!(console.db.number("SELECT count(*) FROM actor_listed"), 2);
    assert_eq!(
        console.db.text("SELECT in_directory FROM actors WHERE number = 'K1'"),
        "false"
    );
}

#[test]
fn two_may_change_numbers_and_users_with_each_other_in_one_file() {
    let console = filled();
    let file = FILE
        .replace("170583-3907", "x")
        .replace("0101901234", "170583-3907")
        .replace(",x,", ",0101901234,")
        .replace(",carl", ",")
        .replace("0101901234,", "0101901234,carl");
    assert_eq!(
        console.imported("actors", &file),
        "0 added, 2 changed, 0 removed, 1 unchanged"
    );
    let whole = exported(&console, &["--with-cpr"]);
    assert!(
        whole.contains("010190-1234,carl") && whole.contains("170583-3907,\r"),
        "{whole}"
    );
}

#[test]
fn replacing_archives_whom_the_file_lacks_and_brings_back_whom_it_has() {
    let console = filled();
    console
        .db
        .run("UPDATE actors SET archived_at = now() WHERE number = 'K1'; UPDATE actor_listed SET active = false");
    let file = "number,name,kind,unit_code,roles\nK1,Jens Jensen,person,N1,customer\n";
    let told = console.import("actors", file, &["--replace", "--dry-run"]);
    assert!(
        told.out.contains("would remove: actor L1 Frugt ApS") && told.out.contains("1 changed, 2 removed"),
        "{told:?}"
    );
    assert_eq!(console.import("actors", file, &["--replace"]).code, 0);
    let active = "SELECT string_agg(number, ' ') FROM actors WHERE archived_at IS NULL";
    assert_eq!(console.db.text(active), "K1");
    assert_eq!(console.db.text("SELECT employee_off FROM users WHERE id = 202"), "true");
    let kinds = "SELECT string_agg(type, ' ' ORDER BY type) FROM activity WHERE type LIKE 'actor.%archived'";
    assert_eq!(console.db.text(kinds), "actor.archived actor.archived actor.unarchived");
    let again = console.import("actors", file, &["--replace"]);
    assert!(again.out.contains("0 changed, 0 removed, 1 unchanged"), "{again:?}");
}

#[test]
fn a5_each_row_of_a_sent_file_needs_the_rights_of_its_form() {
    let app = start();
    give(&app, 501, MARKER);
    let mona = keeper(&app);
    let before = app
        .db
        .fingerprint(&[TRACES, &["uploads", "upload_rows", "upload_names"]].concat());
    let head = "number,name,kind,unit_code,roles,user_login\n";
    for (row, said) in [
        ("N1,A,person,S1,customer,", vec!["2 unit_code No unit has the code S1."]),
        (
            "N1,A,person,N1,supplier,",
            vec!["2 roles You need Supplier - Create in Aalborg."],
        ),
        (
            "N1,A,person,N1,,",
            vec!["2 roles You need Actor setup in the whole installation."],
        ),
        ("K502,A,person,N1,customer,", vec!["2 number This number is taken."]),
        (
            "K503,Cykler & Co,person,N1,supplier,",
            vec![
                "2 unit_code You need Supplier - Edit in North.",
                "2 unit_code You need Supplier - Edit in Aalborg.",
            ],
        ),
        (
            "K505,Dina Dam,person,N2,customer,",
            vec!["2 roles You need Employee - Delete in Skagen."],
        ),
        (
            "K505,Dina D.,person,N2,customer;employee,",
            vec!["2 name You need Employee - Edit in Skagen."],
        ),
        (
            "K501,Aksel Ahorn,person,N1,customer,carl",
            vec!["2 user_login This user is linked to another actor."],
        ),
        (
            "K501,Aksel Ahorn,person,N1,customer,sune",
            vec!["2 user_login No user has the login sune."],
        ),
    ] {
        let page = mona.check_file("actors", format!("{head}{row}\n"));
        assert_eq!(problems(&page), said, "{row}");
    }
    app.db.assert_same(&before);
}

/// AC11: a file confirms no guess: whoever may not edit numbers is told so whatever stands there.
#[test]
fn ac11_a_file_with_numbers_takes_the_right_and_tells_nothing_without_it() {
    let app = start();
    give(&app, 501, MARKER);
    let mona = keeper(&app);
    let file = |cpr: &str| format!("number,name,kind,unit_code,roles,cpr\nK501,Aksel Ahorn,person,N1,customer,{cpr}\n");
    let told: Vec<Vec<String>> = [MARKER, "0101901234", ""]
        .iter()
        .map(|cpr| problems(&mona.check_file("actors", file(cpr))))
        .collect();
    assert_eq!(told[0].len(), 1);
    assert!(
        told[0][0].starts_with("2 cpr You need ") && told.iter().all(|one| *one == told[0]),
        "{told:?}"
    );
    app.db.allow(MANAGER_NORTH.id, &["ActorCprEdit"], unit::TOP);
    let page = mona.check_file("actors", file(MARKER));
    assert!(page.says("Everything is already as the file has it."), "{}", page.body);
    let page = mona.import_file("actors", file("170583-3908"));
    assert!(
        page.says("The file has been applied") && page.says(MASKED) && !tells(&page.body, "3908"),
        "{}",
        page.body
    );
    assert_eq!(
        app.log_in(ADMINISTRATOR).get("/actors/501").form(FORM).value("cpr"),
        "170583-3908"
    );
}

/// DP4: the numbers in a file that waits are no easier to read than those that are stored.
#[test]
fn dp4_a_file_that_waits_is_kept_sealed_and_is_applied_all_the_same() {
    let app = start();
    app.db.allow(MANAGER_NORTH.id, &["ActorCprEdit"], unit::TOP);
    let mona = keeper(&app);
    let file = "number,name,kind,unit_code,roles,cpr\nK501,Aksel Ahorn,person,N1,customer,120377-1463\n";
    let page = mona.check_file("actors", file);
    assert!(app.db.number("SELECT octet_length(file) FROM uploads") > 40);
    let kept = stored(&app.db);
    for spelled in ["120377-1463", &hex::encode("120377-1463")] {
        assert!(!kept.contains(spelled), "{spelled}");
    }
    let page = mona.settled(page.form("main form").press("Apply").location());
    assert!(page.says("The file has been applied"), "{}", page.body);
    assert!(!stored(&app.db).contains("120377-1463"));
}

#[test]
fn import_is_reached_from_the_lists_by_whoever_may_import() {
    let app = start();
    let mona = keeper(&app);
    let page = mona.get("/actors?role=customer").click("#act-import");
    assert!(page.says("user_login") && page.says("Actors"), "{}", page.body);
    let page = mona.import_file(
        "actors",
        "number,name,kind,unit_code,roles\nK9,Ny Kunde,person,N1,customer\n",
    );
    assert!(page.says("The file has been applied"), "{}", page.body);
    assert_eq!(names(&mona.get("/actors?role=customer&q=ny+kunde")), ["Ny Kunde"]);
    assert_eq!(
        app.db
            .text("SELECT details->>'source' FROM activity WHERE type = 'actor.created'"),
        "screen"
    );
    app.db.run("DELETE FROM grants WHERE account_id = 201");
    app.db
        .allow(MANAGER_NORTH.id, &["navigation.access.actors.directory"], unit::TOP);
    assert!(
        !app.log_in(MANAGER_NORTH)
            .get("/actors?role=customer")
            .has("#act-import")
    );
}

/// SECURITY DP1: a name with a comma in it is one name, and also stands in a file under another number.
#[test]
fn dp1_a_file_that_names_a_deleted_actor_in_quotes_is_given_up() {
    let app = start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let head = "number,name,kind,unit_code,roles\n";
    admin.import_file("actors", format!("{head}J1,\"Hansen, Jens\",person,N1,customer\n"));
    let id = app.db.number("SELECT id FROM actors WHERE number = 'J1'");
    let naming = admin.check_file("actors", format!("{head}J2,\"Hansen, Jens\",person,N1,customer\n"));
    let renaming = admin.check_file("actors", format!("{head}J1,Jens Holm,person,N1,customer\n"));
    let other = admin.check_file("actors", format!("{head}J3,\"Hansen, Jon\",person,N1,customer\n"));
    let done = admin.post(&format!("/actors/delete?id={id}"), &[("confirm", "J1")]);
    assert_eq!(done.status, 303, "{}", done.text("main"));
    for page in [&naming, &renaming] {
        let page = admin.get(&page.path);
        assert!(
            page.says("Somebody whom the file names has been deleted"),
            "{}",
            page.text("main")
        );
    }
    assert!(admin.get(&other.path).has("[name=act][value=apply]"));
    assert_eq!(app.db.tables_with("hansen, jens"), [""; 0]);
}
