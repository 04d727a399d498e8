//! Why something may not be done. Plain data: `web::refusal` finds the words.
use super::escalation::Lacks;
use super::permission::Permission;
use chrono::{DateTime, Utc};

/// A rule's no. Every refused page, disabled button and activity entry shows the same one (SPEC P-26).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The principal does not hold this right in this unit.
    Lacks { right: Permission, unit: i64 },
    /// The principal holds none of the rights that open this screen (P-14).
    NoScreen { right: Permission },
    /// It would give a right the principal does not hold there (P-6).
    GivesMore { right: Permission, unit: i64 },
    /// A membership in `group` in `place` would give a right the principal does not hold there (P-6). Nesting the
    /// principal's group `own` there would help.
    GroupGivesMore {
        right: Permission,
        unit: i64,
        group: i64,
        own: i64,
        place: i64,
    },
    /// The principal holds it there, but not as long as it would be given (P-6).
    GivesLonger { right: Permission, unit: i64 },
    /// Cells of a right whose scope ignores the unit stand at the top (SPEC 2.2).
    OnlyAtTop { right: Permission },
    /// Only those who hold a right there may deny it, or lift a Deny of it (P-6).
    NotHeld { right: Permission, unit: i64 },
    /// A Deny against an account that holds there what the principal does not (P-6).
    Outranked { right: Permission, unit: i64 },
    /// The other user holds a sensitive right there that the principal does not (P-10).
    HoldsMore { right: Permission, unit: i64 },
    /// It would give reach that the principal does not have (P-6, C-5).
    GivesReach,
    /// All licences of the customer are taken (C-3).
    NoLicence { pool: i32 },
    /// The customer has fewer licences left than a unit would take along (C-3, O-1).
    FewLicences { pool: i32, left: i32, wanted: i32 },
    /// There is no licence to give or take: the user needs none (C-3).
    NeedsNone,
    /// Only members of Administrators may do this, or do it to one of them (P-10, P-24).
    Administrators,
    /// The principal is a member of Administrators, but not as long as it would be given (P-6).
    AdministratorsLonger,
    /// A membership in Administrators is at the top or nowhere, so it is not moved along (P-9).
    StaysAtTop,
    /// System and Administrator cannot be disabled, deleted, moved or renamed (P-24).
    Protected,
    /// Administrator's password and two-factor are changed only by itself (P-24).
    OnlyItself,
    /// Nobody moves, disables, deletes themselves or sets own cells and memberships (P-20).
    Oneself,
    /// An archived unit stays as it is until it is unarchived (SPEC O-1).
    Archived,
    /// An archived unit comes back only to where it is in use (SPEC O-1).
    ParentArchived,
    /// The top can't be moved or archived (SPEC O-1).
    Top,
    /// Administrators hold everything; they have no cells (P-25).
    NoCells,
    /// Administrator is always a member of Administrators (P-7).
    AlwaysMember,
    /// Name and rights of a predefined role are set by its module (SPEC G-4).
    PredefinedRole,
    /// A predefined role is offered only while its module is on (SPEC G-4).
    ModuleOff,
    /// Linked on behalf of others, at either end, and so in use (SPEC U-5).
    OnBehalf,
    /// Administrators, Users and All belong to every installation (P-25).
    SystemGroup,
    /// The user is linked to an actor, and so in use (SPEC U-5).
    LinkedActor,
    /// The actor is linked to a user, and so in use (SPEC A-1).
    LinkedUser,
    /// Others were merged into the actor, and until then that can be undone (SPEC A-4).
    MergedActors { until: DateTime<Utc> },
    /// There are notes on the actor (SPEC A-1).
    HasNotes,
    /// The user has written notes or added documents (SPEC U-5).
    WroteNotes,
    /// Whoever set the address that a link would be mailed to does not hold what the user holds (P-10).
    AddressSetByOther,
}

