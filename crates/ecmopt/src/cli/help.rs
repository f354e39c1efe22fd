//! What `ecmopt help` says, and what it does not.

use clap::CommandFactory;

use super::Cli;

/// Words of whoever writes the program, not of whoever runs it.
const INTERNALS: [&str; 11] = [
    "wiring",
    "source code",
    "crate",
    "module",
    "struct",
    "enum",
    "rust",
    "cargo",
    "handler",
    "schema version",
    "refactor",
];

/// Every help text below a command, with where it stands.
fn texts(command: &clap::Command, path: &str, found: &mut Vec<(String, Option<String>)>) {
    let path = format!("{path} {}", command.get_name());
    found.push((path.clone(), command.get_about().map(ToString::to_string)));
    let more = [command.get_long_about(), command.get_after_help(), command.get_before_help()];
    found.extend(more.into_iter().flatten().map(|text| (path.clone(), Some(text.to_string()))));
    for arg in command.get_arguments() {
        found.push((format!("{path} {}", arg.get_id()), arg.get_help().map(ToString::to_string)));
    }
    for command in command.get_subcommands() {
        texts(command, &path, found);
    }
}

#[test]
fn help_says_what_each_thing_is_for_and_nothing_of_its_source() {
    let mut command = Cli::command();
    command.build();
    let mut found = Vec::new();
    texts(&command, "", &mut found);
    assert!(found.len() > 60, "{}", found.len());
    for (place, text) in found {
        let text = text.unwrap_or_default();
        assert!(!text.is_empty(), "{place} has no help");
        let lower = text.to_lowercase();
        let words: Vec<_> = lower.split(|letter: char| !letter.is_alphanumeric()).collect();
        let told =
            INTERNALS.iter().find(|word| words.contains(word) || word.contains(' ') && lower.contains(*word));
        assert_eq!(told, None, "{place}: {text}");
    }
}

#[test]
fn help_opens_with_what_the_program_is_for() {
    let help = Cli::command().render_help().to_string();
    assert!(help.starts_with("The audit of physiotherapy on ECMO"), "{help}");
    assert!(!help.contains(env!("CARGO_PKG_DESCRIPTION")), "{help}");
}
