//! Setting a password by a link: what set-up (SPEC 11), activation (U-50) and reset (U-51) have in common.
//!
//! Opening a link changes nothing (SECURITY TK6): its secret moves from the address bar into a short cookie, and the
//! form's POST consumes it by one conditional UPDATE (TK2). None of them changes who is deactivated or skips
//! two-factor (U-52).
use super::chosen::{self, Asked, Chosen, PASSWORD, PasswordPage};
use super::hashing::Secret;
use super::links::{self, Over, Purpose, Withdrawn};
use super::password::Owner;
use super::store::{self, Link};
use super::turned_away::{self, Said};
use super::{Ended, SetBy, login, outgrown, two_factor};
use crate::access::fixed::SYSTEM;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::mail::{self, Message};
use crate::web::answer::{Answer, LINK_MINUTES, Outcome, SessionCookie};
use crate::web::field::{Field, mistakes};
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// For password managers only; the link itself says whose password it is (TK5).
    #[serde(default, rename = "username")]
    _username: String,
    /// Which link the form was shown for.
    #[serde(default)]
    link: String,
    #[serde(default)]
    password: Secret,
    #[serde(default)]
    again: Secret,
}

/// GET of the link: moves its secret from the address bar into the cookie. A link that is over leaves the cookie's link
/// alone.
pub fn open(view: &mut View, purpose: Purpose) -> Result<Answer> {
    let secret = view.visit.request.param("secret").unwrap_or_default().to_owned();
    match links::find(&mut view.db, &secret, purpose)? {
        Ok(_) => Ok(Answer::see_other(purpose.path()).with_link(Some(&secret))),
        Err(why) => over_page(&view.visit, purpose, why),
    }
}

/// GET of its form.
pub fn page(view: &mut View, purpose: Purpose) -> Result<Answer> {
    match find(&mut view.db, &view.visit, purpose)? {
        Ok(link) => Answer::page(&first_page(&mut view.db, &view.visit, purpose, &link, None)?),
        Err(why) => over(&view.visit, purpose, why),
    }
}

/// The link that this browser holds.
pub(super) fn find(db: &mut impl Read, visit: &Visit, purpose: Purpose) -> Result<Result<Link, Over>> {
    match links::find(db, visit.request.link.as_deref().unwrap_or_default(), purpose)? {
        Ok(link) if outgrown::is_link(db, visit, &link, purpose)? => Ok(Err(Over::Revoked(Some(Withdrawn::Outgrown)))),
        found => Ok(found),
    }
}

/// What a form that was sent is about.
#[allow(clippy::large_enum_variant, reason = "one per request, moved once")]
pub(super) enum Meant {
    /// The link the browser holds.
    This(Link),
    /// The form is for another link than the one the browser holds, which was opened later. The form of the browser's
    /// link is shown, and nothing is done.
    Other(Link),
    Over(Over),
}

/// Two links may be open in one browser, which holds one of them: a form is good only for the link it was shown for.
pub(super) fn meant(db: &mut impl Read, visit: &Visit, form: &str, purpose: Purpose) -> Result<Meant> {
    let shown_for = links::of_form(&visit.state.seal, form, purpose);
    Ok(match (find(db, visit, purpose)?, shown_for) {
        (Ok(link), Some(id)) if link.id == id => Meant::This(link),
        (Ok(link), _) => Meant::Other(link),
        (Err(_), Some(id)) => Meant::Over(links::over(db, id)?),
        (Err(why), None) => Meant::Over(why),
    })
}

/// The form with nothing in it yet.
fn first_page(
    db: &mut impl Read,
    visit: &Visit,
    purpose: Purpose,
    link: &Link,
    notice: Option<String>,
) -> Result<PasswordPage> {
    let enforced = two_factor::is_required_of_user(db, visit, link.user_id)?;
    let mut page = password_page(visit, purpose, link, PASSWORD.fields(), enforced)?;
    page.notice = notice;
    Ok(page)
}

