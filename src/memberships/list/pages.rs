//! GET /memberships (SPEC G-5).
use super::columns;
use super::filter::{Filter, PATH};
use super::table::{Table, table};
use crate::access::Access;
use crate::db::Read;
use crate::error::Result;
use crate::files::Table as File;
use crate::imports;
use crate::memberships::find::{self, Whom};
use crate::org_units::narrowing::narrowing;
use crate::web::answer::Answer;
use crate::web::columns::Shown;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{Chip, Column};
use crate::web::picker::Picker;
use crate::web::request::{Input, Query, Request};
use crate::web::shell::Shell;
use crate::web::tree::Narrowing;
use crate::web::visit::{View, Visit};
use askama::Template;
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

/// The filter, and what is typed into the boxes for finding in browsers without scripts.
pub struct Asked {
    filter: Filter,
    finding: Finding,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Finding {
    group_find: String,
    account_find: String,
    by_find: String,
}

impl Input for Asked {
    fn parse(request: &Request) -> Result<Self> {
        let Query(finding) = <Query<Finding> as Input>::parse(request)?;
        Ok(Self {
            filter: Filter::parse(request)?,
            finding,
        })
    }
}

/// Why there are no rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    Unseen,
    NoMatch,
    None,
}

#[derive(Template)]
#[template(path = "memberships/index.html")]
struct IndexPage {
    shell: Shell,
    t: Texts,
    filter: Filter,
    new_url: String,
    units: Narrowing,
    soon_url: String,
    chips: Vec<Chip>,
    clear_url: String,
    group: Picker,
    account: Picker,
    by: Picker,
    export: String,
    import: Option<String>,
    days: Vec<(String, Field, Field)>,
    columns: Vec<Column>,
    table: Table,
    empty: Option<Empty>,
}

/// GET /memberships.
pub fn page(view: &mut View, asked: Asked) -> Result<Answer> {
    let View { db, visit } = view;
    menu::MEMBERSHIPS.enter(&visit.access)?;
    let filter = looked_up(db, visit, asked.filter)?;
    let listing = super::page(db, visit, &filter, super::PAGE)?;
    if listing.rows.is_empty() && filter.cursor.is_some() {
        return Ok(Answer::see_other(&filter.with(|_| ()).url()));
    }
    let group = Field::new("group", filter.group.map(|id| id.to_string()).unwrap_or_default());
    let account = Field::new("account", filter.account.as_str());
    let group = find::group_picker(db, &visit.t, &asked.finding.group_find, group)?;
    let words = &asked.finding.account_find;
    let account = find::account_picker(db, &visit.access, &visit.t, words, account, Whom::Seen)?;
    let by = Field::new("by", filter.by.as_str());
    let by = find::author_picker(db, &visit.access, &asked.finding.by_find, by)?;
    let empty = listing.rows.is_empty().then(|| empty(&visit.access, &filter));
    let units = narrowing(&visit.access, filter.unit, |unit| {
        filter.with(|filter| filter.unit = unit).url()
    });
    let shown = Shown::of(
        &columns::COLUMNS,
        crate::columns::chosen(db, visit, &columns::LIST)?.as_deref(),
    );
    let from: String = byte_serialize(visit.request.address_bar().as_bytes()).collect();
    Answer::page(&IndexPage {
        shell: visit.shell()?,
        t: visit.t,
        new_url: format!("/memberships/new?from={from}"),
        units,
        soon_url: filter.with(|filter| filter.soon = !filter.soon).url(),
        chips: chips(&visit.t, &filter, [&group, &account, &by]),
        clear_url: cleared(&filter).url(),
        export: filter.with(|_| ()).at("/memberships/export"),
        import: imports::link(&visit.access, File::Memberships),
        by,
        days: days(&visit.t, &filter),
        columns: shown.menu(&visit.t, columns::FIRST, &columns::COLUMNS),
        table: table(visit, &filter, &listing, shown, PATH),
        empty,
        group,
        account,
        filter,
    })
}

/// Fills in the ids of the accounts the filter names. An account the reader does not see matches nothing.
pub(super) fn looked_up(db: &mut impl Read, visit: &Visit, filter: Filter) -> Result<Filter> {
    let id = |db: &mut _, value: &str| -> Result<Option<i64>> {
        if value.is_empty() {
            return Ok(None);
        }
        let account = find::chosen_account(db, &visit.access, value, Whom::Seen)?;
        Ok(Some(account.map_or(0, |account| account.id)))
    };
    // Older addresses have a login without the `@`.
    let by = match filter.by.as_str() {
        "" => String::new(),
        chosen if chosen.starts_with('@') || chosen.parse::<i64>().is_ok() => chosen.to_owned(),
        login => format!("@{login}"),
    };
    Ok(Filter {
        account_id: id(db, &filter.account)?,
        by_id: id(db, &by)?,
        by,
        zone: visit.t.zone(),
        ..filter
    })
}

/// Returns the filter with the unit only.
fn cleared(filter: &Filter) -> Filter {
    Filter {
        unit: filter.unit,
        ..Filter::default()
    }
}

fn empty(access: &Access, filter: &Filter) -> Empty {
    match () {
        () if access.scope().is_empty() => Empty::Unseen,
        () if filter.narrows() => Empty::NoMatch,
        () => Empty::None,
    }
}

fn chips(t: &Texts, filter: &Filter, [group, account, by]: [&Picker; 3]) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: &str, value: &str, change: fn(&mut Filter)| {
        if !value.is_empty() {
            chips.push(Chip {
                text: t.two("common-chip", "label", t.get(label), "value", value),
                url: filter.with(change).url(),
            });
        }
    };
    add(
        "membership-column-group",
        group.chosen().unwrap_or_default(),
        |filter| filter.group = None,
    );
    add(
        "membership-column-account",
        account.chosen().unwrap_or_default(),
        |filter| {
            filter.account = String::new();
        },
    );
    let author = by.chosen().unwrap_or(filter.by.trim_start_matches('@'));
    add("membership-column-created-by", author, |filter| {
        filter.by = String::new()
    });
    add("membership-column-from", &filter.starts.told(), |filter| {
        filter.starts = Default::default()
    });
    add("membership-column-until", &filter.ends.told(), |filter| {
        filter.ends = Default::default()
    });
    add("membership-column-created-on", &filter.created.told(), |filter| {
        filter.created = Default::default()
    });
    chips
}

/// Returns the fields for days: label, first day, last day.
fn days(t: &Texts, filter: &Filter) -> Vec<(String, Field, Field)> {
    let field = |name: String, day: Option<chrono::NaiveDate>| {
        Field::new(name, day.map(|day| day.to_string()).unwrap_or_default())
    };
    [
        ("membership-column-from", "starts", filter.starts),
        ("membership-column-until", "ends", filter.ends),
        ("membership-column-created-on", "created", filter.created),
    ]
    .into_iter()
    .map(|(label, name, days)| {
        (
            t.get(label),
            field(format!("{name}_from"), days.from),
            field(format!("{name}_to"), days.to),
        )
    })
    .collect()
}
