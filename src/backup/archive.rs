//! The file of a backup, a tar archive. It contains, in this order, `keyholder.json`, the attachments of the
//! folder, `database.dump` (for `pg_restore`) and `end.json`, which confirms that everything is there.
use super::{BackupError, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use uuid::Uuid;

/// Version of the format. Raised when older programs can no longer read what is written.
const FORMAT: u32 = 1;
const ABOUT: &str = "keyholder.json";
const DATABASE: &str = "database.dump";
const FILES: &str = "files/";
const END: &str = "end.json";
/// Upper limit for one attachment in bytes; real ones are far smaller (SPEC A-7).
const LARGEST: u64 = 1 << 30;

/// Describes what a backup contains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    pub made_at: String,
    /// Major version of PostgreSQL.
    pub postgres: u32,
    /// The migrations that had run.
    pub migrations: Vec<String>,
    /// Print (a short hash) of the installation key.
    pub key: String,
    pub attachments: Attachments,
}

/// Where attachments were stored, and how many there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachments {
    pub in_folder: bool,
    /// How many attachments there were in all.
    pub count: usize,
}

impl About {
    pub(super) fn now(postgres: u32, migrations: Vec<String>, key: String, attachments: Attachments) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            postgres,
            migrations,
            key,
            attachments,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct End {
    sha256: String,
}

/// Writes an archive from front to back.
pub(super) struct Archive<'f> {
    tar: tar::Builder<BufWriter<&'f File>>,
    sum: Sha256,
}

impl<'f> Archive<'f> {
    pub fn begin(file: &'f File, about: &About) -> io::Result<Self> {
        let tar = tar::Builder::new(BufWriter::new(file));
        let mut archive = Self {
            tar,
            sum: Sha256::new(),
        };
        archive.add(ABOUT, &serde_json::to_vec_pretty(about)?)?;
        Ok(archive)
    }

    pub fn add_file(&mut self, id: Uuid, bytes: &[u8]) -> io::Result<()> {
        self.add(&format!("{FILES}{id}"), bytes)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        let mut header = header();
        header.set_size(bytes.len() as u64);
        self.tar.append_data(&mut header, name, bytes)
    }

    /// Adds the dump of the database, of any length.
    pub fn add_database(&mut self, mut from: impl Read) -> io::Result<()> {
        let mut header = header();
        let mut entry = self.tar.append_writer(&mut header, DATABASE)?;
        let mut piece = vec![0; 1 << 18];
        loop {
            let read = from.read(&mut piece)?;
            if read == 0 {
                return entry.finish();
            }
            self.sum.update(&piece[..read]);
            entry.write_all(&piece[..read])?;
        }
    }

    /// Writes the confirmation at the end. An archive without it is not accepted.
    pub fn end(mut self) -> io::Result<()> {
        let sha256 = hex::encode(std::mem::take(&mut self.sum).finalize());
        self.add(END, &serde_json::to_vec(&End { sha256 })?)?;
        self.tar.into_inner()?.flush()
    }
}

fn header() -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o600);
    header.set_mtime(chrono::Utc::now().timestamp().unsigned_abs());
    header
}

/// One part of an archive.
pub(super) enum Part<'r> {
    File(Uuid, Vec<u8>),
    Database(&'r mut dyn Read),
}

/// Reads an archive to its end and returns its description. Use nothing of an archive before that, because it may
/// be cut off or damaged.
///
/// # Errors
/// It is no backup, has a newer format, or is not complete.
pub fn check(path: &Path) -> Result<About> {
    walk(path, |_| Ok(()))
}

/// Passes each part to `take`, in the order in which they were written.
pub(super) fn walk(path: &Path, mut take: impl FnMut(Part<'_>) -> Result<()>) -> Result<About> {
    let damaged = |what: &str| BackupError::Damaged {
        path: path.to_owned(),
        what: what.to_owned(),
    };
    let unreadable = |error: io::Error| damaged(&error.to_string());
    let file = File::open(path).map_err(BackupError::file(path))?;
    let mut tar = tar::Archive::new(BufReader::with_capacity(1 << 18, file));
    let (mut about, mut sum, mut end) = (None, Sha256::new(), None);
    for entry in tar.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(|error| match about {
            None => BackupError::NotOne(path.to_owned()),
            Some(_) => unreadable(error),
        })?;
        let name = entry.path().map_err(unreadable)?.to_string_lossy().into_owned();
        if name == DATABASE {
            let mut read = Summed {
                from: &mut entry,
                sum: &mut sum,
            };
            take(Part::Database(&mut read))?;
            io::copy(&mut read, &mut io::sink()).map_err(unreadable)?;
            continue;
        }
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(LARGEST)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if name == END {
            end = serde_json::from_slice::<End>(&bytes).ok();
            continue;
        }
        sum.update(&bytes);
        if about.is_none() {
            about = Some(read_about(path, &name, &bytes)?);
        } else if let Some(id) = name.strip_prefix(FILES).and_then(|id| id.parse().ok()) {
            take(Part::File(id, bytes))?;
        }
    }
    let about = about.ok_or_else(|| BackupError::NotOne(path.to_owned()))?;
    match end {
        None => Err(damaged("its end is missing")),
        Some(end) if end.sha256 != hex::encode(sum.finalize()) => Err(damaged("its contents are not what was written")),
        Some(_) => Ok(about),
    }
}

fn read_about(path: &Path, name: &str, bytes: &[u8]) -> Result<About> {
    let not_one = || BackupError::NotOne(path.to_owned());
    let about: About = serde_json::from_slice(bytes)
        .ok()
        .filter(|_| name == ABOUT)
        .ok_or_else(not_one)?;
    if about.format > FORMAT {
        return Err(BackupError::Newer(about.program));
    }
    Ok(about)
}

struct Summed<'r, R> {
    from: &'r mut R,
    sum: &'r mut Sha256,
}

impl<R: Read> Read for Summed<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.sum.update(&into[..read]);
        Ok(read)
    }
}
