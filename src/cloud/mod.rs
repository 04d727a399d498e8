//! Cloud accounts (SPEC 4): licences of customers, and security roles, which decide how far somebody reaches.
//!
//! Reach itself is `access`'s; here is who has which. Pools are kept true by triggers (migration 0140); what is asked
//! here before a write is what makes a refusal friendly.
pub mod card;
pub mod customers;
pub mod licences;
pub mod organisations;
pub mod roles;
mod store;

use crate::access::{actions, rules};
use crate::users::{self, User};

/// A security role (SPEC C-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecurityRole {
    /// Reaches the user's own customer.
    Customer,
    /// Reaches the customers of an organisation.
    Caterer,
    /// Reaches everything, while the confirmed address is an internal one.
    SupportAgent,
}

impl SecurityRole {
    pub const ALL: [Self; 3] = [Self::Customer, Self::Caterer, Self::SupportAgent];

    /// As stored and in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Caterer => "caterer",
            Self::SupportAgent => "support_agent",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Id of what it means.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Customer => "security-role-customer-hint",
            Self::Caterer => "security-role-caterer-hint",
            Self::SupportAgent => "security-role-support-agent-hint",
        }
    }

    /// Id of its text.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Customer => "security-role-customer",
            Self::Caterer => "security-role-caterer",
            Self::SupportAgent => "security-role-support-agent",
        }
    }
}

/// What somebody has of them: one or more, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRoles {
    pub roles: Vec<SecurityRole>,
    /// Of a Caterer, and of nobody else.
    pub organisation: Option<i64>,
}

impl SecurityRoles {
    pub fn has(&self, role: SecurityRole) -> bool {
        self.roles.contains(&role)
    }

    /// As stored and in files.
    pub fn codes(&self) -> Vec<&'static str> {
        self.roles.iter().map(|role| role.code()).collect()
    }
}

impl Default for SecurityRoles {
    fn default() -> Self {
        Self {
            roles: vec![SecurityRole::Customer],
            organisation: None,
        }
    }
}

actions! {
    /// The switch **Assigned**.
    AssignLicence: User = users::lock, User::target, rules::assign_licence;
    /// Security roles and the organisation of a Caterer.
    AssignSecurityRoles: User = users::lock, User::target, rules::assign_security_roles;
}
