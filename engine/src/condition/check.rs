//! The types of a condition.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};
use jiff::civil::{Date, DateTime};
use regex::RegexBuilder;
use rust_decimal::Decimal;

use super::form::{Comparison, Form, Held, TextTest};
use super::types::{Range, Type, comparison_help};
use super::{ConditionFault, Fields};
use crate::diagnostic::did_you_mean;
use crate::field::FieldKind;
use crate::name::Name;
use crate::ticket::{Priority, TicketState};
use crate::value::Value;

/// The largest compiled pattern, in bytes: bounds the time to compile it and the memory to keep it.
const PATTERN_SIZE_MAX: usize = 128 * 1024;
/// The most faults of one condition that are reported.
const FAULTS_MAX: usize = 5;

/// A form, and the names that it reads as they are written.
type Checked = (Form, Vec<(String, Name)>);

/// Checks a syntax tree: its form, and the names that it reads.
pub(super) fn check(
    tree: &IdedExpr,
    info: &SourceInfo,
    source: &str,
    fields: &Fields,
) -> Result<Checked, Vec<ConditionFault>> {
    let mut checker = Checker { info, source, fields, reads: Vec::new(), faults: Vec::new() };
    let (form, kind) = checker.expression(tree);
    if !kind.fits(&Type::Boolean) {
        let help = "compare it with something, for example with `==`";
        let message = format!("a condition is true or false; this is {}", kind.name());
        checker.fault(tree, message, Some(help.to_owned()));
    }
    if checker.faults.is_empty() {
        Ok((form, checker.reads))
    } else {
        checker.faults.sort_by_key(|fault| fault.at);
        Err(checker.faults)
    }
}

struct Checker<'c> {
    info: &'c SourceInfo,
    source: &'c str,
    fields: &'c Fields,
    reads: Vec<(String, Name)>,
    faults: Vec<ConditionFault>,
}

type Typed = (Form, Type);

/// What stands for an expression with a fault.
const fn unknown() -> Typed {
    (Form::Literal(Held::Boolean(false)), Type::Unknown)
}

