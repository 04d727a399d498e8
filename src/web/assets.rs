//! Style, script, icons and font: embedded, under names that change with their content,
//! so that browsers may keep them for ever (SECURITY HE6).

use std::{
    collections::BTreeMap,
    io::Write,
    sync::{LazyLock, OnceLock},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web::{Bytes, Path},
};
use flate2::{Compression, write::GzEncoder};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

use super::error_page;

#[derive(Embed)]
#[folder = "static"]
#[exclude = "*.md"]
struct Files;

/// The parts of the style sheet, in the order in which they are served as one file.
const STYLE: [&str; 6] = [
    "css/base.css",
    "css/layout.css",
    "css/components.css",
    "css/lists.css",
    "css/pages.css",
    "css/print.css",
];

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

struct Asset {
    url: String,
    content_type: &'static str,
    plain: Bytes,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl Asset {
    fn new(name: &str, plain: Bytes) -> Self {
        let hash = hex::encode(&Sha256::digest(&plain)[..6]);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        Self {
            url: format!("/static/{stem}.{hash}.{extension}"),
            content_type: content_type(extension),
            plain,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// Returns the smallest encoding that the browser accepts, with its name. Each is computed once, when first
    /// needed.
    fn encoded(&self, accepted: &str) -> (Bytes, Option<&'static str>) {
        let takes = |coding| accepts(accepted, coding);
        let coded = |bytes: &Option<Bytes>, coding| Some((bytes.clone()?, Some(coding)));
        let brotli = takes("br").then(|| self.brotli.get_or_init(|| self.smaller(brotli)));
        brotli
            .and_then(|bytes| coded(bytes, "br"))
            .or_else(|| {
                let gzip = takes("gzip").then(|| self.gzip.get_or_init(|| self.smaller(gzip)))?;
                coded(gzip, "gzip")
            })
            .unwrap_or_else(|| (self.plain.clone(), None))
    }

    fn smaller(&self, encode: fn(&[u8]) -> std::io::Result<Vec<u8>>) -> Option<Bytes> {
        if self.content_type.starts_with("font/") {
            return None;
        }
        let bytes = encode(&self.plain).ok()?;
        (bytes.len() < self.plain.len()).then(|| bytes.into())
    }
}

fn brotli(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &plain[..], &mut out, &parameters)?;
    Ok(out)
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

/// Whether an `Accept-Encoding` header (RFC 9110, 12.5.3) names this coding without forbidding it.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case(coding) && weight.parse().unwrap_or(0.0) > 0.0
    })
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let mut assets: BTreeMap<String, Asset> = Files::iter()
        .filter(|name| !name.starts_with("css/"))
        .filter_map(|name| {
            let bytes = Files::get(&name)?.data.into_owned();
            Some((name.to_string(), Asset::new(&name, bytes.into())))
        })
        .collect();
    let style = style(&assets);
    assets.insert("app.css".into(), Asset::new("app.css", style.into()));
    assets
});

/// Joins the parts into one sheet and replaces the names of loaded files by their hashed names.
fn style(assets: &BTreeMap<String, Asset>) -> String {
    let parts = STYLE.iter().filter_map(|part| Files::get(part));
    let mut sheet: String = parts
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .collect();
    for (name, asset) in assets {
        sheet = sheet.replace(&format!("url(\"{name}\")"), &format!("url(\"{}\")", asset.url));
    }
    sheet
}

static BY_URL: LazyLock<BTreeMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ASSETS.values().map(|a| (a.url.as_str(), a)).collect());

/// Returns the address of a file of `static/`, such as `app.css`; for an unknown file only `/static/`.
pub fn asset(name: &str) -> &'static str {
    ASSETS.get(name).map_or("/static/", |asset| &asset.url)
}

/// Address of a symbol of the icon sprite.
pub fn icon(symbol: &str) -> String {
    format!("{}#{symbol}", asset("icons.svg"))
}

/// Answers `GET /static/{name}`.
pub async fn serve(request: HttpRequest, name: Path<String>) -> HttpResponse {
    let Some(asset) = BY_URL.get(format!("/static/{name}").as_str()) else {
        return error_page::before_handlers(&request, StatusCode::NOT_FOUND);
    };
    let accepted = request.headers().get(header::ACCEPT_ENCODING);
    let (body, coding) = asset.encoded(accepted.and_then(|h| h.to_str().ok()).unwrap_or(""));
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, FOREVER))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::VARY, "accept-encoding"));
    if let Some(coding) = coding {
        answer.insert_header((header::CONTENT_ENCODING, coding));
    }
    answer.body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_loads_the_font_by_its_hashed_name() {
        let sheet = String::from_utf8(ASSETS["app.css"].plain.to_vec()).unwrap();
        assert!(sheet.contains(&format!("url(\"{}\")", asset("inter.woff2"))));
        assert!(!sheet.contains("url(\"inter.woff2\")"));
    }

    #[test]
    fn every_part_of_the_style_sheet_is_served() {
        let parts: Vec<_> = Files::iter().filter(|n| n.starts_with("css/")).collect();
        assert_eq!(parts.len(), STYLE.len());
        assert!(STYLE.iter().all(|part| Files::get(part).is_some()));
    }

    #[test]
    fn a_browser_gets_the_smallest_form_it_takes() {
        let sheet = &ASSETS["app.css"];
        let (brotli, name) = sheet.encoded("gzip, br;q=0.9");
        assert_eq!(name, Some("br"));
        assert!(brotli.len() < sheet.plain.len() / 3);
        assert_eq!(sheet.encoded("gzip, br;q=0").1, Some("gzip"));
        assert_eq!(sheet.encoded("").1, None);
    }

    #[test]
    fn the_font_is_not_compressed_again() {
        assert_eq!(ASSETS["inter.woff2"].encoded("br, gzip").1, None);
    }
}