/// What is lacking for a change of rights (P-6).
impl From<Lacks> for Refusal {
    fn from(lacks: Lacks) -> Self {
        match lacks {
            Lacks::Right {
                permission: right,
                unit,
            } => Refusal::GivesMore { right, unit },
            Lacks::Outranked {
                permission: right,
                unit,
            } => Refusal::Outranked { right, unit },
            Lacks::Longer {
                permission: right,
                unit,
            } => Refusal::GivesLonger { right, unit },
            Lacks::Administrators => Refusal::Administrators,
            Lacks::AdministratorsLonger => Refusal::AdministratorsLonger,
            Lacks::Reach => Refusal::GivesReach,
        }
    }
}

impl Refusal {
    /// The right that is missing, if one is.
    pub fn right(&self) -> Option<Permission> {
        match self {
            Refusal::Lacks { right, .. }
            | Refusal::NoScreen { right }
            | Refusal::GivesMore { right, .. }
            | Refusal::GroupGivesMore { right, .. }
            | Refusal::GivesLonger { right, .. }
            | Refusal::OnlyAtTop { right }
            | Refusal::NotHeld { right, .. }
            | Refusal::Outranked { right, .. }
            | Refusal::HoldsMore { right, .. } => Some(*right),
            _ => None,
        }
    }

    /// Where it is missing.
    pub fn unit(&self) -> Option<i64> {
        match self {
            Refusal::Lacks { unit, .. }
            | Refusal::GivesMore { unit, .. }
            | Refusal::GroupGivesMore { unit, .. }
            | Refusal::GivesLonger { unit, .. }
            | Refusal::NotHeld { unit, .. }
            | Refusal::Outranked { unit, .. }
            | Refusal::HoldsMore { unit, .. } => Some(*unit),
            _ => None,
        }
    }

    /// Whether no right is missing: something else is kept by it (SPEC U-5).
    pub fn is_in_use(&self) -> bool {
        matches!(
            self,
            Refusal::LinkedActor
                | Refusal::LinkedUser
                | Refusal::OnBehalf
                | Refusal::MergedActors { .. }
                | Refusal::HasNotes
                | Refusal::WroteNotes
        )
    }

    /// A stable word for the log and the Fluent id `refusal-<word>`.
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::Lacks { .. } => "lacks",
            Refusal::NoScreen { .. } => "no-screen",
            Refusal::GivesMore { .. } => "gives-more",
            Refusal::GroupGivesMore { .. } => "group-gives-more",
            Refusal::GivesLonger { .. } => "gives-longer",
            Refusal::OnlyAtTop { .. } => "only-at-top",
            Refusal::NotHeld { .. } => "not-held",
            Refusal::Outranked { .. } => "outranked",
            Refusal::HoldsMore { .. } => "holds-more",
            Refusal::GivesReach => "gives-reach",
            Refusal::NoLicence { .. } => "no-licence",
            Refusal::FewLicences { .. } => "few-licences",
            Refusal::NeedsNone => "needs-no-licence",
            Refusal::NoCells => "no-cells",
            Refusal::Administrators => "administrators",
            Refusal::AdministratorsLonger => "administrators-longer",
            Refusal::StaysAtTop => "stays-at-top",
            Refusal::Protected => "protected",
            Refusal::OnlyItself => "only-itself",
            Refusal::Oneself => "oneself",
            Refusal::Archived => "archived",
            Refusal::ParentArchived => "parent-archived",
            Refusal::Top => "top",
            Refusal::AlwaysMember => "always-member",
            Refusal::PredefinedRole => "predefined-role",
            Refusal::ModuleOff => "module-off",
            Refusal::OnBehalf => "on-behalf",
            Refusal::SystemGroup => "system-group",
            Refusal::LinkedActor => "linked-actor",
            Refusal::LinkedUser => "linked-user",
            Refusal::MergedActors { .. } => "merged-actors",
            Refusal::HasNotes => "has-notes",
            Refusal::WroteNotes => "wrote-notes",
            Refusal::AddressSetByOther => "address-set-by-other",
        }
    }
}
