//! Puts decisions into words (P-5), by one grammar: *outcome, because WHO says WHAT, WHERE*. The permission tabs,
//! Check rights and the command line all use these words.

use chrono::{DateTime, Utc};

use super::evaluate::{Answer, Decision, Link, Reason};
use super::fixed::ADMINISTRATORS;
use super::permission::{Entry, Permission};
use super::snapshot::Snapshot;

/// Texts in the reader's language; `web::i18n::Texts` implements it.
pub trait Words {
    /// The text with this Fluent id.
    fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String;
    /// What a group is called.
    fn group(&self, id: i64, stored: &str) -> String;
    /// What a right is called.
    fn right(&self, entry: &Entry) -> String;
    /// A moment in the reader's zone.
    fn moment(&self, moment: DateTime<Utc>) -> String;
}

/// A decision in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// **Allowed** or **Not allowed**.
    pub outcome: String,
    /// Outcome and first reason as one sentence.
    pub sentence: String,
    /// How it was decided: every reason that decided, then those a Deny won over.
    pub trail: Vec<String>,
}

/// Who reads an explanation, and whom it is about.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Whether a unit may be named to the reader (P-12). Other units are mentioned without their names.
    pub sees: &'a dyn Fn(i64) -> bool,
    /// The group in question, if the question is about a group and not about a user.
    pub group: Option<i64>,
}

impl Reading<'_> {
    /// An explanation about a user, for a reader who may read everything.
    pub const ALL: Reading<'static> = Reading {
        sees: &|_| true,
        group: None,
    };
}

/// Puts a decision about a right in a unit into words. The text names groups, so show it only to readers who may
/// see them.
pub fn explain(
    words: &impl Words,
    snapshot: &Snapshot,
    reading: Reading<'_>,
    (permission, unit): (Permission, i64),
    decision: &Decision,
) -> Explanation {
    let because = |reason: &Reason| because(words, snapshot, reading, unit, reason);
    let outcome = words.say(
        if decision.answer == Answer::Allow {
            "access-allowed"
        } else {
            "access-not-allowed"
        },
        &[],
    );
    let reasons: Vec<String> = decision.because.iter().map(because).collect();
    let overruled = decision
        .overruled
        .iter()
        .map(|reason| words.say("access-overruled", &[("reason", &because(reason))]));
    let first = reasons
        .first()
        .cloned()
        .unwrap_or_else(|| nothing(words, snapshot, decision, (permission, unit)));
    let sentence = words.say("access-sentence", &[("outcome", &outcome), ("reason", &first)]);
    let trail = if reasons.is_empty() { vec![first] } else { reasons };
    Explanation {
        outcome,
        sentence,
        trail: trail.into_iter().chain(overruled).collect(),
    }
}

/// A right's label with its category, since **Edit** alone says little.
pub fn full_label(words: &impl Words, snapshot: &Snapshot, permission: Permission) -> String {
    let Some(entry) = snapshot.catalogue().get(permission) else {
        return permission.0.to_string();
    };
    let label = words.right(entry);
    let category = words.say(&entry.category_id(), &[]);
    words.say("access-full-label", &[("category", &category), ("label", &label)])
}

/// Writes one reason: *because WHO says WHAT, WHERE*, by which memberships, and until when.
fn because(words: &impl Words, snapshot: &Snapshot, reading: Reading<'_>, unit: i64, reason: &Reason) -> String {
    let place = place(words, snapshot, reading, unit, reason.unit);
    let account = reason.account;
    let group = group(words, snapshot, account);
    // A question about a group is answered as if somebody were in it. That first membership is not real, so it is
    // left out.
    let path = match reading.group {
        Some(_) => reason.path.get(1..).unwrap_or_default(),
        None => &reason.path,
    };
    let says = match (reason.path.is_empty(), reason.allow) {
        _ if account == ADMINISTRATORS => words.say("access-because-administrators", &[]),
        (true, true) => words.say("access-because-user-allow", &[("place", &place)]),
        (true, false) => words.say("access-because-user-deny", &[("place", &place)]),
        (false, true) if reading.group == Some(account) => {
            words.say("access-because-this-group-allow", &[("place", &place)])
        }
        (false, false) if reading.group == Some(account) => {
            words.say("access-because-this-group-deny", &[("place", &place)])
        }
        (false, true) => words.say("access-because-group-allow", &[("group", &group), ("place", &place)]),
        (false, false) => words.say("access-because-group-deny", &[("group", &group), ("place", &place)]),
    };
    let says = match path {
        [] => says,
        path => words.say(
            "access-by-path",
            &[("reason", &says), ("path", &links(words, snapshot, reading, path))],
        ),
    };
    match reason.until {
        Some(until) => words.say("access-until", &[("reason", &says), ("until", &words.moment(until))]),
        None => says,
    }
}

fn nothing(
    words: &impl Words,
    snapshot: &Snapshot,
    decision: &Decision,
    (permission, unit): (Permission, i64),
) -> String {
    if decision.beyond_reach {
        return words.say("access-because-beyond-reach", &[]);
    }
    let by_unit = snapshot.catalogue().scope(permission) == Some(super::permission::Scope::OrgUnit);
    match snapshot.units().get(unit) {
        Some(unit) if unit.archived && by_unit => words.say("access-because-archived", &[("unit", &unit.name)]),
        _ => words.say("access-because-nothing", &[]),
    }
}

fn place(words: &impl Words, snapshot: &Snapshot, reading: Reading<'_>, asked: i64, unit: i64) -> String {
    if asked == unit {
        return words.say("access-here", &[]);
    }
    if !(reading.sees)(unit) {
        return words.say("access-in-hidden-unit", &[]);
    }
    words.say("access-in-unit", &[("unit", &name(snapshot, unit))])
}

fn links(words: &impl Words, snapshot: &Snapshot, reading: Reading<'_>, path: &[Link]) -> String {
    let link = |link: &Link| {
        let group = group(words, snapshot, link.group);
        if !(reading.sees)(link.unit) {
            return words.say("access-path-link-hidden", &[("group", &group)]);
        }
        words.say(
            "access-path-link",
            &[("group", &group), ("unit", &name(snapshot, link.unit))],
        )
    };
    path.iter().map(link).collect::<Vec<_>>().join(" › ")
}

fn name(snapshot: &Snapshot, unit: i64) -> String {
    snapshot
        .units()
        .get(unit)
        .map_or_else(|| unit.to_string(), |unit| unit.name.to_string())
}

fn group(words: &impl Words, snapshot: &Snapshot, group: i64) -> String {
    let found = snapshot.groups().get(group);
    found.map_or_else(|| group.to_string(), |found| words.group(group, &found.display_name))
}
