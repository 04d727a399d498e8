//! What counts for the automatic block of an address (SPEC N-10): every wrong proof of who one is, and nothing else.
use super::{FORM, SHOP, WORLD, app, login};
use crate::support::TestApp;
use crate::support::cast::{CASHIER_NORTH, PASSWORD};
use crate::support::client::Client;
use crate::support::phone::Phone;

const WRONG_CODE: &str = "000000";
const WRONG_RECOVERY_CODE: &str = "0000-0000-0000-0000-0000-0000";

/// Failures that were counted for any address.
fn counted(app: &TestApp) -> i64 {
    app.db
        .number("SELECT coalesce(sum(failed), 0)::bigint FROM address_failures")
}

/// Carl in the shop, with a second factor; five failures block an address.
fn carl(app: &TestApp) -> (Client, Phone, Vec<String>) {
    let carl = app.visitor().at(SHOP);
    assert_eq!(login(&carl, CASHIER_NORTH).status, 303);
    let (phone, codes) = Phone::set_up(app, &carl);
    app.db.run("UPDATE login_policy SET block_after = 5");
    (carl, phone, codes)
}

#[test]
fn n10_wrong_codes_of_every_kind_count_for_the_block_and_right_ones_do_not() {
    let app = app();
    let (at_the_shop, phone, codes) = carl(&app);
    let give = |by: &str, code: &str| {
        let carl = app.visitor().at(WORLD);
        assert_eq!(login(&carl, CASHIER_NORTH).location(), "/login/code");
        carl.post(&format!("/login/code?by={by}"), &[("code", code)]).status
    };
    assert_eq!(
        [give("app", WRONG_CODE), give("recovery", WRONG_RECOVERY_CODE)],
        [422; 2]
    );
    assert_eq!(counted(&app), 2);
    assert_eq!([give("app", &phone.code(&app)), give("recovery", &codes[0])], [303; 2]);
    assert_eq!(counted(&app), 2, "right passwords and right codes");
    assert_eq!([give("app", WRONG_CODE), give("app", WRONG_CODE)], [422; 2]);
    assert_eq!(give("recovery", WRONG_RECOVERY_CODE), 422);
    assert_eq!(app.visitor().at(WORLD).get("/login").status, 403);
    assert_eq!(at_the_shop.get("/account").status, 200, "nobody is blocked elsewhere");
    assert_eq!(counted(&app), 0, "after the block it takes as many again");
}

#[test]
fn n10_codes_that_are_tried_while_codes_are_locked_count_for_the_block() {
    let app = app();
    let (_, phone, _) = carl(&app);
    app.db
        .run("INSERT INTO code_counters (user_id, method, failed, locked_until, touched_at) VALUES (202, 'app', 5, now() + interval '5 minutes', now())");
    let carl = app.visitor().at(WORLD);
    assert_eq!(login(&carl, CASHIER_NORTH).location(), "/login/code");
    let page = carl.post("/login/code", &[("code", &phone.code(&app))]);
    assert!(page.status == 422 && page.says("Too many wrong codes"));
    assert_eq!(counted(&app), 1);
}

#[test]
fn n10_wrong_passwords_and_codes_of_whoever_is_logged_in_count_for_the_block_and_right_ones_do_not() {
    let app = app();
    let (carl, phone, _) = carl(&app);
    let change = carl.get("/account/password").form(FORM);
    let change = change.fill("new_password", "grøn regnjakke på cykel");
    let change = change.fill("again", "grøn regnjakke på cykel");
    assert_eq!(change.fill("current_password", "wrong").submit().status, 422);
    assert_eq!(counted(&app), 1, "a change of password");
    app.db
        .run("UPDATE sessions SET proof_at = proof_at - interval '16 minutes'");
    let asked = carl.post("/account/two-factor", &[("act", "begin")]).form(FORM);
    let prove = |password: &str, code: &str| {
        let asked = asked.clone().fill("proof_password", password);
        asked.fill("proof_code", code).submit().status
    };
    assert_eq!([prove("wrong", WRONG_CODE), prove(PASSWORD, WRONG_CODE)], [422; 2]);
    assert_eq!(counted(&app), 3, "a confirmation: one failure each");
    assert_eq!(prove(PASSWORD, &phone.code(&app)), 303);
    assert_eq!(counted(&app), 3, "the right ones");
    let codes = carl.get("/account/two-factor/codes").form(FORM);
    assert_eq!(codes.fill("code", WRONG_CODE).submit().status, 422);
    assert_eq!(counted(&app), 4, "new recovery codes");
    let off = carl.get("/account/two-factor/off").form(FORM);
    let off = off.fill("current_password", "wrong").fill("code", WRONG_CODE);
    assert_eq!(off.submit().status, 422);
    assert_eq!(carl.get("/account").status, 403, "the fifth blocks the address");
}
