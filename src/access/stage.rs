//! The stages of a login (SPEC N-1).

/// How far a login has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The password was right; the code is asked for (SPEC U-35).
    Code,
    /// A second factor is required and must be set up (SPEC U-32).
    SetUp,
    /// A new password must be set before anything else (SPEC U-22).
    NewPassword,
    /// There are as many sessions as are allowed; the oldest may be ended (SPEC C-3).
    Sessions,
    /// Several people use this user; who it is, is asked (SPEC U-41).
    Clerk,
    Full,
}

impl Stage {
    /// In the order of a login (SPEC N-1). `session::stages` says when one is due.
    pub const ALL: [Stage; 6] = [
        Stage::Code,
        Stage::SetUp,
        Stage::NewPassword,
        Stage::Sessions,
        Stage::Clerk,
        Stage::Full,
    ];

    /// As stored in `sessions.stage`.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Code => "code",
            Stage::SetUp => "set_up",
            Stage::NewPassword => "new_password",
            Stage::Sessions => "sessions",
            Stage::Clerk => "clerk",
            Stage::Full => "full",
        }
    }

    /// Of a stage that this program does not know (a newer one's): the first, where nothing but its page answers.
    pub fn from_code(code: &str) -> Self {
        let known = Stage::ALL.into_iter().find(|stage| stage.code() == code);
        known.unwrap_or(Stage::Code)
    }

    /// The page that leads on from here.
    pub fn path(self) -> &'static str {
        match self {
            Stage::Code => "/login/code",
            Stage::SetUp => "/login/two-factor",
            Stage::NewPassword => "/new-password",
            Stage::Sessions => "/login/sessions",
            Stage::Clerk => "/login/clerk",
            Stage::Full => "/",
        }
    }
}
