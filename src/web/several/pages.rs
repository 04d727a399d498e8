//! The page every action asks with, and what it answers: GET and POST of `/{list}/{action}`.
use super::report::{Done, names, reasons};
use super::{Bulk, Instead, Plain, Plan, Selectable, Selection};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::text;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::refusal;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// Rows listed on the page, and names in one line of it; the others are counted.
const LISTED: usize = 20;

/// Somebody who is affected.
pub struct Affected {
    pub name: String,
    pub hint: String,
    /// As [`Selectable::warning`].
    pub warning: String,
}

/// What is typed to confirm.
pub struct Confirm {
    pub field: Field,
    pub label: String,
}

/// What the page says: what will happen to whom, who is skipped and why. A page with fields of its own shows this above
/// them.
pub struct Ask {
    pub title: String,
    pub action: String,
    pub from: String,
    /// Empty where nobody is affected: then there is nothing to press.
    pub label: String,
    pub icon: &'static str,
    pub danger: bool,
    /// What is said where everybody was refused.
    pub denied: Option<&'static str>,
    pub text: String,
    pub affected: Vec<Affected>,
    pub more: usize,
    pub idle: String,
    /// "2 users will be skipped"; empty for nobody.
    pub skipped: String,
    pub reasons: Vec<String>,
    pub confirm: Option<Confirm>,
    pub instead: Option<Instead>,
}

impl Ask {
    /// # Errors
    /// Any database error.
    pub fn new<B: Bulk>(visit: &Visit, db: &mut impl Read, selection: &Selection, plan: &Plan<B::Row>) -> Result<Self> {
        let (t, of) = (&visit.t, texts::<B>());
        let count = match plan.affected.len() {
            0 => plan.all().count(),
            affected => affected,
        };
        let name = plan.all().next().map_or("", Selectable::name);
        let say = |part: &str| t.two(&format!("{of}-{part}"), "count", count, "name", name);
        let (label, text) = match plan.affected.len() {
            0 => Default::default(),
            _ => (say("label"), say("text")),
        };
        let idle: Vec<&str> = plan.idle.iter().map(Selectable::name).collect();
        let refused = plan.refused.iter().map(|(row, refusal)| (row.name(), refusal));
        let reasons = reasons(visit, db, refused)?;
        let listed = plan.affected.iter().take(LISTED);
        let skipped = format!("{}-action-will-skip", B::Row::TEXTS);
        Ok(Self {
            title: say("title"),
            action: visit.request.address_bar(),
            from: selection.from.clone(),
            label,
            icon: B::ICON,
            danger: B::DANGER,
            denied: (plan.affected.is_empty() && plan.idle.is_empty()).then(|| {
                match plan.refused.iter().all(|(_, refusal)| refusal.is_in_use()) {
                    true => "common-action-in-use",
                    false => "common-action-denied",
                }
            }),
            text,
            affected: listed.map(|row| affected(visit, plan, row)).collect(),
            more: plan.affected.len().saturating_sub(LISTED),
            idle: match idle.is_empty() {
                true => String::new(),
                false => t.one(&format!("{of}-idle"), "names", names(t, &idle, LISTED)),
            },
            skipped: match plan.refused.len() {
                0 => String::new(),
                count => t.one(&skipped, "count", count),
            },
            reasons: reasons.iter().map(|reason| reason.line(t, LISTED)).collect(),
            confirm: (B::DANGER && !plan.affected.is_empty()).then(|| Confirm {
                field: Field::empty("confirm"),
                label: t.one("common-action-confirm", "words", plan.expected()),
            }),
            instead: B::instead(visit, selection, plan),
        })
    }

    /// Only one was selected, whom the title names.
    pub fn is_about_one(&self) -> bool {
        self.affected.len() == 1 && self.more == 0 && self.idle.is_empty() && self.skipped.is_empty()
    }

    /// What was typed to confirm is wrong.
    pub fn is_unconfirmed(&self) -> bool {
        let confirm = self.confirm.as_ref();
        confirm.is_some_and(|confirm| confirm.field.error.is_some())
    }
}

/// The page of an action that has nothing to fill in but what confirms it.
#[derive(Template)]
#[template(path = "several/ask.html")]
struct AskPage {
    shell: Shell,
    t: Texts,
    ask: Ask,
}

fn ask_page(visit: &Visit, ask: Ask) -> Result<AskPage> {
    Ok(AskPage {
        shell: visit.shell()?,
        t: visit.t,
        ask,
    })
}

/// Begins the ids of the action's own texts.
fn texts<B: Bulk>() -> String {
    format!("{}-action-{}", B::Row::TEXTS, B::WORD)
}

