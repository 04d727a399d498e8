//! Shows the state of the chain on the screen (SPEC N-20): what the last full verification found, or when the first
//! will be.
use super::entry;
use super::filter::PATH;
use crate::activity::verify::{Break, LastCheck, last_check};
use crate::db::Read;
use crate::error::Result;
use crate::jobs;
use crate::web::i18n::Texts;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// How many breaks the screen lists; the command lists more.
const TOLD: usize = 5;

/// The state of the chain, for the screen.
pub struct Chain {
    pub symbol: &'static str,
    pub bad: bool,
    /// Whether the log has been verified.
    pub known: bool,
    pub text: String,
    /// What is wrong, and the address of the entry it is about.
    pub breaks: Vec<(String, Option<String>)>,
}

impl Chain {
    pub fn now(db: &mut impl Read, visit: &Visit) -> Result<Self> {
        Ok(match last_check(db)?.filter(has_seen_any) {
            Some(last) => Self::checked(&visit.t, &last),
            None => Self::unchecked(&visit.t, jobs::due_at(db, jobs::VERIFY_LOG)?, visit.access.now()),
        })
    }

    fn unchecked(t: &Texts, due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        Self {
            symbol: "clock",
            bad: false,
            known: false,
            text: match due.filter(|due| *due > now) {
                Some(due) => t.one("activity-chain-unchecked", "time", t.date_time(due)),
                None => t.get("activity-chain-due"),
            },
            breaks: Vec::new(),
        }
    }

    fn checked(t: &Texts, last: &LastCheck) -> Self {
        let (symbol, id) = match last.breaks.is_empty() {
            true => ("shield-check", "activity-chain-sound"),
            false => ("alert-octagon", "activity-chain-broken"),
        };
        Self {
            symbol,
            bad: !last.breaks.is_empty(),
            known: true,
            text: t.two(id, "time", t.date_time(last.at), "count", last.checked),
            breaks: last.breaks.iter().take(TOLD).map(|found| told(t, found)).collect(),
        }
    }
}

/// Whether the verification saw any entry. A new installation is verified at once, when it has no entries; that
/// result says nothing about entries written later.
fn has_seen_any(last: &LastCheck) -> bool {
    last.checked > 0 || !last.breaks.is_empty()
}

fn told(t: &Texts, found: &Break) -> (String, Option<String>) {
    let about = |id: &str, entry: i64| (t.one(id, "entry", entry.to_string()), Some(entry::url(entry, PATH)));
    let range = |id: &str, from: i64, to: i64| (t.two(id, "from", from.to_string(), "to", to.to_string()), None);
    match found {
        Break::Gap { from, to } => range("activity-break-gap", *from, *to),
        Break::Tail { from, to } => range("activity-break-tail", *from, *to),
        Break::Missing { entry, .. } => (t.one("activity-break-missing", "entry", entry.to_string()), None),
        Break::Changed { entry, .. } => about("activity-break-changed", *entry),
        Break::PersonalChanged { entry } => about("activity-break-personal-changed", *entry),
        Break::PersonalErased { entry } => about("activity-break-personal-erased", *entry),
        Break::Outside { entry } => about("activity-break-outside", *entry),
        Break::Head => (t.get("activity-break-head"), None),
        Break::Anchor { position } | Break::Witness { position } => {
            (t.one("activity-break-anchor", "position", position.to_string()), None)
        }
    }
}
