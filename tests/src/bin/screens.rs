//! Takes the pictures of the walk-through into docs/images/walkthrough. Run by `just screens`.

#![allow(clippy::expect_used, reason = "a tool that cannot go on says so by panicking")]

use std::path::Path;

#[tokio::main]
async fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/images/walkthrough");
    std::fs::create_dir_all(&folder).expect("the folder of pictures");
    let count = testkit::screens::take(&folder).await;
    println!("{count} pictures in docs/images/walkthrough");
}
