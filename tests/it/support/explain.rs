//! Shows what PostgreSQL did for a request: the plan of every statement, which auto_explain writes to the server's log.
use super::db::TestDb;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use serde_json::Value;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The plan of a statement that was run.
pub struct Plan {
    plan: Value,
    /// The server process of the connection.
    process: String,
}

/// Reads the plans that were logged since it was made.
pub struct Explainer {
    log: PathBuf,
    /// Its statements are logged too, and mark how far the log must be read.
    marking: PgConnection,
    marks: usize,
    read: u64,
}

const SETTINGS: [&str; 6] = [
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_buffers = on",
    "auto_explain.log_timing = off",
    "auto_explain.log_format = json",
];

impl Explainer {
    /// Turns auto_explain on for every new connection of the role that serves requests.
    pub fn new(db: &TestDb) -> Self {
        let name = db.text("SELECT current_database()");
        for setting in SETTINGS {
            db.run(&format!("ALTER ROLE keyholder_app IN DATABASE {name} SET {setting}"));
        }
        let folder = db.text("SELECT current_setting('data_directory')");
        let log = PathBuf::from(folder).join(db.text("SELECT pg_current_logfile()"));
        let mut explainer = Self {
            log,
            marking: db.app(),
            marks: 0,
            read: 0,
        };
        explainer.plans();
        explainer
    }

    /// Returns the statements of all connections since the last call.
    pub fn plans(&mut self) -> Vec<Plan> {
        self.marks += 1;
        let mark = format!("SELECT 'marked {} by {}'", self.marks, std::process::id());
        self.marking.batch_execute(&mark).expect("the test database answers");
        let began = Instant::now();
        loop {
            let (plans, end) = self.logged();
            if let Some(at) = plans.iter().position(|plan| plan.statement() == mark) {
                self.read = end;
                return plans.into_iter().take(at).collect();
            }
            assert!(began.elapsed() < Duration::from_secs(20), "auto_explain logs nothing");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Returns the statements of one request since the last call: those of the connection that looked up the session.
    /// Background jobs use other connections.
    pub fn of_request(&mut self) -> Vec<Plan> {
        let plans = self.plans();
        let asked = plans
            .iter()
            .find(|plan| plan.statement().contains("s.secret_hash = $1"));
        let process = asked.expect("a request").process.clone();
        plans.into_iter().filter(|plan| plan.process == process).collect()
    }

    /// Returns the complete plans after what is already read, and the position where the log ends.
    fn logged(&self) -> (Vec<Plan>, u64) {
        let mut text = String::new();
        let mut file = File::open(&self.log).expect("the server's log");
        file.seek(SeekFrom::Start(self.read)).expect("a place in the log");
        file.read_to_string(&mut text).expect("a log in UTF-8");
        // An entry ends at the first line that does not begin with a tab.
        let mut plans = Vec::new();
        for (at, _) in text.match_indices(" plan:\n") {
            let head = text[..at].lines().next_back().unwrap_or_default();
            let process = head.split(['[', ']']).nth(1).unwrap_or_default().to_owned();
            let lines = text[at..].lines().skip(1);
            let body: String = lines.take_while(|line| line.starts_with('\t')).collect();
            if let Ok(plan) = serde_json::from_str(&body) {
                plans.push(Plan { plan, process });
            }
        }
        (plans, self.read + text.len() as u64)
    }
}

/// A node of a plan.
struct Node<'p>(&'p Value);

impl Node<'_> {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }
    fn number(&self, key: &str) -> u64 {
        self.0[key].as_f64().unwrap_or_default() as u64
    }
}

impl Plan {
    pub fn statement(&self) -> &str {
        self.plan["Query Text"].as_str().unwrap_or_default().trim()
    }

    /// Returns how many pages of 8 kB were looked at.
    pub fn buffers(&self) -> u64 {
        let root = Node(&self.plan["Plan"]);
        root.number("Shared Hit Blocks") + root.number("Shared Read Blocks")
    }

    fn nodes(&self) -> Vec<Node<'_>> {
        let (mut found, mut open) = (Vec::new(), vec![&self.plan["Plan"]]);
        while let Some(node) = open.pop() {
            open.extend(node["Plans"].as_array().into_iter().flatten());
            found.push(Node(node));
        }
        found.retain(|node| node.number("Actual Loops") > 0);
        found
    }

    /// Returns the tables that were read from end to end.
    pub fn scanned(&self) -> Vec<&str> {
        let nodes = self.nodes();
        let scans = nodes.iter().filter(|node| node.text("Node Type") == "Seq Scan");
        scans.filter_map(|node| node.0["Relation Name"].as_str()).collect()
    }

    /// Returns how many rows went into the largest sort.
    pub fn sorted(&self) -> u64 {
        let rows = |node: &Node<'_>| {
            let below = node.0["Plans"].as_array().into_iter().flatten().map(Node);
            below.map(|node| node.number("Actual Rows")).sum()
        };
        let nodes = self.nodes();
        let sorts = nodes.iter().filter(|node| node.text("Node Type") == "Sort");
        sorts.map(rows).max().unwrap_or_default()
    }

    /// Whether a part did not fit into memory.
    pub fn spilled(&self) -> bool {
        self.nodes()
            .iter()
            .any(|node| node.text("Sort Space Type") == "Disk" || node.number("Temp Written Blocks") > 0)
    }
}
