//! Setup → Email: the server's settings, the test, the queue.
use super::{queue, with_mail};
use crate::jobs::soon;
use crate::security::TRACES;
use crate::support::page::Page;
use crate::support::smtp::{Manners, Smtp};
use crate::support::{TestApp, app, cast, unit};
use keyholder::mail::Message;

const SERVER: &str = "#server";
const MARKER: &str = "marker-smtp-7731";
const NOTICE: Message = Message::PasswordChanged { by_other: false };

fn saved(app: &TestApp, smtp: &Smtp, login: &str, password: &str) -> Page {
    let form = app.log_in(cast::ADMINISTRATOR).get("/setup/email").form(SERVER);
    let form = form
        .fill("host", "127.0.0.1")
        .fill("port", smtp.address.port())
        .choose("tls", "none");
    let form = form.fill("sender", "no-reply@chain.example").fill("login", login);
    form.fill("password", password).submit()
}

#[test]
fn s1_an_administrator_sets_the_server_up_and_a_test_arrives() {
    let (app, smtp) = (TestApp::start(), Smtp::plain());
    smtp.behave(Manners {
        password: Some(("keyholder".into(), MARKER.into())),
        ..Manners::default()
    });
    let page = saved(&app, &smtp, "keyholder", MARKER).follow();
    assert!(page.says("Saved."), "{}", page.body);
    let form = page.client.get("/setup/email/test").form("#dialog form");
    assert_eq!(form.clone().fill("address", "ops").submit().status, 422);
    let page = form.fill("address", "ops@chain.example").submit().follow();
    assert!(page.says("A test to ops@chain.example is on its way."), "{}", page.body);
    let mail = &smtp.wait_for(1)[0];
    assert_eq!(mail.login, Some(("keyholder".into(), MARKER.into())));
    assert!(mail.text().contains("If you read this, Test chain can send mail."));
    soon("listed", || {
        page.client
            .get("/setup/email/queue?state=sent")
            .says("ops@chain.example")
    });
}

/// SPEC S-1: secrets are write-only; SECURITY LG4.
#[test]
fn the_password_of_the_server_is_nowhere_to_be_read() {
    let (app, smtp) = (TestApp::start(), Smtp::plain());
    assert_eq!(saved(&app, &smtp, "keyholder", MARKER).status, 303);
    let page = app.log_in(cast::ADMINISTRATOR).get("/setup/email");
    assert_eq!(page.attr("#password", "value"), "");
    assert!(page.says("One is stored.") && !page.body.contains(MARKER));
    let row = app.db.text("SELECT encode(password, 'escape') FROM mail_server");
    assert!(!row.is_empty() && !row.contains(MARKER));
    let entry = app
        .db
        .value("SELECT details FROM activity WHERE type = 'setup.changed'");
    assert_eq!(entry["mail_password_changed"], true);
    assert!(!entry.to_string().contains(MARKER) && !app::log().contains(MARKER));
}

#[test]
fn a_stored_password_is_not_sent_to_another_server() {
    let (app, smtp) = (TestApp::start(), Smtp::plain());
    assert_eq!(saved(&app, &smtp, "keyholder", MARKER).status, 303);
    let form = app.log_in(cast::ADMINISTRATOR).get("/setup/email").form(SERVER);
    let before = app.db.fingerprint(TRACES);
    let page = form.clone().fill("host", "evil.test").submit();
    assert_eq!((page.status, page.count("#password-error")), (422, 1), "{}", page.body);
    app.db.assert_same(&before);
    assert_eq!(form.fill("sender", "other@chain.example").submit().status, 303);
    let kept = app
        .db
        .number("SELECT count(*) FROM mail_server WHERE password IS NOT NULL AND sender LIKE 'other%'");
    assert_eq!(kept, 1);
}

#[test]
fn what_is_wrong_is_told_at_its_field_and_two_people_do_not_overwrite_each_other() {
    let app = TestApp::start();
    let form = app.log_in(cast::ADMINISTRATOR).get("/setup/email").form(SERVER);
    let page = form.clone().fill("host", "smtp.example:25").fill("port", "0").submit();
    assert_eq!((page.status, page.count(".err")), (422, 3), "{:?}", page.texts(".err"));
    let fine = form.fill("host", "smtp.example").fill("sender", "x@chain.example");
    assert_eq!(fine.clone().submit().status, 303);
    assert_eq!(fine.submit().status, 409);
}

#[test]
fn a_failed_mail_is_listed_with_its_reason_and_retried() {
    let (app, smtp) = with_mail();
    smtp.behave(Manners {
        refuses: vec!["mona@chain.example".into()],
        ..Manners::default()
    });
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    soon("failed", || {
        app.db.number("SELECT count(*) FROM mails WHERE state = 'failed'") == 1
    });
    let page = app.log_in(cast::ADMINISTRATOR).get("/setup/email/queue?state=failed");
    assert!(
        page.says("Password changed") && page.says("no such user here"),
        "{}",
        page.body
    );
    smtp.behave(Manners::default());
    let page = page.form("#list form").submit().follow();
    assert!(page.says("One mail is tried again."), "{}", page.body);
    smtp.wait_for(1);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'mail.retried'"),
        1
    );
}

