//! Mail that came in, as it is read.

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
