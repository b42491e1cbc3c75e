//! Files of other kinds: documents, archives, pictures and tables of programs, told by their first bytes, so that a message can say
//! what was given by mistake and what makes text of it.

/// What a file is, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) hint: &'static str,
}

/// The first bytes of files of a kind.
const SIGNS: [(&[u8], Kind); 22] = [
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
    SIGNS.iter().find(|(sign, _)| head.starts_with(sign)).map(|(_, kind)| *kind)
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
        for text in [&b"{\"text\": \"a\"}"[..], b"PKO", "会谈举行。".as_bytes(), b"", b"\xFF\xFEa\0", b"PARIS", b"GIF"]
        {
            assert_eq!(kind(text), None, "{text:?}");
        }
    }
}
