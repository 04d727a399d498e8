//! The address people reach the server at, for commands that print links while another process serves.
use crate::config::Config;
use url::Url;

/// File in the data folder. The server writes it, because its port may come from the command line.
const FILE: &str = "address";

/// Stores the server's address for other commands.
pub fn remember(config: &Config, address: &Url) {
    if let Err(error) = std::fs::write(config.data_dir.join(FILE), address.as_str()) {
        tracing::warn!(%error, "links of other commands may name another port");
    }
}

/// Returns the server's address: the configured one, else the stored one, else the default.
pub fn known(config: &Config) -> Url {
    let remembered = || std::fs::read_to_string(config.data_dir.join(FILE)).ok()?.parse().ok();
    let configured = config.public_url.clone();
    configured
        .or_else(remembered)
        .unwrap_or_else(|| config.public_url(config.listen.port()))
}
