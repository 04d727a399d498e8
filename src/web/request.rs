//! What a handler may know about the HTTP request. It is copied from actix, so that handlers are plain synchronous
//! functions.
use super::upload::Upload;
use crate::error::{Error, Result};
use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;
use uuid::Uuid;

/// The longest `User-Agent` kept with a session.
const DEVICE_LENGTH: usize = 300;
/// The longest API token that is accepted for checking.
const LONGEST_TOKEN: usize = 200;
/// The header by which a page asks for a form to be checked.
const CHECK: &str = "keyholder-check";

#[derive(Clone)]
pub struct Request {
    /// The reference id that error pages show and every log line carries.
    pub id: Uuid,
    pub method: Method,
    pub path: String,
    pub query: String,
    pub body: Bytes,
    /// Whether the body is declared as a form, the way browsers send one without files.
    pub is_form: bool,
    /// The client's address: the peer, or what a configured proxy says (SPEC N-11).
    pub address: IpAddr,
    /// `User-Agent`, shortened and without control characters.
    pub device: String,
    /// The session's secret, one for all copies of the request.
    pub secret: Arc<SessionSecret>,
    /// The API token, taken only from a single `Authorization` header (SECURITY TK11).
    pub bearer: Option<String>,
    /// A message that the previous request left to be shown once.
    pub flash: Option<String>,
    /// The secret of a single-use link that was opened in this browser.
    pub link: Option<String>,
    /// The secret of the device cookie, if this browser has one (SPEC C-6).
    pub browser: Option<String>,
    pub accept_language: String,
    /// Whether htmx sent the request. It only decides how a lost session is answered, never who may do what (CS6).
    pub htmx: bool,
    /// Whether the form is only checked, while it is filled in ([`Route::checked`]).
    ///
    /// [`Route::checked`]: super::route::Route::checked
    pub checks: bool,
    /// The address in the browser's address bar, as sent by scripts; empty without scripts.
    shown: String,
    /// The file, if the route takes one.
    pub upload: Option<Arc<Upload>>,
    /// When it arrived.
    pub began: Instant,
    /// The id of the user who asks, for the log, once it is known.
    pub user: Arc<OnceLock<i64>>,
    params: HashMap<String, String>,
}

/// The secret of the session that a request comes with. The session may go on under a new one in the middle of the
/// request; from then on only the new one counts, and the answer brings it to the browser, whatever else it says.
pub struct SessionSecret {
    brought: Option<String>,
    newer: Mutex<Option<String>>,
}

impl SessionSecret {
    fn brought(secret: Option<String>) -> Arc<Self> {
        Arc::new(Self {
            brought: secret,
            newer: Mutex::default(),
        })
    }

    /// Returns the one that counts now.
    pub fn current(&self) -> Option<String> {
        self.newer().or_else(|| self.brought.clone())
    }

    /// Returns the new one, if the session has got one since the request came.
    pub fn newer(&self) -> Option<String> {
        self.newer.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the new secret of a session. The change is committed already.
    pub fn replace(&self, secret: &str) {
        *self.newer.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.to_owned());
    }
}

