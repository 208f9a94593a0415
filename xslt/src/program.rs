//! A compiled stylesheet: what `compile` makes and `run` carries out.
//!
//! It holds no reference to a document, is never changed, and is shared by all threads.

use std::sync::Arc;

use crate::names::{Atom, FrozenNames, Name};
use crate::tree::StripRules;
use crate::xpath::{Expr, Pattern};

/// A compiled stylesheet.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) names: FrozenNames,
    /// The main one first.
    pub(crate) modules: Vec<Module>,
    pub(crate) templates: Vec<Template>,
    /// The first is the default mode; the others are numbered as they come.
    pub(crate) modes: Vec<Mode>,
    pub(crate) globals: Vec<Global>,
    pub(crate) keys: Vec<Key>,
    pub(crate) strip: StripRules,
    pub(crate) output: OutputSettings,
    /// By name; [`Name::NONE`] is the default one, which is always there.
    pub(crate) decimal_formats: Vec<(Name, DecimalFormat)>,
    pub(crate) attribute_sets: Vec<AttributeSet>,
    pub(crate) functions: Vec<UserFunction>,
}

/// A stylesheet module as it was read: for messages, coverage and `document('')`.
#[derive(Debug, Clone)]
pub(crate) struct Module {
    /// Its address; empty if it has none.
    pub(crate) address: Arc<str>,
    pub(crate) text: Arc<str>,
}

/// A place in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// An index into [`Program::modules`].
    pub(crate) module: u16,
    /// From 1.
    pub(crate) line: u32,
    /// In characters, from 1.
    pub(crate) column: u32,
}

/// `xsl:template`
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) place: Place,
    /// As messages name it: `match="..."` or `name="..."`, with `mode="..."`.
    pub(crate) label: Box<str>,
    /// Import precedence: a larger number is a higher precedence. `apply-imports` looks at the templates of the modules
    /// that its template's module imports: those in `imports`.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "by it people and tests tell programs apart")
    )]
    pub(crate) precedence: u32,
    /// The precedences of the modules imported (directly or not) by the module that it stands in, as a half-open range.
    pub(crate) imports: (u32, u32),
    /// How many slots its frame has.
    pub(crate) n_slots: u32,
    pub(crate) body: Block,
}

/// The rules of one mode, best first.
#[derive(Debug, Default)]
pub(crate) struct Mode {
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "by it people and tests tell programs apart")
    )]
    pub(crate) name: Option<Name>,
    /// Sorted: the highest import precedence first, then the highest priority, then the last one in the stylesheet.
    pub(crate) rules: Vec<Rule>,
    /// For the elements (and likewise the attributes) of a name: which of `rules` may match, in their order, those that
    /// match any name included. A name that is not listed is looked up in `any_element` or `any_attribute`.
    pub(crate) elements: Vec<(Name, Box<[u32]>)>,
    pub(crate) any_element: Box<[u32]>,
    pub(crate) attributes: Vec<(Name, Box<[u32]>)>,
    pub(crate) any_attribute: Box<[u32]>,
    pub(crate) text: Box<[u32]>,
    pub(crate) comment: Box<[u32]>,
    pub(crate) processing_instruction: Box<[u32]>,
    pub(crate) root: Box<[u32]>,
    /// Rules whose pattern is `id(..)` or `key(..)` are in all of the lists.
    pub(crate) namespace: Box<[u32]>,
}

/// One alternative of a template's pattern.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) pattern: Pattern,
    /// An index into [`Program::templates`].
    pub(crate) template: u32,
    pub(crate) precedence: u32,
    pub(crate) priority: f64,
}

/// A global variable or parameter.
#[derive(Debug)]
pub(crate) struct Global {
    pub(crate) place: Place,
    pub(crate) name: Name,
    /// Whether it is `xsl:param`, whose value the caller may give.
    pub(crate) param: bool,
    pub(crate) value: Binding,
    /// Slots of its own, for variables inside of it.
    pub(crate) n_slots: u32,
}

/// The value of a variable, parameter or argument.
#[derive(Debug)]
pub(crate) enum Binding {
    Select(Expr),
    /// A result tree fragment.
    Body(Block),
    /// Neither: the empty string.
    Empty,
}

