//! Whatever is compiled, the compiler answers.

use engine::diagnostic::render;
use engine::process::compile::compile;
use proptest::prelude::*;

use crate::BASE;
use crate::whole::{WHOLE, surroundings};

proptest! {
    #[test]
    fn no_bytes_make_the_compiler_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Err(faults) = compile(&bytes, &surroundings()) {
            render(&faults, &String::from_utf8_lossy(&bytes), "p.yaml");
        }
    }

    #[test]
    fn no_text_in_a_process_makes_the_compiler_panic(
        base in prop::sample::select(vec![BASE, WHOLE]),
        at in any::<prop::sample::Index>(),
        n_cut in 0..40_usize,
        text in r#"[ -~\n\t{}\[\]:'"|>&*äß€-]{0,20}"#,
    ) {
        let mut source = base.to_owned();
        let at = at.index(base.len());
        source.replace_range(at..(at + n_cut).min(base.len()), &text);
        if let Err(faults) = compile(source.as_bytes(), &surroundings()) {
            prop_assert!(!faults.is_empty());
            let text = render(&faults, &source, "p.yaml");
            prop_assert!(text.starts_with("error[P"));
            let n_lines = source.split('\n').count();
            prop_assert!(faults.iter().all(|fault| (1..=n_lines).contains(&fault.span.line)));
        }
    }

    #[test]
    fn no_condition_makes_the_compiler_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "Days", "Kind", "ticket.state", "x", "(", ")", "[", "]", "{", "}", "==", "!=", "<", "&&", "||", "!", "-",
            "?", ":", "in", "\"paid\"", "'", "\"", "1", "1.5", "size(", ".size()", ".matches(", ",", ".", "\\", "//",
            "r'", "`", "null", "true", "has(", ".exists(", "+", "%", "ä", "9999999999999999999999",
        ]), 0..25)
    ) {
        let condition = words.join(" ").replace('\'', "''");
        let source = BASE.replace("when: Kind == \"free\" && Days > 10", &format!("when: '{condition}'"));
        if let Err(faults) = compile(source.as_bytes(), &surroundings()) {
            render(&faults, &source, "p.yaml");
        }
    }
}
