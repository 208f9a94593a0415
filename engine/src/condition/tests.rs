//! Conditions: what they decide, and how their faults are told.

use rust_decimal::Decimal;

use super::*;
use crate::step::tests_support::state_with;
use crate::value::Value;

fn fields() -> Fields {
    let options =
        |keys: &[&str]| keys.iter().map(|&key| (key.to_owned(), key.to_owned())).collect();
    let all = [
        ("Login", Some(FieldKind::Text { length_max: 9, pattern: None })),
        ("Valid", Some(FieldKind::Dropdown { options: options(&["1", "2"]) })),
        ("Age", Some(FieldKind::Integer { min: 0, max: 9 })),
        ("Agreed", Some(FieldKind::Checkbox)),
        ("Colours", Some(FieldKind::Multiselect { options: options(&["r", "g"]) })),
        ("Leaves", Some(FieldKind::Date)),
        ("Broken", None),
        ("Price", Some(FieldKind::Decimal { min: Decimal::ZERO, max: Decimal::from(9) })),
        ("Begins", Some(FieldKind::DateTime)),
    ];
    Fields {
        by_name: all
            .iter()
            .enumerate()
            .map(|(idx, (name, _))| ((*name).to_owned(), FieldIdx(idx)))
            .collect(),
        kinds: all.into_iter().map(|(_, kind)| kind).collect(),
    }
}

/// Everything filled in, or nothing.
fn state(filled: bool) -> State {
    let mut state = state_with(&[]);
    state.values = if filled {
        vec![
            Some(Value::Text("änna".into())),
            Some(Value::Text("1".into())),
            Some(Value::Integer(7)),
            Some(Value::Boolean(true)),
            Some(Value::List(vec!["r".into()])),
            Some(Value::Date(jiff::civil::date(2026, 12, 31))),
            None,
            Some(Value::Decimal(Decimal::new(25, 1))),
            Some(Value::DateTime(jiff::civil::date(2026, 11, 20).at(18, 0, 0, 0))),
        ]
    } else {
        vec![None; 9]
    };
    state
}

/// Checks what a condition decides when all fields are filled in, and when none is.
fn check(source: &str, filled: bool, absent: bool) {
    let condition = Condition::parse(source, &fields()).unwrap();
    assert_eq!(condition.evaluate(&state(true)).holds, filled, "filled in: {source}");
    assert_eq!(condition.evaluate(&state(false)).holds, absent, "absent: {source}");
}

/// Checks the faults of a condition, each with the part of it that is meant.
fn check_faults(source: &str, expected: &[&str]) {
    let faults = Condition::parse(source, &fields()).unwrap_err();
    let texts: Vec<String> = faults
        .iter()
        .map(|fault| {
            let part = source.get(fault.at..fault.at + fault.length).unwrap_or("out of bounds");
            let help = fault.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
            format!("{part}: {}{help}", fault.message)
        })
        .collect();
    assert_eq!(texts, expected, "{source}");
}

