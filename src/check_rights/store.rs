//! All SQL of checking rights by name.
use crate::access::clauses::unlicensed;
use crate::access::snapshot::Subject;
use crate::access::somebody::{Lasting, Somebody, Standing};
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};

#[derive(QueryableByName)]
pub struct User {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name_key: String,
    #[diesel(sql_type = Bool)]
    active: bool,
    #[diesel(sql_type = Bool)]
    employee_off: bool,
    #[diesel(sql_type = Bool)]
    unlicensed: bool,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub login: String,
}

impl User {
    /// Returns the user as decisions need it, with what was read of the memberships.
    pub fn somebody(self, subject: Subject) -> Somebody {
        let standing = Standing {
            active: self.active,
            employee_off: self.employee_off,
            unlicensed: self.unlicensed,
        };
        Somebody {
            id: self.id,
            unit: self.unit_id,
            login: self.login,
            lasting: Lasting::of(self.id, standing),
            subject,
        }
    }
}

/// Returns the users with these logins. Deleted users have no login and are never among them.
pub fn users(db: &mut impl Read, keys: &[String]) -> Result<Vec<User>> {
    Ok(diesel::sql_query(concat!(
        "SELECT u.id, a.name_key, u.state = 'active' AS active, u.employee_off, ", unlicensed!("u."), " AS unlicensed,
            u.unit_id, u.display_name, a.name AS login FROM accounts a JOIN users u ON u.id = a.id WHERE a.name_key = ANY($1)"
    ))
    .bind::<Array<Text>, _>(keys)
    .load(db.conn())?)
}

#[derive(QueryableByName)]
pub struct Unit {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub code_key: String,
}

/// Returns every unit with its code, archived ones too.
pub fn units(db: &mut impl Read) -> Result<Vec<Unit>> {
    Ok(diesel::sql_query("SELECT id, code, code_key FROM org_units").load(db.conn())?)
}
