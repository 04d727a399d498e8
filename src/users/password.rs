//! **Change password**: one's own (/account/password) and somebody else's (/users/{id}/password), SPEC 3.4.
//!
//! Both pages ask for the current password of the person who makes the change (U-20). There are two hops: count the
//! attempt; hash with no connection held, then decide as things stand.
use super::edit::Back;
use super::{ChangePassword, User, store, verbs};
use crate::access::Viewer;
use crate::error::{Error, Result};
use crate::session::chosen::{self, Chosen, Names};
use crate::session::hashing::Secret;
use crate::session::password::Owner;
use crate::session::proof::{Proofs, Refused};
use crate::session::{self, meter, two_factor};
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const NAMES: Names = Names {
    new: "new_password",
    again: "again",
};

const LABELS: [(&str, &str); 3] = [
    ("current_password", "change-password-current"),
    ("new_password", "login-new-password"),
    ("again", "login-repeat-password"),
];

#[derive(Template)]
#[template(path = "users/password.html")]
struct PasswordPage {
    shell: Shell,
    t: Texts,
    title: String,
    own: bool,
    current_hint: String,
    /// Whether several people use this user (SPEC U-22).
    shared: bool,
    login: String,
    fields: Fields,
    mistakes: Vec<Mistake>,
    action: String,
    cancel: String,
    meter_url: &'static str,
    minimum: i64,
}

#[derive(Clone)]
struct Fields {
    current: Field,
    new: Field,
    again: Field,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// For password managers only.
    #[serde(default, rename = "username")]
    _username: String,
    #[serde(default)]
    current_password: Secret,
    #[serde(default)]
    new_password: Secret,
    #[serde(default)]
    again: Secret,
}

/// Which of the two pages this is.
#[derive(Debug, Clone)]
enum At {
    Account,
    User(Back),
}

impl At {
    fn action(&self, user: i64) -> String {
        match self {
            At::Account => "/account/password".to_owned(),
            At::User(back) => back.keep(&format!("/users/{user}/password")),
        }
    }
    fn cancel(&self, user: i64) -> String {
        match self {
            At::Account => "/account".to_owned(),
            At::User(back) => back.keep(&format!("/users/{user}")),
        }
    }
}

/// What the first hop leaves for the second.
pub struct Reserved {
    at: At,
    user: i64,
    /// What the acting person proves.
    proofs: Proofs,
}

/// GET /account/password.
pub fn own_page(view: &mut View, (): ()) -> Result<Answer> {
    let own = view.visit.access.principal()?.user;
    let user = store::one(&mut view.db, own)?.ok_or(Error::NotFound)?;
    let enforced = two_factor::is_required_of(&mut view.db, &view.visit, &user.rights)?;
    Answer::page(&password_page(
        &view.visit,
        &At::Account,
        &user,
        Fields::empty(),
        enforced,
    )?)
}

/// GET /users/{id}/password.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let access = &view.visit.access;
    if !access.is(id) {
        menu::USERS.enter(access)?;
    }
    let user = store::one(&mut view.db, id)?.ok_or(Error::NotFound)?;
    if !access.is(id) && !access.sees(user.unit) {
        return Err(Error::NotFound);
    }
    access.allows::<ChangePassword>(&user)?;
    let enforced = two_factor::is_required_of(&mut view.db, &view.visit, &user.rights)?;
    Answer::page(&password_page(
        &view.visit,
        &At::User(back),
        &user,
        Fields::empty(),
        enforced,
    )?)
}

impl Fields {
    fn empty() -> Self {
        let [new, again] = NAMES.fields();
        Self {
            current: Field::empty("current_password"),
            new,
            again,
        }
    }

    fn wrong(t: &Texts, why: Refused) -> Self {
        let mut fields = Self::empty();
        fields.current.refuse(why.text(t));
        fields
    }

    fn mistakes(&self) -> Vec<Mistake> {
        mistakes([&self.current, &self.new, &self.again])
    }
}

/// Returns the page. `enforced`: the user must have a second factor beside the password (SPEC U-21).
fn password_page(visit: &Visit, at: &At, user: &User, fields: Fields, enforced: bool) -> Result<PasswordPage> {
    let (t, viewer) = (&visit.t, visit.access.principal()?);
    let own = viewer.user == user.id;
    Ok(PasswordPage {
        shell: visit.shell()?,
        t: *t,
        title: if own {
            t.get("change-password-own")
        } else {
            t.one("change-password-of", "name", &user.display_name)
        },
        own,
        current_hint: if own {
            String::new()
        } else {
            t.get("change-password-current-hint")
        },
        shared: user.shared,
        login: viewer.login.clone(),
        mistakes: labelled(t, fields.mistakes(), &LABELS),
        fields,
        action: at.action(user.id),
        cancel: at.cancel(user.id),
        meter_url: if own { meter::OWN_URL } else { meter::OTHER_URL },
        minimum: chosen::minimum_beside(visit, enforced),
    })
}

