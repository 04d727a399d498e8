//! All SQL of the list (DESIGN 5). Every statement here takes a `Visible`, so nothing is listed or searched outside the
//! reader's scope.
mod candidates;
mod head;
mod rows;

pub use candidates::Plan;
pub use head::{Head, head};
pub use rows::{Extras, Row, rows};

/// Up to this many actors of a role in the visible units are read and sorted. If there are more, the index is walked in
/// order.
pub const SMALL: i64 = 5_000;
/// Up to this many index rows of one word are read and sorted.
pub const FEW: i64 = 2_000;
/// Up to this many index rows are read instead of a walk, for a search word that begins many words.
pub const RANGE: i64 = 30_000;
/// Up to this many distinct words are merged in name order.
pub const MERGED: usize = 64;
