//! **Send test**: POST /setup/email/test.
use super::{ManageSetup, QUEUE, SERVER, opened};
use crate::activity::{self, Entry, Subject};
use crate::error::Result;
use crate::mail::{self, Message};
use crate::users::identity::Email;
use crate::web::answer::{Answer, Outcome};
use crate::web::request::Form;
use crate::web::visit::Ctx;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    address: String,
}

/// Queues a test. What became of it stands in the queue a moment later; a test is tried once.
pub fn send(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    opened(&ctx.visit.access)?;
    ctx.visit.access.can::<ManageSetup>(ctx.tx, 0)?;
    let (t, viewer) = (ctx.visit.t, ctx.visit.access.principal()?.user);
    let address = match Email::parse(&typed.address) {
        Ok(address) => address,
        Err(error) => {
            let said = format!("{}: {}", t.get("email-test-to"), error.message().say(&t));
            return Ok(Outcome::Commit(Answer::see_other(SERVER).saying(said)));
        }
    };
    if !mail::queue_to(ctx.tx, viewer, address.as_str(), &Message::Test)? {
        let said = t.get("email-not-configured");
        return Ok(Outcome::Commit(Answer::see_other(SERVER).saying(said)));
    }
    let entry = Entry::new(&ctx.visit.author(), "mail.test_sent", Subject::Installation, None);
    activity::record(ctx.tx, entry)?;
    let said = t.one("email-test-queued", "address", address.as_str());
    Ok(Outcome::Commit(Answer::see_other(QUEUE).saying(said)))
}
