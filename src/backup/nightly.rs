//! Writes a backup into the data folder every night, by itself.
use super::{BackupError, Result, Wanted, Written, name, write};
use crate::config::{Config, InstallationKey, Secret, make_private_folder};
use chrono::Utc;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const KIND: &str = "nightly";
/// Prefix of the name of a file that is not complete.
pub(super) const UNFINISHED: &str = ".unfinished-";
/// An incomplete file older than this was left by a process that was killed.
const ABANDONED: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// What a node needs to write backups. It must know the address of the owner role.
#[derive(Debug)]
pub struct Nightly {
    key: InstallationKey,
    owner_url: Secret,
    kept: usize,
}

impl Nightly {
    /// Returns `None` if no backups are to be kept.
    pub fn new(config: &Config, key: &InstallationKey, owner_url: &str) -> Option<Self> {
        (config.backups_kept > 0).then(|| Self {
            key: key.clone(),
            owner_url: Secret::new(owner_url.to_owned()),
            kept: config.backups_kept,
        })
    }

    /// Writes a backup and removes the oldest ones beyond the number to keep. Backups that people made by command
    /// stay.
    ///
    /// # Errors
    /// As [`write()`]. If writing fails, no backup is removed.
    pub fn run(&self, config: &Config) -> Result<(PathBuf, Written)> {
        let folder = folder(config)?;
        sweep(&folder)?;
        let path = folder.join(name(KIND, Utc::now()));
        let written = write(config, &self.key, self.owner_url.expose(), &path, Wanted::Everything)?;
        retire(&folder, self.kept)?;
        Ok((path, written))
    }
}

/// Returns the default folder of backups, and makes it if needed. Only its owner can open it.
///
/// # Errors
/// The folder cannot be made.
pub fn folder(config: &Config) -> Result<PathBuf> {
    let folder = config.data_dir.join("backups");
    let faulty = BackupError::writing(&folder);
    make_private_folder(&folder).map_err(&faulty)?;
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o700)).map_err(&faulty)?;
    Ok(folder)
}

/// Returns the files of a folder with this prefix, ordered by name, which is by age.
fn files(folder: &Path, prefix: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(BackupError::file(folder))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(prefix))
    });
    files.sort();
    Ok(files)
}

fn retire(folder: &Path, kept: usize) -> Result<()> {
    let files = files(folder, &format!("{KIND}-"))?;
    for old in &files[..files.len().saturating_sub(kept)] {
        std::fs::remove_file(old).map_err(BackupError::file(old))?;
    }
    Ok(())
}

/// Removes incomplete files that a killed process left.
fn sweep(folder: &Path) -> Result<()> {
    for file in files(folder, UNFINISHED)? {
        let age = std::fs::metadata(&file).and_then(|about| about.modified());
        if age.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > ABANDONED)) {
            std::fs::remove_file(&file).map_err(BackupError::file(&file))?;
        }
    }
    Ok(())
}
