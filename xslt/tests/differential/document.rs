//! Random documents: tickets, more or less.

use std::fmt::Write as _;

use crate::random::Random;

/// The elements that documents have and stylesheets ask for.
pub(crate) const ELEMENTS: [&str; 9] =
    ["Ticket", "DynamicField", "Name", "Value", "Article", "Subject", "p:Extra", "Item", "d:Part"];
/// The attributes, likewise. A pattern `@lang` would match `xml:lang` in libxslt.
pub(crate) const ATTRIBUTES: [&str; 4] = ["id", "kind", "p:mark", "n"];
/// Texts that are values of elements and attributes. One number has spaces around it, so that it is none beside another one:
/// its digits would be too many for libxml2.
pub(crate) const WORDS: [&str; 18] = [
    "UserLogin",
    "UserEmail",
    "anna",
    "anna@example.org",
    "1",
    "2",
    "10",
    " -3.5 ",
    "0",
    "2024-02-29",
    "a b  c",
    "Größe",
    "&lt;b&gt; &amp; Co",
    "x",
    "007",
    "東京 🚲 &quot;é&quot;",
    " tab&#9;line ",
    "",
];

/// A document; if it has tails, there are texts, comments and processing instructions behind elements with elements inside.
pub(crate) fn document(random: &mut Random, has_tails: bool) -> String {
    let mut out = String::new();
    if random.one_in(3) {
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }
    if random.one_in(6) {
        out.push_str("<!-- a comment -->\n");
    }
    out.push_str("<RootElement xmlns:p=\"urn:p\"");
    if random.one_in(2) {
        out.push_str(" xmlns:unused=\"urn:unused\"");
    }
    attributes(random, &mut out);
    out.push('>');
    let n = 1 + random.below(6);
    children(random, n, 0, has_tails, &mut out);
    out.push_str("</RootElement>");
    // Nothing behind the document element: libxml2 finds not all that precedes it.
    out
}

fn attributes(random: &mut Random, out: &mut String) {
    for name in ATTRIBUTES {
        if random.one_in(4) {
            let value = random.pick(&WORDS);
            write!(out, " {name}=\"{value}\"").unwrap();
        }
    }
    // No `xml:space`: libxslt strips in spite of it.
    if random.one_in(20) {
        out.push_str(" xml:lang=\"de-AT\"");
    }
}

fn children(random: &mut Random, n: usize, depth: usize, has_tails: bool, out: &mut String) {
    for _ in 0..n {
        let start = out.len();
        node(random, depth, has_tails, out);
        let has_elements = out.get(start..).unwrap().matches('<').count() > 2;
        if has_elements && !has_tails {
            out.push_str("<Item/>");
        }
    }
}

fn node(random: &mut Random, depth: usize, has_tails: bool, out: &mut String) {
    match random.below(12) {
        0 => out.push_str("\n  "),
        1 => out.push_str(random.pick(&WORDS)),
        2 if random.one_in(2) => out.push_str("<!--c-->"),
        2 => out.push_str("<?target some data?>"),
        3 => out.push_str("<![CDATA[<raw> & text]]>"),
        4 | 5 => field(random, out),
        _ => element(random, depth, has_tails, out),
    }
}

fn element(random: &mut Random, depth: usize, has_tails: bool, out: &mut String) {
    let name = random.pick(&ELEMENTS);
    // What is in the namespace `urn:d` is so by prefix or by default.
    let (name, declaration) = match name.strip_prefix("d:") {
        Some(local) if random.one_in(2) => (local, " xmlns=\"urn:d\""),
        Some(_) => (name, " xmlns:d=\"urn:d\""),
        None if random.one_in(12) => (name, " xmlns:q=\"urn:q\" q:own=\"1\""),
        None => (name, ""),
    };
    write!(out, "<{name}{declaration}").unwrap();
    attributes(random, out);
    if random.one_in(6) {
        out.push_str("/>");
        return;
    }
    out.push('>');
    if depth < 4 {
        let n = random.below(4);
        children(random, n, depth + 1, has_tails, out);
    } else {
        out.push_str(random.pick(&WORDS));
    }
    write!(out, "</{name}>").unwrap();
}

fn field(random: &mut Random, out: &mut String) {
    let (name, value) = (random.pick(&WORDS), random.pick(&WORDS));
    write!(out, "<DynamicField><Name>{name}</Name><Value>{value}</Value></DynamicField>").unwrap();
}
