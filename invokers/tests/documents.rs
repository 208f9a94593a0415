//! Documents out and in.

use invokers::document::changes::changes;
use invokers::document::params::params;
use invokers::document::response::response_document;
use invokers::document::tree;
use invokers::document::{DEPTH_MAX, DOCUMENT_BYTES_MAX, ELEMENTS_MAX};
use invokers::invoker::{unconcluded, unprepared};
use invokers::rpc::Answer;
use serde_json::{Value, json};

use crate::support;

fn field(values: &[&str]) -> String {
    support::ticket(&[("F", values)]).to_xml().unwrap()
}

#[test]
fn a_ticket_is_written_with_the_names_of_otrs() {
    let xml =
        support::ticket(&[("UserLogin", &["anna"]), ("Colours", &["r", "g"]), ("Absent", &[])])
            .to_xml()
            .unwrap();
    let expected = "\
<RootElement>
  <Ticket>
    <TicketID>17</TicketID>
    <TicketNumber>2026112010000017</TicketNumber>
    <Title>New customer user anna</Title>
    <State>open</State>
    <Queue>Registrations</Queue>
    <Priority>3 normal</Priority>
    <CustomerID>ACME</CustomerID>
    <CustomerUserID>boss</CustomerUserID>
    <Created>2026-11-20T11:12:13Z</Created>
    <ProcessName>customer-user-registration</ProcessName>
    <ActivityName>create</ActivityName>
    <DynamicField>
      <Name>UserLogin</Name>
      <Value>anna</Value>
    </DynamicField>
    <DynamicField>
      <Name>Colours</Name>
      <Value>r</Value>
      <Value>g</Value>
    </DynamicField>
    <DynamicField>
      <Name>Absent</Name>
    </DynamicField>
    <Article>
      <ArticleID>3</ArticleID>
      <Subject>Welcome</Subject>
      <Body>Hello
Anna</Body>
      <IsVisibleForCustomer>1</IsVisibleForCustomer>
      <CreateTime>2026-11-20T11:12:13Z</CreateTime>
    </Article>
  </Ticket>
  <Event>ServiceTask</Event>
  <Actor>
    <UserLogin>boss</UserLogin>
    <CustomerID>ACME</CustomerID>
    <Type>customer-user</Type>
  </Actor>
</RootElement>
";
    assert_eq!(tree::parse(&xml).unwrap().unwrap().to_text(), expected);
}

#[test]
fn every_text_that_xml_can_carry_comes_back_as_it_was() {
    for text in [
        "<&>\"'",
        "]]>",
        "𝄞😀ä",
        " a  b ",
        "a\r\nb\rc\td",
        "&amp;lt;",
        "\u{fffd}\u{e000}\u{85}\u{2028}",
    ] {
        let root = tree::parse(&field(&[text])).unwrap().unwrap();
        let ticket = &root.children[0];
        let field = ticket.children.iter().find(|child| child.name == "DynamicField").unwrap();
        assert_eq!(field.children[1].text, text);
    }
}

#[test]
fn a_character_that_xml_cannot_carry_is_refused() {
    for (text, code) in
        [("a\0b", "U+0000"), ("\u{b}", "U+000B"), ("\u{1b}[1m", "U+001B"), ("\u{ffff}", "U+FFFF")]
    {
        let fault = support::ticket(&[("F", &[text])]).to_xml().unwrap_err();
        let expected = format!(
            "`RootElement/Ticket/DynamicField/Value` contains the character {code}, which XML cannot carry"
        );
        assert_eq!(fault.to_string(), expected);
    }
}

#[test]
fn a_ticket_that_is_too_large_is_refused() {
    let text = "a".repeat(DOCUMENT_BYTES_MAX);
    let fault = support::ticket(&[("F", &[&text])]).to_xml().unwrap_err();
    assert_eq!(fault.to_string(), "it is longer than 4194304 bytes");
}