/// `enforced`: a second factor is required beside the password (SPEC U-21).
fn password_page(
    visit: &Visit,
    purpose: Purpose,
    link: &Link,
    fields: [Field; 2],
    enforced: bool,
) -> Result<PasswordPage> {
    let (t, code) = (visit.t, purpose.code());
    let asked = Asked {
        title: t.get(&format!("by-link-{code}-title")),
        text: t.one(&format!("by-link-{code}-text"), "name", &link.login),
        name: link.login.clone(),
        minimum: chosen::minimum_beside(visit, enforced),
        submit: t.get(&format!("by-link-{code}-submit")),
    };
    let mut page = PasswordPage::new(visit.gate(), asked, fields);
    page.link = links::form_of(&visit.state.seal, link, purpose)?;
    Ok(page)
}

/// Answers 410 and makes the browser forget the link.
pub(super) fn over(visit: &Visit, purpose: Purpose, why: Over) -> Result<Answer> {
    over_page(visit, purpose, why).map(|answer| answer.with_link(None))
}

/// Says what became of the link. This may be told, because whoever knows the secret or its form has had the link.
fn over_page(visit: &Visit, purpose: Purpose, why: Over) -> Result<Answer> {
    let t = visit.t;
    let help = if why == Over::Closed { "closed" } else { purpose.code() };
    let said = Said {
        title: t.get(&format!("link-over-{}-title", why.code())),
        text: t.one(&format!("link-over-{}-text", why.why()), "minutes", LINK_MINUTES),
        help: t.get(&format!("link-over-{help}-help")),
    };
    turned_away::page(visit, StatusCode::GONE, said)
}

/// Tells whoever has the link why the user is shut out (as SPEC N-1 does after a right password).
fn shut_out(visit: &Visit, purpose: Purpose, why: &str) -> Result<Answer> {
    let said = Said {
        title: visit.t.get(&format!("by-link-{}-title", purpose.code())),
        text: login::told(visit, why),
        help: visit.t.get(&format!("link-over-{}-help", purpose.code())),
    };
    turned_away::page(visit, StatusCode::FORBIDDEN, said)
}

/// What is said above the form of the link the browser holds, when that of another was sent.
pub(super) fn another(visit: &Visit, link: &Link) -> String {
    visit.t.one("by-link-another", "name", &link.login)
}

