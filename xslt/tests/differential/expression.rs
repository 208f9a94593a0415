//! Random expressions, by type. All of them end, and none depends on what the Recommendations leave open.

use crate::document::{ATTRIBUTES, ELEMENTS};
use crate::random::Random;

/// The variables of a type that an expression may use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) nodes: Vec<String>,
    pub(crate) texts: Vec<String>,
    /// Result tree fragments.
    pub(crate) fragments: Vec<String>,
    /// Whether sets may have elements beside texts, comments and processing instructions. libxml2 has a wrong order for such a
    /// node that is behind an element, and what is in that element.
    pub(crate) is_mixed: bool,
    /// Whether it may use `current()`; in a pattern it is an error.
    pub(crate) has_current: bool,
}

/// What keys and comparisons are made of.
const KEYS: [&str; 2] = ["by-name", "by-mark"];
const NAMES: [&str; 5] = ["Name", "Value", ".", "@id", "*"];
const WORDS: [&str; 10] =
    ["UserLogin", "anna", "1", "a b  c", "", "10", "x", "Größe", "東京 🚲", " é "];

fn literal(random: &mut Random) -> String {
    format!("'{}'", random.pick(&WORDS))
}

fn test(random: &mut Random, scope: &Scope) -> &'static str {
    match random.below(8) {
        0 => "*",
        1 => "p:*",
        2 if scope.is_mixed => "text()",
        3 if scope.is_mixed => "node()",
        _ => random.pick(&ELEMENTS),
    }
}

fn step(random: &mut Random, scope: &Scope, depth: usize) -> String {
    let step = match random.below(14) {
        0 => format!("@{}", random.pick(&ATTRIBUTES)),
        1 => "@*".to_owned(),
        2 => "..".to_owned(),
        3 => ".".to_owned(),
        4 => {
            let axes = [
                "ancestor",
                "ancestor-or-self",
                "descendant",
                "descendant-or-self",
                // For libxml2, what is in an element does not follow its attributes.
                "self::*/following",
                "preceding",
                "following-sibling",
                "preceding-sibling",
                "self",
                "parent",
            ];
            format!("{}::{}", random.pick(&axes), test(random, scope))
        }
        _ => test(random, scope).to_owned(),
    };
    if step == "." || step == ".." || depth == 0 || !random.one_in(3) {
        return step;
    }
    format!("{step}[{}]", predicate(random, scope, depth - 1))
}

/// A step behind `//`. Of `//.` libxml2 leaves nodes out.
fn below(random: &mut Random, scope: &Scope, depth: usize) -> String {
    let step = step(random, scope, depth);
    match step.as_str() {
        "." if scope.is_mixed => "node()".to_owned(),
        "." => "*".to_owned(),
        _ => step,
    }
}

fn predicate(random: &mut Random, scope: &Scope, depth: usize) -> String {
    match random.below(9) {
        5 if scope.has_current => {
            format!("{} = current()/{}", random.pick(&NAMES), random.pick(&NAMES))
        }
        6 => format!("@{}", random.pick(&ATTRIBUTES)),
        7 => format!(
            "generate-id() = generate-id(key('by-name', {})[1])",
            random.pick(&["Name[1]", "Value[1]", ".", "@id"])
        ),
        0 => (1 + random.below(3)).to_string(),
        1 => "last()".to_owned(),
        2 => format!(
            "position() {} {}",
            random.pick(&["=", "<", "!=", ">="]).replace('<', "&lt;"),
            1 + random.below(3)
        ),
        3 => format!("Name = {}", literal(random)),
        _ => boolean(random, scope, depth),
    }
}

