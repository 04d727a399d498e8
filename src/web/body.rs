//! The body of an ordinary form: read whole before anything else happens, and not for longer than it may take (SECURITY EX6).
//! A body with a file has its own: `upload`.
use actix_web::error::ErrorRequestTimeout;
use actix_web::web::Bytes;
use actix_web::{Error, FromRequest, HttpRequest, dev};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// How long a form may be under way; who is slower is cut off.
const PATIENCE: Duration = Duration::from_secs(20);

/// All of it; its largest size is that of the server's `PayloadConfig`.
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
