//! Mail servers that are silent, slow, strangers or closed, and a server of ours that is killed with a mail in its hands.
use super::{hurry, queue, send_to, with_mail};
use crate::jobs::{run_now, soon};
use crate::support::console::Terminal;
use crate::support::program::Serving;
use crate::support::smtp::{Manners, Smtp};
use crate::support::{TestApp, TestDb, cast};
use keyholder::mail::Message;
use nix::sys::signal::Signal;
use std::time::{Duration, Instant};

const NOTICE: Message = Message::PasswordChanged { by_other: false };
const CARL: &str = "carl@chain.example";

fn reason(db: &TestDb, mail: i64) -> String {
    db.text(&format!("SELECT coalesce(reason, '') FROM mails WHERE id = {mail}"))
}

/// The attempt has come to something.
#[track_caller]
fn tried(db: &TestDb, mail: i64) -> String {
    soon("tried", || !reason(db, mail).is_empty());
    assert_eq!(
        db.text(&format!("SELECT state FROM mails WHERE id = {mail}")),
        "waiting"
    );
    reason(db, mail)
}

/// Sent at least once, and known again by its id: mail programs show it once.
#[test]
fn a_mail_whose_sender_was_killed_before_noting_it_goes_out_again_under_the_same_id() {
    let (db, smtp) = (TestDb::new(), Smtp::plain());
    send_to(&db, &smtp);
    smtp.behave(Manners {
        slow: Duration::from_millis(400),
        ..Manners::default()
    });
    db.run(
        "INSERT INTO mails (user_id, recipient, kind, contents) SELECT 202, 'carl@chain.example', 'password-changed',
            '{\"message\": \"password-changed\", \"by_other\": true}' FROM generate_series(1, 2)",
    );
    let terminal = Terminal::at(&db);
    let serve = || Serving::start_set_up(terminal.command(&["serve", "--port", "0"]));
    let mut killed = serve();
    // Taken, and not yet told to the sender.
    smtp.wait_for(1);
    killed.end(Signal::SIGKILL);
    assert_eq!(db.number("SELECT count(*) FROM mails WHERE state = 'waiting'"), 2);
    smtp.behave(Manners::default());
    hurry(&db);
    let _next = serve();
    soon("all noted", || {
        db.number("SELECT count(*) FROM mails WHERE state = 'sent'") == 2
    });
    let mut ids: Vec<_> = smtp.caught().iter().map(|mail| mail.header("message-id")).collect();
    assert_eq!(ids.len(), 3, "{ids:?}");
    assert_eq!(ids.iter().filter(|id| **id == ids[0]).count(), 2, "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2, "{ids:?}");
}

/// One step takes ten seconds at most; then other mail, other jobs and the pages have gone on all the same.
#[test]
fn a_server_that_takes_a_connection_and_says_nothing_is_given_up_and_mail_goes_on() {
    let (app, smtp) = with_mail();
    smtp.behave(Manners {
        mute: true,
        ..Manners::default()
    });
    queue(&app, cast::CASHIER_NORTH.id, &NOTICE);
    soon("begun", || app.db.number("SELECT attempts FROM mails") == 1);
    let began = Instant::now();
    run_now(&app.db, "refusals");
    assert_eq!(app.log_in(cast::MANAGER_NORTH).get("/account").status, 200);
    assert!(began.elapsed() < Duration::from_secs(9) && reason(&app.db, 1).is_empty());
    soon("given up", || {
        !reason(&app.db, 1).is_empty() || began.elapsed() > Duration::from_secs(9)
    });
    tried(&app.db, 1);
    smtp.behave(Manners::default());
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    hurry(&app.db);
    assert_eq!(smtp.wait_for(2).len(), 2);
}

#[test]
fn a_server_that_answers_letter_by_letter_gets_its_mail_and_holds_up_nothing_else() {
    let (app, smtp) = with_mail();
    smtp.behave(Manners {
        trickle: Duration::from_millis(25),
        ..Manners::default()
    });
    queue(&app, cast::CASHIER_NORTH.id, &NOTICE);
    soon("begun", || app.db.number("SELECT attempts FROM mails") == 1);
    run_now(&app.db, "refusals");
    assert_eq!(app.log_in(cast::MANAGER_NORTH).get("/account").status, 200);
    assert!(smtp.caught().is_empty());
    assert_eq!(smtp.wait_for(1)[0].to, [CARL]);
}

/// The mail is not given up for what is ours to mend.
#[test]
fn a_password_of_the_server_that_is_wrong_keeps_mail_waiting_until_it_is_right() {
    let (app, smtp) = (TestApp::start(), Smtp::plain());
    smtp.behave(Manners {
        password: Some(("keyholder".into(), "right one".into())),
        ..Manners::default()
    });
    let admin = app.log_in(cast::ADMINISTRATOR);
    let save = |password: &str| {
        let form = admin.get("/setup/email").form("#server").fill("host", "127.0.0.1");
        let form = form.fill("port", smtp.address.port()).choose("tls", "none");
        let form = form.fill("sender", "no-reply@chain.example").fill("login", "keyholder");
        assert_eq!(form.fill("password", password).submit().status, 303);
    };
    save("wrong one");
    queue(&app, cast::CASHIER_NORTH.id, &NOTICE);
    let reason = tried(&app.db, 1);
    assert!(reason.contains("535") && !reason.contains("wrong one"), "{reason}");
    let listed = admin.get("/setup/email/queue");
    assert!(listed.says("535") && listed.says(CARL), "{}", listed.text("main"));
    save("right one");
    hurry(&app.db);
    let mail = &smtp.wait_for(1)[0];
    assert_eq!(mail.login, Some(("keyholder".into(), "right one".into())));
}

/// SECURITY SC4: by an authority that is trusted, and yet not the server's, or not any more.
#[test]
fn sc4_a_certificate_for_another_name_or_one_that_has_expired_is_not_taken() {
    for (name, expired, taken) in [
        ("localhost", false, true),
        ("mail.other.example", false, false),
        ("localhost", true, false),
    ] {
        let smtp = Smtp::with_certificate(name, expired);
        let authority = smtp.certificate.display().to_string();
        let app = TestApp::with(TestDb::new(), &[("KEYHOLDER_MAIL_CA_FILE", &authority)]);
        let port = smtp.address.port();
        app.db.run(&format!(
            "UPDATE mail_server SET host = 'localhost', port = {port}, tls = 'implicit', sender = 'no-reply@chain.example'"
        ));
        queue(&app, cast::CASHIER_NORTH.id, &NOTICE);
        if taken {
            assert!(smtp.wait_for(1)[0].encrypted);
        } else {
            let reason = tried(&app.db, 1).to_lowercase();
            assert!(reason.contains("certificate"), "{name}: {reason}");
            assert!(smtp.caught().is_empty());
        }
    }
}
