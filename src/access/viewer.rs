//! Statement 1 of every request: who asks, with which session (or token) and memberships, at which access version, and
//! what time it is.
use super::clauses::{active, live, may_log_in};
use super::credential::{Clerk, Credential, Session, Token};
use super::reach::Reach;
use super::stage::Stage;
use super::subjects::{RightsRow, rights};
use super::token_scope::TokenScope;
use crate::access::snapshot::Membership;
use crate::db::Read;
use crate::db::prepared::Prepared;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text, Timestamptz};

/// The user of this request, and by what it is theirs.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub by: Credential,
    /// The user may act as others.
    pub clerks: bool,
    pub prevent_renewal: bool,
    pub user: i64,
    pub unit: i64,
    pub login: String,
    pub display_name: String,
    pub email: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub theme: Option<String>,
    pub shortcuts: bool,
    /// Whether rows and controls are higher.
    pub roomy: bool,
    pub columns: Option<Vec<String>>,
    /// The actor linked to the user (SPEC P-21).
    pub actor: Option<i64>,
    /// Who could be in the user's place: who had set the password that the session or token came from (P-10).
    pub made_under: Option<i64>,
    pub memberships: Vec<Membership>,
    /// By the security roles (SPEC C-5).
    pub reach: Reach,
}

impl Viewer {
    /// The session.
    ///
    /// # Errors
    /// `SignInRequired` for a program, which has none.
    pub fn session(&self) -> Result<&Session> {
        self.by.session()
    }

    /// Whether it is a session whose login is complete.
    pub fn is_logged_in(&self) -> bool {
        self.session().is_ok_and(|session| session.stage == Stage::Full)
    }

    /// Who was chosen to sit there; None if it is the user itself.
    pub fn clerk(&self) -> Option<&Clerk> {
        self.session().ok()?.clerk.as_ref()
    }
}

/// What statement 1 brings.
#[derive(Debug, Clone)]
pub struct Asked {
    pub version: i64,
    /// Raised whenever users of a unit are counted anew.
    pub counted: i64,
    /// Raised by every change of the policies of logins.
    pub policy_version: i64,
    pub now: DateTime<Utc>,
    pub installation: String,
    pub default_zone: String,
    pub default_language: String,
    /// Codes of the languages that are offered.
    pub languages: Vec<String>,
    /// Whom people ask for help; empty if nobody is named.
    pub contact: String,
    /// The set-up checklist is open (SPEC S-3).
    pub setting_up: bool,
    pub viewer: Option<Viewer>,
}

/// `W` is a session's row or a token's.
#[derive(QueryableByName)]
struct Row<W> {
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = BigInt)]
    counted: i64,
    #[diesel(sql_type = BigInt)]
    policy_version: i64,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    installation: String,
    #[diesel(sql_type = Text)]
    default_zone: String,
    #[diesel(sql_type = Text)]
    default_language: String,
    #[diesel(sql_type = Array<Text>)]
    languages: Vec<String>,
    #[diesel(sql_type = Text)]
    contact: String,
    #[diesel(sql_type = Bool)]
    setting_up: bool,
    #[diesel(embed)]
    who: Option<W>,
}

#[derive(QueryableByName)]
struct SessionRow {
    #[diesel(sql_type = BigInt)]
    session: i64,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Timestamptz)]
    proof_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    last_seen: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    access_expires_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    current_secret: bool,
    #[diesel(sql_type = Bool)]
    second_factor: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    clerk_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    clerk_name: Option<String>,
    /// A choice must be made: nobody was chosen, there are people to choose, and the user may not act as itself.
    #[diesel(sql_type = Bool)]
    clerk_due: bool,
    #[diesel(embed)]
    user: UserRow,
}

#[derive(QueryableByName)]
struct TokenRow {
    #[diesel(sql_type = BigInt)]
    token: i64,
    #[diesel(sql_type = Text)]
    scope: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_used_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(embed)]
    user: UserRow,
}

#[derive(QueryableByName)]
struct UserRow {
    #[diesel(sql_type = Bool)]
    prevent_renewal: bool,
    #[diesel(sql_type = Bool)]
    clerks: bool,
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Text)]
    login: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    language: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    theme: Option<String>,
    #[diesel(sql_type = Bool)]
    shortcuts: bool,
    #[diesel(sql_type = Bool)]
    roomy: bool,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    columns: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    actor_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    made_under: Option<i64>,
    #[diesel(embed)]
    rights: RightsRow,
}

/// A session that ended, expired or belongs to somebody who is not active, whose employee is not (SPEC C-4), or who
/// lacks the licence they need (C-3), is not found
/// (SECURITY SE6: takes effect on the next request, on every node); nor is such a token.
macro_rules! ask {
    ($shown:expr, $from:literal, $found:expr) => {
        concat!(
            "SELECT a.version, a.counted, i.policy_version, now() AS now, coalesce(nullif(i.name, ''), 'Keyholder') AS installation, i.default_zone, i.default_language, i.languages, i.support_contact AS contact, i.setup_done_at IS NULL AS setting_up, v.*
FROM access_state a CROSS JOIN installation i LEFT JOIN LATERAL (
    SELECT ", $shown, ",
        u.prevent_renewal, u.id AS user_id, u.unit_id, n.name AS login, u.display_name, u.email, u.language, u.time_zone, u.theme, u.shortcuts, u.roomy, u.columns,
        EXISTS (SELECT FROM on_behalf b WHERE b.main_id = u.id) AS clerks,
        (SELECT e.id FROM actors e WHERE e.user_id = u.id) AS actor_id, s.made_under, ",
            rights!(concat!($from, " s JOIN "), " ON u.id = s.user_id JOIN accounts n ON n.id = u.id"),
            " WHERE ", $found, " AND ", may_log_in!("u."), "
) v ON true"
        )
    };
}

