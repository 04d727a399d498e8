//! Which entries a reader may see. Every read of entries goes through this (SPEC N-20, P-12, DESIGN 3.6).
use crate::access::Access;
use crate::access::fixed::TOP;
use crate::access::ranges::Ranges;
use crate::error::Result;

/// With more units than this, units are selected by place, not by id.
const FEW_UNITS: usize = 1_000;

/// The visible entries: those of these units, those without a unit if the reader sees the top, and the reader's own
/// logins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible {
    /// Places of the units.
    pub places: Ranges,
    /// Ids of the units, if there are few.
    pub units: Option<Vec<i64>>,
    /// Entries without a unit.
    pub unplaced: bool,
    /// The reader, whose own logins are visible whatever unit they belong to.
    pub own: Option<i64>,
}

impl Visible {
    pub fn to(access: &Access) -> Self {
        let places = access.scope();
        Self {
            units: few(access, &places),
            unplaced: access.sees(TOP),
            own: access.viewer().map(|viewer| viewer.user),
            places,
        }
    }

    /// Narrows this to the entries of a unit and of those below it.
    ///
    /// # Errors
    /// `NotFound` for a unit the reader does not see.
    pub fn below(&self, access: &Access, unit: Option<i64>) -> Result<Self> {
        if unit.is_none() {
            return Ok(self.clone());
        }
        let places = self.places.and(&access.below(unit)?);
        Ok(Self {
            units: few(access, &places),
            places,
            unplaced: false,
            own: None,
        })
    }

    pub fn is_everything(&self) -> bool {
        self.places == Ranges::All && self.unplaced
    }
}

fn few(access: &Access, places: &Ranges) -> Option<Vec<i64>> {
    let Ranges::Within(intervals) = places else { return None };
    let units = access.snapshot().units();
    let ids = intervals
        .iter()
        .flat_map(|places| units.within(*places))
        .map(|unit| unit.id);
    let ids: Vec<i64> = ids.take(FEW_UNITS + 1).collect();
    (ids.len() <= FEW_UNITS).then_some(ids)
}
