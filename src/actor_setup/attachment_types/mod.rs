//! Actors → **Attachment types**: kinds of attachments of notes, such as contracts (SPEC ).
pub mod delete;
pub mod edit;
pub mod list;
mod store;
mod verbs;

pub use store::{all, one};

/// Address of the list.
const LIST: &str = "/setup/actors/attachment-types";

/// One attachment type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentType {
    pub id: i64,
    /// System name: letters and digits, fixed after creation.
    pub name: String,
    /// As it was typed; it is not translated.
    pub display_name: String,
    /// Optimistic lock of its form.
    pub version: i32,
}
