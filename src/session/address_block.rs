//! Automatic block (SPEC N-10). An address from which logins, codes or password confirmations fail too often within an
//! hour goes on the list of blocked addresses for a while. It does not matter whose account was tried. Allowed
//! addresses are never blocked, because one shop's router stands for everybody in the shop.
use super::store::addresses;
use crate::access::policy::{OnList, network};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::error::Result;
use crate::web::visit::Ctx;

/// Counts a failure for this request's address, and blocks the address when it has had too many. Call it last: rows of
/// users and their counters are locked before that of the address.
pub fn count(ctx: &mut Ctx<'_, '_>) -> Result<()> {
    let (policy, address) = (ctx.visit.policy.clone(), ctx.visit.request.address);
    let Some(after) = policy.settings.block_after else {
        return Ok(());
    };
    if policy.standing(address, ctx.visit.access.now()) == OnList::Allowed {
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
        let entry = Entry::new(&author, Event::AddressBlocked, Subject::Installation, None)
            .fact("range", range.to_string())
            .fact("automatic", true)
            .fact("minutes", minutes);
        activity::record(ctx.tx, entry)?;
    }
    Ok(())
}
