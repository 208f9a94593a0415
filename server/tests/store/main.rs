//! What the store promises, over real files.

#[cfg(test)]
mod access;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod people;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tickets;
#[cfg(test)]
mod work;
#[cfg(test)]
mod writing;
