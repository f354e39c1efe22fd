//! The forms of the audit, one file each. To add one: write its file and name it here.

use crate::spec::FormSpec;

macro_rules! forms {
    ($($module:ident :: $form:ident),+ $(,)?) => {
        $( pub mod $module; )+
        $( pub use $module::$form; )+

        static FORMS: &[&FormSpec] = &[$( $module::$form::FORM_SPEC ),+];
    };
}

// A form stands after the ones it belongs to or names.
forms! {
    patient::Patient,
    icu_admission::IcuAdmission,
    ecmo_run::EcmoRun,
    physio_contact::PhysioContact,
    discharge::Discharge,
    rehab_pathway::RehabPathway,
    follow_up::FollowUp,
    assessment::Assessment,
    adverse_event::AdverseEvent,
    org_audit::OrgAudit,
    ecmo_activity_return::EcmoActivityReturn,
}

/// All forms, parents before what belongs to them.
pub fn forms() -> &'static [&'static FormSpec] {
    FORMS
}

/// A form by its id.
pub fn form(id: &str) -> Option<&'static FormSpec> {
    FORMS.iter().copied().find(|form| form.id == id)
}
