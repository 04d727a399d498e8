//! Tells the media type of a file by its content, whatever its name says (SECURITY EX4).
use infer::MatcherType;

/// A file whose name promises another type than its content has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lie {
    /// The ending of the name, such as `png`.
    pub promised: String,
}

/// Endings for types that the content shows, with their media types.
const TOLD: [(&str, &str); 13] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("heic", "image/heif"),
];
const TEXT: &str = "text/plain; charset=utf-8";
const OTHER: &str = "application/octet-stream";

/// Returns the media type of these bytes.
///
/// # Errors
/// [`Lie`] if the ending of the name is one of these types and the content has another.
pub fn media_type(bytes: &[u8], name: &str) -> Result<&'static str, Lie> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let promised = ending.and_then(|ending| TOLD.into_iter().find(|(told, _)| *told == ending));
    let found = infer::get(bytes);
    let found_type = found.map(|kind| kind.mime_type());
    match promised {
        // Office files are zip files, and some of them are only recognized as such.
        Some((_, media_type)) if found_type == Some(media_type) => Ok(media_type),
        Some((ending, media_type)) if ending.ends_with('x') && found_type == Some("application/zip") => Ok(media_type),
        Some((ending, _)) => Err(Lie {
            promised: ending.to_owned(),
        }),
        None => Ok(match found {
            // A file that a browser might run gets the type of plain bytes.
            Some(kind) if matches!(kind.matcher_type(), MatcherType::Text | MatcherType::App) => OTHER,
            Some(kind) => kind.mime_type(),
            None if is_text(bytes) => TEXT,
            None => OTHER,
        }),
    }
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n0000";

    #[test]
    fn a_file_is_what_is_in_it() {
        for (bytes, name, told) in [
            (PNG, "photo.PNG", "image/png"),
            (PNG, "photo", "image/png"),
            (&b"%PDF-1.7 ..."[..], "contract.pdf", "application/pdf"),
            ("Aftale på dansk".as_bytes(), "notes.txt", TEXT),
            (&b"<!doctype html><script>"[..], "page.html", OTHER),
            (&b"\x7fELF\x02\x01\x01"[..], "tool", OTHER),
            (&b"\xff\x00\x12"[..], "data.bin", OTHER),
        ] {
            assert_eq!(media_type(bytes, name), Ok(told), "{name}");
        }
    }

    #[test]
    fn a_name_that_promises_something_else_is_a_lie() {
        for (bytes, name) in [
            (&b"<!doctype html><script>"[..], "photo.png"),
            (PNG, "contract.pdf"),
            (&b"MZ\x90\x00"[..], "photo.jpeg"),
            (PNG, "letter.docx"),
        ] {
            assert!(media_type(bytes, name).is_err(), "{name}");
        }
    }
}
