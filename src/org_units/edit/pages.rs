//! The screen of one unit: GET and POST /org-units/{id}.
use super::Back;
use super::form::{Fields, LABELS, Typed};
use super::head::Head;
use super::store::{self, Content};
use crate::access::Refusal;
use crate::error::{Error, Result};
use crate::org_units::visible::Visible;
use crate::org_units::{EditUnit, Kind, OrgUnit, PATH, browse, opened, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::choices;
use crate::web::field::{Choice, Mistake, labelled};
use crate::web::i18n::{Language, Texts};
use crate::web::menu;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared, Conflict};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

/// Units below that are named on the page.
const NAMED: usize = 12;

/// A line of **At a glance**; with an address where there is more to see.
struct Fact {
    label: String,
    value: String,
    url: String,
}

/// A unit below.
struct Below {
    name: String,
    url: String,
    archived: bool,
}

#[derive(Template)]
#[template(path = "org_units/edit.html")]
struct EditPage {
    shell: Shell,
    t: Texts,
    head: Head,
    action: String,
    cancel: String,
    version: i32,
    fields: Fields,
    customer: bool,
    read_only: Option<String>,
    mistakes: Vec<Mistake>,
    conflict: Option<Conflict>,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    facts: Vec<Fact>,
    below: Vec<Below>,
    more_below: usize,
    tree_url: String,
}

/// What every version of the page needs.
struct Screen {
    unit: OrgUnit,
    content: Content,
    back: Back,
}

/// GET /org-units/{id}. Read-only for readers who may see the unit but not edit it (P-14).
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let unit = opened(&view.visit.access, &mut view.db, id)?;
    let content = store::content(&mut view.db, id)?;
    let fields = Fields::stored(&unit);
    let screen = Screen { unit, content, back };
    Answer::page(&screen.shown(&view.visit, fields, None)?)
}

