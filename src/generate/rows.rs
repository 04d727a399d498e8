//! Writes rows in the format that COPY reads (PostgreSQL 15, COPY, "Text Format").
use std::fmt::{Display, Write};

/// Rows of COPY. To add a row, add each of its cells, then call [`Rows::end`].
#[derive(Default)]
pub struct Rows(String);

impl Rows {
    /// Adds a number, a boolean, or another value whose text has no character that is special to COPY.
    pub fn plain(&mut self, value: impl Display) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{value}\t");
        self
    }

    /// Adds any text, with special characters escaped.
    pub fn text(&mut self, value: &str) -> &mut Self {
        for c in value.chars() {
            match c {
                '\\' => self.0.push_str("\\\\"),
                '\t' => self.0.push_str("\\t"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                c => self.0.push(c),
            }
        }
        self.0.push('\t');
        self
    }

    /// Adds a text, or NULL.
    pub fn maybe(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.plain("\\N"),
        }
    }

    /// Adds an array of texts, which must contain no blanks or punctuation.
    pub fn words(&mut self, words: &[String]) -> &mut Self {
        self.plain(format_args!("{{{}}}", words.join(",")))
    }

    /// Ends the row.
    pub fn end(&mut self) {
        if self.0.ends_with('\t') {
            self.0.pop();
        }
        self.0.push('\n');
    }

    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn signs_that_copy_knows_are_written_as_it_reads_them() {
        let mut rows = Rows::default();
        rows.plain(7)
            .text("a\tb\\c\n")
            .maybe(None)
            .maybe(Some("Åse"))
            .words(&["a".into(), "b".into()])
            .end();
        assert_eq!(rows.bytes(), "7\ta\\tb\\\\c\\n\t\\N\tÅse\t{a,b}\n".as_bytes());
    }
}
