//! The instructions of XSLT.

use xrust::output::OutputSpec;
use xrust::transform::{Axis, KindTest, Order, Transform};

use super::body::{Around, Want};
use super::expr::to_text;
use super::required;
use super::scope::{Type, Variables};
use super::template::Sheet;
use crate::emit::{self, T};
use crate::sheet::{Child, Element};

impl<'s> Sheet<'s> {
    pub(super) fn instruction(
        &mut self,
        element: &'s Element,
        variables: &Variables,
        around: &Around,
    ) -> Option<T> {
        match element.local.as_str() {
            "value-of" => self.value_of(element, variables),
            "text" => self.text(element),
            "if" => self.if_(element, variables, around),
            "choose" => Some(self.choose(element, variables, around)),
            "for-each" => self.for_each(element, variables, around),
            "apply-templates" => self.apply_templates(element, variables),
            "call-template" => self.call_template(element, variables),
            "copy" => Some(self.copy(element, variables, around)),
            "copy-of" => self.copy_of(element, variables),
            "element" => self.element(element, variables, around),
            "attribute" => self.attribute(element, variables, around),
            "comment" => {
                self.allow(element, &[]);
                let text = self.text_content(element, variables, around);
                Some(Transform::LiteralComment(Box::new(text)))
            }
            "message" => self.message(element, variables, around),
            name => {
                self.refuse(element, name);
                None
            }
        }
    }

    fn refuse(&self, element: &Element, name: &str) {
        let help = match name {
            "sort" => "put `xsl:sort` first in `xsl:for-each` or `xsl:apply-templates`",
            "param" => "put `xsl:param` first in `xsl:template`",
            "with-param" => "`xsl:with-param` belongs into `xsl:call-template`",
            "when" | "otherwise" => "put it into `xsl:choose`",
            "number" => "count what comes before: `count(preceding-sibling::Item) + 1`",
            "for-each-group" => {
                "select one element of each group, and the others of it in a nested `xsl:for-each`"
            }
            "sequence" => "write `xsl:copy-of` or `xsl:value-of`",
            "import" | "include" | "apply-imports" => {
                "a mapping is one file; put the templates into it"
            }
            "document" | "result-document" => "a mapping makes one result",
            _ => {
                self.faults.add(
                    element.offset,
                    format!("`xsl:{name}` is not an instruction of this engine"),
                    None,
                );
                return;
            }
        };
        self.faults.at(element, format!("`xsl:{name}` is not supported here"), help);
    }

    fn value_of(&mut self, element: &'s Element, variables: &Variables) -> Option<T> {
        self.allow(element, &["select", "disable-output-escaping"]);
        self.refuse_unescaped(element);
        self.empty(element);
        let select = required(element, "select", self.faults)?;
        let value = self.typed(select, element, variables)?;
        Some(Transform::LiteralText(Box::new(to_text(value)), OutputSpec::Normal))
    }

    fn text(&self, element: &Element) -> Option<T> {
        self.allow(element, &["disable-output-escaping"]);
        self.refuse_unescaped(element);
        let mut text = String::new();
        for child in &element.children {
            match child {
                Child::Text(part, _) => text.push_str(part),
                Child::Element(inner) => {
                    self.faults.at(
                        inner,
                        "`xsl:text` has only text in it",
                        "put the element beside it",
                    );
                    return None;
                }
            }
        }
        Some(emit::text_node(emit::text(text)))
    }

    fn refuse_unescaped(&self, element: &Element) {
        if let Some(escaping) = element.attribute("disable-output-escaping")
            && escaping.value != "no"
        {
            let help = "make elements by `xsl:element`, or copy them by `xsl:copy-of`";
            self.faults.add(
                escaping.offset,
                "unescaped output is not supported",
                Some(help.to_owned()),
            );
        }
    }

    fn if_(&mut self, element: &'s Element, variables: &Variables, around: &Around) -> Option<T> {
        self.allow(element, &["test"]);
        let test = self.test(element, variables);
        let body = self.body(&element.children, variables, around);
        Some(emit::when(test?, body, Transform::Empty))
    }

    fn test(&mut self, element: &Element, variables: &Variables) -> Option<T> {
        let test = required(element, "test", self.faults)?;
        self.expression(&test.value, test.offset, element, variables, Want::Boolean)
    }

    fn choose(&mut self, element: &'s Element, variables: &Variables, around: &Around) -> T {
        self.allow(element, &[]);
        let mut clauses = Vec::new();
        let mut otherwise = None;
        for child in &element.children {
            match child {
                Child::Element(when) if when.xsl() == Some("when") && otherwise.is_none() => {
                    self.allow(when, &["test"]);
                    let test = self.test(when, variables);
                    let body = self.body(&when.children, variables, around);
                    clauses.extend(test.map(|test| (test, body)));
                }
                Child::Element(last) if last.xsl() == Some("otherwise") && otherwise.is_none() => {
                    self.allow(last, &[]);
                    otherwise = Some(self.body(&last.children, variables, around));
                }
                Child::Element(other) => {
                    let help =
                        "`xsl:choose` has `xsl:when` elements and then at most one `xsl:otherwise`";
                    self.faults.at(other, "this cannot stand here in `xsl:choose`", help);
                }
                Child::Text(_, offset) => {
                    let help = "put it into `xsl:when` or `xsl:otherwise`".to_owned();
                    self.faults.add(*offset, "text cannot stand in `xsl:choose`", Some(help));
                }
            }
        }
        if !element.elements().any(|child| child.xsl() == Some("when")) {
            self.faults.at(
                element,
                "`xsl:choose` has no `xsl:when`",
                "add `<xsl:when test=\"...\">`",
            );
        }
        Transform::Switch(clauses, Box::new(otherwise.unwrap_or(Transform::Empty)))
    }

