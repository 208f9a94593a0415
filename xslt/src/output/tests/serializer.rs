//! Output methods, encodings and limits.

use super::*;

#[test]
fn the_xml_declaration_says_what_the_settings_say() {
    let r = [Start("r", ""), End];
    check("", &[], "");
    check("method=xml", &[], "");
    check("", &r, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r/>\n");
    check("indent=no", &r, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r/>");
    check("omit=yes", &r, "<r/>\n");
    check(
        "version=1.1 encoding=iso-8859-1 standalone=yes",
        &r,
        "<?xml version=\"1.1\" encoding=\"iso-8859-1\" standalone=\"yes\"?>\n<r/>\n",
    );
    check(
        "standalone=no",
        &r,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<r/>\n",
    );
    check("omit=yes system=s", &r, "<!DOCTYPE r SYSTEM \"s\">\n<r/>\n");
    check("omit=yes system=s indent=no", &r, "<!DOCTYPE r SYSTEM \"s\"><r/>");
    check("omit=yes public=p", &r, "<!DOCTYPE r PUBLIC \"p\" \"\">\n<r/>\n");
    check(
        "omit=yes public=p system=\"'",
        &[Comment("c"), Text("t"), Start("p:r=u", ""), End],
        "<!DOCTYPE p:r PUBLIC \"p\" \"&quot;'\">\n<!--c-->\nt<p:r xmlns:p=\"u\"/>\n",
    );
    check("omit=yes system=s", &[Text("t")], "t\n");
    check(
        "omit=yes",
        &[Comment("a"), Start("r", ""), Comment("b"), End, Comment("c"), Comment("d")],
        "<!--a-->\n<r><!--b--></r><!--c-->\n<!--d-->\n",
    );
}

#[test]
fn the_first_element_decides_on_the_method() {
    check("", &[Text(" "), Start("html", ""), End], " <html></html>\n");
    check("", &[Comment("c"), Start("HTML", ""), End], "<!--c--><HTML></HTML>\n");
    check("omit=yes", &[Text("t"), Start("html", ""), End], "t<html/>\n");
    check("omit=yes", &[Start("html=u", ""), End], "<html xmlns=\"u\"/>\n");
    check("omit=yes", &[Start("r", ""), Start("html", ""), End], "<r><html/></r>\n");
    check("omit=yes", &[Text(" ")], " \n");
    check("omit=yes method=xml", &[Start("html", ""), End], "<html/>\n");
}

#[test]
fn cdata_sections_hold_what_they_can() {
    let c = |text| [Start("c", ""), text, End];
    check("omit=yes indent=no cdata=c", &c(Text("a<&")), "<c><![CDATA[a<&]]></c>");
    check("omit=yes indent=no cdata=c", &c(Text("]]>")), "<c><![CDATA[]]]]><![CDATA[>]]></c>");
    check("omit=yes indent=no cdata=c", &c(Text("a\r")), "<c><![CDATA[a]]>&#13;<![CDATA[]]></c>");
    check("omit=yes indent=no cdata=c", &c(Text("")), "<c/>");
    check(
        "omit=yes indent=no cdata=c",
        &[Start("c", ""), Text("a]]"), Text(">b"), Start("d", ""), Text("<"), End, Raw("c"), End],
        "<c><![CDATA[a]]]]><![CDATA[>b]]><d>&lt;</d><![CDATA[c]]></c>",
    );
    check(
        "omit=yes indent=no cdata=c encoding=us-ascii",
        &c(Text("aéb")),
        "<c><![CDATA[a]]>&#233;<![CDATA[b]]></c>",
    );
}

#[test]
fn indentation_spares_elements_with_text() {
    check(
        "omit=yes indent=yes cdata=c system=s",
        &[
            Comment("pre"),
            Start("r", ""),
            Start("a", ""),
            End,
            Start("b", ""),
            Start("c", ""),
            Text("x"),
            End,
            Text("t"),
            Start("d", ""),
            Start("e", ""),
            End,
            End,
            End,
            Start("x", ""),
            Start("c", ""),
            Text("<"),
            End,
            Comment("c"),
            Instruction("pi", ""),
            End,
            Start("p", ""),
            Attribute("xml:space=http://www.w3.org/XML/1998/namespace", "preserve"),
            Start("q", ""),
            Start("s", ""),
            End,
            End,
            End,
            End,
            Comment("post"),
        ],
        "<!DOCTYPE r SYSTEM \"s\">\n<!--pre-->\n<r>\n  <a/>\n  <b><c><![CDATA[x]]></c>t<d><e/></d></b>\n  <x>\n    \
         <c><![CDATA[<]]></c>\n    <!--c-->\n    <?pi?>\n  </x>\n  \
         <p xml:space=\"preserve\"><q><s/></q></p>\n</r><!--post-->\n",
    );
}

#[test]
fn text_is_text_alone() {
    let events =
        [Text("a<é"), Start("b", ""), Attribute("x", "y"), Text("c"), End, Comment("d"), Raw("&")];
    check("method=text", &events, "a<éc&");
    check("method=text encoding=us-ascii", &events, "a<&#233;c&");
}

#[test]
fn encodings_have_the_characters_that_they_have() {
    let bytes = |encoding: &str| {
        let events = [Start("r", ""), Attribute("a", "é"), Text("é€𐀀"), End];
        let written = format!("omit=yes indent=no encoding={encoding}");
        serialize(Limits::default(), &written, &events).unwrap()
    };
    let table: [(&str, &[u8]); 7] = [
        ("utf-8", "<r a=\"é\">é€𐀀</r>".as_bytes()),
        ("nonsense", "<r a=\"é\">é€𐀀</r>".as_bytes()),
        ("US-ASCII", b"<r a=\"&#233;\">&#233;&#8364;&#65536;</r>"),
        ("ISO-8859-1", b"<r a=\"\xE9\">\xE9&#8364;&#65536;</r>"),
        ("windows-1252", b"<r a=\"\xE9\">\xE9\x80&#65536;</r>"),
        ("iso-8859-15", b"<r a=\"\xE9\">\xE9\xA4&#65536;</r>"),
        ("koi8-r", b"<r a=\"&#233;\">&#233;&#8364;&#65536;</r>"),
    ];
    for (encoding, expected) in table {
        assert_eq!(bytes(encoding), expected, "{encoding}");
    }
    assert!(bytes("utf-16").starts_with(b"\xFF\xFE<\0r\0"));
    assert!(bytes("utf-16be").starts_with(b"\0<\0r"));
    check(
        "encoding=iso-8859-9",
        &[Start("r", ""), End],
        "<?xml version=\"1.0\" encoding=\"windows-1254\"?>\n<r/>\n",
    );
    let name = serialize(Limits::default(), "encoding=us-ascii", &[Start("é", ""), End]);
    assert!(matches!(name.unwrap_err().kind(), ErrorKind::Write { .. }));
}

#[test]
fn limits_are_kept() {
    let events = [Start("r", ""), Attribute("a", "0123456789"), Text("0123456789"), End];
    let kind =
        |limits, written: &str| serialize(limits, written, &events).unwrap_err().kind().clone();
    let short = Limits { output_bytes: 15, ..Limits::default() };
    for written in ["method=xml", "indent=yes", "method=html", "encoding=utf-16", "cdata=r"] {
        assert_eq!(kind(short, written), ErrorKind::OutputTooLarge { limit: 15 }, "{written}");
    }
    assert_eq!(serialize(short, "method=text", &events).unwrap(), b"0123456789");
    let few = Limits { nodes: 3, ..Limits::default() };
    assert_eq!(kind(few, "indent=yes"), ErrorKind::TooManyNodes { limit: 3 });
    let tree = with_run(Limits { nodes: 5000, ..Limits::default() }, |run| {
        let mut emitter = Emitter::new(run, Target::Tree(Box::default()));
        (0..10_000).try_for_each(|_| emitter.comment("c"))
    });
    assert_eq!(*tree.unwrap_err().kind(), ErrorKind::TooManyNodes { limit: 5000 });
}

/// A writer that takes nothing.
struct Broken;

impl std::io::Write for Broken {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is full"))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_broken_writer_is_an_error() {
    with_run(Limits::default(), |run| {
        let settings = OutputSettings::default();
        let mut writer = Broken;
        let serializer = Serializer::new(&mut writer, &settings, &run.store.names, &run.limits);
        let mut emitter = Emitter::new(run, Target::Result(Box::new(serializer)));
        emitter.text("t", false).unwrap();
        let kind = emitter.finish().unwrap_err().kind().clone();
        assert_eq!(kind, ErrorKind::Write { message: "the disk is full".into() });
    });
}

#[test]
fn long_texts_are_written_in_pieces() {
    let long = "é<".repeat(100_000);
    with_run(Limits::default(), |run| {
        let settings = settings(run, "omit=yes indent=no");
        let mut bytes = Vec::new();
        let serializer = Serializer::new(&mut bytes, &settings, &run.store.names, &run.limits);
        let mut emitter = Emitter::new(run, Target::Result(Box::new(serializer)));
        emitter.text(&long, false).unwrap();
        emitter.finish().unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), "é&lt;".repeat(100_000));
    });
}
