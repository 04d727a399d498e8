//! What an action is done to, as rules see it.
use super::fixed;
use super::snapshot::Subject;

/// What a rule needs to know about the thing acted upon; features make it from their rows.
#[derive(Debug, Clone)]
pub struct Target {
    pub unit: i64,
    /// Whether it belongs to a unit. Groups do not: they exist for everybody, and `unit` is the top.
    pub placed: bool,
    pub user: Option<TargetUser>,
    /// The group acted upon, or the one a membership is in.
    pub group: Option<i64>,
    pub actor: Option<TargetActor>,
}

/// The actor acted upon (SPEC 8).
#[derive(Debug, Clone, Default)]
pub struct TargetActor {
    /// All its roles, directories or not.
    pub roles: Vec<i64>,
    /// The user it is linked to.
    pub user: Option<i64>,
}

/// The user acted upon.
#[derive(Debug, Clone)]
pub struct TargetUser {
    pub id: i64,
    /// The user with their direct memberships, for comparing rights (P-10).
    pub subject: Subject,
}

impl Target {
    pub fn unit(unit: i64) -> Self {
        Self {
            unit,
            placed: true,
            user: None,
            group: None,
            actor: None,
        }
    }
    /// An actor in this unit.
    pub fn actor(unit: i64, actor: TargetActor) -> Self {
        Self {
            actor: Some(actor),
            ..Self::unit(unit)
        }
    }
    pub fn user(unit: i64, subject: Subject) -> Self {
        Self {
            user: Some(TargetUser {
                id: subject.user,
                subject,
            }),
            ..Self::unit(unit)
        }
    }
    /// A group itself.
    pub fn group(group: i64) -> Self {
        Self {
            group: Some(group),
            ..Self::new_group()
        }
    }
    /// Settings of the whole installation.
    pub fn installation() -> Self {
        Self::new_group()
    }
    /// A group that is about to be created.
    pub fn new_group() -> Self {
        Self {
            placed: false,
            ..Self::unit(fixed::TOP)
        }
    }
    /// A membership, which belongs to its own unit (SPEC P-15). `user`: the member, if it is a user.
    pub fn membership(unit: i64, group: i64, user: Option<Subject>) -> Self {
        let place = match user {
            Some(subject) => Self::user(unit, subject),
            None => Self::unit(unit),
        };
        Self {
            group: Some(group),
            ..place
        }
    }
}
