//! The page every action asks with, and what it answers: GET and POST /actors/{action}.
use super::plan::Plan;
use super::{Bulk, Selection};
use crate::actors::{self, Actor};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::text;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::refusal;
use crate::web::request::Form;
use crate::web::several::{Done, Reason, names, reasons};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// Actors listed on the page; the others are counted.
const LISTED: usize = 20;

/// Somebody who is affected.
struct Party {
    name: String,
    hint: String,
    remarks: String,
}

/// What is typed to confirm.
struct Confirm {
    field: Field,
    label: String,
}

/// The page: what will happen to whom, who is skipped and why.
#[derive(Template)]
#[template(path = "actors/action.html")]
struct Ask {
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
    parties: Vec<Party>,
    more: usize,
    idle: String,
    skipped: usize,
    reasons: Vec<Reason>,
    confirm: Option<Confirm>,
}

impl Ask {
    fn new<B: Bulk>(
        visit: &Visit,
        db: &mut impl Read,
        selection: &Selection,
        plan: &Plan,
        typed: Field,
    ) -> Result<Self> {
        let (t, word) = (&visit.t, B::WORD);
        let count = match plan.affected.len() {
            0 => plan.all().count(),
            affected => affected,
        };
        let name = plan.all().next().map_or("", |actor| &actor.name);
        let say = |part: &str| t.two(&format!("actors-action-{word}-{part}"), "count", count, "name", name);
        let (label, text) = match plan.affected.len() {
            0 => Default::default(),
            _ => (say("label"), say("text")),
        };
        let idle: Vec<&str> = plan.idle.iter().map(|actor| &*actor.name).collect();
        let refused = plan.refused.iter().map(|(actor, refusal)| (&*actor.name, refusal));
        let listed = plan.affected.iter().take(LISTED);
        let confirms = B::DANGER && !plan.affected.is_empty();
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
            parties: listed.map(|actor| party(visit, plan, actor)).collect(),
            more: plan.affected.len().saturating_sub(LISTED),
            idle: match idle.is_empty() {
                true => String::new(),
                false => t.one(&format!("actors-action-{word}-idle"), "names", names(t, &idle, LISTED)),
            },
            skipped: plan.refused.len(),
            reasons: reasons(visit, db, refused, LISTED)?,
            confirm: confirms.then(|| Confirm {
                label: t.one("users-action-confirm", "words", expected(plan)),
                field: typed,
            }),
        })
    }

    /// The title of the browser's tab says first that something is wrong.
    fn failed(&self) -> bool {
        self.confirm
            .as_ref()
            .is_some_and(|confirm| confirm.field.error.is_some())
    }
}

fn party(visit: &Visit, plan: &Plan, actor: &Actor) -> Party {
    let unit = visit.access.seen_unit(actor.unit).map(|unit| unit.name.to_string());
    let along = plan.along.get(&actor.id);
    let along = along.map(|count| visit.t.one("actors-action-along", "count", *count));
    let hint: Vec<String> = [Some(actor.number.clone()), unit, along]
        .into_iter()
        .flatten()
        .collect();
    Party {
        name: actor.name.clone(),
        hint: hint.join(" · "),
        remarks: actor.remarks.clone(),
    }
}

/// The number of one, how many several are.
fn expected(plan: &Plan) -> String {
    match &plan.affected[..] {
        [one] => one.number.clone(),
        several => several.len().to_string(),
    }
}

/// What the page of this action is about to show, or where a selection of nobody goes back to.
///
/// # Errors
/// As [`actors::some_screen`] and [`Plan::of`]; `Denied` for a single actor whom the rule keeps from it.
fn asked<B: Bulk>(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
) -> Result<std::result::Result<Plan, Answer>> {
    actors::some_screen(&visit.access)?;
    if selection.ids.is_empty() {
        let back = Answer::see_other(&selection.from);
        return Ok(Err(back.saying(visit.t.get("actors-select-first"))));
    }
    let plan = Plan::of::<B>(&visit.access, db, &selection.ids)?;
    match plan.refusal::<B>(&visit.access) {
        Some(refusal) => Err(refusal.into()),
        None => Ok(Ok(plan)),
    }
}

/// GET of an action.
pub fn page<B: Bulk>(view: &mut View, selection: Selection) -> Result<Answer> {
    match asked::<B>(&view.visit, &mut view.db, &selection)? {
        Ok(plan) => {
            let typed = Field::empty("confirm");
            Answer::page(&Ask::new::<B>(&view.visit, &mut view.db, &selection, &plan, typed)?)
        }
        Err(back) => Ok(back),
    }
}

/// What was typed to confirm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    confirm: String,
}

/// POST of an action.
pub fn apply<B: Bulk>(ctx: &mut Ctx<'_, '_>, (selection, Form(typed)): (Selection, Form<Typed>)) -> Result<Outcome> {
    let asked = asked::<B>(&ctx.visit, ctx.tx, &selection)?;
    let plan = asked.map_err(|_| Error::BadRequest("no actors".into()))?;
    let confirmed = text::name_key(&typed.confirm) == text::name_key(&expected(&plan));
    if B::DANGER && !plan.affected.is_empty() && !confirmed {
        let error = ctx.visit.t.one("users-action-confirm-wrong", "words", expected(&plan));
        let field = Field::new("confirm", typed.confirm).refused(error);
        let page = Ask::new::<B>(&ctx.visit, ctx.tx, &selection, &plan, field)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    let done = plan.carry_out::<B>(ctx, &selection)?;
    finished::<B>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}

/// How the change ends: 303 with what was done, or 403 with the reasons where nobody was allowed (SPEC U-4, P-26).
fn finished<B: Bulk>(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
    plan: &Plan,
    done: &Done,
) -> Result<Outcome> {
    let Some(refusal) = done.all_refused() else {
        let said = done.said(visit, db, &format!("actors-action-{}", B::WORD))?;
        return Ok(Outcome::Commit(Answer::see_other(&selection.from).saying(said)));
    };
    if done.refused.len() == 1 {
        return Err(refusal.into());
    }
    let page = Ask::new::<B>(visit, db, selection, plan, Field::empty("confirm"))?;
    let page = Answer::page_with(StatusCode::FORBIDDEN, &page)?;
    let entry = refusal::entry(visit, &refusal).fact("actors", done.refused.len());
    Ok(Outcome::Refuse(page, entry))
}
