//! A page with its boxes filled as they were.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use lol_html::{
    HandlerResult, RewriteStrSettings, element,
    html_content::{ContentType, Element},
    rewrite_str,
};

use super::After;
use crate::kept::Kept;

/// Said above the page.
fn notice(after: After) -> String {
    let (title, words) = match after {
        After::SignIn => {
            ("Signed in again", "What you typed stands below. Nothing of it has been saved yet.")
        }
        After::Proof => {
            ("It is you", "What you typed stands below. Nothing was done yet: press the button once more.")
        }
    };
    format!(
        "<div class=\"nhsuk-notification-banner\" role=\"alert\" aria-labelledby=\"again-title\" \
         data-module=\"nhsuk-notification-banner\"><div class=\"nhsuk-notification-banner__header\">\
         <h2 class=\"nhsuk-notification-banner__title\" id=\"again-title\">{title}</h2></div>\
         <div class=\"nhsuk-notification-banner__content\"><p class=\"nhsuk-notification-banner__heading\">\
         {words}</p></div></div>"
    )
}

/// The page with everything that was typed in the form that was sent. `hidden` says whether the form's hidden
/// boxes are set back as well: a page that has drawn itself anew knows better. Nothing when the page does not
/// hold the form.
pub(super) fn fill(html: &str, kept: &Kept, after: After, hidden: bool) -> Option<String> {
    let state = Rc::new(RefCell::new(Form::new(kept, hidden)));
    let with = |act: fn(&mut Form, &mut Element<'_, '_>)| {
        let state = state.clone();
        move |element: &mut Element<'_, '_>| -> HandlerResult {
            let mut form = state.borrow_mut();
            if form.is_inside {
                act(&mut form, element);
            }
            Ok(())
        }
    };
    let begin = {
        let state = state.clone();
        move |element: &mut Element<'_, '_>| -> HandlerResult {
            state.borrow_mut().begin(element);
            let state = state.clone();
            element.on_end_tag(Box::new(move |_| {
                state.borrow_mut().is_inside = false;
                Ok(())
            }))
        }
    };
    let settings: RewriteStrSettings<'_, '_> = RewriteStrSettings::new()
        .append_element_content_handler(element!("main", move |main: &mut Element<'_, '_>| {
            main.prepend(&notice(after), ContentType::Html);
            Ok(())
        }))
        .append_element_content_handler(element!("form", begin))
        .append_element_content_handler(element!("form input", with(Form::input)))
        .append_element_content_handler(element!("form select", with(Form::select)))
        .append_element_content_handler(element!("form option", with(Form::option)))
        .append_element_content_handler(element!("form textarea", with(Form::area)));
    let page = rewrite_str(html, settings).ok()?;
    let found = state.borrow().found;
    found.then_some(page)
}

/// The form that was sent, while the page is read.
struct Form {
    /// Where it was sent.
    to: String,
    /// The page it stood on.
    page: String,
    hidden: bool,
    values: HashMap<String, Vec<String>>,
    /// How many boxes of a name have been filled.
    filled: HashMap<String, usize>,
    is_inside: bool,
    found: bool,
    /// The select that is being read.
    select: String,
}

impl Form {
    fn new(kept: &Kept, hidden: bool) -> Self {
        let mut values: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in kept.posted().0 {
            values.entry(name).or_default().push(value);
        }
        let (filled, select) = Default::default();
        Self {
            to: path(&kept.to),
            page: kept.page.clone(),
            hidden,
            values,
            filled,
            is_inside: false,
            found: false,
            select,
        }
    }

    fn begin(&mut self, form: &mut Element<'_, '_>) {
        self.is_inside = path(&plain(form.get_attribute("action"))) == self.to;
        if self.is_inside {
            self.found = true;
            // The page's script keeps what stands here, and puts the page's own address into the browser.
            set(form, "data-again", &self.page);
        }
    }

    fn input(&mut self, input: &mut Element<'_, '_>) {
        let name = plain(input.get_attribute("name"));
        match input.get_attribute("type").as_deref() {
            Some("checkbox" | "radio") => {
                let value = plain(input.get_attribute("value"));
                if self.values.get(&name).is_some_and(|values| values.contains(&value)) {
                    set(input, "checked", "");
                } else {
                    input.remove_attribute("checked");
                }
            }
            Some("password" | "file" | "submit" | "button") => {}
            Some("hidden") if !self.hidden || name == "csrf" => {}
            _ => {
                if let Some(value) = self.next(&name) {
                    set(input, "value", &value);
                }
            }
        }
    }

