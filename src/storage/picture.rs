//! Makes the small pictures that pages show. Each is encoded anew from the image that was sent, so that nothing else in
//! that file reaches a browser: no position, no camera, no script in a comment.
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage, imageops};
use std::io::Cursor;

/// The media type of what [`of`] makes.
pub const MEDIA_TYPE: &str = "image/jpeg";
/// Longest side in pixels: twice that of the largest place where a picture is shown, for dense screens.
pub const SIDE: u32 = 512;
/// Images with more pixels are not decoded, because a small file can contain a huge image.
const MOST_PIXELS: u64 = 40_000_000;
/// Most memory for decoding an image, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 82;

/// Returns a picture of this image on white, at most [`SIDE`] pixels wide and high. Returns `None` if the bytes are not
/// an image or it is too large.
pub fn of(bytes: &[u8]) -> Option<Vec<u8>> {
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok();
    let (width, height) = reader()?.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let mut reader = reader()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits.clone());
    // A phone stores an image as its sensor saw it, and only notes which side is up. The picture does not keep that
    // note, so the image is turned.
    let mut decoder = reader.into_decoder().ok()?;
    limits.reserve(decoder.total_bytes()).ok()?;
    decoder.set_limits(limits).ok()?;
    let upright = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(upright);
    let small = if width.max(height) > SIDE {
        image.thumbnail(SIDE, SIDE)
    } else {
        image
    };
    let mut jpeg = Vec::new();
    let on_white = on_white(&small);
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&on_white)
        .ok()?;
    Some(jpeg)
}

fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let mut white = DynamicImage::from(RgbImage::from_pixel(image.width(), image.height(), Rgb([255; 3]))).to_rgba8();
    imageops::overlay(&mut white, &image.to_rgba8(), 0, 0);
    DynamicImage::from(white).to_rgb8()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgba, RgbaImage};

    fn png(width: u32, height: u32, pixel: Rgba<u8>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = DynamicImage::from(RgbaImage::from_pixel(width, height, pixel));
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn a_picture_is_small_keeps_its_shape_and_stands_on_white() {
        let picture = of(&png(2000, 1000, Rgba([0, 0, 0, 0]))).unwrap();
        let read = image::load_from_memory_with_format(&picture, ImageFormat::Jpeg)
            .unwrap()
            .to_rgb8();
        assert_eq!((read.width(), read.height()), (SIDE, SIDE / 2));
        assert!(read.get_pixel(5, 5).0.iter().all(|part| *part > 250));
    }

    /// Adds the note of a camera that was held upright (Exif, orientation 6: turn by 90 degrees).
    fn held_upright(jpeg: &[u8]) -> Vec<u8> {
        let mut note = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        let length = u16::try_from(note.len() + 2).unwrap().to_be_bytes();
        let mut all = jpeg[..2].to_vec();
        all.extend([0xff, 0xe1]);
        all.extend(length);
        all.append(&mut note);
        all.extend(&jpeg[2..]);
        all
    }

    #[test]
    fn a_photograph_stands_as_it_was_taken_and_keeps_no_note_of_the_camera() {
        let mut jpeg = Vec::new();
        let wide = RgbImage::from_pixel(80, 40, Rgb([9, 99, 199]));
        JpegEncoder::new(&mut jpeg).encode_image(&wide).unwrap();
        let picture = of(&held_upright(&jpeg)).unwrap();
        let read = image::load_from_memory(&picture).unwrap();
        assert_eq!((read.width(), read.height()), (40, 80));
        assert!(!picture.windows(4).any(|part| part == b"Exif"));
    }

    #[test]
    fn what_is_no_image_or_far_too_large_has_no_picture() {
        assert_eq!(of(b"%PDF-1.7"), None);
        assert_eq!(of(&png(20, 10, Rgba([9, 9, 9, 255]))[..40]), None, "cut off");
        // The header claims a width and height of 100,000 pixels.
        let mut bomb = png(10, 10, Rgba([9, 9, 9, 255]));
        bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        assert_eq!(of(&bomb), None);
    }
}
