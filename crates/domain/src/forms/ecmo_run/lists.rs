//! Code lists of a run, its segments and its cannulae.

use crate::code_list;

code_list! {
    /// Type of support.
    pub enum Support "SUPPORT" {
        Pulmonary = "PULM" "Pulmonary",
        Cardiac = "CARD" "Cardiac",
        Ecpr = "ECPR" "During resuscitation (ECPR)",
    }
}

code_list! {
    /// Circuit mode. ECCO2R is recorded and kept out of every indicator.
    pub enum Mode "MODE" {
        Vv = "VV" "Veno-venous",
        Vvdl = "VVDL" "Veno-venous, dual-lumen cannula",
        Va = "VA" "Veno-arterial",
        Vav = "VAV" "Veno-arterio-venous",
        Vva = "VVA" "Veno-veno-arterial",
        Vp = "VP" "Veno-pulmonary",
        Vpa = "VPA" "Veno-pulmonary-arterial",
        VvEcco2r = "VV_ECCO2R" "Veno-venous CO2 removal" in "ECCO2R",
        AvEcco2r = "AV_ECCO2R" "Arterio-venous CO2 removal" in "ECCO2R",
        Other = "OTHER" "Other",
    }
}

impl Mode {
    /// Carbon dioxide removal only.
    pub fn is_ecco2r(self) -> bool {
        matches!(self, Self::VvEcco2r | Self::AvEcco2r)
    }
}

code_list! {
    /// Where and by whom the patient was cannulated.
    pub enum Where "WHERE" {
        Centre = "CENTRE" "At this centre",
        ReferrerByCentre = "REFERRER_BY_CENTRE" "At the referring hospital, by our team",
        ReferrerLocal = "REFERRER_LOCAL" "At the referring hospital, by its team",
        OtherCentre = "OTHER_CENTRE" "At another ECMO centre",
    }
}

code_list! {
    /// How exactly a time is known.
    pub enum Precision "PRECISION" {
        Minute = "MIN" "To the minute",
        Hour = "HOUR" "To the hour",
        Date = "DATE" "The date only",
    }
}

code_list! {
    /// Primary diagnosis group.
    pub enum Dx "DX" {
        Viral = "VIRAL" "Viral pneumonia",
        Covid19 = "COVID19" "COVID-19",
        Bacterial = "BACT" "Bacterial pneumonia",
        Aspiration = "ASP" "Aspiration",
        Fungal = "PJP_FUNGAL" "Pneumocystis or fungal",
        Asthma = "ASTHMA" "Asthma",
        Copd = "COPD" "Chronic obstructive pulmonary disease",
        Ild = "ILD" "Interstitial lung disease",
        Cf = "CF" "Cystic fibrosis",
        Pe = "PE" "Pulmonary embolism",
        Trauma = "TRAUMA" "Trauma",
        Burn = "BURN_INHAL" "Burn or inhalation injury",
        ArdsNonPulmonary = "ARDS_NONPULM" "ARDS of non-pulmonary cause",
        Vasculitis = "VASC_ALV_HAEM" "Vasculitis or alveolar haemorrhage",
        GraftDysfunction = "PGD" "Primary graft dysfunction after transplant",
        BridgeToTransplant = "BTT" "Bridge to transplant",
        CardiogenicShock = "CARD_SHOCK" "Cardiogenic shock",
        CardiacArrest = "CARD_ARREST" "Cardiac arrest",
        Postcardiotomy = "POSTCARDIOTOMY" "After cardiac surgery",
        OtherRespiratory = "OTHER_RESP" "Other respiratory",
        Other = "OTHER" "Other",
    }
}

code_list! {
    /// What the run is meant to reach.
    pub enum Intent "INTENT" {
        Recovery = "BTR" "Bridge to recovery",
        Decision = "BTD" "Bridge to decision",
        Transplant = "BTT" "Bridge to transplant",
        Vad = "BTVAD" "Bridge to ventricular assist device",
    }
}

code_list! {
    /// Airway and breathing support.
    pub enum Airway "AIRWAY" {
        Tube = "ETT" "Endotracheal tube",
        Tracheostomy = "TRACHE" "Tracheostomy",
        Niv = "NIV" "Non-invasive ventilation",
        Hfno = "HFNO" "High-flow nasal oxygen",
        Mask = "MASK" "Mask",
        Air = "SV_AIR" "Self-ventilating on air",
    }
}

code_list! {
    /// Why support ended.
    pub enum Discontinuation "DISC" {
        Recovered = "RECOV" "Expected recovery",
        PoorPrognosisDied = "POORDX_DIED" "Poor prognosis, then death",
        PoorPrognosisSurvived = "POORDX_SURV" "Poor prognosis, unexpectedly survived",
        LungTransplant = "TX_LUNG" "Lung transplant",
        HeartTransplant = "TX_HEART" "Heart transplant",
        HeartLungTransplant = "TX_HL" "Heart and lung transplant",
        Vad = "VAD" "Ventricular assist device",
        Complication = "COMPL" "Forced by a complication",
        NewRun = "CONV_NEWRUN" "Converted to a new run",
        TransferredOn = "TRANSFER_ON" "Transferred on ECMO",
        Resource = "RESOURCE" "Resources",
        Other = "OTHER" "Other",
    }
}

code_list! {
    /// Why a mode segment began.
    pub enum SegmentReason "SEGREASON" {
        Oxygenation = "OXY" "Oxygenation",
        Cardiac = "CARDIAC" "Cardiac support",
        Wean = "WEAN" "Weaning",
        Configuration = "CONFIG" "Configuration",
        TrialOff = "TRIAL_OFF" "Trial off",
        FlowStop = "FLOW_STOP_LE24H" "Flow stopped for 24 hours or less",
        Other = "OTHER" "Other",
    }
}

code_list! {
    /// Vessel and side of a cannula.
    pub enum Site "SITE" {
        RightJugular = "RIJV" "Right internal jugular vein",
        LeftJugular = "LIJV" "Left internal jugular vein",
        RightFemoralVein = "RFV" "Right femoral vein",
        LeftFemoralVein = "LFV" "Left femoral vein",
        RightFemoralArtery = "RFA" "Right femoral artery" in "ARTERY",
        LeftFemoralArtery = "LFA" "Left femoral artery" in "ARTERY",
        RightSubclavianVein = "RSCV" "Right subclavian vein",
        LeftSubclavianVein = "LSCV" "Left subclavian vein",
        RightSubclavianArtery = "RSCA" "Right subclavian artery" in "ARTERY",
        LeftSubclavianArtery = "LSCA" "Left subclavian artery" in "ARTERY",
        RightAxillaryArtery = "RAXA" "Right axillary artery" in "ARTERY",
        LeftAxillaryArtery = "LAXA" "Left axillary artery" in "ARTERY",
        Central = "CENTRAL" "Central",
        Other = "OTHER" "Other",
    }
}

code_list! {
    /// Direction of flow in a cannula.
    pub enum Direction "DIRECTION" {
        Drain = "DRAIN" "Drainage",
        Return = "RETURN" "Return",
        Dual = "DUAL" "Dual lumen",
        DistalPerfusion = "DISTAL_PERF" "Distal perfusion",
        DistalDrain = "DISTAL_DRAIN" "Distal drainage",
    }
}

code_list! {
    /// How a cannula is secured.
    pub enum Secured "SECURED" {
        Suture = "SUTURE" "Suture",
        Device = "DEVICE" "Device",
        Both = "BOTH" "Both",
        NotKnown = "NK" "Not known",
    }
}
