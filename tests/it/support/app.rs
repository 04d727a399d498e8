//! A real server for a test, on a port of its own.
use super::cast::{PASSWORD, Person};
use super::client::Client;
use super::db::TestDb;
use actix_web::dev::ServerHandle;
use keyholder::app::App;
use keyholder::config::{Config, InstallationKey, Overrides, Seal};
use keyholder::web::visit::AppState;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread::JoinHandle;

pub struct TestApp {
    pub db: TestDb,
    pub address: SocketAddr,
    /// Where the metrics for Prometheus are served, if the settings asked for that.
    pub metrics: Option<SocketAddr>,
    node: Option<Node>,
}

/// A serving thread.
struct Node {
    handle: ServerHandle,
    thread: JoinHandle<()>,
}

impl TestApp {
    pub fn start() -> Self {
        Self::on(TestDb::new())
    }

    /// Starts a server on a database that the test has prepared or wants to stop.
    pub fn on(db: TestDb) -> Self {
        Self::with(db, &[])
    }

    /// Starts a server with settings, given as environment variables.
    pub fn with(db: TestDb, settings: &[(&str, &str)]) -> Self {
        listen_to_log();
        let (address, metrics, node) = serve(&db, settings);
        Self {
            db,
            address,
            metrics,
            node: Some(node),
        }
    }

    /// Stops the server; its database stays.
    pub fn stop(&mut self) {
        stop(self.node.take());
        self.db.reconnect();
    }

    /// Starts the server again after [`TestApp::stop`], at another address.
    pub fn start_again(&mut self) {
        self.start_again_with(&[]);
    }

    /// Starts the server again, with settings.
    pub fn start_again_with(&mut self, settings: &[(&str, &str)]) {
        let (address, metrics, node) = serve(&self.db, settings);
        (self.address, self.metrics, self.node) = (address, metrics, Some(node));
    }

    /// Starts a second node on the same database, as on a second machine.
    pub fn second_node(&self) -> (OtherNode, SocketAddr) {
        let (address, _, node) = serve(&self.db, &[]);
        (OtherNode(Some(node)), address)
    }

    /// Returns the state of another node that serves nobody, for tests of its parts.
    pub fn state_of_another_node(&self) -> Arc<AppState> {
        let (config, url) = (config(&[]), self.db.app_url());
        actix_web::rt::System::new().block_on(async move {
            let key = InstallationKey::open(&config).unwrap();
            App::build(Arc::new(config), &key, &url).unwrap().state.into_inner()
        })
    }

    /// Returns what the address bar shows, without the path.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// Returns a browser in which nobody is logged in.
    pub fn visitor(&self) -> Client {
        Client::new(self.address)
    }

    /// Returns a browser of a person of the cast, logged in with the login form.
    pub fn log_in(&self, who: Person) -> Client {
        self.log_in_as(who.login, PASSWORD)
    }

    /// Returns a browser logged in with this login and password.
    pub fn log_in_as(&self, login: &str, password: &str) -> Client {
        let client = self.visitor();
        let page = client.post("/login", &[("name", login), ("password", password)]);
        assert_eq!(page.status, 303, "{login} cannot log in: {}", page.body);
        client
    }
}

/// A second node, which stops when this is dropped.
pub struct OtherNode(Option<Node>);

impl Drop for OtherNode {
    fn drop(&mut self) {
        stop(self.0.take());
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        stop(self.node.take());
    }
}

fn stop(node: Option<Node>) {
    if let Some(Node { handle, thread }) = node {
        // `stop` sends the command at once. The future it returns would only wait.
        drop(handle.stop(false));
        let _ = thread.join();
    }
}

fn serve(db: &TestDb, settings: &[(&str, &str)]) -> (SocketAddr, Option<SocketAddr>, Node) {
    let (config, url) = (config(settings), db.app_url());
    let (send, receive) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let key = InstallationKey::open(&config).unwrap();
            let app = App::build(Arc::new(config), &key, &url).unwrap();
            send.send((app.address, app.metrics_address, app.handle())).unwrap();
            app.serve().await.unwrap();
        });
    });
    let (address, metrics, handle) = receive.recv().expect("the server starts");
    (address, metrics, Node { handle, thread })
}

fn config(settings: &[(&str, &str)]) -> Config {
    let folder = data_folder().display().to_string();
    let usual = [
        ("KEYHOLDER_DATA_DIR", folder.as_str()),
        ("KEYHOLDER_PORT", "0"),
        ("KEYHOLDER_TEST_WEAK_HASHING", "yes"),
        ("KEYHOLDER_ARGON2_MEMORY_KIB", "8"),
        ("KEYHOLDER_ARGON2_ITERATIONS", "1"),
        ("KEYHOLDER_POOL_SIZE", "4"),
        ("KEYHOLDER_ATTEMPTS_PER_ADDRESS", "1000000"),
        ("KEYHOLDER_ATTEMPTS_IN_ALL", "1000000"),
    ];
    let settings = usual.iter().chain(settings);
    let owned = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::from_environment(owned, &Overrides::default()).unwrap()
}

/// Returns the seal that the servers of tests use for secrets.
pub fn seal() -> Seal {
    Seal::new(&InstallationKey::open(&config(&[])).unwrap())
}

/// Returns the path of the installation key of the servers of tests.
pub fn key_file() -> PathBuf {
    let config = config(&[]);
    InstallationKey::open(&config).unwrap();
    config.key_path()
}

/// Returns the data folder, which all servers of tests share. It is in cargo's folder for temporary files, so nothing
/// needs to be cleaned up.
pub fn data_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// Returns everything that the servers of this run have logged, down to `trace`.
pub fn log() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn listen_to_log() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        // Without the libraries with which tests read pages; of a long run (`trouble`) there is no room for more.
        let filter = match std::env::var_os("KEYHOLDER_TROUBLE") {
            Some(_) => "warn",
            None => "trace,html5ever=off,markup5ever=off,selectors=off,ureq=off,ureq_proto=off,mio=off,polling=off",
        };
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(false)
            .with_writer(|| Log)
            .init();
    });
}

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
