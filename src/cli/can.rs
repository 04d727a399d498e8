//! `keyholder can LOGIN PERMISSION UNIT_CODE` and `keyholder can --batch FILE` (SPEC 11).
use super::{Refused, Result, database};
use crate::access::AccountKind;
use crate::access::evaluate::Link;
use crate::check_rights::{Office, Question, Unknown, Verdict};
use crate::config::Config;
use crate::db::{End, run_command};
use crate::files::Problems;
use crate::files::csv::Headless;
use crate::web::i18n::{Language, Texts};
use clap::Args;
use csv::{StringRecord, WriterBuilder};
use serde_json::{Value, json};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Whether a user holds a permission in a unit, and why
#[derive(Debug, Args)]
pub struct Can {
    /// The user's login
    #[arg(required_unless_present = "batch")]
    login: Option<String>,
    /// Key of the permission, such as EditUser
    #[arg(required_unless_present = "batch")]
    permission: Option<String>,
    /// Code of the unit; '' for the top
    #[arg(required_unless_present = "batch")]
    unit_code: Option<String>,
    /// Answer as JSON
    #[arg(long, conflicts_with = "batch")]
    json: bool,
    /// Answer a CSV file of login,permission,unit_code; the rows come out with a column decision; - reads standard
    /// input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["login", "permission", "unit_code"])]
    batch: Option<PathBuf>,
}

pub fn can(config: &Config, words: Can) -> Result<()> {
    match words.batch {
        Some(file) => batch(config, &file),
        None => {
            let question = Question {
                login: words.login.unwrap_or_default(),
                permission: words.permission.unwrap_or_default(),
                unit_code: words.unit_code.unwrap_or_default(),
            };
            one(config, &question, words.json)
        }
    }
}

fn one(config: &Config, question: &Question, as_json: bool) -> Result<()> {
    let answered = with_office(config, std::iter::once(&question.login), |office| {
        let verdict = office.ask(question)?;
        let t = Texts::new(Language::En, config.default_time_zone);
        let trail = office.explain(&verdict, &t);
        Ok(if as_json {
            format!("{:#}", told(office, question, &verdict, trail))
        } else {
            format!("{}\n{}", verdict.answer.code(), trail.join("\n"))
        })
    })?;
    let said =
        answered.map_err(|unknown: Unknown| Refused::Rule(format!("{unknown}: {}", typed(question, unknown))))?;
    writeln!(io::stdout(), "{said}")?;
    Ok(())
}

/// Asks as of the committed database; nothing is written.
fn with_office<T>(
    config: &Config,
    logins: impl Iterator<Item = impl AsRef<str>>,
    ask: impl FnOnce(&Office) -> T,
) -> Result<T> {
    let opened = database::open_existing_migrated(config)?;
    Ok(run_command(opened.connect()?, |tx| {
        let office = Office::open(tx, logins)?;
        Ok(End::Rollback(ask(&office)))
    })?)
}

fn typed(question: &Question, unknown: Unknown) -> &str {
    match unknown {
        Unknown::Login => &question.login,
        Unknown::Permission => &question.permission,
        Unknown::Unit => &question.unit_code,
    }
}

fn told(office: &Office, question: &Question, verdict: &Verdict, trail: Vec<String>) -> Value {
    let link = |link: &Link| json!({ "group": office.group(link.group), "unit_code": office.code(link.unit) });
    let grants: Vec<Value> = office
        .reasons(verdict)
        .iter()
        .map(|reason| {
            let group = office.group(reason.account);
            json!({
                "effect": if reason.allow { "allow" } else { "deny" },
                "account_kind": group.map_or(AccountKind::User, |_| AccountKind::Group).code(),
                "account": group.unwrap_or(&question.login),
                "unit_code": office.code(reason.unit),
                "path": reason.path.iter().map(link).collect::<Vec<_>>(),
                "until": reason.until,
            })
        })
        .collect();
    json!({
        "login": question.login,
        "permission": question.permission,
        "unit_code": question.unit_code,
        "decision": verdict.answer.code(),
        "reasons": trail,
        "grants": grants,
    })
}

/// The columns of a batch; a first row of these is a header.
const COLUMNS: [&str; 3] = ["login", "permission", "unit_code"];

fn batch(config: &Config, file: &Path) -> Result<()> {
    let bytes = super::import::read(file)?;
    let t = Texts::new(Language::En, config.default_time_zone);
    let batch = read(&bytes, &t).map_err(|reason| Refused::Rule(format!("{}: {reason}", file.display())))?;
    let questions: Vec<Question> = batch.rows.iter().map(|row| question(&batch, row)).collect();
    let decisions = with_office(config, questions.iter().map(|question| &question.login), |office| {
        questions
            .iter()
            .map(|question| office.ask(question).map_or("error", |verdict| verdict.answer.code()))
            .collect::<Vec<_>>()
    })?;
    write(&batch, &decisions)?;
    match decisions.iter().filter(|decision| **decision == "error").count() {
        0 => Ok(()),
        errors => Err(Refused::Rule(format!(
            "rows with an unknown login, permission or unit: {errors}"
        ))),
    }
}

fn question(batch: &Headless, row: &StringRecord) -> Question {
    let cell = |at: usize| batch.cell(row, at).to_owned();
    Question {
        login: cell(0),
        permission: cell(1),
        unit_code: cell(2),
    }
}

/// Read as files of imports are; the error says everything that is wrong.
fn read(bytes: &[u8], t: &Texts) -> std::result::Result<Headless, String> {
    let mut problems = Problems::default();
    match Headless::read(bytes, &COLUMNS, &mut problems) {
        Some(batch) if problems.is_empty() => Ok(batch),
        _ => {
            let said: Vec<String> = problems.kept.iter().map(|problem| problem.say(t)).collect();
            Err(said.join("\n"))
        }
    }
}

fn write(batch: &Headless, decisions: &[&str]) -> Result<()> {
    let out = BufWriter::new(io::stdout().lock());
    let mut writer = WriterBuilder::new().delimiter(batch.delimiter).from_writer(out);
    let decisions = batch.header.iter().map(|_| "decision").chain(decisions.iter().copied());
    for (row, decision) in batch.header.iter().chain(&batch.rows).zip(decisions) {
        writer
            .write_record(row.iter().chain([decision]))
            .map_err(io::Error::other)?;
    }
    writer.flush()?;
    Ok(())
}
