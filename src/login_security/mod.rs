//! Security → **Login security** (SPEC 5.2): who logged in from where, which addresses are allowed and blocked, and the
//! policies for logins. `access::policy` enforces these settings at every request.
pub mod audit;
mod range;
pub mod rules;
pub mod settings;
mod store;

use crate::access::policy::{Policy, Settings};
use crate::access::{Target, installation_actions, rules as may};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::mail::Message;
use crate::memberships::administrators;
use crate::web::field::Field;
use crate::web::parts::Tab;
use crate::web::visit::{Ctx, Visit};
use store::LastLogin;

const AUDIT: &str = "/login-security";
const SETTINGS: &str = "/login-security/settings";

installation_actions! {
    /// Changing the lists of addresses and the policies. It locks all of them, so that changes come one after the
    /// other: whether somebody shuts themselves out depends on all.
    ManageLoginSecurity: Settings = store::lock, may::manage_block_ip;
}

/// Returns why the reader may only read here, or `None` if they may make changes.
fn why_read_only(visit: &Visit) -> Option<String> {
    let refusal = may::manage_block_ip(&visit.access, &Target::installation()).err()?;
    Some(visit.why_not(&refusal))
}

fn tabs(visit: &Visit, current: &str) -> Vec<Tab> {
    [
        ("login-security-audit", AUDIT),
        ("login-security-allowed", rules::List::Allowed.path()),
        ("login-security-blocked", rules::List::Blocked.path()),
        ("login-security-settings", SETTINGS),
    ]
    .map(|(label, url)| Tab {
        label: visit.t.get(label),
        url: url.to_owned(),
        current: url == current,
        ..Tab::default()
    })
    .to_vec()
}

/// Sets the method to Off and unblocks all addresses, for when everybody is shut out. Used by the command
/// `admin recover --reset-address-rules` (SPEC 11). Returns how many addresses were blocked.
///
/// # Errors
/// Any database error.
pub fn open_to_all(tx: &mut Tx<'_>, author: &Author) -> Result<usize> {
    let blocked = store::open_to_all(tx)?;
    let entry = Entry::new(author, Event::LoginSecurityOpened, Subject::Installation, None);
    activity::record(tx, entry.fact("blocked_removed", blocked))?;
    Ok(blocked)
}

/// Checks whether the changes of this transaction shut people out (SPEC N-10). They do if they would end the reader's
/// own session, or if no other administrator could log in again from where they did last. Then the form must have a
/// tick that confirms it. If it has and other administrators are shut out, they are mailed. Returns the field for the
/// tick if it is needed and missing.
fn shuts_out(ctx: &mut Ctx<'_, '_>, ticked: bool) -> Result<Option<Field>> {
    let after = Policy::load(ctx.tx.conn())?;
    let standing = after.standing(ctx.visit.request.address, ctx.visit.access.now());
    let by = &ctx.visit.access.principal()?.by;
    let stays = after.admits_further(standing, by).is_ok();
    let others = shuts_others_out(ctx, &after)?;
    if others && ticked {
        administrators::tell(ctx.tx, ctx.visit.author().user, &Message::PoliciesChanged)?;
    }
    if (stays && !others) || ticked {
        return Ok(None);
    }
    let address = ctx.visit.request.address.to_string();
    let reason = match stays {
        true => ctx.visit.t.get("login-security-shuts-others-out"),
        false => ctx.visit.t.one("login-security-shuts-out", "address", address),
    };
    Ok(Some(Field::empty("shut_out").refused(reason)))
}

/// Whether some other administrator could log in from the address of their last login before the change, and none can
/// after it.
fn shuts_others_out(ctx: &mut Ctx<'_, '_>, after: &Policy) -> Result<bool> {
    let others = administrators::others(ctx.tx, ctx.visit.author().user)?;
    let (logins, now) = (store::last_logins(ctx.tx, &others)?, ctx.visit.access.now());
    let lets_in = |policy: &Policy, login: &LastLogin| {
        let standing = policy.standing(login.address.addr(), now);
        policy.admits(standing, login.second_factor).is_ok()
    };
    let any = |policy: &Policy| logins.iter().any(|login| lets_in(policy, login));
    Ok(any(&ctx.visit.policy) && !any(after))
}
