//! Sends files as a browser does, and waits until the worker is done with them.
use super::TestApp;
use super::client::Client;
use super::page::Page;
use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use std::time::{Duration, Instant};

impl Client {
    /// Sends the form of the page **Import** with a file.
    pub fn send_file(&self, kind: &str, name: &str, file: impl AsRef<[u8]>) -> Page {
        self.send_file_to("/imports", kind, name, file)
    }

    /// Sends a kind and a file to another address.
    pub fn send_file_to(&self, path: &str, kind: &str, name: &str, file: impl AsRef<[u8]>) -> Page {
        self.send_form(path, &[("kind", kind)], name, file)
    }

    /// Sends a form with these fields and a file, encoded as by a browser.
    pub fn send_form(&self, path: &str, fields: &[(&str, &str)], name: &str, file: impl AsRef<[u8]>) -> Page {
        let mut body = Vec::new();
        for (field, value) in fields {
            let head = format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file.as_ref());
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.request("POST", path)
            .body("multipart/form-data; boundary=edge", body)
            .send()
    }

    /// Sends a file and returns the page with what it would do.
    #[track_caller]
    pub fn check_file(&self, kind: &str, file: impl AsRef<[u8]>) -> Page {
        let sent = self.send_file(kind, "file.csv", file);
        assert_eq!(sent.status, 303, "{}", sent.body);
        self.settled(sent.location())
    }

    /// Sends a file and applies it. Returns the page with the result.
    #[track_caller]
    pub fn import_file(&self, kind: &str, file: impl AsRef<[u8]>) -> Page {
        let sent = self.check_file(kind, file).form("main form").press("Apply");
        assert_eq!(sent.status, 303, "{}", sent.body);
        self.settled(sent.location())
    }

    /// Returns the page of a file once the worker is done with it.
    #[track_caller]
    pub fn settled(&self, path: &str) -> Page {
        let began = Instant::now();
        loop {
            let page = self.get(path);
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            if !page.has("#progress") {
                return page;
            }
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "{path} does not end: {}",
                page.body
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl TestApp {
    /// Keeps the worker from taking files until the returned connection is dropped.
    pub fn pause_imports(&self) -> PgConnection {
        let began = Instant::now();
        let mut conn = self.db.owner();
        let hold = "BEGIN; SELECT FROM jobs WHERE name = 'imports' FOR UPDATE";
        while self.db.number("SELECT count(*) FROM jobs WHERE name = 'imports'") == 0 {
            assert!(began.elapsed() < Duration::from_secs(10), "the job is not known");
            std::thread::sleep(Duration::from_millis(20));
        }
        conn.batch_execute(hold).expect("the job's row");
        conn
    }
}

/// Returns the lines of the report as `line column reason`.
pub fn problems(page: &Page) -> Vec<String> {
    let cells = |n: usize| page.texts(&format!("table.report tbody tr > :nth-child({n})"));
    let rows = cells(1).into_iter().zip(cells(3)).zip(cells(4));
    rows.map(|((line, column), said)| format!("{line} {column} {said}"))
        .collect()
}
