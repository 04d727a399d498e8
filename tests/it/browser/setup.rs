//! The set-up link and the password that must be changed, as somebody comes by them (SPEC 11, U-22).
use crate::support::{TestApp, cast};

const NEW: &str = "grøn regnjakke på cykel";

#[test]
fn the_first_administrator_sets_a_password_by_the_link_and_logs_in_with_it() {
    let app = TestApp::start();
    let secret = "5e".repeat(32);
    app.db.run(&format!(
        "INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (2, 'setup', sha256('{secret}'), now() + interval '1 hour')"
    ));
    let tab = app.tab().visit(&format!("/setup/{secret}"));
    tab.is_at("/setup").has_focus("New password").type_text("sommer");
    tab.sees("Weak").fill("New password", NEW).sees("Strong");
    tab.fill("Repeat new password", NEW).click("Set password");
    tab.is_at("/login").sees("The password is set.");
    tab.fill("User name", "administrator")
        .fill("Password", NEW)
        .press("Enter")
        .is_at("/users");
    let late = app.tab().phone().visit(&format!("/setup/{secret}"));
    late.sees("This link has been used");
}

#[test]
fn somebody_with_a_password_of_another_chooses_one_before_anything_else() {
    let app = TestApp::start();
    app.db
        .run("UPDATE users SET must_change_password = true WHERE id = 201");
    let tab = app.tab().phone().visit("/users");
    tab.fill("User name", "mona")
        .fill("Password", cast::PASSWORD)
        .press("Enter");
    tab.is_at("/new-password?from=%2Fusers")
        .fill("New password", "kort")
        .fill("Repeat new password", "kort")
        .click("Save and go on");
    tab.sees("Use at least 15 characters").has("#mistakes:focus");
    tab.fill("New password", NEW)
        .fill("Repeat new password", NEW)
        .click("Save and go on");
    tab.sees("Carl Aagaard");
}
