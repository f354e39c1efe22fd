//! Components of the design system: a struct and a template each, put together with `{{ }}`.
//!
//! Never askama macros: they are pasted in at every call, which costs ten times the build time.

mod beside;
mod chrome;
mod field;
mod list;
mod passkey;

pub(crate) use beside::Beside;
pub(crate) use chrome::{Chrome, Link, NavItem, SignedIn};
pub(crate) use field::{
    Aside, Checks, Complaint, Confirmation, Control, Field, OptionGroup, Radios, SecretBox, Select,
    SelectOption, TextArea, TextBox, When, described_by,
};
pub(crate) use list::{
    Cell, Colour, ErrorSummary, LifePanel, Pagination, SummaryItem, SummaryList, Table, Tag, Task, TaskList,
};
pub(crate) use passkey::PasskeyBox;
