//! `just figures`: how much of the source is tests, and how long its files are.

use testkit::figures::Figures;
use testkit::source;

fn main() {
    print!("{}", Figures::of(&source::files(source::root())).told());
}
