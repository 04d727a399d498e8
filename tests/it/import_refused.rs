//! What `keyholder import` refuses (SPEC 11, EX5): told with line, column and reason, and nothing is written.
use crate::support::console::Console;

/// What is wrong in a file, and where: table, file, line of the report.
const BAD: &[(&str, &str, &str)] = &[
    (
        "users",
        "login,display_name\nx,X\n",
        "Line 1, unit_code: The column is missing.",
    ),
    (
        "users",
        "login,display_name,unit_code,shoe_size\nx,X,N1,yes\n",
        "Line 1, shoe_size: There is no such column here.",
    ),
    (
        "users",
        "login,display_name,unit_code\nx,X,N9\n",
        "Line 2, unit_code: No unit has the code N9.",
    ),
    (
        "users",
        "login,display_name,unit_code\nx,X,N1\ny,,N1\n",
        "Line 3, display_name: ",
    ),
    (
        "users",
        "login,display_name,unit_code\nx,X,N1\nX,Y,N1\n",
        "Line 3, login: The same stands in line 2.",
    ),
    ("users", "login,display_name,unit_code\n=cmd,X,N1\n", "Line 2, login: "),
    (
        "users",
        "login,display_name,unit_code\nadministrator,X,TOP\n",
        "Line 2, login: administrator is a reserved name.",
    ),
    (
        "users",
        "login,display_name,unit_code\nrole.x,X,TOP\n",
        "Line 2, login: role.x is a reserved name.",
    ),
    (
        "users",
        "login,display_name,unit_code\nCashiers,X,N1\n",
        "Line 2, login: Cashiers is already the name or email",
    ),
    (
        "users",
        "login,display_name,unit_code\nmona@chain.example,X,N1\n",
        "Line 2, login: mona@chain.example is already",
    ),
    (
        "users",
        "login,display_name,unit_code,email\nx,X,N1,MONA@chain.example\n",
        "Line 2, email: MONA@chain.example is already",
    ),
    (
        "users",
        "login,display_name,unit_code,email\nx,X,N1,a@b.dk\ny,Y,N1,A@B.dk\n",
        "Line 3, email: The same stands in line 2.",
    ),
    (
        "users",
        "login,display_name,unit_code,enabled\nx,X,N1,perhaps\n",
        "Line 2, enabled: Must be one of: yes, no.",
    ),
    (
        "users",
        "login,display_name,unit_code,password_hash\nx,X,N1,secret\n",
        "Line 2, password_hash: ",
    ),
    (
        "users",
        "login,display_name,unit_code,password_hash\nx,X,N1,$2b$15$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01232\n",
        "Line 2, password_hash: This hash costs too much",
    ),
    (
        "org_units",
        "code,name,kind,parent_code\nX,X,unit,N9\n",
        "Line 2, parent_code: No unit has the code N9.",
    ),
    (
        "org_units",
        "code,name,kind,parent_code\nX,X,unit,TOP\n",
        "Line 2, parent_code: Only customers stand",
    ),
    (
        "org_units",
        "code,name,kind,parent_code\nX,X,customer,\n",
        "Line 2, customer_number: A customer needs",
    ),
    (
        "org_units",
        "code,name,kind,parent_code,customer_number\nX,X,customer,,1000\n",
        "Line 2, customer_number: Another customer",
    ),
    (
        "org_units",
        "code,name,kind,parent_code\nN1,Aalborg,customer,\n",
        "Line 2, kind: The kind can't be changed",
    ),
    (
        "org_units",
        "code,name,kind,parent_code\ntop,X,customer,\n",
        "Line 2, code: top is the top",
    ),
    (
        "org_units",
        "code,name,kind,parent_code\nNORTH,North,unit,N1\n",
        "Line 2, parent_code: This would close a circle: NORTH → N1 → NORTH.",
    ),
    (
        "groups",
        "name,display_name\nAll,X\n",
        "Line 2, name: All is a reserved name.",
    ),
    (
        "groups",
        "name,display_name\nmona,X\n",
        "Line 2, name: mona is already the name",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\n,cashiers,user,nobody\n",
        "Line 2, account: No user has the login nobody.",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\n,nothing,user,mona\n",
        "Line 2, group: No group has the name nothing.",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\n,cashiers,group,mona\n",
        "Line 2, account: No group has the name mona.",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\nN1,Administrators,user,mona\n",
        "Line 2, unit_code: Administrators takes members at the top only",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\n,Users,user,mona\n",
        "Line 2, group: Everybody is in Users",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\n,cashiers,user,System\n",
        "Line 2, account: System can't be a member",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\n,cashiers,user,mona\nTOP,cashiers,user,mona\n",
        "Line 3, account: The same stands in line 2.",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account\nN1,store-managers,group,cashiers\n",
        "Line 2, account: This would close a circle: cashiers → store-managers → cashiers.",
    ),
    (
        "memberships",
        "unit_code,group,account_kind,account,valid_to\n,Administrators,user,Administrator,2030-01-01\n",
        "Line 2, valid_to: Administrator is a member of Administrators without dates.",
    ),
    (
        "grants",
        "account_kind,account,permission,unit_code,effect\nuser,mona,edituser,,allow\n",
        "Line 2, permission: There is no permission edituser.",
    ),
    (
        "grants",
        "account_kind,account,permission,unit_code,effect\ngroup,Administrators,EditUser,,deny\n",
        "Line 2, account: Administrators has no cells.",
    ),
    (
        "grants",
        "account_kind,account,permission,unit_code,effect\nuser,mona,SetupManage,N1,allow\n",
        "Line 2, unit_code: SetupManage can be set at the top only",
    ),
    (
        "grants",
        "account_kind,account,permission,unit_code,effect\nuser,mona,navigation.access.setup,N1,allow\n",
        "Line 2, unit_code: navigation.access.setup can be set at the top only",
    ),
];

#[test]
fn every_bad_file_is_told_with_line_column_and_reason_and_nothing_is_written() {
    let console = Console::new();
    let before = console.db.fingerprint(&[]);
    for (table, file, report) in BAD {
        let said = console.import(table, file, &[]);
        assert_eq!(said.code, 1, "{file}: {said:?}");
        assert!(
            said.err.contains(report),
            "{file}\nexpected: {report}\nsaid: {}",
            said.err
        );
        assert_eq!(said.out, "");
    }
    let said = console.import("users", b"login,display_name,unit_code\nx,X,N1\ny,B\xf8,N1\n", &[]);
    assert!(
        said.code == 1 && said.err.starts_with("Line 3: This is not UTF-8."),
        "{said:?}"
    );
    assert_eq!(console.db.fingerprint(&[]), before);
}

#[test]
fn all_problems_of_a_file_are_told_at_once() {
    let console = Console::new();
    let said = console.import(
        "users",
        "login,display_name,unit_code\na,A,X1\nmona@chain.example,B,N1\nc,C,X2\n",
        &[],
    );
    let lines: Vec<&str> = said.err.lines().map(|line| &line[..6]).collect();
    assert_eq!(lines, ["Line 2", "Line 3", "Line 4", "keyhol"], "{said:?}");
}

#[test]
fn wrong_words_are_told_apart_from_refusals() {
    let console = Console::new();
    assert_eq!(console.run(&["import", "cooks", "-"]).code, 2);
    let said = console.run(&["import", "users", "/nowhere/users.csv"]);
    assert!(said.code == 1 && said.err.contains("/nowhere/users.csv"), "{said:?}");
}
