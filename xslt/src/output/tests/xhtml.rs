//! XML of a document type of XHTML 1.0.

use super::*;

/// The address of a document type of XHTML.
const SYSTEM: &str = "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd";

/// Checks a page that holds these events, without and with that document type. `html` gets the namespace of XHTML.
#[track_caller]
fn check_page(settings: &str, events: &[Event], as_xml: &str, as_xhtml: &str) {
    let mut all = vec![Start("html", "")];
    all.extend_from_slice(events);
    all.push(End);
    let settings = format!("method=xml omit=yes {settings}");
    // Without indentation nothing is put between the document type and the page.
    let gap = if settings.contains("indent=no") { "" } else { "\n" };
    check(
        &format!("{settings} system=s"),
        &all,
        &format!("<!DOCTYPE html SYSTEM \"s\">{gap}{as_xml}"),
    );
    let doctype = format!("<!DOCTYPE html SYSTEM \"{SYSTEM}\">{gap}");
    let page = as_xhtml.replacen("<html>", "<html xmlns=\"http://www.w3.org/1999/xhtml\">", 1);
    check(&format!("{settings} system={SYSTEM}"), &all, &(doctype + &page));
}

#[test]
fn a_head_of_xhtml_tells_the_encoding() {
    let head = [Start("head", ""), Start("title", ""), Text("t"), End, End];
    check_page(
        "indent=no encoding=iso-8859-1",
        &head,
        "<html><head><title>t</title></head></html>",
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\" />\
         <title>t</title></head></html>",
    );
    check_page(
        "indent=yes",
        &head,
        "<html>\n  <head>\n    <title>t</title>\n  </head>\n</html>\n",
        "<html>\n  <head>\n    <meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\" />\
         \n    <title>t</title>\n  </head>\n</html>\n",
    );
    check_page(
        "indent=yes",
        &[Start("head", ""), End],
        "<html>\n  <head/>\n</html>\n",
        "<html>\n  <head>\n    <meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\" />\
         \n  </head>\n</html>\n",
    );
}

#[test]
fn a_head_of_xhtml_that_tells_it_is_left_alone() {
    let meta = [Start("meta", ""), Attribute("http-equiv", "content-type"), End];
    let head = [&[Start("head", "")], &meta[..], &[End]].concat();
    check_page(
        "indent=no",
        &head,
        "<html><head><meta http-equiv=\"content-type\"/></head></html>",
        "<html><head><meta http-equiv=\"content-type\" /></head></html>",
    );
    let deeper = [Start("p", ""), Start("head", ""), End, End];
    check_page(
        "indent=no",
        &deeper,
        "<html><p><head/></p></html>",
        "<html><p><head></head></p></html>",
    );
}

#[test]
fn empty_elements_of_xhtml_can_be_read_as_html() {
    let empty = |name| [Start(name, ""), End];
    check_page("indent=no", &empty("br"), "<html><br/></html>", "<html><br /></html>");
    check_page("indent=no", &empty("p"), "<html><p/></html>", "<html><p></p></html>");
    check_page(
        "indent=no",
        &empty("x:br=u"),
        "<html><x:br xmlns:x=\"u\"/></html>",
        "<html><x:br xmlns:x=\"u\"></x:br></html>",
    );
}

#[test]
fn attributes_of_xhtml_are_written_for_html_as_well() {
    let with = |element, name, value| [Start(element, ""), Attribute(name, value), End];
    for (event, as_xml, as_xhtml) in [
        (with("a", "name", "n"), "<a name=\"n\"/>", "<a name=\"n\" id=\"n\"></a>"),
        (with("b", "name", "n"), "<b name=\"n\"/>", "<b name=\"n\"></b>"),
        (with("b", "lang", "en"), "<b lang=\"en\"/>", "<b lang=\"en\" xml:lang=\"en\"></b>"),
        (with("input", "checked", ""), "<input checked=\"\"/>", "<input checked=\"checked\" />"),
        (with("input", "value", ""), "<input value=\"\"/>", "<input value=\"\" />"),
    ] {
        let page = |content: &str| format!("<html>{content}</html>");
        check_page("indent=no", &event, &page(as_xml), &page(as_xhtml));
    }
}
