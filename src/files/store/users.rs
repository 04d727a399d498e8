//! SQL about users, for imports and exports.
use super::{CHUNK, column};
use crate::access::fixed::TOP;
use crate::cloud::SecurityRole;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text};
use std::collections::HashMap;

/// A user with every field a file can set.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct User {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub login_key: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Bool)]
    pub email_confirmed: bool,
    #[diesel(sql_type = Bool)]
    pub is_active: bool,
    #[diesel(sql_type = Bool)]
    pub prevent_renewal: bool,
    #[diesel(sql_type = Bool)]
    pub two_factor_required: bool,
    /// Logins of those this user may act as, in the order of their keys.
    #[diesel(sql_type = Array<Text>)]
    pub on_behalf: Vec<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub origin: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub location: Option<i64>,
    /// Codes of the security roles, in order.
    #[diesel(sql_type = Array<Text>)]
    pub security_roles: Vec<String>,
    /// Whether the confirmed address is in an internal domain, so that a Support Agent counts as one (SPEC C-5).
    #[diesel(sql_type = Bool)]
    pub internal: bool,
    /// The name of a Caterer's organisation.
    #[diesel(sql_type = Nullable<Text>)]
    pub organisation: Option<String>,
    /// Always false if the user is not active (SPEC C-3).
    #[diesel(sql_type = Bool)]
    pub licensed: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    pub max_sessions: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub password_hash: Option<String>,
    /// SHA-256 of the hash last imported. If the same file comes again, a password that was upgraded or changed since
    /// is left alone.
    #[diesel(sql_type = Nullable<Binary>)]
    pub password_imported: Option<Vec<u8>>,
}

impl User {
    /// Returns the security roles in the order of SPEC C-5.
    pub fn roles(&self) -> Vec<SecurityRole> {
        let has = |role: &SecurityRole| self.security_roles.iter().any(|code| code == role.code());
        SecurityRole::ALL.into_iter().filter(has).collect()
    }

    /// Whether the user takes up one of the customer's licences (see `needs_licence` in the database).
    pub fn takes_licence(&self) -> bool {
        let agent = self.internal && self.roles().contains(&SecurityRole::SupportAgent);
        self.is_active && self.licensed && self.unit != TOP && !agent
    }
}

const FIELDS: &str =
    "u.id, u.version, a.name AS login, a.name_key AS login_key, u.display_name, u.unit_id AS unit, u.email, u.email_confirmed_at IS NOT NULL AS email_confirmed,
    u.state = 'active' AS is_active, u.prevent_renewal, u.two_factor_required, u.max_sessions, u.origin_id AS origin, u.location_id AS location,
    u.security_roles, internal_address(u.email, u.email_before, u.email_confirmed_at) AS internal, (SELECT g.name FROM organisations g WHERE g.id = u.organisation_id) AS organisation, u.licensed AND u.state = 'active' AS licensed,
    ARRAY(SELECT k.name FROM on_behalf b JOIN accounts k ON k.id = b.clerk_id WHERE b.main_id = u.id AND k.name IS NOT NULL ORDER BY k.name_key) AS on_behalf,
    u.language, u.time_zone, u.password_hash, u.password_imported
    FROM users u JOIN accounts a ON a.id = u.id";

/// Whether the installation requires an email address of everybody.
pub fn email_required(db: &mut impl Read) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        required: bool,
    }
    let row: Row = diesel::sql_query("SELECT email_required AS required FROM installation").get_result(db.conn())?;
    Ok(row.required)
}

/// Returns the users with these logins.
pub fn named(db: &mut impl Read, login_keys: &[String]) -> Result<Vec<User>> {
    let query = format!("SELECT {FIELDS} WHERE a.name_key = ANY($1) ORDER BY u.id");
    Ok(diesel::sql_query(query)
        .bind::<Array<Text>, _>(login_keys)
        .load(db.conn())?)
}

/// Returns the active users whose logins are not among these. The installation's own accounts are left out.
pub fn others(db: &mut impl Read, login_keys: &[String]) -> Result<Vec<User>> {
    let query = format!(
        "SELECT {FIELDS} WHERE u.state = 'active' AND u.id > 2
            AND NOT EXISTS (SELECT FROM unnest($1) AS k (key) WHERE k.key = a.name_key)
         ORDER BY u.id"
    );
    Ok(diesel::sql_query(query)
        .bind::<Array<Text>, _>(login_keys)
        .load(db.conn())?)
}

/// Locks users for an edit, ordered by id. Returns false if one no longer has the version given with its id.
pub fn hold(tx: &mut Tx<'_>, versions: &[(i64, i32)]) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Integer)]
        version: i32,
    }
    let held: Vec<Held> =
        diesel::sql_query("SELECT id, version FROM users WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE")
            .bind::<Array<BigInt>, _>(column(versions, |(id, _)| *id))
            .load(tx.conn())?;
    let now: HashMap<i64, i32> = held.into_iter().map(|row| (row.id, row.version)).collect();
    Ok(versions.iter().all(|(id, version)| now.get(id) == Some(version)))
}

/// Returns up to [`CHUNK`] users after this id who are not deleted. The installation's own accounts are left out.
pub fn page(db: &mut impl Read, after: i64) -> Result<Vec<User>> {
    let query = format!("SELECT {FIELDS} WHERE u.state <> 'deleted' AND u.id > greatest($1, 2) ORDER BY u.id LIMIT $2");
    Ok(diesel::sql_query(query)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(CHUNK as i64)
        .load(db.conn())?)
}
