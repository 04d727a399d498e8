use super::*;
use chrono::{DateTime, Utc};
use proptest::prelude::*;

use crate::{
    access::AccountKind,
    names::UnitCode,
    web::i18n::{Language, Texts},
};

const ZONE: Tz = Tz::Europe__Copenhagen;

fn good<R: Record>(text: &str) -> Vec<R> {
    let lines = read(text.as_bytes(), ZONE).unwrap_or_else(|problems| panic!("{problems:?}"));
    lines.into_iter().map(|line| line.row).collect()
}

/// Returns the problems as `line column reason`. Checks that each has its text in both languages.
fn told<R: Record>(text: &str) -> Vec<String> {
    let problems = read::<R>(text.as_bytes(), ZONE).err().unwrap_or_default();
    for t in Language::ALL.map(|language| Texts::new(language, ZONE)) {
        for said in problems.say(&t) {
            assert!(!said.contains(['[', '{']), "{said}");
        }
    }
    let told = |p: &Problem| {
        let line = p.line.unwrap_or_default();
        format!("{line} {} {}", p.column.as_deref().unwrap_or("-"), p.reason.id())
    };
    problems.kept.iter().map(told).collect()
}

fn written<R: Record>(rows: &[R]) -> String {
    let mut writer = TableWriter::new(Vec::new()).unwrap();
    for row in rows {
        writer.write(row).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

/// Checks that reading, writing and reading again changes nothing.
fn is_stable<R: Record>(text: &str) {
    let first = written(&good::<R>(text));
    assert_eq!(written(&good::<R>(&first)), first);
}

#[test]
fn units_are_read_with_their_places() {
    let rows: Vec<UnitRow> = good(
        "code;name;kind;parent_code;customer_number;number;time_zone;language\n\
         N;Nordlys A/S;customer;;C-1;;Europe/Copenhagen;da\n\
         N-7;Aarhus C;unit;N;;0007;;\n",
    );
    assert_eq!((rows[0].kind, rows[0].parent.clone()), (UnitKind::Customer, None));
    assert_eq!(rows[0].time_zone, Cell::Value(Tz::Europe__Copenhagen));
    assert_eq!(rows[1].parent.as_ref().map(UnitCode::as_str), Some("N"));
    assert_eq!(
        (&rows[1].number, &rows[1].language),
        (&Cell::Value("0007".into()), &Cell::Empty)
    );
}

#[test]
fn a_tree_that_cannot_be_is_told() {
    let head = "code,name,kind,parent_code,customer_number";
    let told = |row: &str| told::<UnitRow>(&format!("{head}\n{row}\n"));
    assert_eq!(
        told("N,Nordlys,customer,TOP,1"),
        ["2 parent_code files-customer-parent"]
    );
    assert_eq!(
        told("N,Nordlys,customer,,"),
        ["2 customer_number files-customer-number"]
    );
    assert_eq!(told("a,A,unit,,"), ["2 parent_code files-unit-parent"]);
    assert_eq!(
        told(",,unit,,"),
        [
            "2 code field-required",
            "2 name field-required",
            "2 parent_code files-unit-parent"
        ]
    );
    assert_eq!(told("a,A,unit,A,"), ["2 parent_code files-own-parent"]);
    assert_eq!(told("a,A,unit,N,1"), ["2 customer_number files-unit-number"]);
    assert_eq!(told("a,A,top,,"), ["2 kind files-choice"]);
}

#[test]
fn codes_and_customer_numbers_are_there_once() {
    let text =
        "code,name,kind,parent_code,customer_number\nN,Nordlys,customer,,1\nn,Other,customer,,2\nM,More,customer,,1";
    assert_eq!(
        told::<UnitRow>(text),
        ["3 code files-duplicate", "4 customer_number files-duplicate"]
    );
}

#[test]
fn only_columns_that_are_there_are_touched() {
    let rows: Vec<UserRow> = good("login,display_name,unit_code\nanna,Anna,N-7");
    assert_eq!((&rows[0].email, rows[0].enabled), (&Cell::Absent, None));
    let rows: Vec<UserRow> = good("login,display_name,unit_code,email,enabled\nanna,Anna,N-7,,no");
    assert_eq!((&rows[0].email, rows[0].enabled), (&Cell::Empty, Some(false)));
}

#[test]
fn every_cell_of_a_user_is_checked_and_all_problems_are_told() {
    let text = "login,display_name,unit_code,email,enabled,prevent_renewal,language,time_zone,password_hash\n\
                -x,,,nobody,maybe,1,sv,Mars/Base,secret\n\
                bo,Bo,N-7,bo@nordlys.dk,YES,no,en,UTC,\"$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$v5z8pJpH2ZrGbEtsKnT0VJXGPyYoV7JqQ8r2c0yhuvY\"\n";
    assert_eq!(
        told::<UserRow>(text),
        [
            "2 login field-name-start",
            "2 display_name field-required",
            "2 unit_code field-required",
            "2 email field-email",
            "2 enabled files-choice",
            "2 prevent_renewal files-choice",
            "2 language files-choice",
            "2 time_zone files-time-zone",
            "2 password_hash files-hash-malformed",
            "3 password_hash files-hash-costly",
        ]
    );
}

#[test]
fn a_login_may_be_ones_own_email_but_not_anothers() {
    let head = "login,display_name,unit_code,email";
    let own = format!("{head}\nanna@nordlys.dk,Anna,N,Anna@nordlys.dk");
    assert_eq!(told::<UserRow>(&own), Vec::<String>::new());
    let other = format!("{own}\nbo,Bo,N,ANNA@nordlys.dk\nANNA@nordlys.dk,A,N,\n");
    assert_eq!(
        told::<UserRow>(&other),
        ["3 email files-duplicate", "4 login files-duplicate"]
    );
}

#[test]
fn columns_of_parts_that_are_not_built_are_unknown() {
    let text = "login,display_name,unit_code,shoe_size\nanna,Anna,N,yes";
    assert_eq!(told::<UserRow>(text), ["1 shoe_size files-column-unknown"]);
}

#[test]
fn a_password_hash_is_not_printed_with_its_row() {
    let hash = "$2y$10$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u";
    let rows: Vec<UserRow> = good(&format!(
        "login,display_name,unit_code,password_hash\nanna,Anna,N,{hash}"
    ));
    assert!(!format!("{rows:?}").contains("L6Bc"));
    assert!(written(&rows).contains(hash));
}

#[test]
fn token_periods_are_positive_and_the_refresh_period_is_the_longer() {
    let told = |periods: &str| {
        told::<GroupRow>(&format!(
            "name,display_name,access_minutes,refresh_minutes\ng,G,{periods}"
        ))
    };
    assert_eq!(told("60,1440"), Vec::<String>::new());
    assert_eq!(
        told("0,x"),
        ["2 access_minutes files-minutes", "2 refresh_minutes files-minutes"]
    );
    assert_eq!(told("60,59"), ["2 refresh_minutes files-periods"]);
}

#[test]
fn an_empty_unit_is_the_top_and_a_date_is_local_midnight() {
    let rows: Vec<MembershipRow> = good(
        "unit_code,group,account_kind,account,valid_from,valid_to\n\
         ,Store managers,group,Cashiers,2026-11-22,2026-12-31T12:00:00+01:00\n",
    );
    let utc = |text: &str| Cell::Value(text.parse::<DateTime<Utc>>().unwrap());
    assert_eq!((&rows[0].unit, rows[0].account.kind), (&None, AccountKind::Group));
    assert_eq!(rows[0].valid_from, utc("2026-11-21T23:00:00Z"));
    assert_eq!(rows[0].valid_to, utc("2026-12-31T11:00:00Z"));
}

#[test]
fn a_membership_is_told_where_it_cannot_be() {
    let head = "unit_code,group,account_kind,account,valid_from,valid_to";
    let told = |rows: &str| told::<MembershipRow>(&format!("{head}\n{rows}"));
    assert_eq!(told("N,g,group,G,,"), ["2 account files-own-member"]);
    assert_eq!(told("N,g,User,anna,,"), ["2 account_kind files-choice"]);
    assert_eq!(
        told("N,g,user,anna,2026-02-30,0001-01-01"),
        ["2 valid_from files-date", "2 valid_to files-date"]
    );
    assert_eq!(
        told("N,g,user,anna,2026-02-02,2026-02-01"),
        ["2 valid_to files-dates-order"]
    );
    assert_eq!(told("N,g,user,anna,,\nn,G,user,ANNA,,"), ["3 account files-duplicate"]);
    assert_eq!(told("N,g,user,anna,,\n,g,user,anna,,"), Vec::<String>::new());
}

#[test]
fn a_cell_is_there_once_whatever_its_effect() {
    let head = "account_kind,account,permission,unit_code,effect";
    let told = |rows: &str| told::<GrantRow>(&format!("{head}\n{rows}"));
    assert_eq!(
        told("user,a,EditUser,N,allow\nuser,a,EditUser,N,deny"),
        ["3 permission files-duplicate"]
    );
    assert_eq!(
        told("user,a,EditUser,N,allow\nuser,a,edituser,N,empty"),
        Vec::<String>::new()
    );
    assert_eq!(told("user,a,EditUser,N,yes"), ["2 effect files-choice"]);
}

#[test]
fn what_is_read_is_written_the_same() {
    is_stable::<UnitRow>(
        "code,name,kind,parent_code,customer_number,number,time_zone,language\n=N,+Nordlys,customer,,-1,,UTC,da\na,A,unit,=N,,7,,",
    );
    is_stable::<UserRow>(
        "login,display_name,unit_code,email,enabled\nanna,\"Anna \"\"A\"\" Berg\",N,a@b.dk,no\nbo,'Bo,N,,yes",
    );
    is_stable::<GroupRow>("name,display_name,description,access_minutes\ng,G,\"two\nlines\",60\nh,H,,");
    is_stable::<MembershipRow>(
        "unit_code,group,account_kind,account,valid_from\nN,g,user,anna,2026-11-22T10:11:12.123456789Z",
    );
    is_stable::<GrantRow>(
        "account_kind,account,permission,unit_code,effect,valid_to\ngroup,g,EditUser,,deny,2026-01-01",
    );
}

#[test]
fn a_day_without_midnight_begins_at_its_first_moment() {
    let text = "unit_code,group,account_kind,account,valid_from\n,g,user,a,2026-04-24";
    let rows = read::<MembershipRow>(text.as_bytes(), Tz::Africa__Cairo).unwrap();
    let first: DateTime<Utc> = "2026-04-23T22:00:00Z".parse().unwrap();
    assert_eq!(rows[0].row.valid_from, Cell::Value(first));
}

proptest! {
    #[test]
    fn any_cells_are_judged_without_panic(text in "(customer|unit|user|group|allow|yes|2026-01-01|\\$2b\\$|[,;\"\n'=aå@.\\-]){0,60}") {
        let _ = read::<UnitRow>(format!("code,name,kind,parent_code\n{text}").as_bytes(), ZONE);
        let _ = read::<UserRow>(format!("login,display_name,unit_code,password_hash\n{text}").as_bytes(), ZONE);
        let _ = read::<GroupRow>(format!("name,display_name,access_minutes\n{text}").as_bytes(), ZONE);
        let _ = read::<MembershipRow>(format!("unit_code,group,account_kind,account,valid_to\n{text}").as_bytes(), ZONE);
        let _ = read::<GrantRow>(format!("account_kind,account,permission,unit_code,effect\n{text}").as_bytes(), ZONE);
    }

    #[test]
    fn any_names_that_are_read_are_written_the_same(name in "\\PC{1,30}", login in "[\\w.+@-]{1,20}") {
        let file = written(&[] as &[UserRow]);
        let mut writer = csv::Writer::new(Vec::new(), file.trim().split(',')).unwrap();
        let mut row = vec![login.as_str(), &name, "N"];
        row.resize(file.trim().split(',').count(), "");
        writer.row(row).unwrap();
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        if read::<UserRow>(text.as_bytes(), ZONE).is_ok() {
            is_stable::<UserRow>(&text);
        }
    }
}
