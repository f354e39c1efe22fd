//! Code lists of the organisational audit.

use crate::code_list;

code_list! {
    /// Posts protected for critical care.
    pub enum RingFence "RING" {
        Full = "FULL" "Fully",
        Part = "PART" "In part",
        No = "NO" "No",
    }
}

code_list! {
    /// What of a service runs.
    pub enum Service "SERVICE" {
        Full = "FULL" "Full",
        Reduced = "REDUCED" "Reduced",
        OnCallOnly = "ON_CALL_ONLY" "On call only",
        None = "NONE" "None",
    }
}

code_list! {
    /// Physiotherapy out of hours.
    pub enum OnCall "ONCALL" {
        Resident = "RESIDENT_24_7" "Resident at all hours",
        Offsite = "OFFSITE" "On call from outside",
        Twilight = "TWILIGHT_ONLY" "Twilight shift only",
        None = "NONE" "None",
    }
}

code_list! {
    /// How many of the on-call staff are signed off for ECMO.
    pub enum OnCallCompetent "COMPETENT" {
        All = "ALL" "All",
        Some = "SOME" "Some",
        None = "NONE" "None",
    }
}

code_list! {
    /// Competency framework in use.
    pub enum Framework "FRAMEWORK" {
        Network = "NETWORK" "The network’s",
        Local = "LOCAL" "A local one",
        None = "NONE" "None",
    }
}

code_list! {
    /// State of a protocol.
    pub enum Protocol "SOP" {
        Yes = "YES" "In date",
        Draft = "DRAFT" "Draft",
        Expired = "EXPIRED" "Expired",
        No = "NO" "None",
    }
}

code_list! {
    /// Highest level allowed with a femoral cannula.
    pub enum FemoralPolicy "FEMORAL" {
        Bed = "BED" "In bed",
        EdgeOfBed = "SOEOB" "Edge of the bed",
        Stand = "STAND" "Standing",
        Walk = "WALK" "Walking",
        CaseByCase = "CASE_BY_CASE" "Case by case",
    }
}

code_list! {
    /// How equipment is held.
    pub enum Equipment "EQUIP" {
        Dedicated = "DEDICATED" "Our own",
        Shared = "SHARED" "Shared",
        None = "NONE" "None",
    }
}

code_list! {
    /// Measures in routine use.
    pub enum CoreMeasure "COREMEAS" {
        Ims = "IMS" "ICU Mobility Scale",
        Cpax = "CPAX" "CPAx",
        Mms = "MMS" "Manchester Mobility Score",
        Mrcss = "MRCSS" "MRC sum score",
        Fssicu = "FSSICU" "FSS-ICU",
        Pfits = "PFITS" "PFIT-s",
        Other = "OTHER" "Other",
        None = "NONE" "None",
    }
}

code_list! {
    /// How often the team meets about rehabilitation.
    pub enum Meeting "MEETING" {
        Daily = "DAILY" "Daily",
        Weekly = "WEEKLY" "Weekly",
        Fortnightly = "FORTNIGHTLY" "Every two weeks",
        None = "NONE" "None",
    }
}

code_list! {
    /// How often physiotherapy joins the ward round.
    pub enum WardRound "WARDROUND" {
        Daily = "DAILY" "Daily",
        ThreeTimes = "3X" "Three times a week",
        Weekly = "WEEKLY" "Weekly",
        None = "NONE" "Never",
    }
}

code_list! {
    /// Physiotherapy after the step to the ward.
    pub enum Outreach "OUTREACH" {
        SameTeam = "SAME_TEAM" "The same team follows",
        Handover = "HANDOVER" "Handed over",
        None = "NONE" "Neither",
    }
}

code_list! {
    /// Physiotherapy in the follow-up clinic.
    pub enum ClinicPresence "FUPRESENT" {
        Always = "ALWAYS" "Always",
        Sometimes = "SOMETIMES" "Sometimes",
        No = "NO" "No",
    }
}

code_list! {
    /// Months after critical care at which the clinic sees people.
    pub enum ClinicMonth "FUMONTHS" {
        Two = "2" "2 months",
        Three = "3" "3 months",
        Six = "6" "6 months",
        Twelve = "12" "12 months",
    }
}
