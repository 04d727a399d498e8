//! The page every action asks with, and what it answers: GET and POST /users/{action}.
use super::plan::Plan;
use super::{Bulk, Plain, Selection, opened};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::dates::Fields;
use crate::org_units::tree;
use crate::users::User;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::picker::Picker;
use crate::web::refusal;
use crate::web::request::Form;
use crate::web::several::{Done, Reason, names, reasons};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// Users listed on the page; the others are counted.
const LISTED: usize = 20;

/// Somebody who is affected.
struct Person {
    name: String,
    hint: String,
}

/// The unit to move to.
pub(super) struct Target {
    pub field: Field,
    pub units: tree::Choices,
    /// Whether the memberships in the old unit come along.
    pub along: Field,
}

/// The group to add to, where, and from when until when.
pub(super) struct Joining {
    pub group: Picker,
    /// Each within their own unit.
    pub own: Field,
    pub unit: Field,
    pub units: tree::Choices,
    pub dates: Fields,
}

/// What is typed to confirm.
pub(super) struct Confirm {
    pub field: Field,
    pub label: String,
}

/// What is to be done, of a few things.
pub(super) struct Choose {
    pub field: Field,
    pub label: String,
    pub choices: Vec<Choice>,
    pub hint: String,
}

/// The page: what will happen to whom, who is skipped and why.
#[derive(Template)]
#[template(path = "users/action.html")]
pub(super) struct Ask {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    from: String,
    /// Empty where nobody is affected: then there is nothing to press.
    label: String,
    icon: &'static str,
    danger: bool,
    /// Everybody was refused.
    denied: bool,
    text: String,
    people: Vec<Person>,
    more: usize,
    idle: String,
    skipped: usize,
    reasons: Vec<Reason>,
    pub confirm: Option<Confirm>,
    pub target: Option<Target>,
    pub joining: Option<Joining>,
    pub choose: Option<Choose>,
    /// **Deactivate instead**: its address.
    pub instead: Option<String>,
}

impl Ask {
    pub fn new<B: Bulk>(visit: &Visit, db: &mut impl Read, selection: &Selection, plan: &Plan) -> Result<Self> {
        let (t, word) = (&visit.t, B::WORD);
        let count = match plan.affected.len() {
            0 => plan.all().count(),
            affected => affected,
        };
        let name = plan.all().next().map_or("", |user| &user.display_name);
        let say = |part: &str| t.two(&format!("users-action-{word}-{part}"), "count", count, "name", name);
        let (label, text) = match plan.affected.len() {
            0 => Default::default(),
            _ => (say("label"), say("text")),
        };
        let idle: Vec<&str> = plan.idle.iter().map(|user| &*user.display_name).collect();
        let refused = plan
            .refused
            .iter()
            .map(|(user, refusal)| (&*user.display_name, refusal));
        Ok(Self {
            shell: visit.shell()?,
            t: *t,
            title: say("title"),
            action: visit.request.address_bar(),
            from: selection.from.clone(),
            label,
            icon: B::ICON,
            danger: B::DANGER,
            denied: plan.affected.is_empty() && plan.idle.is_empty(),
            text,
            people: plan
                .affected
                .iter()
                .take(LISTED)
                .map(|user| person(visit, user))
                .collect(),
            more: plan.affected.len().saturating_sub(LISTED),
            idle: match idle.is_empty() {
                true => String::new(),
                false => t.one(&format!("users-action-{word}-idle"), "names", names(t, &idle, LISTED)),
            },
            skipped: plan.refused.len(),
            reasons: reasons(visit, db, refused, LISTED)?,
            confirm: None,
            target: None,
            joining: None,
            choose: None,
            instead: None,
        })
    }

    /// 422: the same page with what is wrong.
    pub fn invalid(&self) -> Result<Outcome> {
        Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, self).map(Outcome::Invalid)
    }

    /// The title of the browser's tab says first that something is wrong.
    fn failed(&self) -> bool {
        let confirm = self.confirm.as_ref().map(|confirm| &confirm.field);
        let joining = self.joining.as_ref().map(|joining| {
            let Joining { group, unit, dates, .. } = joining;
            [&group.field, unit, &dates.from, &dates.until]
        });
        let choose = self.choose.as_ref().map(|choose| &choose.field);
        let fields = [confirm, choose, self.target.as_ref().map(|target| &target.field)];
        let fields = fields.into_iter().chain(joining.into_iter().flatten().map(Some));
        fields.flatten().any(|field| field.error.is_some())
    }
}

fn person(visit: &Visit, user: &User) -> Person {
    let unit = visit.access.seen_unit(user.unit).map(|unit| &*unit.name);
    let hint: Vec<&str> = [Some(&*user.login), unit].into_iter().flatten().collect();
    Person {
        name: user.display_name.clone(),
        hint: hint.join(" · "),
    }
}

/// What the page of this action is about to show, or where a selection of nobody goes back to.
///
/// # Errors
/// As [`opened`] and [`Plan::of`]; `Denied` for a single user whom the rule keeps from it.
pub(super) fn asked<B: Bulk>(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
) -> Result<std::result::Result<Plan, Answer>> {
    opened::<B>(&visit.access)?;
    if selection.ids.is_empty() {
        let back = Answer::see_other(&selection.from);
        return Ok(Err(back.saying(visit.t.get("users-action-none"))));
    }
    let plan = Plan::of::<B>(&visit.access, db, &selection.ids)?;
    match plan.refusal::<B>(&visit.access) {
        Some(refusal) => Err(refusal.into()),
        None => Ok(Ok(plan)),
    }
}

/// The same for a POST, which a page without users cannot send.
///
/// # Errors
/// As [`asked`], and `BadRequest` for no users.
pub(super) fn posted<B: Bulk>(ctx: &mut Ctx<'_, '_>, selection: &Selection) -> Result<Plan> {
    let asked = asked::<B>(&ctx.visit, ctx.tx, selection)?;
    asked.map_err(|_| Error::BadRequest("no users".into()))
}

/// How the change ends: 303 with what was done, or 403 with the reasons where nobody was allowed (SPEC U-4, P-26).
pub(super) fn finished<B: Bulk>(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
    plan: &Plan,
    done: &Done,
) -> Result<Outcome> {
    let Some(refusal) = done.all_refused() else {
        let said = done.said(visit, db, &format!("users-action-{}", B::WORD))?;
        return Ok(Outcome::Commit(Answer::see_other(&selection.from).saying(said)));
    };
    if done.refused.len() == 1 {
        return Err(refusal.into());
    }
    let page = Ask::new::<B>(visit, db, selection, plan)?;
    let page = Answer::page_with(StatusCode::FORBIDDEN, &page)?;
    let entry = refusal::entry(visit, &refusal).fact("users", done.refused.len());
    Ok(Outcome::Refuse(page, entry))
}

/// GET of an action whose page has nothing to fill in.
pub fn page<B: Bulk>(view: &mut View, selection: Selection) -> Result<Answer> {
    match asked::<B>(&view.visit, &mut view.db, &selection)? {
        Ok(plan) => Answer::page(&Ask::new::<B>(&view.visit, &mut view.db, &selection, &plan)?),
        Err(back) => Ok(back),
    }
}

/// The form of such a page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// POST of such an action.
pub fn apply<B: Plain>(
    ctx: &mut Ctx<'_, '_>,
    (selection, Form(Nothing {})): (Selection, Form<Nothing>),
) -> Result<Outcome> {
    let plan = posted::<B>(ctx, &selection)?;
    let done = plan.carry_out::<B>(ctx, &selection, B::act)?;
    finished::<B>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}