impl Checker<'_> {
    fn fault(&mut self, at: &IdedExpr, message: impl Into<String>, help: Option<String>) {
        if self.faults.len() >= FAULTS_MAX {
            return;
        }
        let (start, end) = self.extent(at);
        self.faults.push(ConditionFault {
            at: start,
            length: end - start,
            message: message.into(),
            help,
        });
    }

    /// The bytes of an expression: from its first token to its last.
    fn extent(&self, of: &IdedExpr) -> (usize, usize) {
        let (mut first, mut last) = (usize::MAX, 0);
        self.widen(of, &mut first, &mut last);
        // The parser counts characters, the last one included.
        let byte = |index: usize| {
            self.source.char_indices().nth(index).map_or(self.source.len(), |(at, _)| at)
        };
        if first > last {
            return (0, self.source.len());
        }
        // A call is placed at its bracket; its name stands before that.
        let before = self.source.get(..byte(first)).unwrap_or_default();
        let at_bracket = self.source.get(byte(first)..).is_some_and(|rest| rest.starts_with('('));
        let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        (if at_bracket { name.len() } else { before.len() }, byte(last + 1))
    }

    fn widen(&self, of: &IdedExpr, first: &mut usize, last: &mut usize) {
        if let Some((start, end)) = self.info.offset_for(of.id) {
            *first = (*first).min(start as usize);
            *last = (*last).max(end as usize);
        }
        match &of.expr {
            Expr::Call(call) => {
                for inner in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                    self.widen(inner, first, last);
                }
            }
            Expr::Select(select) => {
                // The parser gives the dot's place; the name stands behind it.
                *last += select.field.chars().count();
                self.widen(&select.operand, first, last);
            }
            Expr::List(list) => {
                for inner in &list.elements {
                    self.widen(inner, first, last);
                }
            }
            Expr::Unspecified
            | Expr::Comprehension(_)
            | Expr::Ident(_)
            | Expr::Literal(_)
            | Expr::Map(_)
            | Expr::Struct(_) => {}
        }
    }

    fn expression(&mut self, tree: &IdedExpr) -> Typed {
        match &tree.expr {
            Expr::Literal(literal) => self.literal(tree, literal),
            Expr::Ident(name) => self.name(tree, name),
            Expr::Select(select) if !select.test => match dotted(tree) {
                Some(name) => self.name(tree, &name),
                None => self.unsupported(tree, "a part of something"),
            },
            Expr::List(list) if list.optional_indices.is_empty() => self.list(tree, &list.elements),
            Expr::Call(call) => self.call(tree, call),
            Expr::Comprehension(_) | Expr::Select(_) => self.unsupported(tree, "this function"),
            Expr::Map(_) | Expr::Struct(_) | Expr::List(_) | Expr::Unspecified => {
                self.unsupported(tree, "this kind of value")
            }
        }
    }

    fn unsupported(&mut self, tree: &IdedExpr, what: &str) -> Typed {
        let help = "possible are == != < <= > >= in && || ! ?: size() startsWith() endsWith() contains() matches()";
        self.fault(tree, format!("conditions do not have {what}"), Some(help.to_owned()));
        unknown()
    }

    fn literal(&mut self, tree: &IdedExpr, literal: &LiteralValue) -> Typed {
        match literal {
            LiteralValue::String(text) => {
                (Form::Literal(Held::Text(text.inner().to_owned())), Type::Text(Range::Any))
            }
            LiteralValue::Int(number) => {
                (Form::Literal(Held::Integer(*number.inner())), Type::Integer)
            }
            LiteralValue::Boolean(value) => {
                (Form::Literal(Held::Boolean(*value.inner())), Type::Boolean)
            }
            LiteralValue::Null => {
                self.fault(
                    tree,
                    "conditions do not have `null`",
                    Some("an absent text is `\"\"`".to_owned()),
                );
                unknown()
            }
            LiteralValue::Double(number) => self.decimal(tree, number.is_sign_negative()),
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) => {
                self.unsupported(tree, "this kind of number")
            }
        }
    }

    /// A number with decimals, read from the source: the parser has rounded it.
    fn decimal(&mut self, tree: &IdedExpr, is_negative: bool) -> Typed {
        let (at, _) = self.extent(tree);
        match decimal_at(self.source.get(at..).unwrap_or_default()) {
            Some(mut number) => {
                number.set_sign_negative(is_negative);
                (Form::Literal(Held::Decimal(number)), Type::Decimal)
            }
            None => self.unsupported(tree, "numbers with as many digits as this"),
        }
    }

    fn name(&mut self, tree: &IdedExpr, written: &str) -> Typed {
        let Some(name) = Name::resolve(written, &self.fields.by_name) else {
            let built_in = Name::BUILT_IN.iter().map(|(name, _)| *name);
            let help = did_you_mean(
                written,
                self.fields.by_name.keys().map(String::as_str).chain(built_in),
            );
            self.fault(tree, format!("there is no field `{written}`"), help);
            return unknown();
        };
        if self.reads.iter().all(|(_, read)| *read != name) {
            self.reads.push((written.to_owned(), name));
        }
        let kind = self.type_of(name);
        let default = match kind {
            Type::Integer => Held::Integer(0),
            Type::Decimal => Held::Decimal(Decimal::ZERO),
            Type::Boolean => Held::Boolean(false),
            Type::List(_) | Type::Numbers => Held::List(Vec::new()),
            Type::Text(_) | Type::Unknown => Held::Text(String::new()),
        };
        (Form::Read(name, default), kind)
    }

    fn type_of(&self, name: Name) -> Type {
        let options = |texts: &[(String, String)]| {
            Range::Options(texts.iter().map(|(key, _)| key.clone()).collect())
        };
        let names = |names: &[&str]| {
            Type::Text(Range::Options(names.iter().map(|&name| name.to_owned()).collect()))
        };
        match name {
            Name::Field(field) => match self.fields.kind(field) {
                None => Type::Unknown,
                Some(
                    FieldKind::Text { .. }
                    | FieldKind::Textarea { .. }
                    | FieldKind::Email
                    | FieldKind::CustomerUser
                    | FieldKind::Customer
                    | FieldKind::Attachment,
                ) => Type::Text(Range::Any),
                Some(FieldKind::Integer { .. }) => Type::Integer,
                Some(FieldKind::Decimal { .. }) => Type::Decimal,
                Some(FieldKind::DateTime) => Type::Text(Range::DateTime),
                Some(FieldKind::Checkbox) => Type::Boolean,
                Some(FieldKind::Dropdown { options: texts }) => Type::Text(options(texts)),
                Some(FieldKind::Multiselect { options: texts }) => Type::List(options(texts)),
                Some(FieldKind::Date) => Type::Text(Range::Date),
            },
            Name::TicketState => names(&TicketState::ALL.map(TicketState::name)),
            Name::TicketPriority => names(&Priority::ALL.map(Priority::name)),
            Name::Today => Type::Text(Range::Date),
            Name::TicketNumber
            | Name::TicketTitle
            | Name::TicketQueue
            | Name::TicketCustomerId
            | Name::TicketCustomerUser
            | Name::ErrorCode
            | Name::ErrorMessage
            | Name::TicketOwner
            | Name::TicketKind
            | Name::Submitter
            | Name::Item(_) => Type::Text(Range::Any),
        }
    }

    fn list(&mut self, tree: &IdedExpr, elements: &[IdedExpr]) -> Typed {
        let items: Vec<Typed> = elements.iter().map(|element| self.expression(element)).collect();
        let of_numbers =
            items.iter().any(|(_, kind)| matches!(kind, Type::Integer | Type::Decimal));
        let wanted = if of_numbers { Type::Integer } else { Type::Text(Range::Any) };
        for ((_, kind), element) in items.iter().zip(elements) {
            if !kind.fits(&wanted) {
                let message =
                    format!("this list holds {}; this is {}", wanted.plural(), kind.name());
                self.fault(element, message, None);
            }
        }
        if elements.is_empty() {
            self.fault(tree, "this list is empty", None);
        }
        let kind = if of_numbers { Type::Numbers } else { Type::List(Range::Any) };
        (Form::List(items.into_iter().map(|(form, _)| form).collect()), kind)
    }

    fn call(&mut self, tree: &IdedExpr, call: &CallExpr) -> Typed {
        let function = call.func_name.as_str();
        match (function, call.target.as_deref(), call.args.as_slice()) {
            (operators::LOGICAL_NOT, None, [inner]) => {
                (Form::Not(Box::new(self.boolean(inner))), Type::Boolean)
            }
            (operators::LOGICAL_AND, None, [left, right]) => (
                Form::And(Box::new(self.boolean(left)), Box::new(self.boolean(right))),
                Type::Boolean,
            ),
            (operators::LOGICAL_OR, None, [left, right]) => (
                Form::Or(Box::new(self.boolean(left)), Box::new(self.boolean(right))),
                Type::Boolean,
            ),
            (operators::CONDITIONAL, None, [question, yes, no]) => {
                self.choice(tree, question, yes, no)
            }
            (operators::IN, None, [item, list]) => self.membership(item, list),
            (operators::NEGATE, None, [inner]) => self.negation(tree, inner),
            ("size", Some(of), []) | ("size", None, [of]) => self.size(of),
            ("matches", Some(text), [pattern]) | ("matches", None, [text, pattern]) => {
                self.matches(text, pattern)
            }
            ("startsWith", Some(text), [part]) => self.test(TextTest::StartsWith, text, part),
            ("endsWith", Some(text), [part]) => self.test(TextTest::EndsWith, text, part),
            ("contains", Some(text), [part]) => self.test(TextTest::Contains, text, part),
            (_, None, [left, right]) if comparison(function).is_some() => {
                let comparison = comparison(function).unwrap_or(Comparison::Equal);
                self.compare(tree, comparison, left, right)
            }
            (
                operators::ADD
                | operators::SUBSTRACT
                | operators::MULTIPLY
                | operators::DIVIDE
                | operators::MODULO,
                ..,
            ) => self.unsupported(tree, "arithmetic: it can fail"),
            (operators::INDEX, ..) => self.unsupported(tree, "parts of lists: there may be none"),
            (_, _, _) => {
                self.unsupported(tree, &format!("the function `{function}` with these arguments"))
            }
        }
    }

    fn boolean(&mut self, tree: &IdedExpr) -> Form {
        let (form, kind) = self.expression(tree);
        if !kind.fits(&Type::Boolean) {
            self.fault(tree, format!("this must be true or false; it is {}", kind.name()), None);
        }
        form
    }

    fn text(&mut self, tree: &IdedExpr) -> Form {
        let (form, kind) = self.expression(tree);
        if !kind.fits(&Type::Text(Range::Any)) {
            self.fault(tree, format!("this must be a text; it is {}", kind.name()), None);
        }
        form
    }

    fn choice(
        &mut self,
        tree: &IdedExpr,
        question: &IdedExpr,
        yes: &IdedExpr,
        no: &IdedExpr,
    ) -> Typed {
        let question = Box::new(self.boolean(question));
        let ((yes, left), (no, right)) = (self.expression(yes), self.expression(no));
        if !left.fits(&right) {
            let message = format!(
                "both answers must be of one type; one is {}, one {}",
                left.name(),
                right.name()
            );
            self.fault(tree, message, None);
            return unknown();
        }
        let kind = match left {
            Type::Text(_) => Type::Text(Range::Any),
            Type::List(_) => Type::List(Range::Any),
            Type::Unknown => right,
            // A whole number beside one with decimals is one with decimals.
            Type::Integer if right == Type::Decimal => right,
            Type::Integer | Type::Decimal | Type::Boolean | Type::Numbers => left,
        };
        (Form::If(question, Box::new(yes), Box::new(no)), kind)
    }

    fn negation(&mut self, tree: &IdedExpr, inner: &IdedExpr) -> Typed {
        match self.expression(inner) {
            (Form::Literal(Held::Integer(number)), _) => match number.checked_neg() {
                Some(number) => (Form::Literal(Held::Integer(number)), Type::Integer),
                None => self.unsupported(tree, "numbers as large as this"),
            },
            (Form::Literal(Held::Decimal(number)), _) => {
                (Form::Literal(Held::Decimal(-number)), Type::Decimal)
            }
            (_, _) => self.unsupported(tree, "arithmetic: it can fail"),
        }
    }

    fn size(&mut self, of: &IdedExpr) -> Typed {
        let (form, kind) = self.expression(of);
        if !matches!(kind, Type::Text(_) | Type::List(_) | Type::Numbers | Type::Unknown) {
            self.fault(
                of,
                format!("only texts and lists have a size; this is {}", kind.name()),
                None,
            );
        }
        (Form::Size(Box::new(form)), Type::Integer)
    }

    fn test(&mut self, test: TextTest, text: &IdedExpr, part: &IdedExpr) -> Typed {
        (Form::Test(test, Box::new(self.text(text)), Box::new(self.text(part))), Type::Boolean)
    }

    fn matches(&mut self, text: &IdedExpr, pattern: &IdedExpr) -> Typed {
        let text = Box::new(self.text(text));
        let Expr::Literal(LiteralValue::String(source)) = &pattern.expr else {
            self.fault(pattern, "the pattern must be written here as a text", None);
            return (Form::Literal(Held::Boolean(false)), Type::Boolean);
        };
        match RegexBuilder::new(source.inner()).size_limit(PATTERN_SIZE_MAX).build() {
            Ok(regex) => (Form::Matches(text, regex), Type::Boolean),
            Err(error) => {
                self.fault(
                    pattern,
                    format!("this is not a pattern: {}", last_line(&error.to_string())),
                    None,
                );
                (Form::Literal(Held::Boolean(false)), Type::Boolean)
            }
        }
    }

    fn membership(&mut self, item: &IdedExpr, list: &IdedExpr) -> Typed {
        let (item_form, item_kind) = self.expression(item);
        let (list_form, list_kind) = self.expression(list);
        let wanted =
            if list_kind == Type::Numbers { Type::Integer } else { Type::Text(Range::Any) };
        if !list_kind.fits(&Type::List(Range::Any)) && list_kind != Type::Numbers {
            self.fault(list, format!("`in` looks into a list; this is {}", list_kind.name()), None);
        } else if !item_kind.fits(&wanted) {
            let message =
                format!("the list holds {}; this is {}", wanted.plural(), item_kind.name());
            self.fault(item, message, None);
        }
        if let (Type::Text(range), Expr::List(elements)) = (&item_kind, &list.expr) {
            for element in &elements.elements {
                self.check_range(range, element);
            }
        }
        if let Type::List(range) = &list_kind {
            self.check_range(range, item);
        }
        (Form::In(Box::new(item_form), Box::new(list_form)), Type::Boolean)
    }

    fn compare(
        &mut self,
        tree: &IdedExpr,
        comparison: Comparison,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Typed {
        let ((left_form, left_kind), (right_form, right_kind)) =
            (self.expression(left), self.expression(right));
        if !left_kind.fits(&right_kind) {
            let message =
                format!("{} and {} are never compared", left_kind.name(), right_kind.name());
            self.fault(tree, message, comparison_help(&left_kind, &right_kind));
        }
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
        if ordered
            && [&left_kind, &right_kind]
                .iter()
                .any(|kind| matches!(kind, Type::Boolean | Type::List(_) | Type::Numbers))
        {
            self.fault(tree, "only texts, dates and numbers have an order", None);
        }
        if let (Type::Text(left), Type::Text(right)) = (&left_kind, &right_kind)
            && matches!(
                (left, right),
                (Range::Date, Range::DateTime) | (Range::DateTime, Range::Date)
            )
            && !ordered
        {
            let help = "`<` and `>=` say whether it lies before that day, or not";
            let message = "a day and a moment of a day are never equal";
            self.fault(tree, message, Some(help.to_owned()));
        }
        if let Type::Text(range) = &left_kind {
            self.check_range(range, right);
        }
        if let Type::Text(range) = &right_kind {
            self.check_range(range, left);
        }
        (Form::Compare(comparison, Box::new(left_form), Box::new(right_form)), Type::Boolean)
    }

    /// A literal that is compared with something of a known range must be in it.
    fn check_range(&mut self, range: &Range, tree: &IdedExpr) {
        let Expr::Literal(LiteralValue::String(text)) = &tree.expr else { return };
        let text = text.inner();
        match range {
            // What is absent is the empty text.
            Range::Any => {}
            Range::Options(_) | Range::Date | Range::DateTime if text.is_empty() => {}
            Range::Options(options) => {
                if options.iter().all(|option| option != text) {
                    let options: Vec<String> =
                        options.iter().map(|option| format!("\"{option}\"")).collect();
                    let help = format!("possible here: {}", options.join(", "));
                    self.fault(tree, format!("\"{text}\" is none of the options"), Some(help));
                }
            }
            Range::DateTime => {
                let written = text.parse::<DateTime>().ok();
                let written = written.map(|moment| Value::DateTime(moment).to_text());
                if written.as_deref() != Some(text) {
                    let message =
                        format!("\"{text}\" is not a date and a time like \"2026-12-31T18:00\"");
                    self.fault(tree, message, None);
                }
            }
            Range::Date => {
                if text.parse::<Date>().is_err() || text.len() != "2026-12-31".len() {
                    self.fault(tree, format!("\"{text}\" is not a date like \"2026-12-31\""), None);
                }
            }
        }
    }
}

