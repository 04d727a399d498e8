use super::*;
use proptest::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Name,
    Email,
}

const FIELDS: [(&str, Of); 3] = [("name", Of::Name), ("navn", Of::Name), ("email", Of::Email)];

fn parse(text: &str) -> SearchQuery<Of> {
    SearchQuery::parse(text, &FIELDS)
}

fn word(text: &str) -> Term<Of> {
    Term {
        field: None,
        without: false,
        wanted: Wanted::Words(vec![text.to_owned()]),
    }
}

/// Whether the query finds Jens Møller Jensen at Aarhus.
fn finds(text: &str) -> bool {
    parse(text).matches(&[(Of::Name, "Jens Møller Jensen"), (Of::Email, "jmj42@aarhus.dk")])
}

#[test]
fn words_are_folded_and_all_required_in_any_order() {
    assert_eq!(parse(" Århus  MØLLER ").terms, [word("arhus"), word("moller")]);
    assert!(finds("jensen jens") && finds("århus moeller") && finds("42"));
    assert!(!finds("jensen hansen"));
}

#[test]
fn a_word_matches_the_beginning_of_a_word_only() {
    assert!(finds("jen") && finds("mol"));
    assert!(!finds("ensen"));
}

#[test]
fn a_phrase_is_exact_and_in_order() {
    assert!(finds("\"jens møller\"") && finds("\"Møller-Jensen\""));
    assert!(!finds("\"møller jens\"") && !finds("\"jens mol\"") && !finds("\"jensen jmj42\""));
}

#[test]
fn a_minus_leaves_out() {
    assert!(!finds("jens -møller") && !finds("-\"jens møller\""));
    assert!(finds("jens -hansen") && finds("jens -"));
    assert!(finds("jens-møller"), "a minus within a word only separates");
}

#[test]
fn a_field_limits_where_to_look() {
    assert!(finds("navn:jens") && finds("Email:aarhus") && finds("name:\"møller jensen\""));
    assert!(!finds("email:jens") && !finds("-email:aarhus"));
    assert_eq!(parse("email:").terms, []);
}

#[test]
fn an_unknown_field_is_a_plain_word() {
    assert!(finds("møller:jens"));
    assert_eq!(
        parse("unit:7").terms[0].wanted,
        Wanted::Words(vec!["unit".into(), "7".into()])
    );
}

#[test]
fn an_address_is_looked_for_by_all_its_parts() {
    let parts = Wanted::Words(vec!["jmj42".into(), "arhus".into(), "dk".into()]);
    assert_eq!(parse("jmj42@aarhus.dk").terms[0].wanted, parts);
    assert!(finds("jmj42@aarhus.dk") && !finds("jmj42@odense.dk"));
    assert!(finds("-jmj42@odense.dk"), "what must be left out is the whole of it");
}

#[test]
fn an_unclosed_quote_finds_while_typing() {
    assert!(finds("\"jens møl"));
    assert_eq!(parse("\"").terms, []);
}

#[test]
fn length_and_number_of_terms_are_limited() {
    let many = parse(&"a ".repeat(50));
    assert!(many.is_cut && many.terms.len() == MAX_WORDS);
    let long = parse(&"ø".repeat(MAX_QUERY + 1));
    assert!(long.is_cut);
    assert!(!parse(&"ø".repeat(MAX_QUERY)).is_cut);
}

/// SECURITY EX6.
#[test]
fn words_are_counted_wherever_they_stand() {
    let letters: Vec<String> = ('a'..='z').map(String::from).collect();
    for text in [letters.join("."), format!("\"{}\"", letters.join(" "))] {
        let query = parse(&text);
        assert!(query.is_cut && query.terms[0].words() == letters[..MAX_WORDS], "{text}");
    }
    let twice = parse("a.b.c.d.e.f.g \"h i j k l m n\" o");
    assert!(twice.is_cut && twice.terms.len() == 2);
    assert_eq!(twice.terms[1].wanted, Wanted::Phrase("h i j k l".into()));
    assert!(!parse("a.b.c.d.e.f \"g h i j k l\"").is_cut);
    let without = parse("a.b.c.d.e.f.g.h.i.j -k.l.m o");
    assert!(
        without.is_cut && without.terms.len() == 1,
        "part of it would leave out more"
    );
}

#[test]
fn what_another_condition_says_already_is_left_out() {
    let told = |text: &str| {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        telling(words, |one, other| one.starts_with(other.as_str())).join(" ")
    };
    assert_eq!(told("an bo anna an anna"), "bo anna");
    assert_eq!((told("a"), told("")), ("a".into(), String::new()));
}

proptest! {
    #[test]
    fn any_query_is_read_without_panic(text in any::<String>()) {
        let query = parse(&text);
        prop_assert!(query.terms.iter().map(|term| term.words().len()).sum::<usize>() <= MAX_WORDS);
        query.matches(&[(Of::Name, "Jens"), (Of::Email, "")]);
    }

    #[test]
    fn any_mixture_of_syntax_is_read_without_panic(text in "([-\":a å]|name:|email:){0,40}") {
        parse(&text).matches(&[(Of::Name, "a å"), (Of::Email, "a@a")]);
    }

    #[test]
    fn a_name_is_found_by_itself_and_by_its_beginning(name in "[a-zæøå]{1,12}( [a-zæøå]{1,12}){0,3}", length in 1usize..60) {
        let beginning: String = name.chars().take(length).collect();
        let texts = [(Of::Name, name.as_str())];
        prop_assert!(parse(&beginning).matches(&texts));
        let quoted = format!("\"{name}\"");
        prop_assert!(parse(&quoted).matches(&texts));
    }
}

#[test]
fn the_help_names_each_field_once_in_the_readers_language() {
    let help = |language| Help::of(&Texts::new(language, chrono_tz::UTC), &FIELDS, (Of::Name, "jen"));
    let (english, danish) = (help(Language::En), help(Language::Da));
    assert_eq!(english.fields, ["name:", "email:"]);
    assert_eq!(danish.fields, ["navn:", "email:"]);
    assert_eq!((&*english.example, &*danish.example), ("name:jen", "navn:jen"));
    assert!(finds(&danish.example) && !finds("navn:aarhus"));
}
