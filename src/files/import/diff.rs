//! Combines what a file says with what is stored.
use crate::files::tables::Cell;

/// [`Cell::over`] for values stored as text.
pub(super) fn over<T>(cell: Cell<T>, stored: Option<String>, write: impl FnOnce(T) -> String) -> Option<String> {
    match cell {
        Cell::Absent => stored,
        Cell::Empty => None,
        Cell::Value(value) => Some(write(value)),
    }
}

/// Returns the text as owned, so that it can be compared with a stored one.
pub(super) fn text(value: Option<&str>) -> Option<String> {
    value.map(str::to_owned)
}