/// POST, first hop: the rules, before anything is hashed.
pub fn check(ctx: &mut Ctx<'_, '_>, typed: Typed, purpose: Purpose) -> Result<First<Link>> {
    if outgrown::withdraw(ctx, purpose)? {
        let page = over(&ctx.visit, purpose, Over::Revoked(Some(Withdrawn::Outgrown)))?;
        return Ok(First::Done(Outcome::Commit(page)));
    }
    let done = |page: Result<Answer>| page.map(|page| First::Done(Outcome::Invalid(page)));
    let link = match meant(ctx.tx, &ctx.visit, &typed.link, purpose)? {
        Meant::This(link) => link,
        Meant::Other(link) => {
            let notice = another(&ctx.visit, &link);
            let page = first_page(ctx.tx, &ctx.visit, purpose, &link, Some(notice))?;
            return done(Answer::page_with(StatusCode::CONFLICT, &page));
        }
        Meant::Over(why) => return done(over(&ctx.visit, purpose, why)),
    };
    let enforced = two_factor::is_required_of_user(ctx.tx, &ctx.visit, link.user_id)?;
    let owner = Owner {
        login: &link.login,
        display_name: &link.display_name,
        email: link.email.as_deref().unwrap_or_default(),
        organisation: &ctx.visit.installation,
        second_factor_enforced: enforced,
    };
    let chosen = Chosen {
        new: &typed.password,
        again: &typed.again,
    };
    let fields = chosen.judged(&ctx.visit, &owner, PASSWORD);
    if !mistakes(&fields).is_empty() {
        let page = password_page(&ctx.visit, purpose, &link, fields, enforced)?;
        return done(Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let hashing = Hashing {
        make: Some(typed.password),
        ..Hashing::default()
    };
    Ok(First::Hash(hashing, link))
}

/// What became of the POST.
#[allow(clippy::large_enum_variant, reason = "one per request, moved once")]
pub enum Done {
    /// The password is set; by whom, and the unit.
    Set(Author),
    /// Somebody else was first, or the user may no longer log in: this answer is all that is left.
    Over(Outcome),
}

/// POST, second hop: the first to use the link sets the password, if the user may log in at this moment (SECURITY AU2).
/// All sessions end.
pub fn finish(ctx: &mut Ctx<'_, '_>, link: &Link, hashed: &Hashed, purpose: Purpose) -> Result<Done> {
    let hash = hashed
        .made
        .as_deref()
        .ok_or_else(|| Error::Internal("no password was hashed".into()))?;
    let user = store::candidate_again(ctx.tx, link.user_id)?;
    // A user without a licence, or whose employee is off, cannot activate (SPEC C-3, C-4). The link stays valid until
    // that is mended.
    let shut = user.as_ref().and_then(|user| user.shut_out());
    if let Some(why) = shut.filter(|_| purpose == Purpose::Activation) {
        return shut_out(&ctx.visit, purpose, why).map(|page| Done::Over(Outcome::Invalid(page)));
    }
    let may = user.is_some_and(|user| user.state == "active" && user.id != SYSTEM);
    let may = may && !outgrown::is_link(ctx.tx, &ctx.visit, link, purpose)?;
    if !may || !store::use_link(ctx.tx, link.id)? {
        let why = match links::over(ctx.tx, link.id)? {
            Over::Closed => Over::Revoked(None),
            why => why,
        };
        return over(&ctx.visit, purpose, why).map(|page| Done::Over(Outcome::Invalid(page)));
    }
    let mut author = ctx.visit.author();
    author.user = Some(link.user_id);
    let confirmed = confirm(ctx.tx, link, purpose)?;
    super::set_password(ctx.tx, link.user_id, hash, SetBy::Owner { maker: None })?;
    super::clear_attempts(ctx.tx, link.user_id)?;
    let ended = super::end_all(ctx.tx, &author, link.user_id, Ended::PasswordChanged, None)?;
    let (event, subject) = (Event::UserPasswordChanged, Subject::User(link.user_id));
    let entry = Entry::new(&author, event, subject, Some(link.unit_id))
        .fact("at", format!("{}-link", purpose.code()))
        .fact("email_confirmed", confirmed)
        .fact("sessions_ended", ended);
    activity::record(ctx.tx, entry)?;
    Ok(Done::Set(author))
}

/// Like [`finish`], for links that log nobody in (SECURITY TK9). Two-factor, if there is one, is asked for at the login
/// that follows (OT8).
pub fn finish_logged_out(ctx: &mut Ctx<'_, '_>, link: &Link, hashed: &Hashed, purpose: Purpose) -> Result<Outcome> {
    if let Done::Over(outcome) = finish(ctx, link, hashed, purpose)? {
        return Ok(outcome);
    }
    mail::queue(ctx.tx, link.user_id, &Message::PasswordChanged { by_other: false })?;
    let said = ctx.visit.t.get("by-link-done");
    let answer = Answer::see_other("/login").saying(said).with_link(None);
    let viewer = ctx.visit.access.viewer();
    let own = viewer.is_some_and(|viewer| viewer.user == link.user_id);
    Ok(Outcome::Commit(match own {
        true => answer.with_cookie(SessionCookie::Clear),
        false => answer,
    }))
}

/// Confirms the address of a user who activates by a link from the mail: they read mail there (SPEC U-50). From then on
/// the password is the owner's, and so is the address.
fn confirm(tx: &mut Tx<'_>, link: &Link, purpose: Purpose) -> Result<bool> {
    match &link.address {
        Some(address) if purpose == Purpose::Activation && link.by_mail => {
            store::confirm_email(tx, link.user_id, address, true)
        }
        _ => Ok(false),
    }
}
