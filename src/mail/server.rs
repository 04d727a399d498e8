//! The SMTP server, and handing one mail to it.
use crate::config::{Config, Seal};
use lettre::transport::smtp::SmtpTransport;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as SmtpTls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, Transport};
use std::error::Error as _;
use std::time::Duration;

/// How long one step of the conversation may take.
const STEP: Duration = Duration::from_secs(10);
/// Longest error message that is kept.
const REASON: usize = 300;
/// What the sealed password of the server belongs to.
pub const PASSWORD_PLACE: &str = "mail server password";

/// Whether the conversation is encrypted, and from when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tls {
    /// After STARTTLS. Nothing is sent if the server does not offer it.
    #[default]
    StartTls,
    /// From the first byte.
    Implicit,
    /// Not encrypted.
    None,
}

impl Tls {
    pub const ALL: [Tls; 3] = [Tls::StartTls, Tls::Implicit, Tls::None];

    /// The code in forms and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Tls::StartTls => "starttls",
            Tls::Implicit => "implicit",
            Tls::None => "none",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tls| tls.code() == code)
    }
}

/// The settings of the mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Empty if no mail is sent.
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Empty to send without logging in.
    pub login: String,
    /// The sealed password.
    pub password: Option<Vec<u8>>,
    /// The address mail comes from.
    pub sender: String,
    pub version: i32,
}

/// Why a mail was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The server is away, refuses our login, or has the wrong certificate. No mail goes out now.
    Server(String),
    /// The server does not accept this mail now.
    Later(String),
    /// The server will never accept this mail.
    Never(String),
}

impl Trouble {
    pub fn reason(&self) -> &str {
        let (Trouble::Server(reason) | Trouble::Later(reason) | Trouble::Never(reason)) = self;
        reason
    }
}

impl Server {
    pub fn is_configured(&self) -> bool {
        !self.host.is_empty()
    }

    /// Hands over one mail. It may take as long as the server takes, up to ten seconds a step.
    pub(super) fn send(&self, config: &Config, seal: &Seal, mail: &Message) -> Result<(), Trouble> {
        let transport = self.transport(config, seal).map_err(Trouble::Server)?;
        transport.send(mail).map(drop).map_err(trouble)
    }

    fn transport(&self, config: &Config, seal: &Seal) -> Result<SmtpTransport, String> {
        let tls = match self.tls {
            Tls::StartTls => SmtpTls::Required(self.trusted(config)?),
            Tls::Implicit => SmtpTls::Wrapper(self.trusted(config)?),
            Tls::None => SmtpTls::None,
        };
        let mut builder = SmtpTransport::builder_dangerous(self.host.as_str())
            .port(self.port)
            .timeout(Some(STEP))
            .hello_name(ClientId::default())
            .tls(tls);
        if !self.login.is_empty() {
            let sealed = self.password.as_deref().unwrap_or_default();
            let password = seal.open(PASSWORD_PLACE, sealed).map_err(|error| error.to_string())?;
            let password = String::from_utf8(password).map_err(|_| "the stored password is not text".to_owned())?;
            builder = builder.credentials(Credentials::new(self.login.clone(), password));
        }
        Ok(builder.build())
    }

    /// Checks the certificate against the authorities that the machine trusts and those in `KEYHOLDER_MAIL_CA_FILE`
    /// (SECURITY SC4).
    fn trusted(&self, config: &Config) -> Result<TlsParameters, String> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(file) = &config.mail_ca_file {
            let pem = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let certificate = Certificate::from_pem(&pem).map_err(|error| format!("{}: {error}", file.display()))?;
            builder = builder.add_root_certificate(certificate);
        }
        builder.build().map_err(|error| error.to_string())
    }
}

/// Classifies an error. Replies 530 to 538 concern our login (RFC 4954 §6): an administrator must fix that, and the
/// mail is not at fault.
fn trouble(error: lettre::transport::smtp::Error) -> Trouble {
    let reason = reason(&error);
    match error.status().map(u16::from) {
        Some(530..=538) | None => Trouble::Server(reason),
        Some(500..) => Trouble::Never(reason),
        Some(_) => Trouble::Later(reason),
    }
}

/// Returns the error with its causes, on one line and of limited length.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(REASON).collect()
}
