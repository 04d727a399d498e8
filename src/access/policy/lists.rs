//! Lists of allowed and blocked addresses. Every request looks one up, so a look-up costs one step per prefix
//! length, however many rules there are.
use chrono::{DateTime, Utc};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv6Addr};

/// Whether an address is on one of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnList {
    /// On the list of blocked addresses.
    Blocked,
    Allowed,
    /// On neither list.
    Unlisted,
}

/// One rule. It counts until `expires`; `None` means for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub blocked: bool,
    pub range: IpNet,
    pub expires: Option<DateTime<Utc>>,
}

/// Ranges by prefix length, each with the moment until which it counts.
type ByLength = BTreeMap<u8, HashMap<IpNet, Option<DateTime<Utc>>>>;

/// Both lists.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    allowed: ByLength,
    blocked: ByLength,
}

impl Lists {
    /// Makes the lists from these rules.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        let mut lists = Self::default();
        for rule in rules {
            let list = if rule.blocked {
                &mut lists.blocked
            } else {
                &mut lists.allowed
            };
            let range = rule.range.trunc();
            list.entry(range.prefix_len()).or_default().insert(range, rule.expires);
        }
        lists
    }

    /// Looks up an address. Block beats allow (SPEC N-10). An IPv4 address in IPv6 form counts as IPv4 (SECURITY
    /// AC15).
    pub fn standing(&self, address: IpAddr, now: DateTime<Utc>) -> OnList {
        let address = address.to_canonical();
        match () {
            () if holds(&self.blocked, address, now) => OnList::Blocked,
            () if holds(&self.allowed, address, now) => OnList::Allowed,
            () => OnList::Unlisted,
        }
    }
}

fn holds(list: &ByLength, address: IpAddr, now: DateTime<Utc>) -> bool {
    list.iter().any(|(length, ranges)| {
        let range = IpNet::new(address, *length).map(|range| range.trunc());
        let rule = range.ok().and_then(|range| ranges.get(&range));
        rule.is_some_and(|expires| expires.is_none_or(|at| at > now))
    })
}

/// Returns the network that failed logins are counted for, and that is blocked after too many. For IPv6 it is the
/// /64, since one user can take any address in it.
pub fn network(address: IpAddr) -> IpNet {
    match address.to_canonical() {
        IpAddr::V4(v4) => Ipv4Net::from(v4).into(),
        IpAddr::V6(v6) => {
            let bits = v6.to_bits() & (u128::MAX << 64);
            Ipv6Net::new_assert(Ipv6Addr::from_bits(bits), 64).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(blocked: bool, range: &str, expires: Option<i64>) -> Rule {
        Rule {
            blocked,
            range: range.parse().unwrap(),
            expires: expires.map(at),
        }
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn standing(rules: &[Rule], address: &str) -> OnList {
        Lists::new(rules.iter().copied()).standing(address.parse().unwrap(), at(100))
    }

    #[test]
    fn block_beats_allow_however_narrow_the_allowed_range_is() {
        let rules = [rule(false, "10.1.2.3/32", None), rule(true, "10.0.0.0/8", None)];
        assert_eq!(standing(&rules, "10.1.2.3"), OnList::Blocked);
        assert_eq!(standing(&rules[..1], "10.1.2.3"), OnList::Allowed);
        assert_eq!(standing(&rules[..1], "10.1.2.4"), OnList::Unlisted);
    }

    #[test]
    fn an_ipv4_address_is_the_same_in_ipv6_dress() {
        let rules = [rule(true, "127.0.0.0/8", None)];
        assert_eq!(standing(&rules, "::ffff:127.0.0.1"), OnList::Blocked);
        assert_eq!(standing(&rules, "::1"), OnList::Unlisted);
        assert_eq!(
            standing(&[rule(true, "::/0", None)], "127.0.0.1"),
            OnList::Unlisted,
            "all of IPv6 is not IPv4"
        );
    }

    #[test]
    fn a_rule_counts_until_it_expires() {
        let rules = [
            rule(true, "10.0.0.1/32", Some(100)),
            rule(true, "10.0.0.2/32", Some(101)),
        ];
        assert_eq!(standing(&rules, "10.0.0.1"), OnList::Unlisted);
        assert_eq!(standing(&rules, "10.0.0.2"), OnList::Blocked);
    }

    #[test]
    fn an_ipv6_address_counts_as_its_network() {
        let network = |address: &str| network(address.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7/32");
    }

    proptest! {
        #[test]
        fn looking_up_by_length_is_the_same_as_asking_every_rule(
            rules in prop::collection::vec((any::<bool>(), any::<u32>(), 0u8..=32), 0..20), address: u32) {
            let address = IpAddr::from(address.to_be_bytes());
            let rules: Vec<Rule> = rules.into_iter().map(|(blocked, bits, length)| Rule {
                blocked, range: IpNet::new(IpAddr::from(bits.to_be_bytes()), length).unwrap(), expires: None }).collect();
            let on = |blocked: bool| rules.iter().any(|rule| rule.blocked == blocked && rule.range.contains(&address));
            let expected = if on(true) { OnList::Blocked } else if on(false) { OnList::Allowed } else { OnList::Unlisted };
            prop_assert_eq!(Lists::new(rules.iter().copied()).standing(address, at(0)), expected);
        }
    }
}
