//! **Send test**: GET and POST /setup/email/test.
use super::{ManageMail, QUEUE, SERVER};
use crate::access::{Target, rules};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::Result;
use crate::mail::{self, Message};
use crate::names::Email;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "setup/email_test.html")]
struct TestPage {
    shell: Shell,
    t: Texts,
    from: &'static str,
    address: Field,
    mistakes: Vec<Mistake>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    address: String,
}

impl TestPage {
    fn new(visit: &Visit, address: Field) -> Result<Self> {
        let t = visit.t;
        Ok(Self {
            shell: visit.shell()?,
            t,
            from: SERVER,
            mistakes: labelled(&t, mistakes([&address]), &[("address", "email-test-to")]),
            address,
        })
    }
}

/// GET /setup/email/test: asks for the recipient.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    menu::INSTALLATION.enter(&view.visit.access)?;
    rules::manage_mail(&view.visit.access, &Target::installation())?;
    let own = view.visit.access.principal()?.email.clone().unwrap_or_default();
    Answer::page(&TestPage::new(&view.visit, Field::new("address", own))?)
}

/// POST: queues a test mail. The queue shows its result a moment later. A test is tried only once.
pub fn send(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    ctx.visit.access.can_here::<ManageMail>(ctx.tx)?;
    let (t, viewer) = (ctx.visit.t, ctx.visit.access.principal()?.user);
    let address = match Email::parse(&typed.address) {
        Ok(address) => address,
        Err(error) => {
            let field = Field::new("address", typed.address).refused(error.message().say(&t));
            let page = TestPage::new(&ctx.visit, field)?;
            return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
        }
    };
    if !mail::queue_to(ctx.tx, viewer, address.as_str(), &Message::Test)? {
        let said = t.get("email-not-configured");
        return Ok(Outcome::Commit(Answer::see_other(SERVER).saying(said)));
    }
    let entry = Entry::new(&ctx.visit.author(), Event::MailTestSent, Subject::Installation, None);
    activity::record(ctx.tx, entry)?;
    let said = t.one("email-test-queued", "address", address.as_str());
    Ok(Outcome::Commit(Answer::see_other(QUEUE).saying(said)))
}