/// A node-set.
pub(crate) fn nodes(random: &mut Random, scope: &Scope, depth: usize) -> String {
    match random.below(15) {
        // libxslt does not bring what it finds for several values into the order of the document; the step does.
        12 => format!(
            "key('{}', {})/self::*",
            random.pick(&KEYS),
            nodes(random, scope, depth.saturating_sub(1))
        ),
        13 if depth > 0 => format!("set:distinct({})", nodes(random, scope, depth - 1)),
        14 if depth > 0 => format!(
            "set:{}({}, {})",
            random.pick(&["difference", "intersection"]),
            nodes(random, scope, depth - 1),
            nodes(random, scope, depth - 1)
        ),
        0 => format!("//{}", below(random, scope, depth)),
        1 => format!("/RootElement/{}", step(random, scope, depth)),
        2 => format!(".//{}", below(random, scope, depth)),
        3 if depth > 0 => {
            let (one, other) = (nodes(random, scope, depth - 1), nodes(random, scope, depth - 1));
            if scope.is_mixed {
                format!("{one} | {other}")
            } else {
                format!("({one})[self::*] | ({other})[self::*]")
            }
        }
        4 if depth > 0 => {
            format!(
                "({})[{}]",
                nodes(random, scope, depth - 1),
                predicate(random, scope, depth - 1)
            )
        }
        5 if !scope.nodes.is_empty() => {
            let at = random.below(scope.nodes.len());
            format!("${}", scope.nodes[at])
        }
        6 => format!("key('by-name', {})", string(random, scope, depth.saturating_sub(1))),
        7 => "//Ticket/DynamicField[Name = 'UserLogin']/Value".to_owned(),
        8 if scope.has_current => "current()".to_owned(),
        _ => {
            let n = 1 + random.below(3);
            (0..n).map(|_| step(random, scope, depth)).collect::<Vec<_>>().join("/")
        }
    }
}

/// A string.
pub(crate) fn string(random: &mut Random, scope: &Scope, depth: usize) -> String {
    if depth == 0 {
        return literal(random);
    }
    let inner = depth - 1;
    match random.below(19) {
        12 => {
            format!("substring({}, {})", string(random, scope, inner), number(random, scope, inner))
        }
        13 => format!("translate({}, 'ößé東🚲', 'OS_')", string(random, scope, inner)),
        14 if !scope.fragments.is_empty() => {
            let at = random.below(scope.fragments.len());
            format!("${}", scope.fragments[at])
        }
        15 => format!(
            "str:align({}, '{}')",
            string(random, scope, inner),
            random.pick(&["_____", "          ", ""])
        ),
        // libxslt does not always bring nodes into the order of the document first.
        16 => format!("str:concat({})", random.pick(&["*", "@*", "//Value", "..//text()"])),
        0 => format!("string({})", any(random, scope, inner)),
        1 => format!("concat({}, {})", any(random, scope, inner), string(random, scope, inner)),
        2 => format!(
            "substring({}, {}, {})",
            string(random, scope, inner),
            number(random, scope, 0),
            number(random, scope, 0)
        ),
        3 => format!("substring-before({}, {})", string(random, scope, inner), literal(random)),
        4 => format!("substring-after({}, {})", string(random, scope, inner), literal(random)),
        5 => format!("normalize-space({})", any(random, scope, inner)),
        6 => format!("translate({}, 'aeU', 'AE')", string(random, scope, inner)),
        7 => format!("name({})", nodes(random, scope, inner)),
        8 => format!("local-name({})", nodes(random, scope, inner)),
        9 => format!("namespace-uri({})", nodes(random, scope, inner)),
        17 => random
            .pick(&["normalize-space()", "string()", "name()", "local-name()", "string-length()"])
            .to_owned(),
        10 if random.one_in(4) => {
            format!("format-number({}, '#.##0,0#', 'de')", number(random, scope, inner))
        }
        10 => format!(
            "format-number({}, '{}')",
            number(random, scope, inner),
            random.pick(&["#,##0.00", "0", "#.##", "000.0", "#,##0;(#,##0)", "0%"])
        ),
        11 if !scope.texts.is_empty() => {
            let at = random.below(scope.texts.len());
            format!("${}", scope.texts[at])
        }
        _ => nodes(random, scope, inner),
    }
}

