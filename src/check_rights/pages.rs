//! **Check rights**: GET /check-rights. "Can X do Y in Z, and why?" and "who can do Y in Z?" (SPEC G-7).
use super::who::{self, Able};
use super::{checkable, decide, store, url};
use crate::access::evaluate::Answer;
use crate::access::explain::{Reading, full_label};
use crate::access::permission::{CATEGORIES, Entry, Permission, category_id};
use crate::access::snapshot::Unit;
use crate::access::{Access, Target, rules, subject_of};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::find;
use crate::org_units::{found, tree};
use crate::text::name_key;
use crate::web::answer::Answer as Page;
use crate::web::cursor::Cursor;
use crate::web::field::{Choice, Field};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Pager;
use crate::web::picker::Picker;
use crate::web::request::Query;
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;
use serde::Deserialize;

/// The question, as the query of the address states it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The login asked about. When it is empty, the page only lists who can.
    user: String,
    /// The text typed to find a user. An exact login counts as a choice.
    user_find: String,
    /// A key of SPEC 2.3.
    right: String,
    unit: Option<i64>,
    /// Words typed to find a unit when the browser runs no scripts.
    unit_find: String,
    cursor: String,
}

#[derive(Template)]
#[template(path = "check_rights/index.html")]
struct CheckPage {
    shell: Shell,
    t: Texts,
    user: Picker,
    right: Field,
    unit: Field,
    rights: Vec<Group>,
    units: tree::Choices,
    /// "Edit user in Aarhus C", once a right and a unit are chosen.
    question: Option<String>,
    verdict: Option<Verdict>,
    able: Option<Listed>,
}

/// A category of the drop-down.
struct Group {
    label: String,
    rights: Vec<Choice>,
}

/// The answer about one user.
struct Verdict {
    name: String,
    /// Where there is more about the user, if the reader may go there.
    url: Option<String>,
    answer: Answer,
    outcome: String,
    why: String,
    trail: Vec<String>,
}

/// A page of the users who can.
struct Listed {
    rows: Vec<Line>,
    pager: Pager,
}

struct Line {
    name: String,
    login: String,
    unit: String,
    /// Where there is more about the user, if the reader may go there.
    url: Option<String>,
    why: String,
}

/// GET /check-rights.
pub fn page(view: &mut View, Query(mut asked): Query<Asked>) -> Result<Page> {
    let access = &view.visit.access;
    menu::CHECK_RIGHTS.enter(access)?;
    let unit = asked.unit.or_else(|| first(access));
    if let Some(unit) = unit {
        access.seen_unit(unit).ok_or(Error::NotFound)?;
        access.need(Permission::CHECK_RIGHTS, unit)?;
    }
    let entry = access.snapshot().catalogue().by_key(&asked.right).cloned();
    if asked.user.trim().is_empty() && find::named(&mut view.db, access, &asked.user_find)?.is_some() {
        asked.user = std::mem::take(&mut asked.user_find);
    }
    let mut user = people(&mut view.db, &view.visit, &asked)?;
    if asked.user.is_empty() && user.is_vain() {
        user.field.refuse(view.visit.t.get("check-rights-unknown-user"));
    }
    let mut page = blank(&view.visit, &asked, user, unit)?;
    match (&entry, asked.right.is_empty()) {
        (None, false) => page.right.refuse(view.visit.t.get("check-rights-unknown-right")),
        // The form sends its unit; the page that is opened from the menu has none in its address.
        (None, true) if asked.unit.is_some() => page.right.refuse(view.visit.t.get("check-rights-right-missing")),
        _ => {}
    }
    if let (Some(entry), Some(unit)) = (entry, unit) {
        answer(view, &asked, (&entry, unit), &mut page)?;
    }
    Page::page(&page)
}

/// Returns the field for the user asked about.
fn people(db: &mut impl Read, visit: &Visit, asked: &Asked) -> Result<Picker> {
    let field = Field::new("user", asked.user.trim());
    let picker = find::by_name(db, &visit.access, &visit.t, &asked.user_find, field, false)?;
    Ok(Picker {
        url: "/check-rights/users".to_owned(),
        ..picker
    })
}

