//! Known browsers: those in which a user has completed a login before (SPEC C-6). In such a browser a user has a
//! separate counter of failed logins, so that strangers who lock the name do not lock the owner out. One cookie serves
//! everybody who logs in in that browser. It holds a random secret, of which only the hash is stored.
use super::{new_secret, secret_hash, store};
use crate::db::Tx;
use crate::error::Result;
use crate::web::request::Request;
use sha2::{Digest, Sha256};

/// What [`remember`] found out about the browser of a completed login.
pub struct Remembered {
    /// The user has logged in before, but never in this browser.
    pub is_new: bool,
    /// The new secret for the cookie. `None` if the browser keeps the one it has.
    pub secret: Option<String>,
}

/// Returns the key of this user's counter in this browser. `None` if the browser is not known for this user.
pub fn counter(tx: &mut Tx<'_>, request: &Request, user: i64) -> Result<Option<Vec<u8>>> {
    let Some(browser) = request.browser.as_deref().map(secret_hash) else {
        return Ok(None);
    };
    let known = store::is_known_device(tx, &browser, user)?;
    Ok(known.then(|| {
        let parts = Sha256::new().chain_update(b"device").chain_update(&browser);
        parts.chain_update(user.to_be_bytes()).finalize().to_vec()
    }))
}

/// Remembers the browser after a completed login. A secret that no known browser has is not accepted (SECURITY SE2):
/// the browser gets a new one from us.
pub fn remember(tx: &mut Tx<'_>, request: &Request, user: i64) -> Result<Remembered> {
    let had_others = store::has_devices(tx, user)?;
    let brought = request.browser.as_deref().map(secret_hash);
    let browser = match brought {
        Some(browser) if store::is_browser(tx, &browser)? => Some(browser),
        _ => None,
    };
    let (browser, secret) = match browser {
        Some(browser) => (browser, None),
        None => {
            let secret = new_secret()?;
            (secret_hash(&secret), Some(secret))
        }
    };
    let added = store::note_device(tx, &browser, user)?;
    Ok(Remembered {
        is_new: added && had_others,
        secret,
    })
}
