//! How actors are set up (SPEC A-6): roles with their fields and rights, and what belongs to them.
pub mod fields;
pub mod roles;
