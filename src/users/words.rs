//! The search words of users (DESIGN 5). Every verb that changes a login, a display name, an email, a unit or a state
//! keeps them in the same transaction. What is stored is what [`of`] returns; the list's search relies on it.
mod store;

pub use store::are_held_by;

use crate::access::ranges::Ranges;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text;
use crate::web::search::Term;

/// Up to this many users whom a term means are listed; if there are more, the term is asked of each row.
const LISTED: usize = 5_000;
/// Up to this many users who have every word of a phrase are looked at for the phrase itself.
const LOOKED_AT: usize = 20_000;

/// Returns the users in these places whom a term of a search means, by login, name or email. None if there are more
/// than can be listed.
///
/// # Errors
/// Any database error.
pub fn holders<F: Copy + PartialEq>(db: &mut impl Read, scope: &Ranges, term: &Term<F>) -> Result<Option<Vec<i64>>> {
    let words = term.words();
    if !term.is_phrase() {
        return store::holders(db, scope, (&words, false), LISTED);
    }
    let Some(having) = store::holders(db, scope, (&words, true), LOOKED_AT)? else {
        return Ok(None);
    };
    let mut meant = Vec::new();
    for chunk in having.chunks(store::CHUNK) {
        let said = store::named(db, chunk)?.into_iter().filter(|user| {
            let email = user.email.as_deref().unwrap_or_default();
            term.is_in(&[&user.login, &user.display_name, email])
        });
        meant.extend(said.map(|user| user.id));
    }
    Ok((meant.len() <= LISTED).then_some(meant))
}

/// Returns the words under which a user is found, folded, each once.
pub fn of(login: &str, display_name: &str, email: Option<&str>) -> Vec<String> {
    let mut words = text::words(login);
    words.extend(text::words(display_name));
    words.extend(email.map(text::words).unwrap_or_default());
    words.sort_unstable();
    words.dedup();
    words
}

/// Writes the words of one user anew, from its present row. A deleted user has none.
pub fn write(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    write_all(tx, &[user])
}

/// Writes the words of many users at once, for imports.
pub fn write_all(tx: &mut Tx<'_>, users: &[i64]) -> Result<()> {
    store::remove(tx, users)?;
    for chunk in users.chunks(store::CHUNK) {
        let mut rows = store::Words::default();
        for user in store::named(tx, chunk)? {
            let words = of(&user.login, &user.display_name, user.email.as_deref());
            rows.push(user, words);
        }
        store::insert(tx, rows)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_user_is_found_by_login_name_and_email_without_accents() {
        let words = of("jmj42", "Jens Møller", Some("jens@Århus.dk"));
        assert_eq!(words, ["42", "arhus", "dk", "jens", "jmj42", "moller"]);
    }

    #[test]
    fn a_user_without_email_has_the_words_of_the_names_only() {
        assert_eq!(of("kasse 1", "Kasse 1", None), ["1", "kasse"]);
    }
}
