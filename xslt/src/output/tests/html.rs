//! HTML; the expected results are those of libxslt, but for `<` in attributes.

use super::*;

/// A table of what HTML does to one element in a body, without indentation.
#[test]
fn html_elements_are_written_as_html() {
    let table: &[(&[Event], &str)] = &[
        (&[Start("br", ""), End], "<br>"),
        (&[Start("BR", ""), Text("lost"), End], "<BR>"),
        (&[Start("i", ""), End], "<i></i>"),
        (&[Start("li", ""), End], "<li></li>"),
        (&[Text("<>&\"'\u{A0}é\r")], "&lt;&gt;&amp;\"'\u{A0}é\r"),
        (
            &[Start("script", ""), Text("a<b && c"), Start("b", ""), Text("<"), End, End],
            "<script>a<b && c<b>&lt;</b></script>",
        ),
        (&[Start("STYLE", ""), Text("a<"), End], "<STYLE>a<</STYLE>"),
        (&[Raw("<a/>")], "<a/>"),
        (&[Comment("c"), Instruction("php", "echo 1")], "<!--c--><?php echo 1>"),
        (
            &[Start("option", ""), Attribute("selected", "selected"), End],
            "<option selected></option>",
        ),
        (
            &[Start("input", ""), Attribute("CHECKED", ""), Attribute("alt", ""), End],
            "<input CHECKED alt=\"\">",
        ),
        (
            &[Start("p", ""), Attribute("a", "<>&&{x}\u{A0}"), End],
            "<p a=\"<&gt;&amp;&{x}\u{A0}\"></p>",
        ),
        (
            &[Start("p", ""), Attribute("a", "a\"b"), Attribute("b", "'\"\n"), End],
            "<p a='a\"b' b=\"'&quot;\n\"></p>",
        ),
        (
            &[Start("img", ""), Attribute("src", " a b&é\"c.png"), End],
            "<img src=\"a%20b&amp;%C3%A9%22c.png\">",
        ),
        (
            &[Start("a", ""), Attribute("name", "é z"), Attribute("id", "é"), End],
            "<a name=\"%C3%A9%20z\" id=\"é\"></a>",
        ),
        (&[Start("b", ""), Attribute("name", "é"), End], "<b name=\"é\"></b>"),
        (
            &[Start("br=u", ""), Attribute("selected", "<"), End],
            "<br xmlns=\"u\" selected=\"&lt;\"></br>",
        ),
        (
            &[Start("x:script=u", ""), Text("<"), Start("br", ""), End, End],
            "<x:script xmlns:x=\"u\">&lt;<br></x:script>",
        ),
    ];
    for (events, expected) in table {
        let events = [&[Start("body", "")], *events, &[End]].concat();
        check("method=html indent=no", &events, &format!("<body>{expected}</body>\n"));
    }
}

#[test]
fn html_is_indented_where_it_is_harmless() {
    check(
        "method=html",
        &[
            Start("html", ""),
            Start("head", ""),
            Start("title", ""),
            Text("t"),
            End,
            End,
            Start("body", ""),
            Start("h1", ""),
            Text("x"),
            End,
            Start("p", ""),
            Text("para"),
            Start("br", ""),
            End,
            Start("hr", ""),
            End,
            Start("hr", ""),
            End,
            End,
            Start("ul", ""),
            Start("li", ""),
            Text("1"),
            End,
            Start("li", ""),
            Text("2"),
            Start("ul", ""),
            Start("li", ""),
            Text("q"),
            End,
            End,
            End,
            End,
            Start("hr", ""),
            End,
            Start("img", ""),
            End,
            Start("div", ""),
            Start("div", ""),
            End,
            Start("p", ""),
            End,
            End,
            Start("foo", ""),
            End,
            Start("b", ""),
            End,
            End,
            End,
        ],
        "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\">\n\
         <title>t</title>\n</head>\n<body>\n<h1>x</h1>\n<p>para<br><hr><hr></p>\n<ul>\n<li>1</li>\n\
         <li>2<ul><li>q</li></ul>\n</li>\n</ul>\n<hr>\n<img><div>\n<div></div>\n<p></p>\n</div>\n\
         <foo></foo><b></b>\n</body>\n</html>\n",
    );
}

#[test]
fn the_head_says_the_encoding() {
    let meta = |content| {
        [
            Start("head", ""),
            Start("meta", ""),
            Attribute("http-equiv", "content-type"),
            Attribute("content", content),
            End,
            End,
        ]
    };
    let check = |written: &str, events: &[Event], expected: &str| {
        check(&format!("method=html indent=no {written}"), events, expected);
    };
    check(
        "encoding=US-ASCII",
        &[Start("HTML", ""), Start("HEAD", ""), End, Start("b", ""), Text("é"), End, End],
        "<HTML><HEAD><meta http-equiv=\"Content-Type\" content=\"text/html; charset=US-ASCII\"></HEAD>\
         <b>&#233;</b></HTML>\n",
    );
    check(
        "",
        &meta("x"),
        "<head><meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\"></head>\n",
    );
    check(
        "",
        &meta("x utf-8"),
        "<head><meta http-equiv=\"content-type\" content=\"x utf-8\"></head>\n",
    );
    check(
        "",
        &[Start("html", ""), Start("meta", ""), End, End],
        "<html><meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\"><meta></html>\n",
    );
    check("", &[Start("body", ""), End], "<body></body>\n");
}

#[test]
fn html_has_its_own_document_type() {
    let r = [Comment("c"), Start("HTML", ""), End];
    let check =
        |written: &str, expected: &str| check(&format!("method=html {written}"), &r, expected);
    check("public=p", "<!DOCTYPE html PUBLIC \"p\">\n<!--c--><HTML></HTML>\n");
    check("system=s", "<!DOCTYPE html SYSTEM \"s\">\n<!--c--><HTML></HTML>\n");
    check("public=p system=s", "<!DOCTYPE html PUBLIC \"p\" \"s\">\n<!--c--><HTML></HTML>\n");
    check("system=about:legacy-compat", "<!DOCTYPE html>\n<!--c--><HTML></HTML>\n");
}
