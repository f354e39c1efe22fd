//! Files as people keep them, with what goes wrong in them: each is read as it was meant, or refused by a sentence that
//! says what to do. Made after public reports of other systems.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

mod columns;
mod door;
mod files;
mod held;
mod workbooks;
