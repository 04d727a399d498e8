//! **Entity explorer** (SPEC G-6): a tree of units, the accounts that have something set in the chosen unit, and one
//! account's permissions as ticks that save at once. GET /entities, GET and POST /entities/{id}.
pub mod ending;
pub mod remove;

use super::sheet::{self, Asked, Saved, Screen, Sheet, Typed};
use super::{Holder, Tab, open_to, store};
use crate::access::permission::Permission;
use crate::access::snapshot::Unit;
use crate::access::{Access, Refusal};
use crate::check_rights;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::find;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::picker::Picker;
use crate::web::refusal;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::tree::TreeNode;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;
use std::collections::BTreeSet;
use url::form_urlencoded::Serializer;

/// The path of the screen.
const PATH: &str = "/entities";
/// How many accounts a unit lists; the others are found by name.
const LISTED: usize = 200;

/// The query of the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    unit: Option<i64>,
    /// The name of an account to look at, and what is typed to find it.
    name: String,
    name_find: String,
    /// What the cells changed just now said before, so that the change can be undone.
    undo: String,
}

#[derive(Template)]
#[template(path = "entities/explorer.html")]
struct ExplorerPage {
    shell: Shell,
    t: Texts,
    unit_name: String,
    units: Vec<TreeNode>,
    find: Option<String>,
    accounts: Vec<Account>,
    more: bool,
    name: Picker,
    unit: i64,
    chosen: Option<Chosen>,
    undo: Option<Undo>,
    /// The address of **Check rights**, if the reader may use it in this unit.
    check: Option<String>,
}

/// A line of **Group or user names**.
struct Account {
    name: String,
    url: String,
    group: bool,
    current: bool,
    /// Something is set in this unit itself, not only above it.
    here: bool,
}

/// The account whose permissions are shown.
struct Chosen {
    name: String,
    sheet: Sheet,
    /// The address of the page that takes away everything set here, if anything is set.
    remove: Option<String>,
    reason: Option<String>,
    /// The address of the tab with dates, effects and reasons, if the reader may see it.
    more: Option<String>,
}

/// The form that undoes the last change.
struct Undo {
    words: String,
    fields: Vec<(String, String)>,
}

/// The gate of the tab: anyone who may open the screen (P-14).
fn gate(access: &Access, _: &Holder) -> Result<(), Refusal> {
    menu::ENTITIES.enter(access)
}

fn tab(id: i64) -> Tab {
    Tab {
        id,
        kind: None,
        path: format!("{PATH}/{id}"),
        gate,
    }
}

/// Returns the address of an account in a unit.
fn url(account: Option<i64>, unit: i64) -> String {
    let path = account.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}/{id}"));
    format!("{path}?unit={unit}")
}

/// GET /entities: a unit. If the address names an account that is found, redirects to it.
pub fn page(view: &mut View, Query(wanted): Query<Wanted>) -> Result<Answer> {
    let access = &view.visit.access;
    menu::ENTITIES.enter(access)?;
    let unit = asked_unit(access, wanted.unit)?;
    let asked = if wanted.name.is_empty() {
        &wanted.name_find
    } else {
        &wanted.name
    };
    if let Some(account) = find::named(&mut view.db, access, asked)? {
        return Ok(Answer::see_other(&url(Some(account.id), unit)));
    }
    let mut name = names(&mut view.db, &view.visit, &wanted)?;
    if !wanted.name.trim().is_empty() || name.is_vain() {
        name.field.refuse(view.visit.t.get("entities-no-account"));
    }
    let page = explorer(&view.visit, &mut view.db, unit, name, None)?;
    Answer::page(&page)
}

/// Returns the field for choosing another account.
fn names(db: &mut impl Read, visit: &Visit, wanted: &Wanted) -> Result<Picker> {
    let field = Field::new("name", wanted.name.trim());
    let picker = find::by_name(db, &visit.access, &visit.t, &wanted.name_find, field, true)?;
    Ok(Picker {
        url: format!("{PATH}/accounts"),
        ..picker
    })
}

/// GET /entities/accounts: groups, and users the reader sees, as choices of the form.
pub fn accounts_part(view: &mut View, Query(wanted): Query<Wanted>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ENTITIES.enter(&visit.access)?;
    let picker = names(db, visit, &wanted)?;
    picker.part(&visit.t)
}

/// GET /entities/{id}: a unit, with an account's permissions there.
pub fn account_page(view: &mut View, (Id(id), Query(wanted)): (Id, Query<Wanted>)) -> Result<Answer> {
    let (visit, db) = (&view.visit, &mut view.db);
    let tab = tab(id);
    let holder = tab.open(&visit.access, db)?;
    let unit = asked_unit(&visit.access, wanted.unit)?;
    let asked = Asked {
        unit: Some(unit),
        ..Asked::default()
    };
    let screen = Screen::of(&visit.access, db, holder, asked, tab.path)?;
    let sheet = sheet::page(visit, &screen);
    let name = names(db, visit, &Wanted::default())?;
    let mut page = explorer(visit, db, unit, name, Some((&screen, sheet)))?;
    page.undo = sheet::undo(visit, &wanted.undo).map(|(words, fields)| Undo { words, fields });
    Answer::page(&page)
}

