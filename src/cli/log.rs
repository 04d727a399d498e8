//! The server's own log, on standard error. Every event is one line, whatever text a client puts into it.
use crate::config::{Log, LogFormat};
use std::io::{self, Write};
use tracing::Level;
use tracing_subscriber::EnvFilter;

/// Starts logging; a second call changes nothing.
pub fn begin(log: &Log) {
    // Libraries log warnings at most, unless the level is more detailed than info.
    let others = if log.level > Level::INFO {
        log.level
    } else {
        log.level.min(Level::WARN)
    };
    let filter = EnvFilter::new(format!("{others},keyholder={}", log.level).to_lowercase());
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(|| OneLine);
    let begun = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    if begun.is_err() {
        tracing::debug!("logging has begun already");
    }
}

/// Writes an event with escapes for all characters that could forge a line or hide text (SECURITY LG5).
struct OneLine;

impl Write for OneLine {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        io::stderr()
            .lock()
            .write_all(visible(&String::from_utf8_lossy(event)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

fn visible(event: &str) -> String {
    let (line, end) = event.strip_suffix('\n').map_or((event, ""), |line| (line, "\n"));
    let mut text = String::with_capacity(event.len());
    for c in line.chars() {
        if c.is_control() || is_bidirectional(c) {
            text.extend(c.escape_default())
        } else {
            text.push(c)
        }
    }
    text + end
}

/// Whether a character reorders or breaks displayed text (Unicode 16, UAX 9 and 14).
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn a_line_break_in_a_login_name_makes_no_second_line() {
        assert_eq!(
            visible("login failed name=a\r\nFAKE\n"),
            "login failed name=a\\r\\nFAKE\n"
        );
    }

    #[test]
    fn escape_sequences_and_direction_marks_are_shown_and_not_obeyed() {
        assert_eq!(visible("\u{1b}[2Jx\u{202e}y"), "\\u{1b}[2Jx\\u{202e}y");
        assert_eq!(visible("Åse Møller\n"), "Åse Møller\n");
    }
}
