//! Checks and formats JSON that people typed.
use super::MAX_VALUE;
use crate::web::i18n::Texts;
use serde::de::IgnoredAny;

/// The deepest nesting accepted, so that no program that reads the value runs out of stack.
const DEEPEST: usize = 200;

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Missing,
    TooLong,
    TooDeep,
    /// The text is not JSON from here on. Lines and columns count from 1, columns in characters.
    Here {
        line: usize,
        column: usize,
    },
    /// The text ends too early.
    Ends {
        line: usize,
        column: usize,
    },
}

impl Wrong {
    pub fn say(self, t: &Texts) -> String {
        let at =
            |id: &str, line: usize, column: usize| t.two(id, "line", line.to_string(), "column", column.to_string());
        match self {
            Wrong::Missing => t.get("field-required"),
            Wrong::TooLong => t.one("support-json-long", "kib", MAX_VALUE / 1024),
            Wrong::TooDeep => t.one("support-json-deep", "most", DEEPEST),
            Wrong::Here { line, column } => at("support-json-wrong", line, column),
            Wrong::Ends { line, column } => at("support-json-ends", line, column),
        }
    }
}

/// Trims a text, and turns the line ends of forms (CR LF) into LF.
pub fn typed(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Checks whether a text is JSON that can be kept.
///
/// # Errors
/// What is wrong with it, and where.
pub fn check(text: &str) -> Result<(), Wrong> {
    if text.is_empty() {
        return Err(Wrong::Missing);
    }
    if text.len() > MAX_VALUE {
        return Err(Wrong::TooLong);
    }
    if deepest(text) > DEEPEST {
        return Err(Wrong::TooDeep);
    }
    // `IgnoredAny` checks numbers without converting them, so any number is accepted.
    serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(|error| {
        let (line, column) = place(text, error.line().max(1), error.column());
        match error.is_eof() {
            true => Wrong::Ends { line, column },
            false => Wrong::Here { line, column },
        }
    })
}

/// Converts a position of the parser to line and column in characters. The parser counts columns in bytes, and reports
/// the end of a line as column 0 of the next.
fn place(text: &str, line: usize, bytes: usize) -> (usize, usize) {
    let written = |line: usize| text.split('\n').nth(line - 1).unwrap_or_default();
    if bytes == 0 && line > 1 {
        return (line - 1, written(line - 1).chars().count() + 1);
    }
    let before = written(line).floor_char_boundary(bytes.saturating_sub(1));
    (line, written(line)[..before].chars().count() + 1)
}

/// Tracks, character by character, whether a JSON text is inside a string.
struct Scan {
    in_string: bool,
    escaped: bool,
}

impl Scan {
    const START: Self = Self {
        in_string: false,
        escaped: false,
    };

    /// Takes the next character. Returns whether it is outside of strings and their quotes.
    fn is_plain(&mut self, c: char) -> bool {
        if self.in_string {
            let closes = c == '"' && !self.escaped;
            self.escaped = c == '\\' && !self.escaped;
            self.in_string = !closes;
            return false;
        }
        self.in_string = c == '"';
        !self.in_string
    }
}

fn deepest(text: &str) -> usize {
    let (mut scan, mut depth, mut most) = (Scan::START, 0_usize, 0);
    for c in text.chars() {
        if scan.is_plain(c) {
            match c {
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            most = most.max(depth);
        }
    }
    most
}

/// Formats text that [`check`] accepts, for **Format Json**: a line for each value, two blanks for each level. The
/// values themselves do not change.
pub fn format(text: &str) -> String {
    let (mut scan, mut depth, mut out) = (Scan::START, 0_usize, String::new());
    let mut rest = text.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = rest.next() {
        if !scan.is_plain(c) {
            out.push(c);
            continue;
        }
        match c {
            c if c.is_ascii_whitespace() => {}
            '{' | '[' => {
                out.push(c);
                while rest.next_if(char::is_ascii_whitespace).is_some() {}
                match rest.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => out.push(end),
                    None => {
                        depth += 1;
                        line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn what_is_wrong_is_told_by_line_and_column_in_characters() {
        assert_eq!(check("{\n  \"å\": tru\n}"), Err(Wrong::Here { line: 2, column: 11 }));
        assert!(matches!(check("{\"a\": [1, 2"), Err(Wrong::Ends { line: 1, .. })));
        assert!(matches!(check("{} {}"), Err(Wrong::Here { line: 1, .. })));
        assert!(matches!(check("{\"a\":1,}"), Err(Wrong::Here { .. })));
        assert_eq!(check(""), Err(Wrong::Missing));
    }

    #[test]
    fn any_json_is_kept_to_the_letter() {
        for text in [
            "1e400",
            "12345678901234567890123.10",
            "\"\\u0000\"",
            "null",
            "[[]]",
            "{\"a\":1,\"a\":2}",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        assert_eq!(
            format("{\"b\":1.10,\"a\":[ ],\"c\":\"x, {\\\"y\\\"\"}"),
            "{\n  \"b\": 1.10,\n  \"a\": [],\n  \"c\": \"x, {\\\"y\\\"\"\n}"
        );
    }

    #[test]
    fn it_is_neither_too_long_nor_too_deep() {
        let quoted = |n: usize| format!("\"{}\"", "x".repeat(n));
        assert_eq!(check(&quoted(MAX_VALUE - 2)), Ok(()));
        assert_eq!(check(&quoted(MAX_VALUE - 1)), Err(Wrong::TooLong));
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(check(&nested(DEEPEST)), Ok(()));
        assert_eq!(check(&nested(30_000)), Err(Wrong::TooDeep));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn formatting_changes_nothing_but_blanks(value in any_json()) {
            let formatted = format(&value.to_string());
            prop_assert_eq!(serde_json::from_str::<Value>(&formatted).unwrap(), value);
            prop_assert_eq!(format(&formatted), formatted);
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = check(&text);
            let _ = format(&text);
        }
    }
}