#[test]
fn the_queue_is_paged_newest_first() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO mails (user_id, recipient, kind, state, finished_at)
         SELECT 201, 'n' || n || '@chain.example', 'test', 'sent', now() FROM generate_series(1, 60) n",
    );
    let page = app.log_in(cast::ADMINISTRATOR).get("/setup/email/queue");
    assert_eq!(page.texts("tbody .cut")[0], "n60@chain.example");
    let next = page.client.get(&page.attr("a[rel=next]", "href"));
    assert_eq!((page.count("tbody tr"), next.count("tbody tr")), (50, 10));
}

/// P-10: links that open anybody's login go through the mail server.
#[test]
fn p10_only_administrators_change_the_server_send_a_test_or_see_the_queue() {
    let (app, smtp) = with_mail();
    app.db.give(cast::MANAGER_NORTH.id, "SetupManage", unit::TOP, true);
    let mona = app.log_in(cast::MANAGER_NORTH);
    let page = mona.get("/setup/email");
    assert_eq!(
        (page.status, page.count("main button.btn-primary"), page.count(SERVER)),
        (200, 0, 1)
    );
    assert!(page.says("Only administrators may do this."), "{}", page.text("main"));
    assert!(!page.has("main a[href='/setup/email/queue']"));
    assert_eq!(mona.get("/setup/email/queue").status, 403);
    let before = app.db.fingerprint(TRACES);
    let fields = [
        ("version", "1"),
        ("host", "evil.test"),
        ("port", "25"),
        ("tls", "none"),
        ("login", ""),
        ("password", ""),
        ("sender", "a@b.example"),
    ];
    assert_eq!(mona.post("/setup/email", &fields).status, 403);
    assert_eq!(
        mona.post("/setup/email/test", &[("address", "a@b.example")]).status,
        403
    );
    assert_eq!(mona.post("/setup/email/queue", &[("all", "1")]).status, 403);
    app.db.assert_same(&before);
    assert!(smtp.caught().is_empty());
}

/// Mail goes through `smtp`, and there is another administrator with an address.
fn with_another_administrator() -> (TestApp, Smtp) {
    let (app, smtp) = with_mail();
    app.db.run(
        "UPDATE users SET email = 'boss@chain.example', sort_email = 'boss' WHERE id = 205;
         INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 205)",
    );
    (app, smtp)
}

#[test]
fn the_other_administrators_hear_of_another_server_through_the_one_before() {
    let (app, before) = with_another_administrator();
    let after = Smtp::plain();
    assert_eq!(saved(&app, &after, "", "").status, 303);
    let mail = before.wait_for_words("boss@chain.example", "settings of the mail server were changed");
    assert!(mail.text().contains("127.0.0.1"), "{}", mail.text());
    assert!(after.caught().is_empty());
    let kept = || app.db.number("SELECT count(*) FROM mails WHERE through IS NOT NULL");
    soon("nothing is kept of it", || kept() == 0);
}

#[test]
fn where_the_server_before_takes_nothing_they_hear_of_it_through_the_new_one() {
    let (app, before) = with_another_administrator();
    before.behave(Manners {
        refuses: vec!["boss@chain.example".into()],
        ..Manners::default()
    });
    let after = Smtp::plain();
    assert_eq!(saved(&app, &after, "", "").status, 303);
    after.wait_for_words("boss@chain.example", "settings of the mail server were changed");
}

/// Switched off, mail still tells of it.
#[test]
fn that_mail_is_sent_no_more_is_told_by_mail() {
    let (app, before) = with_another_administrator();
    let form = app.log_in(cast::ADMINISTRATOR).get("/setup/email").form(SERVER);
    assert_eq!(form.fill("host", "").submit().status, 303);
    before.wait_for_words("boss@chain.example", "settings of the mail server were changed");
}

/// What is not known is not guessed: least of all that the warning may go where it warns of.
#[test]
fn p10_a_warning_whose_server_cannot_be_read_does_not_go_through_the_one_it_warns_of() {
    let (app, before) = with_another_administrator();
    app.db.run(
        "CREATE FUNCTION other_version() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.through := jsonb_set(NEW.through, '{tls}', '\"later\"'); RETURN NEW; END $$;
         CREATE TRIGGER other_version BEFORE INSERT ON mails FOR EACH ROW EXECUTE FUNCTION other_version()",
    );
    let after = Smtp::plain();
    assert_eq!(saved(&app, &after, "", "").status, 303);
    soon("tried", || {
        app.db
            .number("SELECT count(*) FROM mails WHERE state = 'waiting' AND reason LIKE '%cannot be read'")
            == 1
    });
    assert!(before.caught().is_empty() && after.caught().is_empty());
}