/// POST /org-units/{id}: everything or nothing.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<EditUnit>(ctx.tx, id)?;
    if typed.parent.is_some() || (typed.customer_number.is_some() && can.row().kind != Kind::Customer) {
        return Err(Error::BadRequest("a field that this form does not have".into()));
    }
    let content = store::content(ctx.tx, id)?;
    let screen = Screen {
        unit: can.row().clone(),
        content,
        back,
    };
    let stored = Fields::stored(&screen.unit);
    let mut fields = Fields::typed(&typed);
    let details = fields.check(&ctx.visit.t, screen.unit.kind)?;
    if typed.version != Some(screen.unit.version) {
        return screen.conflicting(&ctx.visit, &stored, fields);
    }
    let number = fields.customer_number();
    let clashes = verbs::clashes(ctx.tx, fields.code().as_ref(), number.as_deref(), Some(id))?;
    fields.taken(&ctx.visit.t, &clashes);
    let Some(details) = details.filter(|_| fields.mistakes().is_empty()) else {
        return screen.invalid(&ctx.visit, fields);
    };
    verbs::update(ctx.tx, &ctx.visit.author(), &can, &details)?;
    let t = &ctx.visit.t;
    let said = versions::saved(t, compared(t, &stored, &fields));
    let target = screen.back.keep(&format!("{PATH}/{id}"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}

/// A language by its own name.
fn language(code: &str) -> String {
    let language = Language::from_code(code);
    language
        .map(|language| language.own_name().to_owned())
        .unwrap_or_default()
}

/// The fields that differ, in words.
fn compared(t: &Texts, theirs: &Fields, yours: &Fields) -> Vec<Compared> {
    let said = |name: &str, value: &str| match name {
        "language" => language(value),
        _ => value.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let pairs = theirs.all().into_iter().zip(yours.all());
    let fields = pairs.map(|(theirs, yours)| {
        let label = LABELS.iter().find(|(name, _)| *name == theirs.name);
        let label = label.map_or("common-org-unit", |(_, label)| *label);
        (
            label,
            said(&theirs.name, &theirs.value),
            said(&yours.name, &yours.value),
        )
    });
    versions::compared(t, fields)
}

impl Screen {
    fn shown(&self, visit: &Visit, fields: Fields, conflict: Option<Conflict>) -> Result<EditPage> {
        let (t, access, unit) = (&visit.t, &visit.access, &self.unit);
        let edit: Option<Refusal> = access.allows::<EditUnit>(unit).err();
        let (below, more_below) = self.below(visit);
        let archived = unit.archived_at.is_some();
        Ok(EditPage {
            shell: visit.shell()?,
            t: *t,
            head: Head::of(visit, unit, &self.back),
            action: self.back.keep(&format!("{PATH}/{}", unit.id)),
            cancel: super::target(&self.back, unit.id, archived),
            version: unit.version,
            customer: unit.kind == Kind::Customer,
            read_only: edit.map(|refusal| visit.why_not(&refusal)),
            mistakes: labelled(t, fields.mistakes(), &LABELS),
            conflict,
            languages: choices::languages(visit.languages, &fields.language.value),
            zones: choices::zones(&fields.time_zone.value),
            facts: self.facts(visit),
            below,
            more_below,
            tree_url: browse::url(unit.id, archived),
            fields,
        })
    }

    fn facts(&self, visit: &Visit) -> Vec<Fact> {
        let (t, access, unit) = (&visit.t, &visit.access, &self.unit);
        let fact = |label: &str, value: String, url: String| Fact {
            label: t.get(label),
            value,
            url,
        };
        let plain = |label: &str, value: String| fact(label, value, String::new());
        let visible = Visible::to(access, unit.archived_at.is_some());
        let parent = visible.above(unit.id).next();
        let users = match menu::USERS.opens(access) && unit.archived_at.is_none() {
            true => format!("/users?unit={}&deactivated=1", unit.id),
            false => String::new(),
        };
        let above = match parent {
            Some(parent) => fact(
                "org-unit-parent",
                parent.name.to_string(),
                format!("{PATH}/{}", parent.id),
            ),
            None => plain("org-unit-parent", String::new()),
        };
        let below = access
            .snapshot()
            .units()
            .get(unit.id)
            .map_or(0, |unit| visible.count_below(unit));
        let changed = [Some(t.date_time(unit.updated_at)), unit.updated_by.clone()];
        vec![
            above,
            fact("org-unit-users", t.number(self.content.active), users),
            plain("org-unit-users-off", t.number(self.content.deactivated)),
            plain("org-unit-below", t.number(below)),
            plain("org-unit-memberships", t.number(self.content.memberships)),
            plain("org-unit-cells", t.number(self.content.cells)),
            plain(
                "org-unit-updated",
                changed.into_iter().flatten().collect::<Vec<_>>().join(", "),
            ),
            plain("org-unit-id", unit.id.to_string()),
        ]
    }

    /// The first units directly below, and how many more there are.
    fn below(&self, visit: &Visit) -> (Vec<Below>, usize) {
        let visible = Visible::to(&visit.access, self.unit.archived_at.is_some());
        let Some(unit) = visible.get(self.unit.id) else {
            return (Vec::new(), 0);
        };
        let children = visible.children(unit);
        let named = children.iter().take(NAMED).map(|child| Below {
            name: child.name.to_string(),
            url: format!("{PATH}/{}", child.id),
            archived: child.archived,
        });
        (named.collect(), children.len().saturating_sub(NAMED))
    }

    /// 422: the page as typed, with what is wrong.
    fn invalid(&self, visit: &Visit, fields: Fields) -> Result<Outcome> {
        let page = self.shown(visit, fields, None)?;
        Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
    }

    /// 409: both versions side by side. The form holds yours and the number of theirs, so a second Save decides.
    fn conflicting(&self, visit: &Visit, stored: &Fields, fields: Fields) -> Result<Outcome> {
        let t = &visit.t;
        let who = self.unit.updated_by.clone().unwrap_or_else(|| t.get("common-somebody"));
        let conflict = Conflict {
            text: t.two("common-conflict", "who", who, "when", t.date_time(self.unit.updated_at)),
            rows: compared(t, stored, &fields),
        };
        let page = self.shown(visit, fields, Some(conflict))?;
        Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid)
    }
}
