//! The job that hands mails to the server.
//!
//! A mail is claimed in a transaction of its own that moves its `due_at` on, then sent with no transaction open, then
//! noted: of several nodes one sends it, and one that was claimed by a node that died is due again once the claim has
//! run out. So a mail is sent at least once; twice only where a node dies between the server's "taken" and the note of
//! it.
use super::letter::{self, Envelope};
use super::message::{About, Message};
use super::server::{Server, Trouble};
use super::store::{self, Claimed};
use crate::db::{self, End, Peek, Tx};
use crate::error::{Error, Result};
use crate::web::i18n::{Language, Texts};
use crate::web::local_time;
use crate::web::visit::AppState;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Connections at the same time besides the one of the job.
pub const CONNECTIONS: u32 = 1;
/// Attempts before a mail is given up: with the pauses between them, almost two days.
pub(super) const ATTEMPTS: i32 = 8;
/// Seconds before the second attempt; four times as long before each further one.
const PAUSE: i32 = 30;
/// Seconds for which a claim holds: longer than a conversation with a slow server takes.
const CLAIM: i32 = 180;
/// Seconds for which all mail rests while the server is away.
const REST: i32 = 15;
/// One run goes on for so long at most.
const RUN: Duration = Duration::from_secs(20);

/// What a run came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub sent: usize,
    pub failed: usize,
    /// There is more that could be sent now.
    pub more: bool,
}

/// Sends what is due.
///
/// # Errors
/// When PostgreSQL is away: what was claimed is due again later.
pub fn run(state: &AppState) -> Result<Run> {
    let (began, mut run) = (Instant::now(), Run::default());
    while began.elapsed() < RUN {
        let server = super::server(&mut peek(state)?)?;
        let Some(mail) = transaction(state, |tx| store::claim(tx, server.is_configured(), CLAIM))? else {
            return Ok(run);
        };
        let before = mail.through();
        let sent = match &before {
            Ok(before) => send(state, before.as_ref().unwrap_or(&server), &mail)?,
            // It warns of the server of now, so it is not for that one to carry unless the one before refuses.
            Err(error) => {
                tracing::error!(mail = mail.id, %error, "the server of a mail cannot be read");
                Err(Trouble::Later("the server it goes through cannot be read".into()))
            }
        };
        match sent {
            Ok(()) => {
                transaction(state, |tx| store::note_sent(tx, mail.id))?;
                run.sent += 1;
            }
            Err(_) if matches!(before, Ok(Some(_))) => transaction(state, |tx| store::let_go(tx, mail.id))?,
            Err(trouble) => {
                note(state, &mail, &trouble)?;
                run.failed += 1;
                if matches!(trouble, Trouble::Server(_)) {
                    return Ok(run);
                }
            }
        }
    }
    run.more = true;
    Ok(run)
}

fn peek(state: &AppState) -> Result<Peek> {
    state.jobs.get().map(Peek::new).map_err(|_| Error::Busy("jobs"))
}

fn transaction<T>(state: &AppState, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    let conn = state.jobs.get().map_err(|_| Error::Busy("jobs"))?;
    db::run(conn, &AtomicBool::new(false), |tx| work(tx).map(End::Commit))
}

/// Puts the mail together and hands it over. The outer error is PostgreSQL's.
fn send(state: &AppState, server: &Server, mail: &Claimed) -> Result<Result<(), Trouble>> {
    let never = |reason: String| Ok(Err(Trouble::Never(reason)));
    if mail.stale {
        return never("the link it carries is used, revoked or expired".into());
    }
    let Ok(message) = serde_json::from_value::<Message>(mail.contents.clone()) else {
        return never("written by another version".into());
    };
    let (reader, now) = {
        let mut db = peek(state)?;
        (store::reader(&mut db, mail.user_id)?, db::now(&mut db)?)
    };
    let language = Language::from_code(&reader.language).unwrap_or_default();
    let t = Texts::new(language, local_time::zone_of_page(&reader.time_zone));
    let installation = match reader.installation.as_str() {
        "" => "Keyholder",
        name => name,
    };
    let about = About {
        t,
        seal: &state.seal,
        installation,
        name: &reader.display_name,
        login: &reader.login,
        at: mail.created_at,
        site: &state.public_origin,
    };
    let letter = match message.letter(&about, now) {
        Ok(letter) => letter,
        Err(stale) => return never(stale.to_string()),
    };
    let id = format!("{}.{}", mail.id, mail.created_at.timestamp_micros());
    let envelope = Envelope {
        from_name: installation,
        from: &server.sender,
        to_name: &reader.display_name,
        to: &mail.recipient,
        id: &id,
        at: now,
    };
    match letter::mime(t, &letter, &envelope) {
        Ok(mime) => Ok(server.send(&state.config, &state.seal, &mime)),
        Err(error) => never(error.to_string()),
    }
}

/// Tries again later, or gives up. The server's log says so without naming anybody (SECURITY LG4).
fn note(state: &AppState, mail: &Claimed, trouble: &Trouble) -> Result<()> {
    let reason = trouble.reason();
    tracing::warn!(
        mail = mail.id,
        kind = mail.kind,
        attempt = mail.attempts,
        reason,
        "a mail was not sent"
    );
    let most = serde_json::from_value::<Message>(mail.contents.clone()).map_or(1, |message| message.attempts());
    let given_up = matches!(trouble, Trouble::Never(_)) || mail.attempts >= most;
    transaction(state, |tx| {
        if given_up {
            store::give_up(tx, mail.id, reason)?;
        } else {
            let pause = PAUSE.saturating_mul(4_i32.saturating_pow(mail.attempts.max(1).unsigned_abs() - 1));
            store::postpone(tx, mail.id, pause, reason)?;
        }
        if matches!(trouble, Trouble::Server(_)) {
            store::rest(tx, REST)?;
        }
        Ok(())
    })
}
