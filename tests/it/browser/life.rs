//! The whole life of an employee with the product (SPEC U-50, 3.5, N-5, C-3, U-20): from the link that a manager hands over to a
//! session left open in the shop, on the screen of a phone.
use crate::support::browser::Tab;
use crate::support::phone::{Phone, later};
use crate::support::{TestApp, cast};

const FIRST: &str = "en helt ny adgangskode 4711";
const SECOND: &str = "seventeen odd tram wheels";

/// A manager creates Kaj, who has no mail; the path of the link that Kaj is shown.
fn hired(manager: &Tab) -> String {
    manager.go("/users/new?unit=4");
    manager.fill("Name", "kaj").fill("Display name", "Kaj Krog");
    manager.click("Send activation link instead").click("Create user");
    manager.sees("Waiting for activation").sees("Works until");
    let link = &manager.texts("#link .code-line code")[0];
    let at = link.find("/activate/").expect("a link");
    link[at..].to_owned()
}

fn activate(tab: &Tab, path: &str) {
    tab.go(path).is_at("/activate").sees("Choose a password for kaj");
    tab.fill("New password", FIRST).fill("Repeat new password", FIRST);
    tab.click("Activate").is_at("/account").sees("Your account is active.");
}

/// The app, and the recovery codes that were kept.
fn set_up_two_factor(app: &TestApp, tab: &Tab) -> (Phone, Vec<String>) {
    tab.click("Set up two-factor")
        .has("dialog:modal")
        .click("Set up two-factor");
    let phone = Phone::with_secret(&tab.texts(".qr .code-line code")[0]);
    tab.fill("Code", &phone.code(app)).click("Turn on").has("#codes");
    let codes = tab.texts("#codes code");
    tab.click("I have kept them").has_not("dialog:modal").sees("On since");
    (phone, codes)
}

fn log_out(tab: &Tab) {
    tab.click("Open menu")
        .click_on(".whoami")
        .click("Log out")
        .is_at("/login");
}

/// As far as the page that asks for a code.
fn log_in(tab: &Tab, password: &str) {
    tab.go("/login").fill("User name", "kaj").fill("Password", password);
    tab.click("Log in").has_focus("Code");
}

fn by_recovery_code(tab: &Tab, code: &str) {
    tab.click("Use a recovery code instead").has_focus("Recovery code");
    tab.fill("Recovery code", code).click("Log in");
}

/// Half an hour after the login: the product asks who is there, password and code.
fn change_password(app: &TestApp, tab: &Tab, code: &str) {
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '30 minutes'");
    tab.click("Change password").fill("Current password", FIRST);
    tab.fill("New password", SECOND).fill("Repeat new password", SECOND);
    tab.press("Enter").sees("Confirm that it is you").has("dialog:modal");
    tab.fill("Current password", FIRST)
        .fill("Code", "000000")
        .press("Enter");
    tab.sees("This code is wrong");
    tab.fill("Current password", FIRST).fill("Code", code).press("Enter");
    tab.sees("Your password has been changed.").has_not("dialog:modal");
}

#[test]
fn an_employee_comes_in_by_a_link_loses_the_phone_and_ends_a_session_left_open() {
    let app = TestApp::start();
    let link = hired(&app.tab_of(cast::MANAGER_NORTH).tablet());
    let kaj = app.tab().phone();
    activate(&kaj, &link);
    let (phone, codes) = set_up_two_factor(&app, &kaj);
    log_out(&kaj);
    later(&app);
    log_in(&kaj, FIRST);
    kaj.fill("Code", &phone.code(&app)).click("Log in").is_at("/account");
    log_out(&kaj);
    // The phone is lost; a code that was kept is good once.
    log_in(&kaj, FIRST);
    by_recovery_code(&kaj, &codes[0]);
    kaj.is_at("/account");
    change_password(&app, &kaj, &codes[1]);
    let shop = app.tab();
    log_in(&shop, SECOND);
    by_recovery_code(&shop, &codes[0]);
    shop.sees("This recovery code is wrong, or was used already.");
    shop.fill("Recovery code", &codes[2]).click("Log in").is_at("/account");
    kaj.click("My sessions").sees("This session");
    kaj.click_on(".session:not(:has(.tag-acc)) button[name=session]");
    kaj.sees("Ended. It takes effect at the next click there.");
    shop.click("My rights")
        .is_at("/login?from=%2Faccount%2Frights")
        .sees("User name");
    kaj.click("Profile").click("Change two-factor").sees("7 left");
}
