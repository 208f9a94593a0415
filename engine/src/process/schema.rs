//! The process language as JSON Schema, for editors that complete and check YAML as one types.
//!
//! Draft-07, which YAML language servers know best. It is made of the [table](super::language) and of the types
//! behind its words. What compiles is valid; what is valid may still be refused, since names, conditions and
//! what can happen are beyond a schema.

mod values;

use serde_json::{Map, Value, json};

use super::language::{Construct, Holds, Key, PROCESS, Rule};
use values::of_type;

/// The schema.
pub fn schema() -> Value {
    let mut definitions = Definitions::default();
    let whole = definitions.construct(&PROCESS);
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!("Usher process"));
    schema.extend(whole);
    schema.insert("definitions".to_owned(), Value::Object(definitions.done));
    Value::Object(schema)
}

/// The schema as the text of its file.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

/// The parts of the schema that stand under a name of their own.
#[derive(Default)]
struct Definitions {
    /// Each construct with its name.
    names: Vec<(&'static Construct, String)>,
    done: Map<String, Value>,
}

impl Definitions {
    /// A reference to a construct, or the text that may stand in its place.
    fn refer(&mut self, construct: &'static Construct) -> Value {
        let known = self.names.iter().find(|(other, _)| std::ptr::eq(*other, construct));
        let name = match known {
            Some((_, name)) => name.clone(),
            None => self.define(construct),
        };
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    /// Puts a construct among the definitions: "a field of a dialog" is `field-of-a-dialog`.
    fn define(&mut self, construct: &'static Construct) -> String {
        let name = construct.name.trim_start_matches("a ").trim_start_matches("an ");
        let name = name.replace('`', "").replace(' ', "-");
        // Two constructs can be called the same: the clauses with and without fields.
        let n_same = self.names.iter().filter(|(other, _)| other.name == construct.name).count();
        let name = if n_same == 0 { name } else { format!("{name}-{}", n_same + 1) };
        // Known before what is below it asks for it.
        self.names.push((construct, name.clone()));
        let long = Value::Object(self.construct(construct));
        let whole = match construct.short {
            None => long,
            Some(short) => json!({ "anyOf": [of_type(short), long] }),
        };
        self.done.insert(name.clone(), whole);
        name
    }

    fn construct(&mut self, construct: &'static Construct) -> Map<String, Value> {
        let kinds: Vec<Value> = construct
            .kinds()
            .into_iter()
            .map(|(word, kind)| self.kind(construct, word, kind))
            .collect();
        let mut schema = Map::new();
        schema.insert("description".to_owned(), json!(construct.about));
        schema.insert("type".to_owned(), json!("object"));
        if !kinds.is_empty() {
            schema.insert("oneOf".to_owned(), Value::Array(kinds));
            return schema;
        }
        schema.insert("properties".to_owned(), self.properties(construct.keys));
        let needed: Vec<&str> =
            construct.keys.iter().filter(|key| key.is_needed).map(|key| key.name).collect();
        if !needed.is_empty() {
            schema.insert("required".to_owned(), json!(needed));
        }
        schema.insert("additionalProperties".to_owned(), json!(false));
        let beside = construct.keys.iter().filter_map(|key| Some((key.name, key.only_with?)));
        let beside: Map<String, Value> =
            beside.map(|(key, other)| (key.to_owned(), json!([other]))).collect();
        if !beside.is_empty() {
            schema.insert("dependencies".to_owned(), Value::Object(beside));
        }
        schema.extend(of_rule(construct.rule));
        schema
    }

    /// One kind of a construct; where a key names the kinds, only this one.
    fn kind(
        &mut self,
        construct: &'static Construct,
        word: &str,
        kind: &'static Construct,
    ) -> Value {
        let mut schema = self.construct(kind);
        if let (Rule::Type(_), Some(Value::Object(properties))) =
            (construct.rule, schema.get_mut("properties"))
        {
            properties
                .insert("type".to_owned(), json!({ "const": word, "description": kind.about }));
        }
        schema.insert("title".to_owned(), json!(word));
        Value::Object(schema)
    }

    fn properties(&mut self, keys: &'static [Key]) -> Value {
        let entries = keys.iter().map(|key| {
            let mut value = self.value(key.holds);
            if value.get("$ref").is_some() {
                // Beside `$ref` nothing counts, not even a description.
                value = json!({ "allOf": [value] });
            }
            if let Value::Object(value) = &mut value {
                value.insert("description".to_owned(), json!(key.about));
            }
            (key.name.to_owned(), value)
        });
        Value::Object(entries.collect())
    }

    fn value(&mut self, holds: Holds) -> Value {
        match holds {
            Holds::Plain(value) => of_type(value),
            Holds::One(construct) => self.refer(construct),
            Holds::List(construct, 0) => {
                json!({ "type": "array", "items": self.refer(construct) })
            }
            Holds::List(construct, least) => {
                json!({ "type": "array", "items": self.refer(construct), "minItems": least })
            }
            Holds::OneOrList(construct) => {
                let one = self.refer(construct);
                json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
            }
            Holds::Named { of, names, last, layout: _ } => {
                let mut named = Map::new();
                named.insert("type".to_owned(), json!("object"));
                named.insert("propertyNames".to_owned(), of_type(names));
                named.insert("additionalProperties".to_owned(), self.refer(of));
                if let Some(last) = last {
                    named.insert("required".to_owned(), json!([last]));
                }
                Value::Object(named)
            }
        }
    }
}

/// What a rule adds to the keys.
fn of_rule(rule: Rule) -> Vec<(String, Value)> {
    match rule {
        Rule::Free | Rule::Keyword(_) | Rule::Type(_) => Vec::new(),
        Rule::AtLeastOne => vec![("minProperties".to_owned(), json!(1))],
        Rule::One => {
            vec![("minProperties".to_owned(), json!(1)), ("maxProperties".to_owned(), json!(1))]
        }
        Rule::OneOf(names) => {
            let each: Vec<Value> = names.iter().map(|name| json!({ "required": [name] })).collect();
            vec![("oneOf".to_owned(), Value::Array(each))]
        }
    }
}