/// One `xsl:key`.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) place: Place,
    pub(crate) name: Name,
    pub(crate) patterns: Box<[Pattern]>,
    pub(crate) value: Expr,
}

/// All of `xsl:output`, merged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OutputSettings {
    /// Not given: html if the result's first element is `html` in no namespace, else xml.
    pub(crate) method: Option<Method>,
    pub(crate) version: Option<Box<str>>,
    pub(crate) encoding: Option<Box<str>>,
    pub(crate) omit_xml_declaration: Option<bool>,
    pub(crate) standalone: Option<bool>,
    pub(crate) doctype_public: Option<Box<str>>,
    pub(crate) doctype_system: Option<Box<str>>,
    /// Not given: yes for html, no for others.
    pub(crate) indent: Option<bool>,
    pub(crate) media_type: Option<Box<str>>,
    pub(crate) cdata_section_elements: Vec<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Xml,
    Html,
    Text,
}

/// `xsl:decimal-format`; the defaults are those of XSLT 1.0, section 12.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecimalFormat {
    pub(crate) decimal_separator: char,
    pub(crate) grouping_separator: char,
    pub(crate) infinity: Box<str>,
    pub(crate) minus_sign: char,
    pub(crate) nan: Box<str>,
    pub(crate) percent: char,
    pub(crate) per_mille: char,
    pub(crate) zero_digit: char,
    pub(crate) digit: char,
    pub(crate) pattern_separator: char,
}

/// All definitions of one `xsl:attribute-set`, merged: the lowest import precedence first, as later ones win.
#[derive(Debug)]
pub(crate) struct AttributeSet {
    pub(crate) place: Place,
    pub(crate) name: Name,
    /// For each definition: the sets that it uses come first, then its own attributes.
    pub(crate) definitions: Vec<AttributeSetDefinition>,
}

#[derive(Debug)]
pub(crate) struct AttributeSetDefinition {
    /// Indices into [`Program::attribute_sets`].
    pub(crate) uses: Box<[u32]>,
    pub(crate) body: Block,
    pub(crate) n_slots: u32,
}

/// `func:function`
#[derive(Debug)]
pub(crate) struct UserFunction {
    pub(crate) place: Place,
    pub(crate) name: Name,
    /// The slots of its parameters in their order, all of which the body begins with.
    pub(crate) n_params: u32,
    pub(crate) n_slots: u32,
    /// Begins with an [`Op::Param`] for each parameter. [`Op::FunctionResult`] sets what it gives.
    pub(crate) body: Block,
}

/// A sequence of instructions.
pub(crate) type Block = Box<[Instruction]>;

/// An instruction, and where it stands.
#[derive(Debug)]
pub(crate) struct Instruction {
    pub(crate) place: Place,
    pub(crate) op: Op,
}

/// What an instruction does.
#[derive(Debug)]
pub(crate) enum Op {
    /// Literal text, or `xsl:text`; `raw` is `disable-output-escaping`.
    Text {
        text: Arc<str>,
        raw: bool,
    },
    Literal(Box<LiteralElement>),
    ValueOf {
        select: Expr,
        raw: bool,
    },
    ApplyTemplates(Box<ApplyTemplates>),
    ApplyImports {
        params: Box<[Argument]>,
    },
    /// An index into [`Program::templates`].
    CallTemplate {
        template: u32,
        params: Box<[Argument]>,
    },
    ForEach(Box<ForEach>),
    If {
        test: Expr,
        body: Block,
    },
    Choose {
        whens: Box<[(Expr, Block)]>,
        otherwise: Block,
    },
    /// Sets a slot of the frame.
    Variable {
        slot: u32,
        value: Binding,
    },
    /// Sets a slot to the argument of that name, or to the default.
    Param {
        slot: u32,
        name: Name,
        value: Binding,
    },
    Copy(Box<Copy>),
    CopyOf(Expr),
    Element(Box<Element>),
    Attribute(Box<Attribute>),
    Comment(Block),
    ProcessingInstruction {
        name: ValueTemplate,
        body: Block,
    },
    Number(Box<Number>),
    Message {
        terminate: bool,
        body: Block,
    },
    /// `exsl:document`: a further result.
    Document(Box<ResultDocument>),
    /// `func:result`
    FunctionResult(Binding),
    /// An instruction that is not known here, without `xsl:fallback`: an error if it is reached.
    Unknown {
        name: Box<str>,
    },
    /// A sequence in place: the bodies of `xsl:fallback`.
    Block(Block),
}

