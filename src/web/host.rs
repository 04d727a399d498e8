//! Refuses requests for another host than this installation's with 421, before anything else handles them (SECURITY
//! TK7).
//!
//! Accepted are the host of the public address and the names of this machine (`localhost`, `127.0.0.1`, `[::1]`).
//! People at the console use the latter, and so does a proxy on this machine that passes no Host. No address is
//! ever made from the request's host. The health checks answer under any name, because load balancers use addresses
//! of their own.
use super::error_page;
use super::visit::AppState;
use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::web::Data;

const OF_THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
const BY_ANY_NAME: [&str; 2] = ["/healthz", "/readyz"];

/// Middleware: answers 421 to a request that names no host, several hosts, or another host.
pub async fn at_home(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let state = req.app_data::<Data<AppState>>();
    let home = state.map(|state| state.public_host.clone()).unwrap_or_default();
    if BY_ANY_NAME.contains(&req.path()) || is_for(&req, &home) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let refused = error_page::before_handlers(req.request(), StatusCode::MISDIRECTED_REQUEST);
    Ok(req.into_response(refused).map_into_right_body())
}

/// Whether every host that the request names is ours: the header, and the target if it is a full address.
fn is_for(req: &ServiceRequest, home: &str) -> bool {
    let mut hosts = req.headers().get_all(HOST);
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let target = req.head().uri.authority();
    host.to_str().is_ok_and(|host| is_ours(host, home)) && target.is_none_or(|target| is_ours(target.as_str(), home))
}

/// The port is ignored, because behind a proxy it differs.
fn is_ours(authority: &str, home: &str) -> bool {
    let Ok(authority) = authority.parse::<Authority>() else {
        return false;
    };
    let host = authority.host();
    let known = OF_THIS_MACHINE
        .into_iter()
        .chain([home].into_iter().filter(|home| !home.is_empty()));
    !authority.as_str().contains('@') && known.into_iter().any(|known| host.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn the_public_host_and_this_machine_are_ours_whatever_the_port() {
        for host in [
            "access.chain.test",
            "ACCESS.chain.test:443",
            "localhost:8080",
            "127.0.0.1",
            "[::1]:9",
        ] {
            assert!(is_ours(host, "access.chain.test"), "{host}");
        }
        for host in [
            "evil.test",
            "access.chain.test.evil.test",
            "evil.access.chain.test",
            "access.chain.test@evil.test",
            "evil.test@access.chain.test",
            "10.0.0.7",
            "127.0.0.1.evil.test",
            "",
            "access.chain.test, evil.test",
            "access.chain.test/",
        ] {
            assert!(!is_ours(host, "access.chain.test"), "{host}");
        }
    }

    #[test]
    fn an_empty_public_host_is_nobodys() {
        assert!(!is_ours(":80", "") && !is_ours("", ""));
    }
}
