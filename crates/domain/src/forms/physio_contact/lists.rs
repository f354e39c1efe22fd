//! Code lists of a contact. Long because it is the dictionary's longest form; nothing but lists.

use crate::code_list;

code_list! {
    /// What came of the contact.
    pub enum Outcome "OUTCOME" {
        Treated = "TREATED" "Treated",
        AssessedOnly = "ASSESSED_ONLY" "Assessed only",
        NotTreated = "NOT_TREATED" "Not treated",
    }
}
code_list! {
    /// Scheduled or called.
    pub enum ContactKind "KIND" {
        Routine = "ROUTINE" "Routine",
        Requested = "REQUESTED" "Requested",
        OnCall = "ONCALL" "On call",
        Crash = "CRASH" "Emergency call",
    }
}
code_list! {
    /// Domain of treatment.
    pub enum Domain "DOMAIN" {
        Resp = "RESP" "Respiratory",
        Rehab = "REHAB" "Rehabilitation",
    }
}
code_list! {
    /// Where the contact took place.
    pub enum Location "LOCATION" {
        Bed = "BED" "In bed",
        BedSpace = "BEDSPACE" "Bed space",
        WardArea = "WARD_AREA" "Elsewhere on the unit",
        Gym = "GYM" "Gym",
        Outside = "OUTSIDE" "Outdoors",
        Ward = "WARD" "Ward",
        Outpatient = "OPD" "Outpatients",
        HomeVirtual = "HOME_VIRTUAL" "Home or video",
    }
}
code_list! {
    /// ECMO settings.
    pub enum Setting "SETTINGS" {
        None = "NONE" "None",
        Flow = "FLOW" "Blood flow",
        Sweep = "SWEEP" "Sweep gas",
        Fdo2 = "FDO2" "Oxygen fraction",
        Rpm = "RPM" "Pump speed",
    }
}
code_list! {
    /// Manchester Mobility Score.
    pub enum Mms "MMS" {
        M1 = "1" "1: in bed or chair position",
        M2 = "2" "2: edge of bed",
        M3 = "3" "3: hoisted to chair",
        M4 = "4" "4: standing practice",
        M5 = "5" "5: step transfer with help",
        M6 = "6" "6: mobilising",
        M7 = "7" "7: mobilising over 30 m",
        Agitated = "A" "Agitated",
        Unwell = "U" "Unwell",
        Refused = "R" "Refused",
    }
}
code_list! {
    /// Whether the session's goal was met.
    pub enum GoalMet "GOALMET" {
        Met = "MET" "Met",
        Part = "PART" "Partly met",
        Not = "NOT" "Not met",
        NoneSet = "NONE_SET" "None set",
    }
}
code_list! {
    /// Safety screen before mobilising.
    pub enum SafetyScreen "SAFETY" {
        Pass = "DONE_PASS" "Done, passed",
        RiskAccepted = "DONE_RISK_ACCEPTED" "Done, risk accepted",
        NotDone = "NOT_DONE" "Not done",
        NotApplicable = "NA" "Not applicable",
    }
}
code_list! {
    /// Red and amber flags of the screen.
    pub enum ScreenFlag "SCREEN" {
        R1 = "R1" "SpO2 below 88% or falling" in "Respiratory",
        R2 = "R2" "FiO2 or FdO2 above 0.8" in "Respiratory",
        R3 = "R3" "Respiratory rate above 35 or severe breathlessness" in "Respiratory",
        R4 = "R4" "Unstable ventilator mode or proning window" in "Respiratory",
        C1 = "C1" "MAP below 60 or above 110" in "Cardiovascular",
        C2 = "C2" "Noradrenaline above 0.3 or rising" in "Cardiovascular",
        C3 = "C3" "New arrhythmia" in "Cardiovascular",
        C4 = "C4" "Active bleeding" in "Cardiovascular",
        C5 = "C5" "Haemoglobin below 70 or recent transfusion" in "Cardiovascular",
        N1 = "N1" "RASS −3 or less, or +2 or more" in "Neurological",
        N2 = "N2" "New delirium or agitation" in "Neurological",
        N3 = "N3" "Intracranial pressure or stroke concern" in "Neurological",
        E1 = "E1" "Unstable flow, chatter, access insufficiency" in "ECMO",
        E2 = "E2" "Cannula not secured, ooze or haematoma" in "ECMO",
        E3 = "E3" "Femoral site within 12 hours of insertion" in "ECMO",
        E4 = "E4" "Circuit clot or oxygenator change due" in "ECMO",
        E5 = "E5" "No ECMO specialist available" in "ECMO",
        X1 = "X1" "Fracture, wound or CRRT line" in "Other",
        X2 = "X2" "Platelets below 30 or INR above 2.5" in "Other",
        X3 = "X3" "Patient declines" in "Other",
        X4 = "X4" "Environment unsafe" in "Other",
    }
}
code_list! {
    /// Why a session ended early.
    pub enum EndedEarly "ENDED" {
        Fatigue = "FATIGUE" "Fatigue",
        Pain = "PAIN" "Pain",
        Desaturation = "DESAT" "Desaturation",
        Haemodynamic = "HAEMO" "Haemodynamic",
        Flow = "FLOW" "ECMO flow",
        Agitation = "AGIT" "Agitation",
        Bleeding = "BLEED" "Bleeding",
        Line = "LINE" "Line",
        Procedure = "PROC" "Procedure",
        Other = "OTHER" "Other",
    }
}
code_list! {
    /// How the session was tolerated.
    pub enum Tolerance "TOLERANCE" {
        Well = "WELL" "Well",
        Fatigued = "FATIGUED" "Fatigued",
        Limited = "LIMITED" "Limited",
        NotTolerated = "NOT_TOLERATED" "Not tolerated",
    }
}
code_list! {
    /// Change against the session before.
    pub enum Progression "PROGRESSION" {
        Progress = "PROG" "Progress",
        Same = "SAME" "The same",
        Regress = "REGRESS" "Regress",
    }
}
code_list! {
    /// Reasons for not treating, in four classes.
    pub enum NotTreated "NTR" {
        DeepSedation = "DEEP_SED" "Deep sedation required" in "CLIN",
        Nmb = "NMB" "Neuromuscular blockade" in "CLIN",
        HaemoUnstable = "HAEMO_UNSTABLE" "Haemodynamically unstable" in "CLIN",
        RespUnstable = "RESP_UNSTABLE" "Respiratory instability" in "CLIN",
        Arrhythmia = "ARRHYTHMIA" "Arrhythmia" in "CLIN",
        Bleeding = "BLEEDING" "Bleeding" in "CLIN",
        UnstableFlow = "UNSTABLE_FLOW" "Unstable ECMO flow" in "CLIN",
        CannulaSite = "CANNULA_SITE" "Cannula site" in "CLIN",
        ProcedurePlanned = "PROCEDURE_PLANNED" "Procedure planned" in "CLIN",
        ProcedureRecent = "PROCEDURE_RECENT" "Recent procedure" in "CLIN",
        Prone = "PRONE_POSITION" "Prone position" in "CLIN",
        Arrest = "CPR_ARREST" "Cardiac arrest" in "CLIN",
        Icp = "ICP" "Intracranial pressure" in "CLIN",
        Fracture = "FRACTURE" "Fracture" in "CLIN",
        Palliative = "PALLIATIVE" "Palliative care" in "CLIN",
        DecannulationDay = "DECANNULATION_DAY" "Day of decannulation" in "CLIN",
        Declined = "DECLINED" "Declined" in "PAT",
        Fatigue = "FATIGUE" "Fatigue" in "PAT",
        Asleep = "ASLEEP" "Asleep" in "PAT",
        Delirium = "DELIRIUM_AGITATION" "Delirium or agitation" in "PAT",
        Absent = "ABSENT" "Absent (imaging, theatre)" in "PAT",
        Visitor = "VISITOR" "Visitor" in "PAT",
        Language = "LANGUAGE" "Language" in "PAT",
        NoPtStaff = "NO_PT_STAFF" "No physiotherapy staff" in "SVC",
        NoSecondPerson = "NO_SECOND_PERSON" "No second person" in "SVC",
        NoEcmoStaff = "NO_ECMO_STAFF" "No ECMO staff" in "SVC",
        NoEquipment = "NO_EQUIPMENT" "No equipment" in "SVC",
        BedSpace = "BED_SPACE" "Bed space" in "SVC",
        WeekendNoService = "WEEKEND_NO_SERVICE" "No weekend service" in "SVC",
        TransferLogistics = "TRANSFER_LOGISTICS" "Transfer logistics" in "SVC",
        CapacitySurge = "CAPACITY_SURGE" "Surge of patients" in "SVC",
        NotAllocated = "NOT_ALLOCATED" "Not allocated" in "SVC",
        RestDay = "REST_DAY_PLANNED" "Planned rest day" in "GOAL",
        GoalsMet = "GOALS_MET" "Goals met" in "GOAL",
        DischargedFromPt = "DISCHARGED_FROM_PT" "Discharged from physiotherapy" in "GOAL",
    }
}
code_list! {
    /// Who led the contact.
    pub enum LedBy "LEDBY" {
        Physiotherapist = "PT" "Physiotherapist",
        Assistant = "TA" "Therapy assistant, delegated",
        Mixed = "MIXED" "Physiotherapist and other",
        OccupationalTherapist = "OT" "Occupational therapist",
        Nurse = "NURSE" "Nurse",
    }
}
code_list! {
    /// Interventions of both domains.
    pub enum Intervention "INTERVENTION" {
        Assess = "ASSESS" "Respiratory assessment" in "Respiratory",
        Position = "POS" "Positioning" in "Respiratory",
        Prone = "PRONE" "Prone turn or care" in "Respiratory",
        HeadUp = "HOB" "Head-up and upright sitting" in "Respiratory",
        Mhi = "MHI" "Manual hyperinflation" in "Respiratory",
        Vhi = "VHI" "Ventilator hyperinflation" in "Respiratory",
        Ippb = "IPPB" "Intermittent positive pressure" in "Respiratory",
        Pep = "EZPAP" "Positive expiratory pressure" in "Respiratory",
        Mie = "MIE" "Mechanical in-exsufflation" in "Respiratory",
        Acbt = "ACBT" "Active cycle or huff" in "Respiratory",
        Manual = "CPT" "Manual techniques" in "Respiratory",
        Cough = "COUGH" "Assisted cough" in "Respiratory",
        SuctionTube = "SUC_ETT" "Suction through tube or tracheostomy" in "Respiratory",
        SuctionNaso = "SUC_NPA_ORO" "Nasal or oral suction" in "Respiratory",
        Bronchoscopy = "BRONCH_ASSIST" "At bronchoscopy" in "Respiratory",
        Nebuliser = "NEB" "Nebuliser or saline" in "Respiratory",
        Humidification = "HUMID" "Humidification change" in "Respiratory",
        SpeakingValve = "SVT" "Breathing or tracheostomy trial" in "Respiratory",
        Weaning = "WEAN" "Ventilator weaning" in "Respiratory",
        MuscleTraining = "RMT" "Inspiratory muscle training" in "Respiratory",
        NivSetup = "NIV_SET" "NIV or high-flow set-up" in "Respiratory",
        OxygenTitration = "OX_TITR" "Oxygen titration" in "Respiratory",
        RespEducation = "RESP_EDU" "Respiratory advice" in "Respiratory",
        PassiveMovement = "PROM" "Passive movements, splints, stretches" in "Rehabilitation",
        BedBike = "CPM_BIKE" "In-bed cycle" in "Rehabilitation",
        Nmes = "NMES" "Electrical stimulation" in "Rehabilitation",
        Positioning24 = "POS24" "24-hour positioning" in "Rehabilitation",
        BedExercise = "BEDEX" "Bed exercise" in "Rehabilitation",
        ChairPassive = "CHAIR_PASSIVE" "Hoist or slide to chair" in "Rehabilitation",
        Tilt = "TILT" "Tilt table" in "Rehabilitation",
        EdgeOfBed = "SOEOB" "Sitting over the edge of the bed" in "Rehabilitation",
        SeatedExercise = "SIT_EX" "Seated exercise or balance" in "Rehabilitation",
        SitToStand = "STS" "Sit to stand" in "Rehabilitation",
        Stand = "STAND" "Standing" in "Rehabilitation",
        Transfer = "TRANSF" "Stepping transfer to chair" in "Rehabilitation",
        March = "MARCH" "Marching on the spot" in "Rehabilitation",
        Walk = "WALK" "Walking" in "Rehabilitation",
        Stairs = "STAIRS" "Stairs" in "Rehabilitation",
        UpperLimb = "UL_FUNC" "Upper limb or functional activity" in "Rehabilitation",
        Strength = "STRENGTH" "Resistance training" in "Rehabilitation",
        VirtualReality = "VR_ERGO" "Virtual reality or arm crank" in "Rehabilitation",
        Education = "EDU" "Education, carer training" in "Rehabilitation",
        FamilyMeeting = "MDT_FAM" "Goal-setting or family session" in "Rehabilitation",
    }
}
code_list! {
    /// The patient's effort.
    pub enum Effort "EFFORT" {
        Passive = "P" "Passive",
        ActiveAssisted = "AA" "Active-assisted",
        Active = "A" "Active",
        Resisted = "R" "Resisted",
    }
}
code_list! {
    /// Aids.
    pub enum Aid "AID" {
        None = "NONE" "None",
        Stick = "STICK" "Stick",
        Frame = "FRAME" "Frame",
        IcuWalker = "ICU_WALKER" "ICU walker",
        StandingHoist = "STANDING_HOIST" "Standing hoist",
        Hoist = "HOIST" "Hoist",
        Other = "OTHER" "Other",
    }
}
code_list! {
    /// Units of a load.
    pub enum LoadUnit "LOADUNIT" {
        Watt = "W" "watts",
        Kilogram = "kg" "kilograms",
        Milliampere = "mA" "milliamperes",
        PercentMip = "%MIP" "per cent of maximal inspiratory pressure",
        CmH2o = "cmH2O" "centimetres of water",
        Degree = "deg" "degrees",
    }
}
code_list! {
    /// Roles of staff and others present.
    pub enum Role "ROLE" {
        Physiotherapist = "PT" "Physiotherapist",
        Assistant = "TA" "Therapy assistant",
        OccupationalTherapist = "OT" "Occupational therapist",
        Nurse = "RN" "Nurse",
        EcmoSpecialist = "ECMO_SPEC" "ECMO specialist",
        Perfusionist = "PERF" "Perfusionist",
        Doctor = "DR" "Doctor",
        SpeechTherapist = "SLT" "Speech and language therapist",
        Student = "STUDENT" "Student",
        Family = "FAMILY" "Family",
        Other = "OTHER" "Other",
    }
}
code_list! {
    /// Agenda for Change pay bands.
    pub enum Band "BAND" {
        B2To4 = "2_4" "2 to 4",
        B5 = "5" "5",
        B6 = "6" "6",
        B7 = "7" "7",
        B8a = "8A" "8a",
        B8bPlus = "8B_PLUS" "8b and above",
        NotApplicable = "NA" "Not applicable",
    }
}
