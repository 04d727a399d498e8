//! Bytes as files of a folder, which all nodes must share. A file is written, made to last and renamed before the
//! transaction commits; one whose transaction did not is swept later, like one that was deleted.
use super::{PIECE, Storage, store};
use crate::error::{Error, Result};
use diesel::pg::PgConnection;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// A file without a row may belong to a transaction that is under way.
const YOUNG: Duration = Duration::from_secs(60 * 60);
/// Files looked at in one statement.
const BATCH: usize = 1_000;

/// The folder of files.
pub struct Folder(PathBuf);

impl Folder {
    /// # Errors
    /// It cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(Self(folder.to_owned()))
    }

    /// By the beginning of the id's random end, so that no folder holds too many.
    fn path(&self, id: Uuid) -> PathBuf {
        let name = id.simple().to_string();
        self.0.join(&name[name.len() - 2..]).join(name)
    }

    /// Writes a file so that it is there whole, or not at all.
    ///
    /// # Errors
    /// What the system says.
    pub fn put(&self, id: Uuid, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(id);
        let parent = path.parent().unwrap_or(&self.0);
        DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        let begun = path.with_extension("part");
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&begun)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        let renamed = written.and_then(|()| fs::rename(&begun, &path));
        if renamed.is_err() {
            // The error that is told is the first one.
            let _ = fs::remove_file(&begun);
        }
        renamed?;
        File::open(parent)?.sync_all()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// It is not there; what the system says.
    pub fn get(&self, id: Uuid) -> io::Result<Vec<u8>> {
        fs::read(self.path(id))
    }

    /// Every file that is old enough to be judged, with the id it is named after.
    fn old(&self) -> io::Result<Vec<(Uuid, PathBuf)>> {
        let mut old = Vec::new();
        for folder in fs::read_dir(&self.0)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let path = file?.path();
                let id = path
                    .file_stem()
                    .and_then(|name| name.to_str())
                    .and_then(|name| name.parse().ok());
                let age = fs::metadata(&path).and_then(|about| about.modified());
                let is_old = age.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > YOUNG));
                old.extend(id.filter(|_| is_old).map(|id| (id, path)));
            }
        }
        Ok(old)
    }
}

fn fault(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Busy("storage"),
        _ => Error::Internal(format!("storage: {error}")),
    }
}

impl Storage for Folder {
    fn write(&self, _: &mut PgConnection, id: Uuid, bytes: &[u8]) -> Result<()> {
        self.put(id, bytes).map_err(fault)
    }

    fn piece(&self, _: &mut PgConnection, id: Uuid, place: u32) -> Result<Option<Vec<u8>>> {
        let mut file = File::open(self.path(id)).map_err(fault)?;
        let from = SeekFrom::Start(u64::from(place) * PIECE as u64);
        file.seek(from).map_err(fault)?;
        let mut bytes = Vec::new();
        file.take(PIECE as u64).read_to_end(&mut bytes).map_err(fault)?;
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }

    fn sweep(&self, conn: &mut PgConnection) -> Result<usize> {
        if !store::may_sweep(conn)? {
            return Ok(0);
        }
        let (mut removed, old) = (0, self.old().map_err(fault)?);
        for some in old.chunks(BATCH) {
            let ids: Vec<Uuid> = some.iter().map(|(id, _)| *id).collect();
            let known = store::known(conn, &ids)?;
            for (id, path) in some {
                let left_over = path.extension().is_some() || !known.contains(id);
                if left_over {
                    fs::remove_file(path).map_err(fault)?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_private_and_its_bytes_are_there_whole() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::open(&home.path().join("files")).unwrap();
        let id = Uuid::now_v7();
        folder.put(id, b"contract").unwrap();
        assert_eq!(fs::read(folder.path(id)).unwrap(), b"contract");
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(folder.path(id)).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        assert!(folder.put(id, b"other").is_ok(), "the same id again is the same file");
    }

    #[test]
    fn only_old_files_are_judged() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::open(home.path()).unwrap();
        let (young, old) = (Uuid::now_v7(), Uuid::now_v7());
        folder.put(young, b"1").unwrap();
        folder.put(old, b"2").unwrap();
        let yesterday = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
        File::options()
            .write(true)
            .open(folder.path(old))
            .unwrap()
            .set_modified(yesterday)
            .unwrap();
        let found: Vec<Uuid> = folder.old().unwrap().into_iter().map(|(id, _)| id).collect();
        assert_eq!(found, [old]);
    }
}
