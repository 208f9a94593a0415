//! Instructions that write elements, attributes and processing instructions (XSLT 1.0, section 7).

use super::Run;
use super::frame::{Context, Frame};
use crate::error::{Result, TransformError};
use crate::names::Atom;
use crate::output::{Emitter, Taken, Target};
use crate::program::{Attribute, Block, Copy, Element, LiteralElement, ResultName, ValueTemplate};
use crate::tree::Kind;
use crate::xml::is_ncname;

pub(super) fn literal<'r>(
    run: &Run<'r>,
    literal: &'r LiteralElement,
    context: Context,
    frame: &mut Frame<'r>,
    out: &mut Emitter<'_, 'r>,
) -> Result<()> {
    out.start_element(literal.name, &literal.namespaces)?;
    attribute_sets(run, &literal.attribute_sets, context, out)?;
    let mut scratch = String::new();
    for (name, value) in &literal.attributes {
        let value = run.value_template(value, context, frame, &mut scratch)?;
        out.attribute(name.name, name.prefix, value)?;
    }
    run.execute_nested(&literal.body, context, frame, out)?;
    out.end_element()
}

/// `xsl:element` (section 7.1.2)
pub(super) fn element<'r>(
    run: &Run<'r>,
    element: &'r Element,
    context: Context,
    frame: &mut Frame<'r>,
    out: &mut Emitter<'_, 'r>,
) -> Result<()> {
    let mut scratch = String::new();
    let text = run.value_template(&element.name, context, frame, &mut scratch)?.to_owned();
    let Some((prefix, local)) = qname(&text) else {
        return Err(TransformError::dynamic(format!("`{text}` cannot be the name of an element")));
    };
    let names = &run.store.names;
    let (prefix, uri) = match &element.namespace {
        Some(namespace) => {
            let uri = run.value_template(namespace, context, frame, &mut scratch)?;
            (names.atom(prefix), names.atom(uri))
        }
        None => (names.atom(prefix), declared(run, &element.scope, prefix)?),
    };
    out.start_element(ResultName { name: names.name(uri, local), prefix }, &[])?;
    attribute_sets(run, &element.attribute_sets, context, out)?;
    run.execute_nested(&element.body, context, frame, out)?;
    out.end_element()
}

/// `xsl:attribute` (section 7.1.3)
pub(super) fn attribute<'r>(
    run: &Run<'r>,
    attribute: &'r Attribute,
    context: Context,
    frame: &mut Frame<'r>,
    out: &mut Emitter<'_, 'r>,
) -> Result<()> {
    let mut scratch = String::new();
    let text = run.value_template(&attribute.name, context, frame, &mut scratch)?.to_owned();
    let name = qname(&text).filter(|_| text != "xmlns" || attribute.namespace.is_some());
    let Some((prefix, local)) = name else {
        return Err(TransformError::dynamic(format!(
            "`{text}` cannot be the name of an attribute"
        )));
    };
    let names = &run.store.names;
    let (prefix, uri) = match &attribute.namespace {
        Some(namespace) => {
            let uri = run.value_template(namespace, context, frame, &mut scratch)?;
            (names.atom(if prefix == "xmlns" { "" } else { prefix }), names.atom(uri))
        }
        None if prefix.is_empty() => (Atom::EMPTY, Atom::EMPTY),
        None => (names.atom(prefix), declared(run, &attribute.scope, prefix)?),
    };
    let name = names.name(uri, local);
    let value = run.text_written(&attribute.body, context, frame)?;
    out.attribute(name, prefix, &value)
}

/// `xsl:copy` (section 7.5)
pub(super) fn copy<'r>(
    run: &Run<'r>,
    copy: &'r Copy,
    context: Context,
    frame: &mut Frame<'r>,
    out: &mut Emitter<'_, 'r>,
) -> Result<()> {
    let node = context.node;
    if node.namespace != 0 {
        return out.copy(node);
    }
    let document = run.document(node);
    match document.kind(node.index) {
        Kind::Root => run.execute_nested(&copy.body, context, frame, out),
        Kind::Element => {
            let data = document.data(node.index);
            let name = ResultName { name: data.name, prefix: document.prefix(node.index) };
            out.start_element(name, &document.namespaces(document.scope(node.index)))?;
            attribute_sets(run, &copy.attribute_sets, context, out)?;
            run.execute_nested(&copy.body, context, frame, out)?;
            out.end_element()
        }
        Kind::Attribute
        | Kind::Namespace
        | Kind::Text
        | Kind::Comment
        | Kind::ProcessingInstruction => out.copy(node),
    }
}

/// `xsl:processing-instruction` (section 7.3)
pub(super) fn processing_instruction<'r>(
    run: &Run<'r>,
    name: &'r ValueTemplate,
    body: &'r Block,
    context: Context,
    frame: &mut Frame<'r>,
    out: &mut Emitter<'_, 'r>,
) -> Result<()> {
    let mut scratch = String::new();
    let name = run.value_template(name, context, frame, &mut scratch)?;
    if !is_ncname(name) || name.eq_ignore_ascii_case("xml") {
        return Err(TransformError::dynamic(format!(
            "`{name}` cannot be the name of a processing instruction"
        )));
    }
    let target = run.store.names.name(Atom::EMPTY, name);
    let data = run.text_written(body, context, frame)?;
    out.processing_instruction(target, data.trim_start())
}

/// Attribute sets (section 7.1.4): those that a set uses come first, its own attributes after them.
fn attribute_sets<'r>(
    run: &Run<'r>,
    sets: &'r [u32],
    context: Context,
    out: &mut Emitter<'_, 'r>,
) -> Result<()> {
    for index in sets {
        let program = run.program;
        let set = program.attribute_sets.get(usize::try_from(*index).unwrap_or(usize::MAX));
        for definition in set.into_iter().flat_map(|set| &set.definitions) {
            run.nested(|| {
                attribute_sets(run, &definition.uses, context, out)?;
                let mut frame = Frame::new(definition.n_slots, None);
                run.execute(&definition.body, context, &mut frame, out)
            })?;
        }
    }
    Ok(())
}

fn qname(text: &str) -> Option<(&str, &str)> {
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    let ok = is_ncname(local) && (is_ncname(prefix) || !text.contains(':'));
    ok.then_some((prefix, local))
}

/// The namespace of a prefix where the instruction stands.
fn declared(run: &Run<'_>, scope: &[(Atom, Atom)], prefix: &str) -> Result<Atom> {
    if prefix == "xml" {
        return Ok(Atom::XML_NAMESPACE);
    }
    let atom = run.store.names.find_atom(prefix);
    let found = scope.iter().rev().find(|(known, _)| Some(*known) == atom);
    match found {
        Some((_, uri)) => Ok(*uri),
        None if prefix.is_empty() => Ok(Atom::EMPTY),
        None => Err(TransformError::dynamic(format!("the prefix `{prefix}` is not declared here"))),
    }
}

impl<'r> Run<'r> {
    /// The text that a sequence of instructions writes.
    pub(crate) fn text_written(
        &self,
        body: &'r Block,
        context: Context,
        frame: &mut Frame<'r>,
    ) -> Result<String> {
        let mut out = Emitter::new(self, Target::Text(String::new()));
        self.execute_nested(body, context, frame, &mut out)?;
        match out.finish()? {
            Taken::Text(text) => Ok(text),
            Taken::Tree(_) | Taken::Result => Ok(String::new()),
        }
    }
}
