//! All SQL of Setup.
use super::{Installation, ManageSetup};
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::origins::Demand;
use crate::session::links::Lifetimes;
use crate::web::i18n::Languages;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    language: String,
    #[diesel(sql_type = Array<Text>)]
    languages: Vec<String>,
    #[diesel(sql_type = Text)]
    time_zone: String,
    #[diesel(sql_type = Text)]
    support_contact: String,
    #[diesel(sql_type = Bool)]
    email_required: bool,
    #[diesel(sql_type = Text)]
    origin_demand: String,
    #[diesel(sql_type = Nullable<Integer>)]
    activity_days: Option<i32>,
    #[diesel(sql_type = Integer)]
    max_sessions: i32,
    #[diesel(sql_type = Integer)]
    activation_days: i32,
    #[diesel(sql_type = Integer)]
    reset_minutes: i32,
    #[diesel(sql_type = Integer)]
    confirm_hours: i32,
    #[diesel(sql_type = Integer)]
    version: i32,
}

const INSTALLATION: &str = "SELECT name, default_language AS language, default_zone AS time_zone, max_sessions,
        activation_days, reset_minutes, confirm_hours, languages, support_contact, email_required, origin_demand, activity_days,
        version FROM installation";

fn read(db: &mut impl Read, sql: &str) -> Result<Installation> {
    let row: Row = diesel::sql_query(sql).get_result(db.conn())?;
    Ok(Installation {
        name: row.name,
        language: row.language,
        languages: Languages::of(&row.languages)
            .ok_or_else(|| Error::unknown("languages", &row.languages.join(", ")))?,
        time_zone: row.time_zone,
        support_contact: row.support_contact,
        email_required: row.email_required,
        origin: Demand::from_code(&row.origin_demand).ok_or_else(|| Error::unknown("demand", &row.origin_demand))?,
        activity_days: row.activity_days,
        max_sessions: row.max_sessions,
        links: Lifetimes {
            activation_days: row.activation_days,
            reset_minutes: row.reset_minutes,
            confirm_hours: row.confirm_hours,
        },
        version: row.version,
    })
}

pub(super) fn installation(db: &mut impl Read) -> Result<Installation> {
    read(db, INSTALLATION)
}

pub(super) fn lock(tx: &mut Tx<'_>) -> Result<Installation> {
    read(tx, &format!("{INSTALLATION} FOR NO KEY UPDATE"))
}

pub(super) fn save(tx: &mut Tx<'_>, _: &Can<'_, ManageSetup>, wanted: &Installation) -> Result<()> {
    diesel::sql_query(
        "UPDATE installation SET name = $1, default_language = $2, default_zone = $3, max_sessions = $4,
            activation_days = $5, reset_minutes = $6, confirm_hours = $7, languages = $8, support_contact = $9, email_required = $10,
            origin_demand = $11, activity_days = $12, version = version + 1",
    )
    .bind::<Text, _>(&wanted.name)
    .bind::<Text, _>(&wanted.language)
    .bind::<Text, _>(&wanted.time_zone)
    .bind::<Integer, _>(wanted.max_sessions)
    .bind::<Integer, _>(wanted.links.activation_days)
    .bind::<Integer, _>(wanted.links.reset_minutes)
    .bind::<Integer, _>(wanted.links.confirm_hours)
    .bind::<Array<Text>, _>(wanted.languages.codes())
    .bind::<Text, _>(&wanted.support_contact)
    .bind::<Bool, _>(wanted.email_required)
    .bind::<Text, _>(wanted.origin.code())
    .bind::<Nullable<Integer>, _>(wanted.activity_days)
    .execute(tx.conn())?;
    Ok(())
}

/// A module, with how often its roles are assigned.
#[derive(QueryableByName)]
pub(super) struct Module {
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Bool)]
    pub enabled: bool,
    #[diesel(sql_type = BigInt)]
    pub memberships: i64,
}

