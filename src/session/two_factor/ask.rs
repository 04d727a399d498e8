//! The part of a page that asks for a code: the hint on its field, and the button that sends a code by email.
use super::{On, Sending, email};
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::visit::Ctx;

#[derive(Debug, Clone)]
pub struct Ask {
    /// Says which codes the field takes.
    pub hint: String,
    /// The address to which one may be sent, mostly hidden.
    pub email: Option<String>,
    /// Says that a code is on its way.
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

/// Sends a code, because **Send code** was pressed. Returns what to say, or why it was not sent.
pub fn send_asked(ctx: &mut Ctx<'_, '_>) -> Result<Result<String, String>> {
    let sending = email::send(ctx)?;
    Ok(sending.said(&ctx.visit.t))
}

impl Sending {
    pub fn said(self, t: &Texts) -> Result<String, String> {
        match self {
            Sending::Sent(address) => Ok(t.one("login-email-on-its-way", "address", address)),
            Sending::TooSoon(at) => Err(t.one("login-email-too-soon", "time", t.clock(at))),
            Sending::Stopped => Err(t.get("login-email-stopped")),
        }
    }
}

/// Returns an address that only somebody who knows it can recognise: `c…@chain.example`.
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
