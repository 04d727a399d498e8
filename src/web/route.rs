//! A line of the URL table: method, path, guard and handler, as data, so that tests can walk it.
use super::answer::{Answer, Outcome};
use super::error_page;
use super::hashing_job::{Hashed, Hashing};
use super::limits::Limit;
use super::request::{Input, Request};
use super::visit::{AppState, Ctx, First, Guard, View, Visit, recall};
use crate::access::Stage;
use crate::error::{Error, Result};
use actix_web::http::Method;
use std::any::Any;
use std::sync::Arc;

pub(super) type GetHandler = Arc<dyn Fn(&mut View) -> Result<Answer> + Send + Sync>;
pub(super) type MayHandler = Arc<dyn Fn(&mut View) -> Result<()> + Send + Sync>;
pub(super) type Recalling = Arc<dyn Fn(&Visit) -> Option<Result<Answer>> + Send + Sync>;
pub(super) type PostHandler = Arc<dyn for<'x, 't> Fn(&mut Ctx<'x, 't>) -> Result<Outcome> + Send + Sync>;
pub(super) type FirstHandler = Arc<dyn for<'x, 't> Fn(&mut Ctx<'x, 't>) -> Result<Reserved> + Send + Sync>;
pub(super) type FinishHandler =
    Arc<dyn for<'x, 't> Fn(&mut Ctx<'x, 't>, &Carried, &Hashed) -> Result<Outcome> + Send + Sync>;
pub(super) type Carried = Arc<dyn Any + Send + Sync>;

#[allow(clippy::large_enum_variant, reason = "one per request, moved once")]
pub(super) enum Reserved {
    Done(Outcome),
    Hash(Hashing, Carried),
}

#[derive(Clone)]
pub(super) enum Handler {
    Get(GetHandler),
    Post(PostHandler),
    Hashed(FirstHandler, FinishHandler),
}

/// What a route that takes a file asks before it reads any of it.
#[derive(Clone)]
pub(super) struct Takes {
    /// In bytes.
    pub largest: usize,
    /// Whether the reader may send one here.
    pub may: MayHandler,
}

#[derive(Clone)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub guard: Guard,
    /// The transaction takes the access lock first (DESIGN 4).
    pub access_change: bool,
    /// Needs a recent proof of who it is (SPEC N-5).
    pub sensitive: bool,
    /// Takes a file, read piece by piece.
    pub(super) upload: Option<Takes>,
    /// Asked by the page itself, again and again: that is no use of the session (SECURITY SE4).
    pub quiet: bool,
    /// Tries a secret or costs time, and so may not be asked too often: what it counts as.
    pub limited: Option<Limit>,
    /// Its form may be checked without being saved.
    pub checked: bool,
    /// Answers from memory, where that is allowed and enough.
    pub(super) recall: Option<Recalling>,
    pub(super) handler: Handler,
}

/// A page: reads only.
pub fn get<I: Input + 'static>(path: &'static str, handler: fn(&mut View, I) -> Result<Answer>) -> Route {
    let handler: GetHandler = Arc::new(move |view| {
        let input = I::parse(&view.visit.request)?;
        handler(view, input)
    });
    Route::new(Method::GET, path, Handler::Get(handler))
}

/// A change: one transaction.
pub fn post<I: Input + 'static>(
    path: &'static str,
    handler: for<'x, 't> fn(&mut Ctx<'x, 't>, I) -> Result<Outcome>,
) -> Route {
    let handler: PostHandler = Arc::new(move |ctx| {
        let input = I::parse(&ctx.visit.request)?;
        handler(ctx, input)
    });
    Route::new(Method::POST, path, Handler::Post(handler))
}

/// A change that checks or makes a password: two transactions with the hashing between them, no connection held.
pub fn post_hashed<I: Input + 'static, S: Send + Sync + 'static>(
    path: &'static str,
    first: for<'x, 't> fn(&mut Ctx<'x, 't>, I) -> Result<First<S>>,
    finish: for<'x, 't> fn(&mut Ctx<'x, 't>, &S, &Hashed) -> Result<Outcome>,
) -> Route {
    let first: FirstHandler = Arc::new(move |ctx| {
        let input = I::parse(&ctx.visit.request)?;
        Ok(match first(ctx, input)? {
            First::Done(outcome) => Reserved::Done(outcome),
            First::Hash(hashing, carried) => Reserved::Hash(hashing, Arc::new(carried)),
        })
    });
    let finish: FinishHandler = Arc::new(move |ctx, carried, hashed| {
        let carried = carried
            .downcast_ref::<S>()
            .ok_or_else(|| crate::error::Error::Internal("carried state".into()))?;
        finish(ctx, carried, hashed)
    });
    let handler = Handler::Hashed(first, finish);
    Route::new(Method::POST, path, handler)
}

