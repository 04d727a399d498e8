//! Ids that are the same in every installation (SPEC P-25).

/// The top of the tree of units.
pub const TOP: i64 = 1;
/// The user System: author of automatic changes, no login, holds nothing.
pub const SYSTEM: i64 = 1;
/// The user Administrator: always a member of Administrators (P-7).
pub const ADMINISTRATOR: i64 = 2;
/// The group Administrators: its members hold every right everywhere (P-9).
pub const ADMINISTRATORS: i64 = 3;
/// The group Users: implicitly every user but System.
pub const USERS: i64 = 4;
/// The group All: implicitly every user.
pub const ALL: i64 = 5;
/// The predefined role Actor manager: holds the rights of every role of actors, of those made later too (SPEC G-4).
pub const ACTOR_MANAGER: i64 = 14;