pub(super) fn modules(db: &mut impl Read) -> Result<Vec<Module>> {
    Ok(diesel::sql_query(
        "SELECT key, enabled, (SELECT count(*) FROM memberships m JOIN groups g ON g.id = m.group_id WHERE g.module = modules.key) AS memberships
         FROM modules ORDER BY place",
    )
    .load(db.conn())?)
}

/// A predefined role.
#[derive(QueryableByName)]
pub(super) struct Role {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub description: String,
}

pub(super) fn roles(db: &mut impl Read, module: &str) -> Result<Vec<Role>> {
    Ok(
        diesel::sql_query("SELECT id, display_name, description FROM groups WHERE module = $1 ORDER BY id")
            .bind::<Text, _>(module)
            .load(db.conn())?,
    )
}

/// Where these roles are assigned: (unit, role), each once.
pub(super) fn joined(tx: &mut Tx<'_>, roles: &[i64]) -> Result<Vec<(i64, i64)>> {
    #[derive(QueryableByName)]
    struct Joined {
        #[diesel(sql_type = BigInt)]
        unit_id: i64,
        #[diesel(sql_type = BigInt)]
        group_id: i64,
    }
    let rows: Vec<Joined> =
        diesel::sql_query("SELECT DISTINCT unit_id, group_id FROM memberships WHERE group_id = ANY($1)")
            .bind::<Array<BigInt>, _>(roles)
            .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| (row.unit_id, row.group_id)).collect())
}

pub(super) fn switch(tx: &mut Tx<'_>, _: &Can<'_, ManageSetup>, module: &str, on: bool) -> Result<()> {
    diesel::sql_query("UPDATE modules SET enabled = $2 WHERE key = $1")
        .bind::<Text, _>(module)
        .bind::<Bool, _>(on)
        .execute(tx.conn())?;
    Ok(())
}

/// How far the installation is set up.
#[derive(QueryableByName)]
pub(super) struct Progress {
    #[diesel(sql_type = Bool)]
    pub closed: bool,
    #[diesel(sql_type = Array<Text>)]
    pub skipped: Vec<String>,
    #[diesel(sql_type = Bool)]
    pub named: bool,
    #[diesel(sql_type = Bool)]
    pub customer: bool,
    #[diesel(sql_type = Bool)]
    pub units: bool,
    #[diesel(sql_type = Bool)]
    pub groups: bool,
    #[diesel(sql_type = Bool)]
    pub users: bool,
}

pub(super) fn progress(db: &mut impl Read) -> Result<Progress> {
    Ok(diesel::sql_query(
        "SELECT setup_done_at IS NOT NULL AS closed, setup_skipped AS skipped, name <> '' AS named,
            EXISTS (SELECT FROM org_units WHERE kind = 'customer') AS customer,
            EXISTS (SELECT FROM org_units WHERE kind = 'unit') AS units,
            EXISTS (SELECT FROM groups g JOIN accounts a ON a.id = g.id WHERE g.system IS NULL AND g.module IS NULL AND a.deleted_at IS NULL) AS groups,
            EXISTS (SELECT FROM users WHERE id > 2 AND state <> 'deleted') AS users
         FROM installation",
    )
    .get_result(db.conn())?)
}

pub(super) fn skip(tx: &mut Tx<'_>, _: &Can<'_, ManageSetup>, step: &str, skipped: bool) -> Result<()> {
    diesel::sql_query(
        "UPDATE installation SET setup_skipped = array_remove(setup_skipped, $1) || CASE WHEN $2 THEN ARRAY[$1] ELSE '{}' END",
    )
    .bind::<Text, _>(step)
    .bind::<Bool, _>(skipped)
    .execute(tx.conn())?;
    Ok(())
}

/// Closes the checklist: for whoever may manage Setup, or for nobody in particular once nothing is left.
pub(super) fn close_checklist(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("UPDATE installation SET setup_done_at = now()").execute(tx.conn())?;
    Ok(())
}
