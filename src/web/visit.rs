//! One request by one reader: what every handler is given.
use super::answer::NOTICE;
use super::cookies::Cookies;
use super::hashing_job::Hashing;
use super::i18n::{Language, Languages, Texts};
use super::limits::Limits;
use super::local_time;
use super::metrics::Metrics;
use super::problem;
use super::request::Request;
use super::shell::{Flash, Gate, Shell, Theme, Tone, Viewer as ShellViewer};
use crate::access::headcounts::{Headcounted, Headcounts};
use crate::access::policy::{Barred, OnList, Policies, Policy};
use crate::access::recent::{Caller, Recent};
use crate::access::snapshot::{Snapshot, Unit};
use crate::access::snapshots::Snapshots;
use crate::access::{self, Access, Asked, Credential, Stage, TokenScope, Viewer};
use crate::activity::Author;
use crate::activity::chain::ChainKey;
use crate::backup::nightly::Nightly;
use crate::config::{Config, Seal};
use crate::db::{Peek, Pool, Read, Tx};
use crate::error::{Error, Result};
use crate::session::{self, hashing::Hasher};
use crate::storage::Storage;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Instant;

/// What the nodes of one process share.
pub struct AppState {
    pub config: Arc<Config>,
    /// Scheme, host and port of the public address, as browsers send it in `Origin`.
    pub public_origin: String,
    /// The host alone: requests for another one are turned away.
    pub public_host: String,
    pub pool: Pool,
    /// A few connections for downloads, so that those never keep a page waiting.
    pub streams: Pool,
    /// Places for downloads.
    pub downloads: Arc<super::download::Slots>,
    /// For the lanes of jobs.
    pub jobs: Pool,
    /// Places for files that are being sent.
    pub uploads: super::upload::Slots,
    /// Where files are kept.
    pub storage: Arc<dyn Storage>,
    pub snapshots: Snapshots,
    pub headcounts: Headcounts,
    pub policies: Policies,
    /// How often secrets may be tried.
    pub limits: Limits,
    /// For questions that may be answered from memory.
    pub recent: Recent,
    pub hasher: Hasher,
    /// Keeps secrets that must be read again.
    pub seal: Seal,
    /// Keys of session cookies.
    pub cookies: Cookies,
    /// Seals the activity log.
    pub chain: ChainKey,
    pub gate: Arc<tokio::sync::Semaphore>,
    /// What this node counts.
    pub metrics: Metrics,
    /// For the backup of the night; empty where none are made.
    pub nightly: std::sync::OnceLock<Nightly>,
    /// When this node began to serve.
    pub started: std::time::Instant,
}

/// Whom a route lets in; everything else about rights is the handler's and `access::rules`'.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Nobody needs to be logged in.
    Public,
    /// The password was right, however far the login has come since.
    Started,
    /// The login has come exactly so far.
    At(Stage),
    /// Logged in.
    Full,
    /// A program with an API token; the cookie counts for nothing (SECURITY CS5).
    Token,
}

/// Who asks, in which language, as of when.
#[derive(Clone)]
pub struct Visit {
    pub access: Access,
    pub request: Arc<Request>,
    pub t: Texts,
    pub state: Arc<AppState>,
    /// The policies of logins in force.
    pub policy: Arc<Policy>,
    pub installation: String,
    /// Whom people ask for help, if Setup names somebody (SPEC S-1).
    pub contact: Option<String>,
    /// What people can choose from.
    pub languages: Languages,
    /// Whether the set-up checklist is open (SPEC S-3).
    pub setting_up: bool,
    /// State of the users' places as of now.
    counted: i64,
}

/// A GET: reads only.
pub struct View {
    pub db: Peek,
    pub visit: Visit,
}

/// An unsafe method: one transaction.
pub struct Ctx<'x, 't> {
    pub tx: &'x mut Tx<'t>,
    pub visit: Visit,
}

/// What the first hop of a route that hashes decides (DESIGN 3.2): the request is done, or its reservation is
/// committed, the hash is computed, and the second hop follows.
#[allow(clippy::large_enum_variant, reason = "one per request, moved once")]
pub enum First<S> {
    Done(super::answer::Outcome),
    Hash(Hashing, S),
}

/// How a session stands when a request arrives with it.
pub(super) enum Entered {
    Visit(Box<Visit>),
    /// The access token has expired and may be renewed: that is a write of its own, before anything else.
    Renew(Box<Due>),
}

/// A session that is to be renewed.
pub(super) struct Due {
    pub viewer: Viewer,
    /// By PostgreSQL's clock.
    pub now: DateTime<Utc>,
}

