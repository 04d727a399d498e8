//! What would help when a membership is refused (SPEC P-6). The recommended set-up nests the people who add members
//! (say, store managers) in the group they add to, per store. Then they hold what they give.
use super::evaluate::{Answer, evaluate};
use super::fixed::{ADMINISTRATORS, ALL, USERS};
use super::permission::{Permission, Scope};
use super::snapshot::Membership;
use super::{Access, Refusal};

/// Returns the refusal, with advice added if nesting one of the principal's own groups would help.
pub fn on_joining(access: &Access, group: i64, place: i64, refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::GivesMore { right, unit } => match nested(access, group, place, (right, unit)) {
            Some(own) => Refusal::GroupGivesMore {
                right,
                unit,
                group,
                own,
                place,
            },
            None => refusal,
        },
        other => other,
    }
}

/// Finds a group of the principal's that could be put into `group` in this place. Returns `None` if the principal
/// has a Deny, which would win over whatever the nesting gave.
fn nested(access: &Access, group: i64, place: i64, (right, unit): (Permission, i64)) -> Option<i64> {
    let (snapshot, subject, now) = (access.snapshot(), access.subject(), access.now());
    let by_unit = snapshot.catalogue().scope(right) == Some(Scope::OrgUnit);
    let denied = evaluate(snapshot, subject, right, unit, now).answer == Answer::Deny;
    if !by_unit || denied || snapshot.groups().makes_administrators(group) {
        return None;
    }
    let covers = |own: &&Membership| {
        let begun = own.from.is_none_or(|from| from <= now) && own.to.is_none_or(|to| now < to);
        begun && snapshot.units().upward(place).any(|above| above.id == own.unit)
    };
    let fits = |own: &i64| {
        let circle = snapshot.groups().way(group, *own).is_some();
        let system = [ADMINISTRATORS, USERS, ALL].contains(own);
        !circle && !system && snapshot.groups().get(*own).is_some_and(|group| !group.off)
    };
    let candidates = subject
        .memberships
        .iter()
        .filter(covers)
        .map(|own| own.group)
        .filter(fits);
    let adds = |own: &i64| {
        let cells = snapshot.cells_of(*own);
        cells
            .iter()
            .any(|cell| cell.allow && cell.permission == Permission::MEMBERSHIP_ADD)
    };
    let candidates: Vec<i64> = candidates.collect();
    candidates.iter().copied().find(adds).or(candidates.first().copied())
}
