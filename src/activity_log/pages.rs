//! GET /activity, and POST /activity/verify.
use super::chain::Chain;
use super::columns;
use super::filter::{Author, Filter, PATH};
use super::store;
use super::view::Rows;
use super::visible::Visible;
use super::words::{self, Reader};
use super::{Lookup, export};
use crate::access::{Access, rules};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::jobs;
use crate::memberships::find;
use crate::org_units::narrowing::narrowing;
use crate::web::answer::{Answer, Outcome};
use crate::web::columns::Shown;
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{Chip, Column};
use crate::web::picker::Picker;
use crate::web::request::Query;
use crate::web::shell::Shell;
use crate::web::tree::Narrowing;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "activity/index.html")]
struct IndexPage {
    shell: Shell,
    t: Texts,
    filter: Filter,
    chain: Chain,
    may_verify: bool,
    csv_url: String,
    json_url: String,
    units: Narrowing,
    about: Option<OneThing>,
    kinds: Vec<Choice>,
    fields: Fields,
    rows: Rows,
    here: String,
    chips: Vec<Chip>,
    columns: Vec<Column>,
}

/// What the log is narrowed to, if anything.
struct OneThing {
    value: String,
    name: String,
    /// Address of the log without that limit.
    off: String,
}

/// The fields of the filter form.
struct Fields {
    from: Field,
    until: Field,
    subject: Field,
    description: Field,
    user: Picker,
    clerk: Picker,
    address: Field,
}

/// The input of the boxes for finding a user, and the user who is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Finding {
    user: String,
    user_find: String,
    clerk: String,
    clerk_find: String,
}

/// Addresses that the filters' pickers search users at.
const USERS: &str = "/activity/users";
const CLERKS: &str = "/activity/clerks";

/// GET /activity/users: returns the fragment below the box.
pub fn users(view: &mut View, Query(asked): Query<Finding>) -> Result<Answer> {
    found(view, &asked.user_find, Field::new("user", asked.user), USERS)
}

/// GET /activity/clerks: returns the fragment below the box.
pub fn clerks(view: &mut View, Query(asked): Query<Finding>) -> Result<Answer> {
    found(view, &asked.clerk_find, Field::new("clerk", asked.clerk), CLERKS)
}

fn found(view: &mut View, find: &str, field: Field, url: &str) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTIVITY.enter(&visit.access)?;
    let picker = find::user_picker(db, &visit.access, find, field, url)?;
    picker.part(&visit.t)
}

/// Makes a picker with the chosen user, and the users who match the words.
fn picker(db: &mut impl Read, access: &Access, (name, author): (&'static str, &Author), url: &str) -> Result<Picker> {
    let chosen = author.id.map(|id| id.to_string()).unwrap_or_default();
    find::user_picker(db, access, &author.words, Field::new(name, chosen), url)
}

/// Returns the entries the reader may see, limited to the filter's unit. A unit the reader does not see counts as
/// not found.
pub(super) fn narrowed(access: &Access, filter: &Filter) -> Result<Visible> {
    Visible::to(access).below(access, filter.unit)
}

/// Returns the name of what the log is narrowed to. What the reader does not see counts as not found.
pub(super) fn about(db: &mut impl Read, access: &Access, filter: &Filter) -> Result<Option<String>> {
    match filter.about {
        None => Ok(None),
        Some(about) => store::name(db, access, about)?.ok_or(Error::NotFound).map(Some),
    }
}

/// GET /activity.
pub fn page(view: &mut View, filter: Filter) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTIVITY.enter(&visit.access)?;
    let visible = narrowed(&visit.access, &filter)?;
    let about = about(db, &visit.access, &filter)?;
    let reader = reader(visit);
    let lookup = Lookup::new(db, &reader, &visible, &filter)?;
    let listing = lookup.page(db, &reader, filter.cursor)?;
    if listing.rows.is_empty() && !listing.stopped && filter.cursor.is_some() {
        return Ok(Answer::see_other(&filter.paged(None).url()));
    }
    let chosen = crate::columns::chosen(db, visit, &columns::LIST)?;
    let shown = Shown::of(&columns::COLUMNS, chosen.as_deref());
    let fields = fields(db, &visit.access, &filter)?;
    let units = narrowing(&visit.access, filter.unit, |unit| filter.within(unit).url());
    Answer::page(&IndexPage {
        shell: visit.shell()?,
        t: visit.t,
        chain: Chain::now(db, visit)?,
        may_verify: rules::verify_log(&visit.access).is_ok(),
        csv_url: filter.paged(None).at(export::PATH),
        json_url: export::json_lines(&filter),
        units,
        about: about.map(|name| OneThing {
            value: filter.about.map(|about| about.to_string()).unwrap_or_default(),
            name,
            off: filter.about_all().url(),
        }),
        kinds: kinds(&visit.t),
        here: filter.url(),
        chips: columns::chips(&visit.t, &filter, [&fields.user, &fields.clerk]),
        fields,
        columns: shown.menu(&visit.t, columns::FIRST, &columns::COLUMNS),
        rows: Rows::of_list(&reader, &listing, &filter, shown),
        filter,
    })
}

pub(super) fn reader(visit: &Visit) -> Reader<'_> {
    Reader {
        t: &visit.t,
        access: &visit.access,
    }
}

fn kinds(t: &Texts) -> Vec<Choice> {
    let choice = |event: &Event| Choice::new(event.word(), words::kind(t, event.word()));
    let mut choices: Vec<_> = Event::ALL.iter().map(choice).collect();
    choices.sort_by_key(|choice| crate::text::sort_key(&choice.label));
    choices
}

fn fields(db: &mut impl Read, access: &Access, filter: &Filter) -> Result<Fields> {
    let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
    Ok(Fields {
        from: Field::new("from", date(filter.from)),
        until: Field::new("until", date(filter.until)),
        subject: Field::new("subject", filter.subject.clone()),
        description: Field::new("description", filter.description.clone()),
        user: picker(db, access, ("user", &filter.user), USERS)?,
        clerk: picker(db, access, ("clerk", &filter.clerk), CLERKS)?,
        address: Field::new("address", filter.address.clone()),
    })
}

/// POST /activity/verify: makes the whole chain be verified now instead of at night.
pub fn verify(ctx: &mut Ctx<'_, '_>, (): ()) -> Result<Outcome> {
    menu::ACTIVITY.enter(&ctx.visit.access)?;
    rules::verify_log(&ctx.visit.access)?;
    jobs::hasten(ctx.tx, jobs::VERIFY_LOG)?;
    let entry = Entry::new(
        &ctx.visit.author(),
        Event::ActivityVerifyAsked,
        Subject::Installation,
        None,
    );
    activity::record(ctx.tx, entry)?;
    let said = ctx.visit.t.get("activity-verify-asked");
    Ok(Outcome::Commit(Answer::see_other(PATH).saying(said)))
}
