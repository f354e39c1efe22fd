//! What the attributes say.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Expr, ExprArray, Ident, Lit, LitInt, LitStr, Meta, Path, Result, Token};

use crate::condition::Condition;

/// `#[form(…)]` on the struct.
#[derive(Default)]
pub(crate) struct FormAttributes {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) place: Option<LitInt>,
    pub(crate) title: String,
    pub(crate) plural: String,
    pub(crate) offer: Option<Placed>,
    pub(crate) file: String,
    pub(crate) key: Vec<String>,
    pub(crate) parent: Option<(String, Vec<String>)>,
    pub(crate) names: Vec<(String, Vec<String>)>,
    pub(crate) occurred: Option<String>,
    pub(crate) facts: Option<Path>,
    pub(crate) completed: Option<Path>,
    pub(crate) unasked: Option<Path>,
}

/// `(3, "words")`: a place in an order, and words.
pub(crate) struct Placed {
    pub(crate) place: LitInt,
    pub(crate) words: LitStr,
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
        if form.parent.is_some() && form.offer.is_none() {
            let missing =
                "#[form(offer(place, \"…\"))] is missing: the words by which another record's page offers it";
            return Err(Error::new_spanned(span, missing));
        }
        Ok(form)
    }

    fn set(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match name(meta).as_str() {
            "id" => self.id = text(meta)?,
            "number" => self.number = text(meta)?,
            "place" => self.place = Some(meta.value()?.parse()?),
            "title" => self.title = text(meta)?,
            "plural" => self.plural = text(meta)?,
            "offer" => self.offer = Some(placed(meta)?),
            "file" => self.file = text(meta)?,
            "key" => self.key = texts(meta.value()?.parse()?)?,
            "occurred" => self.occurred = Some(text(meta)?),
            "facts" => self.facts = Some(meta.value()?.parse()?),
            "completed" => self.completed = Some(meta.value()?.parse()?),
            "unasked" => self.unasked = Some(meta.value()?.parse()?),
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
    SaveIf(Condition),
    Lock,
    LockIf(Condition),
    #[default]
    Optional,
}

impl Need {
    pub(crate) const fn condition(&self) -> Option<&Condition> {
        match self {
            Self::SaveIf(condition) | Self::LockIf(condition) => Some(condition),
            _ => None,
        }
    }
}

/// What a time that lies in the future is.
#[derive(Default)]
pub(crate) enum Future {
    /// A finding of the rule X-FUTURE.
    #[default]
    Refused,
    /// A finding of a rule of its own.
    Breaks(LitStr),
    /// Nothing wrong, or judged elsewhere.
    Allowed,
}

/// `#[field(…)]` and the doc comment of a field.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one word that a field says or does not say")]
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
    pub(crate) class: Option<Ident>,
    pub(crate) asked: Option<Condition>,
    /// `only if`: it is asked when it is needed, and not else.
    pub(crate) only: bool,
    pub(crate) future: Future,
    pub(crate) gist: bool,
    pub(crate) carried: Option<Ident>,
    pub(crate) grid: Option<Placed>,
    pub(crate) scale: Option<LitStr>,
    pub(crate) warn: Bounds,
    pub(crate) range: Bounds,
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
            }
        }
        if read.label.is_empty() {
            return Err(Error::new_spanned(field, "#[field(label = \"…\")] is missing"));
        }
        if read.need.condition().is_some() == read.when.is_empty() {
            let words = "a condition has its words beside it, and words have a condition: `when = \"…\"`";
            return Err(Error::new_spanned(field, words));
        }
        if read.asked().is_some_and(Condition::has_facts) {
            return Err(Error::new_spanned(field, "a page shows a field by its record's own answers"));
        }
        Ok(read)
    }

    /// When a page shows it.
    pub(crate) fn asked(&self) -> Option<&Condition> {
        self.asked.as_ref().or_else(|| self.need.condition().filter(|_| self.only))
    }

    /// ` if …` or ` only if …` behind a word, when it is there.
    fn condition(&mut self, meta: &ParseNestedMeta<'_>) -> Result<Option<Condition>> {
        if meta.input.peek(Ident) {
            let word: Ident = meta.input.parse()?;
            if word != "only" {
                return Err(Error::new_spanned(word, "`only if` or `if`"));
            }
            self.only = true;
        }
        let conditional = meta.input.parse::<Option<Token![if]>>()?.is_some();
        conditional.then(|| Condition::parse(meta.input)).transpose()
    }

    fn set(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match name(meta).as_str() {
            "label" => self.label = text(meta)?,
            "unit" => self.unit = text(meta)?,
            "section" => self.section = text(meta)?,
            "when" => self.when = text(meta)?,
            "rule" => self.rule = text(meta)?,
            "save" => self.need = self.condition(meta)?.map_or(Need::Save, Need::SaveIf),
            "lock" => self.need = self.condition(meta)?.map_or(Need::Lock, Need::LockIf),
            "asked" => {
                let always = || meta.error("`asked` goes on with `if` and a condition");
                self.asked = Some(self.condition(meta)?.ok_or_else(always)?);
            }
            "future" => self.future = future(meta)?,
            "gist" => self.gist = true,
            "carried" => self.carried = Some(variant(meta, &[("always", "Always"), ("on_ecmo", "OnEcmo")])?),
            "grid" => self.grid = Some(placed(meta)?),
            "scale" => self.scale = Some(meta.value()?.parse()?),
            "class" => self.class = Some(variant(meta, CLASSES)?),
            "miss" => self.miss = true,
            "system" => self.system = true,
            "leaves" => self.leaves = Some(variant(meta, LEAVES)?),
            "warn" => self.warn.read(meta)?,
            "range" => self.range.read(meta)?,
            other => return Err(meta.error(format!("unknown field attribute `{other}`"))),
        }
        Ok(())
    }
}

