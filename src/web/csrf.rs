//! Stops cross-site requests before anything else handles them (SECURITY CS1, CS4).
//!
//! Every unsafe method needs `Sec-Fetch-Site: same-origin`. Browsers too old to send it need the configured
//! `Origin`. A request with neither is refused. The session cookie's SameSite=Lax is the second layer of defence.
use super::error_page;
use super::problem;
use super::visit::AppState;
use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;

/// Middleware: refuses unsafe methods from other sites with a 403.
pub async fn same_origin(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(req.method());
    let public_origin = req
        .app_data::<Data<AppState>>()
        .map(|state| state.public_origin.clone());
    // Programs send a token, which no browser adds by itself, and the cookie is ignored there (CS5).
    if safe || problem::is_api(req.path()) || from_this_site(&req, public_origin.as_deref()) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let refused = error_page::before_handlers(req.request(), StatusCode::FORBIDDEN);
    Ok(req.into_response(refused).map_into_right_body())
}

fn from_this_site(req: &ServiceRequest, public_origin: Option<&str>) -> bool {
    let header = |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok());
    if req.headers().get_all("sec-fetch-site").count() > 1 || req.headers().get_all("origin").count() > 1 {
        return false;
    }
    match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => Some(origin) == public_origin,
        (None, None) => false,
    }
}
