//! What actix answers by itself, before a handler: too large, malformed, wrong method. Plain words, same headers.
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

/// Middleware: an error of actix's own becomes a short answer that gives nothing away.
pub async fn dress(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let response = next.call(req).await?;
    let Some(error) = response.response().error() else {
        return Ok(response.map_into_left_body());
    };
    let status = error.as_response_error().status_code();
    tracing::info!(%error, status = status.as_u16(), "refused before a handler");
    let (request, _) = response.into_parts();
    let plain = HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .body(words(status));
    Ok(ServiceResponse::new(request, plain).map_into_right_body())
}

/// 405 with `Allow` (SECURITY HE8).
pub async fn not_allowed(allow: String) -> HttpResponse {
    let allow = HeaderValue::from_str(&allow).unwrap_or(HeaderValue::from_static("GET"));
    HttpResponse::MethodNotAllowed()
        .insert_header((header::ALLOW, allow))
        .content_type("text/plain; charset=utf-8")
        .body(words(StatusCode::METHOD_NOT_ALLOWED))
}

fn words(status: StatusCode) -> String {
    format!(
        "{} {}\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or("refused")
    )
}
