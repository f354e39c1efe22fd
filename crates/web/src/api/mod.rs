//! The JSON API.

pub(crate) mod body;
pub(crate) mod health;
pub(crate) mod openapi;
pub(crate) mod records;
mod shape;
