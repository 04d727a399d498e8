//! The columns of cloud accounts in files (SPEC 11).
use super::{give_everything, with_other};
use crate::support::cast::{MANAGER_NORTH, unit};
use crate::support::console::Terminal;
use crate::support::files::problems;

#[test]
fn cloud_columns_are_imported_exported_and_stable() {
    let app = with_other();
    app.db.run(
        "INSERT INTO internal_email_domains VALUES ('chain.example'); UPDATE users SET email_confirmed_at = now() WHERE id = 201",
    );
    let terminal = Terminal::at(&app.db);
    let pools = "code,name,kind,parent_code,customer_number,licence_pool\nCHAIN,Chain,customer,,1000,9\nZQ1,Zebraquist,customer,,7707,\n";
    assert_eq!(
        terminal.imported("org_units", pools),
        "0 added, 1 changed, 0 removed, 1 unchanged"
    );
    let users = "login,display_name,unit_code,security_roles,organisation,licensed,max_sessions
mona,Mona Nørgaard,NORTH,customer;support_agent,,yes,
carl,Carl Aagaard,N1,caterer,zebraquist group,no,4
";
    assert_eq!(
        terminal.imported("users", users),
        "0 added, 2 changed, 0 removed, 0 unchanged"
    );
    let carl = "SELECT security_roles::text || organisation_id || licensed || max_sessions FROM users WHERE id = 202";
    assert_eq!(app.db.text(carl), "{caterer}7false4");
    for table in ["org_units", "users"] {
        let file = terminal.exported(table);
        assert!(
            terminal.imported(table, file).starts_with("0 added, 0 changed"),
            "{table}"
        );
    }
}

#[test]
fn a_file_takes_no_more_licences_than_there_are_and_makes_no_pool_too_small() {
    let app = with_other();
    let terminal = Terminal::at(&app.db);
    let pool = |size: i64| {
        format!("code,name,kind,parent_code,customer_number,licence_pool\nCHAIN,Chain,customer,,1000,{size}\n")
    };
    assert_eq!(terminal.import("org_units", pool(4), &[]).code, 1);
    terminal.imported("org_units", pool(6));
    let users = "login,display_name,unit_code\nanna,Anna,N1\nbo,Bo,N1\n";
    let said = terminal.import("users", users, &[]);
    assert!(said.code == 1 && said.err.contains("All 6 licences"), "{said:?}");
    assert_eq!(app.db.number("SELECT count(*) FROM users WHERE id >= 1000"), 0);
    let swap = "login,display_name,unit_code,enabled\nanna,Anna,N1,yes\nbo,Bo,N1,yes\ncarl,Carl Aagaard,N1,no\n";
    terminal.imported("users", swap);
    assert_eq!(
        app.db
            .number("SELECT taken FROM customer_licences WHERE customer_id = 2"),
        6
    );
}

#[test]
fn each_row_needs_the_right_its_form_would_need() {
    let app = with_other();
    app.db.allow(
        MANAGER_NORTH.id,
        &["CreateUser", "EditUser", "OrgUnitAccess"],
        unit::NORTH,
    );
    let mona = app.log_in(MANAGER_NORTH);
    let roles = "login,display_name,unit_code,security_roles\ncarl,Carl Aagaard,N1,customer;support_agent\n";
    assert_eq!(problems(&mona.check_file("users", roles)).len(), 2);
    let licence = "login,display_name,unit_code,licensed\ncarl,Carl Aagaard,N1,no\n";
    let said = problems(&mona.check_file("users", licence));
    assert!(said.len() == 1 && said[0].contains("Assign licence"), "{said:?}");
    give_everything(&app.db, MANAGER_NORTH.id);
    let caterer =
        "login,display_name,unit_code,security_roles,organisation\ncarl,Carl Aagaard,N1,caterer,Zebraquist Group\n";
    let said = problems(&mona.check_file("users", caterer));
    assert!(
        said.iter().any(|line| line.contains("no organisation with that name")),
        "{said:?}"
    );
}