/// Statement 1, the snapshot, the guard.
pub(super) fn enter(
    state: &Arc<AppState>,
    request: &Arc<Request>,
    guard: Guard,
    db: &mut impl Read,
    locked: bool,
) -> Result<Entered> {
    let began = Instant::now();
    if guard == Guard::Token && problem::shows_token(&request.query) {
        return Err(Error::BadRequest("a token in the address".into()));
    }
    let shown = if guard == Guard::Token {
        request.bearer.clone()
    } else {
        request.secret.current()
    };
    let hash = shown.as_deref().map(session::secret_hash).unwrap_or_default();
    let asked = if guard == Guard::Token {
        access::ask_token(db, &hash)?
    } else {
        access::ask(db, &hash)?
    };
    // Under the access lock the version read is the one this transaction makes: everything before it is committed.
    let committed = if locked { asked.version - 1 } else { asked.version };
    let snapshot = state.snapshots.at_least(db.conn(), committed)?;
    let policy = state.policies.at_least(db.conn(), asked.policy_version)?;
    let asked = session::outgrown::checked(db, &snapshot, asked)?;
    if guard == Guard::Token && asked.viewer.is_some() {
        let caller = Caller {
            asked: asked.clone(),
            snapshot: snapshot.clone(),
            confirmed: began,
        };
        state.recent.keep_caller(hash, caller);
    }
    admitted(state, request, guard, (asked, snapshot, policy))
}

/// Who was confirmed a moment ago, without asking PostgreSQL (SPEC P-8).
pub(super) fn recall(state: &Arc<AppState>, request: &Arc<Request>) -> Option<Box<Visit>> {
    if problem::shows_token(&request.query) {
        return None;
    }
    let hash = session::secret_hash(request.bearer.as_deref()?);
    let caller = state.recent.caller(&hash)?;
    let mut asked = caller.asked.clone();
    asked.now += caller.confirmed.elapsed();
    let confirmed = (asked, caller.snapshot.clone(), state.policies.latest());
    match admitted(state, request, Guard::Token, confirmed) {
        Ok(Entered::Visit(visit)) => Some(visit),
        _ => None,
    }
}

fn admitted(
    state: &Arc<AppState>,
    request: &Arc<Request>,
    guard: Guard,
    (asked, snapshot, policy): (Asked, Arc<Snapshot>, Arc<Policy>),
) -> Result<Entered> {
    from_here(&policy, request, guard, &asked)?;
    let languages = Languages::offered(&asked.languages);
    let t = texts(&asked, languages, request, &snapshot);
    let Asked {
        now,
        counted,
        installation,
        contact,
        setting_up,
        viewer,
        ..
    } = asked;
    let viewer = match viewer {
        Some(viewer) if viewer.by.is_over(now) => {
            return match viewer.by {
                Credential::Session(_) if !viewer.prevent_renewal => Ok(Entered::Renew(Box::new(Due { viewer, now }))),
                _ => Err(Error::SignInRequired),
            };
        }
        other => other,
    };
    admits(guard, viewer.as_ref(), request)?;
    if let Some(viewer) = &viewer {
        // The same on a second try of the request, so what was set stays.
        let user = request.user.get_or_init(|| viewer.user);
        tracing::Span::current().record("user", user);
    }
    let access = Access::new(viewer, snapshot, now);
    Ok(Entered::Visit(Box::new(Visit {
        access,
        request: request.clone(),
        t,
        state: state.clone(),
        policy,
        installation,
        contact: (!contact.is_empty()).then_some(contact),
        languages,
        setting_up,
        counted,
    })))
}

/// From where it comes (SPEC N-10): nothing is answered to a blocked address; a session goes on only from where a login
/// could begin. The pages without a login and logging out are left to every other address.
fn from_here(policy: &Policy, request: &Request, guard: Guard, asked: &Asked) -> Result<()> {
    let standing = policy.standing(request.address, asked.now);
    let verdict = match (guard, &asked.viewer) {
        (Guard::Full | Guard::At(_) | Guard::Token, Some(viewer)) => policy.admits_further(standing, &viewer.by),
        _ if standing == OnList::Blocked => Err(Barred::Blocked),
        _ => Ok(()),
    };
    verdict.map_err(Error::Barred)
}

fn admits(guard: Guard, viewer: Option<&Viewer>, request: &Request) -> Result<()> {
    let wanted = match guard {
        Guard::Public => return Ok(()),
        Guard::Started => None,
        Guard::At(stage) => Some(stage),
        Guard::Full => Some(Stage::Full),
        Guard::Token => return for_this(viewer.map(|viewer| &viewer.by), request),
    };
    let stage = viewer.ok_or(Error::SignInRequired)?.session()?.stage;
    match wanted {
        Some(wanted) if wanted != stage => Err(Error::Unfinished(stage)),
        _ => Ok(()),
    }
}

