//! Parses an address or a range as typed (SPEC N-10, SECURITY AC15).
use crate::web::message::Message;
use ipnet::{IpNet, Ipv4Net};
use std::net::IpAddr;

/// What is wrong with a typed address or range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Neither an address nor a range. `127.1` and `010.0.0.1` are refused: programs disagree on what they mean.
    Unreadable,
    /// The address is not the first one of its range, so either the address or the length is a mistake. Contains the
    /// range of this length.
    Inside(IpNet),
}

impl Wrong {
    pub fn message(self) -> Message {
        match self {
            Wrong::Unreadable => Message::new("login-security-range-wrong"),
            Wrong::Inside(range) => Message::new("login-security-range-inside").with("range", range.to_string()),
        }
    }
}

/// Parses `192.0.2.7`, `192.0.2.0/24` or `2001:db8::/32`. An IPv4 address written as IPv6 (`::ffff:192.0.2.7`) becomes
/// that IPv4 address.
///
/// # Errors
/// [`Wrong`].
pub fn parse(typed: &str) -> Result<IpNet, Wrong> {
    let typed = typed.trim();
    let range = match typed.contains('/') {
        true => typed.parse::<IpNet>().ok(),
        false => typed.parse::<IpAddr>().ok().map(IpNet::from),
    };
    let range = range.map(plain).ok_or(Wrong::Unreadable)?;
    if range == range.trunc() {
        Ok(range)
    } else {
        Err(Wrong::Inside(range.trunc()))
    }
}

/// The number of bits before the IPv4 address in an IPv6 address that contains one.
const MAPPED: u8 = 96;

fn plain(range: IpNet) -> IpNet {
    let IpNet::V6(v6) = range else { return range };
    let mapped = v6.addr().to_ipv4_mapped();
    let length = v6.prefix_len().checked_sub(MAPPED);
    match mapped
        .zip(length)
        .and_then(|(v4, length)| Ipv4Net::new(v4, length).ok())
    {
        Some(v4) => v4.into(),
        None => range,
    }
}

/// Returns an address without a length, a range with its length.
pub fn shown(range: IpNet) -> String {
    if range.prefix_len() == range.max_prefix_len() {
        range.addr().to_string()
    } else {
        range.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> String {
        parse(typed).map_or_else(|wrong| format!("{wrong:?}"), shown)
    }

    #[test]
    fn an_address_is_read_as_it_is_written_everywhere() {
        for (typed, read_as) in [
            (" 192.0.2.7 ", "192.0.2.7"),
            ("192.0.2.0/24", "192.0.2.0/24"),
            ("2001:DB8::/32", "2001:db8::/32"),
            ("::1", "::1"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
            ("0.0.0.0/0", "0.0.0.0/0"),
        ] {
            assert_eq!(read(typed), read_as, "{typed}");
        }
    }

    #[test]
    fn what_programs_do_not_agree_about_is_refused() {
        for typed in [
            "",
            "127.1",
            "010.0.0.1",
            "0x7f.0.0.1",
            "10.0.0.0/33",
            "10.0.0.0/255.0.0.0",
            "10.0.0.0/-1",
            "::1%eth0",
            "localhost",
        ] {
            assert_eq!(read(typed), "Unreadable", "{typed}");
        }
    }

    #[test]
    fn an_address_inside_its_range_is_refused_with_the_range_that_begins_there() {
        assert_eq!(parse("10.0.0.5/8"), Err(Wrong::Inside("10.0.0.0/8".parse().unwrap())));
    }
}
