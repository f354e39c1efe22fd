//! Stylesheet, scripts and icon, inside the binary.

use std::{borrow::Cow, sync::LazyLock};

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

use crate::extract::{Path, Query};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

const ONE_YEAR: &str = "public, max-age=31536000, immutable";

/// Addresses of all assets with a version made of their content, so that a new release is a new address.
static ADDRESSES: LazyLock<Vec<(Cow<'static, str>, String)>> = LazyLock::new(|| {
    Assets::iter()
        .filter_map(|name| {
            let file = Assets::get(&name)?;
            let version = files::hex(&file.metadata.sha256_hash()[..4]);
            let address = format!("/assets/{name}?v={version}");
            Some((name, address))
        })
        .collect()
});

/// The address of an asset; an unknown name leads to a plain address, which is not found.
pub(crate) fn address(name: &str) -> String {
    ADDRESSES
        .iter()
        .find(|(known, _)| known == name)
        .map_or_else(|| format!("/assets/{name}"), |(_, address)| address.clone())
}

/// The query of an asset's address.
#[derive(Deserialize)]
pub(crate) struct Version {
    v: Option<String>,
}

/// Serves an asset, brotli-compressed beforehand when the browser takes it.
pub(crate) async fn serve(
    Path(name): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Response {
    let Some(file) = Assets::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // A name that holds its version may be kept as long as an address that does.
    let lasting = version.v.is_some() || name.contains("-10.");
    let cache = if lasting { ONE_YEAR } else { "no-cache" };
    let compressed = if takes_brotli(&headers) { Assets::get(&format!("{name}.br")) } else { None };
    let encoding = compressed.is_some().then_some([(header::CONTENT_ENCODING, "br")]);
    let EmbeddedFile { data, .. } = compressed.unwrap_or(file);
    (
        [
            (header::CONTENT_TYPE, content_type(&name)),
            (header::CACHE_CONTROL, cache),
            (header::VARY, "accept-encoding"),
        ],
        encoding,
        Body::from(data),
    )
        .into_response()
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim().starts_with("br")))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_beforehand_is_the_same_file() {
        for name in Assets::iter().filter(|name| name.ends_with(".br")) {
            let compressed = Assets::get(&name).unwrap().data;
            let mut plain = Vec::new();
            brotli::BrotliDecompress(&mut compressed.as_ref(), &mut plain).unwrap();
            let original = Assets::get(name.trim_end_matches(".br")).unwrap().data;
            assert!(plain == *original, "{name} is stale: run `just css`");
        }
    }

    #[test]
    fn each_says_its_type_and_its_character_set() {
        for (name, kind) in [
            ("app.css", "text/css; charset=utf-8"),
            ("app.js", "text/javascript; charset=utf-8"),
            ("favicon.svg", "image/svg+xml; charset=utf-8"),
        ] {
            assert_eq!(content_type(name), kind, "{name}");
        }
        for name in Assets::iter() {
            assert!(content_type(&name).ends_with("; charset=utf-8"), "{name}");
        }
    }

    #[test]
    fn nothing_in_them_is_the_brand_of_others() {
        let css = Assets::get("app.css").unwrap().data;
        let css = String::from_utf8_lossy(&css).to_lowercase();
        for mark in ["frutiger", "assets.nhs.uk", "http://", "https://"] {
            assert!(!css.contains(mark), "{mark}");
        }
        assert!(css.contains("font-family:arial"));
    }
}
