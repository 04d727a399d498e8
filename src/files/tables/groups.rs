//! The file `groups`.

use super::{
    Cell, Cells, Record,
    cells::{named, written_yes_no},
};
use crate::{
    files::csv::Column,
    names::{DisplayName, FieldError, GroupName},
    web::message::Message,
};

/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Longest token period: ten years in minutes.
const MAX_MINUTES: i32 = 10 * 366 * 24 * 60;

/// A row of `groups`. The import checks for reserved names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    /// The row is about the group with this name.
    pub name: GroupName,
    /// Display name.
    pub display_name: DisplayName,
    /// What the group is for; `Empty` is the empty text.
    pub description: Cell<String>,
    /// Access token period in minutes, at least 1 (SPEC N-4).
    pub access_minutes: Cell<i32>,
    /// Refresh token period in minutes, not shorter than the access token's.
    pub refresh_minutes: Cell<i32>,
    /// **Require two-factor**. `None` keeps the stored value; a new group does not require it.
    pub two_factor_required: Option<bool>,
}

impl GroupRow {
    /// Returns the cells of a group as it is stored, one for each column.
    pub fn stored_cells(
        (name, display_name, description): (&str, &str, &str),
        (access_minutes, refresh_minutes): (Option<i32>, Option<i32>),
        two_factor_required: bool,
    ) -> Vec<String> {
        let minutes = |minutes: Option<i32>| minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        vec![
            name.to_owned(),
            display_name.to_owned(),
            description.to_owned(),
            minutes(access_minutes),
            minutes(refresh_minutes),
            written_yes_no(Some(two_factor_required)),
        ]
    }
}

impl Record for GroupRow {
    const FILE: &'static str = "groups";
    const COLUMNS: &'static [Column] = &[
        Column::required("name"),
        Column::required("display_name"),
        Column::optional("description"),
        Column::optional("access_minutes"),
        Column::optional("refresh_minutes"),
        Column::optional("two_factor_required"),
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let name = cells.required("name", named(GroupName::parse));
        let display_name = cells.required("display_name", named(DisplayName::parse));
        let description = cells.cell("description", description);
        let access_minutes = cells.cell("access_minutes", minutes);
        let refresh_minutes = cells.cell("refresh_minutes", minutes);
        let two_factor_required = cells.yes_no("two_factor_required");
        if let (Some(access), Some(refresh)) = (access_minutes.value(), refresh_minutes.value())
            && refresh < access
        {
            cells.refuse("refresh_minutes", Message::new("files-periods"));
        }
        Some(Self {
            name: name?,
            display_name: display_name?,
            description,
            access_minutes,
            refresh_minutes,
            two_factor_required,
        })
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.to_string(),
            self.display_name.to_string(),
            self.description.written(String::clone),
            self.access_minutes.written(i32::to_string),
            self.refresh_minutes.written(i32::to_string),
            written_yes_no(self.two_factor_required),
        ]
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.key())]
    }
}

/// Checks a description. It may have several lines and tabs, but no other control characters.
fn description(text: &str) -> Result<String, Message> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(FieldError::Invisible.message());
    }
    if text.chars().count() > MAX_DESCRIPTION {
        return Err(FieldError::TooLong(MAX_DESCRIPTION).message());
    }
    Ok(text.to_owned())
}

fn minutes(text: &str) -> Result<i32, Message> {
    match text.trim().parse() {
        Ok(minutes @ 1..=MAX_MINUTES) => Ok(minutes),
        _ => Err(Message::new("files-minutes").with("max", MAX_MINUTES.to_string())),
    }
}
