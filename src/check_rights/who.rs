//! "Who can do Y in Z?": a page of users by name, each with the reason (SPEC G-7).
use crate::access::able::{self, Beside, Found};
use crate::access::evaluate::{Answer, evaluate};
use crate::access::explain::{Reading, explain};
use crate::access::permission::Permission;
use crate::access::sources::sources;
use crate::access::{Access, subjects_of};
use crate::db::Read;
use crate::error::Result;
use crate::web::cursor::Cursor;
use crate::web::cut::Cut;
use crate::web::i18n::Texts;

/// Users on a page.
pub const PAGE: usize = 50;

/// Somebody who can.
#[derive(Debug)]
pub struct Able {
    pub id: i64,
    pub unit: i64,
    pub login: String,
    pub display_name: String,
    pub why: String,
}

/// A page of them.
#[derive(Debug, Default)]
pub struct AblePage {
    pub rows: Vec<Able>,
    pub previous: Option<Cursor>,
    pub next: Option<Cursor>,
}

/// Users the reader sees who hold the right in the unit now. System never does; who is deactivated does not.
///
/// # Errors
/// Database errors.
pub fn who_can(
    access: &Access,
    t: &Texts,
    db: &mut impl Read,
    (permission, unit): (Permission, i64),
    cursor: Option<&Cursor>,
) -> Result<AblePage> {
    let sources = sources(access.snapshot(), permission, unit, access.now());
    let beside = cursor.map(|cursor| Beside {
        backward: cursor.backward,
        sort_name: cursor.key.as_deref(),
        id: cursor.id,
    });
    let found = able::able(db, &sources, &access.scope(), beside, PAGE + 1)?;
    let cut = Cut::of(found, PAGE, cursor.map(|cursor| cursor.backward));
    let at = |row: &Found, backward| Cursor {
        backward,
        id: row.id,
        key: Some(row.sort_name.clone()),
        unit: None,
    };
    Ok(AblePage {
        previous: cut.previous().map(|row| at(row, true)),
        next: cut.next().map(|row| at(row, false)),
        rows: with_reasons(access, t, db, (permission, unit), cut.rows)?,
    })
}

/// The engine has the last word, and gives the reason.
fn with_reasons(
    access: &Access,
    t: &Texts,
    db: &mut impl Read,
    (permission, unit): (Permission, i64),
    found: Vec<Found>,
) -> Result<Vec<Able>> {
    let ids: Vec<i64> = found.iter().map(|user| user.id).collect();
    let subjects = subjects_of(db, &ids)?;
    let reading = Reading {
        sees: &|unit| access.knows(unit),
        group: None,
    };
    let able = |user: Found| -> Result<Option<Able>> {
        let subject = subjects.of(user.id)?;
        let decision = evaluate(access.snapshot(), subject, permission, unit, access.now());
        let told = explain(t, access.snapshot(), reading, (permission, unit), &decision);
        Ok((decision.answer == Answer::Allow).then(|| Able {
            id: user.id,
            unit: user.unit_id,
            login: user.login,
            display_name: user.display_name,
            why: told.trail.into_iter().next().unwrap_or_default(),
        }))
    };
    found.into_iter().filter_map(|user| able(user).transpose()).collect()
}
