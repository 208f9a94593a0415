//! The parameters of the stylesheet, as the caller gives them (XSLT 1.0, section 11.4).

use super::Run;
use crate::Parameter;
use crate::error::{Result, TransformError};
use crate::exslt;
use crate::names::Name;
use crate::value::{Text, Value};

impl Run<'_> {
    /// Gives global parameters their values; of one name the last counts. Those that there are not are ignored.
    pub(super) fn set_parameters(&self, parameters: &[(String, Parameter)]) -> Result<()> {
        for (name, parameter) in parameters {
            let Some(wanted) = self.find_name(name) else { continue };
            let is_it = |global: &crate::program::Global| global.param && global.name == wanted;
            let Some(place) = self.program.globals.iter().position(is_it) else { continue };
            let globals = &self.state.globals;
            match parameter {
                Parameter::String(text) => {
                    globals.give(place, Value::String(Text::from(text.clone())));
                }
                Parameter::Number(number) => globals.give(place, Value::Number(*number)),
                Parameter::Boolean(truth) => globals.give(place, Value::Boolean(*truth)),
                Parameter::Expression(text) => {
                    let expr = exslt::parse(self, text).map_err(|fault| {
                        let message = format!("the parameter `{name}` is no expression: {fault}");
                        TransformError::dynamic(message)
                    })?;
                    globals.give_expr(place, self.store.add_expression(expr));
                }
            }
        }
        Ok(())
    }

    /// `local` or `{namespace}local`, if the stylesheet mentions it.
    fn find_name(&self, text: &str) -> Option<Name> {
        let names = &self.store.names;
        let (uri, local) =
            text.strip_prefix('{').and_then(|rest| rest.split_once('}')).unwrap_or(("", text));
        names.find_name(names.find_atom(uri)?, local)
    }
}
