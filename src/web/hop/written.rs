//! What a transaction of a hop comes to: COMMIT, or ROLLBACK with whatever must still be said.
use crate::db::End;
use crate::error::{Error, Result};
use crate::session::confirm;
use crate::web::answer::{Answer, Outcome, Proven};
use crate::web::hashing_job::Hashing;
use crate::web::route::{Carried, Reserved};
use crate::web::visit::{Ctx, Due};
use crate::web::{error_page, refusal};

/// What one transaction came to.
pub(super) enum Written {
    Done(Answer),
    Renew(Box<Due>),
    Hash(Hashing, Carried),
    Proven(Proven),
    Refused(Answer, refusal::Note),
}

/// Commits what is to stay, and rolls back everything else before it is reported.
pub(super) fn ended(ctx: Ctx<'_, '_>, done: Result<Reserved>) -> Result<End<Written>> {
    match done {
        done if ctx.visit.request.checks => checked(done),
        Ok(Reserved::Hash(hashing, carried)) => Ok(End::Commit(Written::Hash(hashing, carried))),
        Ok(Reserved::Done(Outcome::Commit(answer))) => Ok(End::Commit(Written::Done(answer))),
        Ok(Reserved::Done(Outcome::Proven(proven))) => Ok(End::Commit(Written::Proven(proven))),
        Ok(Reserved::Done(Outcome::Invalid(answer))) => Ok(End::Rollback(Written::Done(answer))),
        Ok(Reserved::Done(Outcome::Refuse(answer, entry))) => {
            Ok(End::Rollback(Written::Refused(answer, refusal::note_of(entry))))
        }
        Ok(Reserved::Done(Outcome::Denied(answer, refused))) => {
            let note = refusal::note(&ctx.visit, &refused);
            Ok(End::Rollback(Written::Refused(answer, note)))
        }
        Err(Error::Denied(refused)) => {
            let (answer, note) = refusal::refused(&ctx.visit, ctx.tx, &refused)?;
            Ok(End::Rollback(Written::Refused(answer, note)))
        }
        Err(Error::ProofRequired) => confirm::ask(&ctx.visit, ctx.tx).map(|page| End::Rollback(Written::Done(page))),
        Err(
            error @ (Error::NotFound | Error::BadRequest(_) | Error::NotAForm | Error::TooMany(_) | Error::Moved(_)),
        ) => error_page::answer(&ctx.visit, &error).map(|answer| End::Rollback(Written::Done(answer))),
        Err(error) => Err(error),
    }
}

/// Keeps nothing of a form that is only checked, and tells its mistakes. What else stands in the way of saving is told
/// when it is saved.
fn checked(done: Result<Reserved>) -> Result<End<Written>> {
    let answer = match done {
        Ok(Reserved::Done(Outcome::Invalid(answer))) => answer,
        Ok(_) | Err(Error::Denied(_) | Error::ProofRequired | Error::NotFound) => Answer::nothing(),
        Err(error) => return Err(error),
    };
    Ok(End::Rollback(Written::Done(answer)))
}