impl Request {
    pub fn new(req: &HttpRequest, body: Bytes, address: IpAddr, secret: Option<String>) -> Self {
        let text = |name| header_text(req.headers(), name);
        Self {
            id: Uuid::now_v7(),
            began: Instant::now(),
            user: Arc::default(),
            method: req.method().clone(),
            path: req.path().to_owned(),
            query: req.query_string().to_owned(),
            body,
            is_form: is_form(&text(header::CONTENT_TYPE.as_str())),
            address,
            device: text(header::USER_AGENT.as_str())
                .chars()
                .filter(|c| !c.is_control())
                .take(DEVICE_LENGTH)
                .collect(),
            secret: SessionSecret::brought(secret),
            bearer: bearer(req.headers()),
            flash: req
                .cookie(super::answer::FLASH_COOKIE)
                .map(|cookie| super::answer::flash_text(cookie.value())),
            link: req
                .cookie(super::answer::LINK_COOKIE)
                .map(|cookie| cookie.value().to_owned()),
            browser: req
                .cookie(super::answer::DEVICE_COOKIE)
                .map(|cookie| cookie.value().to_owned()),
            accept_language: text(header::ACCEPT_LANGUAGE.as_str()),
            htmx: req.headers().contains_key("hx-request"),
            checks: req.headers().contains_key(CHECK),
            shown: path_of(&text("hx-current-url")),
            upload: None,
            params: req
                .match_info()
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    /// Returns the request with the form that waited for a proof.
    pub fn with_body(&self, form: String) -> Self {
        Self {
            body: form.into(),
            ..self.clone()
        }
    }

    /// Returns the request with its file.
    pub fn with_upload(&self, upload: Upload) -> Arc<Self> {
        Arc::new(Self {
            upload: Some(Arc::new(upload)),
            ..self.clone()
        })
    }

    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }

    /// Returns path and query, for `from=` and for forms that post to the address of their page.
    pub fn address_bar(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// Returns the page the reader came from, as far as the request says. This is what the address bar shows, or
    /// else the list in the query's `from`. Empty if unknown, or if it is this very address.
    pub fn came_from(&self) -> String {
        let from = || {
            let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
            let (_, from) = pairs.find(|(name, _)| name == "from")?;
            Some(local_path(&from, "").to_owned())
        };
        let came = Some(self.shown.clone()).filter(|path| !path.is_empty()).or_else(from);
        let here = self.address_bar();
        came.filter(|path| !self.is_safe() || *path != here).unwrap_or_default()
    }

    pub fn is_safe(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }
}

/// Returns path and query of an address on this site, under whatever host it was requested.
fn path_of(address: &str) -> String {
    let Ok(address) = url::Url::parse(address) else {
        return String::new();
    };
    let path = &address[url::Position::BeforePath..url::Position::AfterQuery];
    local_path(path, "").to_owned()
}

fn is_form(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Reads the token. With several such headers there is none, because it would be unclear which one counts (SECURITY
/// HE11).
fn bearer(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all(header::AUTHORIZATION);
    let (one, None) = (all.next()?, all.next()) else {
        return None;
    };
    let (scheme, token) = one.to_str().ok()?.split_once(' ')?;
    let is_token = |token: &str| token.len() <= LONGEST_TOKEN && token.bytes().all(|byte| byte.is_ascii_graphic());
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && is_token(token)).then(|| token.to_owned())
}

fn header_text(headers: &HeaderMap, name: &str) -> String {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Input of a handler, parsed from the request after the rights are loaded.
pub trait Input: Sized {
    fn parse(request: &Request) -> Result<Self>;
}

/// No input. A request that changes something must still be sent as a form (SECURITY CS5).
impl Input for () {
    fn parse(request: &Request) -> Result<Self> {
        if request.is_safe() || request.is_form {
            Ok(())
        } else {
            Err(Error::NotAForm)
        }
    }
}

/// `{id}` of the path. Anything that is not a positive number counts as not found.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub i64);
impl Input for Id {
    fn parse(request: &Request) -> Result<Self> {
        let digits = request.param("id").filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
        digits
            .and_then(|id| id.parse().ok())
            .filter(|id| *id > 0)
            .map(Id)
            .ok_or(Error::NotFound)
    }
}

/// The query string. Unknown names are ignored, since addresses are shared and grow; a repeated single value is
/// refused (HE11).
pub struct Query<T>(pub T);
impl<T: DeserializeOwned> Input for Query<T> {
    fn parse(request: &Request) -> Result<Self> {
        serde_html_form::from_str(&request.query)
            .map(Query)
            .map_err(|error| Error::BadRequest(format!("query: {error}")))
    }
}

/// A posted form, which must be sent as one (SECURITY CS5). Its struct denies unknown fields, so a column that is
/// not on the form cannot be set (SECURITY AC9).
pub struct Form<T>(pub T);
impl<T: DeserializeOwned> Input for Form<T> {
    fn parse(request: &Request) -> Result<Self> {
        if !request.is_form {
            return Err(Error::NotAForm);
        }
        read(text_of(request)?).map(Form)
    }
}

/// A form without fields: that it was sent is all it says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

fn text_of(request: &Request) -> Result<&str> {
    let text = std::str::from_utf8(&request.body).map_err(|_| Error::BadRequest("form is not UTF-8".into()))?;
    if text.contains("%00") || text.contains('\0') {
        return Err(Error::BadRequest("NUL in form".into()));
    }
    Ok(text)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_html_form::from_str(text).map_err(|error| Error::BadRequest(format!("form: {error}")))
}

/// Splits a posted form into the fields for which `is_apart` is false, which are parsed, and those for which it is
/// true. The names of the latter are made at run time, so the caller must check them. Names are compared as sent;
/// one that is encoded in an unusual way stays with the former, where it is refused.
pub fn parted<T: DeserializeOwned>(
    request: &Request,
    is_apart: impl Fn(&str) -> bool,
) -> Result<(T, Vec<(String, String)>)> {
    if !request.is_form {
        return Err(Error::NotAForm);
    }
    let fields = text_of(request)?.split('&');
    let (apart, rest): (Vec<&str>, Vec<&str>) =
        fields.partition(|field| is_apart(field.split_once('=').map_or(field, |(name, _)| name)));
    Ok((read(&rest.join("&"))?, read(&apart.join("&"))?))
}

impl<A: Input, B: Input> Input for (A, B) {
    fn parse(request: &Request) -> Result<Self> {
        Ok((A::parse(request)?, B::parse(request)?))
    }
}
impl<A: Input, B: Input, C: Input> Input for (A, B, C) {
    fn parse(request: &Request) -> Result<Self> {
        Ok((A::parse(request)?, B::parse(request)?, C::parse(request)?))
    }
}

/// Returns `target` if it is a path on this site, so that it is safe to redirect to; otherwise `otherwise`
/// (SECURITY HE7).
pub fn local_path<'a>(target: &'a str, otherwise: &'a str) -> &'a str {
    let plain = target.starts_with('/')
        && !target.starts_with("//")
        && !target.contains('\\')
        && !target.chars().any(|c| c.is_control() || c.is_whitespace())
        && !target.to_ascii_lowercase().starts_with("/%2f")
        && !target.to_ascii_lowercase().starts_with("/%5c");
    if plain { target } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn a_return_address_leads_only_to_this_site() {
        for evil in [
            "//evil",
            "/\\evil",
            "https:evil",
            "https://evil",
            "%2f%2fevil",
            "/%2f/evil",
            "/%5Cevil",
            "/\t/evil",
            "/a b",
            "",
            "evil",
        ] {
            assert_eq!(local_path(evil, "/users"), "/users", "{evil}");
        }
        for fine in ["/users", "/users?q=a%20b&from=%2Fusers", "/"] {
            assert_eq!(local_path(fine, "/other"), fine);
        }
    }
}
