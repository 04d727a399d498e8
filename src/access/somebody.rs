//! A user whose rights are asked about by others.
use super::fixed::SYSTEM;
use super::snapshot::Subject;

/// Why a user holds nothing as long as nobody changes it. A lock that ends by itself and a pending activation are no
/// reasons (SPEC 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    System,
    Deactivated,
    /// The linked employee is archived or not enabled (SPEC C-4).
    Employee,
    /// There is no licence for the user (SPEC C-3).
    Unlicensed,
}

/// What decides whether there is such a reason, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub active: bool,
    pub employee_off: bool,
    pub unlicensed: bool,
}

impl Lasting {
    /// Returns the reason that is told of a user, if there is any. Where there are several, it is the first of these.
    pub fn of(user: i64, standing: Standing) -> Option<Self> {
        match standing {
            _ if user == SYSTEM => Some(Lasting::System),
            Standing { active: false, .. } => Some(Lasting::Deactivated),
            Standing { employee_off: true, .. } => Some(Lasting::Employee),
            Standing { unlicensed: true, .. } => Some(Lasting::Unlicensed),
            _ => None,
        }
    }

    /// Returns the id of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Lasting::System => "check-rights-system",
            Lasting::Deactivated => "check-rights-deactivated",
            Lasting::Employee => "check-rights-employee",
            Lasting::Unlicensed => "check-rights-unlicensed",
        }
    }
}

/// A user who is asked about.
#[derive(Debug)]
pub struct Somebody {
    pub id: i64,
    pub unit: i64,
    pub login: String,
    /// Why this user holds nothing, whatever memberships and cells say.
    pub lasting: Option<Lasting>,
    pub subject: Subject,
}
