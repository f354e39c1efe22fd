//! What needs permission, and the policy that gives it: there is no other table of it.

use super::Role;

/// Something that needs permission. Every route, menu entry, button and command names one; who may is said by
/// [`Actor::may`](super::Actor::may) alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See what is for everybody: the start page, signing in, help, whether the service answers.
    Arrive,
    /// Use an own account: change the password, sign out, take templates without any record in them.
    UseAccount,
    /// Read a centre's records.
    ReadRecords,
    /// See what is to be done at a centre: its start page, worklists, queries, drafts and sign-offs, its permission.
    SeeWork,
    /// Enter, change and withdraw a centre's records, keep drafts of them, answer queries about them.
    WriteRecords,
    /// Bring files with a centre's records, check and import them, undo such an import.
    ImportFiles,
    /// Take all of a centre's records out in files.
    ExportRecords,
    /// Sign a centre's records off.
    SignOff,
    /// Open a locked record of a centre for a correction.
    Unlock,
    /// See how many records each centre has and how far it is: counts, never a row.
    SeeNetwork,
    /// Open, extend, lock and report cycles.
    RunCycles,
    /// Freeze a cycle with a snapshot of all that it holds.
    FreezeCycle,
    /// Ask centres about fields of their records, named by key, and close such queries.
    AskQueries,
    /// Set the questions that the network adds to a cycle.
    PutQuestions,
    /// Make packs of frozen cycles, publish and withdraw them.
    MakePacks,
    /// Make releases for researchers and the public, sign them and withdraw them.
    MakeReleases,
    /// Ask releases for tables, which tell nobody of one person or centre.
    AskReleases,
    /// Read packs that were published: those of the network, and of one's own centre.
    ReadPacks,
    /// See the indicators of the records as they are now: of one's own centre, or of all where one leads the audit.
    SeeIndicators,
    /// Open the records behind an indicator's number of one's own centre.
    TraceIndicators,
    /// See the cases of numbers beyond what chance allows: one's own centre's, or all where one leads the audit.
    SeeCases,
    /// Respond to a case of one's own centre, and add to it.
    AnswerCases,
    /// Open cases, decide them and close them.
    RunCases,
    /// Register research projects, and see and submit those that one has registered.
    ProposeProjects,
    /// See every research project that was submitted.
    SeeProjects,
    /// Decide about research projects, as one of two who approve, and stop them.
    ApproveProjects,
    /// Sign off what corrections have moved since a freeze.
    SignCorrections,
    /// Invite people, change what they are, end their membership: at one's own centre, or anywhere where one has none.
    KeepPeople,
    /// Enter on which approval a centre submits, and until when.
    KeepPermission,
    /// See the approvals of every centre.
    SeePermissions,
    /// Make tokens by which programs send and read a centre's records.
    MakeTokens,
    /// Read the audit trail: of one's own centre, or of everybody without what records say where one has none.
    ReadTrail,
    /// Take sight of one centre's records for an hour, in an emergency, for a reason that the centre sees.
    BreakGlass,
    /// Read every centre's rows, for a snapshot or an export of the network.
    ReadEveryCentre,
    /// Keep the installation: the database, the directory, imports for any centre.
    Operate,
}

impl Action {
    /// Each of them.
    pub const ALL: [Self; 35] = [
        Self::Arrive,
        Self::UseAccount,
        Self::ReadRecords,
        Self::SeeWork,
        Self::WriteRecords,
        Self::ImportFiles,
        Self::ExportRecords,
        Self::SignOff,
        Self::Unlock,
        Self::SeeNetwork,
        Self::RunCycles,
        Self::FreezeCycle,
        Self::AskQueries,
        Self::PutQuestions,
        Self::MakePacks,
        Self::MakeReleases,
        Self::AskReleases,
        Self::ReadPacks,
        Self::SeeIndicators,
        Self::TraceIndicators,
        Self::SeeCases,
        Self::AnswerCases,
        Self::RunCases,
        Self::ProposeProjects,
        Self::SeeProjects,
        Self::ApproveProjects,
        Self::SignCorrections,
        Self::KeepPeople,
        Self::KeepPermission,
        Self::SeePermissions,
        Self::MakeTokens,
        Self::ReadTrail,
        Self::BreakGlass,
        Self::ReadEveryCentre,
        Self::Operate,
    ];

    /// Whether it is done at one centre, with its records or its people.
    pub const fn is_of_a_centre(self) -> bool {
        matches!(
            self,
            Self::ReadRecords
                | Self::SeeWork
                | Self::WriteRecords
                | Self::ImportFiles
                | Self::ExportRecords
                | Self::SignOff
                | Self::Unlock
                | Self::TraceIndicators
                | Self::MakeTokens
                | Self::KeepPermission
                | Self::AnswerCases
        )
    }
}

impl Role {
    /// The policy (data dictionary §7.4): what each role may do.
    pub(super) const fn may(self, action: Action) -> bool {
        use Action as A;
        match action {
            A::Arrive | A::UseAccount => true,
            A::ReadRecords => {
                matches!(self, Self::DataEntry | Self::CentreLead | Self::BreakGlass | Self::System)
            }
            A::SeeWork | A::WriteRecords | A::ImportFiles | A::ExportRecords => {
                matches!(self, Self::DataEntry | Self::CentreLead | Self::System)
            }
            A::SignOff
            | A::Unlock
            | A::TraceIndicators
            | A::AnswerCases
            | A::MakeTokens
            | A::KeepPermission => {
                matches!(self, Self::CentreLead | Self::System)
            }
            A::SeeNetwork
            | A::RunCycles
            | A::FreezeCycle
            | A::AskQueries
            | A::PutQuestions
            | A::RunCases
            | A::MakeReleases
            | A::SignCorrections => matches!(self, Self::AuditLead | Self::System),
            A::MakePacks | A::SeePermissions => {
                matches!(self, Self::AuditLead | Self::Coordinator | Self::System)
            }
            A::AskReleases => matches!(self, Self::Researcher | Self::AuditLead | Self::System),
            A::ReadPacks => matches!(
                self,
                Self::CentreLead | Self::AuditLead | Self::SafetyLead | Self::Coordinator | Self::System
            ),
            A::SeeIndicators | A::SeeCases => {
                matches!(self, Self::CentreLead | Self::AuditLead | Self::System)
            }
            // Two people approve a third one’s project: the operator is none of them.
            A::ProposeProjects => matches!(self, Self::Researcher),
            A::SeeProjects => {
                matches!(self, Self::AuditLead | Self::SafetyLead | Self::Coordinator | Self::System)
            }
            A::ApproveProjects => matches!(self, Self::AuditLead | Self::SafetyLead),
            A::KeepPeople | A::ReadTrail => {
                matches!(self, Self::CentreLead | Self::Administrator | Self::System)
            }
            A::BreakGlass => matches!(self, Self::Administrator | Self::System),
            A::ReadEveryCentre | A::Operate => matches!(self, Self::System),
        }
    }
}
