//! A till that several people share, on a tablet (SPEC 3.6).
use crate::support::{TestApp, cast};

fn share(app: &TestApp) {
    app.db
        .run("INSERT INTO on_behalf (main_id, clerk_id) VALUES (202, 204), (202, 205)");
}

#[test]
fn whoever_takes_over_the_till_says_who_they_are() {
    let app = TestApp::start();
    share(&app);
    let tab = app.tab().tablet().visit("/login");
    tab.fill("User name", "carl")
        .fill("Password", cast::PASSWORD)
        .click("Log in");
    tab.is_at("/login/clerk").sees("Who are you?");
    tab.click("Go on").sees("Choose who you are.");
    tab.click("Lone Lund")
        .click("Go on")
        .is_at("/account")
        .sees("Clerk: Lone Lund");
    tab.click("Open menu").click_on(".whoami").sees("Clerk: Lone Lund");
    tab.click("Select clerk").click("Dora Dahl").click("Select");
    tab.is_at("/account").click("Open menu").sees("Clerk: Dora Dahl");
    tab.click_on(".whoami").click("Log out").is_at("/login");
}

#[test]
fn users_are_linked_to_a_till_in_a_dialog() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::MANAGER_NORTH).tablet().visit("/users/202");
    tab.click("Select users").sees("Nobody is linked yet.");
    tab.fill("Add a user: Name, login or email", "lone")
        .click("Lone Lund")
        .click("Save");
    tab.sees("Allow selecting the main user in the select clerk dialog")
        .click("Close");
    tab.is_at("/users/202").sees("Lone Lund");
}
