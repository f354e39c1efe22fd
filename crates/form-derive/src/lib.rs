//! `#[derive(Form)]`: the struct of a form is its dictionary entry.
//!
//! In the manner of clap's derive, attributes on a plain struct say what the data dictionary says:
//!
//! ```text
//! /// One patient-facing attendance.
//! #[derive(Debug, Clone, PartialEq, Form, Validate)]
//! #[form(id = "physio_contact", number = "F09", title = "Physiotherapy contact", file = "physio_contacts",
//!        key = ["contact_ref"], parent = "icu_admission" by ["admission_ref"], occurred = "start_at",
//!        plural = "Contacts", offer(1, "Enter a contact"), facts = ContactFacts)]
//! #[validate(schema(function = "treated_for_minutes"))]                        // a rule of the record by itself
//! pub struct PhysioContact {
//!     /// Minutes facing the patient, counted once whatever the staff.          // becomes the help text
//!     #[field(label = "Minutes with the patient", unit = "minutes", section = "Session",
//!             save if outcome is Treated | AssessedOnly, when = "the patient was treated or assessed",
//!             range(min = 1, max = 240), warn(max = 120))]
//!     pub minutes: Answer<i64>,
//!     #[children(name = "staff")]
//!     pub staff: Vec<ContactStaff>,
//! }
//!
//! /// V-CON-3: a treatment has minutes.
//! fn treated_for_minutes(contact: &PhysioContact) -> Ruling {
//!     if contact.is_treated() && contact.minutes.is_blank() {
//!         return ruling::refuse(PhysioContact::MINUTES, "V-CON-3", "A treated contact needs the minutes.");
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A field's need is one of `save` (M), `save if …` (C), `lock` (L), `lock if …`, or none of them (O). A condition
//! is made of terms with `&&` and `||` between: `outcome is Treated | AssessedOnly` (of a set: one of these is in it),
//! `ended_early is true`, `sweep is 0`, `load given`, `ims_achieved >= 2`, or the name of a fact of the form's
//! `facts`, which the patient's other records decide; `when` says it in words. `save only if …` asks the
//! field when it is needed and not else; `asked if …` says when it is asked, where that is not the same. `miss` allows NK, NR, NA and UTA; `system` marks what
//! is never asked. `leaves = never | centre | network` says who may see what stands in the field; a text field must
//! say it. `class` says what it could tell about one person. A time must not lie in the future, unless
//! `future = allowed`, or `future = "RULE"` names the rule it breaks. `gist`, `carried`, `grid` and `scale` say how it
//! is shown elsewhere. A number outside `range` is refused, one outside `warn` is asked about (`domain::bounds`). The
//! cell's type comes from `Answer<T>`.
//!
//! Rules that need nothing but the record's own answers stand beside it: `validator` calls each function that
//! `#[validate(schema(function = "…"))]` on the struct names, `Record::check_rules` turns what they say into findings
//! (`domain::ruling`). So a form brings `Validate` beside `Form`, also when it has no rule yet. A field or a group has
//! nothing to say to `validator`: the dictionary judges cells, and rows are judged as records of their own.
//!
//! `completed = function` on the form, `fn(&mut Self)`, makes what follows from other answers and was not sent;
//! `unasked = function`, `fn(&mut Raw)`, leaves out of a page what is made so.
//!
//! The struct gets a constant with the name of each of its columns and groups, so that code that names one stops
//! compiling when it is renamed.

mod attributes;
mod condition;
mod expand;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes the struct a form: see the crate's page.
#[proc_macro_derive(Form, attributes(form, field, children, validate))]
pub fn derive_form(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::form(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
