//! SQL that writes many users at once.
use super::column;
use super::users::User;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::{name_key, sort_key};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text};

/// The columns a file sets, in the order of `bound`'s arrays.
const COLUMNS: &str =
    "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) AS n (id, unit_id, display_name, sort_name,
    sort_login, email, sort_email, password_hash, password_imported, is_active, prevent_renewal, language, time_zone,
    two_factor_required, max_sessions, origin_id, location_id, security_roles, organisation, licensed)";

macro_rules! bound {
    ($query:expr, $users:expr) => {
        diesel::sql_query($query)
            .bind::<Array<BigInt>, _>(column($users, |user| user.id))
            .bind::<Array<BigInt>, _>(column($users, |user| user.unit))
            .bind::<Array<Text>, _>(column($users, |user| &user.display_name))
            .bind::<Array<Text>, _>(column($users, |user| sort_key(&user.display_name)))
            .bind::<Array<Text>, _>(column($users, |user| sort_key(&user.login)))
            .bind::<Array<Nullable<Text>>, _>(column($users, |user| user.email.as_ref()))
            .bind::<Array<Nullable<Text>>, _>(column($users, |user| user.email.as_deref().map(sort_key)))
            .bind::<Array<Nullable<Text>>, _>(column($users, |user| user.password_hash.as_ref()))
            .bind::<Array<Nullable<Binary>>, _>(column($users, |user| user.password_imported.as_ref()))
            .bind::<Array<Bool>, _>(column($users, |user| user.is_active))
            .bind::<Array<Bool>, _>(column($users, |user| user.prevent_renewal))
            .bind::<Array<Nullable<Text>>, _>(column($users, |user| user.language.as_ref()))
            .bind::<Array<Nullable<Text>>, _>(column($users, |user| user.time_zone.as_ref()))
            .bind::<Array<Bool>, _>(column($users, |user| user.two_factor_required))
            .bind::<Array<Nullable<Integer>>, _>(column($users, |user| user.max_sessions))
            .bind::<Array<Nullable<BigInt>>, _>(column($users, |user| user.origin))
            .bind::<Array<Nullable<BigInt>>, _>(column($users, |user| user.location))
            .bind::<Array<Text>, _>(column($users, |user| user.security_roles.join(",")))
            .bind::<Array<Nullable<Text>>, _>(column($users, |user| user.organisation.as_deref().map(name_key)))
            .bind::<Array<Bool>, _>(column($users, |user| user.licensed))
    };
}

/// Inserts users whose accounts already exist.
pub fn insert(tx: &mut Tx<'_>, users: &[User], by: Option<i64>) -> Result<()> {
    let query = format!(
        "INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, email, sort_email, password_hash, password_set_at,
            password_imported, state, prevent_renewal, two_factor_required, max_sessions, security_roles, organisation_id, licensed, language, time_zone, origin_id, location_id, created_by, updated_by, deactivated_at, deactivated_by)
         SELECT id, unit_id, display_name, sort_name, sort_login, email, sort_email, password_hash,
            CASE WHEN password_hash IS NOT NULL THEN now() END, password_imported,
            CASE WHEN is_active THEN 'active' ELSE 'deactivated' END, prevent_renewal, two_factor_required, max_sessions,
            string_to_array(security_roles, ','), (SELECT g.id FROM organisations g WHERE g.name_key = n.organisation), licensed, language, time_zone, origin_id, location_id, $21, $21,
            CASE WHEN NOT is_active THEN now() END, CASE WHEN NOT is_active THEN $21 END
         FROM {COLUMNS}"
    );
    bound!(query, users)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    diesel::sql_query("INSERT INTO user_clock (user_id) SELECT * FROM unnest($1)")
        .bind::<Array<BigInt>, _>(column(users, |user| user.id))
        .execute(tx.conn())?;
    Ok(())
}

/// Updates users, except their passwords. A new address counts as unconfirmed (SPEC 3.2).
pub fn update(tx: &mut Tx<'_>, users: &[User], by: Option<i64>) -> Result<()> {
    let query = format!(
        "UPDATE users u SET unit_id = n.unit_id, display_name = n.display_name, sort_name = n.sort_name, email = n.email,
            sort_email = n.sort_email,
            email_confirmed_at = CASE WHEN u.email IS NOT DISTINCT FROM n.email THEN u.email_confirmed_at END,
            email_before = CASE WHEN n.email IS NULL THEN NULL WHEN u.email IS DISTINCT FROM n.email AND u.email_confirmed_at IS NOT NULL THEN u.email ELSE u.email_before END,
            state = CASE WHEN n.is_active THEN 'active' ELSE 'deactivated' END,
            deactivated_at = CASE WHEN NOT n.is_active THEN coalesce(u.deactivated_at, now()) END,
            deactivated_by = CASE WHEN NOT n.is_active THEN coalesce(u.deactivated_by, $21) END,
            prevent_renewal = n.prevent_renewal, two_factor_required = n.two_factor_required, max_sessions = n.max_sessions,
            security_roles = string_to_array(n.security_roles, ','), organisation_id = (SELECT g.id FROM organisations g WHERE g.name_key = n.organisation),
            licensed = n.licensed, language = n.language, time_zone = n.time_zone, origin_id = n.origin_id, location_id = n.location_id,
            version = u.version + 1, updated_at = now(), updated_by = $21
         FROM {COLUMNS} WHERE u.id = n.id"
    );
    bound!(query, users)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    Ok(())
}

/// Sets the passwords of existing users. They do not have to change them at the next login.
pub fn set_passwords(tx: &mut Tx<'_>, users: &[&User]) -> Result<()> {
    diesel::sql_query(
        "UPDATE users u SET password_hash = n.hash, password_imported = n.imported, password_set_at = now(), must_change_password = false, password_set_by = NULL
         FROM unnest($1, $2, $3) AS n (id, hash, imported) WHERE u.id = n.id",
    )
    .bind::<Array<BigInt>, _>(column(users, |user| user.id))
    .bind::<Array<Nullable<Text>>, _>(column(users, |user| user.password_hash.as_ref()))
    .bind::<Array<Nullable<Binary>>, _>(column(users, |user| user.password_imported.as_ref()))
    .execute(tx.conn())?;
    Ok(())
}
