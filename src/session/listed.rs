//! Sessions as people read them: on **Tokens info** and on one's own account (SPEC 3.3).
use super::Ended;
use super::store::{self, SessionRow};
use crate::db::Read;
use crate::error::Result;
use crate::web::i18n::Texts;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// How many are shown at once.
const PAGE: usize = 20;

/// One session, in words.
pub struct Line {
    /// **Refresh token id**: public, never the secret.
    pub id: i64,
    /// The session that reads this page.
    pub own: bool,
    pub active: bool,
    /// What the device calls itself.
    pub device: String,
    pub icon: &'static str,
    pub address: String,
    pub login_option: String,
    pub ended: String,
    pub last_seen: String,
    /// Label and value of the rest.
    pub facts: Vec<(String, String)>,
}

/// The live sessions of a user, newest first.
pub fn live(db: &mut impl Read, visit: &Visit, user: i64) -> Result<Vec<Line>> {
    let rows = store::shown(db, user)?;
    lines(visit, rows)
}

/// Sessions of a user, newest first, and whether there are older ones.
pub fn page(db: &mut impl Read, visit: &Visit, user: i64, before: Option<i64>) -> Result<(Vec<Line>, bool)> {
    let mut rows = store::sessions(db, user, before, PAGE as i64 + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok((lines(visit, rows)?, more))
}

fn lines(visit: &Visit, rows: Vec<SessionRow>) -> Result<Vec<Line>> {
    let own = visit.access.session()?.id;
    rows.into_iter().map(|row| line(&visit.t, row, own)).collect()
}

fn line(t: &Texts, row: SessionRow, own: i64) -> Result<Line> {
    let active = row.live;
    let option = t.get(&format!("login-option-{}", row.login_option));
    let renewed = t.get("login-option-automatic");
    let option = if row.renewals > 0 {
        format!("{option}, {renewed}")
    } else {
        option
    };
    let ended = ended(t, &row, active)?;
    let (device, icon) = device(t, &row.device);
    let when = |at: DateTime<Utc>| t.date_time(at);
    Ok(Line {
        id: row.id,
        own: own == row.id,
        active,
        device,
        icon,
        address: row.address.addr().to_string(),
        last_seen: when(row.last_seen),
        facts: vec![
            (
                t.get("session-active"),
                t.get(if active { "common-yes" } else { "common-no" }),
            ),
            (t.get("session-login-option"), option.clone()),
            (t.get("session-refresh-created"), when(row.created_at)),
            (t.get("session-refresh-expires"), when(row.expires_at)),
            (t.get("session-access-created"), when(row.access_created_at)),
            (t.get("session-access-expires"), when(row.access_expires_at)),
            (t.get("session-last-seen"), when(row.last_seen)),
            (t.get("session-address"), row.address.addr().to_string()),
            (t.get("session-device"), row.device),
            (t.get("session-how-ended"), ended.clone()),
        ],
        login_option: option,
        ended,
    })
}

/// How and when the session ended; empty for one that goes on.
fn ended(t: &Texts, row: &SessionRow, active: bool) -> Result<String> {
    Ok(match (&row.ended_how, row.ended_at) {
        (Some(how), Some(at)) => format!(
            "{}, {}",
            t.get(&format!("session-ended-{}", Ended::stored(how)?.code())),
            t.date_time(at)
        ),
        _ if active => String::new(),
        _ => format!("{}, {}", t.get("session-ended-expired"), t.date_time(row.expires_at)),
    })
}

/// Returns `Firefox · Windows` from a `User-Agent`, as far as it can be told. The names are not translated.
pub(super) fn device(t: &Texts, agent: &str) -> (String, &'static str) {
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str, &str); 7] = [
        ("iPhone", "iPhone", "device-mobile"),
        ("iPad", "iPad", "device-mobile"),
        ("Android", "Android", "device-mobile"),
        ("Windows", "Windows", "device-desktop"),
        ("Mac OS X", "macOS", "device-desktop"),
        ("CrOS", "ChromeOS", "device-desktop"),
        ("Linux", "Linux", "device-desktop"),
    ];
    let browser = BROWSERS
        .iter()
        .find(|(sign, _)| agent.contains(sign))
        .map(|(_, name)| *name);
    let system = SYSTEMS.iter().find(|(sign, _, _)| agent.contains(sign));
    let icon = system.map_or("world", |(_, _, icon)| icon);
    let names: Vec<&str> = browser.into_iter().chain(system.map(|(_, name, _)| *name)).collect();
    match names.as_slice() {
        [] if agent.is_empty() => (t.get("session-device-unknown"), icon),
        [] => (agent.chars().take(60).collect(), icon),
        names => (names.join(" · "), icon),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    fn told(agent: &str) -> (String, &'static str) {
        device(&Texts::new(Language::En, chrono_tz::UTC), agent)
    }

    #[test]
    fn every_end_the_database_writes_has_its_words() {
        let migrations = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let t = Texts::new(Language::En, chrono_tz::UTC);
        let mut written = 0;
        for folder in std::fs::read_dir(migrations).unwrap().flatten() {
            let sql = std::fs::read_to_string(folder.path().join("up.sql")).unwrap_or_default();
            for end in sql.split("ended_how = '").skip(1) {
                let code = Ended::stored(end.split('\'').next().unwrap()).unwrap().code();
                assert_ne!(t.get(&format!("session-ended-{code}")), format!("session-ended-{code}"));
                written += 1;
            }
        }
        assert!(written >= 3 && Ended::stored("eaten").is_err());
    }

    #[test]
    fn a_device_is_told_by_browser_and_system() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36 Edg/150.0";
        assert_eq!(told(edge), ("Edge · Windows".to_owned(), "device-desktop"));
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1";
        assert_eq!(told(phone), ("Safari · iPhone".to_owned(), "device-mobile"));
    }

    #[test]
    fn what_cannot_be_told_is_shown_as_it_is() {
        assert_eq!(told("curl/8.9").0, "curl/8.9");
        assert_eq!(told("").0, "Unknown device");
    }
}
