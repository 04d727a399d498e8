//! The list of cells that end within a month (SPEC P-11), soonest first. GET /entities/ending.
use crate::access::Access;
use crate::access::snapshot::Grant;
use crate::db::Read;
use crate::entities::store;
use crate::error::Result;
use crate::org_units::tree;
use crate::web::answer::Answer;
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Pager;
use crate::web::refusal;
use crate::web::request::Query;
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;
use chrono::TimeDelta;
use serde::Deserialize;
use std::collections::HashMap;

/// How many days the list looks ahead.
const DAYS: i64 = 30;
/// Rows on a page.
const PAGE: usize = 50;
/// The path of the list.
const PATH: &str = "/entities/ending";

#[derive(Template)]
#[template(path = "entities/ending.html")]
struct EndingPage {
    shell: Shell,
    t: Texts,
    lines: Vec<Line>,
    pager: Pager,
}

/// The page asked for, as the number of cells before it. The list is made from the snapshot at each request.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: usize,
}

struct Line {
    until: String,
    account: String,
    right: String,
    allow: bool,
    unit: String,
    url: String,
}

/// GET /entities/ending: cells whose account and unit the reader sees.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let (visit, access) = (&view.visit, &view.visit.access);
    menu::ENTITIES.enter(access)?;
    let (cells, names) = ending(access, &visit.t, &mut view.db)?;
    let after = if asked.after < cells.len() { asked.after } else { 0 };
    let shown = &cells[after..cells.len().min(after + PAGE)];
    let at = |after: usize| match after {
        0 => PATH.to_owned(),
        after => format!("{PATH}?after={after}"),
    };
    let line = |cell: &Grant| Line {
        until: cell.to.map(|to| visit.t.date_time(to)).unwrap_or_default(),
        account: names.get(&cell.account).cloned().unwrap_or_default(),
        right: refusal::label(&visit.t, access.snapshot(), cell.permission),
        allow: cell.allow,
        unit: tree::path(access, cell.unit),
        url: super::url(Some(cell.account), cell.unit),
    };
    Answer::page(&EndingPage {
        shell: visit.shell()?,
        t: visit.t,
        lines: shown.iter().map(line).collect(),
        pager: Pager {
            shown: visit
                .t
                .two("entities-ending-shown", "count", shown.len(), "all", cells.len()),
            previous: (after > 0).then(|| at(after.saturating_sub(PAGE))),
            next: (after + PAGE < cells.len()).then(|| at(after + PAGE)),
        },
    })
}

/// Returns the cells that end soon, and the names of their accounts.
fn ending(access: &Access, t: &Texts, db: &mut impl Read) -> Result<(Vec<Grant>, HashMap<i64, String>)> {
    let (now, soon) = (access.now(), access.now() + TimeDelta::days(DAYS));
    let ends = |cell: &Grant| cell.to.is_some_and(|to| now < to && to <= soon);
    let mut cells: Vec<Grant> = access.snapshot().cells().filter(ends).collect();
    cells.retain(|cell| access.sees(cell.unit));
    let mut ids: Vec<i64> = cells.iter().map(|cell| cell.account).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: HashMap<i64, String> = store::accounts(db, (access, t), ids, None, i64::MAX)?
        .into_iter()
        .map(|row| (row.id, group_name(t, row.id, &row.display_name)))
        .collect();
    cells.retain(|cell| names.contains_key(&cell.account));
    cells.sort_unstable_by_key(|cell| (cell.to, cell.account, cell.permission, cell.unit));
    Ok((cells, names))
}