fn check_response(answer: &Answer, expected: &str) {
    let written = response_document(answer).unwrap_or_else(|fault| fault.to_string());
    assert_eq!(
        written.replace("<RootElement>", "").replace("</RootElement>", ""),
        expected,
        "{answer:?}"
    );
}

fn check_result(result: Value, expected: &str) {
    check_response(&Answer::Result(result), expected);
}

#[test]
fn a_result_keeps_its_shape() {
    check_result(json!("anna"), "<Result>anna</Result>");
    check_result(
        json!({ "A": "x<y", "B": { "C": 1.5 } }),
        "<Result><A>x&lt;y</A><B><C>1.5</C></B></Result>",
    );
    check_result(
        json!({ "T": true, "F": false, "N": null }),
        "<Result><F>false</F><N></N><T>true</T></Result>",
    );
    check_result(json!({ "L": [1, "b", null] }), "<Result><L>1</L><L>b</L><L></L></Result>");
    check_result(
        json!({ "L": [[1, 2], [3]] }),
        "<Result><L><Item>1</Item><Item>2</Item></L><L><Item>3</Item></L></Result>",
    );
    check_result(
        json!([{ "A": 1 }, { "A": 2 }]),
        "<Result><A>1</A></Result><Result><A>2</A></Result>",
    );
}

#[test]
fn an_empty_result_is_still_a_result() {
    for empty in [json!(null), json!(""), json!([]), json!({})] {
        check_result(empty, "<Result></Result>");
    }
}

#[test]
fn keys_that_are_no_names_are_refused() {
    for key in ["", "1a", "a b", "a:b", "<a>", "-a", "𝄞", "a/b"] {
        let mut inner = serde_json::Map::new();
        inner.insert(key.to_owned(), json!(1));
        let expected = format!(
            "`RootElement/Result/In` has the key `{key}`, which cannot be the name of an XML element"
        );
        check_result(json!({ "In": inner }), &expected);
    }
    check_result(json!({ "Größe_1.x-y": 1 }), "<Result><Größe_1.x-y>1</Größe_1.x-y></Result>");
}

#[test]
fn a_result_that_is_too_deep_is_refused() {
    let deep = |levels| (0..levels).fold(json!("x"), |inner, _| json!({ "a": inner }));
    assert_eq!(
        response_document(&Answer::Result(deep(DEPTH_MAX - 2))).unwrap().matches("<a>").count(),
        DEPTH_MAX - 2
    );
    check_result(deep(DEPTH_MAX), "it is nested deeper than 64 levels");
    let list = (0..100).fold(json!(["x"]), |inner, _| json!([inner]));
    check_result(list, "it is nested deeper than 64 levels");
}

#[test]
fn an_error_gets_through_whatever_it_says() {
    let answer = Answer::Error { code: "E".into(), message: "a\0b <c>".into() };
    check_response(&answer, "<Error><Code>E</Code><Message>a\u{fffd}b &lt;c&gt;</Message></Error>");
}

fn check_params(xml: &str, expected: &str) {
    let read = params(xml)
        .map_or_else(|fault| fault.to_string(), |params| Value::Object(params).to_string());
    assert_eq!(read, expected, "{xml}");
}

