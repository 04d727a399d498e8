//! The one namespace of users and groups, and what one may type at login.
use super::{CHUNK, column};
use crate::access::AccountKind;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use std::collections::HashMap;

/// An account by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub kind: AccountKind,
    pub name: String,
    pub name_key: String,
    /// Of a user.
    pub unit: Option<i64>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    name_key: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    unit: Option<i64>,
}

impl Row {
    fn account(self) -> Result<Account> {
        Ok(Account {
            id: self.id,
            kind: AccountKind::stored(&self.kind)?,
            name: self.name,
            name_key: self.name_key,
            unit: self.unit,
        })
    }
}

impl Account {
    pub fn is_user(&self) -> bool {
        self.kind == AccountKind::User
    }

    pub fn is_group(&self) -> bool {
        self.kind == AccountKind::Group
    }

    /// A predefined role: name and rights are its module's (SPEC G-4); nothing else may be called so (P-25).
    pub fn is_predefined(&self) -> bool {
        self.is_group() && self.name_key.starts_with("role.")
    }
}

const FIELDS: &str =
    "a.id, a.kind, a.name, a.name_key, u.unit_id AS unit FROM accounts a LEFT JOIN users u ON u.id = a.id";

/// Accounts with these names; users and groups share one namespace, so a key has at most one.
pub fn by_name(db: &mut impl Read, keys: &[String]) -> Result<HashMap<String, Account>> {
    let rows: Vec<Row> = diesel::sql_query(format!("SELECT {FIELDS} WHERE a.name_key = ANY($1)"))
        .bind::<Array<Text>, _>(keys)
        .load(db.conn())?;
    let accounts = rows.into_iter().map(Row::account);
    accounts
        .map(|account| account.map(|account| (account.name_key.clone(), account)))
        .collect()
}

/// Accounts with these ids that are not deleted.
pub fn by_id(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Account>> {
    let rows: Vec<Row> = diesel::sql_query(format!("SELECT {FIELDS} WHERE a.id = ANY($1) AND a.deleted_at IS NULL"))
        .bind::<Array<BigInt>, _>(ids)
        .load(db.conn())?;
    rows.into_iter().map(Row::account).collect()
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = BigInt)]
    account_id: i64,
}

/// Which account each of these names and addresses belongs to now.
pub fn holders(db: &mut impl Read, keys: &[String]) -> Result<HashMap<String, i64>> {
    let rows: Vec<Held> = diesel::sql_query("SELECT key, account_id FROM account_keys WHERE key = ANY($1)")
        .bind::<Array<Text>, _>(keys)
        .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.key, row.account_id)).collect())
}

/// A name or address about to be taken.
#[derive(Debug, Clone)]
pub struct Key {
    pub key: String,
    pub account: i64,
    pub is_name: bool,
    pub is_email: bool,
}

/// New accounts with their names: `(id, name, key)`.
pub fn insert(tx: &mut Tx<'_>, kind: AccountKind, accounts: &[(i64, String, String)]) -> Result<()> {
    for accounts in accounts.chunks(CHUNK) {
        diesel::sql_query("INSERT INTO accounts (id, kind, name, name_key) SELECT id, $1, name, key FROM unnest($2, $3, $4) AS n (id, name, key)")
            .bind::<Text, _>(kind.code())
            .bind::<Array<BigInt>, _>(column(accounts, |account| account.0))
            .bind::<Array<Text>, _>(column(accounts, |account| &account.1))
            .bind::<Array<Text>, _>(column(accounts, |account| &account.2))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Takes names and addresses. An address equal to one's own login name shares its row.
///
/// # Errors
/// `Moved` if another account has one of them meanwhile.
pub fn take(tx: &mut Tx<'_>, keys: &[Key]) -> Result<()> {
    for keys in keys.chunks(CHUNK) {
        let taken = diesel::sql_query(
            "INSERT INTO account_keys AS k (key, account_id, is_name, is_email) SELECT * FROM unnest($1, $2, $3, $4)
             ON CONFLICT (key) DO UPDATE SET is_email = true WHERE k.account_id = excluded.account_id",
        )
        .bind::<Array<Text>, _>(column(keys, |key| &key.key))
        .bind::<Array<BigInt>, _>(column(keys, |key| key.account))
        .bind::<Array<Bool>, _>(column(keys, |key| key.is_name))
        .bind::<Array<Bool>, _>(column(keys, |key| key.is_email))
        .execute(tx.conn())?;
        if taken != keys.len() {
            return Err(crate::error::Error::Moved(
                "a name in the file was taken while the file was read; import it again",
            ));
        }
    }
    Ok(())
}
