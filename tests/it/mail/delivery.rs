//! Mail goes out once, whatever happens to the mail server, to the nodes and to names with line breaks.
use super::{hurry, queue, send_to, with_mail};
use crate::jobs::{run_now, soon};
use crate::support::smtp::{Manners, Smtp};
use crate::support::{TestApp, TestDb, app, cast};
use keyholder::jobs::Runner;
use keyholder::mail::{Message, Sealed};
use std::time::{Duration, Instant};

const NOTICE: Message = Message::PasswordChanged { by_other: false };
const MONA: &str = "mona@chain.example";

fn state_of(db: &TestDb, id: i64) -> (String, i64, String) {
    let row = &db.rows(&format!(
        "SELECT state, attempts, coalesce(reason, '') AS reason FROM mails WHERE id = {id}"
    ))[0];
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (text("state"), row["attempts"].as_i64().unwrap(), text("reason"))
}

#[test]
fn a_mail_is_plain_text_and_html_in_the_readers_language() {
    let (app, smtp) = with_mail();
    app.db.run("UPDATE org_units SET language = 'da' WHERE id = 3");
    assert!(queue(&app, cast::MANAGER_NORTH.id, &NOTICE));
    let mail = &smtp.wait_for(1)[0];
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("no-reply@chain.example", &[MONA.to_owned()][..])
    );
    let text = mail.text();
    assert!(
        text.contains("Hej Mona Nørgaard") && text.contains("<p>Adgangskoden til din konto er skiftet.</p>"),
        "{text}"
    );
    assert!(mail.raw.contains("multipart/alternative"), "{}", mail.raw);
    assert_eq!(mail.header("auto-submitted"), "auto-generated");
    soon("sent", || state_of(&app.db, 1) == ("sent".into(), 1, String::new()));
    assert_eq!(
        app.db.number("SELECT count(*) FROM mails WHERE contents IS NOT NULL"),
        0
    );
}

#[test]
fn without_a_mail_server_or_an_address_nothing_is_queued() {
    let app = TestApp::start();
    assert!(!queue(&app, cast::MANAGER_NORTH.id, &NOTICE));
    send_to(&app.db, &Smtp::plain());
    assert!(!queue(&app, cast::MANAGER_SOUTH.id, &NOTICE));
    let code = Message::LoginCode {
        code: Sealed::new(&app.state_of_another_node().seal, "4711").unwrap(),
        until: chrono::Utc::now() + chrono::TimeDelta::minutes(10),
    };
    assert!(
        !queue(&app, cast::MANAGER_NORTH.id, &code),
        "the address is not confirmed"
    );
    assert_eq!(app.db.number("SELECT count(*) FROM mails"), 0);
}

/// SECURITY LG4.
#[test]
fn a_code_reaches_its_owner_and_stands_neither_in_the_database_nor_in_the_log() {
    let (app, smtp) = with_mail();
    app.db.run("UPDATE users SET email_confirmed_at = now() WHERE id = 201");
    let until = chrono::Utc::now() + chrono::TimeDelta::minutes(10);
    let seal = app.state_of_another_node().seal.clone();
    let code = Sealed::new(&seal, "marker-KX47QQ").unwrap();
    assert!(queue(
        &app,
        cast::MANAGER_NORTH.id,
        &Message::LoginCode {
            code: code.clone(),
            until
        }
    ));
    assert!(!app.db.text("SELECT contents FROM mails").contains("KX47QQ"));
    assert!(smtp.wait_for(1)[0].text().contains("marker-KX47QQ"));
    let until = chrono::Utc::now() - chrono::TimeDelta::seconds(1);
    queue(&app, cast::MANAGER_NORTH.id, &Message::LoginCode { code, until });
    soon("given up", || state_of(&app.db, 2).0 == "failed");
    assert_eq!(smtp.caught().len(), 1, "a code that has expired is not sent");
    assert!(!app::log().contains("marker-KX47QQ"));
}

