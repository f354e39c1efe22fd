//! The PDF's structure, read back with lopdf. A full PDF/UA-1 check needs a validator and runs outside.

use lopdf::{Dictionary, Document, Object, content::Content};

fn file() -> Document {
    Document::load_mem(&crate::PACK.files()["pack.pdf"]).expect("a PDF")
}

fn catalog(file: &Document) -> &Dictionary {
    file.catalog().expect("a catalog")
}

#[test]
fn claims_what_it_keeps() {
    let file = file();
    let catalog = catalog(&file);
    assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).expect("a language"), b"en-GB");
    let marked = catalog
        .get(b"MarkInfo")
        .and_then(Object::as_dict)
        .and_then(|info| info.get(b"Marked"))
        .expect("MarkInfo");
    assert_eq!(marked, &Object::Boolean(true));
    let metadata = file
        .get_object(catalog.get(b"Metadata").and_then(Object::as_reference).expect("metadata"))
        .expect("a stream");
    let xmp = String::from_utf8(metadata.as_stream().expect("a stream").content.clone()).expect("UTF-8");
    assert!(
        xmp.contains("<pdfuaid:part>1</pdfuaid:part>") && xmp.contains("ECMO physiotherapy audit"),
        "{xmp}"
    );
}

#[test]
fn every_mark_on_every_page_is_tagged_or_an_artifact() {
    let file = file();
    for page in file.page_iter() {
        let content = Content::decode(&file.get_page_content(page)).expect("content");
        let mut depth = 0;
        for operation in &content.operations {
            match operation.operator.as_str() {
                "BDC" | "BMC" => depth += 1,
                "EMC" => depth -= 1,
                "Tj" | "TJ" | "S" | "f" | "B" | "re" | "m" => {
                    assert_eq!(depth, 1, "{operation:?} on {page:?}");
                }
                _ => {}
            }
        }
        assert_eq!(depth, 0);
    }
}

#[test]
fn every_figure_has_words_and_every_header_cell_a_scope() {
    let file = file();
    let (mut figures, mut headers) = (0, 0);
    for object in file.objects.values() {
        let Ok(element) = object.as_dict() else { continue };
        match element.get(b"S").and_then(Object::as_name).unwrap_or_default() {
            b"Figure" => {
                figures += 1;
                assert!(!element.get(b"Alt").and_then(Object::as_str).expect("alternative text").is_empty());
            }
            b"TH" => {
                headers += 1;
                assert!(element.get(b"A").and_then(Object::as_dict).expect("attributes").has(b"Scope"));
            }
            _ => {}
        }
    }
    assert!(figures >= 16 && headers > 100, "{figures} figures, {headers} header cells");
}

#[test]
fn fonts_are_embedded_and_cut_down() {
    let pdf = &crate::PACK.files()["pack.pdf"];
    assert!(pdf.len() < 400_000, "{} bytes", pdf.len());
    let file = file();
    let programs = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|font| font.has(b"FontFile2"));
    assert_eq!(programs.count(), 2, "one program for each weight");
}
