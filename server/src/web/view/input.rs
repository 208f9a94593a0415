//! Inputs of forms, with label, hint and what is wrong with them.

use std::fmt;

use askama::Template;
use engine::value::Attachment;

/// One input.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/input.html")]
pub struct Input {
    /// The element's id; faults refer to it.
    pub id: String,
    /// The name under which it is posted.
    pub name: String,
    /// What people read.
    pub label: String,
    /// A sentence below the label; may be empty.
    pub hint: String,
    /// Whether it must be filled in; said in words.
    pub required: bool,
    /// What kind of input it is.
    pub kind: InputKind,
    /// What it holds: one text for each choice.
    pub values: Vec<String>,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// The `autocomplete` attribute; may be empty.
    pub autocomplete: &'static str,
    /// What the browser offers while one types: value and what people read.
    pub suggestions: Vec<(String, String)>,
}

impl askama::filters::HtmlSafe for Input {}

/// The kinds of inputs. Options are key and label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// One line.
    Text {
        /// In characters.
        length_max: usize,
    },
    /// Several lines. Not bounded in the browser, which counts line breaks otherwise than we do.
    Textarea,
    /// An email address.
    Email,
    /// A whole number.
    Integer,
    /// Yes or no.
    Checkbox,
    /// One of several.
    Dropdown {
        /// In the order offered.
        options: Vec<(String, String)>,
        /// The label of the choice of none, if that is possible.
        empty: Option<String>,
    },
    /// Any of several.
    Multiselect {
        /// In the order offered.
        options: Vec<(String, String)>,
    },
    /// A number with decimals.
    Decimal,
    /// A day.
    Date,
    /// A day and a time of day.
    DateTime,
    /// A password; what was posted never comes back.
    Password,
    /// A search word.
    Search,
    /// A file to upload. What it holds is a file that was uploaded before.
    File,
    /// Shown, not changed.
    ReadOnly {
        /// What people read.
        text: String,
        /// The value's own page.
        href: Option<String>,
    },
}

impl Input {
    /// A one-line input without anything in it.
    pub fn text(name: &str, label: &str, length_max: usize) -> Self {
        Self::new(name, label, InputKind::Text { length_max })
    }

    /// An input without anything in it.
    pub fn new(name: &str, label: &str, kind: InputKind) -> Self {
        Self {
            id: format!("input-{name}"),
            name: name.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            required: false,
            kind,
            values: Vec::new(),
            fault: None,
            autocomplete: "",
            suggestions: Vec::new(),
        }
    }

    /// The same, to be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// The same with this in it.
    #[must_use]
    pub fn holding(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }

    /// The same with an `autocomplete` attribute.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// The first value, or nothing.
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn is_chosen(&self, key: &str) -> bool {
        self.values.iter().any(|value| value == key)
    }

    fn is_checked(&self) -> bool {
        matches!(self.value(), "1" | "on" | "true")
    }

    fn shows_value(&self) -> bool {
        !matches!(self.kind, InputKind::Password | InputKind::File) && !self.value().is_empty()
    }

    /// The file that it holds, with its length as people read it.
    fn kept(&self) -> Option<(String, String)> {
        let file = Attachment::parse(self.value()).filter(|_| self.kind == InputKind::File)?;
        let length = length(file.length);
        Some((file.file_name, length))
    }

    fn html_type(&self) -> &'static str {
        match &self.kind {
            InputKind::Email => "email",
            InputKind::Date => "date",
            InputKind::DateTime => "datetime-local",
            InputKind::Password => "password",
            InputKind::Search => "search",
            InputKind::File => "file",
            // A number input drops what is not a number, and the person could not see what was wrong.
            InputKind::Integer
            | InputKind::Decimal
            | InputKind::Text { .. }
            | InputKind::Textarea
            | InputKind::Checkbox
            | InputKind::Dropdown { .. }
            | InputKind::Multiselect { .. }
            | InputKind::ReadOnly { .. } => "text",
        }
    }

    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let fault = self.fault.as_ref().map(|_| format!("{}-fault", self.id));
        let kept = self.kept().map(|_| format!("{}-kept", self.id));
        let ids: Vec<String> = [hint, fault, kept].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn attributes(&self) -> Attributes<'_> {
        Attributes(self)
    }
}

/// A file's length as people read it.
pub fn length(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * KIB;
    match bytes {
        1 => "1 byte".to_owned(),
        0..KIB => format!("{bytes} bytes"),
        KIB..MIB => format!("{} KiB", bytes / KIB),
        MIB.. => format!("{}.{} MiB", bytes / MIB, bytes % MIB * 10 / MIB),
    }
}

/// The attributes that all kinds of inputs have. Written as HTML; every text in it is our own or an
/// id made of a name that was checked.
struct Attributes<'a>(&'a Input);

impl askama::filters::HtmlSafe for Attributes<'_> {}

