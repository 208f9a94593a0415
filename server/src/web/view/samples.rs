//! Every page with samples: rendered, checked, and written to `target/pages/` to be looked at.

mod html;
mod pages;

use std::path::Path;

use html::Document;

/// Every sample page by name.
fn all() -> Vec<(&'static str, String)> {
    let mut all = pages::public();
    all.extend(pages::portal());
    all.extend(pages::admin());
    all
}

fn each(check: impl Fn(&str, &Document)) {
    for (name, page) in all() {
        check(
            name,
            &Document::parse(&page).unwrap_or_else(|fault| panic!("{name}: {fault}\n{page}")),
        );
    }
}

#[test]
fn every_page_is_well_formed_and_can_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pages");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for asset in [&*crate::web::assets::STYLESHEET, &*crate::web::assets::ICON] {
        std::fs::write(folder.join("assets").join(&asset.file), asset.content).unwrap();
    }
    for (name, page) in all() {
        let local = page.replace(r#"="/assets/"#, r#"="assets/"#);
        std::fs::write(folder.join(format!("{name}.html")), local).unwrap();
    }
    each(|_, _| {});
}

#[test]
fn every_page_has_a_language_a_title_and_one_heading_of_the_first_level() {
    each(|name, page| {
        assert_eq!(
            page.elements("html").map(|html| html.get("lang")).next(),
            Some(Some("en")),
            "{name}"
        );
        assert_eq!(page.elements("title").count(), 1, "{name}");
        assert_eq!(page.elements("h1").count(), 1, "{name}");
        assert_eq!(page.elements("main").count(), 1, "{name}");
    });
}

#[test]
fn no_heading_level_is_left_out() {
    each(|name, page| {
        let mut before = 1;
        for heading in page
            .all()
            .iter()
            .filter(|element| matches!(element.name.as_str(), "h1" | "h2" | "h3" | "h4"))
        {
            let level: u32 = heading.name.trim_start_matches('h').parse().unwrap();
            assert!(level <= before + 1, "{name}: {} after level {before}", heading.name);
            before = level;
        }
    });
}

#[test]
fn every_input_has_a_label() {
    each(|name, page| {
        let labels: Vec<&str> =
            page.elements("label").filter_map(|label| label.get("for")).collect();
        for input in page
            .all()
            .iter()
            .filter(|input| matches!(input.name.as_str(), "input" | "select" | "textarea"))
        {
            if input.get("type") != Some("hidden") && input.get("hidden").is_none() {
                let id = input.get("id").unwrap_or_else(|| panic!("{name}: {input:?}"));
                assert!(labels.contains(&id), "{name}: {id}");
            }
        }
        for label in labels {
            assert!(page.has_id(label), "{name}: label for {label}");
        }
    });
}

#[test]
fn every_id_is_unique_and_every_reference_leads_somewhere() {
    each(|name, page| {
        let mut ids: Vec<&str> =
            page.all().iter().filter_map(|element| element.get("id")).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}");
        for element in page.all() {
            for key in ["aria-describedby", "aria-labelledby"] {
                for id in element.get(key).unwrap_or_default().split_whitespace() {
                    assert!(page.has_id(id), "{name}: {key} {id}");
                }
            }
            if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(page.has_id(id), "{name}: #{id}");
            }
        }
    });
}

#[test]
fn nothing_in_a_page_needs_a_laxer_content_security_policy() {
    each(|name, page| {
        for element in page.all() {
            assert!(
                !matches!(element.name.as_str(), "script" | "style" | "iframe" | "object"),
                "{name}: {element:?}"
            );
            for (key, value) in &element.attributes {
                assert!(key != "style" && !key.starts_with("on"), "{name}: {element:?}");
                assert!(!value.to_lowercase().contains("javascript:"), "{name}: {element:?}");
            }
        }
    });
}

#[test]
fn what_people_typed_is_text_everywhere() {
    let hostile = all().iter().filter(|(_, page)| page.contains("&#60;script&#62;")).count();
    assert!(hostile >= 8, "{hostile} pages show the hostile text");
}

#[test]
fn a_form_that_changes_something_is_posted_to_our_own_pages() {
    each(|name, page| {
        for form in page.elements("form") {
            let action = form.get("action").unwrap_or_else(|| panic!("{name}: {form:?}"));
            assert!(action.starts_with('/') && !action.starts_with("//"), "{name}: {action}");
        }
    });
}
