//! Automatic block (SPEC N-10): an address from which logins, codes or confirmations by password fail too often within an
//! hour is put on the list of blocked ones for a while, whoever it tried. Allowed addresses are not: a shop's router stands
//! for everybody in the shop.
use super::store::addresses;
use crate::access::policy::{Standing, network};
use crate::activity::{self, Author, Entry, Subject};
use crate::error::Result;
use crate::web::visit::Ctx;

/// Counts a failure of this request's address; the one too many blocks it. Called last: the rows of users and their counters
/// come before that of the address.
pub fn count(ctx: &mut Ctx<'_, '_>) -> Result<()> {
    let (policy, address) = (ctx.visit.policy.clone(), ctx.visit.request.address);
    let Some(after) = policy.settings.block_after else {
        return Ok(());
    };
    if policy.standing(address, ctx.visit.access.now()) == Standing::Allowed {
        return Ok(());
    }
    let range = network(address);
    if addresses::failed(ctx.tx, range)? < after {
        return Ok(());
    }
    let minutes = policy.settings.block_minutes;
    if addresses::block(ctx.tx, range, minutes)? {
        let author = Author {
            user: Some(crate::access::fixed::SYSTEM),
            clerk: None,
            ..ctx.visit.author()
        };
        let entry = Entry::new(&author, "address.blocked", Subject::Installation, None)
            .fact("range", range.to_string())
            .fact("automatic", true)
            .fact("minutes", minutes);
        activity::record(ctx.tx, entry)?;
    }
    Ok(())
}
