//! The choices on every form about a person: languages and time zones.
use super::field::Choice;
use super::i18n::{Language, Languages};
use chrono_tz::TZ_VARIANTS;

/// Areas whose zones are offered. The other zones in the database are old names for these.
const AREAS: [&str; 10] = [
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
];

/// Returns the languages offered, each by its own name, and `chosen`, even if it is not offered.
pub fn languages(offered: Languages, chosen: &str) -> Vec<Choice> {
    let shown = |language: &Language| offered.has(*language) || language.code() == chosen;
    let all = Language::ALL.into_iter().filter(shown);
    all.map(|language| Choice::new(language.code(), language.own_name()))
        .collect()
}

/// Returns the time zones by their names in the zone database, and `chosen`, even if it is not offered.
pub fn zones(chosen: &str) -> Vec<Choice> {
    let offered = |name: &str| name == chosen || AREAS.iter().any(|area| name.starts_with(area));
    let names = TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| offered(name));
    names.map(|name| Choice::new(name, name.replace('_', " "))).collect()
}

#[cfg(test)]
mod tests {
    use super::zones;

    #[test]
    fn an_old_zone_is_offered_only_to_who_has_it() {
        let has = |chosen: &str| zones(chosen).iter().any(|choice| choice.value == "CET");
        assert!(has("CET") && !has("Europe/Copenhagen"));
    }
}
