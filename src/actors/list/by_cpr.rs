//! A search for a national id number (SPEC A-3). It finds whole numbers only, and only for readers who may view them.
//!
//! A reader who may not view them gets the answer for a number nobody has, without a query, so that nothing confirms a
//! guess (SECURITY AC11). Ten digits can also be a phone number or an actor's own number. So if nobody has the number,
//! the search continues with it as words.
use crate::access::fixed::TOP;
use crate::access::{Target, division, rules};
use crate::actors;
use crate::actors::cpr::Cpr;
use crate::actors::verbs;
use crate::db::Read;
use crate::error::Result;
use crate::web::visit::Visit;

/// The name of the field, the same in both languages.
const FIELD: &str = "cpr:";

/// Returns the actor with the number searched for. `None` if this is not a search for a number.
pub fn find(db: &mut impl Read, visit: &Visit, typed: &str) -> Result<Option<Vec<i64>>> {
    let (number, named) = split(typed);
    let wanted = Cpr::parse(number).ok();
    let views = rules::view_cpr(&visit.access, &Target::unit(TOP)).is_ok();
    let found = match wanted.filter(|_| views) {
        Some(cpr) => verbs::with_cpr(db, &cpr.hash(&visit.state.seal))?,
        None => None,
    };
    // An actor the reader does not see counts as not found. Otherwise a hit in another store would get a different
    // answer.
    let found = match found {
        Some(id) => actors::one(db, id)?.filter(|actor| division::sees(&visit.access, actor.unit)),
        None => None,
    };
    let found: Vec<i64> = found.into_iter().map(|actor| actor.id).collect();
    Ok((named || !found.is_empty()).then_some(found))
}

/// Returns the number, and whether the field was named before it.
fn split(typed: &str) -> (&str, bool) {
    let typed = typed.trim();
    match typed.split_at_checked(FIELD.len()) {
        Some((field, number)) if field.eq_ignore_ascii_case(FIELD) => (number.trim().trim_matches('"'), true),
        _ => (typed, false),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_field_is_named_or_not() {
        assert_eq!(split(" 010190-1234 "), ("010190-1234", false));
        assert_eq!(split("CPR: 0101901234"), ("0101901234", true));
        assert_eq!(split("cpr:\"010190-1234\""), ("010190-1234", true));
        assert_eq!(split("cp"), ("cp", false));
        assert_eq!(split("åæø"), ("åæø", false));
    }
}
