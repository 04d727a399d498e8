//! `App::build(config)`: a server on a port (0 in tests).
use crate::access::headcounts::Headcounts;
use crate::access::policy::Policies;
use crate::access::recent::Recent;
use crate::access::snapshots::Snapshots;
use crate::activity::chain::ChainKey;
use crate::backup::nightly::Nightly;
use crate::config::{Config, InstallationKey, Seal};
use crate::db;
use crate::health;
use crate::jobs::{self, Runner};
use crate::routes;
use crate::session::hashing::{Hasher, HashingConfig};
use crate::storage;
use crate::web::body::FormBody;
use crate::web::cookies::{self, Cookies};
use crate::web::limits::Limits;
use crate::web::metrics::Metrics;
use crate::web::visit::AppState;
use crate::web::{assets, csrf, headers, hop, host, plain_errors, upload};
use actix_session::SessionMiddleware;
use actix_session::config::CookieContentSecurity;
use actix_session::storage::CookieSessionStore;
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::Server;
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, Payload, PayloadConfig, ServiceConfig};
use actix_web::{App as Actix, HttpRequest, HttpServer};
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

/// The largest body a form may have; imports have a limit of their own.
const BODY_LIMIT: usize = 256 * 1024;

/// Connections that downloads read with. None is held for longer than a part is read, so a few serve many.
const STREAMS: u32 = 2;

/// A built server, listening but not yet serving.
pub struct App {
    pub address: SocketAddr,
    pub state: Data<AppState>,
    server: Server,
    /// Where Prometheus asks, if anywhere.
    pub metrics_address: Option<SocketAddr>,
    metrics: Option<Server>,
}

#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    #[error("cannot start serving: {0}")]
    Serve(std::io::Error),
    #[error("cannot use the folder of files: {0}")]
    Storage(std::io::Error),
    #[error("cannot start the hashing threads: {0}")]
    Hashing(std::io::Error),
}

impl App {
    /// Listens and builds everything shared. Does not need PostgreSQL to answer yet.
    pub fn build(config: Arc<Config>, key: &InstallationKey, app_url: &str) -> Result<App, BuildError> {
        let listener = TcpListener::bind(config.listen).map_err(|error| BuildError::Listen(config.listen, error))?;
        let address = listener.local_addr().map_err(BuildError::Serve)?;
        let cookie_key = Key::derive_from(&key.derive(cookies::PURPOSE));
        let state = Data::new(state(config, key, app_url, address.port())?);
        let shared = state.clone();
        let server = HttpServer::new(move || {
            Actix::new()
                .app_data(shared.clone())
                .app_data(PayloadConfig::new(BODY_LIMIT))
                .wrap(from_fn(plain_errors::dress))
                .wrap(cookie(cookie_key.clone()))
                .wrap(from_fn(cookies::read_again))
                .wrap(Compress::default())
                .wrap(from_fn(csrf::same_origin))
                .wrap(from_fn(host::at_home))
                .wrap(from_fn(headers::secure))
                .configure(configure)
        })
        .workers(2)
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(10)
        .listen(listener)
        .map_err(BuildError::Serve)?
        .run();
        let (metrics_address, metrics) = metrics(&state)?.unzip();
        Ok(App {
            address,
            state,
            server,
            metrics_address,
            metrics,
        })
    }

    /// Makes this node write backups at night. For that it must read what only the owner of the tables may.
    pub fn keep_backups(&self, key: &InstallationKey, owner_url: &str) {
        if let Some(nightly) = Nightly::new(&self.state.config, key, owner_url) {
            // Said once, at start.
            let _ = self.state.nightly.set(nightly);
        }
    }

    /// Reads the snapshot ahead of the first request, on a thread of its own: at a million users that takes longer than
    /// somebody waits for a page. Where PostgreSQL does not answer yet, a request will read it.
    pub fn warm_up(&self) {
        let state = self.state.clone();
        std::thread::spawn(move || {
            let read = state.pool.get().map(|mut conn| state.snapshots.at_least(&mut conn, 0));
            if let Ok(Err(error)) = read {
                tracing::warn!(%error, "the snapshot cannot be read ahead");
            }
        });
    }

    /// Serves, and does the housekeeping, until told to stop (SIGINT, SIGTERM); then lets requests and jobs finish.
    ///
    /// # Errors
    /// What the system says.
    pub async fn serve(self) -> std::io::Result<()> {
        let jobs = Runner::start(&self.state)?;
        let metrics = self
            .metrics
            .map(|server| (server.handle(), actix_web::rt::spawn(server)));
        let served = self.server.await;
        if let Some((handle, _)) = metrics {
            handle.stop(false).await;
        }
        jobs.stop();
        served
    }

    /// For stopping from within: tests, and commands that serve for a while.
    pub fn handle(&self) -> actix_web::dev::ServerHandle {
        self.server.handle()
    }
}

