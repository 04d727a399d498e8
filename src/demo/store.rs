//! All SQL of the demonstration.
use super::parties::New;
use crate::actors::cpr::Sealed;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::{self, name_key};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};
use std::collections::HashMap;

/// What the database is.
pub enum State {
    Demo,
    /// Nobody has done anything with it yet.
    Empty,
    Real,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    demo: bool,
    #[diesel(sql_type = Bool)]
    used: bool,
}

/// Tells the state of the installation by its mark. It is empty if nobody has a password and nothing was made.
pub fn state(tx: &mut Tx<'_>) -> Result<State> {
    let found: Found = diesel::sql_query(
        "SELECT demo, EXISTS (SELECT FROM accounts a WHERE id > 5 AND NOT EXISTS (SELECT FROM groups WHERE id = a.id AND module IS NOT NULL)) OR EXISTS (SELECT FROM org_units WHERE id > 1)
            OR EXISTS (SELECT FROM users WHERE password_hash IS NOT NULL) AS used FROM installation",
    )
    .get_result(tx.conn())?;
    Ok(match found {
        Found { demo: true, .. } => State::Demo,
        Found { used: false, .. } => State::Empty,
        Found { .. } => State::Real,
    })
}

/// Marks the installation as a demonstration.
pub fn mark(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("UPDATE installation SET demo = true, name = 'Vesterhav Marked', setup_done_at = now()")
        .execute(tx.conn())?;
    Ok(())
}

/// `h` is a number that each user has for good, so that the chain looks the same every time it is loaded.
const PEOPLE: &str = "(SELECT u.id, a.name_key, u.state, u.password_hash IS NOT NULL AS can_log_in,
        ('x' || substr(md5(a.name_key), 1, 7))::bit(28)::int AS h
    FROM users u JOIN accounts a ON a.id = u.id WHERE u.id > 2) p";

/// Gives people a past: hired over the last years, seen lately, mistyped, locked, gone. Files have no such columns.
pub fn enliven(tx: &mut Tx<'_>) -> Result<()> {
    let statements = [
        format!(
            "UPDATE users u SET created_at = now() - make_interval(days => 40 + h % 1500, mins => h % 600),
                updated_at = now() - make_interval(days => h % 39, mins => h % 700),
                deactivated_at = CASE WHEN u.state = 'deactivated' THEN now() - make_interval(days => 2 + h % 36, mins => h % 500) END,
                password_set_at = CASE WHEN can_log_in THEN now() - make_interval(days => 39 - h % 30) END,
                email_confirmed_at = CASE WHEN can_log_in AND u.email IS NOT NULL THEN now() - make_interval(days => 38 - h % 30) END
             FROM {PEOPLE} WHERE p.id = u.id"
        ),
        // Those who wait for activation have just been hired.
        format!(
            "UPDATE users u SET created_at = now() - make_interval(days => h % 5, mins => 60 + h % 500), updated_at = now() - make_interval(days => h % 5, mins => 60 + h % 500)
             FROM {PEOPLE} WHERE p.id = u.id AND NOT can_log_in"
        ),
        format!(
            "UPDATE user_clock c SET first_login = u.created_at + make_interval(hours => 1 + h % 70),
                last_login = seen.at - make_interval(mins => 5 + h % 400), last_active = seen.at,
                last_logout = CASE WHEN h % 3 = 0 THEN seen.at + interval '1 minute' END,
                last_automatic = CASE WHEN h % 4 = 0 THEN seen.at - make_interval(mins => h % 5) END,
                failed_shown = CASE WHEN h % 23 = 0 THEN 1 + h % 3 ELSE 0 END
             FROM users u, {PEOPLE}
             CROSS JOIN LATERAL (SELECT CASE WHEN p.state = 'active' THEN now() - make_interval(mins => 2 + (h % 97) * (h % 131))
                ELSE now() - make_interval(days => 38, mins => h % 900) END AS at) seen
             WHERE p.id = c.user_id AND u.id = p.id AND can_log_in AND h % 29 <> 0"
        ),
        format!(
            "WITH locked AS (
                SELECT p.id, p.name_key FROM {PEOPLE}
                WHERE p.state = 'active' AND can_log_in AND p.name_key NOT IN ('mette.holm', 'jonas.krogh') ORDER BY h LIMIT 5),
             shown AS (UPDATE user_clock SET failed_shown = 5 + user_id % 3 FROM locked WHERE user_id = locked.id)
             INSERT INTO login_counters (key, user_id, failed, locked_at, locked_until, touched_at)
             SELECT sha256(convert_to(name_key, 'UTF8')), id, 5, now() - interval '3 minutes', now() + interval '90 days', now() FROM locked"
        ),
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(tx.conn())?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = Nullable<Text>)]
    password_hash: Option<String>,
}

