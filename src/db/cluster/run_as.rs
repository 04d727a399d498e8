//! Chooses the user of the machine that runs PostgreSQL: ours, or another one if we are root, because PostgreSQL
//! refuses root.
use super::{ClusterError, Result};
use nix::unistd::{Gid, Uid, User, geteuid};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The user that is added if we are root and there is no user `postgres`.
const ADDED: &str = "keyholder";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RunAs {
    uid: Uid,
    gid: Gid,
    /// Whether PostgreSQL runs as another user; only root can do that.
    changes: bool,
    /// Name of the user with that id.
    user: String,
    /// Name of this process's user, who connects to PostgreSQL.
    me: String,
}

impl RunAs {
    /// Chooses the user for the database in `data`, which may not exist yet.
    pub fn for_data(data: &Path) -> Result<Self> {
        let me = User::from_uid(geteuid())
            .ok()
            .flatten()
            .ok_or(ClusterError::NoName(geteuid().as_raw()))?;
        let owner = match std::fs::metadata(data) {
            Ok(found) => Some(Uid::from_raw(found.uid())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(ClusterError::File {
                    path: data.to_owned(),
                    error,
                });
            }
        };
        if !me.uid.is_root() {
            return match owner {
                Some(owner) if owner != me.uid => Err(ClusterError::NotOurs {
                    data: data.to_owned(),
                    owner: name_of(owner),
                }),
                _ => Ok(Self {
                    uid: me.uid,
                    gid: me.gid,
                    changes: false,
                    user: me.name.clone(),
                    me: me.name,
                }),
            };
        }
        let user = match owner.filter(|owner| !owner.is_root()) {
            Some(owner) => User::from_uid(owner)
                .ok()
                .flatten()
                .ok_or(ClusterError::NoName(owner.as_raw()))?,
            None => server_user()?,
        };
        Ok(Self {
            uid: user.uid,
            gid: user.gid,
            changes: true,
            user: user.name,
            me: me.name,
        })
    }

    /// Returns a command that runs as that user, in a folder everybody may enter and without our environment.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env_clear().env("LC_ALL", "C").env("TZ", "UTC");
        command.env(
            "PATH",
            std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()),
        );
        command.stdin(Stdio::null());
        if self.changes {
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        command
    }

    /// Whether that user can enter `folder`. This is tried and not computed, because of access lists and unusual
    /// mounts.
    pub fn reaches(&self, folder: &Path) -> bool {
        if !self.changes {
            return true;
        }
        let mut shell = self.command(Path::new("/bin/sh"));
        shell
            .args(["-c", "cd \"$1\"", "sh"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        shell.status().is_ok_and(|status| status.success())
    }

    /// Makes that user the owner of a folder of ours.
    pub fn give(&self, path: &Path) -> Result<()> {
        if !self.changes {
            return Ok(());
        }
        std::os::unix::fs::chown(path, Some(self.uid.as_raw()), Some(self.gid.as_raw()))
            .map_err(ClusterError::file(path))
    }

    /// Id of the user that runs PostgreSQL.
    pub fn uid(&self) -> u32 {
        self.uid.as_raw()
    }

    /// Name of the user that runs PostgreSQL.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Whether PostgreSQL runs as a user other than this process's.
    pub fn changes(&self) -> bool {
        self.changes
    }

    /// Name of the user of this process, as PostgreSQL will see it connect.
    pub fn me(&self) -> &str {
        &self.me
    }
}

fn name_of(uid: Uid) -> String {
    User::from_uid(uid)
        .ok()
        .flatten()
        .map_or_else(|| uid.to_string(), |user| user.name)
}

fn server_user() -> Result<User> {
    for name in ["postgres", ADDED] {
        if let Ok(Some(user)) = User::from_name(name) {
            return Ok(user);
        }
    }
    let shadow: &[&str] = &[
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        ADDED,
    ];
    let busybox: &[&str] = &["-S", "-D", "-H", ADDED];
    let mut said = String::new();
    for (program, arguments) in [("useradd", shadow), ("adduser", busybox)] {
        match Command::new(program).args(arguments).stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => break,
            Ok(output) => said = String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => said = error.to_string(),
        }
    }
    User::from_name(ADDED).ok().flatten().ok_or(ClusterError::NoUser(said))
}
