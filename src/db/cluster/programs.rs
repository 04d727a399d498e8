//! Finds PostgreSQL's programs.
use super::{ClusterError, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest version whose `public` schema is closed to other roles by default.
const OLDEST: u32 = 15;

const SERVER: [&str; 2] = ["postgres", "initdb"];

#[derive(Debug, Clone)]
pub(super) struct Programs {
    pub postgres: PathBuf,
    pub initdb: PathBuf,
}

impl Programs {
    /// Finds the programs for the database in `data`: those of the version that made it, or the newest if there is
    /// none yet.
    pub fn find(data: &Path) -> Result<Self> {
        let made_by = std::fs::read_to_string(data.join("PG_VERSION")).ok();
        let wanted = made_by.and_then(|text| text.trim().parse::<u32>().ok());
        let found = folders(&SERVER)
            .into_iter()
            .filter_map(|folder| Some((version(&folder, SERVER[0])?, folder)));
        let best = match wanted {
            Some(wanted) => found.into_iter().find(|(version, _)| *version == wanted),
            None => found
                .filter(|(version, _)| *version >= OLDEST)
                .max_by_key(|(version, _)| *version),
        };
        match (best, wanted) {
            (Some((_, folder)), _) => Ok(Self {
                postgres: folder.join("postgres"),
                initdb: folder.join("initdb"),
            }),
            (None, Some(wanted)) => Err(ClusterError::OtherVersion {
                data: data.to_owned(),
                wanted,
            }),
            (None, None) => Err(ClusterError::NoPrograms),
        }
    }
}

/// Returns the major version of the newest server programs.
pub(super) fn newest() -> Option<u32> {
    let versions = folders(&SERVER).into_iter();
    versions.filter_map(|folder| version(&folder, SERVER[0])).max()
}

/// Returns the folders that contain all these programs. Looks in `PATH` (following links), `pg_config`, and the
/// systems' usual places.
pub(in crate::db) fn folders(programs: &[&str]) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let path = std::env::var_os("PATH").unwrap_or_default();
    for program in std::env::split_paths(&path).filter_map(|folder| folder.join(programs[0]).canonicalize().ok()) {
        folders.extend(program.parent().map(Path::to_owned));
    }
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    folders.extend(below("/usr/lib/postgresql", "", "bin"));
    folders.extend(below("/usr", "pgsql-", "bin"));
    for homebrew in ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"] {
        folders.extend(below(homebrew, "postgresql", "bin"));
        folders.extend(below(homebrew, "libpq", "bin"));
    }
    folders.retain(|folder| programs.iter().all(|program| folder.join(program).is_file()));
    let mut once = Vec::new();
    folders.retain(|folder| {
        !once.contains(folder) && {
            once.push(folder.clone());
            true
        }
    });
    folders
}

fn below(parent: &str, prefix: &str, rest: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(parent) else {
        return Vec::new();
    };
    let named = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    named.map(|entry| entry.path().join(rest)).collect()
}

/// Reads the major version from `--version`: "postgres (PostgreSQL) 15.18 (Debian …)".
pub(in crate::db) fn version(folder: &Path, program: &str) -> Option<u32> {
    let output = Command::new(folder.join(program)).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let number = text.split(')').nth(1)?.trim();
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
