//! Exports (SPEC 11), in the form that imports read, so that import, export, import is stable.
//!
//! Left out is what a file cannot express: the top, the installation's own accounts and groups, deleted users, archived
//! units, and memberships, cells and actors in archived units.
use super::Table;
use super::store::{accounts, actors, grants, groups, memberships, units, users};
use super::tables::{
    Account, ActorRow, CPR, Cell, Effect, GrantRow, GroupRow, MembershipRow, Record, TableWriter, UnitKind, UnitRow,
    UserRow,
};
use crate::access::fixed::TOP;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::actors::{Kind, cpr};
use crate::config::Seal;
use crate::db::{self, End, Read, Tx};
use crate::error::{Error, Result};
use crate::names::{DisplayName, Email, FieldError, GroupName, LoginName, UnitCode};
use crate::origins;
use crate::session::hashing::Secret;
use crate::web::i18n::Language;
use chrono_tz::Tz;
use diesel::pg::PgConnection;
use std::collections::HashMap;
use std::io::Write;

/// What an export contains in addition.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'s> {
    /// The hashes of passwords, for moving to another installation.
    pub password_hashes: bool,
    /// The seal to open national id numbers with. Only such an export shows them in full (SPEC A-3). If `None`, the
    /// file has no such column.
    pub cpr: Option<&'s Seal>,
}

/// Writes one file from one snapshot of the database and returns the number of rows. The log gets an entry about the
/// export (EX2).
///
/// # Errors
/// Database errors, those of `out`.
pub fn export(conn: PgConnection, table: Table, options: Options<'_>, out: impl Write) -> Result<usize> {
    db::run_command(conn, |tx| {
        tx.at_one_moment()?;
        let rows = match table {
            Table::OrgUnits => export_units(tx, out)?,
            Table::Users => export_users(tx, options, out)?,
            Table::Groups => export_groups(tx, out)?,
            Table::Memberships => export_memberships(tx, out)?,
            Table::Grants => export_grants(tx, out)?,
            Table::Actors => export_actors(tx, options, out)?,
        };
        let entry = Entry::new(&Author::system(), Event::FileExported, Subject::Installation, None)
            .fact("source", "command-line")
            .fact("file", table.name())
            .fact("rows", rows)
            .fact("password_hashes", table == Table::Users && options.password_hashes)
            .fact("cpr", table == Table::Actors && options.cpr.is_some());
        activity::record(tx, entry)?;
        Ok(End::Commit(rows))
    })
}

/// A file that is being written.
struct Out<R, W: Write> {
    writer: TableWriter<R, W>,
    rows: usize,
}

