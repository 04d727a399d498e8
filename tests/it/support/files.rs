//! Files as a browser sends them, and the wait until the worker is done with them.
use super::TestApp;
use super::client::Client;
use super::page::Page;
use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use std::time::{Duration, Instant};

impl Client {
    /// The form of the page with its file, as a browser puts it together.
    pub fn send_file(&self, kind: &str, name: &str, file: impl AsRef<[u8]>) -> Page {
        self.send_file_to("/imports", kind, name, file)
    }

    /// The same to another address that takes files of kinds.
    pub fn send_file_to(&self, path: &str, kind: &str, name: &str, file: impl AsRef<[u8]>) -> Page {
        self.send_form(path, &[("kind", kind)], name, file)
    }

    /// A form with these fields and a file.
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

    /// Sends a file and gives the page with what it would do.
    #[track_caller]
    pub fn check_file(&self, kind: &str, file: impl AsRef<[u8]>) -> Page {
        let sent = self.send_file(kind, "file.csv", file);
        assert_eq!(sent.status, 303, "{}", sent.body);
        self.settled(sent.location())
    }

    /// The same, and applies it; the page of what came of it.
    #[track_caller]
    pub fn import_file(&self, kind: &str, file: impl AsRef<[u8]>) -> Page {
        let sent = self.check_file(kind, file).form("main form").press("Apply");
        assert_eq!(sent.status, 303, "{}", sent.body);
        self.settled(sent.location())
    }

    /// The page of a file once the worker is done with it.
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
    /// The worker touches no file until this is dropped.
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

/// The report as `line column reason`.
pub fn problems(page: &Page) -> Vec<String> {
    let cells = |n: usize| page.texts(&format!("table.report tbody tr > :nth-child({n})"));
    let rows = cells(1).into_iter().zip(cells(3)).zip(cells(4));
    rows.map(|((line, column), said)| format!("{line} {column} {said}"))
        .collect()
}
