//! The second factor as somebody comes by it (SPEC 3.5): set up on a phone, the phone lost, a recovery code; and the page
//! that asks for the password again (N-5).
use crate::support::browser::Tab;
use crate::support::phone::{Phone, later};
use crate::support::{TestApp, cast};

fn log_in(tab: &Tab) {
    tab.fill("User name", "carl")
        .fill("Password", cast::PASSWORD)
        .press("Enter");
}

#[test]
fn an_employee_sets_it_up_loses_the_phone_and_gets_in_by_a_recovery_code() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::CASHIER_NORTH).phone().visit("/account/two-factor");
    tab.click("Set up two-factor").has(".qr svg[role=img]");
    let phone = Phone::with_secret(&tab.texts(".qr .code-line code")[0]);
    tab.fill("Code", "000000").click("Turn on").sees("This code is wrong");
    tab.fill("Code", &phone.code(&app)).click("Turn on").has("#codes");
    let codes = tab.texts("#codes code");
    tab.click("I have kept them").sees("10 left");
    later(&app);
    let next = app.tab().phone().dark().visit("/account/rights");
    log_in(&next);
    next.has_focus("Code").sees("authenticator app");
    next.fill("Code", &phone.code(&app))
        .press("Enter")
        .is_at("/account/rights");
    let lost = app.tab().without_script().visit("/login");
    log_in(&lost);
    lost.click("Use a recovery code instead").has_focus("Recovery code");
    lost.fill("Recovery code", &codes[0]).press("Enter").is_at("/account");
    lost.go("/account/two-factor").sees("9 left");
}

/// SPEC U-30, L-3: what is typed around the dialog stays, and what it showed once does not.
#[test]
fn u30_the_dialog_over_the_profile_is_used_by_keys_and_gives_the_focus_back() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::CASHIER_NORTH).visit("/account");
    tab.fill("Display name", "Carl Å");
    tab.walk_to("Set up two-factor").press("Enter").has("dialog:modal");
    tab.walk_to("Set up two-factor")
        .press("Enter")
        .has("dialog:modal .qr svg[role=img]")
        .has_focus("Code");
    let phone = Phone::with_secret(&tab.texts(".qr .code-line code")[0]);
    tab.type_text("000000").press("Enter").sees("This code is wrong");
    tab.has("dialog:modal .err").has_focus("Code");
    tab.type_text(&phone.code(&app))
        .press("Enter")
        .has("dialog:modal #codes");
    tab.walk_to("I have kept them").press("Enter");
    tab.has_not("dialog:modal")
        .has_focus("Change two-factor")
        .is_at("/account");
    tab.sees("On since").has_not("#modal code");
    assert_eq!(tab.string("document.getElementById('display_name').value"), "Carl Å");
    tab.press("Enter").has("dialog:modal").sees("10 left");
    tab.press("Escape")
        .has_not("dialog:modal")
        .has_focus("Change two-factor");
    tab.click("Save").sees("Saved.").sees("Carl Å");
}

#[test]
fn who_needs_one_is_led_through_setting_it_up_in_danish() {
    let app = TestApp::start();
    app.db.run("UPDATE users SET two_factor_required = true WHERE id = 202");
    let tab = app.tab().danish().visit("/login");
    tab.fill("Brugernavn", "carl")
        .fill("Adgangskode", cast::PASSWORD)
        .press("Enter");
    tab.is_at("/login/two-factor").has_focus("Kode");
    let phone = Phone::with_secret(&tab.texts(".qr .code-line code")[0]);
    tab.type_text(&phone.code(&app)).press("Enter").has("#codes");
    tab.click("Jeg har gemt dem").is_at("/account");
}

/// In a dialog, and where scripts are off on a page of its own; what was typed comes along.
#[test]
fn the_password_is_asked_for_again_in_the_dialog_and_the_change_is_made() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::ADMINISTRATOR).visit("/users/202");
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '16 minutes'");
    tab.click("Rename").fill("Name", "carl.aagaard");
    tab.press("Enter").has("dialog:modal").sees("Confirm that it is you");
    tab.fill("Current password", "wrong")
        .press("Enter")
        .sees("not your current password");
    tab.fill("Current password", cast::PASSWORD)
        .press("Enter")
        .sees("carl.aagaard")
        .has_not("dialog[open]");
    let plain = app
        .tab_of(cast::ADMINISTRATOR)
        .without_script()
        .visit("/users/202/rename");
    app.db
        .run("UPDATE sessions SET proof_at = now() - interval '16 minutes'");
    plain
        .fill("Name", "carl2")
        .press("Enter")
        .sees("Confirm that it is you");
    plain
        .fill("Current password", cast::PASSWORD)
        .press("Enter")
        .sees("carl2");
}