    fn select(&mut self, select: &mut Element<'_, '_>) {
        self.select = plain(select.get_attribute("name"));
    }

    fn option(&mut self, option: &mut Element<'_, '_>) {
        let Some(chosen) = self.values.get(&self.select) else { return };
        if chosen.contains(&plain(option.get_attribute("value"))) {
            set(option, "selected", "");
        } else {
            option.remove_attribute("selected");
        }
    }

    fn area(&mut self, area: &mut Element<'_, '_>) {
        if let Some(text) = self.next(&plain(area.get_attribute("name"))) {
            // A browser leaves out the line break right after the tag.
            area.set_inner_content(&format!("\n{text}"), ContentType::Text);
        }
    }

    /// The value of the next box of a name.
    fn next(&mut self, name: &str) -> Option<String> {
        let place = self.filled.entry(name.to_owned()).or_default();
        let value = self.values.get(name)?.get(*place)?.clone();
        *place += 1;
        Some(value)
    }
}

/// An address without what stands behind its question mark.
fn path(address: &str) -> String {
    address.split('?').next().unwrap_or_default().to_owned()
}

fn set(element: &mut Element<'_, '_>, name: &str, value: &str) {
    // The rewriter escapes quotes and leaves entities alone. The names are ours, and it takes them all.
    let _ = element.set_attribute(name, &value.replace('&', "&amp;"));
}

/// The value of an attribute, in which the templates have escaped these characters only.
fn plain(attribute: Option<String>) -> String {
    let text = attribute.unwrap_or_default();
    if !text.contains('&') {
        return text;
    }
    let named =
        [("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&lt;", "<"), ("&#62;", ">")];
    let text = named.iter().fold(text, |text, (entity, plain)| text.replace(entity, plain));
    text.replace("&gt;", ">").replace("&#38;", "&").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<main id=\"maincontent\"><form action=\"/sign-out\"><input type=\"hidden\" name=\"csrf\" value=\"1\">\
        <input name=\"text\" value=\"other\"></form><form action=\"/queries/1\">\
        <input type=\"hidden\" name=\"csrf\" value=\"fresh\"><input type=\"hidden\" name=\"revision\" value=\"3\">\
        <input type=\"text\" name=\"text\" value=\"\"><textarea name=\"why\">old</textarea>\
        <input type=\"radio\" name=\"pick\" value=\"a\" checked><input type=\"radio\" name=\"pick\" value=\"b\">\
        <input type=\"checkbox\" name=\"yes\" value=\"1\" checked>\
        <select name=\"s\"><option value=\"\">-</option><option value=\"x&#38;y\">X</option></select>\
        <input type=\"password\" name=\"secret\"></form></main>";

    fn kept(fields: &[(&str, &str)]) -> Kept {
        let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Kept { to: "/queries/1?x=1".to_owned(), page: "/queries/1".to_owned(), fields, ..Kept::default() }
    }

    #[test]
    fn every_kind_of_box_is_filled_as_it_was() {
        let typed = [
            ("revision", "2"),
            ("text", "“5 > 3” & \"so\" <b>"),
            ("why", "\n</textarea><script>"),
            ("pick", "b"),
            ("s", "x&y"),
            ("secret", "no"),
        ];
        let page = fill(PAGE, &kept(&typed), After::SignIn, true).unwrap();
        for part in [
            "name=\"csrf\" value=\"fresh\"",
            "name=\"revision\" value=\"2\"",
            "name=\"text\" value=\"“5 > 3” &amp; &quot;so&quot; <b>\"",
            "<textarea name=\"why\">\n\n&lt;/textarea&gt;&lt;script&gt;</textarea>",
            "value=\"a\">",
            "value=\"b\" checked=\"\">",
            "name=\"yes\" value=\"1\">",
            "<option value=\"x&#38;y\" selected=\"\">",
            "<input type=\"password\" name=\"secret\">",
            "<input name=\"text\" value=\"other\">",
            "<form action=\"/queries/1\" data-again=\"/queries/1\">",
            "Nothing of it has been saved yet",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
    }

    #[test]
    fn hidden_boxes_of_a_page_that_drew_itself_stay() {
        assert!(
            fill(PAGE, &kept(&[("revision", "2")]), After::Proof, false)
                .unwrap()
                .contains("name=\"revision\" value=\"3\"")
        );
    }

    #[test]
    fn a_page_without_the_form_is_not_the_one() {
        assert!(
            fill(PAGE, &Kept { to: "/queries/2".to_owned(), ..kept(&[]) }, After::SignIn, true).is_none()
        );
    }
}
