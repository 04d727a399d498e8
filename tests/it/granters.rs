//! Whom a refusal names as those who could help (P-26, P-6, P-23).
use crate::memberships::{make_group, nest};
use crate::support::cast::{CASHIER_NORTH, DENIED, group, unit};
use crate::support::{TestApp, TestDb};

/// Sixty people in Odense, first by name, who may give anything everywhere; and a group for those who set permissions, in
/// which North's store managers are.
fn crowd(db: &TestDb) {
    make_group(db, 110, "regional");
    db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'a' || i, 'a' || i FROM generate_series(301, 360) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, 7, 'Aaa ' || i, 'aaa ' || i, 'a' || i, 'active' FROM generate_series(301, 360) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(301, 360);
         INSERT INTO memberships (unit_id, group_id, account_id) SELECT 1, g, i FROM generate_series(301, 360) i, (VALUES (101), (110)) v (g)",
    );
    db.allow(110, &["PermissionSet"], unit::TOP);
    nest(db, group::STORE_MANAGERS, 110, unit::NORTH);
}

#[test]
fn p26_somebody_in_sight_is_named_however_many_out_of_sight_could_help_too() {
    let app = TestApp::start();
    crowd(&app.db);
    let dora = app.log_in(DENIED);
    let refused = || dora.post("/users/202", &[("version", "1"), ("display_name", "X")]);
    let page = refused();
    assert!(
        page.status == 403 && page.says("Mona Nørgaard") && !page.says("Aaa"),
        "{}",
        page.text("main")
    );
    app.db
        .run("UPDATE memberships SET valid_to = now() - interval '1 day' WHERE account_id = 101 AND group_id = 110");
    nest(&app.db, group::CASHIERS, 110, unit::ODENSE);
    app.db.run("INSERT INTO access_changes (version, kind, key) SELECT version + 1, 'group', 101 FROM access_state; UPDATE access_state SET version = version + 1");
    assert!(!refused().says("Mona Nørgaard"), "hers has ended");
}

#[test]
fn p23_the_own_account_names_somebody_in_sight_to_ask() {
    let app = TestApp::start();
    crowd(&app.db);
    app.db.run("UPDATE users SET unit_id = 4 WHERE id = 201");
    let page = app.log_in(CASHIER_NORTH).get("/account");
    assert!(page.says("Mona Nørgaard") && !page.says("Aaa"), "{}", page.text("main"));
}
