//! The conditions and the order that all query shapes share.
use super::candidates::{Plan, Source};
use crate::access::statement::{Binds, in_units_of};
use crate::users::list::filter::Sort;
use crate::web::cursor::Cursor;

/// Returns the condition for users who need a licence and have one. Others may have the mark, which then means nothing
/// (SPEC C-3).
pub(super) fn licensed(row: &str) -> String {
    format!("{row}.licensed AND needs_licence({row}.id, {row}.unit_id, {row}.is_agent)")
}

impl Plan {
    /// Returns the scope and the other words as conditions, for a row whose unit is in the column `unit`.
    pub(super) fn rest(&self, binds: &mut Binds, user: &str, unit: &str, need: usize) -> String {
        let mut rest = String::new();
        if let Some(scope) = binds.scope(self.visible.ranges()) {
            rest += &format!(" AND {}", in_units_of(&scope, unit));
        }
        for condition in self.words(binds, user, unit, Some(need)) {
            rest += " AND ";
            rest += &condition;
        }
        rest
    }

    /// Returns the scope as a condition that is checked for each row `u`. PostgreSQL underestimates the rows of a
    /// range. It would otherwise start with the units and read all their users.
    pub(super) fn seen(&self, binds: &mut Binds) -> Option<String> {
        let scope = binds.scope(self.visible.ranges())?;
        Some(format!(
            "EXISTS (SELECT FROM org_units s WHERE s.id = u.unit_id AND s.pos <@ {scope} OFFSET 0)"
        ))
    }

    /// Like [`Plan::seen`], for a walk that passes thousands of rows before a page of hits is full. The units are read
    /// once into a hash table, which is checked before the words are.
    pub(super) fn seen_on_the_way(&self, binds: &mut Binds) -> Option<String> {
        if self.needs.is_empty() {
            return self.seen(binds);
        }
        let scope = binds.scope(self.visible.ranges())?;
        Some(in_units_of(&scope, "u.unit_id"))
    }

    /// Returns one condition per search word except `skip`: the user has the word, or the unit's name has it.
    pub(super) fn words(&self, binds: &mut Binds, user: &str, unit: &str, skip: Option<usize>) -> Vec<String> {
        let others = self
            .needs
            .iter()
            .zip(&self.units)
            .enumerate()
            .filter(|(at, _)| Some(*at) != skip);
        others
            .map(|(at, (need, units))| {
                let (low, high) = (binds.text(&need.word), binds.text(need.end()));
                let mut ways = Vec::new();
                if need.in_user && matches!(self.source, Source::Gather(_)) && self.short[at] {
                    ways.push(format!(
                        "({user} IN (SELECT y.user_id FROM user_words y WHERE y.word >= {low} AND y.word < {high})) IS TRUE"
                    ));
                } else if need.in_user {
                    ways.push(format!(
                        "EXISTS (SELECT FROM user_words y WHERE y.user_id = {user} AND y.word >= {low} AND y.word < {high} OFFSET 0)"
                    ));
                }
                if !units.is_empty() {
                    // Written so that it stays a check of each row against a hash table, and never becomes a join.
                    ways.insert(0, format!(
                        "({unit} IN (SELECT y.unit_id FROM unit_words y WHERE y.word >= {low} AND y.word < {high})) IS TRUE"
                    ));
                }
                if ways.is_empty() { "false".to_owned() } else { format!("({})", ways.join(" OR ")) }
            })
            .collect()
    }

    pub(super) fn state(&self, row: &str) -> String {
        let mut state = match (self.deactivated, self.only_deactivated) {
            (_, true) => format!("{row}.state = 'deactivated'"),
            (true, false) => format!("{row}.state <> 'deleted'"),
            (false, false) => format!("{row}.state = 'active'"),
        };
        if self.licensed {
            state += " AND ";
            state += &licensed(row);
        }
        state
    }

    /// Returns the columns of the sort, and the order.
    pub(super) fn keys(&self, falls: bool) -> (&'static str, String) {
        let up = if falls { "DESC" } else { "ASC" };
        let (keys, order) = match self.sort {
            Sort::DisplayName => ("u.sort_name AS key, NULL::text AS unit_key", "u.sort_name {}, u.id {}"),
            Sort::Name => (
                "u.sort_login AS key, NULL::text AS unit_key",
                "u.sort_login {}, u.id {}",
            ),
            Sort::Email => (
                "u.sort_email AS key, NULL::text AS unit_key",
                "u.sort_email {}, u.id {}",
            ),
            Sort::Id => ("NULL::text AS key, NULL::text AS unit_key", "u.id {}"),
            Sort::Unit => (
                "u.sort_name AS key, o.sort_name AS unit_key",
                "o.sort_name {}, o.id {}, u.sort_name {}, u.id {}",
            ),
        };
        (keys, order.replace("{}", up))
    }

    /// Returns what lies beyond the cursor, in parts that do not overlap. Rows without an email come last.
    pub(super) fn after(&self, binds: &mut Binds, cursor: Option<&Cursor>) -> Vec<String> {
        let Some(cursor) = cursor else { return Vec::new() };
        let falls = self.falls(Some(cursor));
        let than = if falls { "<" } else { ">" };
        let id = binds.number(cursor.id);
        let column = match self.sort {
            Sort::Id => return vec![format!("u.id {than} {id}")],
            Sort::Unit => {
                let (unit_key, unit) = cursor.unit.clone().unwrap_or_default();
                let (unit_key, unit) = (binds.text(unit_key), binds.number(unit));
                let key = binds.text(cursor.key.as_deref().unwrap_or_default());
                return vec![format!(
                    "(o.sort_name, o.id, u.sort_name, u.id) {than} ({unit_key}, {unit}, {key}, {id})"
                )];
            }
            Sort::Email => "u.sort_email",
            Sort::Name => "u.sort_login",
            Sort::DisplayName => "u.sort_name",
        };
        let Some(key) = &cursor.key else {
            let same = format!("(u.sort_email IS NULL AND u.id {than} {id})");
            return if falls {
                vec![same, "u.sort_email IS NOT NULL".to_owned()]
            } else {
                vec![same]
            };
        };
        let key = binds.text(key);
        let mut parts = vec![format!("({column}, u.id) {than} ({key}, {id})")];
        if self.sort == Sort::Email && !falls {
            parts.push("u.sort_email IS NULL".to_owned());
        }
        parts
    }
}