/// Refuses what a token's scope does not allow. A scope nobody knows allows nothing.
fn for_this(shown: Option<&Credential>, request: &Request) -> Result<()> {
    let scope = match shown {
        Some(Credential::Token(token)) => token.scope,
        Some(Credential::Session(_)) | None => None,
    };
    match scope {
        None => Err(Error::SignInRequired),
        Some(TokenScope::Read) if !request.is_safe() => Err(Error::OnlyReads),
        Some(_) => Ok(()),
    }
}

/// The reader's language and zone: their own, else (the language) the browser's, else the unit's, else the
/// installation's (SPEC 3.2, L-4).
fn texts(asked: &Asked, offered: Languages, request: &Request, snapshot: &Snapshot) -> Texts {
    let viewer = asked.viewer.as_ref();
    let of_unit = |set: fn(&Unit) -> Option<&str>| {
        let units = snapshot.units();
        viewer.and_then(|viewer| units.upward(viewer.unit).find_map(set))
    };
    let known = |code: &str| Language::from_code(code).filter(|language| offered.has(*language));
    let language = language_asked(request)
        .filter(|language| offered.has(*language))
        .or_else(|| viewer.and_then(|v| v.language.as_deref()).and_then(known))
        .or_else(|| Language::accepted(&request.accept_language, offered))
        .or_else(|| of_unit(|unit| unit.language.as_deref()).and_then(known))
        .or_else(|| Language::from_code(&asked.default_language))
        .unwrap_or_default();
    let zone = viewer
        .and_then(|v| v.time_zone.as_deref())
        .or_else(|| of_unit(|unit| unit.time_zone.as_deref()))
        .unwrap_or(&asked.default_zone);
    Texts::new(language, local_time::zone_of_page(zone))
}

/// `?language=` on the pages without a login.
fn language_asked(request: &Request) -> Option<Language> {
    let pair = url::form_urlencoded::parse(request.query.as_bytes()).find(|(name, _)| name == "language")?;
    Language::from_code(&pair.1)
}

impl Visit {
    /// How many users stand in each unit now.
    pub fn headcounts(&self, db: &mut impl Read) -> Result<Arc<Headcounted>> {
        let counts = &self.state.headcounts;
        Ok(counts.at_least(db.conn(), self.counted, self.access.snapshot())?)
    }

    pub fn author(&self) -> Author {
        Author {
            user: self.access.viewer().map(|viewer| viewer.user),
            clerk: self.access.viewer().and_then(Viewer::clerk).map(|clerk| clerk.id),
            address: Some(self.request.address),
            request: self.request.id,
        }
    }

    /// For changes of which only some are sensitive: goes on if the last proof is recent, else the adapter asks for a
    /// new one and sends the form again (SPEC N-5).
    ///
    /// # Errors
    /// `ProofRequired`.
    pub fn proven(&self) -> Result<()> {
        match self.access.viewer() {
            Some(viewer) if !session::confirm::is_recent(self, viewer.session()?) => Err(Error::ProofRequired),
            _ => Ok(()),
        }
    }

    /// What surrounds a page of somebody who is logged in.
    ///
    /// # Errors
    /// `SignInRequired` for nobody and for a program, `Unfinished` for somebody who is still on the way: the menu and
    /// the name are behind it.
    pub fn shell(&self) -> Result<Shell> {
        let viewer = self.access.principal()?;
        let stage = viewer.session()?.stage;
        if stage != Stage::Full {
            return Err(Error::Unfinished(stage));
        }
        let unit = self.access.seen_unit(viewer.unit).map_or("", |unit| &unit.name);
        Ok(Shell {
            t: self.t,
            theme: viewer.theme.as_deref().and_then(Theme::from_code).unwrap_or_default(),
            shortcuts: viewer.shortcuts,
            roomy: viewer.roomy,
            path: self.request.address_bar(),
            installation: self.installation.clone(),
            contact: self.contact.clone(),
            languages: self.languages.iter().collect(),
            viewer: ShellViewer {
                name: viewer.display_name.clone(),
                unit: unit.to_owned(),
                clerk: viewer.clerk().map(|clerk| clerk.name.clone()),
                clerks: viewer.clerks,
            },
            menu: super::menu::menu(self),
            flash: self.flash(),
            now: self.access.now(),
        })
    }

    /// What surrounds a page without a login.
    pub fn gate(&self) -> Gate {
        let mut gate = Gate::new(
            self.t,
            self.installation.clone(),
            &self.request.path,
            &self.request.query,
        );
        gate.contact.clone_from(&self.contact);
        gate.languages.retain(|link| self.languages.has(link.language));
        gate.flash = self.flash();
        gate
    }

    fn flash(&self) -> Option<Flash> {
        let said = self.request.flash.as_deref()?;
        let (tone, text) = match said.strip_prefix(NOTICE) {
            Some(text) => (Tone::Warning, text),
            None => (Tone::Done, said),
        };
        let text = text.to_owned();
        Some(Flash { tone, text })
    }
}