/// POST /entities/{id}: saves one tick at once, by the same rules as the tab **Permissions**.
pub fn tick(ctx: &mut Ctx<'_, '_>, (Id(id), Query(wanted), typed): (Id, Query<Wanted>, Typed)) -> Result<Outcome> {
    let unit = asked_unit(&ctx.visit.access, wanted.unit)?;
    let asked = Asked {
        unit: Some(unit),
        ..Asked::default()
    };
    match sheet::save(ctx, tab(id), asked, &typed)? {
        Saved::Done { said, page, before } => {
            let undo = Serializer::new(String::new()).append_pair("undo", &before).finish();
            let page = if before.is_empty() {
                page
            } else {
                format!("{page}&{undo}")
            };
            Ok(Outcome::Commit(Answer::see_other(&page).saying(said)))
        }
        Saved::Again(status, sheet, screen) => {
            let page = again(ctx, unit, *sheet, &screen)?;
            Answer::page_with(status, &page).map(Outcome::Invalid)
        }
        Saved::Refused(refusal, sheet, screen) => {
            // The tick was refused, so the page shows what is stored.
            let stored = Sheet {
                denied: sheet.denied,
                ..sheet::page(&ctx.visit, &screen)
            };
            let page = again(ctx, unit, stored, &screen)?;
            refusal::again(&page, &refusal)
        }
    }
}

fn again(ctx: &mut Ctx<'_, '_>, unit: i64, sheet: Sheet, screen: &Screen) -> Result<ExplorerPage> {
    let name = names(ctx.tx, &ctx.visit, &Wanted::default())?;
    explorer(&ctx.visit, ctx.tx, unit, name, Some((screen, sheet)))
}

/// Returns the unit asked for, or else the reader's own, or else the highest one they see.
fn asked_unit(access: &Access, asked: Option<i64>) -> Result<i64> {
    if let Some(unit) = asked {
        return Some(unit).filter(|unit| open_to(access, *unit)).ok_or(Error::NotFound);
    }
    let own = access
        .viewer()
        .map(|viewer| viewer.unit)
        .filter(|unit| access.sees(*unit));
    let scope = access.scope();
    let sees = |unit: &&Unit| !unit.archived && scope.contains(unit.pos);
    let highest = access.snapshot().units().in_order().find(sees);
    own.or(highest.map(|unit| unit.id)).ok_or(Error::NotFound)
}

fn explorer(
    visit: &Visit,
    db: &mut impl Read,
    unit: i64,
    name: Picker,
    chosen: Option<(&Screen, Sheet)>,
) -> Result<ExplorerPage> {
    let access = &visit.access;
    let current = chosen.as_ref().map(|(screen, _)| &screen.holder);
    let (accounts, more) = accounts(visit, db, unit, current)?;
    let (units, find) = sheet::units(access, unit, PATH, &|at| url(current.map(|holder| holder.id), at));
    Ok(ExplorerPage {
        shell: visit.shell()?,
        t: visit.t,
        unit_name: access
            .snapshot()
            .units()
            .get(unit)
            .map_or_else(String::new, |unit| unit.name.to_string()),
        units,
        find,
        accounts,
        more,
        name,
        unit,
        chosen: chosen.map(|(screen, sheet)| self::chosen(visit, unit, screen, sheet)),
        undo: None,
        check: access
            .holds(Permission::CHECK_RIGHTS, unit)
            .then(|| check_rights::url("", "", unit)),
    })
}

fn chosen(visit: &Visit, unit: i64, screen: &Screen, sheet: Sheet) -> Chosen {
    let holder = &screen.holder;
    let set = sheet.categories.iter().map(sheet::Category::set).sum::<usize>() > 0;
    Chosen {
        name: holder.shown(&visit.t),
        remove: set.then(|| format!("{PATH}/{}/remove?unit={unit}", holder.id)),
        reason: screen
            .closed(&visit.access)
            .err()
            .map(|refusal| visit.why_not(&refusal)),
        more: holder.permissions_url(&visit.access, unit),
        sheet,
    }
}

/// Returns the accounts with something set in the unit or above it: groups, then the users whom the reader sees.
fn accounts(visit: &Visit, db: &mut impl Read, unit: i64, current: Option<&Holder>) -> Result<(Vec<Account>, bool)> {
    let (access, t) = (&visit.access, &visit.t);
    let units = access.snapshot().units();
    let above: Vec<i64> = units.above(unit).map(|unit| unit.id).chain([unit]).collect();
    let (mut here, mut all) = (BTreeSet::new(), BTreeSet::new());
    for cell in access.snapshot().cells_in(&above) {
        all.insert(cell.account);
        if cell.unit == unit {
            here.insert(cell.account);
        }
    }
    // A predefined role whose module is off has no effect and is not offered (SPEC G-4).
    let groups = access.snapshot().groups();
    all.retain(|account| groups.get(*account).is_none_or(|group| !group.off));
    let current = current.map(|holder| holder.id);
    all.extend(current);
    let mut found = store::accounts(db, (access, t), all.into_iter().collect(), current, LISTED as i64 + 1)?;
    let more = found.len() > LISTED;
    if more && let Some(last) = found.iter().rposition(|row| Some(row.id) != current) {
        found.remove(last);
    }
    let account = |row: store::Named| Account {
        current: current == Some(row.id),
        here: here.contains(&row.id),
        url: url(Some(row.id), unit),
        group: row.unit_id.is_none(),
        name: group_name(t, row.id, &row.display_name),
    };
    Ok((found.into_iter().map(account).collect(), more))
}
