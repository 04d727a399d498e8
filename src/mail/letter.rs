//! Puts a mail together: its texts, then MIME with a plain and an HTML part.
use super::message::About;
use crate::error::{Error, Result};
use crate::web::i18n::Texts;
use askama::Template;
use chrono::{DateTime, Utc};
use lettre::message::{Mailbox, MultiPart, header};
use lettre::{Address, Message};
use url::Host;

/// The contents of a mail, from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Letter {
    pub subject: String,
    pub greeting: String,
    pub parts: Vec<Part>,
    pub foot: String,
    pub site: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Line(String),
    /// A code to be typed.
    Code(String),
    /// Label and address.
    Button(String, String),
    /// Label and value.
    Fact(String, String),
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    t: Texts,
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Plain<'a> {
    letter: &'a Letter,
}

impl Letter {
    pub fn new(about: &About<'_>, kind: &str) -> Self {
        let t = &about.t;
        Self {
            subject: t.one(&format!("mail-{kind}-subject"), "installation", about.installation),
            greeting: t.one("mail-greeting", "name", about.name),
            parts: Vec::new(),
            foot: t.one("mail-foot", "installation", about.installation),
            site: about.site.to_owned(),
        }
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    pub fn line(self, text: String) -> Self {
        self.with(Part::Line(text))
    }

    pub fn code(self, code: String) -> Self {
        self.with(Part::Code(code))
    }

    pub fn button(self, label: String, url: String) -> Self {
        self.with(Part::Button(label, url))
    }

    pub fn fact(self, label: String, value: &str) -> Self {
        self.with(Part::Fact(label, value.to_owned()))
    }

    /// Adds the facts and the advice that stand below every notice.
    pub fn notice(self, about: &About<'_>, by_other: bool) -> Self {
        let t = &about.t;
        let advice = if by_other { "mail-by-other" } else { "mail-not-you" };
        self.fact(t.get("mail-fact-account"), about.login)
            .fact(t.get("mail-fact-when"), &t.date_time(about.at))
            .line(t.get(advice))
    }
}

/// Sender and recipient.
pub(super) struct Envelope<'a> {
    pub from_name: &'a str,
    pub from: &'a str,
    pub to_name: &'a str,
    pub to: &'a str,
    /// The same for every attempt to send this mail, so that a receiver can drop duplicates.
    pub id: &'a str,
    pub at: DateTime<Utc>,
}

/// Makes the mail in the form that is sent. Names and subjects are encoded, so nothing in them can end a header
/// (SECURITY TK12).
///
/// # Errors
/// `Internal` if an address is not valid for mail.
pub(super) fn mime(t: Texts, letter: &Letter, envelope: &Envelope<'_>) -> Result<Message> {
    let wrong = |what: &str| Error::Internal(format!("{what} cannot stand in a mail"));
    let from = mailbox(envelope.from_name, envelope.from).ok_or_else(|| wrong("the sender"))?;
    let to = mailbox(envelope.to_name, envelope.to).ok_or_else(|| wrong("the recipient"))?;
    let id = format!("<{}@{}>", envelope.id, from.email.domain());
    let rendered =
        |result: askama::Result<String>| result.map_err(|error| Error::Internal(format!("template: {error}")));
    let plain = rendered(Plain { letter }.render())?;
    let html = rendered(Html { t, letter }.render())?;
    Message::builder()
        .from(from)
        .to(to)
        .subject(on_one_line(&letter.subject))
        .date(std::time::SystemTime::from(envelope.at))
        .message_id(Some(id))
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(plain, html))
        .map_err(|error| Error::Internal(format!("mail: {error}")))
}

fn mailbox(name: &str, address: &str) -> Option<Mailbox> {
    let name = on_one_line(name);
    let address: Address = ascii(address)?.parse().ok()?;
    Some(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// Returns an address with its domain in ASCII, as mail servers need it.
fn ascii(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    match Host::parse(domain).ok()? {
        Host::Domain(domain) => Some(format!("{local}@{domain}")),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

fn on_one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// RFC 3834 §5: tells automatic responders not to answer.
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    fn sent(name: &str, subject: &str) -> String {
        let letter = Letter {
            subject: subject.into(),
            ..Letter::default()
        };
        let envelope = Envelope {
            from_name: name,
            from: "no-reply@chain.example",
            to_name: name,
            to: "kasse@rødgrød.dk",
            id: "1",
            at: DateTime::UNIX_EPOCH,
        };
        let t = Texts::new(Language::En, chrono_tz::UTC);
        String::from_utf8(mime(t, &letter, &envelope).unwrap().formatted()).unwrap()
    }

    /// SECURITY TK12.
    #[test]
    fn a_name_or_subject_adds_no_header() {
        let evil = "Eva\r\nBcc: all@evil.test\r\n\r\nBuy now";
        let mail = sent(evil, evil);
        let head = mail.split("\r\n\r\n").next().unwrap();
        assert!(
            !head.lines().any(|line| line.to_lowercase().starts_with("bcc")),
            "{head}"
        );
        assert_eq!(head.lines().filter(|line| line.starts_with("To:")).count(), 1);
        assert!(!head.lines().any(|line| line.starts_with("Buy")), "{head}");
    }

    #[test]
    fn an_international_domain_goes_over_the_wire_in_ascii() {
        assert!(sent("Kasse 1", "x").contains("kasse@xn--rdgrd-vuad.dk"));
    }
}
