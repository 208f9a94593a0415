//! Paths and their predicates.

use xrust::transform::{Axis as XAxis, KindTest, Transform};

use super::expr::{Place, Typed, to_boolean};
use super::scope::Type;
use crate::emit::{self, T};
use crate::names::qname;
use crate::xpath::{Axis, Expr, ExprFault, ExprKind, From, Path, Step, Test};

impl Place<'_> {
    pub(super) fn path(&mut self, path: &Path, offset: usize) -> Result<Typed, ExprFault> {
        let mut done = Vec::new();
        let mut single = true;
        match &path.from {
            From::Root => done.push(Transform::Root),
            From::Context => {}
            From::Expr(expr, predicates) => {
                done.push(self.nodes(expr)?);
                for predicate in predicates {
                    let (predicate, _) = self.predicate(predicate)?;
                    done.push(emit::filter(predicate));
                }
                single = false;
            }
        }
        for step in simplify(&path.steps) {
            let (parts, positional) = self.step(&step)?;
            if positional && is_reverse(step.axis) {
                return Err(ExprFault::new(step.offset, "a position is counted backwards on this axis, which is not supported")
                    .help("put the path in parentheses to count in document order, as in `(preceding-sibling::Item)[1]`"));
            }
            if positional && !single {
                // The position counts anew for each node that the step starts from.
                let each = emit::for_each(sequence(done), sequence(parts));
                done = vec![each, emit::kind(XAxis::SelfAxis, KindTest::Any)];
            } else {
                done.extend(parts);
            }
            single = single && step.axis == Axis::Itself;
        }
        if done.is_empty() && path.steps.is_empty() {
            return Err(ExprFault::new(offset, "here a path is expected"));
        }
        Ok(Typed::new(Type::Nodes, sequence(done)))
    }

    /// A step's parts, and whether they count positions.
    fn step(&mut self, step: &Step) -> Result<(Vec<T>, bool), ExprFault> {
        let mut parts = self.test(step)?;
        let mut positional = false;
        for predicate in &step.predicates {
            let (predicate, counts) = self.predicate(predicate)?;
            positional |= counts;
            parts.push(emit::filter(predicate));
        }
        Ok((parts, positional))
    }

    /// Axis and node test. `xrust`'s name tests do not look at the kind of a node, so where an axis mixes them the
    /// kind is tested apart.
    pub(super) fn test(&mut self, step: &Step) -> Result<Vec<T>, ExprFault> {
        let axis = axis(step.axis);
        let principal =
            if step.axis == Axis::Attribute { KindTest::Attribute } else { KindTest::Element };
        Ok(match &step.test {
            Test::Node => vec![emit::kind(axis, KindTest::Any)],
            Test::Any => vec![emit::kind(axis, principal)],
            Test::Text => vec![emit::kind(axis, KindTest::Text)],
            Test::Comment => vec![emit::kind(axis, KindTest::Comment)],
            Test::Name(prefix, local) => {
                let name = self.name(prefix, local, step.offset)?;
                let named = emit::named(axis, name);
                if matches!(step.axis, Axis::Itself | Axis::AncestorOrSelf | Axis::DescendantOrSelf)
                {
                    vec![named, emit::kind(XAxis::SelfAxis, principal)]
                } else {
                    vec![named]
                }
            }
        })
    }

    /// A name of the stylesheet, remembered so that documents' names are compared with it.
    pub(super) fn name(
        &mut self,
        prefix: &str,
        local: &str,
        offset: usize,
    ) -> Result<qualname::QName, ExprFault> {
        // In XPath an unprefixed name is in no namespace, whatever the default one is.
        let uri = if prefix.is_empty() {
            None
        } else {
            self.namespaces.uri(prefix).map_err(|()| {
                ExprFault::new(offset, format!("the prefix `{prefix}` is not declared"))
                    .help(format!("declare it in the root element: `xmlns:{prefix}=\"...\"`"))
            })?
        };
        let name = qname(uri.as_deref(), local)
            .ok_or_else(|| ExprFault::new(offset, format!("the name `{local}` cannot be used")))?;
        self.gathered.known.insert((uri, local.into()), name.clone());
        Ok(name)
    }

    /// A predicate as a truth value, and whether it counts positions.
    pub(super) fn predicate(&mut self, expr: &Expr) -> Result<(T, bool), ExprFault> {
        let outer = std::mem::replace(&mut self.in_predicate, true);
        let typed = self.expr(expr);
        self.in_predicate = outer;
        let typed = typed?;
        if typed.kind == Type::Number {
            return Ok((emit::equal(emit::double(typed.value), Transform::Position), true));
        }
        Ok((to_boolean(typed, expr.offset)?, mentions_position(expr)))
    }
}

