//! A mail server for tests: takes mail over real SMTP, and misbehaves when told to.
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A mail as it came in.
#[derive(Debug, Clone)]
pub struct Caught {
    pub from: String,
    pub to: Vec<String>,
    /// Head and body as they went over the wire.
    pub raw: String,
    pub encrypted: bool,
    /// Login and password, if there was a login.
    pub login: Option<(String, String)>,
}

/// How it behaves.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// Waits so long before each answer.
    pub slow: Duration,
    /// Recipients that it does not know.
    pub refuses: Vec<String>,
    /// Hangs up in the middle of so many mails.
    pub dies: usize,
    /// Asks for this login and password.
    pub password: Option<(String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    None,
    StartTls,
    Implicit,
}

/// Listens until the test ends.
pub struct Smtp {
    pub address: SocketAddr,
    /// The certificate it shows, to be trusted or not.
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

    fn start(encryption: Encryption) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port for mail");
        let address = listener.local_addr().expect("its address");
        let names = vec!["localhost".to_owned()];
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).expect("a certificate");
        let certificate = super::app::data_folder().join(format!("mail-{}.pem", address.port()));
        std::fs::write(&certificate, cert.pem()).expect("the certificate is kept");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
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

    /// Waits until so many mails are there.
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

    /// The newest mail to this address, once there is one with these words.
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

impl Caught {
    /// Value of a header, unfolded, as it was encoded.
    pub fn header(&self, name: &str) -> String {
        let head = self
            .raw
            .split("\r\n\r\n")
            .next()
            .unwrap_or_default()
            .replace("\r\n ", " ");
        let prefix = format!("{}:", name.to_lowercase());
        let line = head.lines().find(|line| line.to_lowercase().starts_with(&prefix));
        line.map(|line| line[prefix.len()..].trim().to_owned())
            .unwrap_or_default()
    }

    /// Both parts as they are read.
    pub fn text(&self) -> String {
        let parts = self.raw.split("\r\n--").map(decoded);
        parts.collect::<Vec<_>>().join("\n")
    }

    /// The addresses in it, each once.
    pub fn links(&self) -> Vec<String> {
        let text = self.text();
        let ends = |c: char| c.is_whitespace() || "\"<>".contains(c);
        let starts = text.match_indices("http").map(|(at, _)| &text[at..]);
        let mut links: Vec<String> = starts
            .map(|rest| rest.split(ends).next().unwrap_or_default().to_owned())
            .filter(|link| link.contains("://"))
            .collect();
        links.sort();
        links.dedup();
        links
    }

    /// The path of the one link below this path.
    #[track_caller]
    pub fn path(&self, below: &str) -> String {
        let links = self.links();
        let found = links
            .iter()
            .find_map(|link| link.find(&format!("{below}/")).map(|at| link[at..].to_owned()));
        found.unwrap_or_else(|| panic!("no {below} in {links:?}"))
    }
}

/// A MIME part without its transfer encoding.
fn decoded(part: &str) -> String {
    let (head, body) = part.split_once("\r\n\r\n").unwrap_or(("", part));
    let head = head.to_lowercase();
    if head.contains("transfer-encoding: base64") {
        use base64::Engine;
        let packed: String = body.split_whitespace().collect();
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(packed)
            .unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    } else if head.contains("transfer-encoding: quoted-printable") {
        unquoted(body)
    } else {
        body.to_owned()
    }
}

fn unquoted(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.as_bytes());
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if *first == b'=' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

trait Both: Read + Write + Send {}
impl<T: Read + Write + Send> Both for T {}

fn encrypted(stream: TcpStream, shared: &Shared) -> std::io::Result<Box<dyn Both>> {
    let connection = ServerConnection::new(shared.tls.clone()).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    stream.flush()?;
    Ok(Box::new(stream))
}

/// One conversation: who, to whom, and how far it is.
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
        let stream = self.line.get_mut();
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
        stream.flush()
    }

    /// False: it is over.
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
