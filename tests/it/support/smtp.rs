//! A mail server for tests. It takes mail over real SMTP, and misbehaves when told to.
mod caught;

pub use caught::Caught;

use rcgen::generate_simple_self_signed;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, CertifiedKey, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How the server behaves.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// How long it waits before each answer.
    pub slow: Duration,
    /// Recipients that it refuses as unknown.
    pub refuses: Vec<String>,
    /// In the middle of how many mails it closes the connection.
    pub dies: usize,
    /// Whether it accepts connections and says nothing.
    pub mute: bool,
    /// How long it waits before each letter of an answer.
    pub trickle: Duration,
    /// The login and password that it requires, if any.
    pub password: Option<(String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    None,
    StartTls,
    Implicit,
}

/// A mail server, which listens until the process ends.
pub struct Smtp {
    pub address: SocketAddr,
    /// The file with the certificate that a client must trust to accept the server.
    pub certificate: PathBuf,
    shared: Arc<Shared>,
}

struct Shared {
    caught: Mutex<Vec<Caught>>,
    manners: Mutex<Manners>,
    tls: Arc<ServerConfig>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Smtp {
    pub fn plain() -> Self {
        Self::start(Encryption::None)
    }

    pub fn with_starttls() -> Self {
        Self::start(Encryption::StartTls)
    }

    pub fn with_tls() -> Self {
        Self::start(Encryption::Implicit)
    }

    /// Starts a server with TLS, with a certificate for this name from an authority of its own. [`Smtp::certificate`]
    /// is that of the authority.
    pub fn with_certificate(name: &str, expired: bool) -> Self {
        let new_key = || KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority
            .distinguished_name
            .push(DnType::CommonName, "Authority of tests");
        let authority = CertifiedIssuer::self_signed(authority, new_key()).expect("an authority");
        let mut shown = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        if expired {
            shown.not_before = date_time_ymd(2020, 1, 1);
            shown.not_after = date_time_ymd(2021, 1, 1);
        }
        let key = new_key();
        let cert = shown.signed_by(&key, &authority).expect("a certificate");
        Self::showing(Encryption::Implicit, cert.der().clone(), &key, &authority.pem())
    }

    fn start(encryption: Encryption) -> Self {
        let names = vec!["localhost".to_owned()];
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).expect("a certificate");
        Self::showing(encryption, cert.der().clone(), &signing_key, &cert.pem())
    }

