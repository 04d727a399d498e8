//! The columns of the list (SPEC A-1), and which of them a reader has chosen. The name is first in each row and always
//! there.
use super::store::Extras;
use crate::actor_setup::fields::ActorField;
use crate::columns::List;
use crate::web::columns::Listed;
use crate::web::i18n::Texts;

/// A column that can be shown or hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    State,
    Enabled,
    /// A field of the role, or a metadata record.
    Field(ActorField),
    Number,
    Unit,
    Phone,
    Email,
    Address,
    Kind,
    Cvr,
    Cpr,
    CreatedOn,
    CreatedBy,
    UpdatedOn,
    UpdatedBy,
    Id,
}

impl Column {
    fn code(&self) -> &'static str {
        match self {
            Column::State => "state",
            Column::Enabled => "enabled",
            Column::Field(_) => "field",
            Column::Number => "number",
            Column::Unit => "unit",
            Column::Phone => "phone",
            Column::Email => "email",
            Column::Address => "address",
            Column::Kind => "kind",
            Column::Cvr => "cvr",
            Column::Cpr => "cpr",
            Column::CreatedOn => "created-on",
            Column::CreatedBy => "created-by",
            Column::UpdatedOn => "updated-on",
            Column::UpdatedBy => "updated-by",
            Column::Id => "id",
        }
    }

    /// Returns all offered columns, in the order of the list.
    pub fn all(fields: Vec<ActorField>) -> Vec<Column> {
        use Column::*;
        let before = [State, Enabled];
        let after = [
            Number, Unit, Phone, Email, Address, Kind, Cvr, Cpr, CreatedOn, CreatedBy, UpdatedOn, UpdatedBy, Id,
        ];
        before
            .into_iter()
            .chain(fields.into_iter().map(Field))
            .chain(after)
            .collect()
    }
}

impl Listed for Column {
    fn key(&self) -> String {
        match self {
            Column::Field(field) => format!("field-{}", field.id),
            _ => self.code().to_owned(),
        }
    }

    fn label(&self, t: &Texts) -> String {
        match self {
            Column::Field(field) => field.label.clone(),
            _ => t.get(&format!("actors-column-{}", self.code())),
        }
    }

    fn class(&self) -> &'static str {
        match self {
            Column::State => "c-state",
            Column::Number => "c-name dim",
            Column::Unit => "c-unit cut",
            Column::Email => "c-mail cut",
            Column::Phone => "nowrap",
            Column::Id => "num",
            Column::CreatedOn | Column::UpdatedOn => "when",
            Column::Enabled | Column::Kind | Column::Cvr | Column::Cpr => "nowrap",
            Column::Field(_) | Column::Address | Column::CreatedBy | Column::UpdatedBy => "cut",
        }
    }

    fn at_first(&self) -> bool {
        match self {
            Column::Field(field) => !field.is_metadata(),
            Column::State | Column::Enabled | Column::Number | Column::Unit | Column::Phone => true,
            _ => false,
        }
    }
}

/// The offered columns, each with whether this reader is shown it.
#[derive(Debug, Clone)]
pub struct Columns(Vec<(Column, bool)>);

impl Columns {
    /// Returns the columns with what the reader chose, or the usual ones. Columns of the choice that do not exist are
    /// ignored.
    pub fn chosen(all: Vec<Column>, stored: Option<&[String]>) -> Self {
        let shown = |column: Column| {
            let shown = column.is_chosen(stored);
            (column, shown)
        };
        Columns(all.into_iter().map(shown).collect())
    }

    pub fn offered(&self) -> impl Iterator<Item = Column> {
        self.0.iter().map(|(column, _)| column.clone())
    }

    /// Returns the shown columns, in the order of the list.
    pub fn shown(&self) -> impl Iterator<Item = &Column> {
        self.0.iter().filter(|(_, shown)| *shown).map(|(column, _)| column)
    }

    pub fn has(&self, column: &Column) -> bool {
        self.shown().any(|shown| shown == column)
    }

    /// Returns the fields that the list can show.
    pub fn fields(&self) -> Vec<ActorField> {
        let field = |column| match column {
            Column::Field(field) => Some(field),
            _ => None,
        };
        self.offered().filter_map(field).collect()
    }

    /// Returns what must be read for the shown columns.
    pub fn extras(&self) -> Extras {
        let field = |column: &Column| match column {
            Column::Field(field) => Some(field.id),
            _ => None,
        };
        Extras {
            created_by: self.has(&Column::CreatedBy),
            updated_by: self.has(&Column::UpdatedBy),
            cpr: self.has(&Column::Cpr),
            merged: false,
            fields: self.shown().filter_map(field).collect(),
        }
    }
}

/// Returns the list under which the choice for this role is stored.
pub fn list(role: &str) -> List {
    List {
        name: format!("actors:{role}").into(),
        path: super::role_url(role).into(),
    }
}
