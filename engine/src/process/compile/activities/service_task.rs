//! Service tasks, and the invokers that they and actions name.

use super::Ways;
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::process::ActivityKind;
use crate::process::compile::{Compiler, InvokerFacts};
use crate::process::document::Node;
use crate::process::document::mapping::{Mapping, text};
use crate::process::document::text::Text;

impl Compiler<'_> {
    pub(super) fn service_task(
        &mut self,
        mapping: Mapping<'_>,
        keyword: &Text,
        value: &Node,
        ways: Ways,
    ) -> Option<ActivityKind> {
        let invoker = text(value, &keyword.value, keyword.span, &mut self.faults)
            .and_then(|text| self.invoker_name(text));
        let compensate = match mapping.text("compensate", &mut self.faults) {
            None => None,
            Some(text) => Some(self.invoker_name(text)?),
        };
        let Ways { next, on_error } = ways;
        Some(ActivityKind::ServiceTask { invoker: invoker?, next, on_error, compensate })
    }

    /// An invoker that exists, and whose mapping finds in a ticket of this process what it reads.
    pub(in crate::process::compile) fn invoker_name(&mut self, text: &Text) -> Option<String> {
        let name = self.process_name(text)?;
        let Some(invokers) = &self.surroundings.invokers else { return Some(name) };
        if let Some(facts) = invokers.get(&name) {
            self.refuse_undeclared_reads(&name, facts, text.span);
        } else {
            let message = format!("there is no invoker `{name}`");
            let diagnostic = Diagnostic::new(Code::UnknownInvoker, text.span, message);
            self.faults.push_named(diagnostic, &name, invokers.keys().map(String::as_str));
        }
        Some(name)
    }

    /// A mapping that asks for a field which no ticket of this process has would send nothing in its place.
    fn refuse_undeclared_reads(&mut self, invoker: &str, facts: &InvokerFacts, span: Span) {
        for field in &facts.fields {
            if !self.fields.by_name.contains_key(field) {
                let message = format!(
                    "the mapping of `{invoker}` reads the field `{field}`, which is not declared"
                );
                let declared = self.fields.by_name.keys().map(String::as_str);
                let help = did_you_mean(field, declared).unwrap_or_default();
                let help = format!(
                    "declare it under `fields`, or mend `{invoker}/outbound.xsl`{}{help}",
                    if help.is_empty() { "" } else { "; " }
                );
                self.faults.push(Diagnostic::new(Code::FieldNotThere, span, message).help(help));
            }
        }
    }
}
