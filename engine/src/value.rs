//! Values of dynamic fields.

use jiff::civil::Date;

/// What a dynamic field holds. An absent value is `None` of `Option<Value>`, never an empty text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// text, textarea, email and dropdown (the option's key)
    Text(String),
    /// integer
    Integer(i64),
    /// checkbox
    Boolean(bool),
    /// date, without a time of day
    Date(Date),
    /// multiselect: the chosen options' keys, in the order of the options
    List(Vec<String>),
}

impl Value {
    /// The value as one line of text: what templates, mappings and journals show.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(checked) => if *checked { "1" } else { "0" }.to_owned(),
            Self::Date(date) => date.to_string(),
            Self::List(keys) => keys.join(", "),
        }
    }

    /// The value as form input: one text for each choice, as [`crate::field::Field::parse`] reads it.
    pub fn to_input(&self) -> Vec<String> {
        match self {
            Self::List(keys) => keys.clone(),
            Self::Text(_) | Self::Integer(_) | Self::Boolean(_) | Self::Date(_) => {
                vec![self.to_text()]
            }
        }
    }
}
