//! Files that are kept: attachments and images (SPEC A-7). What a file is stands in `stored_files`, in the transaction
//! of what it belongs to; its bytes are in the database or in a folder (`KEYHOLDER_FILES_DIR`).
//!
//! There is no scanner for malware: a chain has one on its desks, and a hook that nobody has tried would only promise
//! one. Files are sent to be saved, never to be shown; the pictures that pages show are made anew from what was sent.
pub mod content;
mod folder;
pub mod image;
pub mod picture;
mod store;

pub use folder::Folder;

use crate::access::Access;
use crate::config::Config;
use crate::db::{Peek, Read, Tx};
use crate::error::{Error, Result};
use crate::web::answer::Answer;
use crate::web::download;
use crate::web::stream::Stream;
use crate::web::visit::Visit;
use actix_web::http::Method;
use diesel::pg::PgConnection;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::sync::Arc;
use uuid::Uuid;

/// The largest file, in bytes (SPEC A-7).
pub const LARGEST: usize = 20 * 1024 * 1024;

/// Bytes of a piece.
const PIECE: usize = 256 * 1024;

/// Where bytes are. Both may be read while they are written; nothing is there before the transaction is through.
pub trait Storage: Send + Sync {
    /// # Errors
    /// No room, or any other fault: then nothing else of the transaction happens either.
    fn write(&self, conn: &mut PgConnection, id: Uuid, bytes: &[u8]) -> Result<()>;

    /// The bytes in pieces of `PIECE`, counted from 0; none after the last one.
    ///
    /// # Errors
    /// The file is not there.
    fn piece(&self, conn: &mut PgConnection, id: Uuid, place: u32) -> Result<Option<Vec<u8>>>;

    /// All of them.
    ///
    /// # Errors
    /// The file is not there.
    fn whole(&self, conn: &mut PgConnection, id: Uuid) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for place in 0.. {
            match self.piece(conn, id, place)? {
                Some(mut piece) => bytes.append(&mut piece),
                None => break,
            }
        }
        Ok(bytes)
    }

    /// Removes what is left of files without a row in `stored_files`. Returns how many it removed.
    ///
    /// # Errors
    /// Any fault; the next run goes on.
    fn sweep(&self, conn: &mut PgConnection) -> Result<usize>;
}

/// The storage that is configured.
///
/// # Errors
/// The folder cannot be made.
pub fn open(config: &Config) -> io::Result<Arc<dyn Storage>> {
    Ok(match &config.files_dir {
        Some(folder) => Arc::new(Folder::open(folder)?),
        None => Arc::new(store::Pieces),
    })
}

/// The folder, where files are kept in one.
///
/// # Errors
/// It cannot be made.
pub fn folder(config: &Config) -> io::Result<Option<Folder>> {
    config.files_dir.as_deref().map(Folder::open).transpose()
}

/// Keeps the folder from being swept for as long as this connection lives: whoever reads it for a backup finds what the
/// database says, also what is deleted meanwhile.
///
/// # Errors
/// Any database error.
pub fn keep_left_overs(conn: &mut PgConnection) -> Result<()> {
    store::keep_from_sweeping(conn)
}

/// A file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub id: Uuid,
    pub media_type: String,
    /// In bytes.
    pub size: i64,
}

/// Keeps a file. Its row must be named by what it belongs to before the transaction ends; it goes with that.
///
/// # Errors
/// Any fault of the database or the folder.
pub fn keep(visit: &Visit, tx: &mut Tx<'_>, bytes: &[u8], media_type: &str) -> Result<Uuid> {
    let id = Uuid::now_v7();
    store::insert(tx, id, media_type, bytes.len() as i64, &Sha256::digest(bytes))?;
    visit.state.storage.write(tx.conn(), id, bytes)?;
    Ok(id)
}

/// The file to be saved under this name (SECURITY EX3). Whoever asks has been let see it, and `still` says of each
/// piece whether they may see it yet (SECURITY SE6).
///
/// # Errors
/// `NotFound` where it is gone; `Busy` when as many downloads are under way as there may be.
pub fn download(
    visit: &Visit,
    db: &mut impl Read,
    (id, name): (Uuid, &str),
    still: impl Fn(&mut Peek, &Access) -> Result<()> + Send + 'static,
) -> Result<Answer> {
    let file = store::one(db, id)?.ok_or(Error::NotFound)?;
    if visit.request.method == Method::HEAD {
        return Ok(Answer::bytes(&file.media_type, Vec::new())?.as_named_file(name));
    }
    let place = visit.state.downloads.take(visit.access.principal()?.user)?;
    let visit = visit.clone();
    let stream = Stream::new(move |out| {
        let _place = place;
        let next = |place| {
            download::next(&visit, |db, access| {
                still(db, access)?;
                visit.state.storage.piece(db.conn(), id, place)
            })
        };
        let mut place = 0;
        while let Some(piece) = next(place).map_err(io::Error::other)? {
            out.write_all(&piece)?;
            place += 1;
        }
        Ok(())
    });
    Ok(Answer::stream_of(&file.media_type, stream)?.as_named_file(name))
}

/// A picture of [`picture`], to be shown on a page: small, so it is read whole and takes no place of a download.
///
/// # Errors
/// `NotFound` where it is gone or is none.
pub fn shown(visit: &Visit, db: &mut impl Read, id: Uuid) -> Result<Answer> {
    let file = store::one(db, id)?.ok_or(Error::NotFound)?;
    if file.media_type != picture::MEDIA_TYPE {
        return Err(Error::NotFound);
    }
    let bytes = visit.state.storage.whole(db.conn(), id)?;
    Answer::bytes(&file.media_type, bytes)
}

/// What is left of files that are gone; see [`Storage::sweep`].
///
/// # Errors
/// As there.
pub fn sweep(tx: &mut Tx<'_>, storage: &dyn Storage) -> Result<usize> {
    storage.sweep(tx.conn())
}
