//! What the store promises, over real files.

#[cfg(test)]
mod access;
#[cfg(test)]
#[path = "../../../engine/tests/properties/block.rs"]
mod block;
#[cfg(test)]
#[path = "../../../engine/tests/properties/cases.rs"]
mod cases;
#[cfg(test)]
#[path = "../../../engine/tests/properties/drawn.rs"]
mod drawn;
#[cfg(test)]
#[path = "../../../engine/tests/properties/happen.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod happen;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod people;
#[cfg(test)]
#[path = "../../../engine/tests/properties/plan.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod plan;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tickets;
#[cfg(test)]
#[path = "../../../engine/tests/properties/wild.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod wild;
#[cfg(test)]
mod work;
#[cfg(test)]
#[path = "../../../engine/tests/properties/write.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod write;
#[cfg(test)]
mod writing;
