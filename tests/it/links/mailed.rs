//! P-10 when somebody else mails a link: whoever set the address may read mail there, and must not come to a password
//! of somebody who holds more.
use super::outgrown::promote;
use super::{NEW, path, press, use_link, waiting};
use crate::addresses::{NEW_ADDRESS, confirm};
use crate::mail::with_mail;
use crate::security::TRACES;
use crate::support::cast::ADMINISTRATOR;
use crate::support::smtp::Smtp;
use crate::support::{TestApp, cast};

const ON_THE_CARD: &str = "Somebody who holds fewer rights than this user set the address";
const SKIPPED: &str = "Somebody who holds fewer rights set this user's address, so no link is mailed there.";
const MAILED: &str = "SELECT count(*) FROM mails WHERE user_id = 202 AND kind IN ('reset-link', 'activation-link')";

/// Mona gives Carl an address where she reads the mail.
fn readdressed(app: &TestApp) {
    app.db.run(
        "DELETE FROM account_keys WHERE account_id = 202 AND is_email; UPDATE users SET email = NULL, sort_email = NULL WHERE id = 202",
    );
    let form = app.log_in(cast::MANAGER_NORTH).get("/users/202").form("form.form-page");
    assert_eq!(form.fill("email", NEW_ADDRESS).submit().status, 303);
}

fn confirmed(app: &TestApp, smtp: &Smtp) {
    let path = smtp.wait_for_words(NEW_ADDRESS, "confirm it").path("/confirm-email");
    confirm(&app.visitor(), &path);
}

/// An administrator can neither mail the link from the card nor with others, and is told why; it can be copied.
fn is_withheld(app: &TestApp, action: &str) {
    let admin = app.log_in(ADMINISTRATOR);
    let alone = format!("/users/{action}?id=202&from=%2Fusers");
    let before = app.db.fingerprint(&[TRACES, &["mails"]].concat());
    let asked = admin.get(&alone);
    assert!(asked.says(SKIPPED), "{}", asked.text("main"));
    let refused = admin.post(&alone, &[]);
    assert!(
        refused.status == 403 && refused.says(SKIPPED),
        "{}",
        refused.text("main")
    );
    app.db.assert_same(&before);
    let page = press(&admin, "create");
    assert!(
        page.text("#link").contains(ON_THE_CARD) && !page.has("#link button[value=send]"),
        "{}",
        page.text("main")
    );
    let page = press(&admin, "send");
    assert!(page.text("#toasts p").contains(ON_THE_CARD), "{}", page.text("#toasts"));
    assert_eq!(app.db.number(MAILED), 0);
    assert_eq!(use_link(&app.visitor(), &path(&page)).status, 303, "copied, it works");
}

#[test]
fn p10_nobody_mails_a_reset_link_to_an_address_that_somebody_set_who_holds_less() {
    let (app, smtp) = with_mail();
    readdressed(&app);
    confirmed(&app, &smtp);
    promote(&app);
    is_withheld(&app, "send-reset-link");
}

#[test]
fn p10_nobody_mails_an_activation_link_to_an_unconfirmed_address_that_somebody_set_who_holds_less() {
    let (app, _smtp) = with_mail();
    waiting(&app);
    readdressed(&app);
    promote(&app);
    is_withheld(&app, "send-activation-link");
}

#[test]
fn p10_of_several_only_those_are_sent_a_link_whose_address_nobody_set_who_holds_less() {
    let (app, smtp) = with_mail();
    readdressed(&app);
    confirmed(&app, &smtp);
    promote(&app);
    let admin = app.log_in(ADMINISTRATOR);
    let asked = admin.get("/users/send-reset-link?id=202&id=203&from=%2Fusers");
    assert!(
        asked.says(&format!("Carl Aagaard: {SKIPPED}")),
        "{}",
        asked.text("main")
    );
    let done = asked.form("main form").submit().follow();
    assert!(
        done.says(&format!("Carl Aagaard: {SKIPPED}")),
        "{}",
        done.text("#toasts")
    );
    let links = |user: i64| {
        app.db.number(&format!(
            "SELECT count(*) FROM links WHERE purpose = 'reset' AND user_id = {user}"
        ))
    };
    assert_eq!((links(202), links(203), app.db.number(MAILED)), (0, 1, 0));
}

#[test]
fn p10_a_mailed_link_does_not_outlive_a_promotion_past_whoever_set_the_address() {
    for activates in [true, false] {
        let (app, smtp) = with_mail();
        if activates {
            waiting(&app);
        }
        readdressed(&app);
        confirmed(&app, &smtp);
        let admin = app.log_in(ADMINISTRATOR);
        press(&admin, "create");
        let copied = path(&press(&admin, "send"));
        let (words, page) = match activates {
            true => ("activate", "/activate"),
            false => ("asked for a new password", "/reset-password"),
        };
        let mailed = smtp.wait_for_words(NEW_ADDRESS, words).path(page);
        let form = app.visitor().get(&mailed).follow().form("main form");
        promote(&app);
        // Whatever is known of the address the user has by now.
        app.db
            .run("UPDATE users SET email_set_by = NULL, email_before_set_by = NULL WHERE id = 202");
        let over = app.visitor().get(&mailed).follow();
        assert_eq!((over.status, over.text("h1")), (410, "This link was withdrawn".into()));
        assert_eq!(app.visitor().get(&copied).follow().status, 200);
        let hash = "SELECT coalesce(password_hash, '') FROM users WHERE id = 202";
        let before = app.db.text(hash);
        assert_eq!(form.fill("password", NEW).fill("again", NEW).submit().status, 410);
        assert_eq!(app.db.text(hash), before);
    }
}
