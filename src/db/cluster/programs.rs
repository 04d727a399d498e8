//! Finds PostgreSQL's server programs.
use super::{ClusterError, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest version whose `public` schema is closed to everybody else by default.
const OLDEST: u32 = 15;

#[derive(Debug, Clone)]
pub(super) struct Programs {
    pub postgres: PathBuf,
    pub initdb: PathBuf,
}

impl Programs {
    /// For the database in `data`: the version that made it, or the newest when there is none yet.
    pub fn find(data: &Path) -> Result<Self> {
        let made_by = std::fs::read_to_string(data.join("PG_VERSION")).ok();
        let wanted = made_by.and_then(|text| text.trim().parse::<u32>().ok());
        let found = folders()
            .into_iter()
            .filter_map(|folder| Some((version(&folder)?, folder)));
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

/// Folders that hold both programs: `PATH` (through links), `pg_config`, then where the systems put them.
fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let path = std::env::var_os("PATH").unwrap_or_default();
    for program in std::env::split_paths(&path).filter_map(|folder| folder.join("postgres").canonicalize().ok()) {
        folders.extend(program.parent().map(Path::to_owned));
    }
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    folders.extend(below("/usr/lib/postgresql", "", "bin"));
    folders.extend(below("/usr", "pgsql-", "bin"));
    for homebrew in ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"] {
        folders.extend(below(homebrew, "postgresql", "bin"));
    }
    folders.retain(|folder| folder.join("postgres").is_file() && folder.join("initdb").is_file());
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

/// Major version, as `postgres --version` says it: "postgres (PostgreSQL) 15.18 (Debian …)".
fn version(folder: &Path) -> Option<u32> {
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let number = text.split(')').nth(1)?.trim();
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
