//! The state of a list, as its address says it (SPEC L-2): reload, back, bookmark and share give the same list.
use super::cursor::Cursor;
use super::request::local_path;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a list shows. It is read from the query of its address; values that mean nothing are as good as absent.
pub trait ListState: Clone + Default + DeserializeOwned {
    /// Where the list is.
    const PATH: &'static str;

    /// Where the page begins, and which of its rows are selected.
    fn place(&mut self) -> (&mut Option<Cursor>, &mut Vec<i64>);

    /// The address of this state at `path`.
    fn at(&self, path: &str) -> String;

    /// The address of the list in this state.
    fn url(&self) -> String {
        self.at(Self::PATH)
    }

    /// Returns the state of the list at an address on this site; the initial state for any other address.
    fn of_address(address: &str) -> Self {
        let query = address.strip_prefix(Self::PATH).and_then(|rest| rest.strip_prefix('?'));
        serde_html_form::from_str(query.unwrap_or_default()).unwrap_or_default()
    }

    /// Returns the same list from its beginning, with nothing selected.
    fn at_start(&self) -> Self {
        let mut state = self.clone();
        let (cursor, selected) = state.place();
        *cursor = None;
        selected.clear();
        state
    }

    /// The page at `cursor`.
    fn paged(&self, cursor: Cursor) -> Self {
        let mut state = self.at_start();
        *state.place().0 = Some(cursor);
        state
    }

    /// This page with these rows selected.
    fn selecting(&self, ids: &[i64]) -> Self {
        let mut state = self.clone();
        *state.place().1 = ids.to_vec();
        state
    }

    /// The address of the page of one row, with the way back to this row of this list.
    fn row_url(&self, id: i64) -> String {
        super::back::with_from(&format!("{}/{id}", Self::PATH), &self.selecting(&[id]).url())
    }
}

/// The selection as the form over the rows sends it.
#[derive(Debug, Deserialize)]
pub struct Selecting {
    #[serde(default)]
    id: Vec<i64>,
    #[serde(default)]
    from: String,
}

impl Selecting {
    /// The list it comes from, with these rows selected.
    pub fn list<L: ListState>(&self) -> L {
        L::of_address(local_path(&self.from, L::PATH)).selecting(&self.id)
    }
}