macro_rules! ask_session {
    ($current:literal, $found:expr) => {
        ask!(
            concat!(
                "s.id AS session, s.stage, s.proof_at, s.last_seen, s.access_expires_at, ",
                $current,
                " AS current_secret, s.login_option LIKE 'password-%' AS second_factor, s.clerk_id,
        (SELECT k.display_name FROM on_behalf b JOIN users k ON k.id = b.clerk_id
            WHERE b.main_id = s.user_id AND b.clerk_id = s.clerk_id AND ", active!("k."), ") AS clerk_name,
        s.clerk_id IS NULL AND NOT u.main_as_clerk AND EXISTS (SELECT FROM on_behalf b JOIN users k ON k.id = b.clerk_id
            WHERE b.main_id = s.user_id AND ", active!("k."), ") AS clerk_due"
            ),
            "sessions",
            $found
        )
    };
}

/// By its secret, or within 30 seconds of a renewal by the secret before.
const ASK: &str = ask_session!(
    "s.secret_hash = $1",
    concat!(
        "(s.secret_hash = $1 OR (s.previous_hash = $1 AND s.previous_until > now())) AND ",
        live!("s.")
    )
);
const ASK_FOR: &str = ask_session!("true", concat!("s.id = $1 AND ", live!("s.")));
const ASK_TOKEN: &str = ask!(
    "s.id AS token, s.scope, s.last_used_at, s.expires_at",
    "api_tokens",
    "s.secret_hash = $1 AND (s.expires_at IS NULL OR s.expires_at > now())"
);

/// Runs statement 1. `secret_hash` is SHA-256 of the cookie's secret; empty for nobody.
pub fn ask(db: &mut impl Read, secret_hash: &[u8]) -> Result<Asked> {
    first::<SessionRow>(db, ASK, secret_hash)
}

/// Runs statement 1 for a program. `secret_hash` is SHA-256 of the API token.
pub fn ask_token(db: &mut impl Read, secret_hash: &[u8]) -> Result<Asked> {
    first::<TokenRow>(db, ASK_TOKEN, secret_hash)
}

fn first<W>(db: &mut impl Read, statement: &'static str, secret_hash: &[u8]) -> Result<Asked>
where
    W: QueryableByName<Pg> + Into<Viewer> + 'static,
{
    let row: QueryResult<Row<W>> =
        Prepared(diesel::sql_query(statement).bind::<Binary, _>(secret_hash)).get_result(db.conn());
    row.map(asked).map_err(|error| {
        crate::db::look_at(db.conn());
        Error::First(error)
    })
}

/// Runs statement 1 for work done on behalf of a session, after the request that asked for it.
pub fn ask_for(db: &mut impl Read, session: i64) -> Result<Asked> {
    let row: Row<SessionRow> = diesel::sql_query(ASK_FOR)
        .bind::<BigInt, _>(session)
        .get_result(db.conn())?;
    Ok(asked(row))
}

fn asked<W: Into<Viewer>>(row: Row<W>) -> Asked {
    Asked {
        version: row.version,
        counted: row.counted,
        policy_version: row.policy_version,
        now: row.now,
        installation: row.installation,
        default_zone: row.default_zone,
        default_language: row.default_language,
        languages: row.languages,
        contact: row.contact,
        setting_up: row.setting_up,
        viewer: row.who.map(W::into),
    }
}

impl From<SessionRow> for Viewer {
    fn from(row: SessionRow) -> Self {
        let stage = Stage::from_code(&row.stage);
        let clerk = row.clerk_id.zip(row.clerk_name).map(|(id, name)| Clerk { id, name });
        let clerk_lost = stage == Stage::Full && (row.clerk_due || (row.clerk_id.is_some() && clerk.is_none()));
        row.user.viewer(Credential::Session(Session {
            id: row.session,
            stage: if clerk_lost { Stage::Clerk } else { stage },
            proof_at: row.proof_at,
            last_seen: row.last_seen,
            access_expires_at: row.access_expires_at,
            current_secret: row.current_secret,
            second_factor: row.second_factor,
            clerk,
            clerk_lost,
        }))
    }
}

impl From<TokenRow> for Viewer {
    fn from(row: TokenRow) -> Self {
        row.user.viewer(Credential::Token(Token {
            id: row.token,
            scope: TokenScope::from_code(&row.scope),
            last_used: row.last_used_at,
            expires_at: row.expires_at,
        }))
    }
}

impl UserRow {
    fn viewer(self, by: Credential) -> Viewer {
        Viewer {
            by,
            clerks: self.clerks,
            prevent_renewal: self.prevent_renewal,
            reach: self.rights.reach(self.unit_id),
            memberships: self.rights.memberships(),
            user: self.user_id,
            unit: self.unit_id,
            login: self.login,
            display_name: self.display_name,
            email: self.email,
            language: self.language,
            time_zone: self.time_zone,
            theme: self.theme,
            shortcuts: self.shortcuts,
            roomy: self.roomy,
            columns: self.columns,
            actor: self.actor_id,
            made_under: self.made_under,
        }
    }
}

/// Refreshes "last seen" of the session and "last active" of the user, at most once a minute (DESIGN 5). The session
/// first, as when it is renewed: what a statement's main part does not ask for is otherwise written last.
pub fn touch(db: &mut impl Read, session: &Session, user: i64) -> Result<()> {
    diesel::sql_query(
        "WITH seen AS (UPDATE sessions SET last_seen = now() WHERE id = $1 RETURNING id)
         UPDATE user_clock SET last_active = now() FROM seen WHERE user_id = $2",
    )
    .bind::<BigInt, _>(session.id)
    .bind::<BigInt, _>(user)
    .execute(db.conn())?;
    Ok(())
}
