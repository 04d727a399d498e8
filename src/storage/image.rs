//! The page on which an image is put, replaced or taken away, for whatever has one: an actor, oneself, a group of actors.
//! What is kept and shown is made anew from what was sent ([`picture`]), so a file that only says it is an image is none.
use super::{keep, picture};
use crate::db::Tx;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::shell::Shell;
use crate::web::upload;
use crate::web::visit::Visit;
use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

/// The largest file that is read, in bytes: a photograph as a phone takes it.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// Kinds of files that are read; a phone makes one of them of what it has.
pub const ACCEPTED: &str = "image/jpeg,image/png,image/webp,image/gif";

#[derive(Template)]
#[template(path = "storage/image.html")]
struct ImagePage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    from: String,
    picture: Option<String>,
    alt: String,
    file: Field,
    most_megabytes: usize,
}

/// Whose image it is.
#[derive(Debug, Clone)]
pub struct Whose {
    /// Name, said in the title and as text of the image.
    pub name: String,
    /// Where the image is, if there is one.
    pub picture: Option<String>,
    /// Where Cancel leads, and where it ends.
    pub from: String,
}

/// The page as it is at first.
///
/// # Errors
/// As [`Visit::shell`].
pub fn page(visit: &Visit, whose: &Whose) -> Result<Answer> {
    Answer::page(&shown(visit, whose, Field::empty("file"))?)
}

fn shown(visit: &Visit, whose: &Whose, file: Field) -> Result<ImagePage> {
    let t = visit.t;
    Ok(ImagePage {
        shell: visit.shell()?,
        t,
        title: t.one("image-title", "name", &whose.name),
        action: visit.request.address_bar(),
        from: whose.from.clone(),
        picture: whose.picture.clone(),
        alt: t.one("actor-image-alt", "name", &whose.name),
        file,
        most_megabytes: LARGEST / 1024 / 1024,
    })
}

/// What was sent: an image made anew and kept, or none any more.
///
/// # Errors
/// The inner one is the page once more, saying what is wrong with the file.
pub fn sent(visit: &Visit, tx: &mut Tx<'_>, whose: &Whose) -> Result<std::result::Result<Option<Uuid>, Outcome>> {
    let upload = upload::of(&visit.request)?;
    upload.only(&["leaves", "file"])?;
    if upload.field("leaves") == Some("1") {
        return Ok(Ok(None));
    }
    let wrong = match picture::of(&upload.file) {
        Some(jpeg) => return Ok(Ok(Some(keep(visit, tx, &jpeg, picture::MEDIA_TYPE)?))),
        None if upload.file.is_empty() => "image-missing",
        None => "image-unreadable",
    };
    let file = Field::empty("file").refused(visit.t.get(wrong));
    let page = Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown(visit, whose, file)?)?;
    Ok(Err(Outcome::Invalid(page)))
}

/// Where it ends, saying what was done.
pub fn done(visit: &Visit, whose: &Whose, image: Option<Uuid>) -> Outcome {
    let said = if image.is_some() { "image-done" } else { "image-gone" };
    Outcome::Commit(Answer::see_other(&whose.from).saying(visit.t.get(said)))
}
