//! **Origin** and **Location** on the form of a user (SPEC 3.2).
use super::form::{self, Details};
use super::store::Record;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::origins::{self, Chosen, Demand, Misfit};
use crate::web::i18n::Texts;

/// The form's values of both fields. `None` if the field was not on the form.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    pub origin: Option<&'a str>,
    pub location: Option<&'a str>,
}

/// Checks origin and location, and that an email address is given where one is required. Mistakes are set at their
/// fields. Returns the choice, or `None` if it is not acceptable or the fields were not on the form.
///
/// # Errors
/// `BadRequest` for input that no browser sends from this form.
pub fn check(
    tx: &mut Tx<'_>,
    t: &Texts,
    details: &mut Details,
    form: &form::Typed,
    email_required: bool,
) -> Result<Option<Chosen>> {
    details.demand_email(t, email_required, form);
    let typed = form.origin();
    let Some(origin) = typed.origin else {
        return match (typed.location, origins::offer(tx)?) {
            (None, None) => Ok(None),
            (None, Some(offer)) if offer.demand == Demand::Optional => Ok(None),
            (None, Some(_)) => {
                details.origin.refuse(t.get(Misfit::NoOrigin.text()));
                Ok(None)
            }
            (Some(_), _) => Err(Error::BadRequest("a location without an origin".into())),
        };
    };
    let demand = origins::demand(tx)?;
    if demand == Demand::Hidden {
        return Err(Error::BadRequest("a field that is not on the form".into()));
    }
    let chosen = origins::choose(tx, demand, id(origin)?, id(typed.location.unwrap_or_default())?)?;
    Ok(match chosen {
        Ok(chosen) => Some(chosen),
        Err(misfit @ Misfit::Location) => {
            details.location.refuse(t.get(misfit.text()));
            None
        }
        Err(misfit) => {
            details.origin.refuse(t.get(misfit.text()));
            None
        }
    })
}

fn id(value: &str) -> Result<Option<i64>> {
    match value {
        "" => Ok(None),
        value => value
            .parse()
            .map(Some)
            .map_err(|_| Error::BadRequest("unknown choice".into())),
    }
}

/// Fills the fields with the stored values.
pub fn fill(details: &mut Details, record: &Record) {
    let text = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    details.origin.value = text(record.origin_id);
    details.location.value = text(record.location_id);
}
