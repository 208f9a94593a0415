//! What the inbound mapping wrote, as changes to the ticket.

use engine::event::Changes;
use engine::ticket::Article;

use super::tree::{self, Element};
use super::{DocumentFault, is_blank};

/// Reads `RootElement/{Ticket, Article[]}`, or a `Ticket` alone. Nothing written means nothing changed;
/// anything that cannot be applied is an error, never ignored.
pub fn changes(text: &str) -> Result<Changes, DocumentFault> {
    let mut changes = Changes::default();
    let Some(root) = tree::parse(text)? else { return Ok(changes) };
    if root.name == "Ticket" {
        ticket(&root, "Ticket", &mut changes)?;
        return Ok(changes);
    }
    let path = root.name.as_str();
    no_text(&root, path)?;
    let mut tickets = 0;
    for child in &root.children {
        let path = format!("{path}/{}", child.name);
        match child.name.as_str() {
            "Ticket" if tickets == 0 => {
                tickets += 1;
                ticket(child, &path, &mut changes)?;
            }
            "Ticket" => return Err(DocumentFault::meaning(path, "is given more than once")),
            "Article" => changes.articles.push(article(child, &path)?),
            _ => return Err(unknown(path, "`Ticket` and `Article`")),
        }
    }
    Ok(changes)
}

fn ticket(element: &Element, path: &str, changes: &mut Changes) -> Result<(), DocumentFault> {
    no_text(element, path)?;
    for child in &element.children {
        let path = format!("{path}/{}", child.name);
        match child.name.as_str() {
            "State" => once(&mut changes.state, child, &path)?,
            "Title" => once(&mut changes.title, child, &path)?,
            "DynamicField" => changes.fields.push(field(child, &path)?),
            "Article" => changes.articles.push(article(child, &path)?),
            _ => return Err(unknown(path, "`State`, `Title`, `DynamicField` and `Article`")),
        }
    }
    Ok(())
}

/// `Name` and any number of `Value`; one empty `Value` clears the field, as no `Value` does.
fn field(element: &Element, path: &str) -> Result<(String, Vec<String>), DocumentFault> {
    no_text(element, path)?;
    let mut name = None;
    let mut values = Vec::new();
    for child in &element.children {
        let path = format!("{path}/{}", child.name);
        match child.name.as_str() {
            "Name" => once(&mut name, child, &path)?,
            "Value" => values.push(leaf(child, &path)?),
            _ => return Err(unknown(path, "`Name` and `Value`")),
        }
    }
    values.retain(|value: &String| !value.is_empty());
    match name {
        Some(name) if !name.is_empty() => Ok((name, values)),
        Some(_) | None => Err(DocumentFault::meaning(path, "has no `Name`")),
    }
}

/// An article is for agents only unless it says otherwise.
fn article(element: &Element, path: &str) -> Result<Article, DocumentFault> {
    no_text(element, path)?;
    let (mut subject, mut body, mut visible) = (None, None, None);
    for child in &element.children {
        let path = format!("{path}/{}", child.name);
        match child.name.as_str() {
            "Subject" => once(&mut subject, child, &path)?,
            "Body" => once(&mut body, child, &path)?,
            "IsVisibleForCustomer" => once(&mut visible, child, &path)?,
            _ => return Err(unknown(path, "`Subject`, `Body` and `IsVisibleForCustomer`")),
        }
    }
    let visible_to_customer = match visible.as_deref() {
        None | Some("0") => false,
        Some("1") => true,
        Some(other) => {
            let message = format!("is `{other}`, where `1` and `0` are possible");
            return Err(DocumentFault::meaning(format!("{path}/IsVisibleForCustomer"), message));
        }
    };
    match subject {
        Some(subject) if !is_blank(&subject) => {
            Ok(Article { visible_to_customer, subject, body: body.unwrap_or_default() })
        }
        Some(_) | None => Err(DocumentFault::meaning(path, "has no `Subject`")),
    }
}

fn once(place: &mut Option<String>, element: &Element, path: &str) -> Result<(), DocumentFault> {
    let text = leaf(element, path)?;
    match place.replace(text) {
        None => Ok(()),
        Some(_) => Err(DocumentFault::meaning(path, "is given more than once")),
    }
}

fn leaf(element: &Element, path: &str) -> Result<String, DocumentFault> {
    no_attributes(element, path)?;
    match element.children.first() {
        None => Ok(element.text.clone()),
        Some(child) => Err(DocumentFault::meaning(
            path,
            format!("has `{}` in it, where a text belongs", child.name),
        )),
    }
}

fn no_text(element: &Element, path: &str) -> Result<(), DocumentFault> {
    no_attributes(element, path)?;
    if is_blank(&element.text) {
        Ok(())
    } else {
        Err(DocumentFault::meaning(path, "has a text, where elements belong"))
    }
}

fn no_attributes(element: &Element, path: &str) -> Result<(), DocumentFault> {
    match element.attributes.first() {
        None => Ok(()),
        Some((name, _)) => Err(DocumentFault::meaning(
            path,
            format!("has the attribute `{name}`, which means nothing"),
        )),
    }
}

fn unknown(path: String, possible: &str) -> DocumentFault {
    DocumentFault::meaning(
        path,
        format!("is nothing that a mapping can change; here are only {possible}"),
    )
}
