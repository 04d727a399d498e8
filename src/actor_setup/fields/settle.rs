//! The work that changes of fields leave to a job, because many actors may have filled them in. It locks actors before
//! fields, as a save of an actor does.
use super::store;
use crate::actors::words;
use crate::db::Tx;
use crate::error::Result;

/// Deletes values of a removed field, and the field itself after the last. Returns how many; `None` if no field is left.
pub fn clear_next(tx: &mut Tx<'_>, most: i64) -> Result<Option<usize>> {
    let Some(field) = store::next_removed(tx)? else {
        return Ok(None);
    };
    let actors = store::filled(tx, field, 0, most)?;
    words::lock(tx, &actors)?;
    store::clear(tx, field, &actors)?;
    words::write_all(tx, &actors)?;
    if (actors.len() as i64) < most {
        store::delete(tx, field)?;
    }
    Ok(Some(actors.len()))
}

/// Makes search words of values in a field that has none yet. Returns of how many; `None` if no field is left.
pub fn find_next(tx: &mut Tx<'_>, most: i64) -> Result<Option<usize>> {
    let Some(field) = store::next_unfound(tx)? else {
        return Ok(None);
    };
    let actors = store::filled(tx, field.id, field.after, most)?;
    words::lock(tx, &actors)?;
    words::write_all(tx, &actors)?;
    let up_to = actors.last().copied();
    store::set_found(tx, &field, up_to.filter(|_| actors.len() as i64 == most))?;
    Ok(Some(actors.len()))
}
