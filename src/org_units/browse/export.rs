//! The tree as the file `org_units`, in the form that an import reads (SPEC L-5, 11): the units that the reader sees and
//! that match the search, but the top and archived ones, which no file can express. It is streamed, and logged with the
//! number of rows (SECURITY EX2).
use super::Filter;
use super::search::{self, CHUNK};
use super::store::{self, Whole};
use crate::access::Access;
use crate::access::fixed::TOP;
use crate::access::ranges::Ranges;
use crate::activity::{Entry, Event};
use crate::error::Result;
use crate::files::csv::FORMAT;
use crate::files::tables::{StoredUnit, TableWriter, UnitRow};
use crate::org_units::visible::Visible;
use crate::web::answer::Answer;
use crate::web::export::{self, Export, Going, cut_off};
use crate::web::menu;
use crate::web::stream::Pieces;
use crate::web::visit::{View, Visit};
use std::io::Write;

/// Address of the file.
pub const PATH: &str = "/org-units/export";

/// GET /org-units/export, with the query of the screen.
pub fn download(view: &mut View, filter: Filter) -> Result<Answer> {
    let visit = &view.visit;
    menu::ORG_UNITS.enter(&visit.access)?;
    let name = export::dated(visit, "org_units");
    export::answer(visit, &name, FORMAT, || {
        Ok(Units {
            visit: visit.clone(),
            q: filter.q,
        })
    })
}

/// Everything the thread that writes the file needs.
struct Units {
    visit: Visit,
    /// The search.
    q: String,
}

impl Units {
    /// Licences are shown on the screen Customers alone.
    fn left_out(&self) -> &'static [&'static str] {
        match menu::CUSTOMERS.opens(&self.visit.access) {
            true => &[],
            false => &[UnitRow::LICENCE_POOL],
        }
    }
}

impl Export for Units {
    fn seen(&self, access: &Access) -> Result<Ranges> {
        menu::ORG_UNITS.enter(access)?;
        Ok(access.scope())
    }

    fn write(&self, going: &mut Going, out: &mut Pieces) -> Result<()> {
        let visible = Visible::to(&self.visit.access, false);
        let mut file = TableWriter::<UnitRow, _>::without(out, self.left_out()).map_err(cut_off)?;
        let mut cursor = None;
        loop {
            let (units, next) = going.next(self, |db| {
                let found = search::find(db, &visible, &self.q, cursor, CHUNK)?;
                let ids: Vec<i64> = found.rows.iter().map(|row| row.id).collect();
                Ok((store::whole(db, &ids)?, found.next))
            })?;
            for unit in units.iter().filter(|unit| unit.id != TOP) {
                file.write_cells(cells(&visible, unit)).map_err(cut_off)?;
                going.rows += 1;
            }
            cursor = next;
            if cursor.is_none() {
                return file.finish().and_then(|out| out.flush()).map_err(cut_off);
            }
        }
    }

    fn entry(&self) -> Option<Entry> {
        Some(export::entry(
            &self.visit,
            Event::OrgUnitsExported,
            None,
            !self.q.is_empty(),
        ))
    }
}

/// A unit above which the reader sees nothing has no parent in the file (P-12). An import refuses such a row instead of
/// moving the unit.
fn cells(visible: &Visible<'_>, unit: &Whole) -> Vec<String> {
    let parent = unit.parent_id.filter(|parent| *parent != TOP);
    let seen = parent.is_some_and(|parent| visible.get(parent).is_some());
    UnitRow::stored_cells(StoredUnit {
        code: &unit.code,
        name: &unit.name,
        kind: &unit.kind,
        parent: unit.parent_code.as_deref().filter(|_| seen),
        customer_number: unit.customer_number.clone(),
        number: unit.number.clone(),
        licence_pool: unit.licence_pool,
        time_zone: unit.time_zone.as_deref(),
        language: unit.language.as_deref(),
    })
}
