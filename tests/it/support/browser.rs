//! A browser with a screen: Debian's Chromium, for what plain requests cannot show.
//!
//! There is one process per run, and a context of its own (cookies, storage) for each [`Tab`]. A test of a screen:
//!
//! ```ignore
//! let app = TestApp::start();
//! let mona = app.tab_of(cast::MANAGER_NORTH).visit("/users");        // .phone() .dark() .danish() .without_script()
//! mona.click("Create new user").fill("Display name", "Kaj").fill("Name", "kaj").click("Save");
//! mona.sees("Kaj").has("tr[data-href]");                             // waits, up to five seconds
//! mona.press("/").type_text("kaj").press("Enter");                   // real keys
//! ```
//!
//! Buttons are named by their words and fields by their labels. For elements without either, use `click_on(css)`.
//! Elements that are hidden or covered cannot be clicked. The state of the page is checked after `visit`, `click`,
//! `press` and `back`. The test fails if there was an error or warning on the console, a violation of the content
//! security policy, an uncaught exception, a request to another host, a sideways scroll bar, or a finding of axe (WCAG
//! 2.2 A and AA, best practice). A failing test leaves a picture in `target/tmp`. With `KEYHOLDER_PICTURES=DIR`, every
//! tab leaves one of every state.
mod devtools;
mod keys;
mod look;
mod watch;

use super::TestApp;
use super::cast::Person;
use super::client::{COOKIE, Client};
use devtools::{DevTools, devtools};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::{Duration, Instant};
use watch::Watch;

/// How long a page may take to become what a test expects.
const PATIENCE: Duration = Duration::from_secs(5);

/// A window of the browser. Its complaints are checked after every step and when it closes.
pub struct Tab {
    origin: String,
    context: Arc<Context>,
    target: String,
    session: String,
    watch: Arc<Watch>,
    /// The isolated world that `page.js` lives in, until the next page.
    world: Cell<Option<i64>>,
    scripts: Cell<bool>,
    pictures: Cell<u32>,
    media: RefCell<Vec<(&'static str, &'static str)>>,
}

/// A context with cookies and storage, disposed of with its last tab.
struct Context(String);

impl Drop for Context {
    fn drop(&mut self) {
        // At the end of a failing run, the browser may already be gone.
        let _ = devtools().call(
            None,
            "Target.disposeBrowserContext",
            json!({"browserContextId": self.0}),
        );
    }
}

impl TestApp {
    /// Opens a window of a desktop's size in which nobody is logged in.
    pub fn tab(&self) -> Tab {
        let context = ask(devtools(), None, "Target.createBrowserContext", json!({}));
        let context = Arc::new(Context(watch::text(&context["browserContextId"])));
        Tab::open(self.origin(), context).size(1440, 900)
    }

    /// Opens a window in which a person of the cast is logged in.
    pub fn tab_of(&self, who: Person) -> Tab {
        self.tab().with_session_of(&self.log_in(who))
    }
}

fn ask(devtools: &DevTools, session: Option<&str>, method: &str, params: Value) -> Value {
    devtools
        .call(session, method, params)
        .unwrap_or_else(|error| panic!("{error}"))
}