#[test]
fn while_the_server_is_down_mail_waits_and_no_page_does() {
    let app = TestApp::start();
    let smtp = Smtp::plain();
    app.db
        .run("UPDATE mail_server SET host = '127.0.0.1', port = 9, tls = 'none', sender = 'x@chain.example'");
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    queue(&app, cast::CASHIER_NORTH.id, &NOTICE);
    soon("tried", || {
        state_of(&app.db, 1).1 == 1 && !state_of(&app.db, 1).2.is_empty()
    });
    assert_eq!(state_of(&app.db, 2).1, 0, "the others are not tried in vain");
    assert_eq!(app.visitor().get("/login").status, 200);
    send_to(&app.db, &smtp);
    hurry(&app.db);
    smtp.wait_for(2);
}

#[test]
fn the_pauses_grow_and_in_the_end_a_mail_is_given_up_with_its_reason() {
    let app = TestApp::start();
    app.db
        .run("UPDATE mail_server SET host = '127.0.0.1', port = 9, tls = 'none', sender = 'x@chain.example'");
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    let pause = "SELECT round(extract(epoch FROM due_at - now()) / 30)::bigint FROM mails";
    for (attempt, pauses) in [(1, 1), (2, 4), (3, 16)] {
        soon("tried", || {
            state_of(&app.db, 1).1 == attempt && app.db.number(pause) == pauses
        });
        hurry(&app.db);
    }
    app.db.run("UPDATE mails SET attempts = 7, due_at = now()");
    soon("given up", || state_of(&app.db, 1).0 == "failed");
    assert!(state_of(&app.db, 1).2.contains("refused"), "{}", state_of(&app.db, 1).2);
}

#[test]
fn a_refused_address_does_not_keep_the_others_waiting() {
    let (app, smtp) = with_mail();
    smtp.behave(Manners {
        refuses: vec![MONA.into()],
        ..Manners::default()
    });
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    queue(&app, cast::CASHIER_NORTH.id, &NOTICE);
    assert_eq!(smtp.wait_for(1)[0].to, ["carl@chain.example"]);
    let (state, attempts, reason) = state_of(&app.db, 1);
    assert_eq!((state.as_str(), attempts), ("failed", 1));
    assert!(reason.contains("no such user here"), "{reason}");
}

#[test]
fn a_server_that_dies_in_the_middle_of_a_mail_gets_it_again() {
    let (app, smtp) = with_mail();
    smtp.behave(Manners {
        dies: 1,
        ..Manners::default()
    });
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    soon("tried", || {
        state_of(&app.db, 1).1 == 1 && !state_of(&app.db, 1).2.is_empty()
    });
    assert!(smtp.caught().is_empty());
    hurry(&app.db);
    let mail = &smtp.wait_for(1)[0];
    assert!(mail.header("message-id").starts_with("<1."), "{}", mail.raw);
}

#[test]
fn a_slow_server_delays_mail_and_nothing_else() {
    let (app, smtp) = with_mail();
    smtp.behave(Manners {
        slow: Duration::from_millis(700),
        ..Manners::default()
    });
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    soon("begun", || state_of(&app.db, 1).1 == 1);
    let began = Instant::now();
    app.log_in(cast::CASHIER_NORTH).get("/account");
    run_now(&app.db, "refusals");
    assert!(smtp.caught().is_empty(), "it took {:?}", began.elapsed());
    smtp.wait_for(1);
}

#[test]
fn of_several_nodes_one_sends_each_mail() {
    let (app, smtp) = with_mail();
    let states: Vec<_> = (0..2).map(|_| app.state_of_another_node()).collect();
    let nodes: Vec<_> = states.iter().map(|state| Runner::start(state).unwrap()).collect();
    // Several at a time, where each node believes that it is its turn.
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let state = app.state_of_another_node();
            std::thread::spawn(move || keyholder::mail::delivery::run(&state))
        })
        .collect();
    for _ in 0..20 {
        queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    }
    smtp.wait_for(20);
    for thread in threads {
        thread.join().unwrap().unwrap();
    }
    drop(nodes);
    let mut ids: Vec<_> = smtp.caught().iter().map(|mail| mail.header("message-id")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((smtp.caught().len(), ids.len()), (20, 20));
}

