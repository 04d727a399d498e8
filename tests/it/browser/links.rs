//! Links that set a password, as those who get them see them (SPEC U-50, U-51).
use crate::mail::with_mail;
use crate::support::cast;

const NEW: &str = "en helt ny adgangskode 4711";

#[test]
fn a_new_employee_activates_the_account_by_a_mailed_link_on_a_phone() {
    let (app, smtp) = with_mail();
    let tab = app.tab_of(cast::MANAGER_NORTH).visit("/users/new?unit=4");
    tab.fill("Name", "kaj")
        .fill("Display name", "Kaj Krog")
        .fill("Email", "kaj@chain.example");
    tab.click("Send activation link instead").click("Create user");
    tab.sees("Waiting for activation").sees("Works until");
    let path = smtp.wait_for_words("kaj@chain.example", "activate").path("/activate");
    let phone = app.tab().phone().visit(&path);
    phone.is_at("/activate").sees("Choose a password for kaj");
    phone
        .fill("New password", NEW)
        .fill("Repeat new password", NEW)
        .click("Activate");
    phone.is_at("/account").sees("Kaj Krog");
}

#[test]
fn a_forgotten_password_is_set_anew_on_a_phone() {
    let (app, smtp) = with_mail();
    app.db.run("UPDATE users SET email_confirmed_at = now() WHERE id = 202");
    let phone = app.tab().phone().visit("/login");
    phone.click("Forgot password?").is_at("/forgot-password");
    phone
        .fill("User name", "carl")
        .click("Send link")
        .sees("a link is on its way");
    let path = smtp
        .wait_for_words("carl@chain.example", "asked for a new password")
        .path("/reset-password");
    phone.go(&path).is_at("/reset-password");
    phone
        .fill("New password", NEW)
        .fill("Repeat new password", NEW)
        .click("Set the password");
    phone.is_at("/login");
    phone
        .fill("User name", "carl")
        .fill("Password", NEW)
        .click("Log in")
        .is_at("/account");
}
