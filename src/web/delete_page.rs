//! The page that asks before something is deleted. Every feature with nothing special to ask uses it.
use super::i18n::Texts;
use super::shell::Shell;
use super::visit::Visit;
use crate::error::Result;
use askama::Template;

#[derive(Template)]
#[template(path = "components/delete_page.html")]
pub struct DeletePage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    cancel: String,
    /// Why it cannot be deleted.
    pub stays: Option<String>,
    /// What is deleted with it.
    pub goes: Vec<String>,
}

impl DeletePage {
    /// Builds the page. `stays` is the id of the text that says why it cannot be deleted, if that is so.
    pub fn new(visit: &Visit, name: &str, action: String, (cancel, stays): (String, Option<&str>)) -> Result<Self> {
        let t = visit.t;
        Ok(Self {
            shell: visit.shell()?,
            t,
            title: t.one("common-delete-title", "name", name),
            action,
            cancel,
            stays: stays.map(|id| t.get(id)),
            goes: Vec::new(),
        })
    }

    /// Returns the label of the button. Empty if there is no button.
    fn label(&self) -> String {
        match self.stays {
            Some(_) => String::new(),
            None => self.t.get("common-delete"),
        }
    }
}
