//! Cuts a page out of the rows that were read for it, the same way for every list.

/// A page's rows in the order of the list, and whether the list goes on before and after them.
#[derive(Debug)]
pub struct Cut<R> {
    pub rows: Vec<R>,
    before: bool,
    after: bool,
}

impl<R> Cut<R> {
    /// `rows`: those beside the cursor, nearest first; one more than `most` if there are so many. `backward`: whether
    /// the page ends at the cursor instead of beginning there; `None` for the first page, which has no cursor.
    pub fn of(mut rows: Vec<R>, most: usize, backward: Option<bool>) -> Self {
        let more = rows.len() > most;
        rows.truncate(most);
        let (before, after) = match backward {
            None => (false, more),
            Some(false) => (true, more),
            Some(true) => (more, true),
        };
        if backward == Some(true) {
            rows.reverse();
        }
        Self { rows, before, after }
    }

    /// Returns the row before which the previous page ends; `None` if there is no page before.
    pub fn previous(&self) -> Option<&R> {
        self.rows.first().filter(|_| self.before)
    }

    /// Returns the row after which the next page begins; `None` if there is no page after.
    pub fn next(&self) -> Option<&R> {
        self.rows.last().filter(|_| self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the page, and the rows beside which the others are read.
    fn cut(rows: &[i32], backward: Option<bool>) -> (Vec<i32>, Option<i32>, Option<i32>) {
        let cut = Cut::of(rows.to_vec(), 3, backward);
        let (previous, next) = (cut.previous().copied(), cut.next().copied());
        (cut.rows, previous, next)
    }

    #[test]
    fn the_first_page_has_none_before_it_and_one_after_it_if_a_row_is_left() {
        assert_eq!(cut(&[1, 2, 3], None), (vec![1, 2, 3], None, None));
        assert_eq!(cut(&[1, 2, 3, 4], None), (vec![1, 2, 3], None, Some(3)));
    }

    #[test]
    fn a_page_after_a_row_leads_back_to_it() {
        assert_eq!(cut(&[4, 5], Some(false)), (vec![4, 5], Some(4), None));
        assert_eq!(cut(&[4, 5, 6, 7], Some(false)), (vec![4, 5, 6], Some(4), Some(6)));
    }

    #[test]
    fn a_page_before_a_row_was_read_backwards_and_leads_on_to_it() {
        assert_eq!(cut(&[3, 2, 1], Some(true)), (vec![1, 2, 3], None, Some(3)));
        assert_eq!(cut(&[6, 5, 4, 3], Some(true)), (vec![4, 5, 6], Some(4), Some(6)));
    }

    #[test]
    fn a_page_without_rows_leads_nowhere() {
        for backward in [None, Some(false), Some(true)] {
            assert_eq!(cut(&[], backward), (vec![], None, None));
        }
    }
}
