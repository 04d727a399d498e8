//! Looking at the page: what stands there, and whether it may look like that.
use super::{PATIENCE, Tab, devtools};
use base64::prelude::{BASE64_STANDARD as STANDARD, Engine};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

const PAGE: &str = include_str!("page.js");
const AXE: &str = include_str!("../../../vendored/axe.min.js");

/// States of pages that axe has found nothing in; most tests come by the same ones.
static CLEAN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

impl Tab {
    /// Until these words stand on the page.
    #[track_caller]
    pub fn sees(&self, text: &str) -> &Self {
        self.expect(&format!("kh.says({text:?})"), true, text)
    }

    /// Until they do not.
    #[track_caller]
    pub fn sees_not(&self, text: &str) -> &Self {
        self.expect(&format!("kh.says({text:?})"), false, text)
    }

    /// Until there is such an element that can be seen.
    #[track_caller]
    pub fn has(&self, css: &str) -> &Self {
        self.expect(
            &format!("[...document.querySelectorAll({css:?})].some(kh.visible)"),
            true,
            css,
        )
    }

    /// Until none can be seen.
    #[track_caller]
    pub fn has_not(&self, css: &str) -> &Self {
        self.expect(
            &format!("[...document.querySelectorAll({css:?})].some(kh.visible)"),
            false,
            css,
        )
    }

    /// Until the focus is on what is called this: a label, a button's words.
    #[track_caller]
    pub fn has_focus(&self, name: &str) -> &Self {
        self.wait_for("kh.focused()", |focused| focused == &json!(name));
        self
    }

    /// Until the address bar shows this path and query.
    #[track_caller]
    pub fn is_at(&self, path: &str) -> &Self {
        self.wait_for("location.pathname + location.search", |at| at == &json!(path));
        self
    }

    #[track_caller]
    fn expect(&self, js: &str, wanted: bool, what: &str) -> &Self {
        let began = Instant::now();
        while self.evaluate(js) != Ok(json!(wanted)) {
            let not = if wanted { "no " } else { "still " };
            assert!(
                began.elapsed() < PATIENCE,
                "{not}{what} at {}: {}",
                self.path(),
                self.words()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    /// Path and query in the address bar.
    pub fn path(&self) -> String {
        self.string("location.pathname + location.search")
    }

    pub fn title(&self) -> String {
        self.string("document.title")
    }

    /// What the focus is on.
    pub fn focused(&self) -> String {
        self.string("kh.focused()")
    }

    /// All that can be read.
    pub fn words(&self) -> String {
        self.string("kh.flat(document.body?.innerText)")
    }

    /// The words of all such elements that can be seen.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let js = format!("[...document.querySelectorAll({css:?})].filter(kh.visible).map((e) => kh.flat(e.innerText))");
        serde_json::from_value(self.evaluate(&js).unwrap()).unwrap()
    }

    /// What a script of ours says; promises are waited for.
    pub fn string(&self, js: &str) -> String {
        match self.evaluate(js) {
            Ok(Value::String(text)) => text,
            Ok(other) => other.to_string(),
            Err(error) => error,
        }
    }

    pub(super) fn evaluate(&self, js: &str) -> Result<Value, String> {
        match self.evaluate_once(js) {
            // The page has been left meanwhile: the world is new.
            Err(error) if error.contains("context") || error.contains("navigated") => {
                self.world.set(None);
                self.evaluate_once(js)
            }
            answer => answer,
        }
    }

    /// Runs as a script of the page itself would.
    pub fn script(&self, js: &str) -> Value {
        let params = json!({"expression": js, "returnByValue": true, "awaitPromise": true});
        self.ask("Runtime.evaluate", params)["result"]["value"].take()
    }

    fn evaluate_once(&self, js: &str) -> Result<Value, String> {
        let call = |method, params| devtools().call(Some(&self.session), method, params);
        let world = match self.world.get() {
            Some(world) => world,
            None => {
                let params = json!({"frameId": self.target, "worldName": "test"});
                let made = call("Page.createIsolatedWorld", params)?;
                let world = made["executionContextId"].as_i64().ok_or("no context")?;
                call("Runtime.evaluate", json!({"expression": PAGE, "contextId": world}))?;
                self.world.set(Some(world));
                world
            }
        };
        let params = json!({"expression": js, "contextId": world, "returnByValue": true, "awaitPromise": true});
        let mut answer = call("Runtime.evaluate", params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(details.to_string()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Until nothing is under way: no request, no swap, no frame to be drawn.
    pub(super) fn settle(&self) {
        let began = Instant::now();
        let mut calm = 0;
        while calm < 2 {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "does not come to rest: {:?}",
                self.watch.heard().pending
            );
            let frame =
                "new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 60); })";
            if self.scripts.get() {
                let _left_meanwhile = self.evaluate(frame);
            } else {
                std::thread::sleep(Duration::from_millis(20));
            }
            let ready = self
                .evaluate("document.readyState === 'complete' && !document.querySelector('.htmx-request,[data-busy]')");
            let still = self.watch.heard().pending.is_empty() && ready == Ok(json!(true));
            calm = if still { calm + 1 } else { 0 };
        }
    }

    /// What every state of every page is held to.
    #[track_caller]
    pub(super) fn check(&self) -> &Self {
        if let Some(folder) = std::env::var_os("KEYHOLDER_PICTURES") {
            self.pictures.set(self.pictures.get() + 1);
            let name = format!("{}-{:02}", test_name(), self.pictures.get());
            self.picture(&Path::new(&folder).join(name));
        }
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "{}\n{}", self.path(), complaints.join("\n"));
        assert_eq!(self.string("kh.sideways()"), "", "{}", self.path());
        let likeness = self.string("kh.likeness()");
        if !CLEAN.lock().unwrap_or_else(PoisonError::into_inner).contains(&likeness) {
            let faults = self.faults();
            assert!(
                faults.is_empty(),
                "{} is not accessible:\n{}",
                self.path(),
                faults.join("\n")
            );
            CLEAN.lock().unwrap_or_else(PoisonError::into_inner).insert(likeness);
        }
        self
    }

    /// What axe finds.
    pub fn faults(&self) -> Vec<String> {
        let scripts = |on: bool| self.ask("Emulation.setScriptExecutionDisabled", json!({"value": !on}));
        if !self.scripts.get() {
            scripts(true);
        }
        if self.evaluate("typeof axe") != Ok(json!("object")) {
            let params = json!({"expression": AXE, "contextId": self.world.get()});
            self.ask("Runtime.evaluate", params);
        }
        let faults = self.evaluate("kh.judge()");
        if !self.scripts.get() {
            scripts(false);
        }
        serde_json::from_value(faults.unwrap_or_else(|error| panic!("axe: {error}"))).unwrap()
    }

    /// A picture of the window as a PNG.
    pub fn picture(&self, path: &Path) {
        let Ok(picture) = devtools().call(Some(&self.session), "Page.captureScreenshot", json!({"format": "png"}))
        else {
            return;
        };
        std::fs::write(
            path.with_extension("png"),
            STANDARD.decode(picture["data"].as_str().unwrap_or_default()).unwrap(),
        )
        .unwrap();
    }

    /// Where a failing test can be looked at.
    pub(super) fn leave_picture(&self) {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test_name());
        self.picture(&path);
        eprintln!("see {}.png", path.display());
    }
}

fn test_name() -> String {
    std::thread::current().name().unwrap_or("test").replace("::", "-")
}
