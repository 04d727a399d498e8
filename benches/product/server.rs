//! A server of the product, and a browser without a screen.
use super::place::{PASSWORD, Place};
use std::io::Read;
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use ureq::Agent;
use url::form_urlencoded::Serializer;

pub struct Server {
    child: Child,
    pub port: u16,
    postmaster: u32,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    /// Of the body as it came over the wire.
    pub bytes: usize,
    pub body: String,
    pub cookies: Vec<String>,
}

impl Server {
    /// Started and ready to answer.
    pub fn start(place: &Place) -> Self {
        let postmaster = std::fs::read_to_string(place.database().join("postmaster.pid")).expect("PostgreSQL runs");
        let postmaster = postmaster
            .lines()
            .next()
            .and_then(|pid| pid.parse().ok())
            .expect("its process");
        let server = Self::spawn(place.command("serve"), postmaster);
        // Whoever measures logs in more often than anybody has devices.
        place.run("UPDATE users SET max_sessions = 100 WHERE password_hash IS NOT NULL");
        place.run("UPDATE sessions SET ended_at = now(), ended_how = 'logged-out' WHERE ended_at IS NULL");
        server
    }

    /// The same on a folder without anything, or with a database that does not run yet.
    pub fn spawn(mut serve: std::process::Command, postmaster: u32) -> Self {
        let port = free_port();
        let child = serve.args(["--port", &port.to_string()]).stdout(Stdio::null()).spawn();
        let server = Self {
            child: child.expect("the server starts"),
            port,
            postmaster,
        };
        let began = Instant::now();
        while server.try_get("/login", "").is_none_or(|reply| reply.status != 200) {
            assert!(began.elapsed() < Duration::from_secs(60), "the server does not start");
            std::thread::sleep(Duration::from_millis(5));
        }
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn get(&self, path: &str, cookie: &str) -> Reply {
        self.try_get(path, cookie)
            .unwrap_or_else(|| panic!("no answer from {path}"))
    }

    /// The same, with any headers that say who asks; empty ones are not sent.
    pub fn get_with(&self, path: &str, who: &[(&str, String)]) -> Reply {
        let who: Vec<_> = who.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send("GET", path, &who, String::new())
            .unwrap_or_else(|| panic!("no answer from {path}"))
    }

    fn try_get(&self, path: &str, cookie: &str) -> Option<Reply> {
        self.send("GET", path, &[("cookie", cookie)], String::new())
    }

    /// As browsers ask, compressed.
    pub fn get_compressed(&self, path: &str, cookie: &str) -> Reply {
        let headers = [("cookie", cookie), ("accept-encoding", "gzip, deflate, br")];
        self.send("GET", path, &headers, String::new()).expect("an answer")
    }

    pub fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Reply {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send("POST", path, &[("cookie", cookie), kind], body)
            .expect("an answer")
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Option<Reply> {
        let mut request = ureq::http::Request::builder().method(method).uri(self.url(path));
        request = request.header("host", format!("localhost:{}", self.port));
        request = request.header("sec-fetch-site", "same-origin");
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        let agent: Agent = config.into();
        let mut response = match method {
            "GET" => agent.run(request.body(()).ok()?),
            _ => agent.run(request.body(body).ok()?),
        }
        .ok()?;
        let cookies = response.headers().get_all("set-cookie").iter();
        let cookies = cookies
            .filter_map(|value| Some(value.to_str().ok()?.split(';').next()?.to_owned()))
            .collect();
        let bytes = response.body_mut().read_to_vec().ok()?;
        Some(Reply {
            status: response.status().as_u16(),
            bytes: bytes.len(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            cookies,
        })
    }

    /// The session cookie of somebody who logs in.
    pub fn log_in(&self, login: &str) -> String {
        let reply = self.post("/login", "", &[("name", login), ("password", PASSWORD)]);
        assert_eq!(reply.status, 303, "{login} cannot log in");
        reply
            .cookies
            .into_iter()
            .find(|cookie| cookie.starts_with("__Host-keyholder="))
            .expect("a session cookie")
    }

    /// Seconds of processor time so far, of the server and of PostgreSQL with all its processes.
    pub fn cpu(&self) -> f64 {
        let ids = std::fs::read_dir("/proc").expect("/proc").flatten();
        let ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        ids.filter_map(|id| self.cpu_of(id)).sum()
    }

    fn cpu_of(&self, id: u32) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name in brackets may hold anything.
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        let number = |at: usize| fields.get(at)?.parse::<u32>().ok();
        let is_ours = id == self.child.id() || id == self.postmaster || number(1)? == self.postmaster;
        // Clock ticks are hundredths of a second on Linux, whatever the kernel uses itself.
        is_ours.then_some(f64::from(number(11)? + number(12)?) / 100.0)
    }

    /// Reads an answer as it comes, keeping nothing; how many lines and bytes it has.
    pub fn count_lines(&self, path: &str, cookie: &str) -> (usize, usize) {
        let host = format!("localhost:{}", self.port);
        let request = ureq::get(self.url(path)).header("host", host).header("cookie", cookie);
        let config = request.config().proxy(None).build();
        let mut body = config.call().expect("an answer").into_body().into_reader();
        let (mut lines, mut bytes, mut part) = (0, 0, vec![0; 1 << 16]);
        loop {
            let read = body.read(&mut part).expect("the rest of the answer");
            if read == 0 {
                return (lines, bytes);
            }
            bytes += read;
            lines += part[..read].iter().filter(|byte| **byte == b'\n').count();
        }
    }

    /// Megabytes in memory, of the server alone.
    pub fn memory(&self) -> f64 {
        self.kilobytes("VmRSS:") / 1024.0
    }

    /// The most it has been since the start, in megabytes.
    pub fn most_memory(&self) -> f64 {
        self.kilobytes("VmHWM:") / 1024.0
    }

    fn kilobytes(&self, field: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix(field)).expect(field);
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    pub fn stop(&mut self) {
        let _ = nix::sys::signal::kill(
            nix::unistd::Pid::from_raw(self.child.id() as i32),
            nix::sys::signal::SIGTERM,
        );
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its number").port()
}
