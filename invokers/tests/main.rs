//! The crate's tests as one program, since linking is what takes time.

#[cfg(test)]
mod anything;
#[cfg(test)]
mod calling;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod loading;
#[cfg(test)]
mod mappings;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod rpc;
#[cfg(test)]
mod support;
