//! What a file says over what is stored.
use crate::files::tables::Cell;

/// [`Cell::over`] for values stored as text.
pub(super) fn over<T>(cell: Cell<T>, stored: Option<String>, write: impl FnOnce(T) -> String) -> Option<String> {
    match cell {
        Cell::Absent => stored,
        Cell::Empty => None,
        Cell::Value(value) => Some(write(value)),
    }
}

/// Values of two sorts as one option of text.
pub(super) fn text(value: Option<&str>) -> Option<String> {
    value.map(str::to_owned)
}
