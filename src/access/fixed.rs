//! Ids that are the same in every installation (SPEC P-25).

/// The top of the tree of units.
pub const TOP: i64 = 1;
/// The user System: the author of automatic changes. It has no login and no rights.
pub const SYSTEM: i64 = 1;
/// The user Administrator: always a member of Administrators (P-7).
pub const ADMINISTRATOR: i64 = 2;
/// The group Administrators: its members hold every right everywhere (P-9).
pub const ADMINISTRATORS: i64 = 3;
/// The group Users: implicitly every user but System.
pub const USERS: i64 = 4;
/// The group All: implicitly every user.
pub const ALL: i64 = 5;
/// The predefined role User administrator.
pub const USER_ADMINISTRATOR: i64 = 11;
/// The predefined role Store manager.
pub const STORE_MANAGER: i64 = 12;
/// The predefined role Auditor.
pub const AUDITOR: i64 = 13;
/// The predefined role Support.
pub const SUPPORT: i64 = 15;
/// The actor role Customer; an actor that has it cannot be a Supplier (SPEC A-2).
pub const CUSTOMER: i64 = 1;
/// The actor role Supplier.
pub const SUPPLIER: i64 = 2;
/// The actor role Employee: the employee's state opens and shuts the login of the linked user (SPEC C-4).
pub const EMPLOYEE: i64 = 3;
/// The predefined role Actor manager: holds the rights of every actor role, including roles made later (SPEC G-4).
pub const ACTOR_MANAGER: i64 = 14;
