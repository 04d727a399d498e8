//! `/healthz`: this process serves. It does not ask PostgreSQL; that would make a restart loop of an outage.
use actix_web::HttpResponse;

/// GET /healthz.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}
