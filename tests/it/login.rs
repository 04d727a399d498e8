//! The login page and logging out (SPEC N-1).
use crate::support::{TestApp, cast};

#[test]
fn somebody_logs_in_with_the_form_and_out_again() {
    let app = TestApp::start();
    let page = app.visitor().get("/login");
    let form = page
        .form("main form")
        .fill("name", "mona")
        .fill("password", cast::PASSWORD);
    let welcome = form.submit();
    assert_eq!((welcome.status, welcome.location()), (303, "/"));
    let out = welcome.client.post("/logout", &[]);
    assert_eq!(out.location(), "/login");
    assert_eq!(welcome.client.get("/").location(), "/login");
}

#[test]
fn a_wrong_password_keeps_the_name_and_says_so() {
    let app = TestApp::start();
    let form = app.visitor().get("/login").form("main form");
    let page = form.fill("name", "mona").fill("password", "wrong").submit();
    assert_eq!(page.status, 422);
    assert_eq!(page.form("main form").value("name"), "mona");
    assert!(page.has("[role=alert]"));
}

/// SPEC U-8, N-1: what is left empty is said at its field, tells nothing of any account, and is no attempt.
#[test]
fn u8_an_empty_login_is_told_at_its_fields_and_counts_for_nothing() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let attempts = || {
        let counted = "SELECT md5(string_agg(c::text, ',' ORDER BY c::text)) FROM login_counters c";
        let logged = "SELECT count(*)::text FROM activity WHERE type LIKE 'login.%'";
        (app.db.text(counted), app.db.text(logged))
    };
    let before = attempts();
    for (name, wrong) in [("mona", 1), ("nobody.at.all", 1), ("", 2)] {
        let page = visitor.post("/login", &[("name", name), ("password", "")]);
        assert_eq!(page.status, 422);
        assert_eq!(page.count("#mistakes li"), wrong, "{}", page.text("main"));
        assert!(page.says("Type a password."), "{}", page.text("main"));
    }
    assert_eq!(attempts(), before);
}
