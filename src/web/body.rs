//! Reads the body of an ordinary form completely before anything else happens, within a time limit (SECURITY EX6).
//! Bodies with a file are read by `upload`.
use actix_web::error::ErrorRequestTimeout;
use actix_web::web::Bytes;
use actix_web::{Error, FromRequest, HttpRequest, dev};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// How long a form may take to arrive; after that the request is refused.
const PATIENCE: Duration = Duration::from_secs(20);

/// The whole body. The server's `PayloadConfig` limits its size.
pub struct FormBody(pub Bytes);

impl FromRequest for FormBody {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let read = tokio::time::timeout(PATIENCE, Bytes::from_request(req, payload));
        Box::pin(async move {
            match read.await {
                Ok(body) => body.map(Self),
                Err(_) => Err(ErrorRequestTimeout("a form that took too long")),
            }
        })
    }
}
