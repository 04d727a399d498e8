//! What must not happen in any tab of any test, heard from Chromium.
use super::devtools::{DevTools, Listener};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was heard from one tab.
#[derive(Default)]
pub struct Watch {
    heard: Mutex<Heard>,
}

#[derive(Default)]
pub struct Heard {
    /// The only place that may be asked: scheme, host and port.
    pub origin: String,
    pub session: String,
    /// What fails the test.
    pub complaints: Vec<String>,
    /// Requests without an end so far, each with the page that made it.
    pub pending: HashMap<String, String>,
    /// Every address that was asked for, in order.
    pub asked: Vec<String>,
    /// What the page asked in a box of the browser's own, as on leaving unsaved changes.
    pub questions: Vec<String>,
    /// How such a box is answered: stay (`false`) or go; without an answer ready it is a complaint.
    pub answer: Option<bool>,
    /// The test itself takes the server away, so requests may fail.
    pub outage: bool,
}

impl Watch {
    pub fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for Watch {
    fn hear(&self, devtools: &DevTools, method: &str, params: &Value) {
        let mut heard = self.heard();
        if method == "Page.javascriptDialogOpening" {
            heard.questions.push(text(&params["message"]));
            if heard.answer.is_none() {
                heard
                    .complaints
                    .push(format!("the page asks: {}", text(&params["message"])));
            }
            let accept = heard.answer.unwrap_or(true);
            return devtools.tell(&heard.session, "Page.handleJavaScriptDialog", json!({"accept": accept}));
        }
        heard.request(method, params);
        let complaint = complaint(method, params);
        heard.complaints.extend(complaint);
    }
}

impl Heard {
    fn request(&mut self, method: &str, params: &Value) {
        let id = text(&params["requestId"]);
        match method {
            "Network.requestWillBeSent" => {
                let url = text(&params["request"]["url"]);
                // Chromium draws the symbols of its own controls from such addresses; pages may not (the policy).
                let drawn = url.starts_with("data:");
                if !drawn && !url.starts_with(&format!("{}/", self.origin)) {
                    self.complaints.push(format!("asks another host: {url}"));
                }
                self.asked.push(url);
                self.pending.insert(id, text(&params["loaderId"]));
            }
            "Network.responseReceived" => {
                let (status, kind) = (params["response"]["status"].as_u64(), text(&params["type"]));
                // Pages may refuse; what a page is made of may not.
                if status.is_some_and(|status| status >= 400) && !matches!(kind.as_str(), "Document" | "Fetch" | "XHR")
                {
                    self.complaints
                        .push(format!("{status:?} for {kind} {}", text(&params["response"]["url"])));
                }
            }
            // What a page that was left still waited for is over.
            "Page.frameNavigated" => {
                let page = text(&params["frame"]["loaderId"]);
                self.pending.retain(|_, of| *of == page);
            }
            "Network.loadingFinished" => drop(self.pending.remove(&id)),
            "Network.loadingFailed" => {
                self.pending.remove(&id);
                let cancelled = params["canceled"].as_bool() == Some(true);
                if !cancelled && !self.outage {
                    self.complaints
                        .push(format!("a request fails: {}", text(&params["errorText"])));
                }
            }
            _ => {}
        }
    }
}

/// Errors and warnings on the console, exceptions that nobody caught, whatever the content security policy stopped.
fn complaint(method: &str, params: &Value) -> Option<String> {
    let entry = &params["entry"];
    match method {
        "Runtime.exceptionThrown" => Some(format!("exception: {}", params["exceptionDetails"])),
        "Runtime.consoleAPICalled" if ["error", "warning", "assert"].contains(&&*text(&params["type"])) => {
            Some(format!("console: {}", params["args"]))
        }
        // That a page was refused is said by `Network` too, and may be what the test is about.
        "Log.entryAdded" if text(&entry["source"]) == "network" => None,
        "Log.entryAdded" if ["error", "warning"].contains(&&*text(&entry["level"])) => Some(format!(
            "{}: {} {}",
            text(&entry["source"]),
            text(&entry["text"]),
            text(&entry["url"])
        )),
        "Audits.issueAdded" => {
            let kind = text(&params["issue"]["code"]);
            let ours = [
                "ContentSecurityPolicyIssue",
                "MixedContentIssue",
                "DeprecationIssue",
                "CookieIssue",
                "QuirksModeIssue",
            ];
            ours.contains(&&*kind)
                .then(|| format!("{kind}: {}", params["issue"]["details"]))
        }
        _ => None,
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