#[test]
fn a_mail_that_was_claimed_by_a_node_that_died_is_sent_by_the_next() {
    let (app, smtp) = with_mail();
    app.db.run(
        "INSERT INTO mails (user_id, recipient, kind, contents, attempts, due_at)
         VALUES (201, 'mona@chain.example', 'test', '{\"message\": \"test\"}', 1, now() + interval '3 seconds')",
    );
    std::thread::sleep(Duration::from_millis(1500));
    assert!(smtp.caught().is_empty(), "claimed by another");
    smtp.wait_for(1);
}

/// SECURITY TK12.
#[test]
fn a_name_with_line_breaks_adds_neither_a_header_nor_a_recipient() {
    let (app, smtp) = with_mail();
    app.db
        .run("UPDATE users SET display_name = E'Eva\\r\\nBcc: all@evil.test\\r\\n\\r\\nBuy' WHERE id = 201");
    app.db.run("UPDATE installation SET name = E'Chain\\r\\nX-Evil: 1'");
    queue(&app, cast::MANAGER_NORTH.id, &NOTICE);
    let mail = &smtp.wait_for(1)[0];
    assert_eq!(mail.to, [MONA]);
    assert_eq!(
        (mail.header("bcc"), mail.header("x-evil")),
        (String::new(), String::new()),
        "{}",
        mail.raw
    );
}

fn over_tls(app: &TestApp, smtp: &Smtp, tls: &str) {
    let port = smtp.address.port();
    app.db.run(&format!(
        "UPDATE mail_server SET host = 'localhost', port = {port}, tls = '{tls}', sender = 'no-reply@chain.example'"
    ));
    queue(app, cast::MANAGER_NORTH.id, &NOTICE);
}

/// SECURITY SC4.
#[test]
fn a_self_signed_certificate_is_not_taken_and_the_log_says_so() {
    for (smtp, tls) in [(Smtp::with_starttls(), "starttls"), (Smtp::with_tls(), "implicit")] {
        let app = TestApp::start();
        over_tls(&app, &smtp, tls);
        soon("tried", || {
            state_of(&app.db, 1).1 == 1 && !state_of(&app.db, 1).2.is_empty()
        });
        let (state, _, reason) = state_of(&app.db, 1);
        assert!(
            state == "waiting" && reason.to_lowercase().contains("certificate"),
            "{reason}"
        );
        assert!(smtp.caught().is_empty());
        assert!(app::log().contains("a mail was not sent"));
    }
}

#[test]
fn a_certificate_that_is_trusted_by_a_setting_is_taken() {
    for (smtp, tls) in [(Smtp::with_starttls(), "starttls"), (Smtp::with_tls(), "implicit")] {
        let file = smtp.certificate.display().to_string();
        let app = TestApp::with(TestDb::new(), &[("KEYHOLDER_MAIL_CA_FILE", &file)]);
        over_tls(&app, &smtp, tls);
        assert!(smtp.wait_for(1)[0].encrypted);
    }
}

#[test]
fn without_starttls_on_offer_nothing_is_sent_in_the_open() {
    let (app, smtp) = (TestApp::start(), Smtp::plain());
    over_tls(&app, &smtp, "starttls");
    soon("tried", || state_of(&app.db, 1).2.contains("STARTTLS"));
    assert!(smtp.caught().is_empty());
}

/// SECURITY DP1, DP3.
#[test]
fn mail_goes_with_its_user_and_after_a_month() {
    let (app, smtp) = with_mail();
    for who in [cast::MANAGER_NORTH, cast::CASHIER_NORTH] {
        queue(&app, who.id, &NOTICE);
    }
    smtp.wait_for(2);
    soon("noted", || {
        app.db.number("SELECT count(*) FROM mails WHERE state = 'sent'") == 2
    });
    let page = app.log_in(cast::ADMINISTRATOR).get("/users/delete?id=202");
    page.form("main form").fill("confirm", "carl").submit();
    assert_eq!(app.db.number("SELECT count(*) FROM mails WHERE user_id = 202"), 0);
    run_now(&app.db, "mails");
    assert_eq!(app.db.number("SELECT count(*) FROM mails"), 1);
    app.db.run("UPDATE mails SET finished_at = now() - interval '31 days'");
    run_now(&app.db, "mails");
    assert_eq!(app.db.number("SELECT count(*) FROM mails"), 0);
}
