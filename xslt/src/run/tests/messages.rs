use super::compile;
use crate::ErrorKind;

fn sheet(body: &str) -> crate::Stylesheet {
    compile(&format!("<xsl:template match='/'>\n{body}</xsl:template>"))
}

#[test]
fn messages_are_kept_as_xml() {
    let check = |content: &str, expected: &str| {
        let output =
            sheet(&format!("<xsl:message>{content}</xsl:message>")).transform("<a>x</a>").unwrap();
        let [message] = output.messages.as_slice() else { panic!("one message: {output:?}") };
        assert_eq!(message.text, expected);
        assert_eq!(
            (message.location.line, message.location.column, message.terminate),
            (2, 1, false)
        );
    };
    check("a &lt; b", "a < b");
    check("<xsl:value-of select='a'/>!", "x!");
    check("<xsl:apply-templates/>", "x");
    check("a<b c='1'>d</b>", "a<b c=\"1\">d</b>");
    check("", "");
}

#[test]
fn a_message_may_end_the_transformation() {
    let body = "<xsl:message>one</xsl:message><xsl:message terminate='yes'>two</xsl:message><xsl:message>three</xsl:message>";
    let error = sheet(body).transform("<a/>").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Terminated { message: "two".to_owned() });
    let texts: Vec<_> = error.messages().iter().map(|m| (m.text.as_str(), m.terminate)).collect();
    assert_eq!(texts, [("one", false), ("two", true)]);
}

#[test]
fn further_results_stand_beside_the_main_one() {
    let body = "<main><exsl:document href='{a}.txt' method='text'>t<b>u</b></exsl:document></main>\
                <exsl:document href='two' omit-xml-declaration='yes'><e><xsl:copy-of select='a'/></e></exsl:document>";
    let output = sheet(body).transform("<a>x</a>").unwrap();
    assert_eq!(String::from_utf8(output.bytes).unwrap(), "<main/>\n");
    let documents: Vec<_> = output
        .documents
        .iter()
        .map(|document| (document.href.as_str(), String::from_utf8_lossy(&document.bytes)))
        .collect();
    assert_eq!(documents, [("x.txt", "tu".into()), ("two", "<e><a>x</a></e>\n".into())]);
}
