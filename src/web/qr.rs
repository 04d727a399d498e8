//! Makes a QR code as SVG: a single path whose data is a plain attribute. So no markup is built by hand, and the
//! CSP allows it.
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Width of the empty margin in modules (ISO/IEC 18004: four).
const MARGIN: usize = 4;

/// The data that `components/qr.html` draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Modules on each side, with the margin.
    pub size: usize,
    /// The dark modules as data of an SVG path.
    pub path: String,
}

impl Qr {
    /// Makes the code; `None` if the text is longer than a QR code can hold (2,331 bytes).
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (width, mut path) = (code.width(), String::new());
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run[0] == Color::Dark {
                    let length = run.len();
                    let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + MARGIN, y + MARGIN);
                }
                x += run.len();
            }
        }
        Some(Self {
            size: width + 2 * MARGIN,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Qr;

    #[test]
    fn a_code_is_square_with_a_margin_and_begins_with_a_finder() {
        let qr = Qr::of("otpauth://totp/Keyholder:mona").unwrap();
        assert_eq!((qr.size - 8) % 4, 1);
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "{}", &qr.path[..30]);
    }

    #[test]
    fn too_much_text_is_no_code() {
        assert_eq!(Qr::of(&"x".repeat(3_000)), None);
    }
}
