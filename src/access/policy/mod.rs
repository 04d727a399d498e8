//! The login policy (SPEC 5.2): the addresses users may log in from and work from, and the numbers for lockout and
//! passwords.
//!
//! Each node reads the policy once after each change and keeps it. Statement 1 of every request says which version
//! is in force, so a change holds from the next request on, on every node (P-8).
mod lists;
mod store;

pub use lists::{Lists, OnList, network};

use crate::access::{Credential, Stage};
use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::QueryResult;
use std::net::IpAddr;
use std::sync::Arc;

/// What happens to an address that is on no list. A blocked address is refused whatever the method: block beats
/// allow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// It may do what every other address may.
    #[default]
    Off,
    /// Same as `Off`, but the log notes that the address was on no list.
    LogOnly,
    /// It is refused.
    AllowList,
    /// Users with a second factor may come in. An API token is no second factor.
    AllowListOrTwoFactor,
}

impl Method {
    /// In the order of SPEC N-10.
    pub const ALL: [Method; 4] = [
        Method::Off,
        Method::LogOnly,
        Method::AllowList,
        Method::AllowListOrTwoFactor,
    ];

    /// The code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Method::Off => "off",
            Method::LogOnly => "log",
            Method::AllowList => "allow",
            Method::AllowListOrTwoFactor => "allow_or_two_factor",
        }
    }

    /// The method with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// What is set on the tab **Settings** of Login security.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub method: Method,
    /// How many failed logins from one address within an hour block it; `None` if never.
    pub block_after: Option<i32>,
    pub block_minutes: i32,
    /// How many failures in a row lock, and for how many minutes (SPEC C-6): of logins, and of passwords asked again. Codes
    /// lock harder.
    pub lock_after: i32,
    pub lock_minutes: i32,
    /// Shortest password in code points: without a second factor, and where a second factor is enforced (SPEC
    /// U-21).
    pub password_min: i32,
    pub password_min_beside: i32,
    /// How many kinds of characters a password must have; 0 for no such rule.
    pub password_classes: i32,
    /// Lowest acceptable strength, 0 to 4.
    pub password_score: i32,
    /// Everybody needs a second factor (SPEC U-32).
    pub require_two_factor: bool,
    /// Codes by email may be chosen as a second factor (SPEC U-33).
    pub email_codes: bool,
    /// Version for the form's optimistic lock.
    pub version: i32,
}

impl Default for Settings {
    /// Returns the settings of a new installation.
    fn default() -> Self {
        Self {
            method: Method::Off,
            block_after: None,
            block_minutes: 60,
            lock_after: 5,
            lock_minutes: 5,
            password_min: 15,
            password_min_beside: 8,
            password_classes: 0,
            password_score: 2,
            require_two_factor: false,
            email_codes: true,
            version: 1,
        }
    }
}

/// The settings and lists that are in force.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    version: i64,
    pub settings: Settings,
    pub lists: Lists,
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// It is on the list of blocked addresses.
    Blocked,
    /// It is on no list, and only listed addresses may come in.
    Unlisted,
    /// It is on no list, and there is no second factor that would let it in.
    WithoutSecondFactor,
}

impl Barred {
    /// The code in the log.
    pub const fn code(self) -> &'static str {
        match self {
            Barred::Blocked => "blocked",
            Barred::Unlisted => "unlisted",
            Barred::WithoutSecondFactor => "without-second-factor",
        }
    }
}

impl Policy {
    /// Reads what is in force for this transaction, including its own changes.
    ///
    /// # Errors
    /// Database errors.
    pub fn load(conn: &mut PgConnection) -> QueryResult<Self> {
        Ok(Self {
            version: store::version(conn)?,
            settings: store::settings(conn)?,
            lists: Lists::new(store::rules(conn)?),
        })
    }

    /// Says which list the address is on now.
    pub fn standing(&self, address: IpAddr, now: DateTime<Utc>) -> OnList {
        self.lists.standing(address, now)
    }

    /// Checks whether a login may begin from here. `second_factor`: the user has a second factor, which will be
    /// asked for.
    ///
    /// # Errors
    /// The reason, if it is not admitted.
    pub fn admits(&self, standing: OnList, second_factor: bool) -> Result<(), Barred> {
        match (standing, self.settings.method) {
            (OnList::Blocked, _) => Err(Barred::Blocked),
            (OnList::Allowed, _) | (OnList::Unlisted, Method::Off | Method::LogOnly) => Ok(()),
            (OnList::Unlisted, Method::AllowList) => Err(Barred::Unlisted),
            (OnList::Unlisted, Method::AllowListOrTwoFactor) if second_factor => Ok(()),
            (OnList::Unlisted, Method::AllowListOrTwoFactor) => Err(Barred::WithoutSecondFactor),
        }
    }

    /// Checks whether a session or an API token may go on from here. A login that still waits for its code was
    /// admitted because of that code, so it counts as having a second factor.
    ///
    /// # Errors
    /// The reason, if it is not admitted.
    pub fn admits_further(&self, standing: OnList, by: &Credential) -> Result<(), Barred> {
        let second_factor = match by {
            Credential::Session(session) => session.second_factor || session.stage == Stage::Code,
            Credential::Token(_) => false,
        };
        self.admits(standing, second_factor)
    }

    /// Whether the method refuses some addresses that are not on the list of allowed ones.
    pub fn limits(&self) -> bool {
        matches!(self.settings.method, Method::AllowList | Method::AllowListOrTwoFactor)
    }

    /// Whether the log notes a login from here: the address is on no list, and the method is not `Off`.
    pub fn is_noted(&self, standing: OnList) -> bool {
        standing == OnList::Unlisted && self.settings.method != Method::Off
    }
}

/// Keeps the newest policy that this node has needed.
#[derive(Debug, Default)]
pub struct Policies(ArcSwapOption<Policy>);

impl Policies {
    /// Returns the policy of `version` (which statement 1 brings) or later.
    ///
    /// # Errors
    /// Database errors.
    pub fn at_least(&self, conn: &mut PgConnection, version: i64) -> QueryResult<Arc<Policy>> {
        if let Some(kept) = self.0.load_full().filter(|kept| kept.version >= version) {
            return Ok(kept);
        }
        let new = Arc::new(Policy::load(conn)?);
        self.0.store(Some(new.clone()));
        Ok(new)
    }

    /// Returns the policy this node read last. Before the first request, that is the policy of a new installation.
    pub fn latest(&self) -> Arc<Policy> {
        self.0.load_full().unwrap_or_default()
    }
}
