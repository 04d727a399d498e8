//! What came of an action on several: who was changed, who had nothing to do, who was skipped and why (SPEC U-4).
//!
//! A message on the next page says it where it has room for everybody who was skipped; a page of its own does where it
//! has not.
use crate::access::Refusal;
use crate::db::Read;
use crate::error::Result;
use crate::web::answer::{Answer, SAID_MOST};
use crate::web::i18n::Texts;
use crate::web::refusal::Helpers;
use crate::web::shell::Shell;
use crate::web::visit::Visit;
use askama::Template;

/// Names in one line of the message afterwards, and reasons in it.
const NAMED: usize = 3;

/// What an action has done, by name.
#[derive(Default)]
pub struct Done {
    pub changed: Vec<String>,
    pub idle: Vec<String>,
    pub refused: Vec<(String, Refusal)>,
}

/// Where nobody who was skipped may be left out.
#[derive(Template)]
#[template(path = "several/report.html")]
struct ReportPage {
    shell: Shell,
    t: Texts,
    from: String,
    changed: String,
    idle: String,
    skipped: usize,
    reasons: Vec<Reason>,
}

impl Done {
    /// Returns the first refusal, if every row was refused.
    pub fn all_refused(&self) -> Option<Refusal> {
        let none = self.changed.is_empty() && self.idle.is_empty();
        self.refused.first().filter(|_| none).map(|(_, refusal)| *refusal)
    }

    /// Back to `from` with a message, or the page that says more than a message can. `of` begins the ids of the
    /// action's own texts.
    ///
    /// # Errors
    /// Any database error.
    pub(super) fn told(&self, visit: &Visit, db: &mut impl Read, of: &str, from: &str) -> Result<Answer> {
        let t = &visit.t;
        let changed = match self.changed.first() {
            Some(first) => t.two(&format!("{of}-done"), "count", self.changed.len(), "name", first),
            None => t.get("common-action-nothing"),
        };
        let idle = |most: usize| match self.idle.is_empty() {
            true => String::new(),
            false => t.one(&format!("{of}-idle"), "names", names(t, &self.idle, most)),
        };
        let refused = self.refused.iter().map(|(name, refusal)| (&**name, refusal));
        let reasons = reasons(visit, db, refused)?;
        let skipped = match reasons.is_empty() {
            true => String::new(),
            false => line(t, self.refused.len(), &reasons),
        };
        let said = [changed.clone(), idle(NAMED), skipped];
        let said: Vec<String> = said.into_iter().filter(|said| !said.is_empty()).collect();
        let said = said.join(" ");
        let all = reasons.len() <= NAMED && reasons.iter().all(|reason| reason.who.len() <= NAMED);
        if all && said.chars().count() <= SAID_MOST {
            return Ok(Answer::see_other(from).saying(said));
        }
        Answer::page(&ReportPage {
            shell: visit.shell()?,
            t: *t,
            from: from.to_owned(),
            changed,
            idle: idle(self.idle.len()),
            skipped: self.refused.len(),
            reasons,
        })
    }
}

/// "1 skipped: Anna Berg: You need …"
///
/// # Errors
/// Any database error.
pub fn skipped(visit: &Visit, db: &mut impl Read, refused: &[(String, Refusal)]) -> Result<String> {
    let named = refused.iter().map(|(name, refusal)| (&**name, refusal));
    let reasons = reasons(visit, db, named)?;
    Ok(line(&visit.t, refused.len(), &reasons))
}

fn line(t: &Texts, count: usize, reasons: &[Reason]) -> String {
    let lines: Vec<_> = reasons.iter().take(NAMED).map(|reason| reason.line(t, NAMED)).collect();
    t.two("common-action-skipped", "count", count, "reasons", lines.join(" "))
}

/// A reason, and whom it concerns.
pub struct Reason {
    pub who: Vec<String>,
    pub why: String,
}

impl Reason {
    /// "Anna Berg, Bo Dahl and 4 more: You need …"
    pub fn line(&self, t: &Texts, most: usize) -> String {
        format!("{}: {}", names(t, &self.who, most), self.why)
    }
}

/// The reasons in words, each once, in the order they first come up, and who could do it instead (SPEC P-6),
/// looked up for as many as [`Helpers`] does.
///
/// # Errors
/// Any database error.
pub fn reasons<'a>(
    visit: &Visit,
    db: &mut impl Read,
    refused: impl Iterator<Item = (&'a str, &'a Refusal)>,
) -> Result<Vec<Reason>> {
    let mut found: Vec<(Refusal, Vec<String>)> = Vec::new();
    for (name, refusal) in refused {
        match found.iter_mut().find(|(known, _)| known == refusal) {
            Some((_, who)) => who.push(name.to_owned()),
            None => found.push((*refusal, vec![name.to_owned()])),
        }
    }
    let mut helpers = Helpers::default();
    let mut reason = |(refusal, who): (Refusal, Vec<String>)| {
        Ok(Reason {
            who,
            why: helpers.say(visit, db, &refusal)?,
        })
    };
    found.into_iter().map(&mut reason).collect()
}

/// "Anna Berg, Bo Dahl and 4 more".
pub fn names<S: AsRef<str>>(t: &Texts, all: &[S], most: usize) -> String {
    let shown: Vec<&str> = all.iter().take(most).map(AsRef::as_ref).collect();
    let shown = shown.join(", ");
    match all.len().saturating_sub(most) {
        0 => shown,
        more => t.two("common-action-names-more", "names", shown, "count", more),
    }
}
