//! Template rules (XSLT 1.0, section 5).

use std::time::Instant;

use super::Run;
use super::frame::{Arguments, Context, Frame};
use crate::error::{Result, TransformError};
use crate::names::Name;
use crate::output::Emitter;
use crate::program::{Mode, Rule};
use crate::tree::{Kind, Node};

/// The most frames of a failure's stack: the innermost and the outermost.
const INNER_FRAMES: usize = 20;
const ALL_FRAMES: usize = 30;

impl<'r> Run<'r> {
    /// Applies templates to nodes.
    pub(crate) fn apply_to(
        &self,
        nodes: &[Node],
        mode: u32,
        params: &Arguments<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        for (place, node) in nodes.iter().enumerate() {
            let context =
                Context { node: *node, position: place + 1, size: nodes.len(), rule: None };
            self.apply(context, mode, params, out)?;
        }
        Ok(())
    }

    /// Applies templates to the children of a node.
    pub(crate) fn apply_to_children(
        &self,
        parent: Context,
        mode: u32,
        params: &Arguments<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        if parent.node.namespace != 0 {
            return Ok(());
        }
        let document = self.document(parent.node);
        let children = || {
            std::iter::successors(document.first_child(parent.node.index), |child| {
                document.next_sibling(*child)
            })
        };
        let size = children().count();
        self.tick(size)?;
        for (place, index) in children().enumerate() {
            let node = Node { index, ..parent.node };
            self.apply(Context { node, position: place + 1, size, rule: None }, mode, params, out)?;
        }
        Ok(())
    }

    /// The children of a node.
    pub(crate) fn children(&self, node: Node) -> Vec<Node> {
        if node.namespace != 0 {
            return Vec::new();
        }
        let document = self.document(node);
        std::iter::successors(document.first_child(node.index), |child| {
            document.next_sibling(*child)
        })
        .map(|index| Node { index, ..node })
        .collect()
    }

    /// Applies the best rule to a node, or the built-in one.
    fn apply(
        &self,
        context: Context,
        mode: u32,
        params: &Arguments<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        match self.rule(context.node, mode, |_| true)? {
            Some(rule) => self.instantiate(
                rule.template,
                Context { rule: Some((rule.template, mode)), ..context },
                params,
                out,
            ),
            None => self.built_in(context, mode, out),
        }
    }

    /// The best rule for a node among those that are wanted.
    fn rule(
        &self,
        node: Node,
        mode: u32,
        wanted: impl Fn(&Rule) -> bool,
    ) -> Result<Option<&'r Rule>> {
        let program = self.program;
        let Some(mode) = program.modes.get(usize::try_from(mode).unwrap_or(usize::MAX)) else {
            return Ok(None);
        };
        let frame = Frame::default();
        let focus = Context::at(node).focus(&frame);
        for index in self.rules_for(node, mode) {
            let Some(rule) = mode.rules.get(usize::try_from(*index).unwrap_or(usize::MAX)) else {
                continue;
            };
            if wanted(rule) && self.matches(&rule.pattern, node, &focus)? {
                return Ok(Some(rule));
            }
        }
        Ok(None)
    }

    /// The rules that may match a node, by its kind and name.
    fn rules_for(&self, node: Node, mode: &'r Mode) -> &'r [u32] {
        fn named<'m>(lists: &'m [(Name, Box<[u32]>)], any: &'m [u32], name: Name) -> &'m [u32] {
            lists
                .binary_search_by_key(&name, |(known, _)| *known)
                .ok()
                .and_then(|at| lists.get(at))
                .map_or(any, |(_, list)| list)
        }
        if node.namespace != 0 {
            return &mode.namespace;
        }
        let data = self.document(node).data(node.index);
        match data.kind {
            Kind::Root => &mode.root,
            Kind::Element => named(&mode.elements, &mode.any_element, data.name),
            Kind::Attribute => named(&mode.attributes, &mode.any_attribute, data.name),
            Kind::Namespace => &mode.namespace,
            Kind::Text => &mode.text,
            Kind::Comment => &mode.comment,
            Kind::ProcessingInstruction => &mode.processing_instruction,
        }
    }

    /// The built-in rules (section 5.8): the root and elements pass on to their children, text and attributes are written.
    fn built_in(&self, context: Context, mode: u32, out: &mut Emitter<'_, 'r>) -> Result<()> {
        if context.node.namespace != 0 {
            return Ok(());
        }
        let document = self.document(context.node);
        let data = document.data(context.node.index);
        match data.kind {
            Kind::Root | Kind::Element => {
                self.nested(|| self.apply_to_children(context, mode, &Arguments::from([]), out))
            }
            Kind::Text => out.text(document.own_text(context.node.index), data.raw),
            Kind::Attribute => out.text(document.own_text(context.node.index), false),
            Kind::Namespace | Kind::Comment | Kind::ProcessingInstruction => Ok(()),
        }
    }

    /// `xsl:apply-imports` (section 5.6): the best rule of the modules that the current rule's module imports.
    pub(crate) fn apply_imports(
        &self,
        context: Context,
        params: &Arguments<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let Some((template, mode)) = context.rule else {
            return Err(TransformError::dynamic(
                "`xsl:apply-imports` stands where there is no current template rule",
            ));
        };
        let template = self.program.templates.get(usize::try_from(template).unwrap_or(usize::MAX));
        let (from, to) = template.map_or((0, 0), |template| template.imports);
        match self.rule(context.node, mode, |rule| (from..to).contains(&rule.precedence))? {
            Some(rule) => self.instantiate(
                rule.template,
                Context { rule: Some((rule.template, mode)), ..context },
                params,
                out,
            ),
            None => self.built_in(context, mode, out),
        }
    }

    /// `xsl:call-template` (section 6): the current node and rule stay.
    pub(crate) fn call_template(
        &self,
        template: u32,
        context: Context,
        params: &Arguments<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        self.instantiate(template, context, params, out)
    }

    fn instantiate(
        &self,
        index: u32,
        context: Context,
        params: &Arguments<'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let program = self.program;
        let Some(template) = program.templates.get(usize::try_from(index).unwrap_or(usize::MAX))
        else {
            return Ok(());
        };
        let mut frame = Frame::new(template.n_slots, Some(params.clone()));
        let entered = self.state.trace.as_ref().map(|tracer| {
            tracer.borrow_mut().enter();
            Instant::now()
        });
        let result = self.nested(|| self.execute(&template.body, context, &mut frame, out));
        if let (Some(tracer), Some(entered)) = (&self.state.trace, entered) {
            tracer.borrow_mut().leave(index, entered.elapsed());
        }
        result.map_err(|error| self.under_way(error, index))
    }

    /// Notes that a template was under way when something failed.
    #[cold]
    fn under_way(&self, mut error: TransformError, template: u32) -> TransformError {
        let template = self.program.templates.get(usize::try_from(template).unwrap_or(usize::MAX));
        if let Some(template) = template {
            let stack = &mut error.0.stack;
            if stack.len() >= ALL_FRAMES {
                // The middle of a deep stack says nothing.
                stack.remove(INNER_FRAMES);
            }
            stack.push(crate::error::Frame {
                template: template.label.to_string(),
                location: self.location(template.place),
            });
        }
        error
    }
}
