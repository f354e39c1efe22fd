//! What a program may do with a token.

use serde::{Deserialize, Serialize};

use super::Action;
use crate::dictionary::Dictionary;

/// What a token lets a program do of what its member may do: nothing else passes, whatever the member may.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remit {
    /// It sends records, and changes them.
    pub sends: bool,
    /// It reads records.
    pub reads: bool,
    /// The forms it is for, by their ids; every form when there are none.
    pub forms: Vec<String>,
}

impl Remit {
    /// Everything that a program can do: that of tokens made before one could choose.
    pub const fn whole() -> Self {
        Self { sends: true, reads: true, forms: Vec::new() }
    }

    /// A remit of a purpose, for forms that there are; `Err` is the sentence for whoever gives it.
    pub fn of(sends: bool, reads: bool, mut forms: Vec<String>) -> Result<Self, String> {
        if !sends && !reads {
            return Err("Choose what the program does: send records, read them, or both.".to_owned());
        }
        if let Some(unknown) = forms.iter().find(|form| Dictionary::shipped().form(form).is_none()) {
            return Err(format!("There is no form “{unknown}”. The data dictionary lists the forms."));
        }
        forms.sort();
        forms.dedup();
        Ok(Self { sends, reads, forms })
    }

    /// Whether it holds an action. What no program does is in none.
    pub fn holds(&self, action: Action) -> bool {
        match action {
            Action::WriteRecords => self.sends,
            Action::ReadRecords => self.reads,
            _ => false,
        }
    }

    /// Whether it is for a form.
    pub fn is_for(&self, form: &str) -> bool {
        self.forms.is_empty() || self.forms.iter().any(|held| held == form)
    }

    /// What it does, in words: `send and read records`.
    pub fn purpose(&self) -> &'static str {
        match (self.sends, self.reads) {
            (true, true) => "send and read records",
            (true, false) => "send records",
            (false, _) => "read records",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn for_contacts() -> Remit {
        Remit::of(true, false, vec!["physio_contact".to_owned(), "physio_contact".to_owned()]).unwrap()
    }

    #[test]
    fn holds_what_was_chosen_and_nothing_else() {
        let held =
            |remit: &Remit| Action::ALL.into_iter().filter(|action| remit.holds(*action)).collect::<Vec<_>>();
        assert_eq!(held(&for_contacts()), [Action::WriteRecords]);
        assert_eq!(held(&Remit::whole()), [Action::ReadRecords, Action::WriteRecords]);
    }

    #[test]
    fn is_for_the_forms_that_were_chosen_or_for_all() {
        let contacts = for_contacts();
        assert_eq!(contacts.forms.len(), 1);
        assert!(contacts.is_for("physio_contact") && !contacts.is_for("patient"));
        assert!(Remit::whole().is_for("patient"));
    }

    #[test]
    fn that_does_nothing_or_is_for_no_form_there_is_is_refused() {
        assert!(Remit::of(false, false, Vec::new()).unwrap_err().starts_with("Choose what the program does"));
        let refused = Remit::of(true, true, vec!["contacts".to_owned()]).unwrap_err();
        assert_eq!(refused, "There is no form “contacts”. The data dictionary lists the forms.");
    }

    #[test]
    fn is_read_back_as_it_was_written() {
        for remit in [for_contacts(), Remit::whole()] {
            let text = serde_json::to_string(&remit).unwrap();
            assert_eq!(serde_json::from_str::<Remit>(&text).unwrap(), remit);
        }
        assert!(serde_json::from_str::<Remit>(r#"{"sends":true,"reads":true,"forms":[],"more":1}"#).is_err());
    }
}
