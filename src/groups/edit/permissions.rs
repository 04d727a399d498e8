//! The tab **Permissions** of a group: /groups/{id}/permissions (SPEC G-3, 3.3). `entities::sheet::tab` does the work.
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::access::AccountKind;
use crate::db::Read;
use crate::entities::sheet::tab::Around;
use crate::entities::sheet::{Screen, Sheet};
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::shell::Shell;
use crate::web::visit::Visit;
use askama::Template;

/// The page: the sheet below the head of its group.
#[derive(Template)]
#[template(path = "groups/permissions.html")]
pub struct Page {
    shell: Shell,
    t: Texts,
    head: Head,
    sheet: Sheet,
}

impl Around for Page {
    const KIND: AccountKind = AccountKind::Group;

    fn open(visit: &Visit, db: &mut impl Read, id: i64) -> Result<()> {
        opened(&visit.access, db, id).map(|_| ())
    }

    fn page(visit: &Visit, db: &mut impl Read, screen: &Screen, sheet: Sheet) -> Result<Self> {
        let group = opened(&visit.access, db, screen.holder.id)?;
        let back = Back {
            from: screen.from().to_owned(),
        };
        Ok(Self {
            shell: visit.shell()?,
            t: visit.t,
            head: Head::of(visit, &group, &back, Shown::Permissions),
            sheet,
        })
    }
}