#[test]
fn parameters_are_the_children_of_the_root() {
    check_params("<R><A>1</A><B/><C> x </C></R>", r#"{"A":"1","B":"","C":" x "}"#);
    check_params("<R>\n  <A>1</A>\n  <A>2</A>\n  <A>3</A>\n</R>", r#"{"A":["1","2","3"]}"#);
    check_params("<R><A><B>1</B><C/></A></R>", r#"{"A":{"B":"1","C":""}}"#);
    check_params("<R><A><B>1</B></A><A>x</A></R>", r#"{"A":[{"B":"1"},"x"]}"#);
    check_params("<R/>", "{}");
    check_params("<?xml version='1.0'?><!-- c --><R>\n</R>", "{}");
    check_params(
        "<R xmlns:x='urn:x'><A><![CDATA[<&>]]>&amp;&#x1F600;</A></R>",
        r#"{"A":"<&>&😀"}"#,
    );
}

#[test]
fn what_parameters_cannot_say_is_refused() {
    check_params("", "it has no root element");
    check_params("<!-- nothing -->", "it has no root element");
    check_params("<A>1</A><B>2</B>", "it has more than one root element: `A` and `B`");
    check_params("<R>text</R>", "`R` has a text, where parameters should be elements in it");
    check_params("<R><A>x<B/></A></R>", "`A` has text (`x`) between its elements");
    check_params(
        "<R><A type='int'>1</A></R>",
        "`R/A` has the attribute `type`, which would be lost",
    );
    check_params("<R><A><n:B>1</n:B></A></R>", "`R/A/n:B` has a prefix, which no parameter has");
}

#[test]
fn what_is_no_xml_is_refused_with_its_place() {
    check_params(
        "<R>\n <A></B>\n</R>",
        "it is no XML, line 2 column 5: ill-formed document: expected `</A>`, but `</B>` was found",
    );
    check_params("<R><A>", "it is no XML, line 1 column 7: `A` is not closed");
    check_params("hello", "it is no XML, line 1 column 6: text outside of the root element");
    check_params(
        "<R>a & b</R>",
        "it is no XML, line 1 column 6: ill-formed document: entity or character reference not closed: `;` not found before end of input",
    );
    check_params(
        "<R>&#0;</R>",
        "it is no XML, line 1 column 8: invalid character reference: 0x0 character is not permitted in XML",
    );
    check_params("<R>\u{1}</R>", "`R` contains the character U+0001, which XML cannot carry");
}

#[test]
fn hostile_xml_is_refused() {
    check_params(
        "<!DOCTYPE R [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><R>&a;</R>",
        "it has a DOCTYPE, which is not possible here",
    );
    check_params("<R>&a;</R>", "it refers to the entity `&a;`, and there are none here");
    check_params(&"<R>".repeat(100_000), "it is nested deeper than 64 levels");
    check_params(
        &format!("<R>{}</R>", "<A/>".repeat(ELEMENTS_MAX)),
        "it has more than 50000 elements",
    );
    check_params(
        &format!("<R>{}</R>", "a".repeat(DOCUMENT_BYTES_MAX)),
        "it is longer than 4194304 bytes",
    );
}

fn check_changes(xml: &str, expected: &str) {
    let read =
        changes(xml).map_or_else(|fault| fault.to_string(), |changes| support::changes(&changes));
    assert_eq!(read.trim_end(), expected, "{xml}");
}

#[test]
fn changes_are_read_with_or_without_a_root_around() {
    let ticket = "<Ticket><State>open</State><Title>New</Title>\
        <DynamicField><Name>A</Name><Value>x</Value></DynamicField></Ticket>";
    let expected = "state open\ntitle New\nfield A [\"x\"]";
    check_changes(ticket, expected);
    check_changes(&format!("<RootElement>{ticket}</RootElement>"), expected);
}

#[test]
fn a_field_may_have_many_values_or_none() {
    let field = |values: &str| {
        format!("<Ticket><DynamicField><Name>A</Name>{values}</DynamicField></Ticket>")
    };
    check_changes(&field("<Value>x</Value><Value>y</Value>"), r#"field A ["x", "y"]"#);
    check_changes(&field("<Value/>"), "field A []");
    check_changes(&field(""), "field A []");
}

#[test]
fn articles_are_for_agents_unless_they_say_otherwise() {
    check_changes(
        "<R><Article><Subject>S</Subject><Body>a\nb</Body></Article>\
         <Article><Subject>T</Subject><IsVisibleForCustomer>1</IsVisibleForCustomer></Article></R>",
        "article to agents: S | a\nb\narticle to customer: T |",
    );
}

#[test]
fn nothing_written_changes_nothing() {
    for nothing in ["", "  \n", "<R/>", "<Ticket/>", "<R>\n<Ticket>\n</Ticket></R>"] {
        check_changes(nothing, "");
    }
}

#[test]
fn what_cannot_be_changed_is_refused_by_name() {
    check_changes(
        "<R><Ticket><Owner>x</Owner></Ticket></R>",
        "`R/Ticket/Owner` is nothing that a mapping can change; here are only `State`, `Title`, `DynamicField` and `Article`",
    );
    check_changes(
        "<R><Tickets/></R>",
        "`R/Tickets` is nothing that a mapping can change; here are only `Ticket` and `Article`",
    );
    check_changes("<R><Ticket/><Ticket/></R>", "`R/Ticket` is given more than once");
    check_changes(
        "<Ticket><State>a</State><State>b</State></Ticket>",
        "`Ticket/State` is given more than once",
    );
    check_changes(
        "<Ticket><DynamicField><Value>x</Value></DynamicField></Ticket>",
        "`Ticket/DynamicField` has no `Name`",
    );
    check_changes(
        "<Ticket><State><a/></State></Ticket>",
        "`Ticket/State` has `a` in it, where a text belongs",
    );
    check_changes("<Ticket>closed</Ticket>", "`Ticket` has a text, where elements belong");
    check_changes(
        "<Ticket><State x='1'>open</State></Ticket>",
        "`Ticket/State` has the attribute `x`, which means nothing",
    );
    check_changes("<R><Article><Body>b</Body></Article></R>", "`R/Article` has no `Subject`");
    check_changes(
        "<R><Article><Subject>s</Subject><IsVisibleForCustomer>yes</IsVisibleForCustomer></Article></R>",
        "`R/Article/IsVisibleForCustomer` is `yes`, where `1` and `0` are possible",
    );
}

#[test]
fn an_answer_becomes_exactly_one_outcome() {
    let invoker = support::reciting("<R><A>1</A></R>", "<Ticket><State>open</State></Ticket>");
    let conclude =
        |answer| support::outcome(&support::run(invoker.conclude(&answer)).unwrap().outcome);
    assert_eq!(conclude(Answer::Result(Value::Null)), "accepted\nstate open\n");
    let refused =
        Answer::Error { code: "CustomerUser.LoginExists".into(), message: "Taken.".into() };
    assert_eq!(conclude(refused), "rejected CustomerUser.LoginExists: Taken.\nstate open\n");
}

#[test]
fn a_request_is_the_operation_with_what_the_mapping_wrote() {
    let invoker = support::reciting("<R><UserLogin>anna</UserLogin></R>", "<R/>");
    let request = support::run(invoker.prepare(&field(&["x"]))).unwrap();
    assert_eq!(request.operation.name(), "CustomerUser.Add");
    assert_eq!(Value::Object(request.params), json!({ "UserLogin": "anna" }));
}

#[test]
fn a_failed_mapping_says_why_and_has_an_outcome() {
    let invoker = support::reciting("!<R/>", "<R><Owner/></R>");
    let error = support::run(invoker.prepare("<R/>")).unwrap_err();
    assert_eq!(
        (error.code(), error.chain().as_str()),
        ("M0003", "the mapping stopped: it was told to")
    );
    let error = support::run(invoker.conclude(&Answer::Result(Value::Null))).unwrap_err();
    assert_eq!(error.code(), "M0005");
    assert!(
        error.chain().starts_with("the mapping's output cannot be used: `R/Owner` is nothing"),
        "{}",
        error.chain()
    );

    assert_eq!(
        support::outcome(&unprepared()),
        "rejected Mapping.Failed: The request could not be prepared.\n"
    );
    assert_eq!(
        support::outcome(&unconcluded(&Answer::Result(Value::Null))),
        "rejected Mapping.Failed: The answer could not be understood.\n"
    );
    let refused = Answer::Error { code: "X.Y".into(), message: "No.".into() };
    assert_eq!(support::outcome(&unconcluded(&refused)), "rejected X.Y: No.\n");
}