/// The number with decimals at the beginning of a source, without its sign: `2.5`, `.5`, `1e3`.
fn decimal_at(source: &str) -> Option<Decimal> {
    let source = source.trim_start_matches(|c: char| c == '-' || c.is_whitespace());
    let mut before = '0';
    let end = source.find(|c: char| {
        let is_part = c.is_ascii_digit()
            || matches!(c, '.' | 'e' | 'E')
            || (matches!(c, '+' | '-') && matches!(before, 'e' | 'E'));
        before = c;
        !is_part
    });
    let digits = source.get(..end.unwrap_or(source.len()))?;
    let written = format!("0{digits}");
    let number = if written.contains(['e', 'E']) {
        Decimal::from_scientific(&written)
    } else {
        Decimal::from_str_exact(&written)
    };
    number.ok().map(|number| number.normalize())
}

fn comparison(function: &str) -> Option<Comparison> {
    Some(match function {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::Unequal,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// `a.b` of a selection on a name.
fn dotted(tree: &IdedExpr) -> Option<String> {
    match &tree.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => {
            Some(format!("{}.{}", dotted(&select.operand)?, select.field))
        }
        Expr::Select(_)
        | Expr::Unspecified
        | Expr::Call(_)
        | Expr::Comprehension(_)
        | Expr::List(_)
        | Expr::Literal(_)
        | Expr::Map(_)
        | Expr::Struct(_) => None,
    }
}

/// The `regex` crate draws a picture first and says in the last line what is wrong.
pub(crate) fn last_line(text: &str) -> &str {
    let line = text.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line)
}
