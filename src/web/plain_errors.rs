//! What actix answers by itself, before a handler: too large, malformed, wrong method. The same page as any other trouble.
use super::error_page;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};

/// Middleware: an error of actix's own becomes a page that gives nothing away.
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

/// 405 with `Allow` (SECURITY HE8).
pub async fn not_allowed(req: HttpRequest, allow: String) -> HttpResponse {
    let mut page = error_page::before_handlers(&req, StatusCode::METHOD_NOT_ALLOWED);
    let allow = HeaderValue::from_str(&allow).unwrap_or(HeaderValue::from_static("GET"));
    page.headers_mut().insert(header::ALLOW, allow);
    page
}