impl<R: Record, W: Write> Out<R, W> {
    fn new(out: W) -> Result<Self> {
        Self::without(out, &[])
    }
    fn without(out: W, columns: &[&'static str]) -> Result<Self> {
        Ok(Self {
            writer: TableWriter::without(out, columns).map_err(unwritten)?,
            rows: 0,
        })
    }
    fn write(&mut self, row: &R) -> Result<()> {
        self.rows += 1;
        self.writer.write(row).map_err(unwritten)
    }
    fn finish(self) -> Result<usize> {
        self.writer
            .finish()
            .and_then(|mut out| out.flush())
            .map_err(unwritten)?;
        Ok(self.rows)
    }
}

fn unwritten(error: std::io::Error) -> Error {
    Error::Internal(format!("cannot write: {error}"))
}

/// Parses a stored name. Names were checked before they were stored, so a failure is an internal error.
fn stored<T>(parse: impl FnOnce(&str) -> Result<T, FieldError>, text: &str) -> Result<T> {
    parse(text).map_err(|error| Error::Internal(format!("stored {text:?}: {error}")))
}

fn zone(stored: Option<&str>) -> Cell<Tz> {
    stored.and_then(|name| name.parse().ok()).into()
}

fn language(stored: Option<&str>) -> Cell<Language> {
    stored.and_then(Language::from_code).into()
}

fn export_units(tx: &mut Tx<'_>, out: impl Write) -> Result<usize> {
    let units = units::all(tx)?;
    let codes: HashMap<i64, &str> = units.iter().map(|unit| (unit.id, unit.code.as_str())).collect();
    let mut file = Out::new(out)?;
    for unit in units.iter().filter(|unit| unit.id != TOP && !unit.archived) {
        let parent = unit
            .parent_id
            .filter(|parent| *parent != TOP)
            .and_then(|parent| codes.get(&parent));
        file.write(&UnitRow {
            code: stored(UnitCode::parse, &unit.code)?,
            name: stored(DisplayName::parse, &unit.name)?,
            kind: if unit.kind == UnitKind::Customer.code() {
                UnitKind::Customer
            } else {
                UnitKind::Unit
            },
            parent: parent.map(|code| stored(UnitCode::parse, code)).transpose()?,
            customer_number: unit.customer_number.clone().into(),
            number: unit.number.clone().into(),
            licence_pool: unit.licence_pool.into(),
            time_zone: zone(unit.time_zone.as_deref()),
            language: language(unit.language.as_deref()),
        })?;
    }
    file.finish()
}

fn export_users(tx: &mut Tx<'_>, options: Options<'_>, out: impl Write) -> Result<usize> {
    let codes = codes(tx)?;
    let known = origins::known(tx)?;
    let name = |name: Option<&str>| name.map(|name| stored(origins::Name::parse, name)).transpose();
    let mut file = Out::new(out)?;
    let mut after = 0;
    loop {
        let page = users::page(tx, after)?;
        let Some(last) = page.last() else { return file.finish() };
        after = last.id;
        for user in page {
            let security_roles = Cell::Value(user.roles());
            let hash = user.password_hash.filter(|_| options.password_hashes);
            file.write(&UserRow {
                login: stored(LoginName::parse, &user.login)?,
                display_name: stored(DisplayName::parse, &user.display_name)?,
                unit: code(&codes, user.unit)?,
                email: user
                    .email
                    .as_deref()
                    .map(|email| stored(Email::parse, email))
                    .transpose()?
                    .into(),
                enabled: Some(user.is_active),
                origin: name(known.origin_name(user.origin))?.into(),
                location: name(known.location_name(user.location))?.into(),
                prevent_renewal: Some(user.prevent_renewal),
                two_factor_required: Some(user.two_factor_required),
                on_behalf: Some(
                    user.on_behalf
                        .iter()
                        .map(|login| stored(LoginName::parse, login))
                        .collect::<Result<_>>()?,
                ),
                security_roles,
                organisation: user.organisation.into(),
                licensed: Some(user.licensed),
                max_sessions: user.max_sessions.into(),
                language: language(user.language.as_deref()),
                time_zone: zone(user.time_zone.as_deref()),
                password_hash: hash.map(Secret::new),
            })?;
        }
    }
}

fn export_groups(tx: &mut Tx<'_>, out: impl Write) -> Result<usize> {
    let mut file = Out::new(out)?;
    for group in groups::all(tx)? {
        let description = Some(group.description).filter(|text| !text.is_empty());
        file.write(&GroupRow {
            name: stored(GroupName::parse, &group.name)?,
            display_name: stored(DisplayName::parse, &group.display_name)?,
            description: description.into(),
            access_minutes: group.access_minutes.into(),
            refresh_minutes: group.refresh_minutes.into(),
            two_factor_required: Some(group.require_two_factor),
        })?;
    }
    file.finish()
}

fn export_memberships(tx: &mut Tx<'_>, out: impl Write) -> Result<usize> {
    let codes = codes(tx)?;
    let mut file = Out::new(out)?;
    let mut after = 0;
    loop {
        let page = memberships::page(tx, after)?;
        let Some(last) = page.last() else { return file.finish() };
        after = last.id;
        let names = names(tx, page.iter().flat_map(|row| [row.account, row.group]).collect())?;
        for row in page {
            file.write(&MembershipRow {
                unit: place(&codes, row.unit)?,
                group: stored(GroupName::parse, &account(&names, row.group)?.name)?,
                account: account(&names, row.account)?.clone(),
                valid_from: row.from.into(),
                valid_to: row.to.into(),
            })?;
        }
    }
}

fn export_grants(tx: &mut Tx<'_>, out: impl Write) -> Result<usize> {
    let codes = codes(tx)?;
    let keys: HashMap<i32, String> = grants::rights(tx)?
        .into_iter()
        .map(|right| (right.id, right.key))
        .collect();
    let mut file = Out::new(out)?;
    let mut after = 0;
    loop {
        let page = grants::page(tx, after)?;
        let Some(last) = page.last() else { return file.finish() };
        after = last.id;
        let names = names(tx, page.iter().map(|row| row.account).collect())?;
        for row in page {
            let key = keys.get(&row.permission).cloned();
            file.write(&GrantRow {
                account: account(&names, row.account)?.clone(),
                permission: key.ok_or_else(|| Error::Internal("a right vanished".into()))?,
                unit: place(&codes, row.unit)?,
                effect: if row.allow { Effect::Allow } else { Effect::Deny },
                valid_from: row.from.into(),
                valid_to: row.to.into(),
            })?;
        }
    }
}

/// Writes actors. Archived and merged ones are left out, because the file has no column for that.
fn export_actors(tx: &mut Tx<'_>, options: Options<'_>, out: impl Write) -> Result<usize> {
    let codes = codes(tx)?;
    let roles: HashMap<i64, String> = actors::roles(tx)?
        .into_iter()
        .map(|role| (role.id, role.name))
        .collect();
    let left_out: &[&str] = if options.cpr.is_some() { &[] } else { &[CPR] };
    let mut file = Out::without(out, left_out)?;
    let mut after = 0;
    loop {
        let page = actors::page(tx, after)?;
        let Some(last) = page.last() else { return file.finish() };
        after = last.id;
        let logins = names(tx, page.iter().filter_map(|actor| actor.user).collect())?;
        for actor in page {
            let text = |text: String| Cell::from(Some(text).filter(|text| !text.is_empty()));
            let sealed = options.cpr.zip(actor.cpr.as_deref());
            let cpr = sealed.map(|(seal, sealed)| cpr::open(seal, actor.id, sealed));
            let login = actor.user.and_then(|user| logins.get(&user));
            file.write(&ActorRow {
                number: actor.number,
                name: actor.name,
                kind: Kind::stored(&actor.kind)?,
                unit: code(&codes, actor.unit)?,
                roles: actor.roles.iter().filter_map(|role| roles.get(role).cloned()).collect(),
                email: text(actor.email),
                phone: text(actor.phone),
                address: text(actor.address),
                postal_code: text(actor.postal_code),
                city: text(actor.city),
                country: text(actor.country),
                cvr: text(actor.cvr),
                cpr: cpr.transpose()?.into(),
                user: login
                    .map(|user| stored(LoginName::parse, &user.name))
                    .transpose()?
                    .into(),
            })?;
        }
    }
}

fn codes(tx: &mut impl Read) -> Result<HashMap<i64, String>> {
    Ok(units::all(tx)?.into_iter().map(|unit| (unit.id, unit.code)).collect())
}

fn code(codes: &HashMap<i64, String>, unit: i64) -> Result<UnitCode> {
    let code = codes
        .get(&unit)
        .ok_or_else(|| Error::Internal("a unit vanished".into()))?;
    stored(UnitCode::parse, code)
}

/// Returns the unit's code, or `None` for the top.
fn place(codes: &HashMap<i64, String>, unit: i64) -> Result<Option<UnitCode>> {
    if unit == TOP {
        Ok(None)
    } else {
        code(codes, unit).map(Some)
    }
}

fn names(tx: &mut impl Read, ids: Vec<i64>) -> Result<HashMap<i64, Account>> {
    let accounts = accounts::by_id(tx, &ids)?.into_iter();
    Ok(accounts
        .map(|found| {
            (
                found.id,
                Account {
                    kind: found.kind,
                    name: found.name,
                },
            )
        })
        .collect())
}

fn account(names: &HashMap<i64, Account>, id: i64) -> Result<&Account> {
    names
        .get(&id)
        .ok_or_else(|| Error::Internal("an account vanished".into()))
}
