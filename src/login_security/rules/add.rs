//! **Add**: GET and POST /login-security/allowed/new and /blocked/new.
use super::{List, record};
use crate::access::{Target, rules as may};
use crate::error::Result;
use crate::login_security::range::{self, shown};
use crate::login_security::store::{self, NewRule};
use crate::login_security::{ManageLoginSecurity, shuts_out};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::local_time;
use crate::web::menu;
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const NOTE: usize = 200;
const LABELS: [(&str, &str); 3] = [
    ("range", "login-security-range"),
    ("note", "login-security-note"),
    ("expires", "login-security-expires"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    range: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    expires: String,
    #[serde(default)]
    shut_out: String,
}

#[derive(Template)]
#[template(path = "login_security/new.html")]
struct NewPage {
    shell: Shell,
    t: Texts,
    list: List,
    action: String,
    range: Field,
    note: Field,
    expires: Field,
    shut_out: Option<Field>,
    mistakes: Vec<Mistake>,
    own: String,
}

fn new_page(visit: &Visit, list: List, [range, note, expires]: [Field; 3]) -> Result<NewPage> {
    Ok(NewPage {
        shell: visit.shell()?,
        t: visit.t,
        list,
        action: format!("{}/new", list.path()),
        mistakes: labelled(&visit.t, mistakes([&range, &note, &expires]), &LABELS),
        range,
        note,
        expires,
        shut_out: None,
        own: visit
            .t
            .one("login-security-own", "address", visit.request.address.to_string()),
    })
}

/// GET /login-security/allowed/new and /blocked/new.
pub fn page(view: &mut View, Query(prefilled): Query<Prefilled>) -> Result<Answer> {
    menu::LOGIN_SECURITY.enter(&view.visit.access)?;
    may::manage_block_ip(&view.visit.access, &Target::installation())?;
    let fields = [
        Field::new("range", prefilled.range),
        Field::empty("note"),
        Field::empty("expires"),
    ];
    Answer::page(&new_page(&view.visit, List::asked(&view.visit), fields)?)
}

/// The query of the address: a range to fill in, if a link gave one.
#[derive(Deserialize)]
pub struct Prefilled {
    #[serde(default)]
    range: String,
}

/// POST …/new.
pub fn apply(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let list = List::asked(&ctx.visit);
    let can = ctx.visit.access.can_here::<ManageLoginSecurity>(ctx.tx)?;
    let mut fields = [
        Field::new("range", typed.range),
        Field::new("note", typed.note),
        Field::new("expires", typed.expires),
    ];
    let Some(new) = wanted(&ctx.visit, &mut fields) else {
        let page = new_page(&ctx.visit, list, fields)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let by = ctx.visit.access.principal()?.user;
    if !store::add(ctx.tx, &can, list, &new, by)? {
        fields[0].refuse(ctx.visit.t.get("login-security-range-there"));
    }
    let shut_out = shuts_out(ctx, !typed.shut_out.is_empty())?;
    if fields[0].error.is_some() || shut_out.is_some() {
        let page = NewPage {
            shut_out,
            ..new_page(&ctx.visit, list, fields)?
        };
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    record(ctx, list.event(true), &new)?;
    let said = ctx.visit.t.one("login-security-added", "range", shown(new.range));
    Ok(Outcome::Commit(Answer::see_other(list.path()).saying(said)))
}

/// Reads the rule to add. Returns `None` if a field is wrong; the field then has the reason.
fn wanted(visit: &Visit, [range, note, expires]: &mut [Field; 3]) -> Option<NewRule> {
    let t = &visit.t;
    let read = range::parse(&range.value).map_err(|wrong| range.refuse(wrong.message().say(t)));
    if note.value.trim().chars().count() > NOTE {
        note.refuse(t.one("login-security-note-long", "most", NOTE));
    }
    let until = local_time::read(&expires.value, t.zone()).map_err(|wrong| expires.refuse(t.get(wrong)));
    if let Ok(Some(at)) = until
        && at <= visit.access.now()
    {
        expires.refuse(t.get("login-security-expires-past"));
    }
    let whole = note.error.is_none() && expires.error.is_none();
    let (range, expires_at) = (read.ok()?, until.ok()?);
    whole.then(|| NewRule {
        range,
        note: note.value.trim().to_owned(),
        expires_at,
    })
}
