//! Applying and calling templates, repetition and sorting (XSLT 1.0, sections 5.4, 6, 8, 10).

use crate::compile::fault::closest;
use crate::compile::sheet::{Attr, Markup};
use crate::compile::space::Ambient;
use crate::compile::template::Frame;
use crate::compile::vocabulary;
use crate::program::{ApplyTemplates, Argument, ForEach, Op, Sort};

/// `xsl:apply-templates`
pub(super) fn apply_templates<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Op {
    let select = frame.required_expr(element, "select");
    let mode = frame.env.mode(element, ambient.forwards);
    let (sorts, params) = parts(frame, element, ambient, true);
    Op::ApplyTemplates(Box::new(ApplyTemplates { select, mode, sorts, params }))
}

/// `xsl:apply-imports`; XSLT 1.0 has no arguments for it, libxslt has.
pub(super) fn apply_imports<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Op {
    let (_, params) = parts(frame, element, ambient, false);
    Op::ApplyImports { params }
}

/// `xsl:call-template`
pub(super) fn call_template<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    let (_, params) = parts(frame, element, ambient, false);
    let attr = element.attribute("name")?;
    let name = element.qname(attr, false)?;
    let env = frame.env;
    if let Some(template) = env.index.named.get(&name) {
        return Some(Op::CallTemplate { template: *template, params });
    }
    if !env.faults.is_incomplete() && !env.index.is_suspect(name) {
        let mut names: Vec<&str> = env.index.named.keys().map(|n| env.names.local(*n)).collect();
        names.sort_unstable();
        let help = closest(attr.text, names).map(|meant| format!("did you mean `{meant}`?"));
        attr.fault(format!("there is no template of the name `{}`", attr.text), help);
    }
    None
}

/// The `xsl:sort` and `xsl:with-param` in an element that takes them.
fn parts<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
    sorted: bool,
) -> (Box<[Sort]>, Box<[Argument]>) {
    let mut sorts = Vec::new();
    let mut params: Vec<Argument> = Vec::new();
    for part in element.parts() {
        if sorted && part.is("sort") {
            sorts.extend(sort(frame, part, ambient.forwards));
        } else if part.is("with-param") {
            params.extend(argument(frame, part, ambient, &params));
        } else if part.is_xslt() && vocabulary::find(part.local()).is_none() {
            if !ambient.forwards {
                vocabulary::unknown_element(part);
            }
        } else {
            let message = format!("`{}` has no place in `{}`", part.written(), element.written());
            part.fault(message, None);
        }
    }
    (sorts.into_boxed_slice(), params.into_boxed_slice())
}

fn argument<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
    others: &[Argument],
) -> Option<Argument> {
    if let Some(definition) = vocabulary::find("with-param") {
        vocabulary::check_attributes(element, definition, ambient.forwards);
    }
    let value = frame.binding(element, ambient);
    let attr: Attr<'a> = element.attribute("name")?;
    let name = element.qname(attr, false)?;
    if others.iter().any(|other| other.name == name) {
        attr.fault(format!("the parameter `{}` is given twice", attr.text), None);
    }
    Some(Argument { name, value })
}

/// `xsl:sort`
fn sort<'a>(frame: &Frame<'a>, element: Markup<'a>, forwards: bool) -> Option<Sort> {
    vocabulary::check_attributes(element, vocabulary::find("sort")?, forwards);
    vocabulary::check_empty(element, forwards);
    let select = match element.attribute("select") {
        Some(attr) => frame.context(element).expr(attr),
        None => frame.context(element).default_expr("."),
    };
    let word = |local: &str, known: &[&str]| frame.word_template(element, local, known, forwards);
    Some(Sort {
        select,
        lang: frame.value_template(element, "lang"),
        data_type: word("data-type", &["text", "number"]),
        order: word("order", &["ascending", "descending"]),
        case_order: word("case-order", &["upper-first", "lower-first"]),
    })
}

/// `xsl:for-each`
pub(super) fn for_each<'a>(
    frame: &mut Frame<'a>,
    element: Markup<'a>,
    ambient: &Ambient,
) -> Option<Op> {
    let select = frame.required_expr(element, "select");
    let mut sorts = Vec::new();
    let mut children = element.children(ambient.preserve);
    while let Some(part) = children.next_if("sort") {
        sorts.extend(sort(frame, part, ambient.forwards));
    }
    let body = frame.block(children, ambient);
    let sorts = sorts.into_boxed_slice();
    Some(Op::ForEach(Box::new(ForEach { select: select?, sorts, body })))
}
