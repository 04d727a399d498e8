//! Browsers that are known from a full login before (SPEC C-6). In one of its owner's, an account has a counter of failed
//! logins of its own, so that strangers who lock the name do not lock the owner out. One cookie serves everybody who logs in
//! in that browser; what it says is a random secret, of which the hash is kept.
use super::{new_secret, secret_hash, store};
use crate::db::Tx;
use crate::error::Result;
use crate::web::request::Request;
use sha2::{Digest, Sha256};

/// What became of the browser of a full login.
pub struct Remembered {
    /// The user has logged in before, and never in this browser.
    pub is_new: bool,
    /// For the cookie, if it needs one.
    pub secret: Option<String>,
}

/// The counter of this user in this browser, if it is known.
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

/// After a full login. A secret that is nobody's is not taken over (SECURITY SE2): the browser gets one of ours.
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
