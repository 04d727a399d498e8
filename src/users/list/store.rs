//! All SQL of the list (DESIGN 5). Every statement here takes a `Visible`, so nothing is listed, counted or searched
//! outside the reader's scope.
mod candidates;
mod conditions;
mod head;
mod rows;

pub use candidates::Plan;
pub use head::{Head, head};
pub use rows::{Extras, Row, row, rows};

/// Up to this many users of a unit are read and sorted; if there are more, the index is walked in order.
pub const SMALL: i64 = 5_000;
/// Up to this many index rows of one word are read and sorted.
pub const FEW: i64 = 2_000;
/// Up to this many index rows are read, instead of a walk, for a search word that many words begin with. Names that
/// begin alike lie together, so a walk may have to pass half of all users before it meets the first.
pub const RANGE: i64 = 30_000;
/// Up to this many index rows of one word are read to gather a page, where only the index and hash tables are asked.
pub const GATHERED: i64 = 150_000;
/// Up to this many index rows of another word are put into a hash table. PostgreSQL makes one only if it expects it to
/// fit, which is up to four times this. Otherwise it would read the word again for every row.
pub const HASHED: i64 = 60_000;
/// Up to this many distinct words or units are merged in name order.
pub const MERGED: usize = 64;
