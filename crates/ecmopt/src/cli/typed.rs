//! What can be typed, and what cannot.

use clap::Parser;
use clap::error::ErrorKind;

use super::*;

fn typed(line: &str) -> Result<Command, ErrorKind> {
    let words = std::iter::once("ecmopt").chain(line.split_whitespace());
    Cli::try_parse_from(words).map(|cli| cli.command).map_err(|error| error.kind())
}

/// Why a line is not taken.
fn refused(line: &str) -> ErrorKind {
    typed(line).expect_err(line)
}

mod import {
    use super::*;

    #[test]
    fn takes_a_bundle_or_a_command_about_imports() {
        let Command::Import(args) = typed("import bundle --dry-run --as-centre STH").unwrap() else {
            panic!()
        };
        assert_eq!((args.dry_run, args.as_centre.as_deref()), (true, Some("STH")));
        assert!(args.command.is_none());
        let Command::Import(args) = typed("import undo 0198 --reason twice").unwrap() else { panic!() };
        let Some(ImportCommand::Undo { id, reason }) = args.command else { panic!() };
        assert_eq!((id.as_str(), reason.as_str()), ("0198", "twice"));
    }

    #[test]
    fn needs_one_of_them() {
        assert_eq!(refused("import"), ErrorKind::MissingRequiredArgument);
        assert_eq!(refused("import undo"), ErrorKind::MissingRequiredArgument);
    }
}

mod snapshot {
    use super::*;

    #[test]
    fn is_of_a_cycle_or_of_a_period_with_two_ends() {
        let Command::Snapshot(args) = typed("snapshot --out s --from 2026-04-01 --to 2026-09-30").unwrap()
        else {
            panic!()
        };
        assert_eq!(args.to.unwrap().to_string(), "2026-09-30");
        assert!(typed("snapshot --out s --cycle 2026H1").is_ok());
        assert!(typed("snapshot --out s").is_ok());
        assert_eq!(refused("snapshot --out s --from 2026-04-01"), ErrorKind::MissingRequiredArgument);
        assert_eq!(
            refused("snapshot --out s --cycle 2026H1 --from 2026-04-01 --to 2026-09-30"),
            ErrorKind::ArgumentConflict
        );
        assert_eq!(refused("snapshot --out s --from 1.4.2026 --to 2026-09-30"), ErrorKind::ValueValidation);
    }

    #[test]
    fn needs_a_folder() {
        assert_eq!(refused("snapshot"), ErrorKind::MissingRequiredArgument);
    }
}

mod pack {
    use super::*;

    #[test]
    fn is_built_from_a_snapshot_or_verified_against_one() {
        let Command::Pack(args) = typed("pack s --out p --period 2026-04-01..2026-09-30").unwrap() else {
            panic!()
        };
        assert_eq!((args.definition.as_str(), args.centre), ("biannual", None));
        assert_eq!(args.period.unwrap().to_string(), "2026-04-01..2026-09-30");
        let Command::Pack(args) = typed("pack verify p --snapshot s").unwrap() else { panic!() };
        assert!(matches!(args.verify, Some(PackCommand::Verify { .. })));
        assert_eq!(refused("pack verify p"), ErrorKind::MissingRequiredArgument);
        assert_eq!(refused("pack s"), ErrorKind::MissingRequiredArgument);
    }

    #[test]
    fn of_a_period_that_ends_before_it_begins_is_refused() {
        assert_eq!(refused("pack s --out p --period 2026-09-30..2026-04-01"), ErrorKind::ValueValidation);
    }
}

mod a_cycle {
    use super::*;

    #[test]
    fn is_locked_early_only_with_a_reason_and_its_name() {
        assert!(typed("cycle lock 2026H1").is_ok());
        for step in ["lock", "freeze"] {
            assert!(typed(&format!("cycle {step} 2026H1 --reason agreed --confirm 2026H1")).is_ok());
            assert_eq!(
                refused(&format!("cycle {step} 2026H1 --reason agreed")),
                ErrorKind::MissingRequiredArgument
            );
            assert_eq!(
                refused(&format!("cycle {step} 2026H1 --confirm 2026H1")),
                ErrorKind::MissingRequiredArgument
            );
        }
    }

    #[test]
    fn is_unlocked_and_extended_with_a_reason() {
        assert_eq!(refused("cycle unlock 2026H1"), ErrorKind::MissingRequiredArgument);
        assert_eq!(
            refused("cycle extend 2026H1 --centre STH --until 2026-12-01"),
            ErrorKind::MissingRequiredArgument
        );
    }
}

mod a_token {
    use super::*;

    fn days(more: &str) -> Result<u16, ErrorKind> {
        typed(&format!("token create --member a --label b {more}")).map(|command| match command {
            Command::Token(TokenCommand::Create { days, .. }) => days,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn lives_a_year_and_two_at_most() {
        assert_eq!(days(""), Ok(365));
        assert_eq!(days("--days 730"), Ok(730));
        for wrong in ["--days 0", "--days 731", "--days -1"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }
}

mod the_rest {
    use domain::actor::Role;

    use super::*;

    #[test]
    fn every_role_of_a_member_can_be_given_and_no_other() {
        let roles: Vec<Role> = RoleArg::value_variants().iter().map(|role| Role::from(*role)).collect();
        assert_eq!(roles, Role::OF_MEMBERS);
        assert_eq!(refused("member add --login a --name b --role system"), ErrorKind::InvalidValue);
    }

    #[test]
    fn a_backup_is_written_somewhere_or_tried() {
        assert_eq!(refused("backup"), ErrorKind::MissingRequiredArgument);
        assert!(typed("backup --drill").is_ok() && typed("backup file.zip").is_ok());
    }

    #[test]
    fn heads_that_were_noted_are_read_as_they_are_typed() {
        let hash = "5f".repeat(32);
        let line = format!("verify --expect-head 3:{hash} --expect-head {hash}");
        let Command::Verify(args) = typed(&line).unwrap() else { panic!() };
        let numbers: Vec<_> = args.expect_head.iter().map(|anchor| anchor.seq).collect();
        assert_eq!(numbers, [Some(3), None]);
        assert_eq!(refused("verify --expect-head 3"), ErrorKind::ValueValidation);
    }

    #[test]
    fn the_folder_of_the_data_can_be_named_before_or_behind_the_command() {
        for line in ["ecmopt --data-dir d head", "ecmopt head --data-dir d"] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(cli.global.data_dir.as_deref(), Some(std::path::Path::new("d")));
        }
    }
}
