//! What the list of users is narrowed by, column by column (SPEC L-2): the drop-downs behind **Filters**, what is told of
//! them, the pages and the file of such a list.
use crate::support::cast::{ADMINISTRATOR, LOCKED, MANAGER_NORTH};
use crate::support::client::Client;
use crate::support::{TestApp, unit};

/// Display names, sorted.
fn found(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/users?{query}"));
    assert_eq!(page.status, 200, "{query}: {}", page.body);
    let mut found = page.texts("tbody th a");
    found.sort();
    found
}

/// In North, besides Lone, who is locked: Carl waits for activation, Dora was there yesterday, Mona 40 days ago.
fn various(app: &TestApp) {
    app.db.run(
        "UPDATE users SET password_hash = NULL WHERE id = 202;
         UPDATE user_clock SET last_active = NULL WHERE user_id IN (201, 202, 204, 206);
         UPDATE user_clock SET last_active = now() - interval '1 day' WHERE user_id = 204;
         UPDATE user_clock SET last_active = now() - interval '40 days' WHERE user_id = 201;
         INSERT INTO two_factor (user_id, secret, last_step) VALUES (204, '\\x00', 0);
         UPDATE users SET two_factor_required = true WHERE id = 202;",
    );
}

#[test]
fn l2_the_list_is_narrowed_to_the_values_of_a_column() {
    let app = TestApp::start();
    let names = |ids: &str| {
        let names =
            format!("SELECT string_agg(display_name, ',' ORDER BY display_name) FROM users WHERE id IN ({ids})");
        app.db.text(&names).split(',').map(str::to_owned).collect::<Vec<_>>()
    };
    various(&app);
    let admin = app.log_in(ADMINISTRATOR);
    let within = |query: &str| found(&admin, &format!("unit={}&{query}", unit::NORTH));
    assert_eq!(within("status=waiting"), names("202"));
    assert_eq!(within("status=locked"), [LOCKED.display_name]);
    assert!(!within("status=active").contains(&LOCKED.display_name.to_owned()));
    assert_eq!(within("two_factor=on"), names("204"));
    assert_eq!(within("two_factor=required"), names("202"));
    assert_eq!(within("last_active=7"), names("204"));
    assert!(within("last_active=not-30").contains(&names("201")[0]));
    assert!(!within("last_active=not-90").contains(&names("204")[0]));
    assert!(within("last_active=never").contains(&names("202")[0]));
    assert_eq!(
        within("two_factor=required&status=waiting&last_active=never"),
        names("202")
    );
    assert!(within("two_factor=on&status=waiting").is_empty());
    let everybody = within("");
    let (with, without) = (within("licensed=yes"), within("licensed=no"));
    let needless = within("licensed=none");
    assert_eq!([with, without, needless].concat().len(), everybody.len());
}

#[test]
fn l2_deactivated_users_are_found_without_being_shown_before() {
    let app = TestApp::start();
    app.db.run(
        "UPDATE users SET state = 'deactivated', deactivated_at = now() WHERE id = 202;
         UPDATE user_words SET active = false WHERE user_id = 202;",
    );
    let admin = app.log_in(ADMINISTRATOR);
    let carl = app.db.text("SELECT display_name FROM users WHERE id = 202");
    assert_eq!(found(&admin, "status=deactivated"), [carl.as_str()]);
    assert_eq!(found(&admin, "status=deactivated&q=carl"), [carl.as_str()]);
    assert!(found(&admin, "status=deactivated&licensed=yes").is_empty());
    assert!(!found(&admin, "status=active&deactivated=1").contains(&carl));
}

#[test]
fn l2_the_list_says_what_it_is_narrowed_by_and_each_is_taken_off_by_itself() {
    let app = TestApp::start();
    various(&app);
    let manager = app.log_in(MANAGER_NORTH);
    let page = manager.get("/users?status=waiting&two_factor=required&sort=name");
    assert_eq!(
        page.texts("#chips .tag"),
        ["Status: Waiting for activation", "Two-factor: Required"]
    );
    assert_eq!(page.attr("#chips a", "href"), "/users?two_factor=required&sort=name");
    assert_eq!(page.attr("#status option[selected]", "value"), "waiting");
    let none = manager.get("/users?status=active&two_factor=required");
    assert!(none.text("#list").contains("Nobody has these values."), "{}", none.body);
    assert_eq!(none.attr("#list a.btn", "href"), "/users");
    let csv = manager.get("/users/export?status=waiting").body;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    // Values that mean nothing are as good as absent, each time they stand there.
    assert_eq!(found(&manager, "status=odd&last_active=tomorrow"), found(&manager, ""));
}
