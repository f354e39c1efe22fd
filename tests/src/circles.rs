//! Circles among the modules of a crate: modules that name each other, so that none can be understood without the
//! others. Read from the paths that begin with `crate` or `super`, in `use` and in the code; tests are left out.
//!
//! A module and what it is made of name each other freely: that is no circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{SourceFile, module};

/// Which modules each module of a crate names.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// The circles of a crate, each with its modules in alphabetical order.
pub fn circles(files: &[SourceFile], name: &str) -> Vec<Vec<String>> {
    let graph = graph(files, name);
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        graph.keys().map(|from| (from, reach(&graph, from))).collect();
    let mut circles: Vec<Vec<String>> = Vec::new();
    for from in graph.keys() {
        let back = |to: &&&String| reached[**to].contains(from);
        let circle: Vec<String> = reached[from].iter().filter(back).map(|to| (*to).clone()).collect();
        if circle.len() > 1 && !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

fn graph(files: &[SourceFile], name: &str) -> Graph {
    let folder = format!("crates/{name}/src");
    let of_crate = files.iter().filter(|file| file.path.starts_with(&format!("{folder}/")) && file.code > 0);
    let own = |file: &SourceFile| {
        module(&file.path)
            .strip_prefix(&folder)
            .unwrap_or_default()
            .trim_start_matches('/')
            .replace('/', "::")
    };
    let modules: BTreeMap<String, &str> = of_crate.map(|file| (own(file), file.text.as_str())).collect();
    let named = |from: &str, text: &str| -> BTreeSet<String> {
        paths(text).iter().filter_map(|path| target(&modules, from, path)).collect()
    };
    modules.iter().map(|(from, text)| (from.clone(), named(from, text))).collect()
}

/// The module that a path leads to, when it is another one and neither above nor below.
fn target(modules: &BTreeMap<String, &str>, from: &str, path: &[String]) -> Option<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let own: Vec<&str> = from.split("::").filter(|part| !part.is_empty()).collect();
    let above = if ups == 0 { &[][..] } else { own.get(..own.len().checked_sub(ups)?)? };
    let rest = path.iter().skip(ups.max(1)).map(String::as_str);
    let mut whole: Vec<&str> = above.iter().copied().chain(rest).collect();
    while !whole.is_empty() && !modules.contains_key(&whole.join("::")) {
        whole.pop();
    }
    let to = whole.join("::");
    let is_below =
        |one: &str, other: &str| other.is_empty() || one == other || one.starts_with(&format!("{other}::"));
    (!is_below(&to, from) && !is_below(from, &to)).then_some(to)
}

fn reach<'g>(graph: &'g Graph, from: &'g String) -> BTreeSet<&'g String> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        for to in graph.get(at).into_iter().flatten() {
            if reached.insert(to) {
                next.push(to);
            }
        }
    }
    reached
}

/// Every path of a text that begins with `crate` or `super`; of a list in brackets, each.
fn paths(text: &str) -> Vec<Vec<String>> {
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for first in ["crate", "super"] {
        for (at, _) in code.match_indices(&format!("{first}::")) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            // A path that goes on is read from its beginning.
            if !(before.is_alphanumeric() || before == '_' || before == ':') {
                tree(&mut code[at..].chars().peekable(), &[], &mut found);
            }
        }
    }
    found
}

type Letters<'t> = std::iter::Peekable<std::str::Chars<'t>>;

/// Reads `a::b`, or `a::{b, c::d}`, and stops behind it.
fn tree(letters: &mut Letters<'_>, above: &[String], found: &mut Vec<Vec<String>>) {
    blank(letters);
    if letters.next_if_eq(&'{').is_some() {
        loop {
            tree(letters, above, found);
            // What is renamed is of no interest.
            while letters.next_if(|letter| !matches!(letter, ',' | '}')).is_some() {}
            if letters.next() != Some(',') {
                return;
            }
        }
    }
    let mut name = String::new();
    while let Some(letter) = letters.next_if(|letter| letter.is_alphanumeric() || *letter == '_') {
        name.push(letter);
    }
    if name.is_empty() {
        // Behind the last comma of a list there is nothing; a `*` or the types of a function end a path.
        if letters.peek() != Some(&'}') {
            found.push(above.to_vec());
        }
        return;
    }
    let path = [above, &[name]].concat();
    if letters.next_if_eq(&':').is_some() && letters.next_if_eq(&':').is_some() {
        tree(letters, &path, found);
    } else {
        found.push(path);
    }
}

fn blank(letters: &mut Letters<'_>) {
    while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile {
            path: format!("crates/a/src/{path}"),
            lines: 1,
            tests: 0,
            code: 1,
            text: text.to_owned(),
        }
    }

    fn read(text: &str) -> Vec<String> {
        paths(text).iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn paths_are_read_from_lists_and_from_the_code() {
        assert_eq!(
            read("use crate::{\n    one::{self, Two as Other},\n    three,\n};\nuse std::fmt;"),
            ["crate::one::self", "crate::one::Two", "crate::three"]
        );
        assert_eq!(
            read("let a = crate::one::of::<u8>(super::two::B); // crate::no"),
            ["crate::one::of", "super::two::B"]
        );
        assert_eq!(read("use super::super::one; use mycrate::x;"), ["super::super::one"]);
    }

    #[test]
    fn modules_that_name_each_other_are_a_circle() {
        let files = [
            file("lib.rs", "mod a; mod b; mod c;"),
            file("a.rs", "use crate::b::B;"),
            file("b.rs", "use super::c::{C};"),
            file("c.rs", "fn f() { crate::a::f() }"),
            file("d.rs", "use crate::a::A;"),
        ];
        assert_eq!(circles(&files, "a"), [["a", "b", "c"]]);
        assert!(circles(&files[..3], "a").is_empty());
    }

    #[test]
    fn a_module_and_what_it_is_made_of_are_none() {
        let files = [
            file("a/mod.rs", "mod b; use self::b::B; fn f() { crate::a::b::g() }"),
            file("a/b.rs", "use super::A;"),
            file("lib.rs", "use crate::a::A;"),
        ];
        assert!(circles(&files, "a").is_empty());
    }
}
