//! The confirmed address, while the one that replaced it waits to be confirmed (SPEC 3.2, SECURITY AU10).
use crate::addresses::{CARL, NEW_ADDRESS, change_own, confirm, confirmed, forget};
use crate::mail::with_mail;
use crate::support::console::Terminal;
use crate::support::{TestApp, cast};

fn login_status(app: &TestApp, name: &str) -> u16 {
    let typed = [("name", name), ("password", cast::PASSWORD)];
    app.visitor().post("/login", &typed).status
}

/// SPEC 3.2, SECURITY AU10: whoever has not confirmed the new address yet is not shut out, and nobody else comes in.
#[test]
fn the_confirmed_address_logs_in_and_stays_taken_until_the_next_one_is_confirmed() {
    let (app, smtp) = with_mail();
    confirmed(&app);
    change_own(&app.log_in(cast::CASHIER_NORTH), NEW_ADDRESS);
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    assert_eq!(
        [CARL, "carl", NEW_ADDRESS].map(|name| login_status(&app, name)),
        [303, 303, 422]
    );
    forget(&app, CARL);
    smtp.wait_for_words(CARL, "asked for a new password");
    let mona = app.log_in(cast::MANAGER_NORTH);
    for address in [CARL, NEW_ADDRESS] {
        let form = mona.get("/account").form("form.form-page").fill("email", address);
        assert_eq!(form.submit().status, 422, "{address}");
    }
    confirm(&app.visitor(), &path);
    assert_eq!(
        [CARL, "carl", NEW_ADDRESS].map(|name| login_status(&app, name)),
        [422, 303, 303]
    );
    change_own(&mona, CARL);
}

#[test]
fn an_address_passed_over_is_free_and_no_address_is_none_at_all() {
    let (app, _smtp) = with_mail();
    confirmed(&app);
    let carl = app.log_in(cast::CASHIER_NORTH);
    for address in [NEW_ADDRESS, "third@chain.example", CARL, NEW_ADDRESS] {
        change_own(&carl, address);
        assert_eq!(login_status(&app, CARL), 303, "{address}");
    }
    let keys = "SELECT string_agg(key, ' ' ORDER BY key) FROM account_keys WHERE account_id = 202";
    assert_eq!(app.db.text(keys), format!("carl {NEW_ADDRESS} {CARL}"));
    change_own(&carl, "");
    assert_eq!((login_status(&app, CARL), app.db.text(keys)), (422, "carl".to_owned()));
}

/// A file is no way round that either.
#[test]
fn a_confirmed_address_that_a_file_replaces_logs_in_and_stays_taken_too() {
    let (app, smtp) = with_mail();
    confirmed(&app);
    let terminal = Terminal::at(&app.db);
    let head = "login,display_name,unit_code,email";
    terminal.imported("users", format!("{head}\ncarl,Carl Aagaard,N1,{NEW_ADDRESS}\n"));
    assert_eq!(login_status(&app, CARL), 303);
    let rows = format!("{head}\nmona,Mona Nørgaard,NORTH,{CARL}\n");
    let said = terminal.import("users", &rows, &[]);
    assert!(said.code == 1 && said.err.contains("email"), "{said:?}");
    confirm(
        &app.visitor(),
        &smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email"),
    );
    assert_eq!(login_status(&app, CARL), 422);
    terminal.imported("users", rows);
}
