//! What handlers give back.
use super::stream::Stream;
use crate::access::Refusal;
use crate::activity::Entry;
use crate::error::{Error, Result};
use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use url::form_urlencoded;

pub const FLASH_COOKIE: &str = "__Host-keyholder-said";
/// The most that is said once on the next page, in characters.
pub const SAID_MOST: usize = 500;
/// Begins what is said when nothing was done.
pub const NOTICE: char = '\u{2}';
/// The most of it in its cookie, in bytes as written there. Browsers drop a cookie that takes more than 4,096 bytes
/// with its name and attributes (RFC 6265 §6.1).
const SAID_BYTES: usize = 3_500;
/// Carries the secret of a single-use link from the address bar to the form (SECURITY TK6).
pub const LINK_COOKIE: &str = "__Host-keyholder-link";
pub const LINK_MINUTES: i64 = 30;
/// Knows a browser again in which somebody has logged in (SPEC C-6). As long as browsers keep a cookie at most.
pub const DEVICE_COOKIE: &str = "__Host-keyholder-device";
const DEVICE_DAYS: i64 = 400;

/// What to do with the session cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionCookie {
    /// The browser keeps its cookie, or gets the new secret of a session that was renewed.
    Keep,
    Set(String),
    Clear,
}

/// What a response carries.
#[derive(Debug)]
pub enum Body {
    Text(String),
    Bytes(Vec<u8>),
    /// Of any length, with no time limit.
    Stream(Stream),
}

/// A finished response without its transport.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Body,
    pub cookie: SessionCookie,
    /// Said once on the next page ("Saved").
    pub flash: Option<String>,
    /// This page has shown the flash of the request.
    pub flash_shown: bool,
    /// The log entry for showing this page. It is written before the page is sent; otherwise the page is not sent.
    pub entry: Option<Box<Entry>>,
}

impl Answer {
    /// A whole page, or a fragment with an address of its own.
    pub fn page(template: &impl askama::Template) -> Result<Self> {
        Self::page_with(StatusCode::OK, template)
    }

    pub fn page_with(status: StatusCode, template: &impl askama::Template) -> Result<Self> {
        let body = template
            .render()
            .map_err(|error| Error::Internal(format!("template: {error}")))?;
        Ok(Self {
            flash_shown: true,
            ..Self::text(status, "text/html; charset=utf-8", body)
        })
    }

    /// A part of a page that the browser puts into the one it shows. It shows no flash, so the next page still does.
    pub fn fragment(template: &impl askama::Template) -> Result<Self> {
        Ok(Self {
            flash_shown: false,
            ..Self::page(template)?
        })
    }

    pub fn text(status: StatusCode, content_type: &'static str, body: String) -> Self {
        let headers = vec![(header::CONTENT_TYPE, HeaderValue::from_static(content_type))];
        Self {
            status,
            headers,
            body: Body::Text(body),
            cookie: SessionCookie::Keep,
            flash: None,
            flash_shown: false,
            entry: None,
        }
    }

    /// 204: the page stays as it is.
    pub fn nothing() -> Self {
        Self::text(StatusCode::NO_CONTENT, "text/plain; charset=utf-8", String::new())
    }

    /// A download written while it is sent.
    pub fn stream(content_type: &'static str, stream: Stream) -> Self {
        Self {
            body: Body::Stream(stream),
            ..Self::text(StatusCode::OK, content_type, String::new())
        }
    }

    /// Like [`Answer::stream`], for a media type known only at run time.
    ///
    /// # Errors
    /// `Internal` for a media type that cannot stand in a header.
    pub fn stream_of(media_type: &str, stream: Stream) -> Result<Self> {
        Self::stream("application/octet-stream", stream).being(media_type)
    }

    /// A file that is small enough to be held whole.
    ///
    /// # Errors
    /// As [`Answer::stream_of`].
    pub fn bytes(media_type: &str, bytes: Vec<u8>) -> Result<Self> {
        let answer = Self::text(StatusCode::OK, "application/octet-stream", String::new());
        let answer = Self {
            body: Body::Bytes(bytes),
            ..answer
        };
        answer.being(media_type)
    }

    fn being(mut self, media_type: &str) -> Result<Self> {
        let value = HeaderValue::from_str(media_type);
        let value = value.map_err(|_| Error::Internal(format!("no media type: {media_type}")))?;
        self.headers = vec![(header::CONTENT_TYPE, value)];
        Ok(self)
    }

    /// 303: the browser goes on with a GET of `path`, which is always a path on this site.
    pub fn see_other(path: &str) -> Self {
        let location =
            HeaderValue::from_str(super::request::local_path(path, "/")).unwrap_or(HeaderValue::from_static("/"));
        let mut answer = Self::text(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", String::new());
        answer.headers.push((header::LOCATION, location));
        answer
    }

    pub fn saying(self, text: impl Into<String>) -> Self {
        Self {
            flash: Some(text.into()),
            ..self
        }
    }

    /// Says on the next page what is still to be done first: nothing has been done yet.
    pub fn asking_for(self, text: &str) -> Self {
        self.saying(format!("{NOTICE}{text}"))
    }

    /// A page that must not be shown without an entry of the log.
    pub fn noting(self, entry: Option<Entry>) -> Self {
        Self {
            entry: entry.map(Box::new),
            ..self
        }
    }

    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// A download under this name, which must need no escaping (SECURITY EX3).
    pub fn as_file(self, name: &str) -> Self {
        match HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
            Ok(value) => self.with_header(header::CONTENT_DISPOSITION, value),
            Err(_) => self,
        }
    }