    fn showing(encryption: Encryption, shown: CertificateDer<'static>, key: &KeyPair, trusted: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port for mail");
        let address = listener.local_addr().expect("its address");
        let certificate = super::app::data_folder().join(format!("mail-{}.pem", address.port()));
        std::fs::write(&certificate, trusted).expect("the certificate is kept");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![shown], key)
            .expect("a certificate and its key");
        let shared = Arc::new(Shared {
            caught: Mutex::default(),
            manners: Mutex::default(),
            tls: Arc::new(tls),
        });
        let of_thread = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = of_thread.clone();
                std::thread::spawn(move || {
                    let _ = converse(stream, &shared, encryption);
                });
            }
        });
        Self {
            address,
            certificate,
            shared,
        }
    }

    pub fn behave(&self, manners: Manners) {
        *held(&self.shared.manners) = manners;
    }

    pub fn caught(&self) -> Vec<Caught> {
        held(&self.shared.caught).clone()
    }

    /// Waits until there are `count` mails.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> Vec<Caught> {
        let began = Instant::now();
        while self.caught().len() < count {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "{} of {count} mails",
                self.caught().len()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        self.caught()
    }

    /// Waits for a mail to this address with these words, and returns the newest.
    #[track_caller]
    pub fn wait_for_words(&self, to: &str, words: &str) -> Caught {
        let began = Instant::now();
        loop {
            let all = self.caught();
            let found = all
                .iter()
                .rev()
                .find(|mail| mail.to == [to] && mail.text().contains(words));
            if let Some(mail) = found {
                return mail.clone();
            }
            let subjects: Vec<_> = all
                .iter()
                .map(|mail| (mail.to.clone(), mail.header("subject")))
                .collect();
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "no {words:?} to {to}: {subjects:?}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

trait Both: Read + Write + Send {}
impl<T: Read + Write + Send> Both for T {}

fn encrypted(stream: TcpStream, shared: &Shared) -> std::io::Result<Box<dyn Both>> {
    let connection = ServerConnection::new(shared.tls.clone()).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    stream.flush()?;
    Ok(Box::new(stream))
}

/// The state of one SMTP conversation.
struct Talk<'a> {
    line: BufReader<Box<dyn Both>>,
    shared: &'a Shared,
    manners: Manners,
    encrypted: bool,
    login: Option<(String, String)>,
    from: String,
    to: Vec<String>,
}

fn converse(stream: TcpStream, shared: &Shared, encryption: Encryption) -> std::io::Result<()> {
    let raw = stream.try_clone()?;
    let first: Box<dyn Both> = match encryption {
        Encryption::Implicit => encrypted(stream, shared)?,
        _ => Box::new(stream),
    };
    let mut talk = Talk {
        line: BufReader::new(first),
        shared,
        manners: held(&shared.manners).clone(),
        encrypted: encryption == Encryption::Implicit,
        login: None,
        from: String::new(),
        to: Vec::new(),
    };
    if talk.manners.mute {
        // Wait until the client gives up.
        let _ = talk.line.read_line(&mut String::new())?;
        return Ok(());
    }
    talk.say("220 catcher")?;
    let mut text = String::new();
    while talk.line.read_line(&mut text)? > 0 {
        let command = std::mem::take(&mut text).trim_end().to_owned();
        if command.eq_ignore_ascii_case("STARTTLS") {
            talk.say("220 go ahead")?;
            talk.line = BufReader::new(encrypted(raw.try_clone()?, shared)?);
            talk.encrypted = true;
        } else if !talk.answer(&command, encryption)? {
            return Ok(());
        }
    }
    Ok(())
}

impl Talk<'_> {
    fn say(&mut self, answer: &str) -> std::io::Result<()> {
        std::thread::sleep(self.manners.slow);
        let (answer, trickle) = (format!("{answer}\r\n"), self.manners.trickle);
        let letters = if trickle.is_zero() { answer.len() } else { 1 };
        for part in answer.as_bytes().chunks(letters) {
            std::thread::sleep(trickle);
            let stream = self.line.get_mut();
            stream.write_all(part)?;
            stream.flush()?;
        }
        Ok(())
    }

    /// Answers a command. Returns false if the conversation is over.
    fn answer(&mut self, command: &str, encryption: Encryption) -> std::io::Result<bool> {
        let upper = command.to_uppercase();
        let between = |text: &str| text.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        if upper.starts_with("EHLO") {
            let offers = encryption == Encryption::StartTls && !self.encrypted;
            let tls = if offers { "250-STARTTLS\r\n" } else { "" };
            self.say(&format!("250-catcher\r\n{tls}250-AUTH PLAIN\r\n250 8BITMIME"))?;
        } else if let Some(packed) = command.strip_prefix("AUTH PLAIN ") {
            self.log_in(packed)?;
        } else if upper.starts_with("MAIL FROM") {
            if self.manners.password.is_some() && self.login.is_none() {
                self.say("530 log in first")?;
                return Ok(true);
            }
            self.from = between(command);
            self.say("250 fine")?;
        } else if upper.starts_with("RCPT TO") {
            let to = between(command);
            if self.manners.refuses.contains(&to) {
                self.say("550 5.1.1 no such user here")?;
            } else {
                self.to.push(to);
                self.say("250 fine")?;
            }
        } else if upper == "DATA" {
            self.say("354 go on")?;
            return self.take();
        } else if upper == "QUIT" {
            self.say("221 bye")?;
            return Ok(false);
        } else {
            self.to.clear();
            self.say("250 fine")?;
        }
        Ok(true)
    }

    fn log_in(&mut self, packed: &str) -> std::io::Result<()> {
        use base64::Engine;
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(packed)
            .unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut parts = text.split('\0').skip(1).map(str::to_owned);
        let given = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if self.manners.password.as_ref().is_none_or(|wanted| *wanted == given) {
            self.login = Some(given);
            self.say("235 welcome")
        } else {
            self.say("535 5.7.8 wrong")
        }
    }

    fn take(&mut self) -> std::io::Result<bool> {
        let (mut raw, mut text) = (String::new(), String::new());
        while self.line.read_line(&mut text)? > 0 {
            let line = std::mem::take(&mut text);
            if line == ".\r\n" {
                break;
            }
            let mut manners = held(&self.shared.manners);
            if manners.dies > 0 {
                manners.dies -= 1;
                return Ok(false);
            }
            raw += line.strip_prefix('.').unwrap_or(&line);
        }
        held(&self.shared.caught).push(Caught {
            from: std::mem::take(&mut self.from),
            to: std::mem::take(&mut self.to),
            raw,
            encrypted: self.encrypted,
            login: self.login.clone(),
        });
        self.say("250 taken").map(|()| true)
    }
}