/// One transformation out of consecutive ones.
fn sequence(mut parts: Vec<T>) -> T {
    match parts.len() {
        0 => Transform::ContextItem,
        1 => parts.remove(0),
        _ => Transform::Compose(parts),
    }
}

/// Leaves out `.`, and reads `//Name` as descendants of that name, which means the same where no position is counted.
fn simplify(steps: &[Step]) -> Vec<Step> {
    let mut simple: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        if step.axis == Axis::Itself && step.test == Test::Node && step.predicates.is_empty() {
            continue;
        }
        let follows_any_depth = simple.last().is_some_and(|s| {
            s.axis == Axis::DescendantOrSelf && s.test == Test::Node && s.predicates.is_empty()
        });
        let counts = step.predicates.iter().any(may_count);
        if follows_any_depth && step.axis == Axis::Child && !counts {
            simple.pop();
            simple.push(Step { axis: Axis::Descendant, ..step.clone() });
        } else {
            simple.push(step.clone());
        }
    }
    simple
}

/// Whether a predicate may be a position: a number, or something computed from one.
fn may_count(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_)
        | ExprKind::Variable(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::Negate(_) => true,
        ExprKind::Call(name, _) => {
            matches!(
                name.as_str(),
                "count"
                    | "sum"
                    | "number"
                    | "floor"
                    | "ceiling"
                    | "round"
                    | "string-length"
                    | "position"
                    | "last"
            ) || mentions_position(expr)
        }
        ExprKind::Text(_)
        | ExprKind::Or(..)
        | ExprKind::And(..)
        | ExprKind::Compare(..)
        | ExprKind::Union(..)
        | ExprKind::Path(_) => mentions_position(expr),
    }
}

/// Whether `position()` is asked for, and not within a predicate of its own.
fn mentions_position(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Variable(_) => false,
        ExprKind::Call(name, arguments) => {
            name == "position" || arguments.iter().any(mentions_position)
        }
        ExprKind::Or(left, right)
        | ExprKind::And(left, right)
        | ExprKind::Compare(_, left, right)
        | ExprKind::Arithmetic(_, left, right)
        | ExprKind::Union(left, right) => mentions_position(left) || mentions_position(right),
        ExprKind::Negate(inner) => mentions_position(inner),
        ExprKind::Path(path) => match &path.from {
            From::Expr(expr, _) => mentions_position(expr),
            From::Root | From::Context => false,
        },
    }
}

fn is_reverse(axis: Axis) -> bool {
    matches!(axis, Axis::Ancestor | Axis::AncestorOrSelf | Axis::PrecedingSibling)
}

fn axis(axis: Axis) -> XAxis {
    match axis {
        Axis::Child => XAxis::Child,
        Axis::Descendant => XAxis::Descendant,
        Axis::DescendantOrSelf => XAxis::DescendantOrSelf,
        Axis::Attribute => XAxis::Attribute,
        Axis::Itself => XAxis::SelfAxis,
        Axis::Parent => XAxis::Parent,
        Axis::Ancestor => XAxis::Ancestor,
        Axis::AncestorOrSelf => XAxis::AncestorOrSelf,
        Axis::FollowingSibling => XAxis::FollowingSibling,
        Axis::PrecedingSibling => XAxis::PrecedingSibling,
    }
}
