//! Seals uploaded files with the installation key while they wait, because they may contain data that the database
//! always keeps sealed (SPEC A-3, SECURITY DP4).
use crate::config::Seal;
use crate::error::{Error, Result};

/// Seals a file. The seal is bound to `sha256`, the hash of the file.
///
/// # Errors
/// `Internal` if the operating system provides no random numbers.
pub(super) fn close(seal: &Seal, sha256: &[u8], file: &[u8]) -> Result<Vec<u8>> {
    let closed = seal.close(&place(sha256), file);
    closed.map_err(|error| Error::Internal(error.to_string()))
}

/// Returns the file as it was sent, or `None` if it is damaged or sealed with another key.
pub(super) fn open(seal: &Seal, sealed: bool, sha256: &[u8], kept: Vec<u8>) -> Option<Vec<u8>> {
    if !sealed {
        return Some(kept);
    }
    let opened = seal.open(&place(sha256), &kept);
    opened
        .inspect_err(|error| tracing::warn!(%error, "a file that was sent"))
        .ok()
}

fn place(sha256: &[u8]) -> String {
    format!("upload {}", hex::encode(sha256))
}
