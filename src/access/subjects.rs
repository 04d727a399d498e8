//! Whose rights are decided about, as the database has it: memberships and reach, in one statement for the viewer and
//! another for everybody else.
use super::reach::Reach;
use super::snapshot::{Membership, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Timestamptz};
use std::collections::HashMap;

/// Where somebody's rights come from.
#[derive(QueryableByName)]
pub(super) struct RightsRow {
    #[diesel(sql_type = Array<BigInt>)]
    units: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    groups: Vec<i64>,
    #[diesel(sql_type = Array<Nullable<Timestamptz>>)]
    valid_from: Vec<Option<DateTime<Utc>>>,
    #[diesel(sql_type = Array<Nullable<Timestamptz>>)]
    valid_to: Vec<Option<DateTime<Utc>>>,
    #[diesel(sql_type = Bool)]
    reaches_all: bool,
    #[diesel(sql_type = Bool)]
    may_reach_all: bool,
    #[diesel(sql_type = Bool)]
    reaches_own: bool,
    #[diesel(sql_type = Array<BigInt>)]
    reaches: Vec<i64>,
}

/// The columns of [`RightsRow`] of `users u`, and everything from `FROM` on; `$from` and `$join` stand around `users
/// u`.
///
/// A Support Agent is one only while the confirmed address is an internal one (SPEC C-5): `is_agent` is kept so by
/// triggers (migration 0156) and asked here, so at the login and at every request.
macro_rules! rights {
    ($from:expr, $join:expr) => {
        concat!(
            "m.units, m.groups, m.valid_from, m.valid_to,
        u.unit_id = 1 OR u.is_agent AS reaches_all, 'support_agent' = ANY(u.security_roles) AS may_reach_all,
        'customer' = ANY(u.security_roles) AS reaches_own,
        ARRAY(SELECT c.customer_id FROM organisation_customers c WHERE c.organisation_id = u.organisation_id ORDER BY 1) AS reaches
    FROM ", $from, "users u", $join, "
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(unit_id ORDER BY id), '{}') AS units, coalesce(array_agg(group_id ORDER BY id), '{}') AS groups,
            coalesce(array_agg(valid_from ORDER BY id), '{}') AS valid_from, coalesce(array_agg(valid_to ORDER BY id), '{}') AS valid_to
        FROM memberships WHERE account_id = u.id AND (valid_to IS NULL OR valid_to > now())) m"
        )
    };
}
pub(super) use rights;

impl RightsRow {
    /// Direct memberships that have not ended.
    pub fn memberships(&self) -> Vec<Membership> {
        let dates = self.valid_from.iter().zip(&self.valid_to);
        self.units
            .iter()
            .zip(&self.groups)
            .zip(dates)
            .map(|((unit, group), (from, to))| Membership {
                unit: *unit,
                group: *group,
                from: *from,
                to: *to,
            })
            .collect()
    }

    /// Returns the reach of a user in this unit.
    pub fn reach(&self, unit: i64) -> Reach {
        if self.reaches_all {
            return Reach::Everything;
        }
        Reach::Customers {
            of: self.reaches_own.then_some(unit),
            organisation: self.reaches.clone(),
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(embed)]
    rights: RightsRow,
}

/// Users that were asked about: every one of them, each once.
#[derive(Debug, Default)]
pub struct Subjects(HashMap<i64, Subject>);

impl Subjects {
    /// One of them.
    ///
    /// # Errors
    /// `Internal` for somebody who was not asked about.
    pub fn of(&self, user: i64) -> Result<&Subject> {
        self.0.get(&user).ok_or_else(|| not_asked(user))
    }

    /// Removes one of them from the set and returns it.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn take(&mut self, user: i64) -> Result<Subject> {
        self.0.remove(&user).ok_or_else(|| not_asked(user))
    }

    /// Returns the subject of an account, or None if it was not asked about, such as a group.
    pub fn if_asked(&self, account: i64) -> Option<&Subject> {
        self.0.get(&account)
    }

    /// All of them, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Subject> {
        self.0.values()
    }
}

fn not_asked(user: i64) -> Error {
    Error::Internal(format!("the rights of user {user} were not read"))
}

/// Returns these users with their rights, for deciding about them (P-6, P-10, "who could grant"). An id that is no user
/// holds nothing.
///
/// # Errors
/// Database errors.
pub fn subjects_of(db: &mut impl Read, users: &[i64]) -> Result<Subjects> {
    const SUBJECTS: &str = concat!("SELECT u.id, u.unit_id, ", rights!("", ""), " WHERE u.id = ANY($1)");
    let rows: Vec<Row> = diesel::sql_query(SUBJECTS)
        .bind::<Array<BigInt>, _>(users)
        .load(db.conn())?;
    let mut found: HashMap<i64, Subject> = users.iter().map(|id| (*id, Subject::without_anything(*id))).collect();
    found.extend(rows.into_iter().map(|row| {
        let reach = row.rights.reach(row.unit_id);
        let subject = Subject::new(row.id, row.rights.memberships(), reach);
        match row.rights.may_reach_all {
            true => (row.id, subject.who_may_reach(Reach::Everything)),
            false => (row.id, subject),
        }
    }));
    Ok(Subjects(found))
}

/// One of them.
///
/// # Errors
/// Database errors.
pub fn subject_of(db: &mut impl Read, user: i64) -> Result<Subject> {
    subjects_of(db, &[user])?.take(user)
}
