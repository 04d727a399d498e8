//! A till that two people share (SPEC 3.6): linked by their manager, chosen at the login and from the header, named in the
//! log, and asked for anew when one of them is gone.
use crate::support::browser::Tab;
use crate::support::{TestApp, cast};

fn link(manager: &Tab, clerk: &str) {
    manager.fill("Add a user: Name, login or email", clerk);
    manager.click(clerk).click("Save").has(".check").sees(clerk);
}

fn log_in(till: &Tab) {
    till.go("/login")
        .fill("User name", "carl")
        .fill("Password", cast::PASSWORD);
    till.click("Log in").is_at("/login/clerk").sees("Select clerk");
}

/// Something that the log has an entry of.
fn rename(till: &Tab, name: &str) {
    till.fill("Display name", name).click("Save").sees("Saved.").sees(name);
}

/// User and clerk, by the names they had then, of the entries that tell of a changed user; the newest first.
fn logged(auditor: &Tab) -> Vec<(String, String)> {
    auditor.go("/activity?kind=user.updated&unit=4");
    let users = auditor.texts(".log td[data-label=User]");
    let clerks = auditor.texts(".log td[data-label=Clerk]");
    users.into_iter().zip(clerks).collect()
}

fn pair(user: &str, clerk: &str) -> (String, String) {
    (user.to_owned(), clerk.to_owned())
}

#[test]
fn two_clerks_share_a_till_and_each_answers_for_what_they_do() {
    let app = TestApp::start();
    let manager = app.tab_of(cast::MANAGER_NORTH).tablet().visit("/users/202");
    manager.click("Select users").sees("Nobody is linked yet.");
    link(&manager, "Lone Lund");
    link(&manager, "Dora Dahl");
    manager.click("Close").sees("Dora Dahl, Lone Lund");
    let till = app.tab().tablet();
    log_in(&till);
    assert_eq!(till.texts("fieldset label"), ["Dora Dahl", "Lone Lund"]);
    till.click("Lone Lund").click("Go on").is_at("/account");
    till.has(".topbar .clerk").sees("Clerk: Lone Lund");
    rename(&till, "Till one");
    till.click("Open menu").click_on(".whoami").click("Select clerk");
    till.click("Dora Dahl").click("Select").is_at("/account");
    till.sees("Clerk: Dora Dahl").sees_not("Clerk: Lone Lund");
    rename(&till, "Till two");
    let auditor = app.tab_of(cast::ADMINISTRATOR);
    let both = [pair("Till two", "Dora Dahl"), pair("Till one", "Lone Lund")];
    assert_eq!(logged(&auditor), both);
    manager.go("/users?id=204").click("Deactivate user");
    manager.click_on("#dialog .btn-primary").sees("Dora Dahl deactivated.");
    till.click("My rights").is_at("/login/clerk?from=%2Faccount%2Frights");
    assert_eq!(till.texts("fieldset label"), ["Lone Lund"]);
    till.click("Lone Lund").click("Go on").is_at("/account/rights");
    till.sees("Clerk: Lone Lund");
}