/// An attribute value template (XSLT 1.0, section 7.6.2).
#[derive(Debug)]
pub(crate) enum ValueTemplate {
    Fixed(Arc<str>),
    /// Text and expressions in turn.
    Parts(Box<[Part]>),
}

#[derive(Debug)]
pub(crate) enum Part {
    Text(Arc<str>),
    Expr(Expr),
}

/// A name as it is written to the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResultName {
    pub(crate) name: Name,
    pub(crate) prefix: Atom,
}

/// A literal result element; namespace aliases have been applied.
#[derive(Debug)]
pub(crate) struct LiteralElement {
    pub(crate) name: ResultName,
    /// The namespaces that it brings along: all in scope in the stylesheet but those excluded.
    pub(crate) namespaces: Box<[(Atom, Atom)]>,
    pub(crate) attribute_sets: Box<[u32]>,
    pub(crate) attributes: Box<[(ResultName, ValueTemplate)]>,
    pub(crate) body: Block,
}

#[derive(Debug)]
pub(crate) struct ApplyTemplates {
    /// Not given: the children.
    pub(crate) select: Option<Expr>,
    /// An index into [`Program::modes`].
    pub(crate) mode: u32,
    pub(crate) sorts: Box<[Sort]>,
    pub(crate) params: Box<[Argument]>,
}

/// `xsl:with-param`
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) name: Name,
    pub(crate) value: Binding,
}

#[derive(Debug)]
pub(crate) struct ForEach {
    pub(crate) select: Expr,
    pub(crate) sorts: Box<[Sort]>,
    pub(crate) body: Block,
}

/// `xsl:sort`
#[derive(Debug)]
pub(crate) struct Sort {
    pub(crate) select: Expr,
    pub(crate) lang: Option<ValueTemplate>,
    /// `text`, `number` or a name with a prefix.
    pub(crate) data_type: Option<ValueTemplate>,
    pub(crate) order: Option<ValueTemplate>,
    pub(crate) case_order: Option<ValueTemplate>,
}

#[derive(Debug)]
pub(crate) struct Copy {
    pub(crate) attribute_sets: Box<[u32]>,
    pub(crate) body: Block,
}

/// `xsl:element`
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: ValueTemplate,
    pub(crate) namespace: Option<ValueTemplate>,
    /// The namespaces in scope in the stylesheet, the default one included; a prefix in the name is looked up here.
    pub(crate) scope: Box<[(Atom, Atom)]>,
    pub(crate) attribute_sets: Box<[u32]>,
    pub(crate) body: Block,
}

/// `xsl:attribute`
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) name: ValueTemplate,
    pub(crate) namespace: Option<ValueTemplate>,
    /// As with [`Element::scope`].
    pub(crate) scope: Box<[(Atom, Atom)]>,
    pub(crate) body: Block,
}

/// `xsl:number`
#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) value: Option<Expr>,
    pub(crate) level: Level,
    /// Empty: what is like the current node.
    pub(crate) count: Box<[Pattern]>,
    /// Empty: not given.
    pub(crate) from: Box<[Pattern]>,
    pub(crate) format: ValueTemplate,
    pub(crate) lang: Option<ValueTemplate>,
    pub(crate) letter_value: Option<ValueTemplate>,
    pub(crate) grouping_separator: Option<ValueTemplate>,
    pub(crate) grouping_size: Option<ValueTemplate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Single,
    Multiple,
    Any,
}

/// `exsl:document`
#[derive(Debug)]
pub(crate) struct ResultDocument {
    pub(crate) href: ValueTemplate,
    /// What the instruction says; the rest is as in `xsl:output`.
    pub(crate) settings: OutputSettings,
    pub(crate) body: Block,
}
