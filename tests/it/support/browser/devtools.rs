//! Chromium, spoken to through a pipe: one process for the whole run, which ends with ours however that ends.
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::Duration;

/// How long Chromium may take to answer anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages are ours alone and nothing else is reachable, so the sandbox, which root and containers lack, may be off.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--password-store=basic",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    "--remote-debugging-pipe",
    "about:blank",
];

/// The connection to the one browser.
pub struct DevTools {
    commands: Mutex<ChildStdin>,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, mpsc::Sender<Value>>>,
    listeners: Mutex<HashMap<String, Arc<dyn Listener>>>,
    _browser: Child,
}

/// Hears what happens in one tab, on the thread that reads: it must not call and wait.
pub trait Listener: Send + Sync {
    fn hear(&self, devtools: &DevTools, method: &str, params: &Value);
}

/// The browser of this run, started by the first test that needs it.
pub fn devtools() -> &'static DevTools {
    static DEVTOOLS: OnceLock<Arc<DevTools>> = OnceLock::new();
    DEVTOOLS.get_or_init(DevTools::start)
}

impl DevTools {
    fn start() -> Arc<Self> {
        let profile = std::env::temp_dir().join(format!("keyholder-browser-{}", std::process::id()));
        // Chromium wants its pipes as 3 and 4; the shell gives it those, and removes the profile when it has ended.
        let script = r#"profile=$1; shift; "$@" "--user-data-dir=$profile" 3<&0 4>&1 0</dev/null 1>/dev/null; rm -rf "$profile""#;
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", script, "sh"])
            .arg(profile)
            .arg(chromium())
            .args(FLAGS);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut browser = shell.process_group(0).spawn().expect("a shell");
        let answers = browser.stdout.take().expect("its output");
        let devtools = Arc::new(Self {
            commands: Mutex::new(browser.stdin.take().expect("its input")),
            next: AtomicU64::new(1),
            waiting: Mutex::default(),
            listeners: Mutex::default(),
            _browser: browser,
        });
        let reader = devtools.clone();
        std::thread::spawn(move || reader.read(answers));
        devtools
    }

    /// Asks the browser (no session) or a tab; its refusal as text.
    pub fn call(&self, session: Option<&str>, method: &str, params: Value) -> Result<Value, String> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (send, receive) = mpsc::channel();
        lock(&self.waiting).insert(id, send);
        self.send(id, session, method, params);
        let answer = receive.recv_timeout(PATIENCE);
        lock(&self.waiting).remove(&id);
        let mut answer = answer.map_err(|_| format!("Chromium does not answer {method}"))?;
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}")),
            None => Ok(answer["result"].take()),
        }
    }

    /// Tells a tab something, and waits for nothing.
    pub fn tell(&self, session: &str, method: &str, params: Value) {
        self.send(self.next.fetch_add(1, Ordering::Relaxed), Some(session), method, params);
    }

    pub fn listen(&self, session: &str, listener: Arc<dyn Listener>) {
        lock(&self.listeners).insert(session.to_owned(), listener);
    }

    pub fn forget(&self, session: &str) {
        lock(&self.listeners).remove(session);
    }

    fn send(&self, id: u64, session: Option<&str>, method: &str, params: Value) {
        let mut command = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            command["sessionId"] = json!(session);
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        lock(&self.commands).write_all(&bytes).expect("Chromium listens");
    }

    fn read(&self, answers: ChildStdout) {
        for message in BufReader::new(answers).split(0) {
            let Ok(mut message) = message.map(|bytes| serde_json::from_slice::<Value>(&bytes).expect("JSON")) else {
                break;
            };
            if let Some(id) = message["id"].as_u64() {
                let waiting = lock(&self.waiting).remove(&id);
                // Nobody waits for what was only told.
                let _ = waiting.map(|send| send.send(message));
                continue;
            }
            let listener = message["sessionId"]
                .as_str()
                .and_then(|id| lock(&self.listeners).get(id).cloned());
            if let (Some(listener), Some(method)) = (listener, message["method"].take().as_str()) {
                listener.hear(self, method, &message["params"]);
            }
        }
        // Those who wait learn that it has ended.
        lock(&self.waiting).clear();
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut places = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    places
        .find(|place| place.exists())
        .expect("Debian's package chromium is installed")
}
