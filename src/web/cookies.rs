//! Accepts session cookies that were encrypted with an earlier installation key, so that changing the key logs
//! nobody out (SECURITY SC2). The request's cookie is encrypted with the new key before anything reads it. The
//! browser gets a new cookie when its session is renewed.
use super::visit::AppState;
use crate::config::InstallationKey;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, CookieJar, Key};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{COOKIE, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

/// Name of the session cookie.
pub const SESSION: &str = "__Host-keyholder";
/// The purpose for which the cookie's key is derived.
pub const PURPOSE: &str = "session cookie";

/// The keys of session cookies.
pub struct Cookies {
    current: Key,
    earlier: Vec<Key>,
}

impl Cookies {
    pub fn new(key: &InstallationKey) -> Self {
        Self {
            current: Key::derive_from(&key.derive(PURPOSE)),
            earlier: key.derive_earlier(PURPOSE).map(|key| Key::derive_from(&key)).collect(),
        }
    }

    /// Returns the request's cookies with the session's cookie encrypted again, or `None` if that is not needed.
    fn renewed(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let mut cookies: Vec<Cookie<'static>> = headers
            .get_all(COOKIE)
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|part| Cookie::parse_encoded(part.trim().to_owned()).ok())
            .collect();
        let session = cookies.iter_mut().find(|cookie| cookie.name() == SESSION)?;
        if opened(&self.current, session).is_some() {
            return None;
        }
        let plain = self.earlier.iter().find_map(|key| opened(key, session))?;
        let mut jar = CookieJar::new();
        jar.private_mut(&self.current).add(plain);
        *session = jar.get(SESSION)?.clone();
        let all: Vec<String> = cookies
            .iter()
            .map(|cookie| cookie.stripped().encoded().to_string())
            .collect();
        HeaderValue::from_str(&all.join("; ")).ok()
    }
}

fn opened(key: &Key, cookie: &Cookie<'static>) -> Option<Cookie<'static>> {
    CookieJar::new().private(key).decrypt(cookie.clone())
}

/// Middleware that runs before the session's own.
pub async fn read_again(
    mut req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let state = req.app_data::<Data<AppState>>().cloned();
    if let Some(state) = state.filter(|state| !state.cookies.earlier.is_empty())
        && let Some(header) = state.cookies.renewed(req.headers())
    {
        req.headers_mut().insert(COOKIE, header);
    }
    next.call(req).await
}
