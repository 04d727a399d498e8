//! SQL that several statements share: which sessions are live, which users may use their account, and until when an
//! account is locked. Each is a macro that gives a text for `concat!`; its argument stands before the columns: `"s."`,
//! or `""`.

/// A session that has neither ended nor expired.
macro_rules! live {
    ($s:literal) => {
        concat!($s, "ended_at IS NULL AND ", $s, "expires_at > now()")
    };
}
pub(crate) use live;

/// A live session as it is listed and counted on the screens: a login that waits for its code is none yet.
macro_rules! shown {
    ($s:literal) => {
        concat!($s, "stage <> 'code' AND ", $crate::access::clauses::live!($s))
    };
}
pub(crate) use shown;

/// A live session that takes one of the places a user has (SPEC C-3): a full one, or one for which only the clerk is
/// still to be chosen, since nothing is counted after that.
macro_rules! in_use {
    ($s:literal) => {
        concat!(
            $s,
            "stage IN ('clerk', 'full') AND ",
            $crate::access::clauses::live!($s)
        )
    };
}
pub(crate) use in_use;

/// A user who is active and whose employee is not off (SPEC C-4): so much is asked of a clerk.
macro_rules! active {
    ($u:literal) => {
        concat!($u, "state = 'active' AND NOT ", $u, "employee_off")
    };
}
pub(crate) use active;

/// A user without the licence they need (SPEC C-3).
macro_rules! unlicensed {
    ($u:literal) => {
        concat!(
            "NOT ",
            $u,
            "licensed AND needs_licence(",
            $u,
            "id, ",
            $u,
            "unit_id, ",
            $u,
            "is_agent)"
        )
    };
}
pub(crate) use unlicensed;

/// A user who may use the account: active, the employee not off, and with the licence they need, if they need one.
macro_rules! may_log_in {
    ($u:literal) => {
        concat!(
            $crate::access::clauses::active!($u),
            " AND (",
            $u,
            "licensed OR NOT needs_licence(",
            $u,
            "id, ",
            $u,
            "unit_id, ",
            $u,
            "is_agent))"
        )
    };
}
pub(crate) use may_log_in;

/// The columns that say until when user `u` is locked, each null where no such lock lasts: by the name, in the owner's
/// own known browser (SPEC C-6), and by wrong codes.
macro_rules! locks {
    () => {
        "(SELECT max(k.locked_until) FROM login_counters k WHERE k.user_id = u.id AND k.locked_until > now()) AS locked_until,
    (SELECT max(k.locked_until) FROM login_counters k WHERE k.owner_id = u.id AND k.locked_until > now()) AS browser_locked_until,
    (SELECT max(k.locked_until) FROM code_counters k WHERE k.user_id = u.id AND k.locked_until > now()) AS codes_locked_until"
    };
}
pub(crate) use locks;
