//! Mail: the outbox, its delivery, and the screen that sets it up (SPEC S-1).
mod delivery;
mod screen;
mod trouble;

use crate::support::smtp::Smtp;
use crate::support::{TestApp, TestDb};
use keyholder::db::{self, End};
use keyholder::mail::{self, Message};
use std::sync::atomic::AtomicBool;

/// Lets mail of this database go to this server, unencrypted.
pub fn send_to(db: &TestDb, smtp: &Smtp) {
    let port = smtp.address.port();
    db.run(&format!(
        "UPDATE mail_server SET host = '127.0.0.1', port = {port}, tls = 'none', sender = 'no-reply@chain.example'"
    ));
}

/// A server with mail, and what catches it.
pub fn with_mail() -> (TestApp, Smtp) {
    let (app, smtp) = (TestApp::start(), Smtp::plain());
    send_to(&app.db, &smtp);
    (app, smtp)
}

/// Queues as the program does, on a node that serves nobody.
pub fn queue(app: &TestApp, user: i64, message: &Message) -> bool {
    let state = app.state_of_another_node();
    let queued = db::run(state.pool.get().unwrap(), &AtomicBool::new(false), |tx| {
        mail::queue(tx, user, message).map(End::Commit)
    });
    queued.unwrap()
}

/// What was postponed is due now.
pub fn hurry(db: &TestDb) {
    db.run("UPDATE mails SET due_at = now() WHERE state = 'waiting'");
}
