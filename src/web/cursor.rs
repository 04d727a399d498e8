//! Where a page of a list begins, given by the sort key of the row before it (keyset paging, DESIGN 5).
use std::fmt;

/// A place between two rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// True if the page ends here and false if it begins here.
    pub backward: bool,
    /// The row next to the place.
    pub id: i64,
    /// The row's sort key; `None` if the column is empty there.
    pub key: Option<String>,
    /// Sort key and id of the row's unit, for lists sorted by unit.
    pub unit: Option<(String, i64)>,
}

impl Cursor {
    /// Reads what `to_string` wrote; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (backward, rest) = match text.split_at_checked(1)? {
            ("f", rest) => (false, rest),
            ("b", rest) => (true, rest),
            _ => return None,
        };
        let mut parts = rest.split('.');
        let id = parts.next()?.parse().ok()?;
        let key = match parts.next()? {
            "-" => None,
            key => Some(text_of(key)?),
        };
        let unit = match parts.next() {
            None => None,
            Some(key) => Some((text_of(key)?, parts.next()?.parse().ok()?)),
        };
        parts.next().is_none().then_some(Self {
            backward,
            id,
            key,
            unit,
        })
    }
}

fn text_of(digits: &str) -> Option<String> {
    String::from_utf8(hex::decode(digits).ok()?)
        .ok()
        .filter(|text| !text.contains('\0'))
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.as_ref().map_or_else(|| "-".to_owned(), hex::encode);
        write!(out, "{}{}.{key}", if self.backward { 'b' } else { 'f' }, self.id)?;
        match &self.unit {
            Some((key, id)) => write!(out, ".{}.{id}", hex::encode(key)),
            None => Ok(()),
        }
    }
}

/// A place between two rows of a list that is ordered by a number: a moment in microseconds since 1970, a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowCursor {
    /// True if the page ends here and false if it begins here.
    pub backward: bool,
    /// The number by which the row is ordered.
    pub key: i64,
    pub id: i64,
}

impl RowCursor {
    /// Reads what `to_string` wrote; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let backward = match text.get(..1)? {
            "f" => false,
            "b" => true,
            _ => return None,
        };
        let (key, id) = text.get(1..)?.split_once('.')?;
        Some(Self {
            backward,
            key: key.parse().ok()?,
            id: id.parse().ok()?,
        })
    }
}

impl fmt::Display for RowCursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = if self.backward { 'b' } else { 'f' };
        write!(out, "{way}{}.{}", self.key, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, RowCursor};

    #[test]
    fn a_cursor_survives_the_address_bar() {
        for (key, unit) in [
            (Some("jens m|ller\u{1}å".to_owned()), None),
            (None, Some(("butik".to_owned(), 7))),
        ] {
            let cursor = Cursor {
                backward: true,
                id: 19,
                key,
                unit,
            };
            assert_eq!(Cursor::read(&cursor.to_string()), Some(cursor));
        }
    }

    #[test]
    fn what_is_no_cursor_is_none() {
        for odd in [
            "",
            "f",
            "x1.-",
            "f1",
            "f1.zz",
            "f1.00",
            "fx.-",
            "f1.-.62",
            "f1.-.62.4.5",
            "å1.-",
        ] {
            assert_eq!(Cursor::read(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_row_cursor_survives_the_address_bar_and_nonsense_is_none() {
        let cursor = RowCursor {
            backward: true,
            key: 1_700_000_000_000_001,
            id: 7,
        };
        assert_eq!(RowCursor::read(&cursor.to_string()), Some(cursor));
        for odd in ["", "f", "x1.2", "f1", "f1.x", "å1.2"] {
            assert_eq!(RowCursor::read(odd), None, "{odd}");
        }
    }
}