/// `leaves = …`: how far the field's content may go.
const LEAVES: &[(&str, &str)] = &[("never", "Never"), ("centre", "Centre"), ("network", "Network")];

/// `class = …`: what the field could tell about one person.
const CLASSES: &[(&str, &str)] = &[
    ("direct", "Direct"),
    ("quasi", "QuasiIdentifier"),
    ("sensitive", "Sensitive"),
    ("linking", "Linking"),
    ("neutral", "Neutral"),
];

/// `name = word`, as the variant that the word stands for.
fn variant(meta: &ParseNestedMeta<'_>, words: &[(&str, &str)]) -> Result<Ident> {
    let word: Ident = meta.value()?.parse()?;
    let found = words.iter().find(|(known, _)| word == known);
    let unknown = || {
        let known: Vec<_> = words.iter().map(|(known, _)| *known).collect();
        Error::new_spanned(&word, format!("it is one of {}", known.join(", ")))
    };
    found.map(|(_, variant)| Ident::new(variant, word.span())).ok_or_else(unknown)
}

/// `future = allowed`, or `future = "V-RUN-1"`.
fn future(meta: &ParseNestedMeta<'_>) -> Result<Future> {
    let value = meta.value()?;
    if value.peek(LitStr) {
        return Ok(Future::Breaks(value.parse()?));
    }
    let word: Ident = value.parse()?;
    if word == "allowed" {
        Ok(Future::Allowed)
    } else {
        Err(Error::new_spanned(word, "`allowed`, or a rule"))
    }
}

/// `(3, "words")`
fn placed(meta: &ParseNestedMeta<'_>) -> Result<Placed> {
    let inside;
    syn::parenthesized!(inside in meta.input);
    let place = inside.parse()?;
    inside.parse::<Token![,]>()?;
    Ok(Placed { place, words: inside.parse()? })
}

/// `validator` judges the record as a whole. What it would find on a field keeps the rules of the record from speaking,
/// so a field has nothing to say to it.
pub(crate) fn without_validate(field: &syn::Field) -> Result<()> {
    let words = "bounds are said by `#[field(range(min = …, max = …))]`, rules of the record by \
                 `#[validate(schema(function = \"…\"))]` on the struct; rows are judged as records of their own";
    let found = field.attrs.iter().find(|attribute| attribute.path().is_ident("validate"));
    found.map_or(Ok(()), |attribute| Err(Error::new_spanned(attribute, words)))
}

/// `#[children(name = "…", grid(3, "…"))]`: a repeated group.
#[derive(Default)]
pub(crate) struct GroupAttributes {
    /// The list's name.
    pub(crate) name: String,
    pub(crate) grid: Option<Placed>,
}

impl GroupAttributes {
    /// What the field says, when it is a repeated group.
    pub(crate) fn read(field: &syn::Field) -> Result<Option<Self>> {
        let mut group = None;
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("children")) {
            let read: &mut Self = group.get_or_insert_default();
            attribute.parse_nested_meta(|meta| {
                match name(&meta).as_str() {
                    "name" => read.name = text(&meta)?,
                    "grid" => read.grid = Some(placed(&meta)?),
                    other => return Err(meta.error(format!("unknown attribute `{other}` of a group"))),
                }
                Ok(())
            })?;
        }
        Ok(group)
    }
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
