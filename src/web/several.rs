//! An action on several: who was selected, and what came of it: who was changed, who had nothing to do, who was skipped and why
//! (SPEC U-4).
use super::i18n::Texts;
use super::refusal;
use super::request::{Input, Query, Request, local_path};
use super::visit::Visit;
use crate::access::Refusal;
use crate::db::Read;
use crate::error::{Error, Result};
use serde::Deserialize;

/// Names in one line of the message afterwards, and reasons in it.
const NAMED: usize = 3;

/// The most one action takes.
pub const MOST: usize = 500;

/// Those selected, each once, and the way back, from `?id=…&id=…&from=…`.
#[derive(Debug, Clone)]
pub struct Selection {
    pub ids: Vec<i64>,
    pub from: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    id: Vec<i64>,
    from: String,
}

impl Input for Selection {
    fn parse(request: &Request) -> Result<Self> {
        let Query(Raw { mut id, from }) = Query::<Raw>::parse(request)?;
        if id.len() > MOST {
            return Err(Error::BadRequest(format!("{} at once", id.len())));
        }
        id.sort_unstable();
        id.dedup();
        // The list they were selected in stands above the action.
        let list = request.path.rsplit_once('/').map_or("/", |(list, _)| list);
        let from = local_path(&from, list).to_owned();
        Ok(Self { ids: id, from })
    }
}

/// What an action has done, by name.
#[derive(Default)]
pub struct Done {
    pub changed: Vec<String>,
    pub idle: Vec<String>,
    pub refused: Vec<(String, Refusal)>,
}

impl Done {
    /// Nobody was allowed.
    pub fn all_refused(&self) -> Option<Refusal> {
        let none = self.changed.is_empty() && self.idle.is_empty();
        self.refused.first().filter(|_| none).map(|(_, refusal)| *refusal)
    }

    /// "3 users deactivated. Already deactivated: Bo Dahl. 1 skipped: Anna Berg: You need …" `of` begins the ids of the action's
    /// own texts.
    ///
    /// # Errors
    /// Any database error.
    pub fn said(&self, visit: &Visit, db: &mut impl Read, of: &str) -> Result<String> {
        let t = &visit.t;
        let mut said = vec![match self.changed.first() {
            Some(first) => t.two(&format!("{of}-done"), "count", self.changed.len(), "name", first),
            None => t.get("common-action-nothing"),
        }];
        if !self.idle.is_empty() {
            let names = names(t, &self.idle, NAMED);
            said.push(t.one(&format!("{of}-idle"), "names", names));
        }
        if !self.refused.is_empty() {
            said.push(skipped(visit, db, &self.refused)?);
        }
        Ok(said.join(" "))
    }
}

/// "1 skipped: Anna Berg: You need …"
///
/// # Errors
/// Any database error.
pub fn skipped(visit: &Visit, db: &mut impl Read, refused: &[(String, Refusal)]) -> Result<String> {
    let named = refused.iter().map(|(name, refusal)| (&**name, refusal));
    let reasons = reasons(visit, db, named, NAMED)?;
    let lines: Vec<_> = reasons.iter().take(NAMED).map(Reason::line).collect();
    let (count, lines) = (refused.len(), lines.join(" "));
    Ok(visit.t.two("common-action-skipped", "count", count, "reasons", lines))
}

/// A reason, and whom it concerns.
pub struct Reason {
    pub names: String,
    pub why: String,
}

impl Reason {
    fn line(&self) -> String {
        format!("{}: {}", self.names, self.why)
    }
}

/// The reasons in words, each once, in the order they first come up, and who could do it instead (SPEC P-6).
///
/// # Errors
/// Any database error.
pub fn reasons<'a>(
    visit: &Visit,
    db: &mut impl Read,
    refused: impl Iterator<Item = (&'a str, &'a Refusal)>,
    most: usize,
) -> Result<Vec<Reason>> {
    let mut found: Vec<(Refusal, Vec<&str>)> = Vec::new();
    for (name, refusal) in refused {
        match found.iter_mut().find(|(known, _)| known == refusal) {
            Some((_, names)) => names.push(name),
            None => found.push((*refusal, vec![name])),
        }
    }
    let mut reason = |(refusal, who): (Refusal, Vec<&str>)| {
        Ok(Reason {
            names: names(&visit.t, &who, most),
            why: refusal::with_who(visit, db, &refusal)?,
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
