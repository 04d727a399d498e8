//! A browser without a screen. It has cookies, sends the headers of a browser, and submits rendered forms.
use super::page::Page;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use ureq::Agent;
use ureq::http;
use url::form_urlencoded::Serializer;

/// A browser without a screen. It is cheap to clone; clones share the cookies.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    agent: Agent,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    /// The address that a trusted proxy reports for it.
    place: Option<String>,
}

pub const COOKIE: &str = "__Host-keyholder";

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(20)))
            .max_response_header_size(1024 * 1024)
            .build();
        Self {
            address,
            agent: config.into(),
            cookies: Arc::default(),
            place: None,
        }
    }

    /// Returns the same browser at another address, for servers that trust the proxy 127.0.0.1.
    pub fn at(&self, place: &str) -> Self {
        Self {
            place: Some(place.to_owned()),
            ..self.clone()
        }
    }

    /// Returns what the address bar shows for a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    pub fn get(&self, path: &str) -> Page {
        self.request("GET", path).send()
    }

    /// Posts a form from a page of this site.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.request("POST", path).form(fields).send()
    }

    /// Begins a request with the headers that a browser sends from a page of this site. They can be changed.
    pub fn request(&self, method: &str, path: &str) -> Request {
        let request = Request {
            client: self.clone(),
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let request = request.header("sec-fetch-site", "same-origin");
        let request = match &self.place {
            Some(place) => request.header("x-forwarded-for", place),
            None => request,
        };
        match method {
            "GET" | "HEAD" => request,
            _ => request.header("origin", &self.url("")),
        }
    }

    /// Returns the value of a cookie, empty if there is none.
    pub fn cookie(&self, name: &str) -> String {
        self.jar().get(name).cloned().unwrap_or_default()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar().insert(name.to_owned(), value.to_owned());
    }

    pub fn forget_cookies(&self) {
        self.jar().clear();
    }

    /// Returns another browser at the node with this address, with a copy of the cookies.
    pub fn copy_at(&self, address: SocketAddr) -> Self {
        let copy = Self::new(address);
        *copy.jar() = self.jar().clone();
        copy
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn keep(&self, set_cookie: &str) {
        let (pair, attributes) = set_cookie.split_once(';').unwrap_or((set_cookie, ""));
        let Some((name, value)) = pair.split_once('=') else {
            return;
        };
        if attributes.to_ascii_lowercase().contains("max-age=0") || value.is_empty() {
            self.jar().remove(name);
        } else {
            self.set_cookie(name, value);
        }
    }
}

/// A request being put together.
#[must_use = "send it"]
pub struct Request {
    client: Client,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// Sets a header, replacing what a browser would send.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.without(name).also(name, value)
    }

    /// Adds a header without replacing one of the same name.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(have, _)| !have.eq_ignore_ascii_case(name));
        self
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    pub fn send(self) -> Page {
        self.try_send().unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    /// Sends the request to a server that may close the connection.
    pub fn try_send(self) -> Result<Page, ureq::Error> {
        let client = self.client;
        let uri = format!("http://{}{}", client.address, self.path);
        let mut request = http::Request::builder().method(self.method.as_str()).uri(uri);
        request = request.header("host", format!("localhost:{}", client.address.port()));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let cookies: Vec<_> = client
            .jar()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let mut response = if self.body.is_empty() && matches!(self.method.as_str(), "GET" | "HEAD") {
            client.agent.run(request.body(()).unwrap())?
        } else {
            client.agent.run(request.body(&self.body[..]).unwrap())?
        };
        let headers: Vec<_> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        for (_, value) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            client.keep(value);
        }
        let body = response.body_mut().read_to_vec()?;
        Ok(Page {
            status: response.status().as_u16(),
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            path: self.path,
            client,
        })
    }
}
