//! The form of the mail server: its fields and their checks.
use crate::error::{Error, Result};
use crate::mail::{Server, Tls};
use crate::names::Email;
use crate::session::hashing::Secret;
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use serde::Deserialize;
use std::net::IpAddr;
use url::Host;

/// The longest host name (RFC 1035 §2.3.4), and the longest login and password that are accepted.
const MAX: usize = 253;

const LABELS: [(&str, &str); 5] = [
    ("host", "email-host"),
    ("port", "email-port"),
    ("login", "email-login"),
    ("password", "email-password"),
    ("sender", "email-sender"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    pub version: i32,
    host: String,
    port: String,
    tls: String,
    login: String,
    pub password: Secret,
    sender: String,
}

/// The fields as the page shows them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub host: Field,
    pub port: Field,
    pub tls: Field,
    pub login: Field,
    pub password: Field,
    pub sender: Field,
}

impl Fields {
    pub fn of(server: &Server) -> Self {
        Self {
            host: Field::new("host", &server.host),
            port: Field::new("port", server.port.to_string()),
            tls: Field::new("tls", server.tls.code()),
            login: Field::new("login", &server.login),
            password: Field::empty("password"),
            sender: Field::new("sender", &server.sender),
        }
    }

    fn typed(typed: &Typed) -> Self {
        Self {
            host: Field::new("host", typed.host.trim()),
            port: Field::new("port", typed.port.trim()),
            tls: Field::new("tls", &typed.tls),
            login: Field::new("login", typed.login.trim()),
            password: Field::empty("password"),
            sender: Field::new("sender", typed.sender.trim()),
        }
    }

    pub fn mistakes(&self, t: &Texts) -> Vec<Mistake> {
        let fields = [&self.host, &self.port, &self.login, &self.password, &self.sender];
        labelled(t, mistakes(fields), &LABELS)
    }
}

/// Checks the form against what is stored. Returns the settings wanted, or `None` if a field is wrong. They keep the
/// stored password; a new one is sealed where it is stored.
///
/// # Errors
/// `BadRequest` for a kind of encryption that is not offered.
pub fn check(t: &Texts, typed: &Typed, stored: &Server) -> Result<(Fields, Option<Server>)> {
    let mut fields = Fields::typed(typed);
    let tls = Tls::from_code(&typed.tls).ok_or_else(|| Error::BadRequest("unknown encryption".into()))?;
    let port = fields.port.value.parse::<u16>().ok().filter(|port| *port > 0);
    if port.is_none() {
        fields.port.refuse(t.get("email-port-wrong"));
    }
    let host = fields.host.value.clone();
    if !host.is_empty() && !is_host(&host) {
        fields.host.refuse(t.get("email-host-wrong"));
    }
    match Email::parse_optional(&fields.sender.value) {
        Ok(None) if !host.is_empty() => fields.sender.refuse(t.get("email-sender-missing")),
        Ok(_) => {}
        Err(error) => fields.sender.refuse(error.message().say(t)),
    }
    for field in [&mut fields.login] {
        if field.value.chars().count() > MAX || field.value.chars().any(char::is_control) {
            field.refuse(t.get("email-login-wrong"));
        }
    }
    let wanted = Server {
        host,
        port: port.unwrap_or(stored.port),
        tls,
        login: fields.login.value.clone(),
        password: stored.password.clone(),
        sender: fields.sender.value.clone(),
        version: stored.version,
    };
    check_password(t, typed, stored, &wanted, &mut fields.password);
    let fine = fields.mistakes(t).is_empty();
    Ok((fields, fine.then_some(wanted)))
}

/// Checks the password. If host, port, encryption or login change, it must be typed again, so that nobody can have the
/// stored password sent to a server of their own.
fn check_password(t: &Texts, typed: &Typed, stored: &Server, wanted: &Server, field: &mut Field) {
    if typed.password.reveal().chars().count() > MAX {
        field.refuse(t.get("email-password-long"));
    }
    let place = |server: &Server| (server.host.clone(), server.port, server.tls, server.login.clone());
    if wanted.login.is_empty() || wanted.host.is_empty() || !typed.password.is_empty() {
        return;
    }
    if stored.password.is_none() {
        field.refuse(t.get("email-password-missing"));
    } else if place(stored) != place(wanted) {
        field.refuse(t.get("email-password-again"));
    }
}

fn is_host(text: &str) -> bool {
    let name = || matches!(Host::parse(text), Ok(Host::Domain(name)) if name.eq_ignore_ascii_case(text));
    text.len() <= MAX && (text.parse::<IpAddr>().is_ok() || name())
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_else() {
        for fine in ["smtp.chain.example", "localhost", "127.0.0.1", "::1", "Mail.Example"] {
            assert!(is_host(fine), "{fine}");
        }
        for wrong in [
            "",
            "a b",
            "smtp:25",
            "http://x",
            "x/y",
            "a@b",
            "x?y",
            "smtp.example\r\nRCPT",
        ] {
            assert!(!is_host(wrong), "{wrong}");
        }
    }
}
