//! `#[derive(Form)]`: the struct of a form is its dictionary entry.
//!
//! In the manner of clap's derive, attributes on a plain struct say what the data dictionary says:
//!
//! ```text
//! /// One patient-facing attendance.
//! #[derive(Debug, Clone, PartialEq, Form, Validate)]
//! #[form(id = "physio_contact", number = "F09", title = "Physiotherapy contact", file = "physio_contacts",
//!        key = ["contact_ref"], parent = "icu_admission" by ["admission_ref"], occurred = "start_at",
//!        facts = ContactFacts)]
//! pub struct PhysioContact {
//!     /// Minutes facing the patient, counted once whatever the staff.          // becomes the help text
//!     #[field(label = "Minutes with the patient", unit = "minutes", section = "Session",
//!             save_if = seen, when = "the patient was treated or assessed", warn(max = 120))]
//!     #[validate(range(min = 1, max = 240))]                                   // the hard range
//!     pub minutes: Answer<i64>,
//!     #[children(name = "staff")]
//!     #[validate(nested)]
//!     pub staff: Vec<ContactStaff>,
//! }
//! ```
//!
//! A field's need is one of `save` (M), `save_if = predicate` (C), `lock` (L), `lock_if = predicate`, or none
//! of them (O). A predicate is a function `fn(&Self, &Facts) -> bool`; `when` says it in words. `miss` allows
//! NK, NR, NA and UTA; `system` marks what is never asked. `leaves = never | centre | network` says who may see
//! what stands in the field; a text field must say it. The cell's type comes from `Answer<T>`.

mod attributes;
mod expand;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes the struct a form: see the crate's page.
#[proc_macro_derive(Form, attributes(form, field, children, validate))]
pub fn derive_form(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::form(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
