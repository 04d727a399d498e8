//! The table: goal, figure, met or not. Every measurement keeps its lines, so that a subset renews only its own.
use super::place::{Size, home};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// A line of the table.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Figure {
    what: String,
    goal: String,
    figure: String,
    /// None where there is no goal.
    is_met: Option<bool>,
}

/// What one measurement found.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Measured {
    commit: String,
    figures: Vec<Figure>,
}

/// What is known at one size: figures by measurement, and the plans of lists as text.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Known {
    measured: BTreeMap<String, Measured>,
    #[serde(default)]
    plans: String,
}

impl Figure {
    pub fn new(what: impl Into<String>, goal: impl Into<String>, figure: impl Into<String>, is_met: bool) -> Self {
        Self {
            is_met: Some(is_met),
            ..Self::without_goal(what, figure).goal(goal.into())
        }
    }

    pub fn without_goal(what: impl Into<String>, figure: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            goal: String::new(),
            figure: figure.into(),
            is_met: None,
        }
    }

    fn goal(self, goal: String) -> Self {
        Self { goal, ..self }
    }

    fn line(&self, commit: &str) -> String {
        let met = self
            .is_met
            .map_or("", |is_met| if is_met { "met" } else { "**not met**" });
        format!(
            "| {} | {} | {} | {met} | {commit} |\n",
            self.what, self.goal, self.figure
        )
    }
}

fn file(users: u32) -> PathBuf {
    home().join(format!("{users}.json"))
}

fn known(users: u32) -> Known {
    let text = std::fs::read_to_string(file(users)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn store(users: u32, known: &Known) {
    let text = serde_json::to_string_pretty(known).expect("figures as JSON");
    std::fs::write(file(users), text).expect("a place for figures");
}

/// Puts lines in the place of those from before.
pub fn keep(users: u32, name: &str, figures: Vec<Figure>) {
    for figure in &figures {
        eprint!("{}", figure.line(""));
    }
    let mut known = known(users);
    if !figures.is_empty() {
        let commit = said("git", &["describe", "--always", "--dirty"]);
        known.measured.insert(name.to_owned(), Measured { commit, figures });
    }
    store(users, &known);
}

pub fn keep_plans(users: u32, plans: String) {
    store(users, &Known { plans, ..known(users) });
}

const BEGIN: &str = "<!-- Written by script/bench from here on -->\n";

/// Prints the table and puts it into benches/README.md, in the place of this size's table from before; plans beside it.
pub fn write(users: u32) {
    let known = known(users);
    let mut table = String::from("| what | goal | figure | | commit |\n|---|---|---|---|---|\n");
    for (name, _) in super::MEASUREMENTS {
        if let Some(Measured { commit, figures }) = known.measured.get(*name) {
            table.extend(figures.iter().map(|figure| figure.line(commit)));
        }
    }
    println!("{table}");
    let readme = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/README.md");
    let before = std::fs::read_to_string(&readme).expect("benches/README.md");
    let (by_hand, written) = before.split_once(BEGIN).expect("the line from which on it is written");
    let heading = |users: u32| format!("{} users", number(users.into()));
    let mut sections: BTreeMap<String, String> = written
        .split("\n## ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'))
        .map(|(heading, text)| (heading.to_owned(), text.trim().to_owned()))
        .collect();
    let mut section = format!("{}\n\n{table}", machine(users));
    if !known.plans.is_empty() {
        let name = format!("plans-{users}.md");
        let text = format!(
            "# How PostgreSQL reads the users list at {} users\n\n{}",
            number(users.into()),
            known.plans
        );
        std::fs::write(readme.with_file_name(&name), text).expect("a file for plans");
        let _ = write!(
            section,
            "\nHow PostgreSQL reads each list, by `EXPLAIN (ANALYZE, BUFFERS)`: `{name}`.\n"
        );
    }
    sections.insert(heading(users), section.trim().to_owned());
    let mut text = format!("{by_hand}{BEGIN}");
    let mut sections: Vec<_> = sections.into_iter().collect();
    // The large ones first.
    sections.sort_by_key(|(heading, _)| std::cmp::Reverse(heading.len()));
    for (heading, section) in sections {
        let _ = write!(text, "\n## {heading}\n\n{section}\n");
    }
    std::fs::write(&readme, text).expect("benches/README.md");
}

/// What a program prints.
fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&text).trim().to_owned()
}

fn machine(users: u32) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':')
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field(&read("/proc/meminfo"), "MemTotal")
        .trim_end_matches(" kB")
        .parse::<u64>()
        .unwrap_or_default();
    let size = Size::of(users);
    format!(
        "{} units, {} groups. {processors} processors ({}), {} GB, Linux {}, {}; {}.",
        number(size.units.into()),
        number(size.groups.into()),
        field(&read("/proc/cpuinfo"), "model name"),
        memory >> 20,
        read("/proc/sys/kernel/osrelease").trim(),
        said("pgbench", &["--version"])
            .replace("pgbench (", "")
            .replace(')', ""),
        said("date", &["-u", "+%Y-%m-%d"]),
    )
}

/// `12,345`, or `1.23` where the number is small.
pub fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
