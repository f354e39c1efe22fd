//! What can be typed. Long because it is the whole command line on one page, and most of it is what `--help` says.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use reporting::indicators::Period;
use secrecy::SecretString;
use serde::Deserialize;
use web::PublicUrl;

pub(crate) use self::cycle::{CycleCommand, InsistArgs};
pub(crate) use self::release::{ReleaseCommand, TableFormat};

/// What the program is, for whoever was handed it to run.
const ABOUT: &str = "The audit of physiotherapy on ECMO: centres enter records in the browser, a cycle is frozen twice a \
    year, and the pack for the network's meeting comes out.";

/// Where to begin.
const FIRST_STEPS: &str = "\
First steps:
  ecmopt demo          look around with invented patients; nothing else is touched
  ecmopt member add    let the first person in
  ecmopt serve         start the service

All records lie in the data folder (--data-dir), unless --database-url names another database.";

/// What can be typed after `ecmopt`.
#[derive(Debug, Parser)]
#[command(name = "ecmopt", version, about = ABOUT, long_about = None, after_help = FIRST_STEPS, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Settings: command line over environment over ecmopt.toml.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Folder that holds the embedded database and files [default: ./ecmopt-data].
    #[arg(long, global = true, env = "ECMOPT_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Database: `sqlite://PATH` or `postgres://USER@HOST/NAME` [default: SQLite in the data folder].
    #[arg(long, global = true, env = "ECMOPT_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Where packs are kept: `file:///FOLDER` or `s3://BUCKET/PATH` [default: `files` in the data folder].
    #[arg(long, global = true, env = "ECMOPT_FILES_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) files_url: Option<String>,
    /// The key that seals second factors, made when it is not there [default: `secret.key` in the data folder].
    #[arg(long, global = true, env = "ECMOPT_KEY_FILE", value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Folder of the keys of releases, made when it is not there [default: `release-keys` in the data folder].
    #[arg(long, global = true, env = "ECMOPT_RELEASE_KEYS", value_name = "DIR")]
    pub(crate) release_keys: Option<PathBuf>,
    /// A centre cannot submit before its lead has entered its approval.
    #[arg(long, global = true, env = "ECMOPT_PERMISSION_NEEDED")]
    pub(crate) permission_needed: bool,
    /// A list of stolen passwords that no member may choose, beside that of the program: sorted SHA-1, as Have I Been
    /// Pwned hands it out.
    #[arg(long, global = true, env = "ECMOPT_BREACHED_PASSWORDS", value_name = "FILE")]
    pub(crate) breached_passwords: Option<PathBuf>,
    /// After so many years it is taken from events of the audit trail who did them [default: 10].
    #[arg(long, global = true, env = "ECMOPT_TRAIL_YEARS", value_name = "YEARS")]
    pub(crate) trail_years: Option<u8>,
    /// Settings file [default: ./ecmopt.toml, when there is one].
    #[arg(long, global = true, env = "ECMOPT_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How to write the log on stderr [default: text].
    #[arg(long, global = true, env = "ECMOPT_LOG_FORMAT", value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormat>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look around with invented patients: the pages, a frozen cycle and its meeting pack.
    Demo(DemoArgs),
    /// Start the service: the pages that people sign in to, and the address that other programs send to.
    Serve(ServeArgs),
    /// Prepare the database for this version of the program; `serve` does it by itself.
    Migrate(MigrateArgs),
    /// Take records in from CSV files, a ZIP or a workbook; rows with errors are kept aside and listed.
    Import(ImportArgs),
    /// Write the records out as CSV files, a workbook or tables for analysis, with their codebook.
    Export(ExportArgs),
    /// Write down every question with its codes and rules, or blank forms to print.
    Codebook(CodebookArgs),
    /// Copy the records as they are now into a folder that indicators and packs are made from.
    Snapshot(SnapshotArgs),
    /// Compute the audit's indicators from a snapshot and print them.
    Indicators(IndicatorsArgs),
    /// Build the meeting pack (PDF, web page, CSV) from a snapshot, or check that one is unaltered.
    Pack(PackArgs),
    /// Check that the audit trail is whole, and every row as it says: nothing was altered, taken out or put in.
    Verify(VerifyArgs),
    /// Make anew what is kept of the records for pages: counts and worklists. No record changes.
    Rebuild,
    /// Take from events of the audit trail that are older than `--trail-years` who did them. `serve` does it by itself where
    /// its database account may.
    Forget,
    /// Print the end of the audit trail, to be kept elsewhere and given to `verify` later.
    Head,
    /// Write everything into one file while the service runs, and check it.
    Backup(BackupArgs),
    /// Bring a backup back, into an empty place.
    Restore(RestoreArgs),
    /// Let people in, and end their access.
    #[command(subcommand)]
    Member(MemberCommand),
    /// Let other programs in, and end their access.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Open, extend, lock and freeze the half-yearly cycles of the audit.
    #[command(subcommand)]
    Cycle(CycleCommand),
    /// Add the network's own questions to a cycle.
    #[command(subcommand)]
    Questions(QuestionsCommand),
    /// Make what researchers and the public are told, sign it, check it, take it out.
    #[command(subcommand)]
    Release(ReleaseCommand),
}