#[test]
fn texts_are_compared() {
    check(r#"Login == "änna""#, true, false);
    check(r#"Login != """#, true, false);
    check(r#""" == Login"#, false, true);
    check(r#"Login < "b""#, false, true);
    check(r#"Valid == "1""#, true, false);
    check(r#"Valid in ["1", "2"]"#, true, false);
    check(r#"ticket.state == "new""#, true, true);
    check(r#"ticket.customer_user == "anna""#, true, true);
    check(r#"error.code == """#, true, true);
}

#[test]
fn numbers_dates_lists_and_checkboxes_are_compared() {
    check("Age >= 7", true, false);
    check("Age == 0", false, true);
    check("Age > -1", true, true);
    check("Agreed", true, false);
    check("!Agreed", false, true);
    check("Agreed == false", false, true);
    check(r#""r" in Colours"#, true, false);
    check("Age in [6, 7]", true, false);
    check("size(Colours) == 1", true, false);
    check(r#"Colours == ["r"]"#, true, false);
    check(r#"Leaves >= "2026-01-01""#, true, false);
    check(r#"Leaves == """#, false, true);
}

#[test]
fn numbers_with_decimals_are_compared() {
    check("Price == 2.5", true, false);
    check("Price == 2.50", true, false);
    check("Price > 2", true, false);
    check("Price > -0.5", true, true);
    check("Price < - .5 || Price > -(0.5)", true, true);
    check("Price < -2.5e1 || -1.5 == Price", false, false);
    check("Price <= 2.5e0", true, true);
    check("Price in [1, 2.5]", true, false);
    check("Age in [6.5, 7.0]", true, false);
    check("Age == 7.0", true, false);
    check("Price == 0", false, true);
    check("1.5 == 1.5", true, true);
    check("0.1234567890123456789 < 0.1234567890123456790", true, true);
    check(r"(Agreed ? 1 : 2.5) == 2.5", false, true);
}

#[test]
fn moments_and_today_are_compared() {
    check(r#"Begins >= "2026-11-20T18:00""#, true, false);
    check(r#"Begins < "2026-11-20T18:01""#, true, true);
    check("Begins >= today", true, false);
    check(r#"today == "2026-11-20""#, true, true);
    check("Leaves > today", true, false);
    check_faults(
        "Begins == today",
        &[
            "Begins == today: a day and a moment of a day are never equal (`<` and `>=` say whether it lies before that day, or not)",
        ],
    );
    check_faults(
        r#"Begins > "2026-11-20 18:00""#,
        &[
            "\"2026-11-20 18:00\": \"2026-11-20 18:00\" is not a date and a time like \"2026-12-31T18:00\"",
        ],
    );
    check_faults(
        "Price == \"2.5\"",
        &[
            "Price == \"2.5\": a number and a text are never compared (texts stand in quotation marks: \"1\"; numbers do not)",
        ],
    );
    check_faults(
        "Price == 0.12345678901234567890123456789012",
        &[
            "0.12345678901234567890123456789012: conditions do not have numbers with as many digits as this (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
}

#[test]
fn texts_are_looked_into() {
    check("size(Login) == 4", true, false);
    check("Login.size() == 4", true, false);
    check(r#"Login.startsWith("ä")"#, true, false);
    check(r#"Login.endsWith("")"#, true, true);
    check(r#"Login.contains("nn")"#, true, false);
    check(r#"Login.matches("^.n+a$")"#, true, false);
}

#[test]
fn questions_are_joined() {
    check(r#"Agreed && Age == 7 || Login == "x""#, true, false);
    check(r"!(Agreed && Age == 7)", false, true);
    check(r#"Agreed ? Age == 7 : Login == """#, true, true);
    check(r#"(Agreed ? "1" : "2") == "2""#, false, true);
    check("true", true, true);
}

#[test]
fn an_evaluation_lists_what_was_read() {
    let condition =
        Condition::parse(r#"Age > 1 && Login != "" && Age < 9 && ticket.queue != "x""#, &fields())
            .unwrap();
    let evaluation = condition.evaluate(&state(true));
    let reads: Vec<String> =
        evaluation.reads.iter().map(|(name, text)| format!("{name}={text}")).collect();
    assert_eq!(reads, ["Age=7", "Login=änna", "ticket.queue=Registrations"]);
    assert_eq!(condition.reads().count(), 3);
}

#[test]
fn unknown_names_are_found() {
    check_faults(
        r#"Agreed && login == "a""#,
        &["login: there is no field `login` (did you mean `Login`?)"],
    );
    check_faults(
        r#"ticket.stat == "new""#,
        &["ticket.stat: there is no field `ticket.stat` (did you mean `ticket.state`?)"],
    );
    check_faults(
        "x == y",
        &[
            "x: there is no field `x` (possible here: `Age`, `Agreed`, `Begins`, `Broken`, `Colours`, `Leaves`, `Login`, `Price`, `Valid`, `ticket.number`, `ticket.title`, `ticket.state`, `ticket.queue`, `ticket.priority`, `ticket.customer_id`, `ticket.customer_user`, `error.code`, `error.message`, `ticket.owner`, `ticket.type`, and 2 more)",
            "y: there is no field `y` (possible here: `Age`, `Agreed`, `Begins`, `Broken`, `Colours`, `Leaves`, `Login`, `Price`, `Valid`, `ticket.number`, `ticket.title`, `ticket.state`, `ticket.queue`, `ticket.priority`, `ticket.customer_id`, `ticket.customer_user`, `error.code`, `error.message`, `ticket.owner`, `ticket.type`, and 2 more)",
        ],
    );
}

#[test]
fn types_that_do_not_fit_are_found() {
    check_faults(
        "Login",
        &[
            "Login: a condition is true or false; this is a text (compare it with something, for example with `==`)",
        ],
    );
    check_faults(
        "Age == \"7\"",
        &[
            "Age == \"7\": a number and a text are never compared (texts stand in quotation marks: \"1\"; numbers do not)",
        ],
    );
    check_faults(
        "Colours == \"r\"",
        &[
            "Colours == \"r\": a list and a text are never compared (`in` asks whether a list holds a text)",
        ],
    );
    check_faults("Agreed < true", &["Agreed < true: only texts, dates and numbers have an order"]);
    check_faults("Agreed && Age", &["Age: this must be true or false; it is a number"]);
    check_faults("!Login", &["Login: this must be true or false; it is a text"]);
    check_faults("Login in [1]", &["Login: the list holds numbers; this is a text"]);
    check_faults("Age in [1, \"2\"]", &["\"2\": this list holds numbers; this is a text"]);
    check_faults("Age in Login", &["Login: `in` looks into a list; this is a text"]);
    check_faults("size(Age) == 1", &["Age: only texts and lists have a size; this is a number"]);
    check_faults(
        "Agreed ? 1 : \"a\"",
        &["Agreed ? 1 : \"a\": both answers must be of one type; one is a number, one a text"],
    );
    // What is wrong with a field itself is told elsewhere.
    check(r#"Broken == 1 || Broken in ["1"] || Broken"#, false, false);
}

#[test]
fn options_and_dates_are_checked() {
    check_faults(
        r#"Valid == "3""#,
        &["\"3\": \"3\" is none of the options (possible here: \"1\", \"2\")"],
    );
    check_faults(
        r#"Agreed && Valid in ["1", "4"]"#,
        &["\"4\": \"4\" is none of the options (possible here: \"1\", \"2\")"],
    );
    check_faults(
        r#""b" in Colours"#,
        &["\"b\": \"b\" is none of the options (possible here: \"r\", \"g\")"],
    );
    check_faults(
        r#"ticket.state == "closed""#,
        &[
            "\"closed\": \"closed\" is none of the options (possible here: \"new\", \"open\", \"pending reminder\", \"closed successful\", \"closed unsuccessful\")",
        ],
    );
    check_faults(
        r#"Leaves < "31.12.2026""#,
        &["\"31.12.2026\": \"31.12.2026\" is not a date like \"2026-12-31\""],
    );
}

#[test]
fn what_could_fail_is_refused() {
    check_faults(
        "Age + 1 == 2",
        &[
            "Age + 1: conditions do not have arithmetic: it can fail (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
    check_faults(
        "-Age == 2",
        &[
            "-Age: conditions do not have arithmetic: it can fail (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
    check_faults(
        "Colours[0] == \"r\"",
        &[
            "Colours[0: conditions do not have parts of lists: there may be none (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
    check_faults(
        "Colours.exists(c, c == \"r\")",
        &[
            "exists(: conditions do not have this function (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
    check_faults(
        "has(ticket.state)",
        &[
            "has(ticket: conditions do not have this function (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
    check_faults(
        "Login == null",
        &["null: conditions do not have `null` (an absent text is `\"\"`)"],
    );
    check_faults("Login.matches(Login)", &["Login: the pattern must be written here as a text"]);
    check_faults("Login.matches(\"a(\")", &["\"a(\": this is not a pattern: unclosed group"]);
    check_faults(
        "int(Login) == 1",
        &[
            "int(Login: conditions do not have the function `int` with these arguments (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
    check_faults("Login in []", &["[: this list is empty"]);
    check_faults(
        "{'a': 1} == Login",
        &[
            "{: conditions do not have this kind of value (possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches())",
        ],
    );
}

#[test]
fn syntax_faults_are_located() {
    check_faults("", &[": the condition is empty"]);
    check_faults(
        "Login = \"a\"",
        &["=: this is not a condition: `=` means nothing here (`==` compares)"],
    );
    check_faults(
        "Agreed and Agreed",
        &["a: this is not a condition: unexpected 'and' (`&&` is and, `||` is or, `!` is not)"],
    );
    check_faults("Login == \"a", &["\": this text has no closing quotation mark"]);
    check_faults("(Agreed", &[": this is not a condition: missing ')' at the end"]);
    check_faults("Agreed &&", &[": this is not a condition: unexpected end"]);
    check_faults("Login == 'ä' #", &["#: this is not a condition: `#` means nothing here"]);
    check_faults("Ägreed", &["Ä: this is not a condition: `Ä` means nothing here"]);
    check_faults(
        "Age == 99999999999999999999",
        &["9: this is not a condition: invalid int literal"],
    );
}

#[test]
fn long_and_deep_conditions_are_refused() {
    let nested = |n: usize| format!("{}Agreed{}", "(".repeat(n), ")".repeat(n));
    check(&nested(CONDITION_DEPTH_MAX), true, false);
    check_faults(
        &nested(CONDITION_DEPTH_MAX + 1),
        &["(: more than 5 brackets stand around this (spread the condition over several flows)"],
    );
    let long = format!("{}true", " ".repeat(1000));
    assert_eq!(
        Condition::parse(&long, &fields()).unwrap_err()[0].message,
        "the condition has 1004 bytes; at most 1000 are possible"
    );
    check(&vec!["Agreed"; 80].join(" && "), true, false);
    check(&vec!["Agreed"; 80].join(" || "), true, false);
    check(&format!("{}Agreed", "!".repeat(901)), false, true);
    check(&vec!["true"; 160].join("=="), true, true);
    check(&format!("{}true", "true?true:".repeat(90)), true, true);
    assert_eq!(Condition::parse(&vec!["a"; 500].join("<"), &fields()).unwrap_err().len(), 5);
}

#[test]
fn brackets_cannot_hide_from_their_count() {
    let deep = "(".repeat(40);
    for source in [
        format!("((((( '))))) ' {deep}"),
        format!("((((( // )))))\n {deep}"),
        format!("((((( r'\\' {deep} '"),
        format!("((((( ''')))))' ''' {deep}"),
        format!("'\\q{deep}'"),
        format!("'\n{deep}'"),
        format!("`)))))`{deep}"),
    ] {
        assert_eq!(Condition::parse(&source, &fields()).unwrap_err().len(), 1, "{source}");
    }
}
