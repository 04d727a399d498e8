//! Where a data folder's database, its configuration, its locks and its socket are.
use super::run_as::RunAs;
use super::{ClusterError, Result};
use crate::config::make_private_folder;
use sha2::{Digest, Sha256};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// Name of the file in the data folder that says where the database is, if it is not in the data folder.
const POINTER: &str = "postgres.location";
/// Used if root's data folder is below folders that PostgreSQL's user may not enter.
const ELSEWHERE: &str = "/var/lib/keyholder";

/// Whether a data folder has a private PostgreSQL, running or not.
pub fn exists(data_dir: &Path) -> bool {
    data_dir.join("postgres").exists() || data_dir.join(POINTER).exists()
}

#[derive(Debug, Clone)]
pub(super) struct Place {
    root: PathBuf,
    run_as: RunAs,
}

impl Place {
    /// Finds the place of `data_dir`, or chooses and makes one.
    ///
    /// Root's own folders (`/root`) are closed to PostgreSQL's user. Then the place is a separate folder in
    /// `/var/lib/keyholder`, with a random name, so that a new data folder never gets an old database.
    pub fn settle(data_dir: &Path) -> Result<Self> {
        make_private_folder(data_dir).map_err(ClusterError::file(data_dir))?;
        let data_dir = data_dir.canonicalize().map_err(ClusterError::file(data_dir))?;
        let pointer = data_dir.join(POINTER);
        if let Some(root) = pointed_at(&pointer)? {
            let run_as = RunAs::for_data(&root.join("postgres"))?;
            return Ok(Self { root, run_as });
        }
        let run_as = RunAs::for_data(&data_dir.join("postgres"))?;
        if data_dir.join("postgres").exists() || run_as.reaches(&data_dir) {
            return Ok(Self { root: data_dir, run_as });
        }
        let root = point_elsewhere(&pointer)?;
        tracing::info!(place = %root.display(), "the data folder is closed to PostgreSQL's user, so the database is elsewhere");
        Ok(Self { root, run_as })
    }

    /// The folder of everything here. It belongs to our user, while `data` belongs to PostgreSQL's user.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// PostgreSQL's data directory.
    pub fn data(&self) -> PathBuf {
        self.root.join("postgres")
    }

    /// Configuration that PostgreSQL reads and cannot change.
    pub fn settings(&self) -> PathBuf {
        self.root.join("postgres.settings")
    }

    /// What the server printed before it began its own log.
    pub fn start_log(&self) -> PathBuf {
        self.root.join("postgres.start.log")
    }

    /// The user that runs PostgreSQL here.
    pub fn run_as(&self) -> &RunAs {
        &self.run_as
    }

    /// Returns a folder for the socket that only PostgreSQL's user (and root) can enter. Its path is short, because
    /// a socket's path has at most 107 bytes. It is not below the data folder, which may be on a file system
    /// without sockets.
    pub fn socket_folder(&self) -> Result<PathBuf> {
        let digest = hex::encode(Sha256::digest(self.root.as_os_str().as_encoded_bytes()));
        let name = format!("keyholder-{}-{}", self.run_as.uid(), &digest[..12]);
        let runtime = std::env::var_os("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .filter(|_| !self.run_as.changes());
        let parents = [runtime, Some(PathBuf::from("/run")), Some(PathBuf::from("/tmp"))];
        let mut refused = ClusterError::TooLong("choosing a folder for the socket");
        for parent in parents
            .into_iter()
            .flatten()
            .filter(|parent| parent.as_os_str().len() <= 60)
        {
            match self.private_folder(&parent.join(&name)) {
                Ok(folder) => return Ok(folder),
                Err(error) => refused = ClusterError::File { path: parent, error },
            }
        }
        Err(refused)
    }

    /// Makes `folder`, or uses an existing one if only our user can access it; in `/tmp` anybody could have made it
    /// first.
    fn private_folder(&self, folder: &Path) -> std::io::Result<PathBuf> {
        match std::fs::DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => {
                self.run_as.give(folder).map_err(std::io::Error::other)?;
                return Ok(folder.to_owned());
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let found = std::fs::symlink_metadata(folder)?;
        if !found.is_dir() || found.uid() != self.run_as.uid() || found.mode() & 0o077 != 0 {
            return Err(std::io::Error::other(format!(
                "{} is somebody else's",
                folder.display()
            )));
        }
        Ok(folder.to_owned())
    }
}

fn pointed_at(pointer: &Path) -> Result<Option<PathBuf>> {
    let root = match std::fs::read_to_string(pointer) {
        Ok(text) => PathBuf::from(text.trim()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ClusterError::file(pointer)(error)),
    };
    if root.is_dir() {
        Ok(Some(root))
    } else {
        Err(ClusterError::Lost {
            pointer: pointer.to_owned(),
            place: root,
        })
    }
}

/// Makes a folder elsewhere and the pointer to it. Of two first starts at the same time one wins, and both use its
/// folder.
fn point_elsewhere(pointer: &Path) -> Result<PathBuf> {
    let mut name = [0; 8];
    getrandom::fill(&mut name).map_err(|error| ClusterError::file(ELSEWHERE)(std::io::Error::other(error)))?;
    let root = Path::new(ELSEWHERE).join(hex::encode(name));
    make_private_folder(&root).map_err(ClusterError::file(&root))?;
    let aside = pointer.with_extension(hex::encode(name));
    let write = || {
        let mut file = std::fs::File::create_new(&aside)?;
        writeln!(file, "{}", root.display())?;
        file.sync_all()?;
        let linked = std::fs::hard_link(&aside, pointer);
        std::fs::remove_file(&aside)?;
        linked
    };
    match write() {
        Ok(()) => Ok(root),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            std::fs::remove_dir(&root).map_err(ClusterError::file(&root))?;
            pointed_at(pointer)?.ok_or_else(|| ClusterError::file(pointer)(error))
        }
        Err(error) => Err(ClusterError::file(pointer)(error)),
    }
}
