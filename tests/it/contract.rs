//! The labels of the specification stand on the screens word for word (SPEC 3.1, 3.3, U-21, 5.3).
use crate::links;
use crate::support::page::Page;
use crate::support::{TestApp, cast};

#[track_caller]
fn all_of(have: &[String], wanted: &[&str]) {
    let missing: Vec<_> = wanted
        .iter()
        .filter(|label| !have.iter().any(|one| one == *label))
        .collect();
    assert!(missing.is_empty(), "{missing:?} not in {have:?}");
}

#[test]
fn u2_every_column_of_the_contract_is_there_by_name() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let shown = [
        "Name",
        "Display name",
        "Org. unit",
        "Last active",
        "Login attempts with incorrect password",
        "Status",
    ];
    let hidden = [
        "ID",
        "Last logged in with automatic token",
        "Updated by",
        "Number of active refresh tokens",
        "Email",
        "Two-factor",
        "Groups",
        "Licensed",
        "Created on",
    ];
    let heads = admin.get("/users").texts("thead th");
    all_of(&heads, &shown);
    assert!(!heads.iter().any(|head| hidden.contains(&head.as_str())), "{heads:?}");
    let page = admin.get("/users?deactivated=1");
    all_of(&page.texts("thead th"), &["Deactivated", "Locked at"]);
    let form = page.form("#columns form");
    let everything = page.attrs("#columns [name=column]:not([disabled])", "value");
    let form = everything
        .iter()
        .fold(form, |form, column| form.tick_value("column", column));
    let heads = form.submit().follow().texts("thead th");
    all_of(&heads, &hidden);
    all_of(&heads, &shown);
}

#[test]
fn u3_every_button_of_the_contract_is_there_by_name() {
    let app = TestApp::start();
    let admin = app.log_in(cast::ADMINISTRATOR);
    let page = admin.get("/users?id=202");
    for label in [
        "Create new user",
        "Edit user",
        "Delete user",
        "Deactivate user",
        "Reset failed login attempts",
        "Log out user",
        "More",
        "Move to org. unit",
        "Add to group",
        "Copy user",
        "Require new password at next login",
        "Two-factor",
        "Send activation link",
        "Reset password link",
        "Export",
        "Import",
        "Show deactivated",
    ] {
        assert!(page.text("main").contains(label), "{label}");
    }
    app.db.run("UPDATE users SET state = 'deactivated' WHERE id = 202");
    let page = admin.get("/users/toolbar?id=202");
    assert!(page.says("Activate user") && !page.says("Deactivate user"));
}

#[test]
fn tokens_info_has_every_label_of_the_contract() {
    let app = TestApp::start();
    let _carl = app.log_in(cast::CASHIER_NORTH);
    let page = app.log_in(cast::ADMINISTRATOR).get("/users/202/tokens");
    all_of(
        &page.texts(".session dt"),
        &[
            "Refresh token id",
            "Active",
            "Login option",
            "Refresh token created",
            "Refresh token expires",
            "Access token created",
            "Access token expires",
            "Last seen",
            "IP address",
            "Device",
            "How it ended",
        ],
    );
}

/// Wherever a password is chosen: for a new user, for another, for oneself, when one must, and by each kind of link.
#[test]
fn u21_the_advice_stands_at_every_new_password() {
    let app = TestApp::start();
    let advised = |page: &Page| {
        let words = page.text("main");
        assert!(
            page.count("input[autocomplete=new-password]") > 0,
            "{}: {words}",
            page.path
        );
        assert!(
            words.contains("At least ") && words.contains("A long password is a good one"),
            "{}: {words}",
            page.path
        );
    };
    let admin = app.log_in(cast::ADMINISTRATOR);
    for path in ["/users/new", "/users/202/password", "/account/password"] {
        advised(&admin.get(path));
    }
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 204");
    advised(&app.log_in(cast::DENIED).get("/new-password"));
    let reset = links::fresh(&app);
    advised(&app.visitor().get(&reset).follow());
    links::waiting(&app);
    let activation = links::fresh(&app);
    advised(&app.visitor().get(&activation).follow());
}