/// Everything that the requests of this node share.
fn state(config: Arc<Config>, key: &InstallationKey, app_url: &str, port: u16) -> Result<AppState, BuildError> {
    Ok(AppState {
        pool: db::pool(app_url, config.pool_size),
        streams: db::pool(app_url, STREAMS),
        jobs: db::pool_of_jobs(app_url, jobs::CONNECTIONS),
        downloads: Arc::default(),
        metrics: Metrics::default(),
        nightly: std::sync::OnceLock::new(),
        started: std::time::Instant::now(),
        uploads: upload::Slots::default(),
        storage: storage::open(&config).map_err(BuildError::Storage)?,
        snapshots: Snapshots::new(),
        headcounts: Headcounts::default(),
        policies: Policies::default(),
        recent: Recent::default(),
        limits: Limits::new(config.attempts),
        hasher: Hasher::start(&hashing(&config)).map_err(BuildError::Hashing)?,
        chain: ChainKey::new(key),
        seal: Seal::new(key),
        cookies: Cookies::new(key),
        gate: Arc::new(tokio::sync::Semaphore::new(config.pool_size as usize)),
        public_origin: config.public_url(port).origin().ascii_serialization(),
        public_host: config.public_url(port).host_str().unwrap_or_default().to_owned(),
        config,
    })
}

/// The numbers for Prometheus: a server of its own, so that no proxy in front of the pages leads there.
fn metrics(state: &Data<AppState>) -> Result<Option<(SocketAddr, Server)>, BuildError> {
    let Some(wanted) = state.config.metrics else {
        return Ok(None);
    };
    let listener = TcpListener::bind(wanted).map_err(|error| BuildError::Listen(wanted, error))?;
    let address = listener.local_addr().map_err(BuildError::Serve)?;
    let shared = state.clone();
    let server = HttpServer::new(move || {
        Actix::new()
            .app_data(shared.clone())
            .route("/metrics", web::get().to(health::metrics))
            .route("/readyz", web::get().to(health::ready_in_detail))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(BuildError::Serve)?
    .run();
    Ok(Some((address, server)))
}

/// How passwords are hashed here.
pub fn hashing(config: &Config) -> HashingConfig {
    let hashing = config.hashing;
    HashingConfig {
        memory_kib: hashing.memory_kib,
        iterations: hashing.iterations,
        parallelism: hashing.parallelism,
        threads: hashing.threads,
        queue: hashing.queue,
    }
}

/// The cookie carries only the opaque secret, encrypted; PostgreSQL has the session (SECURITY SE1, SE3).
fn cookie(key: Key) -> SessionMiddleware<CookieSessionStore> {
    SessionMiddleware::builder(CookieSessionStore::default(), key)
        .cookie_name(cookies::SESSION.to_owned())
        .cookie_path("/".to_owned())
        .cookie_secure(true)
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_content_security(CookieContentSecurity::Private)
        .build()
}

/// Turns the URL table into actix resources: one per path, other methods answered 405 with `Allow`. The first that matches
/// answers; in their order `/users/new` comes before `/users/{id}`, since `{` sorts after letters.
fn configure(app: &mut ServiceConfig) {
    let mut paths: BTreeMap<&str, Vec<routes::Route>> = BTreeMap::new();
    for route in routes::table() {
        paths.entry(route.path).or_default().push(route);
    }
    app.route("/healthz", web::get().to(health::alive));
    app.route("/readyz", web::get().to(health::ready));
    app.route("/static/{name}", web::get().to(assets::serve));
    #[cfg(debug_assertions)]
    app.route("/dev/ui", web::get().to(crate::web::gallery::serve));
    for (path, routes) in paths {
        let mut resource = web::resource(path);
        let allow = routes
            .iter()
            .map(|route| route.method.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        for route in routes {
            if route.method == Method::GET {
                resource = resource.route(to(web::head(), route.clone()));
            }
            resource = resource.route(to(web::method(route.method.clone()), route));
        }
        app.service(resource.default_service(web::to(move |req: HttpRequest| {
            plain_errors::not_allowed(req, allow.clone())
        })));
    }
    let unknown = routes::unknown();
    app.default_service(to(web::route(), unknown));
}

fn to(route: actix_web::Route, line: routes::Route) -> actix_web::Route {
    if line.takes_a_file() {
        return route.to(
            move |state: Data<AppState>, cookie: actix_session::Session, req: HttpRequest, body: Payload| {
                upload::serve(state, line.clone(), cookie, req, body)
            },
        );
    }
    route.to(
        move |state: Data<AppState>, cookie: actix_session::Session, req: HttpRequest, body: FormBody| {
            hop::serve(state, line.clone(), cookie, req, body.0)
        },
    )
}
