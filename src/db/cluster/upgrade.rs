//! Replaces a private PostgreSQL of an older major version by one of a newer version with the same contents.
use super::locks::StartLock;
use super::place::Place;
use super::{Cluster, ClusterError, Options, Result, programs};
use std::path::{Path, PathBuf};

/// The versions before and after an upgrade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// The version that made the data; `None` if there are no data yet.
    pub data: Option<u32>,
    /// The newest version whose programs are installed.
    pub newest: Option<u32>,
}

/// Returns the version of a folder's data, and the newest that is installed.
///
/// # Errors
/// The folder cannot be used.
pub fn versions(data_dir: &Path) -> Result<Versions> {
    let place = Place::settle(data_dir)?;
    Ok(Versions {
        data: made_by(&place),
        newest: programs::newest(),
    })
}

fn made_by(place: &Place) -> Option<u32> {
    let text = std::fs::read_to_string(place.data().join("PG_VERSION")).ok()?;
    text.trim().parse().ok()
}

impl Cluster {
    /// Makes a new, empty database of the newest version next to this one. Removes what an earlier attempt left.
    ///
    /// # Errors
    /// As [`Cluster::open`], or if data that an earlier upgrade put aside are still there.
    pub fn successor(&self) -> Result<Cluster> {
        let (options, place) = (self.postmaster.options(), self.postmaster.place());
        let aside = self.put_aside();
        if aside.exists() {
            return Err(ClusterError::LeftOver(aside));
        }
        let data_dir = place.root().join("postgres.upgrade");
        if data_dir.exists() {
            // Only one process gets here, because it holds the database exclusively.
            drop(Cluster::open(&Options {
                data_dir: data_dir.clone(),
                ..options.clone()
            }));
            std::fs::remove_dir_all(&data_dir).map_err(ClusterError::file(&data_dir))?;
        }
        Cluster::open(&Options {
            data_dir,
            ..options.clone()
        })
    }

    /// Returns where the old data go when they have been replaced.
    fn put_aside(&self) -> PathBuf {
        let place = self.postmaster.place();
        let version = made_by(place).map_or_else(String::new, |version| format!("-{version}"));
        place.root().join(format!("postgres.before-upgrade{version}"))
    }
}

/// Stops both and puts the successor in place of the old one, in one step of the file system. Whatever happens,
/// either the old or the new database is in place and complete. Returns where the old one is kept.
///
/// # Errors
/// One of them is in use; errors of the system.
pub fn exchange(mut old: Cluster, mut new: Cluster) -> Result<PathBuf> {
    let aside = old.put_aside();
    let (old_data, new_data) = (old.postmaster.place().data(), new.postmaster.place().data());
    let _starts = (old.end_for_good()?, new.end_for_good()?);
    let here = rustix::fs::CWD;
    rustix::fs::renameat_with(here, &new_data, here, &old_data, rustix::fs::RenameFlags::EXCHANGE)
        .map_err(|errno| ClusterError::file(&old_data)(errno.into()))?;
    std::fs::rename(&new_data, &aside).map_err(ClusterError::file(&aside))?;
    let rest = new.postmaster.place().root();
    std::fs::remove_dir_all(rest).map_err(ClusterError::file(rest))?;
    Ok(aside)
}

impl Cluster {
    /// Stops PostgreSQL and keeps it stopped for as long as the lock is held.
    fn end_for_good(&mut self) -> Result<StartLock> {
        let start = StartLock::take(self.postmaster.place())?;
        let users = self
            .users
            .take()
            .filter(|users| users.is_last())
            .ok_or(ClusterError::InUse)?;
        drop(self.watch.take());
        self.postmaster.stop(&start)?;
        drop(users);
        Ok(start)
    }
}