    fn for_each(
        &mut self,
        element: &'s Element,
        variables: &Variables,
        around: &Around,
    ) -> Option<T> {
        self.allow(element, &["select"]);
        let (keys, rest) = self.sort_keys(element, variables);
        let body = self.body(rest, variables, around);
        let select = required(element, "select", self.faults)?;
        let nodes =
            self.expression(&select.value, select.offset, element, variables, Want::Nodes)?;
        Some(emit::for_each(emit::sorted(nodes, keys), body))
    }

    fn apply_templates(&mut self, element: &'s Element, variables: &Variables) -> Option<T> {
        self.allow(element, &["select", "mode"]);
        let (keys, rest) = self.sort_keys(element, variables);
        for child in rest {
            if let Child::Element(inner) = child {
                let help =
                    "use `xsl:call-template`, or keep the value in a variable of the stylesheet";
                self.faults.at(inner, "`xsl:apply-templates` cannot pass arguments", help);
            }
        }
        let nodes = match element.attribute("select") {
            Some(select) => {
                self.expression(&select.value, select.offset, element, variables, Want::Nodes)?
            }
            None => emit::kind(Axis::Child, KindTest::Any),
        };
        let mode = self.mode(element)?;
        Some(Transform::ApplyTemplates(Box::new(emit::sorted(nodes, keys)), mode, Vec::new()))
    }

    /// The leading `xsl:sort` elements, and what follows them.
    fn sort_keys(
        &mut self,
        element: &'s Element,
        variables: &Variables,
    ) -> (Vec<(Order, T)>, &'s [Child]) {
        let is_sort = |child: &Child| matches!(child, Child::Element(element) if element.xsl() == Some("sort"));
        let n_sorts = element.children.iter().take_while(|child| is_sort(child)).count();
        let (sorts, rest) = element.children.split_at(n_sorts);
        let mut keys = Vec::new();
        for sort in sorts {
            if let Child::Element(sort) = sort {
                keys.extend(self.sort_key(sort, variables));
            }
        }
        (keys, rest)
    }

    fn sort_key(&mut self, sort: &'s Element, variables: &Variables) -> Option<(Order, T)> {
        self.allow(sort, &["select", "order", "data-type"]);
        self.empty(sort);
        if let Some(kind) = sort.attribute("data-type")
            && kind.value != "text"
        {
            let help = "sort by text: give numbers a fixed number of digits where they are made";
            self.faults.add(kind.offset, "only text can be sorted by", Some(help.to_owned()));
        }
        let order = match sort.attribute("order").map(|order| (order.value.as_str(), order.offset))
        {
            None | Some(("ascending", _)) => Order::Ascending,
            Some(("descending", _)) => Order::Descending,
            Some((other, offset)) => {
                self.faults.add(
                    offset,
                    format!("`{other}` is not an order: `ascending` or `descending`"),
                    None,
                );
                return None;
            }
        };
        let key = match sort.attribute("select") {
            Some(select) => {
                self.expression(&select.value, select.offset, sort, variables, Want::Text)?
            }
            None => emit::string(Transform::ContextItem),
        };
        Some((order, key))
    }

    /// Only elements and the document have content that is made anew; other nodes are copied as they are.
    fn copy(&mut self, element: &'s Element, variables: &Variables, around: &Around) -> T {
        self.allow(element, &[]);
        let body = self.body(&element.children, variables, around);
        let is = |kind| emit::kind(Axis::SelfAxis, kind);
        let copied = Transform::Copy(Box::new(Transform::ContextItem), Box::new(body));
        let children = emit::kind(Axis::Child, KindTest::Any);
        let unpacked = emit::for_each(
            copied,
            emit::when(is(KindTest::Document), children, Transform::ContextItem),
        );
        let has_content = Transform::Or(vec![is(KindTest::Element), is(KindTest::Document)]);
        emit::when(has_content, unpacked, Transform::DeepCopy(Box::new(Transform::ContextItem)))
    }

    fn copy_of(&mut self, element: &'s Element, variables: &Variables) -> Option<T> {
        self.allow(element, &["select"]);
        self.empty(element);
        let select = required(element, "select", self.faults)?;
        let value = self.typed(select, element, variables)?;
        let children = || emit::kind(Axis::Child, KindTest::Any);
        Some(match value.kind {
            Type::Nodes => {
                let of_document = Transform::DeepCopy(Box::new(children()));
                let of_other = Transform::DeepCopy(Box::new(Transform::ContextItem));
                let is_document = emit::kind(Axis::SelfAxis, KindTest::Document);
                emit::for_each(value.value, emit::when(is_document, of_document, of_other))
            }
            Type::Fragment => Transform::DeepCopy(Box::new(emit::compose(value.value, children()))),
            Type::Text | Type::Number | Type::Boolean => emit::text_node(to_text(value)),
        })
    }

    fn message(
        &mut self,
        element: &'s Element,
        variables: &Variables,
        around: &Around,
    ) -> Option<T> {
        self.allow(element, &["terminate"]);
        let text = self.text_content(element, variables, around);
        let terminate = match element.attribute("terminate").map(|t| (t.value.as_str(), t.offset)) {
            None | Some(("no", _)) => "no",
            Some(("yes", _)) => "yes",
            Some((other, offset)) => {
                self.faults.add(
                    offset,
                    format!("`terminate` is `yes` or `no`, not `{other}`"),
                    None,
                );
                return None;
            }
        };
        let nothing = || Box::new(Transform::Empty);
        Some(Transform::Message(Box::new(text), None, nothing(), Box::new(emit::text(terminate))))
    }
}
