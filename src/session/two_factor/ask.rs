//! The part of a page that asks for a code: what its field takes, and the button that has one sent by email.
use super::{On, Sending, email};
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::visit::Ctx;

#[derive(Debug, Clone)]
pub struct Ask {
    /// Which codes it takes.
    pub hint: String,
    /// Where one may be sent, most of it hidden.
    pub email: Option<String>,
    /// That one is on its way.
    pub said: Option<String>,
}

impl Ask {
    pub fn of(t: &Texts, on: &On) -> Self {
        let hint = match (on.app, on.email_works) {
            (true, true) => "two-factor-code-hint-any",
            (true, false) => "two-factor-code-hint",
            (false, true) => "two-factor-code-hint-email",
            (false, false) => "two-factor-code-hint-recovery",
        };
        let address = on.email.as_deref().filter(|_| on.email_works);
        Self {
            hint: t.get(hint),
            email: address.map(masked),
            said: None,
        }
    }
}

/// **Send code** was pressed: what to say, or why not.
pub fn send_asked(ctx: &mut Ctx<'_, '_>) -> Result<std::result::Result<String, String>> {
    let sending = email::send(ctx)?;
    Ok(sending.said(&ctx.visit.t))
}

impl Sending {
    pub fn said(self, t: &Texts) -> std::result::Result<String, String> {
        match self {
            Sending::Sent(address) => Ok(t.one("login-email-on-its-way", "address", address)),
            Sending::TooSoon(at) => Err(t.one("login-email-too-soon", "time", t.clock(at))),
            Sending::Stopped => Err(t.get("login-email-stopped")),
        }
    }
}

/// An address for whoever knows it anyway: `c…@chain.example`.
pub fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::super::Method;
    use super::masked;

    #[test]
    fn an_address_is_known_by_whoever_has_it_alone() {
        assert_eq!(masked("carl.aagaard@chain.example"), "c…@chain.example");
        assert_eq!(masked("\"å@b\"@x.dk"), "\"…@x.dk");
    }

    #[test]
    fn one_field_takes_every_kind_of_code() {
        for (typed, method) in [
            ("123 456", Method::App),
            ("7K3M Q2XR", Method::Email),
            ("7k3mq2xr", Method::Email),
            ("7K3M-Q2XR-7K3M-Q2XR-7K3M-Q2XR", Method::Recovery),
        ] {
            assert_eq!(Method::of(typed), method, "{typed}");
        }
    }
}