impl Route {
    /// For whoever is fully logged in, with nothing special about it.
    fn new(method: Method, path: &'static str, handler: Handler) -> Self {
        Self {
            method,
            path,
            guard: Guard::Full,
            access_change: false,
            sensitive: false,
            upload: None,
            quiet: false,
            limited: None,
            checked: false,
            recall: None,
            handler,
        }
    }

    /// Here and now, without a thread or a connection.
    pub(super) fn remembered(&self, state: &Arc<AppState>, request: &Arc<Request>) -> Option<Result<Answer>> {
        let recalling = self.recall.as_ref()?;
        let visit = recall(state, request)?;
        match recalling(&visit)? {
            Err(Error::Denied(_)) => None,
            Err(error) => Some(error_page::answer(&visit, &error)),
            answer => Some(answer),
        }
    }
    /// Nobody needs to be logged in. The few of these stand apart in `routes.rs`.
    pub fn public(self) -> Self {
        Self {
            guard: Guard::Public,
            ..self
        }
    }
    /// For programs, which show an API token.
    pub fn token(self) -> Self {
        Self {
            guard: Guard::Token,
            ..self
        }
    }
    /// Answered from memory where that has everything: then who asks was confirmed at most 100 ms ago (SPEC P-8). None:
    /// the database is needed.
    pub fn or_from_memory<I: Input + 'static>(self, handler: fn(&Visit, I) -> Option<Result<Answer>>) -> Self {
        let recall: Recalling = Arc::new(move |visit| handler(visit, I::parse(&visit.request).ok()?));
        Self {
            recall: Some(recall),
            ..self
        }
    }
    /// Open as soon as the password was right.
    pub fn started(self) -> Self {
        Self {
            guard: Guard::Started,
            ..self
        }
    }
    /// The page of a stage of the login: open while the login has come exactly so far.
    pub fn at(self, stage: Stage) -> Self {
        Self {
            guard: Guard::At(stage),
            ..self
        }
    }
    /// Tries a password or a code, or hashes one: so many in a minute (SPEC N-2).
    pub fn limited(self) -> Self {
        self.limited_as(Limit::Secrets)
    }
    /// Is limited by a count of its own, not by that of passwords and codes.
    pub fn limited_as(self, limit: Limit) -> Self {
        Self {
            limited: Some(limit),
            ..self
        }
    }
    /// Whether passwords are checked or made here.
    pub fn hashes(&self) -> bool {
        matches!(self.handler, Handler::Hashed(..))
    }
    /// Changes memberships, grants, nesting, units, or whether and where a user counts.
    pub fn access_change(self) -> Self {
        Self {
            access_change: true,
            ..self
        }
    }
    /// Changes what only its owner may, or what gives rights: the password is asked for again after a while (SPEC N-5).
    pub fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }
    /// Takes a file of at most `largest` bytes, from whoever `may` send one: that is asked first, with the same rules
    /// as when the file is there.
    pub fn upload<I: Input + 'static>(self, largest: usize, may: fn(&mut View, I) -> Result<()>) -> Self {
        let may: MayHandler = Arc::new(move |view| {
            let input = I::parse(&view.visit.request)?;
            may(view, input)
        });
        Self {
            upload: Some(Takes { largest, may }),
            ..self
        }
    }
    pub fn takes_a_file(&self) -> bool {
        self.upload.is_some()
    }
    /// Its form may be checked while it is filled in (UI habit 18): a request that says so runs as if it were saved and is
    /// always rolled back. The answer is the page with its mistakes, or nothing if there are none.
    pub fn checked(self) -> Self {
        Self { checked: true, ..self }
    }
    /// Refuses to check a form that can only be saved.
    pub(super) fn takes(&self, request: &Request) -> Result<()> {
        match request.checks && !self.checked {
            true => Err(Error::BadRequest("a form that is only saved".into())),
            false => Ok(()),
        }
    }
    /// Asked by a page that waits, not by a person. It neither refreshes nor renews the session.
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }
}
