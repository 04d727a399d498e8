//! Users: somebody who can log in (SPEC 3).

pub mod identity;
