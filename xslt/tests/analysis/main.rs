//! What the analysis finds in stylesheets, and that it is never too little.

#[cfg(test)]
mod budget;
#[cfg(test)]
#[path = "../conformance/case.rs"]
#[expect(dead_code, reason = "the other suite uses all of it")]
mod case;
#[cfg(test)]
mod constants;
#[cfg(test)]
mod covered;
#[cfg(test)]
mod expressions;
#[cfg(test)]
mod instructions;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod shipped;
#[cfg(test)]
mod soundness;
#[cfg(test)]
mod support;
