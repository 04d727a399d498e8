//! The statements of a page as PostgreSQL saw them: to run them by pgbench, and to show how it runs them.
use super::place::Place;
use super::report::{self, Figure};
use super::server::Server;
use super::{Words, lists};
use std::process::Command;

/// A statement with the values of its parameters; none is NULL.
#[derive(Debug)]
struct Statement {
    text: String,
    values: Vec<Option<String>>,
}

/// Every statement of this role, with values, and the plan it got.
const LOGGED: [&str; 9] = [
    "log_min_duration_statement = 0",
    "log_parameter_max_length = -1",
    "log_error_verbosity = 'default'",
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_buffers = on",
    "auto_explain.log_timing = off",
    "auto_explain.log_format = text",
];

/// What PostgreSQL logs while a page is answered.
fn logged(place: &Place, path: &str, login: &str) -> String {
    for setting in LOGGED {
        place.run(&format!("ALTER ROLE keyholder_app IN DATABASE keyholder SET {setting}"));
    }
    let server = Server::start(place);
    let cookie = server.log_in(login);
    for _ in 0..2 {
        server.get(path, &cookie);
    }
    let log = place.database().join(place.text("SELECT pg_current_logfile()"));
    let size = || std::fs::metadata(&log).expect("PostgreSQL's log").len() as usize;
    settled(&size);
    let begin = size();
    server.get(path, &cookie);
    settled(&size);
    place.run("ALTER ROLE keyholder_app IN DATABASE keyholder RESET ALL");
    let bytes = std::fs::read(&log).expect("PostgreSQL's log");
    String::from_utf8_lossy(&bytes[begin..]).into_owned()
}

/// Waits until nothing is written any more.
fn settled(size: &impl Fn() -> usize) {
    let mut before = usize::MAX;
    while before != size() {
        before = size();
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
}

/// The log's entries of the connection that asked who is there, without what stands before their message: jobs have others.
fn entries(log: &str) -> Vec<String> {
    let mut entries: Vec<(&str, String)> = Vec::new();
    for line in log.lines() {
        match (line.strip_prefix('\t'), line.split_once("  ")) {
            (Some(more), _) => {
                if let Some((_, last)) = entries.last_mut() {
                    last.push('\n');
                    last.push_str(more);
                }
            }
            (None, Some((before, message))) => {
                let process = before.split(['[', ']']).nth(1).unwrap_or_default();
                entries.push((process, message.to_owned()));
            }
            (None, None) => {}
        }
    }
    let asked = entries
        .iter()
        .find(|(_, message)| message.contains("s.secret_hash = $1"));
    let asking = asked.map_or("", |(process, _)| process);
    let ours = entries.iter().filter(|(process, _)| *process == asking);
    ours.map(|(_, message)| message.clone()).collect()
}

fn statements(log: &str) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    for entry in entries(log) {
        // PostgreSQL 16 begins the word with a capital.
        if let Some(values) = entry
            .strip_prefix("parameters: ")
            .or_else(|| entry.strip_prefix("Parameters: "))
        {
            if let Some(last) = found.last_mut() {
                last.values = values_of(values);
            }
        } else if let Some((_, executed)) = entry.split_once(" ms  execute ") {
            let text = executed.split_once(": ").map_or("", |(_, text)| text).to_owned();
            found.push(Statement {
                text,
                values: Vec::new(),
            });
        }
    }
    found
}

/// Reads `$1 = 'it''s', $2 = NULL`.
fn values_of(mut text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    while let Some((_, rest)) = text.split_once(" = ") {
        let Some(quoted) = rest.strip_prefix('\'') else {
            values.push(None);
            text = rest.strip_prefix("NULL").unwrap_or_default();
            continue;
        };
        let mut end = 0;
        while let Some(at) = quoted[end..].find('\'') {
            end += at;
            if !quoted[end + 1..].starts_with('\'') {
                break;
            }
            end += 2;
        }
        values.push(Some(quoted[..end].replace("''", "'")));
        text = &quoted[end + 1..];
    }
    values
}

/// Exactly the statements of a page, prepared, by pgbench.
pub struct Rival {
    url: String,
    script: std::path::PathBuf,
    values: Vec<String>,
    pub statements: usize,
}

impl Rival {
    pub fn of_page(place: &Place, path: &str, login: &str) -> Self {
        let statements = statements(&logged(place, path, login));
        let (mut script, mut values) = (String::new(), Vec::new());
        for (at, statement) in statements.iter().enumerate() {
            let mut text = statement.text.clone();
            for (n, value) in statement.values.iter().enumerate().rev() {
                text = match value {
                    Some(value) => {
                        values.push(format!("v{at}_{n}={value}"));
                        text.replace(&format!("${}", n + 1), &format!(":v{at}_{n}"))
                    }
                    None => text.replace(&format!("${}", n + 1), "NULL"),
                };
            }
            script += &format!("{};\n", text.trim_end_matches(';'));
        }
        let file = place.folder.join("page.sql");
        std::fs::write(&file, script).expect("a script for pgbench");
        Self {
            // As the product's own role, on its own database.
            url: place.app_url().to_owned(),
            script: file,
            values,
            statements: statements.len(),
        }
    }

    /// Pages a second.
    pub fn run(&self, connections: u32, seconds: u32) -> f64 {
        let mut command = Command::new("pgbench");
        command.args([
            "-n",
            "-M",
            "prepared",
            "-j",
            "1",
            "-c",
            &connections.to_string(),
            "-T",
            &seconds.to_string(),
        ]);
        for value in &self.values {
            command.args(["-D", value]);
        }
        let output = command
            .arg("-f")
            .arg(&self.script)
            .arg(&self.url)
            .output()
            .expect("pgbench is installed");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let rate = said
            .lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.unwrap_or_else(|| panic!("pgbench says {said}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// How PostgreSQL runs each list's statements, into the report.
pub fn plans(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let mut text = String::new();
    for (name, login, path) in lists::shown(&place) {
        text += &format!("<details><summary>{name}: <code>{path}</code></summary>\n\n```\n");
        let log = logged(&place, &path, login);
        for entry in entries(&log) {
            // The statement that finds the rows: jobs have others meanwhile, and who asks is found the same way for all.
            if let Some((_, plan)) = entry
                .split_once("plan:\n")
                .filter(|(_, plan)| plan.contains("WITH page"))
            {
                text.extend(
                    plan.lines()
                        .map(|line| format!("{}\n", line.chars().take(300).collect::<String>())),
                );
                text.push('\n');
            }
        }
        text += "```\n</details>\n\n";
    }
    report::keep_plans(words.users, text);
    Vec::new()
}
