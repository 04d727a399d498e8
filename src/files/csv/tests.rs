use super::*;
use proptest::prelude::*;

const COLUMNS: &[Column] = &[
    Column::required("login"),
    Column::required("name"),
    Column::optional("email"),
];

type Found = (u64, String, String);
type Told = (Option<u64>, Option<String>, String);

fn try_read(bytes: &[u8]) -> (Vec<Found>, Vec<Told>) {
    let mut problems = Problems::default();
    let sheet = read(bytes, COLUMNS, &mut problems);
    let cells = |row: Row<'_>| {
        let cell = |column| row.cell(column).unwrap_or("(absent)").to_owned();
        (row.line, cell("login"), cell("name"))
    };
    let rows = sheet
        .iter()
        .flat_map(|sheet| sheet.rows().map(cells).collect::<Vec<_>>())
        .collect();
    let found = problems
        .kept
        .into_iter()
        .map(|p| (p.line, p.column, p.reason.id().to_owned()))
        .collect();
    (rows, found)
}

fn rows(bytes: &[u8]) -> Vec<Found> {
    let (rows, problems) = try_read(bytes);
    assert_eq!(problems, []);
    rows
}

fn problem(bytes: &[u8]) -> Told {
    let (_, problems) = try_read(bytes);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

fn row(line: u64, login: &str, name: &str) -> Found {
    (line, login.to_owned(), name.to_owned())
}

#[test]
fn every_usual_form_of_a_file_reads_alike() {
    for file in [
        "login,name\nanna,Anna Å\n",
        "login,name\r\nanna,Anna Å\r\n",
        "\u{feff}login;name\r\nanna;Anna Å",
        "\u{feff}\"login\",\"name\"\n\"anna\",\"Anna Å\"",
        "Login , NAME\nanna,Anna Å\n\n",
        "login;name;;\r\nanna;Anna Å;;\r\n;;;\r\n",
        "login,name\ranna,Anna Å\r",
    ] {
        assert_eq!(rows(file.as_bytes()), [row(2, "anna", "Anna Å")], "{file:?}");
    }
}

#[test]
fn commas_inside_a_semicolon_file_stay_in_their_cells() {
    assert_eq!(
        rows(b"login;name\nanna;\"Berg, Anna; \"\"A\"\"\""),
        [row(2, "anna", "Berg, Anna; \"A\"")]
    );
}

#[test]
fn line_numbers_are_those_an_editor_shows() {
    let file = "login,name\r\n\r\nanna,\"two\r\nlines\"\r\n,\r\n\r\nbo,Bo\r\nci,Ci";
    let lines: Vec<u64> = rows(file.as_bytes()).iter().map(|row| row.0).collect();
    assert_eq!(lines, [3, 7, 8]);
    let unix = file.replace("\r\n", "\n");
    assert_eq!(rows(unix.as_bytes()).iter().map(|row| row.0).collect::<Vec<_>>(), lines);
}

#[test]
fn a_wrong_encoding_is_told_with_its_line() {
    assert_eq!(
        problem(b"login,name\nanna,Anna\nbo,B\xf8\n"),
        (Some(3), None, "files-encoding".to_owned())
    );
    assert_eq!(problem(b"\xff\xfel\0o\0"), (None, None, "files-utf-16".to_owned()));
    assert_eq!(
        problem(b"login,name\r\nan\0na,Anna"),
        (Some(2), None, "files-nul".to_owned())
    );
}

#[test]
fn an_empty_file_is_told() {
    for file in [&b""[..], b"\n\n", b"\xef\xbb\xbf"] {
        assert_eq!(problem(file), (None, None, "files-empty".to_owned()));
    }
}

#[test]
fn each_wrong_column_of_the_header_is_named() {
    let (_, problems) = try_read(b"login,mail,login,,x\nanna");
    let named = |column: &str, reason: &str| (Some(1), Some(column.to_owned()), reason.to_owned());
    assert_eq!(
        problems,
        [
            named("mail", "files-column-unknown"),
            named("login", "files-column-twice"),
            (Some(1), None, "files-column-unnamed".to_owned()),
            named("x", "files-column-unknown"),
            named("name", "files-column-missing"),
        ]
    );
}

#[test]
fn a_row_of_another_length_is_told_and_the_others_are_read() {
    let (rows, problems) = try_read(b"login,name\nanna\nbo,Bo,x\nci,Ci");
    assert_eq!(rows, [row(4, "ci", "Ci")]);
    assert_eq!(
        problems,
        [
            (Some(2), None, "files-cells".to_owned()),
            (Some(3), None, "files-cells".to_owned())
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_is_told_where_it_begins() {
    let (rows, problems) = try_read(b"login,name\nanna,Anna\nbo,\"Bo\nci,Ci\n");
    assert_eq!(rows, [row(2, "anna", "Anna")]);
    assert!(
        problems.contains(&(Some(3), None, "files-quote".to_owned())),
        "{problems:?}"
    );
    assert_eq!(
        try_read(b"login,name\nbo,\"Bo").1,
        [(Some(2), None, "files-quote".to_owned())]
    );
}

#[test]
fn an_absent_column_is_told_from_an_empty_cell() {
    let mut problems = Problems::default();
    let with = read(b"login,name,email\nanna,Anna,", COLUMNS, &mut problems).unwrap();
    let without = read(b"login,name\nanna,Anna", COLUMNS, &mut problems).unwrap();
    assert_eq!(with.rows().next().unwrap().cell("email"), Some(""));
    assert_eq!(without.rows().next().unwrap().cell("email"), None);
    assert!(with.has("email") && !without.has("email"));
}

fn written(rows: &[[&str; 2]]) -> String {
    let mut writer = Writer::new(Vec::new(), ["login", "name"]).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

#[test]
fn what_is_written_follows_rfc_4180() {
    assert_eq!(
        written(&[["a\"b", "c,d\ne"], ["", ""]]),
        "login,name\r\n\"a\"\"b\",\"c,d\ne\"\r\n,\r\n"
    );
}

#[test]
fn no_spreadsheet_takes_a_cell_for_a_formula() {
    for begin in ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'"] {
        let cell = format!("{begin}cmd|'/c calc'!A1");
        let file = written(&[["a", &cell]]);
        assert!(
            file.contains(&format!(",'{cell}")) || file.contains(&format!(",\"'{cell}")),
            "{file:?}"
        );
        assert_eq!(rows(file.as_bytes()), [row(2, "a", &cell)]);
    }
}

#[test]
fn an_apostrophe_that_guards_nothing_stays() {
    assert_eq!(rows(b"login,name\na,'t Hooft"), [row(2, "a", "'t Hooft")]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in any::<Vec<u8>>()) {
        try_read(&bytes);
    }

    #[test]
    fn any_mixture_of_syntax_is_read_without_panic(text in "(login|name|[,;\"'=\r\n\u{feff}aå]){0,60}") {
        try_read(text.as_bytes());
        try_read(format!("login,name\n{text}").as_bytes());
    }

    #[test]
    fn what_is_written_reads_back(cells in proptest::collection::vec(("[^\0]{1,20}x", "[^\0]{0,20}"), 0..6)) {
        let cells: Vec<[&str; 2]> = cells.iter().map(|(a, b)| [a.as_str(), b.as_str()]).collect();
        let (read, problems) = try_read(written(&cells).as_bytes());
        prop_assert_eq!(problems, []);
        let read: Vec<[&str; 2]> = read.iter().map(|(_, a, b)| [a.as_str(), b.as_str()]).collect();
        prop_assert_eq!(read, cells);
    }
}
