//! What the attributes say.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Expr, ExprArray, Ident, Lit, LitStr, Meta, Path, Result, Token};

/// `#[form(…)]` on the struct.
#[derive(Default)]
pub(crate) struct FormAttributes {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) file: String,
    pub(crate) key: Vec<String>,
    pub(crate) parent: Option<(String, Vec<String>)>,
    pub(crate) names: Vec<(String, Vec<String>)>,
    pub(crate) occurred: Option<String>,
    pub(crate) facts: Option<Path>,
}

impl FormAttributes {
    pub(crate) fn read(attributes: &[Attribute], span: &Ident) -> Result<Self> {
        let mut form = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("form")) {
            attribute.parse_nested_meta(|meta| form.set(&meta))?;
        }
        for (name, value) in [("id", &form.id), ("title", &form.title), ("file", &form.file)] {
            if value.is_empty() {
                return Err(Error::new_spanned(span, format!("#[form({name} = \"…\")] is missing")));
            }
        }
        Ok(form)
    }

    fn set(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match name(meta).as_str() {
            "id" => self.id = text(meta)?,
            "number" => self.number = text(meta)?,
            "title" => self.title = text(meta)?,
            "file" => self.file = text(meta)?,
            "key" => self.key = texts(meta.value()?.parse()?)?,
            "occurred" => self.occurred = Some(text(meta)?),
            "facts" => self.facts = Some(meta.value()?.parse()?),
            "parent" => self.parent = Some(other_record(meta)?),
            "names" => self.names.push(other_record(meta)?),
            other => return Err(meta.error(format!("unknown form attribute `{other}`"))),
        }
        Ok(())
    }
}

/// When a field must be filled.
#[derive(Default)]
pub(crate) enum Need {
    Save,
    SaveIf(Path),
    Lock,
    LockIf(Path),
    #[default]
    Optional,
}

/// `#[field(…)]`, `#[validate(range(…))]` and the doc comment of a field.
#[derive(Default)]
pub(crate) struct FieldAttributes {
    pub(crate) label: String,
    pub(crate) help: String,
    pub(crate) unit: String,
    pub(crate) section: String,
    pub(crate) when: String,
    pub(crate) rule: String,
    pub(crate) need: Need,
    pub(crate) miss: bool,
    pub(crate) system: bool,
    pub(crate) leaves: Option<Ident>,
    pub(crate) warn: Bounds,
    pub(crate) hard: Bounds,
}

/// A lowest and a highest value.
#[derive(Default)]
pub(crate) struct Bounds {
    pub(crate) min: Option<Expr>,
    pub(crate) max: Option<Expr>,
}

impl Bounds {
    pub(crate) fn is_empty(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    pub(crate) fn tokens(bound: Option<&Expr>, number: &TokenStream) -> TokenStream {
        bound.map_or_else(|| quote!(None), |value| quote!(Some(#value as #number)))
    }

    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        meta.parse_nested_meta(|bound| {
            let value = bound.value()?.parse()?;
            match name(&bound).as_str() {
                "min" => self.min = Some(value),
                "max" => self.max = Some(value),
                other => return Err(bound.error(format!("unknown bound `{other}`"))),
            }
            Ok(())
        })
    }
}

impl FieldAttributes {
    pub(crate) fn read(field: &syn::Field) -> Result<Self> {
        let mut read = Self { help: doc(&field.attrs), ..Self::default() };
        for attribute in &field.attrs {
            if attribute.path().is_ident("field") {
                attribute.parse_nested_meta(|meta| read.set(&meta))?;
            } else if attribute.path().is_ident("validate") {
                attribute.parse_nested_meta(|meta| match name(&meta).as_str() {
                    "range" => read.hard.read(&meta),
                    other => Err(meta.error(format!("`{other}` is not drawn into the dictionary"))),
                })?;
            }
        }
        if read.label.is_empty() {
            return Err(Error::new_spanned(field, "#[field(label = \"…\")] is missing"));
        }
        Ok(read)
    }

    fn set(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match name(meta).as_str() {
            "label" => self.label = text(meta)?,
            "unit" => self.unit = text(meta)?,
            "section" => self.section = text(meta)?,
            "when" => self.when = text(meta)?,
            "rule" => self.rule = text(meta)?,
            "save" => self.need = Need::Save,
            "lock" => self.need = Need::Lock,
            "save_if" => self.need = Need::SaveIf(meta.value()?.parse()?),
            "lock_if" => self.need = Need::LockIf(meta.value()?.parse()?),
            "miss" => self.miss = true,
            "system" => self.system = true,
            "leaves" => self.leaves = Some(leaves(meta)?),
            "warn" => self.warn.read(meta)?,
            other => return Err(meta.error(format!("unknown field attribute `{other}`"))),
        }
        Ok(())
    }
}

/// `leaves = never | centre | network`: how far the field's content may go, as the variant of that name.
fn leaves(meta: &ParseNestedMeta<'_>) -> Result<Ident> {
    let word: Ident = meta.value()?.parse()?;
    let variant = match word.to_string().as_str() {
        "never" => "Never",
        "centre" => "Centre",
        "network" => "Network",
        _ => return Err(Error::new_spanned(word, "`leaves` is one of never, centre, network")),
    };
    Ok(Ident::new(variant, word.span()))
}

/// `#[children(name = "…")]`: the list's name, when the field is a repeated group.
pub(crate) fn children(field: &syn::Field) -> Result<Option<String>> {
    let mut list = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("children")) {
        attribute.parse_nested_meta(|meta| {
            list = Some(text(&meta)?);
            Ok(())
        })?;
    }
    Ok(list)
}

/// The doc comment as one paragraph.
pub(crate) fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(line) => Some(line.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// `"form" by ["column", …]`: another record and the columns that hold its key.
fn other_record(meta: &ParseNestedMeta<'_>) -> Result<(String, Vec<String>)> {
    let input = meta.value()?;
    let form: LitStr = input.parse()?;
    input.parse::<Ident>()?;
    Ok((form.value(), texts(input.parse()?)?))
}

fn name(meta: &ParseNestedMeta<'_>) -> String {
    meta.path.get_ident().map(ToString::to_string).unwrap_or_default()
}

fn text(meta: &ParseNestedMeta<'_>) -> Result<String> {
    let value = meta.value()?;
    if value.peek(Token![=]) {
        return Err(meta.error("one `=` is enough"));
    }
    Ok(value.parse::<LitStr>()?.value())
}

fn texts(array: ExprArray) -> Result<Vec<String>> {
    array
        .elems
        .into_iter()
        .map(|element| match element {
            Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) => Ok(text.value()),
            other => Err(Error::new_spanned(other, "column names are string literals")),
        })
        .collect()
}
