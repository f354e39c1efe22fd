//! `save if outcome is Treated | AssessedOnly && on_ecmo`: a condition as typed code for the rules, and as data for
//! everybody else.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Error, Ident, Lit, LitBool, PathArguments, Result, Token, Type};

/// Alternatives, of each of which all terms must hold.
pub(crate) struct Condition(Vec<Vec<Term>>);

/// What one field, or one fact, must say.
struct Term {
    field: Ident,
    test: Test,
}

enum Test {
    /// A field of the form's facts.
    Fact,
    Given,
    Is(Vec<Wanted>),
    AtLeast(Lit),
}

enum Wanted {
    /// A variant of the field's code list.
    Code(Ident),
    Flag(LitBool),
    Number(Lit),
}

/// The fields of the form, by name.
pub(crate) type FieldTypes<'a> = dyn Fn(&Ident) -> Option<&'a Type> + 'a;

impl Condition {
    pub(crate) fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut any = vec![all(input)?];
        while input.parse::<Option<Token![||]>>()?.is_some() {
            any.push(all(input)?);
        }
        Ok(Self(any))
    }

    /// Whether the patient's other records decide with it.
    pub(crate) fn has_facts(&self) -> bool {
        self.0.iter().flatten().any(|term| matches!(term.test, Test::Fact))
    }

    /// Whether it holds, of `self` and `facts`.
    pub(crate) fn code(&self, types: &FieldTypes<'_>) -> Result<TokenStream> {
        let all = |terms: &Vec<Term>| {
            let terms = terms.iter().map(|term| term.code(types)).collect::<Result<Vec<_>>>()?;
            Ok(quote!((#(#terms)&&*)))
        };
        let any = self.0.iter().map(all).collect::<Result<Vec<_>>>()?;
        Ok(quote!((#(#any)||*)))
    }

    /// The condition as data.
    pub(crate) fn data(&self, types: &FieldTypes<'_>) -> Result<TokenStream> {
        let all = |terms: &Vec<Term>| {
            let terms = terms.iter().map(|term| term.data(types)).collect::<Result<Vec<_>>>()?;
            Ok(quote!({
                const TERMS: &[::domain::condition::Term] = &[#(#terms),*];
                ::domain::condition::All(::std::borrow::Cow::Borrowed(TERMS))
            }))
        };
        let any = self.0.iter().map(all).collect::<Result<Vec<_>>>()?;
        Ok(quote! {{
            const ANY: &[::domain::condition::All] = &[#(#any),*];
            ::domain::condition::Condition { any: ::std::borrow::Cow::Borrowed(ANY) }
        }})
    }
}

fn all(input: ParseStream<'_>) -> Result<Vec<Term>> {
    let mut terms = vec![Term::parse(input)?];
    while input.parse::<Option<Token![&&]>>()?.is_some() {
        terms.push(Term::parse(input)?);
    }
    Ok(terms)
}

impl Term {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let field: Ident = input.parse()?;
        if input.parse::<Option<Token![>=]>>()?.is_some() {
            return Ok(Self { field, test: Test::AtLeast(input.parse()?) });
        }
        let ahead = input.fork();
        let test = match ahead.parse::<Ident>() {
            Ok(word) if word == "given" => {
                input.parse::<Ident>()?;
                Test::Given
            }
            Ok(word) if word == "is" => {
                input.parse::<Ident>()?;
                Test::Is(alternatives(input)?)
            }
            Ok(word) => {
                return Err(Error::new_spanned(word, "a condition goes on with is, given, >=, && or ||"));
            }
            Err(_) => Test::Fact,
        };
        Ok(Self { field, test })
    }

    fn of<'a>(&self, types: &FieldTypes<'a>) -> Result<&'a Type> {
        let unknown = || Error::new_spanned(&self.field, "the form has no such field");
        types(&self.field).ok_or_else(unknown)
    }

    fn code(&self, types: &FieldTypes<'_>) -> Result<TokenStream> {
        let field = &self.field;
        Ok(match &self.test {
            Test::Fact => quote!(facts.#field),
            Test::Given => quote!(self.#field.get().is_some()),
            Test::AtLeast(least) => quote!(::domain::condition::is_at_least(&self.#field, #least as f64)),
            Test::Is(wanted) => {
                let of = self.of(types)?;
                let wanted = wanted.iter().map(|wanted| match wanted {
                    Wanted::Flag(flag) => quote!(self.#field.is(&#flag)),
                    Wanted::Number(number) => {
                        quote!(::domain::condition::is_equal(&self.#field, #number as f64))
                    }
                    Wanted::Code(code) => of_set(of).map_or_else(
                        || quote!(self.#field.is(&<#of>::#code)),
                        |of| quote!(self.#field.get().is_some_and(|set| set.has(<#of>::#code))),
                    ),
                });
                quote!((#(#wanted)||*))
            }
        })
    }

    fn data(&self, types: &FieldTypes<'_>) -> Result<TokenStream> {
        let name = self.field.to_string();
        let test = match &self.test {
            Test::Fact => quote!(Fact),
            Test::Given => quote!(Given),
            Test::AtLeast(least) => quote!(AtLeast(#least as f64)),
            Test::Is(wanted) => {
                let of = self.of(types)?;
                let of = of_set(of).unwrap_or(of);
                let wanted = wanted.iter().map(|wanted| match wanted {
                    Wanted::Code(code) => {
                        quote!(<#of as ::domain::code::Coded>::LIST.code_at(<#of>::#code as usize))
                    }
                    Wanted::Flag(flag) => {
                        let flag = flag.value.to_string();
                        quote!(#flag)
                    }
                    Wanted::Number(number) => {
                        let number = quote!(#number).to_string();
                        quote!(#number)
                    }
                });
                quote!(Is({
                    const WANTED: &[::std::borrow::Cow<'static, str>] =
                        &[#(::std::borrow::Cow::Borrowed(#wanted)),*];
                    ::std::borrow::Cow::Borrowed(WANTED)
                }))
            }
        };
        Ok(quote! {
            ::domain::condition::Term {
                field: ::std::borrow::Cow::Borrowed(#name),
                test: ::domain::condition::Test::#test,
            }
        })
    }
}

fn alternatives(input: ParseStream<'_>) -> Result<Vec<Wanted>> {
    let mut wanted = vec![one(input)?];
    while !input.peek(Token![||]) && input.parse::<Option<Token![|]>>()?.is_some() {
        wanted.push(one(input)?);
    }
    Ok(wanted)
}

fn one(input: ParseStream<'_>) -> Result<Wanted> {
    if input.peek(LitBool) {
        return Ok(Wanted::Flag(input.parse()?));
    }
    if input.peek(Lit) {
        return Ok(Wanted::Number(input.parse()?));
    }
    Ok(Wanted::Code(input.parse()?))
}

/// `D` of `Codes<D>`.
fn of_set(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Codes")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(of) => Some(of),
        _ => None,
    })
}
