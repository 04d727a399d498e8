//! Limits how often one address, and all addresses together, may try a secret in a short time (SPEC N-2, SECURITY
//! LO7). Locks of accounts are separate: they count failures per user, and this counts attempts per address.
//!
//! The counts are in memory and per node. A limit shared by nodes would write to a shared store at every attempt,
//! which an attacker would like to cause. With N nodes an address has N times the attempts, which makes no real
//! difference.
use crate::config::Attempts;
use crate::error::Error;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// Kinds of attempts. Each has its own limits, so that a store whose programs use an old token can still log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Passwords and codes.
    Secrets,
    /// Single-use links, and requests for them: these cost little, are open to everybody and allow no guessing.
    /// Counted separately, so that many such requests keep nobody from logging in.
    Links,
    /// Wrong API tokens; right ones are not counted.
    Tokens,
    /// Estimates of password strength, made while somebody types. They reveal nothing but cost time.
    Estimates,
}

/// Counts the attempts. An attempt that is over its address's limit does not count towards the limit for all.
pub struct Limits {
    secrets: Pair,
    links: Pair,
    tokens: Pair,
    estimates: Pair,
}

/// Estimates have this many times the allowed attempts, because one is made at each change while somebody types a
/// password.
const ESTIMATES: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

struct Pair {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    all: DefaultDirectRateLimiter,
    /// Attempts since inactive addresses were last forgotten.
    since: AtomicU32,
}

/// After this many attempts, inactive addresses are forgotten.
const SWEEP: u32 = 5_000;

impl Limits {
    pub fn new(attempts: Attempts) -> Self {
        Self {
            secrets: Pair::new(attempts),
            links: Pair::new(attempts),
            tokens: Pair::new(attempts),
            estimates: Pair::new(Attempts {
                per_address: attempts.per_address.saturating_mul(ESTIMATES),
                in_all: attempts.in_all.saturating_mul(ESTIMATES),
            }),
        }
    }

    /// Counts an attempt that a request makes.
    ///
    /// # Errors
    /// `TooMany` if the limit is reached; the attempt must then not be made.
    pub fn count(&self, limit: Limit, address: IpAddr) -> crate::error::Result<()> {
        self.attempt(limit, address).map_err(Error::TooMany)
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// Seconds until the next attempt is allowed.
    pub fn attempt(&self, limit: Limit, address: IpAddr) -> Result<(), u32> {
        match limit {
            Limit::Secrets => self.secrets.attempt(address),
            Limit::Links => self.links.attempt(address),
            Limit::Tokens => self.tokens.attempt(address),
            Limit::Estimates => self.estimates.attempt(address),
        }
    }
}

impl Pair {
    fn new(attempts: Attempts) -> Self {
        Self {
            by_address: RateLimiter::keyed(quota(attempts.per_address)),
            all: RateLimiter::direct(quota(attempts.in_all)),
            since: AtomicU32::new(0),
        }
    }

    fn attempt(&self, address: IpAddr) -> Result<(), u32> {
        if self.since.fetch_add(1, Ordering::Relaxed) >= SWEEP {
            self.since.store(0, Ordering::Relaxed);
            self.by_address.retain_recent();
            self.by_address.shrink_to_fit();
        }
        let clock = DefaultClock::default();
        let seconds = |wait: std::time::Duration| u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
        self.by_address
            .check_key(&network(address))
            .and_then(|()| self.all.check())
            .map_err(|until| seconds(until.wait_time_from(clock.now())))
    }
}

/// Allows this many attempts a minute, and twice as many at once after a pause, because the people of a shift all
/// log in at the same time.
fn quota(per_minute: NonZeroU32) -> Quota {
    Quota::per_minute(per_minute).allow_burst(per_minute.saturating_mul(NonZeroU32::MIN.saturating_add(1)))
}

/// Returns the network that is counted. For IPv6 that is the /64, since one user can take any address in it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_address: u32, in_all: u32) -> Limits {
        Limits::new(Attempts {
            per_address: NonZeroU32::new(per_address).unwrap(),
            in_all: NonZeroU32::new(in_all).unwrap(),
        })
    }

    fn passed(limits: &Limits, times: usize, address: impl Fn(usize) -> String) -> usize {
        let tries = (0..times).map(|n| limits.attempt(Limit::Secrets, address(n).parse().unwrap()));
        tries.filter(Result::is_ok).count()
    }

    #[test]
    fn an_address_has_its_burst_and_then_waits() {
        let limits = limits(10, 10_000);
        assert_eq!(passed(&limits, 200, |_| "192.0.2.1".into()), 20);
        let wait = limits
            .attempt(Limit::Secrets, "192.0.2.1".parse().unwrap())
            .unwrap_err();
        assert!((1..=7).contains(&wait), "{wait}");
        for apart in [Limit::Tokens, Limit::Links, Limit::Estimates] {
            assert!(limits.attempt(apart, "192.0.2.1".parse().unwrap()).is_ok(), "{apart:?}");
        }
    }

    #[test]
    fn a_limited_address_affects_nobody_else() {
        let limits = limits(10, 50);
        assert_eq!(passed(&limits, 1_000, |_| "192.0.2.1".into()), 20);
        assert_eq!(passed(&limits, 20, |n| format!("192.0.2.{}", n + 2)), 20);
    }

    #[test]
    fn everybody_together_has_a_limit_too() {
        let limits = limits(10, 50);
        assert_eq!(passed(&limits, 500, |n| format!("10.0.{}.{}", n / 200, n % 200)), 100);
    }

    #[test]
    fn the_addresses_of_one_64_are_one() {
        let limits = limits(10, 10_000);
        assert_eq!(passed(&limits, 100, |n| format!("2001:db8:0:1::{n:x}")), 20);
        assert_eq!(passed(&limits, 10, |n| format!("2001:db8:0:{:x}::1", n + 2)), 10);
        assert_eq!(passed(&limits, 30, |_| "192.0.2.9".into()), 20);
        assert_eq!(passed(&limits, 30, |_| "::ffff:192.0.2.9".into()), 0);
    }
}
