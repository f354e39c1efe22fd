//! From the struct to its dictionary entry, its reader, its writer and its cell checks.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Field, Fields, GenericArgument, Ident, PathArguments, Result, Type};

use crate::attributes::{
    self, Bounds, FieldAttributes, FormAttributes, Future, GroupAttributes, Need, Placed,
};
use crate::condition::Condition;

/// A field that is one cell.
struct Column<'a> {
    name: &'a Ident,
    /// `T` of `Answer<T>`.
    value: &'a Type,
    says: FieldAttributes,
}

/// A field that is a repeated group.
struct Group<'a> {
    name: &'a Ident,
    /// `T` of `Vec<T>`.
    row: &'a Type,
    says: GroupAttributes,
}

pub(crate) fn form(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "a form is a struct with named fields"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(input, "a form is a struct with named fields"));
    };
    let says = FormAttributes::read(&input.attrs, &input.ident)?;
    let (mut columns, mut groups) = (Vec::new(), Vec::new());
    for field in &fields.named {
        attributes::without_validate(field)?;
        match GroupAttributes::read(field)? {
            Some(says) => groups.push(Group { name: named(field)?, row: inner(&field.ty, "Vec")?, says }),
            None => columns.push(Column {
                name: named(field)?,
                value: inner(&field.ty, "Answer")?,
                says: FieldAttributes::read(field)?,
            }),
        }
    }
    let spec = spec(&input.ident, &says, &attributes::doc(&input.attrs), &columns, &groups)?;
    let names = names(&input.ident, &says, &columns, &groups);
    let form = form_impl(&input.ident, &says, &columns, &groups)?;
    let record = record_impl(&input.ident, &columns, &groups);
    Ok(quote! { #form #record #names const _: () = { #spec }; })
}

fn spec(
    form: &Ident,
    says: &FormAttributes,
    help: &str,
    columns: &[Column<'_>],
    groups: &[Group<'_>],
) -> Result<TokenStream> {
    let FormAttributes { id, number, title, file, key, .. } = says;
    let place = says.place.as_ref().map_or_else(|| quote!(u8::MAX), |place| quote!(#place));
    let plural = if says.plural.is_empty() { title } else { &says.plural };
    let offer = option(
        says.offer
            .as_ref()
            .map(|Placed { place, words }| quote!(::domain::spec::Offered { place: #place, words: #words })),
    );
    let completed = says.completed.as_ref().map(|complete| quote!(#complete(&mut record);));
    let unasked = option(says.unasked.as_ref().map(|unasked| quote!(#unasked)));
    let occurred = option(says.occurred.as_ref().map(|column| quote!(#column)));
    let other = |(form, columns): &(String, Vec<String>)| quote!(::domain::spec::Parent { form: #form, columns: &[#(#columns),*] });
    let parent = option(says.parent.as_ref().map(other));
    let names = says.names.iter().map(other);
    let mut section = String::new();
    let fields = columns.iter().map(|column| {
        if !column.says.section.is_empty() {
            section.clone_from(&column.says.section);
        }
        field_spec(column, &section, columns)
    });
    let fields = fields.collect::<Result<Vec<_>>>()?;
    let children = groups.iter().map(|Group { row, says, .. }| {
        let (list, grid) = (&says.name, grid(says.grid.as_ref()));
        quote!(::domain::spec::ChildSpec { name: #list, spec: <#row>::FORM_SPEC, grid: #grid })
    });
    Ok(quote! {
        impl #form {
            #[doc(hidden)]
            pub const FORM_SPEC: &'static ::domain::spec::FormSpec = {
                static SPEC: ::domain::spec::FormSpec = ::domain::spec::FormSpec {
                    id: #id,
                    number: #number,
                    place: #place,
                    title: #title,
                    plural: #plural,
                    offer: #offer,
                    file: #file,
                    help: #help,
                    key: &[#(#key),*],
                    parent: #parent,
                    names: &[#(#names),*],
                    occurred: #occurred,
                    fields: &[#(#fields),*],
                    children: &[#(#children),*],
                    read: |raw, reader| {
                        #[allow(unused_mut, reason = "few forms are completed")]
                        let mut record = <#form as ::domain::spec::Form>::read(raw, reader);
                        #completed
                        ::std::boxed::Box::new(record)
                    },
                    unasked: #unasked,
                };
                &SPEC
            };
        }
    })
}

/// A constant for the name of each column and group.
fn names(form: &Ident, says: &FormAttributes, columns: &[Column<'_>], groups: &[Group<'_>]) -> TokenStream {
    let id = &says.id;
    let constant = |field: &Ident, name: &str| {
        let constant = Ident::new(&field.to_string().to_uppercase(), field.span());
        quote!(#[doc = "The name of its column or group."] pub const #constant: &'static str = #name;)
    };
    let columns = columns.iter().map(|column| constant(column.name, &column.name.to_string()));
    let groups = groups.iter().map(|group| constant(group.name, &group.says.name));
    quote! {
        #[allow(dead_code, reason = "every column has its name, whoever needs it")]
        impl #form {
            #[doc = "The form's stable id."]
            pub const ID: &'static str = #id;
            #(#columns)*
            #(#groups)*
        }
    }
}

/// The type of a field, for conditions on it.
fn type_of<'a>(columns: &'a [Column<'a>]) -> impl Fn(&Ident) -> Option<&'a Type> + 'a {
    |name| columns.iter().find(|column| column.name == name).map(|column| column.value)
}

fn condition(condition: Option<&Condition>, columns: &[Column<'_>]) -> Result<TokenStream> {
    Ok(option(condition.map(|condition| condition.data(&type_of(columns))).transpose()?))
}

fn grid(grid: Option<&Placed>) -> TokenStream {
    option(grid.map(
        |Placed { place, words }| quote!(::domain::presented::GridColumn { place: #place, head: #words }),
    ))
}

/// How a field is shown beside its own form.
fn presented(says: &FieldAttributes) -> TokenStream {
    let gist = says.gist;
    let carried = says.carried.as_ref().map_or_else(|| quote!(Never), |carried| quote!(#carried));
    let (grid, scale) = (grid(says.grid.as_ref()), option(says.scale.as_ref().map(|scale| quote!(#scale))));
    quote! {
        ::domain::presented::Presented {
            gist: #gist,
            carried: ::domain::presented::Carried::#carried,
            grid: #grid,
            scale: #scale,
        }
    }
}

fn field_spec(column: &Column<'_>, section: &str, columns: &[Column<'_>]) -> Result<TokenStream> {
    let Column { name, value, says } = column;
    let name = name.to_string();
    let FieldAttributes { label, help, unit, when, rule, miss, system, .. } = says;
    let need = match &says.need {
        Need::Save => quote!(Save),
        Need::SaveIf(_) => quote!(SaveIf),
        Need::Lock => quote!(Lock),
        Need::LockIf(_) => quote!(LockIf),
        Need::Optional => quote!(Optional),
    };
    let kind = kind(value, &says.range);
    let leaves = leaves(&name, value, says.leaves.as_ref());
    let class = says.class.as_ref().map_or_else(
        || {
            quote!({
                const OWN: &::domain::spec::Kind = &<#value as ::domain::value::Cell>::KIND;
                ::domain::disclosure_class::DisclosureClass::assumed(OWN)
            })
        },
        |class| quote!(::domain::disclosure_class::DisclosureClass::#class),
    );
    let needed_if = condition(says.need.condition(), columns)?;
    let asked_if = condition(says.asked(), columns)?;
    let presented = presented(says);
    let warn = if says.warn.is_empty() {
        quote!(None)
    } else {
        let min = Bounds::tokens(says.warn.min.as_ref(), &quote!(f64));
        let max = Bounds::tokens(says.warn.max.as_ref(), &quote!(f64));
        quote!(Some(::domain::bounds::Bounds { min: #min, max: #max }))
    };
    Ok(quote! {
        ::domain::spec::FieldSpec {
            name: ::std::borrow::Cow::Borrowed(#name),
            label: ::std::borrow::Cow::Borrowed(#label),
            help: ::std::borrow::Cow::Borrowed(#help),
            unit: ::std::borrow::Cow::Borrowed(#unit),
            section: #section,
            kind: #kind,
            need: ::domain::spec::Need::#need,
            when: ::std::borrow::Cow::Borrowed(#when),
            needed_if: #needed_if,
            asked_if: #asked_if,
            rule: #rule,
            miss: #miss,
            warn: #warn,
            system: #system,
            leaves: #leaves,
            class: #class,
            presented: #presented,
        }
    })
}

/// How far the field's content may go: as it says, or what is assumed of its type. A text field that does
/// not say it stops the compiler, whatever name its type goes by.
fn leaves(name: &str, value: &Type, said: Option<&Ident>) -> TokenStream {
    if let Some(said) = said {
        return quote!(::domain::leaves::Leaves::#said);
    }
    let unsaid =
        format!("the text field `{name}` must say who may see it: `leaves = never`, `centre` or `network`");
    quote_spanned! {value.span()=>
        {
            const OWN: &::domain::spec::Kind = &<#value as ::domain::value::Cell>::KIND;
            match ::domain::leaves::Leaves::assumed(OWN) {
                Some(leaves) => leaves,
                None => panic!(#unsaid),
            }
        }
    }
}

/// The kind of a cell: its type's, with the bounds of `range(…)` laid on.
fn kind(value: &Type, range: &Bounds) -> TokenStream {
    let own = quote!(<#value as ::domain::value::Cell>::KIND);
    if range.is_empty() {
        return own;
    }
    let bound = |number: TokenStream| {
        let min = Bounds::tokens(range.min.as_ref(), &number);
        let max = Bounds::tokens(range.max.as_ref(), &number);
        quote!((#min, #max))
    };
    let (int, dec) = (bound(quote!(i64)), bound(quote!(f64)));
    quote!({ const OWN: &::domain::spec::Kind = &#own; OWN.within(#int, #dec) })
}

fn form_impl(
    form: &Ident,
    says: &FormAttributes,
    columns: &[Column<'_>],
    groups: &[Group<'_>],
) -> Result<TokenStream> {
    let facts = says.facts.as_ref().map_or_else(|| quote!(()), |path| quote!(#path));
    let cells = columns.iter().enumerate().map(|(index, Column { name, .. })| {
        quote!(#name: reader.cell(raw, #index, &Self::FORM_SPEC.fields[#index]))
    });
    let rows = groups.iter().enumerate().map(|(index, Group { name, .. })| {
        quote!(#name: reader.rows(raw, #index, &Self::FORM_SPEC.children[#index]))
    });
    let checks = columns.iter().enumerate().map(|(index, column)| check(index, column, columns));
    let checks = checks.collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        impl ::domain::spec::Form for #form {
            type Facts = #facts;

            fn spec() -> &'static ::domain::spec::FormSpec {
                Self::FORM_SPEC
            }

            fn read(raw: &::domain::raw::Raw, reader: &mut ::domain::read::Reader<'_>) -> Self {
                Self { #(#cells,)* #(#rows,)* }
            }

            fn check_cells(&self, facts: &Self::Facts, notes: &mut ::domain::finding::Notes) {
                let fields = Self::FORM_SPEC.fields;
                let _ = (facts, fields, &notes);
                #(#checks)*
            }
        }
    })
}

/// The need and the bounds of one cell.
fn check(
    index: usize,
    Column { name, says, .. }: &Column<'_>,
    columns: &[Column<'_>],
) -> Result<TokenStream> {
    let holds = match &says.need {
        Need::Save | Need::Lock => Some(quote!(true)),
        Need::SaveIf(condition) | Need::LockIf(condition) => Some(condition.code(&type_of(columns))?),
        Need::Optional => None,
    };
    let needed =
        holds.map(|holds| quote!(::domain::cells::need(#holds, &self.#name, &fields[#index], notes);));
    let has_bounds = !(says.range.is_empty() && says.warn.is_empty());
    let number = has_bounds.then(|| quote!(::domain::cells::number(&self.#name, &fields[#index], notes);));
    Ok(quote!(#needed #number))
}

/// What notes a time that lies in the future. What the program writes itself is by its own clock.
fn later(index: usize, Column { name, says, .. }: &Column<'_>) -> TokenStream {
    let rule = match &says.future {
        _ if says.system => return TokenStream::new(),
        Future::Refused => quote!(::domain::cells::FUTURE),
        Future::Breaks(rule) => quote!(#rule),
        Future::Allowed => return TokenStream::new(),
    };
    quote!(::domain::cells::not_later(&self.#name, &Self::FORM_SPEC.fields[#index], #rule, now, notes);)
}

fn record_impl(form: &Ident, columns: &[Column<'_>], groups: &[Group<'_>]) -> TokenStream {
    let centre = columns.iter().find(|column| column.name == "centre_code");
    let centre = centre.map_or_else(|| quote!(None), |Column { name, .. }| quote!(self.#name.get()));
    let times = columns.iter().enumerate().map(|(index, column)| later(index, column));
    let checks_of_rows = groups.iter().map(|Group { name, says, .. }| {
        let list = &says.name;
        quote! {
            for (row, entry) in self.#name.iter().enumerate() {
                notes.at(#list, row, |notes| {
                    ::domain::spec::Record::check_alone(entry, notes);
                    ::domain::spec::Record::check_rules(entry, notes);
                });
            }
            ::domain::check::repeated_rows(#list, Self::FORM_SPEC.key.len(), &self.#name, notes);
        }
    });
    let times_of_rows = groups.iter().map(|Group { name, says, .. }| {
        let list = &says.name;
        quote! {
            for (row, entry) in self.#name.iter().enumerate() {
                notes.at(#list, row, |notes| ::domain::spec::Record::check_times(entry, now, notes));
            }
        }
    });
    let cells = columns.iter().map(|Column { name, .. }| quote!(::domain::raw::written(&self.#name)));
    let rows = groups
        .iter()
        .map(|Group { name, .. }| quote!(self.#name.iter().map(::domain::spec::Record::write).collect()));
    quote! {
        impl ::domain::spec::Record for #form {
            fn form(&self) -> &'static ::domain::spec::FormSpec {
                Self::FORM_SPEC
            }

            fn write(&self) -> ::domain::raw::Raw {
                ::domain::raw::Raw {
                    cells: ::std::vec![#(#cells),*],
                    children: ::std::vec![#(#rows),*],
                    extra: ::std::default::Default::default(),
                }
            }

            fn centre(&self) -> Option<&::domain::value::CentreCode> {
                #centre
            }

            fn check_alone(&self, notes: &mut ::domain::finding::Notes) {
                ::domain::spec::Form::check_cells(self, &::std::default::Default::default(), notes);
            }

            fn check_rules(&self, notes: &mut ::domain::finding::Notes) {
                ::domain::ruling::note(::validator::Validate::validate(self), notes);
            }

            fn check_rows(&self, notes: &mut ::domain::finding::Notes) {
                let _ = &notes;
                #(#checks_of_rows)*
            }

            fn check_times(&self, now: &::domain::time::Now, notes: &mut ::domain::finding::Notes) {
                let _ = (now, &notes);
                #(#times)*
                #(#times_of_rows)*
            }

            fn as_any(&self) -> &dyn ::std::any::Any {
                self
            }
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn named(field: &Field) -> Result<&Ident> {
    field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a form's fields have names"))
}

/// `T` of `wrapper<T>`.
fn inner<'a>(ty: &'a Type, wrapper: &str) -> Result<&'a Type> {
    let expected = format_ident!("{wrapper}");
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == expected
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return Ok(inner);
    }
    Err(Error::new_spanned(ty, format!("this field must be {wrapper}<…>")))
}
