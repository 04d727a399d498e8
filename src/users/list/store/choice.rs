//! The reader's choice of columns.
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::users::OwnAccount;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

/// Keeps the choice; none: the usual columns.
pub fn set_columns<'t>(tx: &mut Tx<'t>, can: &Can<'t, OwnAccount>, columns: Option<&[&str]>) -> Result<()> {
    diesel::sql_query("UPDATE users SET columns = $2 WHERE id = $1")
        .bind::<BigInt, _>(can.row().id)
        .bind::<Nullable<Array<Text>>, _>(columns)
        .execute(tx.conn())?;
    Ok(())
}