/// A number; quotients are exact.
pub(crate) fn number(random: &mut Random, scope: &Scope, depth: usize) -> String {
    if depth == 0 {
        return random.pick(&["0", "1", "2", "3", "-1", "1.5", "10"]).to_owned();
    }
    let inner = depth - 1;
    match random.below(14) {
        12 => format!("math:{}({})", random.pick(&["max", "min"]), nodes(random, scope, inner)),
        13 => format!("count(str:tokenize({}, ' @ö'))", string(random, scope, inner)),
        0 => format!("count({})", nodes(random, scope, inner)),
        1 => format!("sum({})", nodes(random, scope, inner)),
        2 => format!("number({})", any(random, scope, inner)),
        3 => format!("string-length({})", string(random, scope, inner)),
        4 => format!("({} + {})", number(random, scope, inner), number(random, scope, inner)),
        5 => format!("({} - {})", number(random, scope, inner), number(random, scope, inner)),
        6 => format!("({} * {})", number(random, scope, inner), number(random, scope, 0)),
        7 => {
            format!("({} div {})", number(random, scope, inner), random.pick(&["1", "2", "4", "0"]))
        }
        8 => format!(
            "({} mod {})",
            number(random, scope, inner),
            random.pick(&["1", "2", "3", "-2"])
        ),
        9 => format!(
            "{}({})",
            random.pick(&["floor", "ceiling", "round"]),
            number(random, scope, inner)
        ),
        10 => random.pick(&["position()", "last()"]).to_owned(),
        _ => format!("-{}", number(random, scope, inner)),
    }
}

/// A boolean.
pub(crate) fn boolean(random: &mut Random, scope: &Scope, depth: usize) -> String {
    if depth == 0 {
        return random.pick(&["true()", "false()", "Name", "@id", "not(*)"]).to_owned();
    }
    let inner = depth - 1;
    match random.below(12) {
        9 => format!("lang('{}')", random.pick(&["de", "DE-at", "en"])),
        10 => format!(
            "set:has-same-node({}, {})",
            nodes(random, scope, inner),
            nodes(random, scope, inner)
        ),
        11 => format!(
            "generate-id({}) = generate-id({})",
            nodes(random, scope, inner),
            nodes(random, scope, inner)
        ),
        0 => {
            let operator = random.pick(&["=", "!=", "&lt;", "&lt;=", ">", ">="]);
            format!("{} {operator} {}", any(random, scope, inner), any(random, scope, inner))
        }
        1 => format!("({} and {})", boolean(random, scope, inner), boolean(random, scope, inner)),
        2 => format!("({} or {})", boolean(random, scope, inner), boolean(random, scope, inner)),
        3 => format!("not({})", any(random, scope, inner)),
        4 => format!("contains({}, {})", string(random, scope, inner), literal(random)),
        5 => format!("starts-with({}, {})", string(random, scope, inner), literal(random)),
        6 => format!("boolean({})", any(random, scope, inner)),
        _ => nodes(random, scope, inner),
    }
}

/// Anything.
pub(crate) fn any(random: &mut Random, scope: &Scope, depth: usize) -> String {
    match random.below(5) {
        0 => string(random, scope, depth),
        1 => number(random, scope, depth),
        2 if depth > 0 => format!("({})", boolean(random, scope, depth)),
        _ => nodes(random, scope, depth),
    }
}

/// The pattern of a template.
pub(crate) fn pattern(random: &mut Random) -> String {
    match random.below(13) {
        9 => "@*|node()".to_owned(),
        10 => format!("key('by-name', '{}')", random.pick(&["UserLogin", "anna", "1"])),
        11 => format!("/RootElement/{}", random.pick(&ELEMENTS)),
        12 => format!(
            "{}[{}]/{}",
            random.pick(&ELEMENTS),
            predicate(random, &Scope::default(), 1),
            random.pick(&ELEMENTS)
        ),
        0 => "*".to_owned(),
        1 => "@*".to_owned(),
        2 => "text()".to_owned(),
        3 => format!("{}/{}", random.pick(&ELEMENTS), random.pick(&ELEMENTS)),
        4 => format!("RootElement//{}", random.pick(&ELEMENTS)),
        5 => format!("{}[{}]", random.pick(&ELEMENTS), predicate(random, &Scope::default(), 1)),
        6 => format!("{} | @{}", random.pick(&ELEMENTS), random.pick(&ATTRIBUTES)),
        7 => random.pick(&["comment()", "processing-instruction()", "p:*", "node()"]).to_owned(),
        _ => random.pick(&ELEMENTS).to_owned(),
    }
}
