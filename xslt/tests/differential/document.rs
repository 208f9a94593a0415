//! Random documents: tickets, more or less.

use crate::random::Random;

/// The elements that documents have and stylesheets ask for.
pub(crate) const ELEMENTS: [&str; 8] =
    ["Ticket", "DynamicField", "Name", "Value", "Article", "Subject", "p:Extra", "Item"];
/// The attributes, likewise.
pub(crate) const ATTRIBUTES: [&str; 4] = ["id", "lang", "p:mark", "n"];
/// Texts that are values of elements and attributes.
pub(crate) const WORDS: [&str; 16] = [
    "UserLogin",
    "UserEmail",
    "anna",
    "anna@example.org",
    "1",
    "2",
    "10",
    "-3.5",
    "0",
    "1e3",
    "a b  c",
    "Größe",
    "&lt;b&gt; &amp; Co",
    "x",
    "007",
    "",
];

/// A document.
pub(crate) fn document(random: &mut Random) -> String {
    let mut out = String::new();
    if random.one_in(3) {
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }
    if random.one_in(6) {
        out.push_str("<!-- a comment -->\n");
    }
    out.push_str("<RootElement xmlns:p=\"urn:p\"");
    attributes(random, &mut out);
    out.push('>');
    let n = 1 + random.below(6);
    for _ in 0..n {
        node(random, 0, &mut out);
    }
    out.push_str("</RootElement>");
    out
}

fn attributes(random: &mut Random, out: &mut String) {
    for name in ATTRIBUTES {
        if random.one_in(4) {
            let value = random.pick(&WORDS);
            out.push_str(&format!(" {name}=\"{value}\""));
        }
    }
}

fn node(random: &mut Random, depth: usize, out: &mut String) {
    match random.below(12) {
        0 => out.push_str("\n  "),
        1 => out.push_str(random.pick(&WORDS)),
        2 if random.one_in(2) => out.push_str("<!--c-->"),
        2 => out.push_str("<?target some data?>"),
        3 => out.push_str("<![CDATA[<raw> & text]]>"),
        4 | 5 => field(random, out),
        _ => {
            let name = random.pick(&ELEMENTS);
            out.push_str(&format!("<{name}"));
            attributes(random, out);
            if random.one_in(6) {
                out.push_str("/>");
                return;
            }
            out.push('>');
            if depth < 4 {
                for _ in 0..random.below(4) {
                    node(random, depth + 1, out);
                }
            } else {
                out.push_str(random.pick(&WORDS));
            }
            out.push_str(&format!("</{name}>"));
        }
    }
}

fn field(random: &mut Random, out: &mut String) {
    let (name, value) = (random.pick(&WORDS), random.pick(&WORDS));
    out.push_str(&format!(
        "<DynamicField><Name>{name}</Name><Value>{value}</Value></DynamicField>"
    ));
}
