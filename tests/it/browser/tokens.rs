//! API tokens (SPEC U-53): shown once, copied.
use crate::support::{TestApp, cast};

#[test]
fn a_token_is_made_copied_and_never_shown_again() {
    let app = TestApp::start();
    let tab = app.tab_of(cast::CASHIER_NORTH).phone().visit("/account/tokens");
    tab.sees("There are no tokens.").click("Create new token");
    tab.fill("Name", "Till 3").click("Create token");
    tab.sees("Copy the token now.").is_at("/account/tokens");
    let value = tab.texts(".code-line code").concat();
    assert!(value.starts_with("khp_"), "{value}");
    assert_eq!(tab.string("document.querySelector('[data-copy]').dataset.copy"), value);
    tab.click("Copy");
    let said = || tab.string("document.getElementById('live').textContent");
    let waited = (0..40).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        said() == "Copied"
    });
    assert!(waited, "{}", said());
    tab.click("I have copied it").sees("Till 3").sees("never used");
    assert!(!tab.string("document.documentElement.outerHTML").contains(&value));
    tab.reload();
    assert!(!tab.string("document.documentElement.outerHTML").contains(&value));
    tab.click_on(".session a.btn").sees("stops working").click("Revoke");
    tab.sees("The token was revoked.").sees("There are no tokens.");
}

#[test]
fn an_administrator_makes_a_token_for_somebody_else_without_scripts() {
    let app = TestApp::start();
    let tab = app
        .tab_of(cast::ADMINISTRATOR)
        .without_script()
        .visit("/users/202/links");
    tab.click("Create new token")
        .fill("Name", "Back office")
        .click("Create token");
    tab.sees("Copy the token now.");
    tab.click("I have copied it")
        .sees("Back office")
        .is_at("/users/202/links");
}
