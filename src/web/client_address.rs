//! Where a request comes from.
use actix_web::HttpRequest;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Returns the client's address: the nearest hop that is not one of our proxies, reading `X-Forwarded-For` from the
/// right. Without configured proxies the header is ignored (SECURITY LO8).
pub fn client_address(req: &HttpRequest, trusted: &[ipnet::IpNet]) -> IpAddr {
    let peer = req
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    let is_proxy = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_proxy(&peer) {
        return peer;
    }
    let hops = req
        .headers()
        .get_all("x-forwarded-for")
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect::<Vec<_>>()
        .join(",");
    hops.rsplit(',')
        .map_while(hop)
        .find(|hop| !is_proxy(hop))
        .unwrap_or(peer)
}

/// An address as proxies write it, some with the port it came from.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text.parse().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    Some(address?.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::client_address;
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    #[test]
    fn the_nearest_hop_that_is_no_proxy_counts_however_it_and_what_is_before_it_are_written() {
        let proxies = ["127.0.0.1/32".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
        for (header, address) in [
            (&b"203.0.113.9"[..], "203.0.113.9"),
            (b"\xff, 203.0.113.9", "203.0.113.9"),
            (b"1.2.3.4, 203.0.113.9:5678, 10.0.0.7", "203.0.113.9"),
            (b"[2001:db8::7]:443", "2001:db8::7"),
            (b"::ffff:203.0.113.9", "203.0.113.9"),
            (b"unknown", "127.0.0.1"),
        ] {
            let request = TestRequest::default().peer_addr("127.0.0.1:4000".parse().unwrap());
            let header = HeaderValue::from_bytes(header).unwrap();
            let request = request.insert_header(("x-forwarded-for", header)).to_http_request();
            assert_eq!(client_address(&request, &proxies).to_string(), address);
        }
    }
}
