//! A body with a file. It is read piece by piece, up to a limit, only from a user who may send it, and one at a time of
//! each user (SECURITY EX4, EX6). It comes as a form (`multipart/form-data`) or as the file itself (`text/csv`).
use super::answer::SessionCookie;
use super::error_page;
use super::hop::{self, Admitted};
use super::request::Request;
use super::route::Route;
use super::visit::AppState;
use crate::error::{Error, Result};
use actix_multipart::{Multipart, MultipartError};
use actix_session::Session;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{Stream, StreamExt};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What a form may hold around the file.
const AROUND: usize = 16 * 1024;
/// The longest other field of such a form.
const FIELD: usize = 1_024;
/// Fields of such a form, the file among them.
const FIELDS: usize = 32;
/// How long a file may be under way; a slower sender is cut off.
const PATIENCE: Duration = Duration::from_secs(90);
/// Files that one node reads at the same time.
const AT_ONCE: usize = 4;

/// Whose files this node is reading: one of each user.
#[derive(Default)]
pub struct Slots(Mutex<HashSet<i64>>);

impl Slots {
    fn take(&self, user: i64) -> Option<Slot<'_>> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = taken.len() < AT_ONCE && taken.insert(user);
        free.then(|| Slot { slots: self, user })
    }
}

/// Given back when the file has been read, or the reader gave up.
struct Slot<'p> {
    slots: &'p Slots,
    user: i64,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let taken = self.slots.0.lock();
        taken.unwrap_or_else(PoisonError::into_inner).remove(&self.user);
    }
}

/// What was sent.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The fields of the form but for the file; the last one wins.
    fields: Vec<(String, String)>,
    pub file: Bytes,
    /// As the browser named it; only ever shown.
    pub name: String,
}

impl Upload {
    /// # Errors
    /// `BadRequest` for a field that is not among these (SECURITY AC9).
    pub fn only(&self, known: &[&str]) -> Result<()> {
        match self.fields.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some(_) => Err(Error::BadRequest("an unknown field beside the file".into())),
            None => Ok(()),
        }
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Serves one request with a file by one route.
pub async fn serve(
    state: Data<AppState>,
    route: Route,
    cookie: Session,
    req: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let largest = route.upload.as_ref().map_or(0, |takes| takes.largest);
    if announced(req.headers()).is_some_and(|length| length > largest + AROUND) {
        return error_page::before_handlers(&req, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let request = hop::request(&state, &cookie, &req, Bytes::new());
    // The rights are checked first, so that nobody makes the server read a file it would not take.
    let user = match hop::admit(&state, &route, &request).await {
        Ok(Admitted::In(user)) => user,
        Ok(Admitted::Out(answer)) => return hop::respond(&state, &route, &cookie, request, Ok(answer)),
        Err(error) => return hop::respond(&state, &route, &cookie, request, Err(error)),
    };
    let Some(_place) = state.uploads.take(user) else {
        return hop::respond(&state, &route, &cookie, request, Err(Error::Busy("uploads")));
    };
    let read = tokio::time::timeout(PATIENCE, read(&req, payload, largest)).await;
    match read.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT)) {
        Ok(upload) => {
            let request = request.with_upload(upload);
            let answer = hop::answer_of(&state, &route, &request).await;
            hop::respond(&state, &route, &cookie, request, answer)
        }
        Err(status) => {
            hop::set_cookie(&cookie, &request, &SessionCookie::Keep);
            error_page::before_handlers(&req, status)
        }
    }
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

async fn read(req: &HttpRequest, payload: Payload, largest: usize) -> Result<Upload, StatusCode> {
    match content_type(req.headers()).to_ascii_lowercase().as_str() {
        "multipart/form-data" => {
            let counted = counted(payload, largest + AROUND);
            read_form(Multipart::new(req.headers(), counted), largest).await
        }
        "text/csv" => {
            let file = read_plain(payload, largest).await?;
            Ok(Upload {
                file,
                ..Upload::default()
            })
        }
        // A form without a file is answered by the handler: it knows the reader.
        "application/x-www-form-urlencoded" => {
            let form = read_plain(payload, AROUND).await?;
            Ok(Upload {
                fields: url::form_urlencoded::parse(&form).into_owned().collect(),
                ..Upload::default()
            })
        }
        _ => Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
    }
}

async fn read_plain(mut payload: Payload, limit: usize) -> Result<Bytes, StatusCode> {
    let mut file = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|_| StatusCode::BAD_REQUEST)?;
        if file.len() + piece.len() > limit {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        file.extend_from_slice(&piece);
    }
    Ok(file.freeze())
}

/// Limits the body: it ends with an error once more than `most` bytes were read, what stands between the fields
/// included.
fn counted(payload: Payload, most: usize) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let mut read = 0;
    payload.map(move |piece| {
        read += piece.as_ref().map_or(0, Bytes::len);
        if read > most {
            Err(PayloadError::Overflow)
        } else {
            piece
        }
    })
}

/// What is wrong with a form that ended early.
fn broken(error: &MultipartError) -> StatusCode {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}

async fn read_form(mut form: Multipart, largest: usize) -> Result<Upload, StatusCode> {
    let (mut upload, mut around, mut count) = (Upload::default(), 0, 0);
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|error| broken(&error))?;
        count += 1;
        if count > FIELDS {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let name = field.name().unwrap_or_default().to_owned();
        let given = field.content_disposition().and_then(|told| told.get_filename());
        let given = given.map(shown);
        let limit = if given.is_some() { largest } else { FIELD };
        let bytes = field.bytes(limit).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        let bytes = bytes.map_err(|error| broken(&error))?;
        match given {
            Some(_) if !upload.file.is_empty() => return Err(StatusCode::BAD_REQUEST),
            Some(given) => (upload.file, upload.name) = (bytes, given),
            None => {
                around += name.len() + bytes.len();
                let value = String::from_utf8(bytes.to_vec()).map_err(|_| StatusCode::BAD_REQUEST)?;
                upload.fields.push((name, value));
            }
        }
        if around > AROUND {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
    Ok(upload)
}

/// A file's name as it may be shown: no folders, no invisible characters, not too long.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// The file that came with the request.
///
/// # Errors
/// `BadRequest` where the route takes none.
pub fn of(request: &Request) -> Result<&Upload> {
    let upload = request.upload.as_deref();
    upload.ok_or_else(|| Error::BadRequest("no file".into()))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn the_name_of_a_file_is_only_its_last_part() {
        assert_eq!(shown("../../etc/passwd"), "passwd");
        assert_eq!(shown("C:\\Users\\x\\users\u{7}.csv"), "users.csv");
    }
}
