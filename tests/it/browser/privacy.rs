//! What is left in the browser (SECURITY DP5), and what stored text may not do there (CS7, HE3).
use crate::support::{TestApp, cast};

#[test]
fn dp5_nothing_about_anybody_stays_in_storage_or_addresses() {
    let app = TestApp::start();
    let tab = app.tab().visit("/login");
    tab.fill("User name", "mona")
        .fill("Password", cast::PASSWORD)
        .press("Enter")
        .is_at("/users");
    tab.click("Carl Aagaard")
        .fill("Display name", "Carl Secret")
        .click("Save")
        .sees("Saved.");
    tab.go("/account/password")
        .fill("Current password", "forkert")
        .press("Enter")
        .go("/account/sessions");
    assert_eq!(tab.string("JSON.stringify([localStorage, sessionStorage])"), "[{},{}]");
    assert_eq!(tab.string("document.cookie"), "");
    assert_eq!(tab.string("indexedDB.databases().then((all) => all.length)"), "0");
    let asked = tab.asked().join("\n");
    for secret in [
        "Secret",
        "chain.example",
        "forkert",
        "marker",
        "display_name",
        "password=",
    ] {
        assert!(!asked.contains(secret), "{secret} in {asked}");
    }
}

#[test]
fn cs7_stored_markup_is_shown_and_does_nothing() {
    let app = TestApp::start();
    let evil = "<div hx-get=/users/export hx-trigger=load data-dialog>x</div><img src=/x onerror=alert(1)>";
    app.db.run(&format!(
        "UPDATE users SET display_name = '{evil}' WHERE id = 202; UPDATE org_units SET name = '<b hx-get=/evil>' WHERE id = 4"
    ));
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users?id=202");
    tab.sees(evil)
        .click("Deactivate user")
        .sees(evil)
        .press("Escape")
        .click("Edit user")
        .sees(evil)
        .back()
        .sees(evil);
    let asked = tab.asked().join("\n");
    assert!(
        !asked.contains("export") && !asked.contains("evil") && !asked.ends_with("/x"),
        "{asked}"
    );
    assert!(tab.questions().is_empty());
}
