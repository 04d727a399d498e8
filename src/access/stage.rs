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
    /// All allowed sessions are in use; the user may end the oldest (SPEC C-3).
    Sessions,
    /// Several people share this user, so the login asks who it is (SPEC U-41).
    Clerk,
    Full,
}

impl Stage {
    /// All stages in the order of a login (SPEC N-1). `session::stages` decides which applies.
    pub const ALL: [Stage; 6] = [
        Stage::Code,
        Stage::SetUp,
        Stage::NewPassword,
        Stage::Sessions,
        Stage::Clerk,
        Stage::Full,
    ];

    /// The code in `sessions.stage`.
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

    /// Returns the stage with this code. For a code that this program does not know (from a newer one), it returns
    /// the first stage, where only that stage's page answers.
    pub fn from_code(code: &str) -> Self {
        let known = Stage::ALL.into_iter().find(|stage| stage.code() == code);
        known.unwrap_or(Stage::Code)
    }

    /// The page to show at this stage.
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
