//! A change of the rules by which text is sorted and searched: what was stored by the earlier ones is made anew (DESIGN 5).
use super::backup::says;
use crate::actors;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH};
use crate::support::console::Terminal;
use crate::support::{TestApp, TestDb};
use keyholder::text;

/// Every column of every table that is made by those rules, whoever adds one.
fn columns(db: &TestDb) -> Vec<(String, String)> {
    let rows = db.rows(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN ('text', 'ARRAY')
            AND (column_name LIKE 'sort\\_%' OR column_name IN ('word', 'words'))
         ORDER BY 1, 2",
    );
    let name = |row: &serde_json::Value, column: &str| row[column].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (name(row, "table_name"), name(row, "column_name")))
        .collect()
}

/// As other rules might have left it.
fn tamper(db: &TestDb) {
    let columns = columns(db);
    assert!(columns.len() > 15, "{columns:?}");
    for (table, column) in columns {
        let other = if column == "words" {
            "'{}'".to_owned()
        } else {
            format!("reverse({column}) || 'x'")
        };
        db.run(&format!(
            "UPDATE {table} SET {column} = {other} WHERE {column} IS NOT NULL"
        ));
    }
    db.run("UPDATE org_units SET pos = 1000 - pos, last = 1000 - pos; UPDATE installation SET fold_version = 0");
}

#[test]
fn what_earlier_rules_made_is_made_anew_in_every_column() {
    let db = TestDb::new();
    for party in actors::ALL {
        actors::insert(&db, &party);
    }
    db.run(
        "INSERT INTO origins (id, name, name_key, sort_name) VALUES (1, 'Payroll', 'payroll', 'payroll');
         INSERT INTO locations (origin_id, name, name_key, sort_name) VALUES (1, 'Odense', 'odense', 'odense');
         INSERT INTO organisations (name, name_key, sort_name, words) VALUES ('North Bread', 'north bread', 'north bread', '{bread,north}');
         INSERT INTO actor_groups (name, name_key, sort_name) VALUES ('Bakers', 'bakers', 'bakers');
         INSERT INTO attachment_types (name, display_name, display_key, sort_name) VALUES ('contract', 'Contract', 'contract', 'contract')",
    );
    let but = ["access_state", "access_changes"];
    let terminal = Terminal::at(&db);
    // The cast was written by hand, not to the last letter as the program writes.
    db.run("UPDATE installation SET fold_version = 0");
    says(&terminal.run(&["migrate"]), 0, "sort keys and search words");
    assert_eq!(
        db.text("SELECT sort_name FROM org_units WHERE id = 4"),
        text::sort_key("Aalborg")
    );
    let before = db.fingerprint(&but);
    tamper(&db);
    assert_ne!(db.fingerprint(&but), before);
    says(&terminal.run(&["migrate"]), 0, "sort keys and search words");
    db.assert_same(&before);
    says(&terminal.run(&["migrate"]), 0, "up to date");
    let app = TestApp::on(db);
    let found = app.log_in(ADMINISTRATOR).get("/users?q=carl");
    assert!(found.says(CASHIER_NORTH.display_name), "{}", found.text("main"));
}

#[test]
fn what_later_rules_made_is_left_to_a_later_program() {
    let db = TestDb::new();
    db.run("UPDATE installation SET fold_version = 1000");
    let before = db.fingerprint(&[]);
    says(&Terminal::at(&db).run(&["serve", "--port", "0"]), 1, "newer");
    db.assert_same(&before);
}
