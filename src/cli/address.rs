//! Where people find the server, for links that are printed by another process than the one that serves.
use crate::config::Config;
use url::Url;

/// In the data folder; written by the server, because its port may come from the command line.
const FILE: &str = "address";

/// Remembers where the server is.
pub fn remember(config: &Config, address: &Url) {
    if let Err(error) = std::fs::write(config.data_dir.join(FILE), address.as_str()) {
        tracing::warn!(%error, "links of other commands may name another port");
    }
}

/// Where the server is, or would be.
pub fn known(config: &Config) -> Url {
    let remembered = || std::fs::read_to_string(config.data_dir.join(FILE)).ok()?.parse().ok();
    let configured = config.public_url.clone();
    configured
        .or_else(remembered)
        .unwrap_or_else(|| config.public_url(config.listen.port()))
}
