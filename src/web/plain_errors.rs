//! Error pages for what actix refuses before a handler runs: too large, malformed, wrong method. They look like
//! other error pages.
use super::error_page;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};

/// Middleware: replaces an error of actix by a page that reveals nothing.
pub async fn dress(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let response = next.call(req).await?;
    let Some(error) = response.response().error() else {
        return Ok(response.map_into_left_body());
    };
    let status = error.as_response_error().status_code();
    let (request, _) = response.into_parts();
    let page = error_page::before_handlers(&request, status);
    Ok(ServiceResponse::new(request, page).map_into_right_body())
}

/// Answers 405 with `Allow` (SECURITY HE8).
pub async fn not_allowed(req: HttpRequest, allow: String) -> HttpResponse {
    let mut page = error_page::before_handlers(&req, StatusCode::METHOD_NOT_ALLOWED);
    let allow = HeaderValue::from_str(&allow).unwrap_or(HeaderValue::from_static("GET"));
    page.headers_mut().insert(header::ALLOW, allow);
    page
}