fn affected<R: Selectable>(visit: &Visit, plan: &Plan<R>, row: &R) -> Affected {
    let unit = visit.access.seen_unit(row.unit()).map(|unit| &*unit.name);
    let along = plan.along.get(&row.id()).map(String::as_str);
    let hint: Vec<&str> = [Some(row.mark()), unit, along].into_iter().flatten().collect();
    Affected {
        name: row.name().to_owned(),
        hint: hint.join(" · "),
        warning: row.warning().to_owned(),
    }
}

/// What the page of this action is about to show, or where a selection of nobody goes back to.
///
/// # Errors
/// As [`Bulk::enter`]; `NotFound` where nobody of them can be seen; `Denied` for a single one whom the rule keeps from
/// it.
pub fn asked<B: Bulk>(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
) -> Result<Result<Plan<B::Row>, Answer>> {
    B::enter(&visit.access)?;
    if selection.ids.is_empty() {
        let said = visit.t.get(&format!("{}-select-first", B::Row::TEXTS));
        return Ok(Err(Answer::see_other(&selection.from).asking_for(&said)));
    }
    let plan = Plan::of::<B>(visit, db, &selection.ids)?;
    match plan.refusal::<B>(&visit.access) {
        Some(refusal) => Err(refusal.into()),
        None => Ok(Ok(plan)),
    }
}

/// Does what [`asked`] does for a POST, which a page without rows cannot send.
///
/// # Errors
/// As [`asked`], and `BadRequest` for nobody.
pub fn posted<B: Bulk>(ctx: &mut Ctx<'_, '_>, selection: &Selection) -> Result<Plan<B::Row>> {
    let asked = asked::<B>(&ctx.visit, ctx.tx, selection)?;
    asked.map_err(|_| Error::BadRequest("nothing selected".into()))
}

/// How the change ends: with what was done, or 403 with the reasons where nobody was allowed (SPEC U-4, P-26).
///
/// # Errors
/// `Denied` where only one was asked for.
pub fn finished<B: Bulk>(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
    plan: &Plan<B::Row>,
    done: &Done,
) -> Result<Outcome> {
    let Some(refusal) = done.all_refused() else {
        return done
            .told(visit, db, &texts::<B>(), &selection.from)
            .map(Outcome::Commit);
    };
    if done.refused.len() == 1 {
        return Err(refusal.into());
    }
    let ask = Ask::new::<B>(visit, db, selection, plan)?;
    let page = Answer::page_with(StatusCode::FORBIDDEN, &ask_page(visit, ask)?)?;
    let entry = refusal::entry(visit, &refusal).fact(B::Row::TEXTS, done.refused.len());
    Ok(Outcome::Refuse(page, entry))
}

/// GET of an action whose page has no fields of its own.
///
/// # Errors
/// As [`asked`].
pub fn page<B: Bulk>(view: &mut View, selection: Selection) -> Result<Answer> {
    let View { db, visit } = view;
    match asked::<B>(visit, db, &selection)? {
        Ok(plan) => {
            let ask = Ask::new::<B>(visit, db, &selection, &plan)?;
            Answer::page(&ask_page(visit, ask)?)
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

/// POST of such an action.
///
/// # Errors
/// As [`posted`] and [`finished`].
pub fn apply<B: Plain>(ctx: &mut Ctx<'_, '_>, sent: (Selection, Form<Typed>)) -> Result<Outcome> {
    apply_by::<B>(ctx, sent, |ctx, plan, selection| {
        let (state, access) = (ctx.visit.state.clone(), ctx.visit.access.clone());
        plan.carry_out::<B>(ctx, selection, |tx, author, can, batch| {
            B::act(tx, &state.seal, &access, author, can, batch)
        })
    })
}

/// Does what [`apply`] does, for an action that has something to do once for all rows.
///
/// # Errors
/// As [`apply`], and those of the work.
pub fn apply_by<'t, B: Bulk>(
    ctx: &mut Ctx<'_, 't>,
    (selection, Form(typed)): (Selection, Form<Typed>),
    work: impl FnOnce(&mut Ctx<'_, 't>, &Plan<B::Row>, &Selection) -> Result<Done>,
) -> Result<Outcome> {
    let plan = posted::<B>(ctx, &selection)?;
    if B::DANGER && !plan.affected.is_empty() && !is_confirmed(&plan, &typed.confirm) {
        let mut ask = Ask::new::<B>(&ctx.visit, ctx.tx, &selection, &plan)?;
        if let Some(confirm) = &mut ask.confirm {
            let t = &ctx.visit.t;
            let error = t.one("common-action-confirm-wrong", "words", plan.expected());
            confirm.field = Field::new("confirm", typed.confirm).refused(error);
        }
        let page = ask_page(&ctx.visit, ask)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    let done = work(ctx, &plan, &selection)?;
    finished::<B>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}

/// Upper and lower case are as one, as at login.
fn is_confirmed<R: Selectable>(plan: &Plan<R>, typed: &str) -> bool {
    text::name_key(typed.trim()) == text::name_key(&plan.expected())
}
