//! The one secret of an installation. All other keys are derived from it, one for each purpose.
//!
//! It can be changed (SECURITY SC2): put a new key on the first line of the file, above the old one. The first key
//! seals everything new; the keys below it still open what they sealed.
use super::Config;
use hmac::{Hmac, Mac};
use sha2::Sha512;
use std::fmt;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// 32 random bytes from a file that only its owner can read (SECURITY SC1).
#[derive(Clone)]
pub struct InstallationKey {
    current: [u8; 32],
    /// The keys before, newest first.
    earlier: Vec<[u8; 32]>,
}

/// Why there is no installation key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("the installation key {path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// Users other than the owner can read it.
    #[error(
        "the installation key {path} can be read by others (mode {mode:o}); make it private with: chmod 600 {path}"
    )]
    Mode {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not 64 hexadecimal digits.
    #[error("the installation key {0} must be 64 hexadecimal digits a line, as made by: openssl rand -hex 32")]
    Form(PathBuf),
    /// Typed or copied from an example, not random.
    #[error("the installation key {0} is not random; make one with: openssl rand -hex 32")]
    Weak(PathBuf),
    /// The configured file is missing. Only the file in the data folder is made automatically.
    #[error("KEYHOLDER_KEY_FILE: {0} does not exist; make it with: openssl rand -hex 32 > {0} && chmod 600 {0}")]
    Missing(PathBuf),
    /// The database has been used with a key whose file is missing. What it sealed opens with no other key.
    #[error("the installation key {0} does not exist: copy it from another node, or from where it is kept")]
    Lost(PathBuf),
    /// The database has been used with another key.
    #[error(
        "the installation key {0} is not the one this database belongs to: copy that one from another node, or from where it \
         is kept. Nothing was changed"
    )]
    Other(PathBuf),
}

impl InstallationKey {
    /// Reads the key. Makes `DATA_DIR/installation.key` (mode 0600) if there is none yet.
    ///
    /// # Errors
    /// The key is missing, readable by others, malformed or not random.
    pub fn open(config: &Config) -> Result<Self, KeyError> {
        if let Some(path) = &config.key_file {
            return Self::read(path)?.ok_or_else(|| KeyError::Missing(path.clone()));
        }
        let path = config.key_path();
        if let Some(key) = Self::read(&path)? {
            return Ok(key);
        }
        config.make_data_dir().map_err(|error| KeyError::File {
            path: path.clone(),
            error,
        })?;
        Self::create(&path).map_err(|error| KeyError::File {
            path: path.clone(),
            error,
        })?;
        Self::read(&path)?.ok_or(KeyError::Missing(path))
    }

    /// Reads the key, but never makes one.
    ///
    /// # Errors
    /// As [`InstallationKey::open`].
    pub fn existing(config: &Config) -> Result<Self, KeyError> {
        let path = config.key_path();
        Self::read(&path)?.ok_or(KeyError::Lost(path))
    }

    fn read(path: &Path) -> Result<Option<Self>, KeyError> {
        let fault = |error| KeyError::File {
            path: path.to_owned(),
            error,
        };
        let mode = match std::fs::metadata(path) {
            Ok(data) => data.permissions().mode() & 0o777,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        if mode & 0o077 != 0 {
            return Err(KeyError::Mode {
                path: path.to_owned(),
                mode,
            });
        }
        let text = std::fs::read_to_string(path).map_err(fault)?;
        let mut keys = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut bytes = [0; 32];
            hex::decode_to_slice(line, &mut bytes).map_err(|_| KeyError::Form(path.to_owned()))?;
            if is_weak(&bytes) {
                return Err(KeyError::Weak(path.to_owned()));
            }
            keys.push(bytes);
        }
        let mut keys = keys.into_iter();
        let current = keys.next().ok_or_else(|| KeyError::Form(path.to_owned()))?;
        Ok(Some(Self {
            current,
            earlier: keys.collect(),
        }))
    }

    /// Makes a key. It is written to a temporary file (mode 0600) and then moved into place without overwriting. So
    /// a crash leaves no partial key, and processes that start at the same time agree on one key.
    fn create(path: &Path) -> std::io::Result<()> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let mut aside = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        writeln!(aside, "{}", hex::encode(bytes))?;
        aside.as_file().sync_all()?;
        match aside.persist_noclobber(path) {
            Err(taken) if taken.error.kind() != ErrorKind::AlreadyExists => Err(taken.error),
            _ => Ok(()),
        }
    }

    /// Derives a key for one purpose (`"session cookie"`): HMAC-SHA-512 as a one-step derivation (NIST SP 800-56C,
    /// 4.1, option 2).
    pub fn derive(&self, purpose: &str) -> [u8; 64] {
        derived(&self.current, purpose)
    }

    /// Derives the purpose's keys from the earlier installation keys, newest first, to open what they sealed.
    pub fn derive_earlier(&self, purpose: &str) -> impl Iterator<Item = [u8; 64]> {
        self.earlier.iter().map(move |key| derived(key, purpose))
    }

    /// Derives the purpose's key from the very first installation key, for what must stay comparable while the
    /// installation lives.
    pub fn derive_first(&self, purpose: &str) -> [u8; 64] {
        derived(self.earlier.last().unwrap_or(&self.current), purpose)
    }

    /// Returns a print of this key: it shows whether something belongs to the key, and reveals nothing about it.
    pub fn print(&self) -> String {
        print(&self.current)
    }

    /// Returns the prints of the earlier keys, newest first.
    pub fn earlier_prints(&self) -> impl Iterator<Item = String> {
        self.earlier.iter().map(print)
    }

    /// Returns the print of the very first key.
    pub fn first_print(&self) -> String {
        print(self.earlier.last().unwrap_or(&self.current))
    }

    /// Whether a print belongs to this key, or to one that it has replaced.
    pub fn has_print(&self, print: &str) -> bool {
        self.print() == print || self.earlier_prints().any(|earlier| earlier == print)
    }
}

/// Computes a print. The purpose is called "backup" because backups were the first to contain prints.
fn print(key: &[u8; 32]) -> String {
    hex::encode(&derived(key, "backup")[..8])
}

fn derived(key: &[u8; 32], purpose: &str) -> [u8; 64] {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(b"keyholder 1: ");
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

impl fmt::Debug for InstallationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstallationKey")
    }
}

/// Whether the bytes are repeated, counted up, or plain text. Of random keys, one in 10^13 has fewer than 16
/// different values, and one in 10^13 is all printable.
fn is_weak(bytes: &[u8; 32]) -> bool {
    let mut different = *bytes;
    different.sort_unstable();
    let distinct = different.chunk_by(|a, b| a == b).count();
    let is_count = bytes.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1));
    distinct < 16 || is_count || bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
}

#[cfg(test)]
pub(super) mod tests {
    use super::InstallationKey;

    /// Makes a key for tests.
    pub fn key(number: u8) -> InstallationKey {
        changed(&[number])
    }

    /// A key that was changed; numbers newest first.
    pub fn changed(numbers: &[u8]) -> InstallationKey {
        InstallationKey {
            current: [numbers[0]; 32],
            earlier: numbers[1..].iter().map(|number| [*number; 32]).collect(),
        }
    }
}
