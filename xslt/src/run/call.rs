//! Templates that are under way, and what they are given (XSLT 1.0, sections 6 and 11.6).

use super::rule::Current;
use super::{Frame, Run, Spot};
use crate::error::{self, Result, TransformError};
use crate::names::Name;
use crate::output::Emitter;
use crate::program::{Argument, Place, Template};
use crate::tree::usize_of;
use crate::value::Value;

/// A named value.
pub(super) type Given<'r> = (Name, Value<'r>);

impl<'r> Run<'r> {
    pub(super) fn template(&self, number: u32) -> Result<&'r Template> {
        let template = self.program.templates.get(usize_of(number));
        template.ok_or_else(|| TransformError::dynamic("there is no such template"))
    }

    /// `xsl:call-template`
    pub(super) fn call_template(
        &self,
        template: u32,
        params: &'r [Argument],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let args = self.with_params(params, spot, frame)?;
        self.run_template(template, spot, frame.rule, &args, out)
    }

    /// The values of `xsl:with-param`.
    pub(super) fn with_params(
        &self,
        params: &'r [Argument],
        spot: Spot,
        frame: &mut Frame<'_, 'r>,
    ) -> Result<Vec<Given<'r>>> {
        if params.is_empty() {
            return Ok(Vec::new());
        }
        let values = params.iter().map(|Argument { name, value }| {
            self.binding(value, spot, frame).map(|value| (*name, value))
        });
        values.collect()
    }

    /// Runs `body` with a frame of its own.
    pub(super) fn framed<'f, T>(
        &self,
        mut frame: Frame<'f, 'r>,
        body: impl FnOnce(&mut Frame<'f, 'r>) -> Result<T>,
    ) -> Result<T> {
        let result = body(&mut frame);
        self.release(&frame);
        result
    }

    /// Carries a template out.
    pub(super) fn run_template(
        &self,
        number: u32,
        spot: Spot,
        rule: Option<Current>,
        args: &[Given<'r>],
        out: &mut Emitter<'_, 'r>,
    ) -> Result<()> {
        let template = self.template(number)?;
        if let Some(tracer) = &self.state.trace {
            tracer.borrow_mut().enter(number);
        }
        let result = self.nested(|| {
            let frame = Frame { rule, ..Frame::new(template.n_slots, args) };
            self.holding(args, || {
                self.framed(frame, |frame| self.block(&template.body, spot, frame, out))
            })
        });
        if let Some(tracer) = &self.state.trace {
            tracer.borrow_mut().leave();
        }
        result.map_err(|error| self.through(error, || template.label.to_string(), template.place))
    }

    /// An error on its way out through a template. Of a deep stack the innermost and the outermost templates are kept.
    #[cold]
    pub(super) fn through(
        &self,
        mut error: TransformError,
        label: impl FnOnce() -> String,
        place: Place,
    ) -> TransformError {
        const INNERMOST: usize = 20;
        const OUTERMOST: usize = 10;
        let stack = &mut error.0.stack;
        if stack.len() >= INNERMOST + OUTERMOST {
            stack.remove(INNERMOST);
        }
        stack.push(error::Frame { template: label(), location: self.location(place) });
        error
    }
}

impl<'f, 'r> Frame<'f, 'r> {
    pub(super) fn new(n_slots: u32, args: &'f [Given<'r>]) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(usize_of(n_slots), || None);
        Self { slots, args, ..Self::default() }
    }
}