    /// A download under a name that somebody has chosen (RFC 6266 §4.3, RFC 8187 §3.2): as it is for browsers of today,
    /// and without what needs escaping for others.
    pub fn as_named_file(self, name: &str) -> Self {
        let plain: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let spelled: String = name.bytes().map(spell).collect();
        let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{spelled}");
        match HeaderValue::from_str(&value) {
            Ok(value) => self.with_header(header::CONTENT_DISPOSITION, value),
            Err(_) => self,
        }
    }

    pub fn with_cookie(self, cookie: SessionCookie) -> Self {
        Self { cookie, ..self }
    }

    /// Keeps the secret of a link for the form that uses it, or forgets it.
    pub fn with_link(self, secret: Option<&str>) -> Self {
        let age = if secret.is_some() {
            Duration::minutes(LINK_MINUTES)
        } else {
            Duration::ZERO
        };
        let cookie = short_cookie(LINK_COOKIE, secret.unwrap_or_default().to_owned(), age);
        match HeaderValue::from_str(&cookie.to_string()) {
            Ok(value) => self.with_header(header::SET_COOKIE, value),
            Err(_) => self,
        }
    }

    /// Lets this browser be known again.
    pub fn with_browser(self, secret: &str) -> Self {
        let cookie = short_cookie(DEVICE_COOKIE, secret.to_owned(), Duration::days(DEVICE_DAYS));
        match HeaderValue::from_str(&cookie.to_string()) {
            Ok(value) => self.with_header(header::SET_COOKIE, value),
            Err(_) => self,
        }
    }

    /// The response but for the session cookie, which the adapter sets.
    pub fn into_response(self, had_flash: bool) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for header in self.headers {
            response.append_header(header);
        }
        if let Some(text) = &self.flash {
            response.cookie(short_cookie(FLASH_COOKIE, flash_value(text), Duration::minutes(1)));
        } else if had_flash && self.flash_shown {
            response.cookie(short_cookie(FLASH_COOKIE, String::new(), Duration::ZERO));
        }
        match self.body {
            Body::Text(text) => response.body(text),
            Body::Bytes(bytes) => response.body(bytes),
            Body::Stream(stream) => match stream.start() {
                Ok(incoming) => response.body(incoming),
                Err(error) => {
                    tracing::error!(%error, "no thread for a stream");
                    HttpResponse::ServiceUnavailable().finish()
                }
            },
        }
    }
}

/// A byte of a name in a header: itself, or percent-encoded.
fn spell(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}

fn short_cookie(name: &'static str, value: String, age: Duration) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish()
}

/// A text as its cookie keeps it. "…" stands where it was cut.
fn flash_value(text: &str) -> String {
    const CUT: &str = "%E2%80%A6";
    let value = cookie_text(text);
    if text.chars().count() <= SAID_MOST && value.len() <= SAID_BYTES {
        return value;
    }
    let mut value = String::new();
    for character in text.chars().take(SAID_MOST - 1) {
        let character = cookie_text(character.encode_utf8(&mut [0; 4]));
        if value.len() + character.len() + CUT.len() > SAID_BYTES {
            break;
        }
        value.push_str(&character);
    }
    value + CUT
}

/// Cookies are read with percent signs only: a plus stays a plus, and "Brød & Co" one text.
fn cookie_text(text: &str) -> String {
    let value: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    value.replace('+', "%20")
}

/// Returns the text of a flash cookie whose percent signs are already decoded, cut to the longest that is shown.
pub fn flash_text(value: &str) -> String {
    value.chars().take(SAID_MOST).collect()
}

/// How an unsafe request ends.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one per request, moved once")]
pub enum Outcome {
    /// COMMIT.
    Commit(Answer),
    /// 422 or 409, the same page with what was typed: ROLLBACK, no entry.
    Invalid(Answer),
    /// A rule said no, and the page says so itself: ROLLBACK, then the entry in a transaction of its own.
    Refuse(Answer, Entry),
    /// A single refusal: ROLLBACK, then an ordinary entry, of which repeated ones are counted.
    Denied(Answer, Refusal),
    /// COMMIT: the user has proven who they are, and the form that waited for it is sent on (SPEC N-5).
    Proven(Proven),
}

/// A recent proof.
#[derive(Debug)]
pub struct Proven {
    /// The session's new secret.
    pub secret: String,
    /// The form that waited.
    pub form: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> String {
        flash_text(&percent_encoding::percent_decode_str(value).decode_utf8_lossy())
    }

    #[test]
    fn what_is_said_next_fits_into_a_cookie_and_says_where_it_was_cut() {
        for letter in ["a", "ø", "漢", "🗝", "+", " "] {
            let whole = letter.repeat(250);
            assert_eq!(read(&flash_value(&whole)), whole, "{letter}");
            let cut = flash_value(&letter.repeat(2_100));
            let cookie = short_cookie(FLASH_COOKIE, cut.clone(), Duration::minutes(1)).to_string();
            assert!(cookie.len() < 4_096, "{letter}: {}", cookie.len());
            let said = read(&cut);
            assert!(said.ends_with('…') && said.chars().count() > 250, "{letter}: {said}");
        }
    }
}
