//! Stylesheets from their bodies, and what the analysis finds as text.

use xslt::{Analysis, Purpose, Stylesheet};

use crate::soundness;

pub(crate) fn compiled(body: &str) -> Stylesheet {
    let text = format!(
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         xmlns:exsl='http://exslt.org/common' xmlns:str='http://exslt.org/strings' xmlns:set='http://exslt.org/sets' \
         xmlns:math='http://exslt.org/math' xmlns:dyn='http://exslt.org/dynamic' \
         xmlns:func='http://exslt.org/functions' xmlns:my='urn:my' xmlns:p='urn:p' \
         extension-element-prefixes='exsl func' exclude-result-prefixes='str set math dyn my p'>{body}</xsl:stylesheet>"
    );
    Stylesheet::compile(&text).unwrap_or_else(|error| panic!("{body:.300}: {error}"))
}

/// One line for each finding: `r` read, `w` written, `?` unknown; `~` where a path stands for more than what is written.
pub(crate) fn show(analysis: &Analysis) -> Vec<String> {
    let mut lines = Vec::new();
    for read in &analysis.reads {
        let purpose = match read.purpose {
            Purpose::Existence => "is",
            Purpose::Text => "text",
            Purpose::Copy => "copy",
        };
        let exact = if read.exact { "" } else { "~" };
        lines.push(format!("r {exact}{} {purpose}", read.path));
    }
    for write in &analysis.writes {
        let text = if write.text { " text" } else { "" };
        let open = if write.open { " open" } else { "" };
        lines.push(format!("w {}{text}{open}", write.path));
    }
    lines.extend(analysis.unknown.iter().map(|unknown| format!("? {}", unknown.reason)));
    lines
}

/// A document that has something of all that the stylesheets here look for.
pub(crate) const SOURCE: &str = "<?t d?><r xmlns:p='urn:p' v='1'><a id='x' n='2'>one<b k='x'>B</b>\
    <b k='y'>C<c>deep</c></b><p:c>ns</p:c></a><!--note--><a id='y' n='1'><b>z</b><x/></a>\
    <Ticket id='7'><Title>T</Title><DynamicField><Name>UserLogin</Name><Value>anna</Value></DynamicField>\
    <DynamicField><Name>Other</Name><Value>o</Value></DynamicField></Ticket><x><y><x>in</x></y></x><c/></r>";

/// Finds what is expected, and no transformation of the document above does more than that.
pub(crate) fn check(body: &str, expected: &[&str]) {
    let stylesheet = compiled(body);
    let analysis = stylesheet.analyze();
    let found = show(&analysis);
    let lines = |lines: &[String]| lines.join("\n");
    let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    assert!(found == expected, "{body}\nfound\n{}\nexpected\n{}", lines(&found), lines(&expected));
    let run = |source: &str| stylesheet.transform(source).ok().map(|output| output.bytes);
    let faults = soundness::faults(&analysis, SOURCE, 1_000, &run);
    assert!(faults.is_empty(), "{body}\n{faults:?}\n{}", lines(&found));
}
