//! The events at the border of an activity.

use engine::process::{ErrorMatch, Expire, Remind};

use super::activity::{formal, timer};
use super::model::{Model, NodeIdx, Shape, fold};
use crate::node::{Entries, Node};
use crate::xml::Element;
use crate::{Place, duration, property};

impl Model {
    fn boundary(
        &mut self,
        host: NodeIdx,
        id: &str,
        label: Option<String>,
        entries: &Entries,
        definition: Element,
    ) -> NodeIdx {
        let mut event = Shape::new(self.id(id), "boundaryEvent");
        event.name = label;
        let attached = self.nodes.get(host).map(|node| node.id.clone()).unwrap_or_default();
        event.attributes.push(("attachedToRef", attached));
        event.host = Some(host);
        event.extensions.push(property::element("event", entries));
        event.tail.push(definition);
        self.node(event)
    }

    pub(super) fn error_event(
        &mut self,
        host: NodeIdx,
        name: &str,
        on: &ErrorMatch,
        entries: &Entries,
    ) -> NodeIdx {
        let definition = Element::bpmn("errorEventDefinition");
        let definition = match on {
            // An error event without a code catches every error.
            ErrorMatch::Any => definition,
            ErrorMatch::Code(_) | ErrorMatch::Undelivered => {
                definition.with("errorRef", self.error(on.label()))
            }
        };
        let label = Some(on.label().to_owned());
        self.boundary(host, &format!("{name}-{}", on.label()), label, entries, definition)
    }

    pub(super) fn expire_event(
        &mut self,
        host: NodeIdx,
        name: &str,
        expire: &Expire,
        entries: &Entries,
    ) -> NodeIdx {
        let definition = timer(formal("timeDuration", duration::write(expire.after)));
        let label = Some(format!("after {}", expire.after));
        self.boundary(host, &format!("{name}-expire"), label, entries, definition)
    }

    /// A timer that leaves the activity alone, and sends.
    pub(super) fn remind_event(
        &mut self,
        host: NodeIdx,
        name: &str,
        remind: &Remind,
        mut entries: Entries,
    ) {
        let time = match remind.every {
            None => formal("timeDuration", duration::write(remind.after)),
            Some(every) => {
                if every != remind.after {
                    let after = Node::text(Place::START, remind.after.to_string());
                    entries.insert(0, ("after".to_owned(), after));
                }
                formal("timeCycle", format!("R/{}", duration::write(every)))
            }
        };
        let label = Some(format!("remind after {}", remind.after));
        let event = self.boundary(host, &format!("{name}-remind"), label, &entries, timer(time));
        if let Some(event) = self.nodes.get_mut(event) {
            event.attributes.push(("cancelActivity", "false".to_owned()));
        }
        let mut mail = Shape::new(self.id(&format!("{name}-mail")), "endEvent");
        mail.extensions.push(fold("remind"));
        mail.tail.push(Element::bpmn("messageEventDefinition"));
        let mail = self.node(mail);
        self.flow(event, mail, Vec::new());
    }

    pub(super) fn compensation(&mut self, host: NodeIdx, name: &str, invoker: &str) {
        let definition = Element::bpmn("compensateEventDefinition");
        let id = format!("{name}-compensate");
        let event = self.boundary(host, &id, None, &Vec::new(), definition);
        let mut task = Shape::new(self.id(&format!("{name}-undo")), "serviceTask");
        task.name = Some(invoker.to_owned());
        task.attributes.push(("isForCompensation", "true".to_owned()));
        let invoker = Node::text(Place::START, invoker);
        let entries = vec![("service-task".to_owned(), invoker)];
        task.extensions.push(property::element("compensation", &entries));
        let task = self.node(task);
        let id = self.id(&format!("{name}-compensation"));
        self.associations.push((id, event, task));
    }
}