fn shown(ctx: &mut Ctx<'_, '_>, at: &At, user: &User, fields: Fields) -> Result<Answer> {
    let enforced = two_factor::is_required_of(ctx.tx, &ctx.visit, &user.rights)?;
    let page = password_page(&ctx.visit, at, user, fields, enforced)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// POST /account/password, first hop. The page asks for the password, which is only half a proof where there is a
/// second factor. So a code must have been given lately too (SECURITY AU8).
pub fn check_own(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Reserved>> {
    let own = ctx.visit.access.principal()?.user;
    if two_factor::state(ctx.tx, own)?.is_some() {
        ctx.visit.proven()?;
    }
    check_at(ctx, At::Account, own, typed)
}

/// POST /users/{id}/password, first hop.
pub fn check(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<First<Reserved>> {
    check_at(ctx, At::User(back), id, typed)
}

/// Checks the rules of the new password first, so that what is sure to be refused costs no attempt. Then counts the
/// attempt.
fn check_at(ctx: &mut Ctx<'_, '_>, at: At, id: i64, typed: Typed) -> Result<First<Reserved>> {
    let can = ctx.visit.access.can::<ChangePassword>(ctx.tx, id)?;
    let user = can.row();
    let principal = ctx.visit.access.principal()?.clone();
    let enforced = two_factor::is_required_of(ctx.tx, &ctx.visit, &user.rights)?;
    let fields = judged(&ctx.visit, user, &principal, &typed, enforced);
    if !fields.mistakes().is_empty() {
        return shown(ctx, &at, user, fields).map(|page| First::Done(Outcome::Invalid(page)));
    }
    let proofs = match Proofs::reserve(ctx, id, None)? {
        Ok(proofs) => proofs,
        Err(why) => {
            let fields = Fields::wrong(&ctx.visit.t, why);
            return shown(ctx, &at, user, fields).map(|page| First::Done(Outcome::Invalid(page)));
        }
    };
    let hashing = Hashing {
        make: Some(typed.new_password),
        ..proofs.hashing(typed.current_password)
    };
    Ok(First::Hash(hashing, Reserved { at, user: id, proofs }))
}

fn judged(visit: &Visit, user: &User, principal: &Viewer, typed: &Typed, enforced: bool) -> Fields {
    let t = &visit.t;
    let owner = Owner {
        login: &user.login,
        display_name: &user.display_name,
        email: user.email.as_deref().unwrap_or_default(),
        organisation: &visit.installation,
        second_factor_enforced: enforced,
    };
    let chosen = Chosen {
        new: &typed.new_password,
        again: &typed.again,
    };
    let [mut new, again] = chosen.judged(visit, &owner, NAMES);
    let mut current = Field::empty("current_password");
    if typed.current_password.is_empty() {
        current.refuse(t.get("change-password-current-missing"));
    } else if principal.user == user.id && typed.current_password.is_same(&typed.new_password) {
        new.refuse(t.get("change-password-same"));
    }
    Fields { current, new, again }
}

/// Second hop of both pages: asks the rule and the counter once more, then makes the change.
pub fn finish(ctx: &mut Ctx<'_, '_>, reserved: &Reserved, hashed: &Hashed) -> Result<Outcome> {
    let can = ctx.visit.access.can::<ChangePassword>(ctx.tx, reserved.user)?;
    let principal = ctx.visit.access.principal()?.clone();
    if let Err(why) = reserved.proofs.judge(ctx, hashed, false)? {
        let fields = Fields::wrong(&ctx.visit.t, why);
        return shown(ctx, &reserved.at, can.row(), fields).map(Outcome::Commit);
    }
    let made = hashed.made.as_deref();
    let hash = made.ok_or_else(|| Error::Internal("a password that was not hashed".into()))?;
    let own = principal.session()?.id;
    let ended = verbs::change_password(ctx.tx, &ctx.visit, &can, hash, Some(own))?;
    let secret = session::proven(ctx.tx, own)?;
    let said = if principal.user == reserved.user {
        "change-password-done-own"
    } else if can.row().shared {
        "change-password-done-shared"
    } else {
        "change-password-done-other"
    };
    let said = ctx.visit.t.one(said, "sessions", ended);
    let answer = Answer::see_other(&reserved.at.cancel(reserved.user)).saying(said);
    Ok(Outcome::Commit(answer.with_cookie(SessionCookie::Set(secret))))
}