impl Command {
    /// Whether it would hold much more memory than it uses: it runs for weeks, or walks through a whole snapshot.
    pub(crate) const fn holds_memory(&self) -> bool {
        matches!(
            self,
            Self::Serve(_) | Self::Snapshot(_) | Self::Indicators(_) | Self::Pack(_) | Self::Release(_)
        )
    }
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder of the demonstration.
    #[arg(long, default_value = "ecmopt-demo", value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Address to serve on.
    #[arg(long, env = "ECMOPT_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    /// Stop after the pack is built.
    #[arg(long)]
    pub(crate) once: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to serve on [default: 127.0.0.1:8080].
    #[arg(long, env = "ECMOPT_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Address that people type, like `https://audit.example.org`; needed behind a proxy.
    #[arg(long, env = "ECMOPT_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<PublicUrl>,
    /// Address of a proxy whose X-Forwarded-For is believed; may be given again.
    #[arg(long = "trusted-proxy", env = "ECMOPT_TRUSTED_PROXIES", value_name = "IP", value_delimiter = ',')]
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Allow sign-in without HTTPS from other machines: passwords can be read on the way.
    #[arg(long, env = "ECMOPT_INSECURE_COOKIES")]
    pub(crate) insecure_cookies: bool,
    /// Certificate, in the form of PEM, with which the service speaks HTTPS itself.
    #[arg(long, env = "ECMOPT_TLS_CERTIFICATE", value_name = "FILE")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The certificate's key, in the form of PEM.
    #[arg(long, env = "ECMOPT_TLS_KEY", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Of whom a second factor is asked [default: leads].
    #[arg(long, env = "ECMOPT_SECOND_FACTOR", value_name = "WHOM")]
    pub(crate) second_factor: Option<SecondFactor>,
    #[command(flatten)]
    pub(crate) provider: ProviderArgs,
    #[command(flatten)]
    pub(crate) mail: MailArgs,
}

/// By what links for new passwords are mailed.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct MailArgs {
    /// Mail server for links to those who have forgotten their password, like
    /// `smtps://USER:PASSWORD@mail.example.org:465`; better said in the environment, where others do not see it.
    #[arg(long, env = "ECMOPT_SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) smtp_url: Option<SecretString>,
    /// Who these messages are from, like `ECMO audit <audit@example.org>`.
    #[arg(long, env = "ECMOPT_MAIL_FROM", value_name = "SENDER")]
    pub(crate) mail_from: Option<String>,
}

/// Sign-in at a hospital's own provider; the rest of it stands in ecmopt.toml.
#[derive(Debug, Default, Args)]
#[expect(clippy::struct_field_names, reason = "they are the names of the options")]
pub(crate) struct ProviderArgs {
    /// OpenID Connect provider of a hospital, as its metadata name it under `issuer`.
    #[arg(long, env = "ECMOPT_PROVIDER_ISSUER", value_name = "URL")]
    pub(crate) provider_issuer: Option<String>,
    /// What the service is called there.
    #[arg(long, env = "ECMOPT_PROVIDER_CLIENT_ID", value_name = "ID")]
    pub(crate) provider_client_id: Option<String>,
    /// File with the secret that the provider gave it.
    #[arg(long, env = "ECMOPT_PROVIDER_SECRET_FILE", value_name = "FILE")]
    pub(crate) provider_secret_file: Option<PathBuf>,
}

