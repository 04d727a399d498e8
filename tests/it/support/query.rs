//! SQL as the owner of the database, to look behind the scenes and to prepare data.
use super::db::TestDb;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use serde_json::Value;

/// Tables that the background jobs of a running server write by themselves.
const HOUSEKEEPING: [&str; 6] = [
    "activity_chain",
    "activity_check",
    "activity_head",
    "activity_unsealed",
    "jobs",
    "password_kinds",
];

impl TestDb {
    /// Runs statements that return nothing.
    pub fn run(&self, sql: &str) {
        self.looking(|conn| conn.batch_execute(sql))
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// Sets a cell without the program: in `unit`, or at the top if the right only counts there. Every node reads it at
    /// the next request.
    pub fn give(&self, account: i64, right: &str, unit: i64, allow: bool) {
        self.give_all(account, &[right], unit, allow);
    }

    /// Allows several rights at once.
    pub fn allow(&self, account: i64, rights: &[&str], unit: i64) {
        self.give_all(account, rights, unit, true);
    }

    /// Denies several rights at once.
    pub fn deny(&self, account: i64, rights: &[&str], unit: i64) {
        self.give_all(account, rights, unit, false);
    }

    fn give_all(&self, account: i64, rights: &[&str], unit: i64, allow: bool) {
        let keys = rights.join("','");
        self.run(&format!(
            "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
                SELECT {account}, id, scope, CASE scope WHEN 'org_unit' THEN {unit} ELSE 1 END, {allow} FROM permissions WHERE key IN ('{keys}')
                ON CONFLICT (account_id, permission_id, unit_id) DO UPDATE SET allow = excluded.allow;
             UPDATE access_state SET version = version + 1;
             INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', {account} FROM access_state"
        ));
    }

    /// Lets a user with an address at the chain reach every customer, and the top (SPEC C-5).
    pub fn reach_everything(&self, user: i64) {
        self.run(&format!(
            "INSERT INTO internal_email_domains (domain) VALUES ('chain.example') ON CONFLICT DO NOTHING;
             UPDATE users SET security_roles = '{{customer,support_agent}}', email_confirmed_at = now() WHERE id = {user}"
        ));
    }

    /// Returns the rows of a SELECT as JSON objects.
    pub fn rows(&self, select: &str) -> Vec<Value> {
        #[derive(QueryableByName)]
        struct Rows {
            #[diesel(sql_type = Jsonb)]
            rows: Value,
        }
        let sql = format!("SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]') AS rows FROM ({select}) q");
        let rows: QueryResult<Rows> = self.looking(|conn| diesel::sql_query(&sql).get_result(conn));
        match rows.unwrap_or_else(|error| panic!("{error}: {select}")).rows {
            Value::Array(rows) => rows,
            other => panic!("not rows: {other}"),
        }
    }

    /// Returns the only value of the only row of a SELECT.
    pub fn value(&self, select: &str) -> Value {
        let rows = self.rows(select);
        assert_eq!(rows.len(), 1, "{select}: {rows:?}");
        rows[0]
            .as_object()
            .and_then(|row| row.values().next().cloned())
            .unwrap()
    }

    pub fn number(&self, select: &str) -> i64 {
        let value = self.value(select);
        value.as_i64().unwrap_or_else(|| panic!("not a number: {value}"))
    }

    /// Returns the only value of a SELECT as text, empty for NULL.
    pub fn text(&self, select: &str) -> String {
        match self.value(select) {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// Returns the tables with a row that contains this text, without regard to case.
    pub fn tables_with(&self, text: &str) -> Vec<String> {
        let tables = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
        let names = tables.iter().filter_map(|row| row["tablename"].as_str());
        let found = |name: &&str| {
            let sql = format!("SELECT count(*) FROM {name} t WHERE t::text ILIKE '%{text}%'");
            self.number(&sql) > 0
        };
        names.filter(found).map(str::to_owned).collect()
    }

    /// Returns the plan that PostgreSQL would use for a SELECT.
    pub fn plan(&self, select: &str) -> String {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
            line: String,
        }
        let lines: QueryResult<Vec<Line>> =
            self.looking(|conn| diesel::sql_query(format!("EXPLAIN {select}")).load(conn));
        let lines = lines.unwrap_or_else(|error| panic!("{error}: {select}"));
        lines.into_iter().map(|line| line.line + "\n").collect()
    }

    /// Returns a fingerprint of the rows of each table except `but`, to check that nothing has changed. Left out are
    /// tables of [`HOUSEKEEPING`], and the fingerprints of the installation key, which the first command that needs the
    /// key writes.
    pub fn fingerprint(&self, but: &[&str]) -> Vec<(String, String)> {
        let tables = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
        let names = tables.iter().filter_map(|row| row["tablename"].as_str());
        names
            .filter(|name| !but.contains(name) && !HOUSEKEEPING.contains(name))
            .map(|name| {
                let row = match name {
                    "installation" => "(to_jsonb(t) - 'key_print' - 'first_key_print')::text",
                    _ => "t::text",
                };
                let sql = format!("SELECT md5(coalesce(string_agg({row}, '|' ORDER BY {row}), '')) FROM {name} t");
                (name.to_owned(), self.text(&sql))
            })
            .collect()
    }

    /// Asserts that nothing has changed in the tables of an earlier fingerprint.
    #[track_caller]
    pub fn assert_same(&self, before: &[(String, String)]) {
        let now = self.fingerprint(&[]);
        let changed: Vec<_> = before
            .iter()
            .filter(|table| !now.contains(table))
            .map(|(name, _)| name)
            .collect();
        assert!(changed.is_empty(), "changed: {changed:?}");
    }
}