/// GET /check-rights/users: users the reader sees, as choices of the form.
pub fn users(view: &mut View, Query(asked): Query<Asked>) -> Result<Page> {
    let View { db, visit } = view;
    menu::CHECK_RIGHTS.enter(&visit.access)?;
    let picker = people(db, visit, &asked)?;
    picker.part(&visit.t)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Find {
    find: String,
}

/// GET /check-rights/units: units where the reader may ask, as choices of the form.
pub fn found(view: &mut View, Query(asked): Query<Find>) -> Result<Page> {
    let access = &view.visit.access;
    menu::CHECK_RIGHTS.enter(access)?;
    found::answer(view, &checkable(access), "unit", &asked.find)
}

/// Returns the unit the form starts with: the reader's own, or else the highest one where they may ask.
fn first(access: &Access) -> Option<i64> {
    let within = checkable(access);
    let units = access.snapshot().units();
    let own = access.viewer().and_then(|viewer| units.get(viewer.unit));
    let fits = |unit: &&Unit| !unit.archived && within.contains(unit.pos);
    own.filter(fits)
        .or_else(|| units.in_order().find(fits))
        .map(|unit| unit.id)
}

fn blank(visit: &Visit, asked: &Asked, user: Picker, unit: Option<i64>) -> Result<CheckPage> {
    let (access, t) = (&visit.access, &visit.t);
    let within = checkable(access);
    let units = tree::choices(access, &within, unit);
    Ok(CheckPage {
        shell: visit.shell()?,
        t: *t,
        user,
        right: Field::new("right", asked.right.as_str()),
        unit: Field::new("unit", unit.map(|unit| unit.to_string()).unwrap_or_default()),
        rights: rights(visit),
        units: units.found(access, &within, "/check-rights/units", &asked.unit_find),
        question: None,
        verdict: None,
        able: None,
    })
}

/// Returns the catalogue as the groups of a drop-down.
fn rights(visit: &Visit) -> Vec<Group> {
    let (t, snapshot) = (&visit.t, visit.access.snapshot());
    let mut groups: Vec<Group> = Vec::new();
    for entry in snapshot.catalogue().entries() {
        let known = CATEGORIES.contains(&&*entry.category);
        let label = if known {
            t.get(&category_id(&entry.category))
        } else {
            entry.category.to_string()
        };
        let choice = Choice::new(&*entry.key, full_label(t, snapshot, entry.permission));
        match groups.last_mut().filter(|last| last.label == label) {
            Some(last) => last.rights.push(choice),
            None => groups.push(Group {
                label,
                rights: vec![choice],
            }),
        }
    }
    groups
}

fn answer(view: &mut View, asked: &Asked, (entry, unit): (&Entry, i64), page: &mut CheckPage) -> Result<()> {
    let (visit, db) = (&view.visit, &mut view.db);
    let (access, t) = (&visit.access, &visit.t);
    let place = access.snapshot().units().get(unit).map_or("", |unit| &unit.name);
    let label = full_label(t, access.snapshot(), entry.permission);
    page.question = Some(t.two("check-rights-question", "right", label, "unit", place));
    if !asked.user.trim().is_empty() {
        match verdict(visit, db, asked.user.trim(), (entry.permission, unit))? {
            Some(verdict) => page.verdict = Some(verdict),
            None => page.user.field.refuse(t.get("check-rights-unknown-user")),
        }
    }
    let found = who::who_can(
        access,
        t,
        db,
        (entry.permission, unit),
        Cursor::read(&asked.cursor).as_ref(),
    )?;
    let at = |cursor: Option<Cursor>| {
        cursor.map(|cursor| format!("{}&cursor={cursor}", url(&asked.user, &asked.right, unit)))
    };
    page.able = Some(Listed {
        pager: Pager {
            shown: t.one("check-rights-shown", "count", found.rows.len()),
            previous: at(found.previous),
            next: at(found.next),
        },
        rows: found.rows.into_iter().map(|able| line(access, able, unit)).collect(),
    });
    Ok(())
}

fn line(access: &Access, able: Able, unit: i64) -> Line {
    let place = access.seen_unit(able.unit);
    Line {
        unit: place.map(|place| place.name.to_string()).unwrap_or_default(),
        url: user_url(access, able.id, able.unit, unit),
        name: able.display_name,
        login: able.login,
        why: able.why,
    }
}

/// Returns the address where the reader finds out more about a user who stands in `home`: the permissions if they may
/// see them. None if the reader cannot open the user at all.
fn user_url(access: &Access, user: i64, home: i64, unit: i64) -> Option<String> {
    let opens = menu::USERS.opens(access) && access.sees(home);
    let may = rules::see_permissions(access, &Target::unit(unit)).is_ok();
    opens.then(|| match may {
        true => format!("/users/{user}/permissions?unit={unit}"),
        false => format!("/users/{user}"),
    })
}

/// Returns the answer about one user, or `None` if the user does not exist or is outside the reader's Access.
fn verdict(
    visit: &Visit,
    db: &mut impl Read,
    login: &str,
    (permission, unit): (Permission, i64),
) -> Result<Option<Verdict>> {
    let (access, t) = (&visit.access, &visit.t);
    let users = store::users(db, &[name_key(login)])?;
    let Some(user) = users
        .into_iter()
        .next()
        .filter(|user| access.is(user.id) || access.sees(user.unit_id))
    else {
        return Ok(None);
    };
    let subject = subject_of(db, user.id)?;
    let name = user.display_name.clone();
    let who = user.somebody(subject);
    let verdict = decide(access.snapshot(), &who, (permission, unit), access.now());
    let reading = Reading {
        sees: &|unit| access.knows(unit),
        group: None,
    };
    let trail = verdict.trail(t, access.snapshot(), reading);
    let holds = verdict.answer == Answer::Allow;
    Ok(Some(Verdict {
        url: user_url(access, who.id, who.unit, unit),
        answer: verdict.answer,
        outcome: t.get(if holds { "access-allowed" } else { "access-not-allowed" }),
        why: trail.first().cloned().unwrap_or_default(),
        name,
        // A single reason is told beside the outcome.
        trail: if trail.len() > 1 { trail } else { Vec::new() },
    }))
}
