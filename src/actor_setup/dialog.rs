//! The page that asks before part of the actor set-up is deleted.
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::shell::Shell;
use crate::web::visit::Visit;
use askama::Template;

#[derive(Template)]
#[template(path = "actor_setup/delete.html")]
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
            title: t.one("actor-setup-delete-title", "name", name),
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
            None => self.t.get("actor-setup-delete"),
        }
    }
}