impl Tab {
    fn open(origin: String, context: Arc<Context>) -> Self {
        let devtools = devtools();
        let target = ask(
            devtools,
            None,
            "Target.createTarget",
            json!({"url": "about:blank", "browserContextId": context.0}),
        );
        let target = watch::text(&target["targetId"]);
        let session = ask(
            devtools,
            None,
            "Target.attachToTarget",
            json!({"targetId": target, "flatten": true}),
        );
        let session = watch::text(&session["sessionId"]);
        let watch = Arc::new(Watch::default());
        watch.heard().origin.clone_from(&origin);
        watch.heard().session.clone_from(&session);
        devtools.listen(&session, watch.clone());
        let tab = Self {
            origin,
            context,
            target,
            session,
            watch,
            world: Cell::default(),
            scripts: Cell::new(true),
            pictures: Cell::default(),
            media: RefCell::default(),
        };
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
            tab.ask(&format!("{domain}.enable"), json!({}));
        }
        // Several tests have windows open at the same time. Each window must behave as if it were in front.
        tab.ask("Emulation.setFocusEmulationEnabled", json!({"enabled": true}));
        // Without animations: an element that is still fading in would fail the check of contrast.
        tab.media("prefers-reduced-motion", "reduce")
    }

    /// Opens a second window with the same cookies.
    pub fn another(&self) -> Tab {
        Tab::open(self.origin.clone(), self.context.clone()).size(1440, 900)
    }

    /// Takes over the session cookie of a browser without a screen.
    pub fn with_session_of(self, client: &Client) -> Self {
        let cookie = json!({"name": COOKIE, "value": client.cookie(COOKIE), "url": "https://localhost/", "path": "/",
            "secure": true, "httpOnly": true, "sameSite": "Lax"});
        let params = json!({"cookies": [cookie], "browserContextId": self.context.0});
        ask(devtools(), None, "Storage.setCookies", params);
        self
    }

    /// Sets the inner size of the window, in CSS pixels.
    pub fn size(self, width: u32, height: u32) -> Self {
        let narrow = width < 1000;
        let params = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": narrow});
        self.ask("Emulation.setDeviceMetricsOverride", params);
        self.ask("Emulation.setTouchEmulationEnabled", json!({"enabled": narrow}));
        self
    }

    /// Makes the window a phone, as employees have.
    pub fn phone(self) -> Self {
        self.size(390, 844)
    }

    /// Makes the window a tablet, as store managers have.
    pub fn tablet(self) -> Self {
        self.size(820, 1180)
    }

    pub fn dark(self) -> Self {
        self.media("prefers-color-scheme", "dark")
    }

    /// Shows pages as they are printed, from now on.
    pub fn on_paper(&self) -> &Self {
        self.ask("Emulation.setEmulatedMedia", json!({"media": "print"}));
        self
    }

    fn media(self, name: &'static str, value: &'static str) -> Self {
        self.media.borrow_mut().push((name, value));
        let features: Vec<_> = self
            .media
            .borrow()
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        self.ask("Emulation.setEmulatedMedia", json!({"features": features}));
        self
    }

    /// Sets the language of the browser to Danish.
    pub fn danish(self) -> Self {
        self.ask(
            "Network.setExtraHTTPHeaders",
            json!({"headers": {"Accept-Language": "da, en;q=0.5"}}),
        );
        self
    }

    /// Switches JavaScript off.
    pub fn without_script(self) -> Self {
        self.ask("Emulation.setScriptExecutionDisabled", json!({"value": true}));
        self.scripts.set(false);
        self
    }

    /// Opens an address, as if it was typed.
    #[track_caller]
    pub fn visit(self, path: &str) -> Self {
        self.go(path);
        self
    }

    /// Does what [`Tab::visit`] does, for a tab that the test already has.
    #[track_caller]
    pub fn go(&self, path: &str) -> &Self {
        let answer = self.ask("Page.navigate", json!({"url": format!("{}{path}", self.origin)}));
        assert!(
            answer.get("errorText").is_none() || self.watch.heard().answer.is_some(),
            "{path}: {answer}"
        );
        self.settle();
        self.check()
    }

    #[track_caller]
    pub fn reload(&self) -> &Self {
        self.ask("Page.reload", json!({}));
        self.settle();
        self.check()
    }

    /// Presses the button or follows the link with these words; ticks the box with this label.
    #[track_caller]
    pub fn click(&self, name: &str) -> &Self {
        self.press_at("control", name, 1)
    }

    #[track_caller]
    pub fn click_on(&self, css: &str) -> &Self {
        self.press_at("css", css, 1)
    }

    #[track_caller]
    pub fn double_click_on(&self, css: &str) -> &Self {
        self.press_at("css", css, 2)
    }

    #[track_caller]
    fn press_at(&self, how: &str, what: &str, clicks: u32) -> &Self {
        let js = format!("kh.point({how:?}, {what:?}, {})", self.scripts.get());
        let point = self.wait_for(&js, |point| point["x"].is_number());
        for count in 1..=clicks {
            for kind in ["mousePressed", "mouseReleased"] {
                let params =
                    json!({"type": kind, "x": point["x"], "y": point["y"], "button": "left", "clickCount": count});
                self.ask("Input.dispatchMouseEvent", params);
            }
        }
        self.settle();
        self.check()
    }

    /// Replaces the content of the field with this label.
    #[track_caller]
    pub fn fill(&self, label: &str, value: &str) -> &Self {
        let select = format!(
            "(() => {{ const f = kh.find('field', {label:?}); f?.focus(); f?.select?.(); return Boolean(f); }})()"
        );
        self.wait_for(&select, |found| found == &json!(true));
        if value.is_empty() {
            return self.press("Backspace");
        }
        self.ask("Input.insertText", json!({"text": value}));
        self
    }

    /// Chooses an option in the list with this label.
    #[track_caller]
    pub fn choose(&self, label: &str, option: &str) -> &Self {
        self.wait_for(&format!("kh.choose({label:?}, {option:?})"), |mistake| {
            mistake == &json!("")
        });
        self
    }

    /// Chooses a file of this machine in a file field.
    #[track_caller]
    pub fn attach(&self, css: &str, path: &str) -> &Self {
        let document = self.ask("DOM.getDocument", json!({}));
        let within = &document["root"]["nodeId"];
        let field = self.ask("DOM.querySelector", json!({"nodeId": within, "selector": css}));
        let params = json!({"nodeId": field["nodeId"], "files": [path]});
        self.ask("DOM.setFileInputFiles", params);
        self
    }

    /// Presses a key: a character, or `Enter`, `Escape`, `Tab`, `Shift+Tab`, `ArrowDown`, `Space`, `Backspace`, …
    #[track_caller]
    pub fn press(&self, key: &str) -> &Self {
        for event in keys::events(key) {
            self.ask("Input.dispatchKeyEvent", event);
        }
        self.settle();
        self.check()
    }

    /// Presses Tab until the element with this name has the focus.
    #[track_caller]
    pub fn walk_to(&self, name: &str) -> &Self {
        for _ in 0..80 {
            if self.press("Tab").focused() == name {
                return self;
            }
        }
        panic!(
            "{}: no way by keys to {name}; stopped at {}",
            self.path(),
            self.focused()
        );
    }

    /// Types into the focused element, key by key.
    #[track_caller]
    pub fn type_text(&self, text: &str) -> &Self {
        for key in text.chars() {
            for event in keys::events(&key.to_string()) {
                self.ask("Input.dispatchKeyEvent", event);
            }
        }
        self
    }

    /// Presses the browser's Back button.
    #[track_caller]
    pub fn back(&self) -> &Self {
        let history = self.ask("Page.getNavigationHistory", json!({}));
        let before = history["currentIndex"]
            .as_u64()
            .and_then(|at| at.checked_sub(1))
            .expect("a page before this one");
        let entry = &history["entries"][before as usize]["id"];
        self.ask("Page.navigateToHistoryEntry", json!({"entryId": entry}));
        self.settle();
        self.check()
    }

    /// Takes the complaints so far, so that they do not fail the test. For tests that expect complaints.
    pub fn complaints(&self) -> Vec<String> {
        std::mem::take(&mut self.watch.heard().complaints)
    }

    /// Sets the answer to the browser's own dialogs from now on: go on (`true`) or stay.
    pub fn answer(&self, go_on: bool) -> &Self {
        self.watch.heard().answer = Some(go_on);
        self
    }

    /// Returns what the page has asked in the browser's own dialogs so far.
    pub fn questions(&self) -> Vec<String> {
        self.watch.heard().questions.clone()
    }

    /// Returns every address that this window has requested from the server.
    pub fn asked(&self) -> Vec<String> {
        self.watch.heard().asked.clone()
    }

    /// Allows requests to fail from now on, because the test stops the server.
    pub fn expect_outage(&self) {
        self.watch.heard().outage = true;
    }

    fn ask(&self, method: &str, params: Value) -> Value {
        ask(devtools(), Some(&self.session), method, params)
    }

    /// Evaluates `js` until the answer is good. After [`PATIENCE`], panics with the last answer.
    #[track_caller]
    fn wait_for(&self, js: &str, good: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.evaluate(js);
            match answer {
                Ok(answer) if good(&answer) => return answer,
                other if began.elapsed() > PATIENCE => panic!("{}: {other:?} ({js})", self.path()),
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let complaints = self.complaints();
        if std::thread::panicking() {
            self.leave_picture();
        }
        devtools().forget(&self.session);
        // The browser may already be gone.
        let _ = devtools().call(None, "Target.closeTarget", json!({"targetId": self.target}));
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
        }
    }
}
