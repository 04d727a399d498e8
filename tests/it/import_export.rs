//! `keyholder import` and `export` (SPEC 11, EX1, EX5): all of a file or nothing of it.
use crate::support::console::{Console, Terminal};
use crate::support::{TestApp, cast};
use std::fmt::Write;

const TABLES: [&str; 5] = ["org_units", "groups", "users", "memberships", "grants"];
const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01232";

#[test]
fn a_file_as_excel_saves_it_is_understood() {
    let console = Console::new();
    let file = "\u{feff}login;display_name;unit_code;email\r\nåse;\"Ågård; Åse\";n1;\r\n";
    assert_eq!(
        console.imported("users", file),
        "1 added, 0 changed, 0 removed, 0 unchanged"
    );
    assert_eq!(
        console.db.text("SELECT display_name FROM users WHERE id >= 1000"),
        "Ågård; Åse"
    );
}

#[test]
fn an_imported_user_stands_everywhere_a_user_made_by_hand_would() {
    let console = Console::new();
    console.imported(
        "users",
        "login,display_name,unit_code,email,enabled\nbo,Bo Ås,N1,Bo@Chain.example,yes\nci,Ci,N1,,no\n",
    );
    let db = &console.db;
    assert_eq!(
        db.text("SELECT string_agg(word, ' ' ORDER BY word) FROM user_words WHERE user_id = 1000"),
        "as bo chain example"
    );
    assert_eq!(
        db.number("SELECT count(*) FROM account_keys WHERE account_id >= 1000"),
        3
    );
    assert_eq!(db.number("SELECT count(*) FROM user_clock WHERE user_id >= 1000"), 2);
    assert_eq!(
        db.text("SELECT active || ' ' || deactivated FROM unit_counts WHERE unit_id = 4"),
        "2 1"
    );
    let entries = db.text(
        "SELECT string_agg(DISTINCT type, ' ' ORDER BY type) FROM activity WHERE batch_id IS NOT NULL AND user_id = 1",
    );
    assert_eq!(entries, "file.imported user.created");
    assert_eq!(
        db.number("SELECT count(*) FROM activity_personal WHERE person_id = 1000"),
        1
    );
}

#[test]
fn a_second_import_changes_nothing_at_all() {
    let console = Console::new();
    let files = [
        (
            "org_units",
            "code,name,kind,parent_code,number\nE,East,unit,CHAIN,\nE1,Køge,unit,E,7\n",
        ),
        ("groups", "name,display_name,access_minutes\nnight,Night team,30\n"),
        ("users", "login,display_name,unit_code,password_hash\nbo,Bo,E1,{hash}\n"),
        (
            "memberships",
            "unit_code,group,account_kind,account,valid_to\nE1,night,user,bo,2031-05-01\nE,cashiers,group,night,\n",
        ),
        (
            "grants",
            "account_kind,account,permission,unit_code,effect\ngroup,night,EditUser,E,deny\nuser,bo,EditUser,,allow\n",
        ),
    ];
    for (table, file) in files {
        let file = file.replace("{hash}", BCRYPT);
        assert!(
            console
                .imported(table, &file)
                .contains("0 changed, 0 removed, 0 unchanged")
        );
        let before = console.db.fingerprint(&[]);
        assert!(
            console
                .imported(table, &file)
                .starts_with("0 added, 0 changed, 0 removed"),
            "{table}"
        );
        assert_eq!(console.db.fingerprint(&[]), before, "{table}");
    }
}

#[test]
fn import_export_import_is_stable() {
    let console = Console::new();
    console.imported(
        "users",
        "login,display_name,unit_code,language,time_zone,prevent_renewal\n_x,'=1+1,N1,da,Europe/London,yes\n",
    );
    assert_eq!(
        console.db.text("SELECT display_name FROM users WHERE id = 1000"),
        "=1+1"
    );
    for table in TABLES {
        let file = console.exported(table);
        assert!(
            console
                .imported(table, &file)
                .starts_with("0 added, 0 changed, 0 removed"),
            "{table}: {file}"
        );
        assert_eq!(console.exported(table), file);
    }
    assert!(
        console.exported("users").contains("_x,'=1+1,N1"),
        "guarded against formulas"
    );
    assert!(
        !console.exported("users").contains("$argon2"),
        "no hashes unless asked for"
    );
}

#[test]
fn only_columns_present_are_touched() {
    let console = Console::new();
    console.imported("users", "login,display_name,unit_code\nMONA,Mona Ny,N1\n");
    let mona = "SELECT a.name || ' ' || display_name || ' ' || email || ' ' || unit_id FROM users u JOIN accounts a USING (id) WHERE id = 201";
    assert_eq!(console.db.text(mona), "mona Mona Ny mona@chain.example 4");
    assert_eq!(
        console
            .db
            .number("SELECT count(*) FROM user_words WHERE user_id = 201 AND word = 'ny' AND unit_id = 4"),
        1
    );
    console.imported("users", "login,display_name,unit_code,email\nmona,Mona Ny,N1,\n");
    assert_eq!(console.db.text("SELECT email FROM users WHERE id = 201"), "");
}

