//! Every code has a page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use invokers::invoker::CODES;

/// The codes that the sources name.
fn codes() -> BTreeSet<String> {
    let pattern = |text: &str| {
        let mut found = BTreeSet::new();
        for (at, _) in text.match_indices('"') {
            let code: String =
                text.chars().skip(text.get(..=at).unwrap().chars().count()).take(6).collect();
            let (head, tail) = code.split_at_checked(1).unwrap_or_default();
            let digits = tail.get(..4).unwrap_or_default();
            if matches!(head, "I" | "M")
                && digits.len() == 4
                && digits.bytes().all(|b| b.is_ascii_digit())
                && tail.ends_with('"')
            {
                found.insert(format!("{head}{digits}"));
            }
        }
        found
    };
    [
        "src/mapper.rs",
        "src/invoker/fault.rs",
        "src/invoker/load.rs",
        "src/invoker/config.rs",
        "src/invoker/config/target.rs",
    ]
    .iter()
    .flat_map(|file| {
        pattern(&std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap())
    })
    .collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors");
    let pages: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('I') || name.starts_with('M'))
        .collect();
    assert!(codes().len() > 15, "{:?}", codes());
    assert_eq!(codes(), pages);
    let titles: BTreeMap<&str, &str> = CODES.iter().copied().collect();
    assert_eq!(titles.keys().map(|&code| code.to_owned()).collect::<BTreeSet<_>>(), pages);
    for page in pages {
        let title = titles[&*page];
        let text = std::fs::read_to_string(folder.join(format!("{page}.md"))).unwrap();
        assert_eq!(text.lines().next(), Some(&*format!("# {page}: {title}")));
        assert!(text.contains("What to do"), "{page}");
    }
}
