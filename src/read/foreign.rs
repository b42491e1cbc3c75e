//! Files of other kinds: documents, archives, pictures and tables of programs, told by their first bytes, so that a message can say
//! what was given by mistake and what makes text of it.

/// What a file is, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) hint: &'static str,
}

/// The first bytes of files of a kind.
const SIGNS: [(&[u8], Kind); 24] = [
    (b"%PDF-", Kind { name: "a PDF file", hint: EXPORT }),
    (b"{\\rtf", Kind { name: "an RTF document", hint: EXPORT }),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind { name: "a document of an old office program", hint: EXPORT }),
    (b"PK\x05\x06", Kind { name: "an empty zip archive", hint: "fetch it again" }),
    (b"Rar!\x1A\x07", Kind { name: "a RAR archive", hint: UNPACK }),
    (b"7z\xBC\xAF\x27\x1C", Kind { name: "a 7-Zip archive", hint: UNPACK }),
    (b"BZh", Kind { name: "a file packed with bzip2", hint: UNPACK }),
    (b"\xFD7zXZ\0", Kind { name: "a file packed with xz", hint: UNPACK }),
    (b"\x04\x22\x4D\x18", Kind { name: "a file packed with LZ4", hint: UNPACK }),
    (b"\x1F\x9D", Kind { name: "a file packed with compress", hint: UNPACK }),
    (b"filedesc://", Kind { name: "an ARC file", hint: "convert it to WARC" }),
    (b"<doc>", Kind { name: "records in tags", hint: LINES }),
    (b"PAR1", Kind { name: "a Parquet file", hint: LINES }),
    (b"ARROW1", Kind { name: "an Arrow file", hint: LINES }),
    (b"Obj\x01", Kind { name: "an Avro file", hint: LINES }),
    (b"SQLite format 3\0", Kind { name: "a SQLite database", hint: LINES }),
    (b"\x89PNG\r\n\x1A\n", Kind { name: "a picture (PNG)", hint: PICTURE }),
    (b"\xFF\xD8\xFF", Kind { name: "a picture (JPEG)", hint: PICTURE }),
    (b"GIF8", Kind { name: "a picture (GIF)", hint: PICTURE }),
    (b"II*\0", Kind { name: "a picture (TIFF)", hint: PICTURE }),
    (b"MM\0*", Kind { name: "a picture (TIFF)", hint: PICTURE }),
    (b"\x7FELF", Kind { name: "a program", hint: "name the articles instead" }),
    (b"\xFF\xFE\0\0", Kind { name: "text in UTF-32", hint: "convert it to UTF-8" }),
    (b"\0\0\xFE\xFF", Kind { name: "text in UTF-32", hint: "convert it to UTF-8" }),
];

const EXPORT: &str = "save it as text or HTML first";
const UNPACK: &str = "unpack it first; gzip and zstd are read as they are";
const LINES: &str = "export it as JSON Lines or CSV first";
const PICTURE: &str = "recognise its text first";

/// What is inside of zip archives that are documents.
const DOCUMENTS: [(&[u8], &str); 6] = [
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"mimetypeapplication/epub", "an EPUB book"),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file"),
    (b"[Content_Types].xml", "an office document"),
];

/// The bytes that shift to Chinese characters in the encodings of mail.
const SHIFTS: [&[u8]; 4] = [b"\x1B$)A", b"\x1B$)G", b"\x1B$A", b"\x1B$B"];

/// The signs before and behind them in the encoding of newsgroups.
const HZ: [&[u8]; 2] = [b"~{", b"~}"];

/// Bytes at the start of a file that tell what it is by its words.
const START: usize = 4096;

/// Tags of pages that are XML besides.
const PAGES: [&str; 4] = ["<html", "<!doctype html", "<body", "<wml"];

/// Tags of lists of pages.
const FEEDS: [&str; 5] = ["<rss", "<feed", "<rdf:rdf", "<urlset", "<sitemapindex"];

/// What the first bytes show a file to be that is none of the kinds that are read.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"PK\x03\x04") {
        let has = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
        let document = DOCUMENTS.iter().find(|(inside, _)| has(inside));
        return Some(
            document.map_or(Kind { name: "a zip archive", hint: UNPACK }, |(_, name)| Kind { name, hint: EXPORT }),
        );
    }
    // The name of the first file comes before it.
    if head.get(257..262) == Some(b"ustar") {
        return Some(Kind { name: "a tar archive", hint: "unpack it first, and name the folder" });
    }
    let sign = SIGNS.iter().find(|(sign, _)| head.starts_with(sign)).map(|(_, kind)| *kind);
    sign.or_else(|| text(head))
}

/// A kind of text that is no article, or is in no encoding that is read.
fn text(head: &[u8]) -> Option<Kind> {
    let head = &head[..head.len().min(START)];
    let has = |sign: &&[u8]| head.windows(sign.len()).any(|window| window == *sign);
    if SHIFTS.iter().any(has) {
        return Some(Kind { name: "text in ISO-2022", hint: "convert it to UTF-8" });
    }
    if head.is_ascii() && HZ.iter().all(has) {
        return Some(Kind { name: "text in HZ", hint: "convert it to UTF-8" });
    }
    let start = String::from_utf8_lossy(head).to_ascii_lowercase();
    if start.contains("mime-version:") && start.contains("multipart/related") {
        return Some(Kind { name: "a page saved as MHTML", hint: "save it as HTML" });
    }
    let has_tag = |tag: &&str| start.contains(*tag);
    let is_xml = start.trim_start_matches(|c: char| !c.is_ascii_graphic()).starts_with("<?xml");
    if is_xml && !PAGES.iter().any(has_tag) {
        let is_feed = FEEDS.iter().any(has_tag);
        return Some(match is_feed {
            true => Kind { name: "a feed", hint: "fetch the pages that it names" },
            false => Kind { name: "data in XML", hint: LINES },
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_kinds_are_known_by_their_first_bytes() {
        let name = |head: &[u8]| kind(head).map_or("", |kind| kind.name);
        assert_eq!(name(b"%PDF-1.7\n"), "a PDF file");
        assert_eq!(name(b"{\\rtf1\\ansi"), "an RTF document");
        assert_eq!(name(b"PK\x03\x04..........[Content_Types].xml....word/document.xml"), "a Word document");
        assert_eq!(name(b"PK\x03\x04..........a.txt"), "a zip archive");
        assert_eq!(name(&[&[b'a'; 257][..], b"ustar\x0000"].concat()), "a tar archive");
        assert_eq!(
            name(b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"),
            "a page saved as MHTML"
        );
        assert_eq!(name(b"<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>a</title>"), "a feed");
        assert_eq!(name(b"<?xml version=\"1.0\"?>\n<news><title>a</title>"), "data in XML");
        assert_eq!(name(b"<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC><html>"), "");
        assert_eq!(name(b"<doc>\n<url>http://a.cn</url>\n<content>"), "records in tags");
        assert_eq!(name(b"~{MuRc~}\n"), "text in HZ");
        assert_eq!(name(b"\x1B$)A\x0EMuRc\x0F"), "text in ISO-2022");
        for text in [&b"{\"text\": \"a\"}"[..], b"PKO", "会谈举行。".as_bytes(), b"", b"\xFF\xFEa\0", b"PARIS", b"GIF"]
        {
            assert_eq!(kind(text), None, "{text:?}");
        }
    }
}