#[test]
fn two_users_may_swap_addresses_in_one_file() {
    let console = Console::new();
    let file = "login,display_name,unit_code,email\nmona,M,NORTH,carl@chain.example\ncarl,C,N1,mona@chain.example\n";
    assert!(console.imported("users", file).contains("2 changed"));
    let holder = "SELECT string_agg(key || '=' || account_id, ' ' ORDER BY key) FROM account_keys WHERE is_email";
    assert_eq!(console.db.text(holder), "carl@chain.example=201 mona@chain.example=202");
}

#[test]
fn replace_lists_in_a_dry_run_what_it_would_take_away_and_then_does() {
    let console = Console::new();
    let file = "login,display_name,unit_code\nmona,Mona Nørgaard,NORTH\n";
    let before = console.db.fingerprint(&[]);
    let said = console.import("users", file, &["--replace", "--dry-run"]);
    assert!(
        said.out
            .starts_with("would remove: user carl\nwould remove: user sune\n"),
        "{said:?}"
    );
    assert_eq!(console.db.fingerprint(&[]), before);
    assert_eq!(console.import("users", file, &["--replace"]).code, 0);
    assert_eq!(
        console
            .db
            .text("SELECT string_agg(id::text, ' ' ORDER BY id) FROM users WHERE state = 'active'"),
        "1 2 201"
    );
}

#[test]
fn replace_never_takes_administrators_own_membership() {
    let console = Console::new();
    let said = console.import(
        "memberships",
        "unit_code,group,account_kind,account\n,Administrators,user,Administrator\n",
        &["--replace"],
    );
    assert!(
        said.out.contains("0 added, 0 changed, 7 removed, 1 unchanged"),
        "{said:?}"
    );
    let said = console.import("memberships", "unit_code,group,account_kind,account\n", &["--replace"]);
    assert!(said.out.contains("0 removed"), "{said:?}");
}

#[test]
fn replace_archives_units_without_users_and_brings_them_back() {
    let console = Console::new();
    let tree = console.exported("org_units");
    let without = |code: &str| {
        tree.lines()
            .filter(|line| !line.starts_with(code))
            .fold(String::new(), |mut file, line| {
                let _ = writeln!(file, "{line}");
                file
            })
    };
    assert!(
        console
            .import("org_units", without("N2,"), &["--replace"])
            .err
            .contains("lacks the unit N2, where one user still stands")
    );
    assert!(
        console
            .import("org_units", without("S1,"), &["--replace"])
            .out
            .contains("1 removed")
    );
    assert!(
        console
            .import("org_units", &tree, &[])
            .err
            .contains("The unit S1 is archived")
    );
    assert!(
        console
            .import("org_units", &tree, &["--replace"])
            .out
            .contains("1 changed")
    );
    assert_eq!(console.exported("org_units"), tree);
}

#[test]
fn a_user_deactivated_by_a_file_is_out_at_the_next_request() {
    let app = TestApp::start();
    let mona = app.log_in(cast::MANAGER_NORTH);
    let said = Terminal::at(&app.db).import(
        "users",
        "login,display_name,unit_code,enabled\nmona,Mona,NORTH,no\n",
        &[],
    );
    assert_eq!(said.code, 0, "{said:?}");
    assert_ne!(mona.get("/account").status, 200);
}

#[test]
fn an_imported_password_that_was_changed_since_is_left_alone() {
    let console = Console::new();
    let file = format!("login,display_name,unit_code,password_hash\nbo,Bo,N1,{BCRYPT}\n");
    console.imported("users", &file);
    console
        .db
        .run("UPDATE users SET password_hash = '$argon2id$new' WHERE id = 1000");
    assert!(console.imported("users", &file).contains("0 changed"));
    let another = file.replace("$2b$04$abc", "$2b$04$xyz");
    assert!(console.imported("users", another).contains("1 changed"));
}

/// Whoever else may write in the folder reads nothing by a file or a link that waits under a name to be guessed.
#[test]
fn an_export_is_written_to_no_file_that_somebody_else_put_there_before() {
    let console = Console::new();
    let [file, part, theirs] = ["users.csv", "users.part", "theirs"].map(|name| console.folder().join(name));
    std::fs::write(&theirs, "theirs").unwrap();
    for waiting in [&part, &file] {
        std::os::unix::fs::symlink(&theirs, waiting).unwrap();
    }
    assert_eq!(console.run(&["export", "users", file.to_str().unwrap()]).code, 0);
    assert_eq!(std::fs::read_to_string(&theirs).unwrap(), "theirs");
    assert!(file.symlink_metadata().unwrap().is_file());
    assert!(std::fs::read_to_string(&file).unwrap().contains("mona"));
    let left: Vec<_> = std::fs::read_dir(console.folder()).unwrap().flatten().collect();
    let left = left
        .iter()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(".tmp"));
    assert_eq!(left.count(), 0);
}

#[test]
fn an_exported_file_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let console = Console::new();
    let file = console.folder().join("users.csv");
    assert_eq!(console.run(&["export", "users", file.to_str().unwrap()]).code, 0);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        console
            .db
            .number("SELECT (details->>'rows')::int FROM activity WHERE type = 'file.exported'"),
        5
    );
}
