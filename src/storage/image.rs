//! The page for adding, replacing or removing the image of an actor, of the reader, or of a group of actors. What is
//! kept is a new picture made from the file ([`picture`]), so a file that only pretends to be an image is refused.
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

/// The largest file that is read, in bytes: enough for a photograph from a phone.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// Media types that the field accepts. Phones convert their photographs to one of them.
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

/// What the image belongs to.
#[derive(Debug, Clone)]
pub struct Whose {
    /// Its name, for the title and the alternative text of the image.
    pub name: String,
    /// Address of the present image, if there is one.
    pub picture: Option<String>,
    /// The page that Cancel leads to, and that is shown afterwards.
    pub from: String,
}

/// Returns the page without a file.
///
/// # Errors
/// Those of [`Visit::shell`].
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

/// Reads the form. Keeps a picture made of the image sent and returns its id, or `None` to remove the image.
///
/// # Errors
/// The inner error is the page again, with what is wrong with the file.
pub fn sent(visit: &Visit, tx: &mut Tx<'_>, whose: &Whose) -> Result<Result<Option<Uuid>, Outcome>> {
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

/// Returns to the page before, and says what was done.
pub fn done(visit: &Visit, whose: &Whose, image: Option<Uuid>) -> Outcome {
    let said = if image.is_some() { "image-done" } else { "image-gone" };
    Outcome::Commit(Answer::see_other(&whose.from).saying(visit.t.get(said)))
}