impl fmt::Display for Attributes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let input = self.0;
        match &input.kind {
            InputKind::Text { length_max } => write!(f, r#" maxlength="{length_max}""#)?,
            InputKind::Integer => f.write_str(r#" inputmode="numeric""#)?,
            InputKind::Decimal => f.write_str(r#" inputmode="decimal""#)?,
            InputKind::Textarea
            | InputKind::Email
            | InputKind::Checkbox
            | InputKind::Dropdown { .. }
            | InputKind::Multiselect { .. }
            | InputKind::Date
            | InputKind::DateTime
            | InputKind::Password
            | InputKind::Search
            | InputKind::File
            | InputKind::ReadOnly { .. } => {}
        }
        if !input.suggestions.is_empty() {
            write!(f, r#" list="{}-list""#, input.id)?;
        }
        if !input.autocomplete.is_empty() {
            write!(f, r#" autocomplete="{}""#, input.autocomplete)?;
        }
        if input.required && input.kept().is_none() {
            f.write_str(" required")?;
        }
        if let Some(ids) = input.described_by() {
            write!(
                f,
                r#" aria-describedby="{}""#,
                askama::filters::escape(&ids, askama::filters::Html)
                    .map_err(|_never| fmt::Error)?
            )?;
        }
        if input.fault.is_some() {
            f.write_str(r#" aria-invalid="true""#)?;
        }
        Ok(())
    }
}

/// What is wrong with a form, at its top; each sentence leads to its input.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/summary.html")]
pub struct Summary {
    /// What people read first.
    pub heading: String,
    /// The sentences.
    pub items: Vec<SummaryItem>,
    /// The heading's id: there may be several forms on a page.
    pub id: String,
}

impl askama::filters::HtmlSafe for Summary {}

/// A sentence of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryItem {
    /// The input that it is about.
    pub input_id: Option<String>,
    /// The sentence.
    pub text: String,
}

impl Summary {
    /// The summary of what is wrong with `inputs`, and of `others` which concern none of them; none if
    /// all is well.
    pub fn of<'a>(inputs: impl IntoIterator<Item = &'a Input>, others: &[String]) -> Option<Self> {
        let mut items: Vec<SummaryItem> = inputs
            .into_iter()
            .filter_map(|input| {
                let fault = input.fault.as_ref()?;
                let id = match &input.kind {
                    // The first box, since a group of boxes takes no focus.
                    InputKind::Multiselect { .. } => format!("{}-1", input.id),
                    InputKind::Text { .. }
                    | InputKind::Textarea
                    | InputKind::Email
                    | InputKind::Integer
                    | InputKind::Decimal
                    | InputKind::Checkbox
                    | InputKind::Dropdown { .. }
                    | InputKind::Date
                    | InputKind::DateTime
                    | InputKind::Password
                    | InputKind::Search
                    | InputKind::File
                    | InputKind::ReadOnly { .. } => input.id.clone(),
                };
                Some(SummaryItem { input_id: Some(id), text: format!("{}: {fault}", input.label) })
            })
            .collect();
        items.extend(others.iter().map(|text| SummaryItem { input_id: None, text: text.clone() }));
        let heading = match items.len() {
            0 => return None,
            1 => "Please correct this".to_owned(),
            count => format!("Please correct these {count} things"),
        };
        Some(Self { heading, items, id: "summary-heading".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &Input, expected: &[&str]) {
        let html = input.to_string();
        for part in expected {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_fault_is_tied_to_its_input() {
        let mut input = Input::text("UserLogin", "User login", 191)
            .required()
            .hint("Letters and digits.")
            .holding("a<b");
        input.fault = Some("It is taken.".into());
        check(
            &input,
            &[
                r#"<label class="label" for="input-UserLogin">User login<span class="need">required</span></label>"#,
                r#"value="a&#60;b""#,
                r#"maxlength="191""#,
                r#"aria-describedby="input-UserLogin-hint input-UserLogin-fault""#,
                r#"aria-invalid="true""#,
                r#"id="input-UserLogin-fault">It is taken."#,
            ],
        );
    }

    #[test]
    fn a_password_never_comes_back() {
        let html =
            Input::new("password", "Password", InputKind::Password).holding("secret").to_string();
        assert!(!html.contains("secret"), "{html}");
    }

    #[test]
    fn a_choice_comes_back() {
        let options =
            vec![("1".to_owned(), "valid".to_owned()), ("2".to_owned(), "invalid".to_owned())];
        let dropdown = InputKind::Dropdown { options: options.clone(), empty: None };
        check(
            &Input::new("V", "V", dropdown).holding("2"),
            &[r#"<option value="2" selected>invalid</option>"#],
        );
        let mut many = Input::new("V", "V", InputKind::Multiselect { options });
        many.values = vec!["1".into(), "2".into()];
        assert_eq!(many.to_string().matches(" checked").count(), 2);
    }

    #[test]
    fn a_file_that_was_uploaded_is_kept_and_can_be_left_out() {
        let handle = format!("{} 2048 a<b.pdf", "0".repeat(64));
        let input = Input::new("Cv", "Cv", InputKind::File).holding(&*handle);
        let kept = format!(r#"name="usher.kept.Cv" value="{}""#, handle.replace('<', "&#60;"));
        let parts = ["a&#60;b.pdf", "2 KiB", &kept, r#"name="usher.without.Cv""#, r#"type="file""#];
        check(&input, &parts);
        assert!(!input.required().to_string().contains("usher.without"));
    }

    #[test]
    fn a_length_is_short() {
        let lengths = [1, 1023, 1024, 1024 * 1024, 10 * 1024 * 1024 + 600 * 1024].map(length);
        assert_eq!(lengths, ["1 byte", "1023 bytes", "1 KiB", "1.0 MiB", "10.5 MiB"]);
    }

    #[test]
    fn a_summary_leads_to_the_inputs() {
        let mut input = Input::text("A", "First name", 10);
        assert_eq!(Summary::of([&input], &[]), None);
        input.fault = Some("Please fill in this field.".into());
        let html = Summary::of([&input], &["Something else.".into()]).unwrap().to_string();
        assert!(
            html.contains(r##"<a href="#input-A">First name: Please fill in this field.</a>"##),
            "{html}"
        );
        assert!(html.contains("<li>Something else.</li>"), "{html}");
    }
}
