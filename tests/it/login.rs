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