/// Of whom a second factor is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SecondFactor {
    /// Of nobody; who wants one sets it up.
    Nobody,
    /// Of leads, and of all who have a part in the whole network.
    #[default]
    Leads,
    /// Of everybody.
    Everybody,
}

impl From<SecondFactor> for web::Demand {
    fn from(whom: SecondFactor) -> Self {
        match whom {
            SecondFactor::Nobody => Self::Nobody,
            SecondFactor::Leads => Self::Leads,
            SecondFactor::Everybody => Self::Everybody,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    /// Tell what would be done, and do nothing.
    #[arg(long)]
    pub(crate) status: bool,
}

#[derive(Debug, Default, Args)]
pub(crate) struct VerifyArgs {
    /// A head that was noted earlier, as `ecmopt head` or a meeting pack prints it; it must lie on the chain. May be
    /// given again.
    #[arg(long, value_name = "SEQ:HASH")]
    pub(crate) expect_head: Vec<store::Anchor>,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to make; with --drill a backup that is there, to be tried.
    #[arg(required_unless_present = "drill")]
    pub(crate) file: Option<PathBuf>,
    /// Restore into a scratch place, compare counts, hashes, chain and head, and remove it again. Without FILE a
    /// backup is made for it first.
    #[arg(long)]
    pub(crate) drill: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup.
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(crate) command: Option<ImportCommand>,
    /// Folder of the bundle, a ZIP of its files, or a workbook (XLSX).
    #[arg(required = true)]
    pub(crate) bundle: Option<PathBuf>,
    /// The centre that sends it; rows of other centres are refused.
    #[arg(long, value_name = "CODE")]
    pub(crate) as_centre: Option<String>,
    /// Judge every row and store nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write every finding to a file, by its ending as CSV or JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) findings: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// List imports: id, time, by whom, name, new, changed, kept aside, undone.
    List,
    /// Take an import back, as long as none of its records was changed since.
    Undo {
        /// Its id.
        id: String,
        /// Why: it stands in the history of each record. No name, date of birth or number.
        #[arg(long, value_name = "TEXT", default_value = "undone at the command line")]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Folder to make; what is there already is left alone.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// How to write the records.
    #[arg(long, default_value = "csv")]
    pub(crate) format: ExportFormat,
    /// The records of one centre.
    #[arg(long, value_name = "CODE")]
    pub(crate) centre: Option<String>,
    /// Nothing later is known, on the clock of Europe/London [default: the extract of an imported export
    /// when nothing was entered since, else now].
    #[arg(long, value_name = "TIME")]
    pub(crate) extract_at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The CSV bundle; it can be imported again.
    Csv,
    /// One workbook with a sheet a file; it can be imported again.
    Xlsx,
    /// Typed columns for analysis.
    Parquet,
}

#[derive(Debug, Args)]
pub(crate) struct CodebookArgs {
    /// How to write it.
    #[arg(long, default_value = "html")]
    pub(crate) format: CodebookFormat,
    /// Folder to make [default: standard output].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodebookFormat {
    /// One page for people.
    Html,
    /// One row a field, one row a code.
    Csv,
    /// The JSON of each form's record.
    JsonSchema,
    /// Blank forms for the bedside, one PDF a form; needs --out.
    Paper,
}

#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    /// Folder to make; it must not be there yet.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The cycle that the snapshot is for.
    #[arg(long, value_name = "ID", conflicts_with_all = ["from", "to"])]
    pub(crate) cycle: Option<String>,
    /// First date of the period it is for.
    #[arg(long, value_name = "DATE", requires = "to")]
    pub(crate) from: Option<Date>,
    /// Last date of the period it is for.
    #[arg(long, value_name = "DATE", requires = "from")]
    pub(crate) to: Option<Date>,
    /// Nothing later is known, on the clock of Europe/London [default: the extract of an imported export
    /// when nothing was entered since, else now].
    #[arg(long, value_name = "TIME")]
    pub(crate) extract_at: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct IndicatorsArgs {
    /// Folder of the snapshot.
    pub(crate) snapshot: PathBuf,
    /// A period, FROM..TO; may be given again [default: the last complete cycle].
    #[arg(long = "period", value_name = "FROM..TO")]
    pub(crate) periods: Vec<Period>,
    /// How to write them.
    #[arg(long, default_value = "table")]
    pub(crate) format: Format,
    /// Also write the tables that the queries of the indicators are asked of, as Parquet files in a new folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) frames: Option<PathBuf>,
    /// Print what differs from an earlier snapshot instead: each indicator that moved, for whom and by how much, and
    /// whether its colour or a signal of its chart changed.
    #[arg(long, value_name = "SNAPSHOT")]
    pub(crate) since: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct PackArgs {
    #[command(subcommand)]
    pub(crate) verify: Option<PackCommand>,
    /// Folder of the snapshot.
    #[arg(required = true)]
    pub(crate) snapshot: Option<PathBuf>,
    /// The pack's definition, by name.
    #[arg(long, value_name = "NAME", default_value = "biannual")]
    pub(crate) definition: String,
    /// A pack for one centre.
    #[arg(long, value_name = "CODE")]
    pub(crate) centre: Option<String>,
    /// The period, FROM..TO [default: the snapshot's, else the last complete cycle].
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) period: Option<Period>,
    /// Folder to make, or a pack to replace.
    #[arg(long, value_name = "DIR", required = true)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Build a pack again and compare it byte for byte.
    Verify {
        /// Folder of the pack.
        dir: PathBuf,
        /// Folder of the snapshot it was built from.
        #[arg(long, value_name = "SNAPSHOT")]
        snapshot: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Add a member; the first password is asked for, or read from standard input.
    Add {
        /// What they sign in with.
        #[arg(long)]
        login: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// What they are in the audit.
        #[arg(long)]
        role: RoleArg,
        /// Their centre.
        #[arg(long, value_name = "CODE")]
        centre: Option<String>,
    },
    /// List members.
    List,
    /// Give a member a new password, asked for or read from standard input; their sessions end.
    Password {
        /// Their login.
        login: String,
    },
    /// End a membership: no sign-in, session or token works any more.
    Retire {
        /// Their login.
        login: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleArg {
    DataEntry,
    CentreLead,
    AuditLead,
    SafetyLead,
    Coordinator,
    Associate,
    Researcher,
    Administrator,
}

impl From<RoleArg> for domain::actor::Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::DataEntry => Self::DataEntry,
            RoleArg::CentreLead => Self::CentreLead,
            RoleArg::AuditLead => Self::AuditLead,
            RoleArg::SafetyLead => Self::SafetyLead,
            RoleArg::Coordinator => Self::Coordinator,
            RoleArg::Associate => Self::Associate,
            RoleArg::Researcher => Self::Researcher,
            RoleArg::Administrator => Self::Administrator,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token that acts for a member; its secret is printed once.
    Create {
        /// The member's login.
        #[arg(long)]
        member: String,
        /// What it is for.
        #[arg(long)]
        label: String,
        /// Days until it expires.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=730))]
        days: u16,
        /// What it lets a program do; may be given again. Without it: send and read.
        #[arg(long = "may", value_name = "WHAT")]
        may: Vec<ProgramMay>,
        /// A form that it is for, e.g. `physio_contact`; may be given again. Without it: every form.
        #[arg(long = "form", value_name = "FORM")]
        forms: Vec<String>,
    },
    /// List tokens.
    List,
    /// End a token.
    Revoke {
        /// Its id.
        id: String,
    },
}

/// What a token lets a program do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgramMay {
    /// Send records, and change them.
    Send,
    /// Read records.
    Read,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuestionsCommand {
    /// Make a TOML file the question set of the cycle that it names.
    Put {
        /// The file.
        file: PathBuf,
    },
    /// List the questions: cycle, form, name, label.
    List,
}

mod cycle;
#[cfg(test)]
mod help;
mod release;
#[cfg(test)]
mod typed;