/// The stored hash of a user with this login who could log in with it now.
pub fn password_hash(tx: &mut Tx<'_>, login: &str) -> Result<Option<String>> {
    let stored: Option<Stored> = diesel::sql_query(
        "SELECT u.password_hash FROM users u JOIN accounts a ON a.id = u.id
         LEFT JOIN login_counters c ON c.user_id = u.id AND c.locked_until > now()
         WHERE a.name_key = $1 AND u.state = 'active' AND NOT u.must_change_password AND c.key IS NULL",
    )
    .bind::<Text, _>(name_key(login))
    .get_result(tx.conn())
    .optional()?;
    Ok(stored.and_then(|stored| stored.password_hash))
}

#[derive(QueryableByName)]
struct Revived {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
}

/// Sets the user's password and activates the user. Returns the user's id and unit.
pub fn set_password(tx: &mut Tx<'_>, login: &str, hash: &str) -> Result<Option<(i64, i64)>> {
    let revived: Option<Revived> = diesel::sql_query(
        "UPDATE users u SET password_hash = $2, password_set_at = now(), must_change_password = false, password_set_by = NULL, state = 'active',
            deactivated_at = NULL, deactivated_by = NULL
         FROM accounts a WHERE a.id = u.id AND a.name_key = $1 RETURNING u.id, u.unit_id",
    )
    .bind::<Text, _>(name_key(login))
    .bind::<Text, _>(hash)
    .get_result(tx.conn())
    .optional()?;
    Ok(revived.map(|user| (user.id, user.unit_id)))
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The units that are nobody's parent.
pub fn stores(tx: &mut Tx<'_>) -> Result<Vec<i64>> {
    let rows: Vec<Id> = diesel::sql_query("SELECT id FROM org_units WHERE kind = 'unit' AND pos = last ORDER BY pos")
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A user who is somebody.
#[derive(QueryableByName)]
pub struct Somebody {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Bool)]
    pub active: bool,
}

/// Everybody of the chain; Administrator needs no employee (SPEC P-7), and tills are no people.
pub fn people(tx: &mut Tx<'_>) -> Result<Vec<Somebody>> {
    Ok(diesel::sql_query(
        "SELECT u.id, u.unit_id, u.display_name, u.email, u.state = 'active' AS active FROM users u
         WHERE u.id > 5 AND u.state <> 'deleted' AND NOT EXISTS (SELECT FROM on_behalf b WHERE b.main_id = u.id) ORDER BY u.id",
    )
    .load(tx.conn())?)
}

