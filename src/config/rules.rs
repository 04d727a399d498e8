//! The rules for each setting's value. An error message never repeats a value that may be secret.
use super::{LogFormat, Secret};
use crate::web::i18n::Language;
use chrono_tz::Tz;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use url::{Host, Url};

/// Words that examples and tutorials use where a password belongs (SECURITY SC1).
const EXAMPLE_PASSWORDS: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "example",
    "keyholder",
    "password",
    "passw0rd",
    "postgres",
    "secret",
    "test",
    "admin",
    "123456",
    "12345678",
];

pub fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(IpAddr::from([127, 0, 0, 1]));
    }
    text.parse().map_err(|_| {
        format!("“{text}” is not an IP address such as 127.0.0.1, 0.0.0.0 or ::1 (the port has a setting of its own)")
    })
}

pub fn port(text: &str) -> Result<u16, String> {
    text.parse()
        .map_err(|_| format!("“{text}” is not a port from 0 to 65535"))
}

pub fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("“{text}” is not an address with a port, such as 127.0.0.1:9464"))
}

pub fn number(text: &str, low: u64, high: u64) -> Result<u64, String> {
    let number = text.parse::<u64>().ok().filter(|number| (low..=high).contains(number));
    number.ok_or_else(|| format!("“{text}” is not a whole number from {low} to {high}"))
}

/// Reads the public address. Plain http on a network needs the switch, because passwords would travel readable
/// (SECURITY SE3).
pub fn public_url(text: &str, plain_http: bool) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| format!("“{text}” is not an address such as https://access.example.com"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("“{text}” must begin with https:// or http://"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(format!("“{text}” must be scheme, name and port alone"));
    }
    if url.scheme() == "http" && !is_local(&url) && !plain_http {
        return Err(format!(
            "“{text}” is plain http on a network: passwords would travel readable; use https, or set KEYHOLDER_ALLOW_PLAIN_HTTP=yes"
        ));
    }
    Ok(url)
}

/// Whether the address is on this machine, for which browsers trust plain http.
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// An address in libpq's form. It is parsed here because it may name several hosts or none, which the URL standard
/// forbids.
struct DatabaseAddress<'a> {
    password: &'a str,
    hosts: Vec<&'a str>,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> DatabaseAddress<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let rest = text
            .strip_prefix("postgresql://")
            .or_else(|| text.strip_prefix("postgres://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
        let (user, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        Some(Self {
            password: user.split_once(':').map_or("", |(_, password)| password),
            hosts: hosts.split(',').map(without_port).collect(),
            parameters: query.split('&').filter_map(|pair| pair.split_once('=')).collect(),
        })
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => host.split(':').next().unwrap_or(host),
    }
}

pub fn database_url(text: &str) -> Result<Secret, String> {
    let Some(address) = DatabaseAddress::parse(text) else {
        return Err("is not an address such as postgresql://user:password@host/database".into());
    };
    let password = address.parameter("password").unwrap_or(address.password).to_lowercase();
    if EXAMPLE_PASSWORDS.contains(&password.as_str()) {
        return Err("its password is one from examples; choose a random one".into());
    }
    Ok(Secret::new(text.into()))
}

/// Whether the database is on another machine and nothing checks its certificate (SECURITY SC4).
pub fn is_unverified_remote(url: &Secret) -> bool {
    let Some(address) = DatabaseAddress::parse(url.expose()) else {
        return false;
    };
    let hosts = address
        .parameter("host")
        .map_or(address.hosts.clone(), |hosts| hosts.split(',').collect());
    let is_near = |host: &str| {
        let is_folder = host.is_empty() || host.starts_with('/') || host.to_lowercase().starts_with("%2f");
        is_folder || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    !hosts.into_iter().all(is_near) && address.parameter("sslmode") != Some("verify-full")
}

/// Reads networks, separated by commas or spaces. A plain address is a network of one.
pub fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let parts = text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        let network = part
            .parse::<IpNet>()
            .ok()
            .or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from));
        match network {
            Some(network) if network.prefix_len() == 0 => Err(format!(
                "“{part}” is the whole internet, so anybody could forge their address"
            )),
            Some(network) => Ok(network),
            None => Err(format!("“{part}” is not a network such as 10.0.0.0/8 or an address")),
        }
    };
    parts.map(read).collect()
}

pub fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!("“{other}” is neither text nor json")),
    }
}

pub fn log_level(text: &str) -> Result<tracing::Level, String> {
    text.parse()
        .map_err(|_| format!("“{text}” is none of error, warn, info, debug, trace"))
}

pub fn language(text: &str) -> Result<Language, String> {
    Language::ALL
        .into_iter()
        .find(|language| language.code() == text)
        .ok_or_else(|| format!("“{text}” is neither en nor da"))
}

pub fn time_zone(text: &str) -> Result<Tz, String> {
    text.parse()
        .map_err(|_| format!("“{text}” is not a time zone such as Europe/Copenhagen"))
}