/// Inserts these, each with its role, and returns their ids.
pub fn insert_parties(tx: &mut Tx<'_>, all: &[New]) -> Result<Vec<i64>> {
    let texts = |of: fn(&New) -> &str| all.iter().map(of).collect::<Vec<_>>();
    let flags = |of: fn(&New) -> bool| all.iter().map(of).collect::<Vec<_>>();
    let rows: Vec<Id> = diesel::sql_query(
        "WITH made AS (
            INSERT INTO actors (kind, name, sort_name, number, number_key, unit_id, address, postal_code, city, country, phone, email, cvr,
                remarks, user_id, enabled, archived_at, in_directory, created_at, created_by, updated_at, updated_by)
            SELECT CASE WHEN person THEN 'person' ELSE 'organization' END, name, sort_name, number, number_key, unit, address, postal_code,
                city, CASE WHEN city = '' THEN '' ELSE 'Danmark' END, phone, email, cvr, remarks, usr, enabled,
                CASE WHEN archived THEN now() - interval '9 days' END, true, now() - interval '400 days', 1, now() - interval '9 days', 1
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                AS n (person, name, sort_name, number, number_key, unit, address, postal_code, city, phone, email, cvr, remarks, usr, enabled, archived)
            RETURNING id, number_key, sort_name, unit_id, archived_at)
         INSERT INTO actor_listed (actor_id, role_id, sort_name, unit_id, active)
         SELECT made.id, r.role, made.sort_name, made.unit_id, made.archived_at IS NULL
         FROM made JOIN unnest($5, $17) AS r (number_key, role) ON r.number_key = made.number_key RETURNING actor_id AS id",
    )
    .bind::<Array<Bool>, _>(flags(|new| new.party.is_person))
    .bind::<Array<Text>, _>(texts(|new| &new.party.name))
    .bind::<Array<Text>, _>(texts(|new| &new.sort_name))
    .bind::<Array<Text>, _>(texts(|new| &new.number))
    .bind::<Array<Text>, _>(texts(|new| &new.number_key))
    .bind::<Array<BigInt>, _>(all.iter().map(|new| new.unit).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(texts(|new| &new.party.address))
    .bind::<Array<Text>, _>(texts(|new| &new.party.postal_code))
    .bind::<Array<Text>, _>(texts(|new| &new.party.city))
    .bind::<Array<Text>, _>(texts(|new| &new.party.phone))
    .bind::<Array<Text>, _>(texts(|new| &new.party.email))
    .bind::<Array<Text>, _>(texts(|new| &new.party.cvr))
    .bind::<Array<Text>, _>(texts(|new| new.remarks))
    .bind::<Array<Nullable<BigInt>>, _>(all.iter().map(|new| new.user).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(flags(|new| new.enabled))
    .bind::<Array<Bool>, _>(flags(|new| new.archived))
    .bind::<Array<BigInt>, _>(all.iter().map(|new| new.role).collect::<Vec<_>>())
    .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Ids of actors by number.
pub fn numbered(tx: &mut Tx<'_>, keys: &[&str]) -> Result<HashMap<String, i64>> {
    #[derive(QueryableByName)]
    struct Numbered {
        #[diesel(sql_type = Text)]
        number_key: String,
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<Numbered> = diesel::sql_query("SELECT number_key, id FROM actors WHERE number_key = ANY($1)")
        .bind::<Array<Text>, _>(keys)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| (row.number_key, row.id)).collect())
}

/// Keeps these national id numbers.
pub fn keep_cprs(tx: &mut Tx<'_>, all: &[(i64, Sealed)]) -> Result<()> {
    diesel::sql_query(
        "UPDATE actors a SET cpr = n.cpr, cpr_hash = n.cpr_hash FROM unnest($1, $2, $3) AS n (id, cpr, cpr_hash) WHERE a.id = n.id",
    )
    .bind::<Array<BigInt>, _>(all.iter().map(|(id, _)| *id).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(all.iter().map(|(_, sealed)| &sealed.bytes).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(all.iter().map(|(_, sealed)| &sealed.hash).collect::<Vec<_>>())
    .execute(tx.conn())?;
    Ok(())
}

/// What somebody would have set up by now: fields of customers, types of documents, and store managers who look after
/// customers.
pub fn set_up_actors(tx: &mut Tx<'_>) -> Result<()> {
    let statements = [
        "INSERT INTO attachment_types (name, display_name, display_key, sort_name) VALUES
            ('Contract', 'Kontrakt', 'kontrakt', 'kontrakt'), ('Photo', 'Foto', 'foto', 'foto')",
        "INSERT INTO actor_fields (role_id, label, kind, choices, place) VALUES
            (1, 'Kundeklub', 'yes_no', '{}', 1), (1, 'Kreditgrænse', 'number', '{}', 2), (2, 'Leveringsdag', 'choice', '{mandag,onsdag,fredag}', 1)",
        "INSERT INTO actor_values (actor_id, field_id, value)
         SELECT l.actor_id, f.id, CASE f.kind WHEN 'yes_no' THEN CASE WHEN l.actor_id % 5 = 0 THEN 'no' ELSE 'yes' END
                WHEN 'number' THEN (1000 * (1 + l.actor_id % 20))::text ELSE f.choices[1 + l.actor_id % 3] END
         FROM actor_listed l JOIN actor_fields f ON f.role_id = l.role_id
         WHERE f.kind = 'choice' OR (f.kind = 'yes_no' AND l.actor_id % 3 <> 0) OR (f.kind = 'number' AND l.actor_id % 7 = 0)",
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
         SELECT a.id, p.id, p.scope, 1, true FROM accounts a CROSS JOIN permissions p
         WHERE a.name = 'Store managers' AND p.key IN ('actor.customer.create', 'actor.customer.edit', 'actor.customer.archive')",
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(tx.conn())?;
    }
    Ok(())
}

/// The set of customers that a Caterer reaches.
const ORGANISATION: &str = "Vesterhav og Kystens Bageri";

/// Two customers with their pools are in the files. Here is an organisation of both with its Caterer, and somebody who
/// helps every customer: a Support Agent with an address that is confirmed and internal (SPEC C-5).
pub fn set_up_cloud(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("INSERT INTO organisations (name, name_key, sort_name, words) VALUES ($1, $2, $3, $4)")
        .bind::<Text, _>(ORGANISATION)
        .bind::<Text, _>(name_key(ORGANISATION))
        .bind::<Text, _>(text::sort_key(ORGANISATION))
        .bind::<Array<Text>, _>(text::words(ORGANISATION))
        .execute(tx.conn())?;
    let statements = [
        "INSERT INTO organisation_customers (organisation_id, customer_id)
         SELECT g.id, o.id FROM organisations g CROSS JOIN org_units o WHERE o.kind = 'customer'",
        "UPDATE users u SET security_roles = '{customer,caterer}', organisation_id = g.id
         FROM organisations g, accounts a WHERE a.id = u.id AND a.name_key = 'emil.winther'",
        "INSERT INTO internal_email_domains (domain) VALUES ('hjaelp.example')",
        "UPDATE users u SET security_roles = '{customer,support_agent}'
         FROM accounts a WHERE a.id = u.id AND a.name_key = 'sofie.friis'",
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(tx.conn())?;
    }
    Ok(())
}
