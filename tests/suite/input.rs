//! Input of every kind: the example articles in every format, encoding and compression give one and the same reading, and bad
//! records among good ones cost no others.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use encoding_rs::{BIG5, Encoding, GB18030};
use serde_json::{Value, json};

use crate::support::{articles, files_below, scratch, text, tupu, tupu_with};

/// An article as its lines.
struct Base {
    name: String,
    title: String,
    lines: Vec<String>,
}

/// The example articles that are texts, each line without the blanks around it.
fn bases() -> Vec<Base> {
    let files =
        files_below(&articles()).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files
        .map(|path| {
            let whole = fs::read_to_string(&path).expect("an example article is UTF-8");
            let mut lines = whole.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
            let title = lines.next().expect("an example article has a title");
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            Base { name, title, lines: lines.collect() }
        })
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A page with a frame around the article, and without an encoding that it declares.
fn page(base: &Base, meta: &str) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html><head>{meta}<title>{0}_国际_示例网</title></head>\n<body><div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/a\">国际新闻，要闻</a></div>\n<div class=\"article\"><h1>{0}</h1>\n",
        escape(&base.title)
    );
    for line in &base.lines {
        writeln!(page, "<p>\u{3000}\u{3000}{}</p>", escape(line)).expect("a string takes all");
    }
    page + "</div><div class=\"footer\"><a href=\"/b\">关于我们，联系我们，网站地图</a></div></body></html>\n"
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The formats: an ending and the file's text.
fn formats(base: &Base) -> Vec<(&'static str, String)> {
    let Base { title, lines, .. } = base;
    let body = lines.join("\n");
    let warc = |kind: &str, content: &str, block: String| {
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: {content}\r\nContent-Length: LENGTH\r\n\r\n{block}")
    };
    vec![
        ("txt", format!("{title}\n{body}\n")),
        ("txt", format!("{title}\r\n{}\r\n", lines.join("\r\n"))),
        ("md", format!("---\ntitle: \"{title}\"\n---\n\n{}\n", lines.join("\n\n"))),
        ("html", page(base, "")),
        ("jsonl", format!("{}\n", json!({"title": title, "text": body}))),
        ("csv", format!("title,text\n{},{}\n", cell(title), cell(&body))),
        ("tsv", format!("title\ttext\n{}\t{}\n", cell(title), cell(&body))),
        (
            "warc",
            warc(
                "response",
                "application/http;msgtype=response",
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(base, "")),
            ),
        ),
        ("warc", warc("conversion", "text/plain", format!("{title}\n{body}"))),
    ]
}

/// The bytes of a text in an encoding, if it has them.
type Encode = fn(&str) -> Option<Vec<u8>>;

fn encoded(whole: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, has_errors) = encoding.encode(whole);
    (!has_errors).then(|| bytes.into_owned())
}

/// The encodings, by the name that readings give them.
const ENCODINGS: [(&str, Encode); 6] = [
    ("UTF-8", |whole| Some(whole.as_bytes().to_vec())),
    ("UTF-8", |whole| Some([b"\xEF\xBB\xBF", whole.as_bytes()].concat())),
    ("UTF-16LE", |whole| Some([0xFEFF].into_iter().chain(whole.encode_utf16()).flat_map(u16::to_le_bytes).collect())),
    ("UTF-16BE", |whole| Some([0xFEFF].into_iter().chain(whole.encode_utf16()).flat_map(u16::to_be_bytes).collect())),
    ("GB18030", |whole| encoded(whole, GB18030)),
    ("BIG5", |whole| encoded(whole, BIG5)),
];

/// An archive's head is ASCII whatever its block is, and counts the block's bytes.
fn archive(head_and_block: &str, encode: Encode) -> Option<Vec<u8>> {
    let (head, block) = head_and_block.split_once("\r\n\r\n").expect("a head and a block");
    // The head of the message inside is ASCII too.
    let (http, content) = match block.split_once("\r\n\r\n") {
        Some((http, content)) if http.starts_with("HTTP/") => (format!("{http}\r\n\r\n"), content),
        _ => (String::new(), block),
    };
    let block = [http.as_bytes(), &encode(content)?].concat();
    let head = head.replace("LENGTH", &block.len().to_string());
    Some([head.as_bytes(), b"\r\n\r\n", &block, b"\r\n\r\n"].concat())
}

/// The compressions: an ending and the bytes.
fn compressions(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).expect("memory takes all");
    let zstd = zstd::encode_all(bytes, 1).expect("memory takes all");
    vec![("", bytes.to_vec()), (".gz", gzip.finish().expect("memory takes all")), (".zst", zstd)]
}

/// What a reading says of the text; a text file alone cannot tell that a first line is a title which ends like a sentence.
fn content(reading: &Value) -> Value {
    let mut content = reading.clone();
    let map = content.as_object_mut().expect("a reading is an object");
    map.retain(|key, _| ["entities", "relations", "statements"].contains(&key.as_str()));
    content
}

#[test]
fn every_format_encoding_and_compression_gives_the_same_reading() {
    let dir = scratch("input-corpus");
    let mut n_files = 0;
    let mut expected = Vec::new();
    for base in bases() {
        for (i, (ending, whole)) in formats(&base).into_iter().enumerate() {
            for (j, (encoding, encode)) in ENCODINGS.into_iter().enumerate() {
                let bytes = if ending == "warc" { archive(&whole, encode) } else { encode(&whole) };
                let Some(bytes) = bytes else { continue };
                for (packing, bytes) in compressions(&bytes) {
                    let file = format!("{}-{i}-{j}.{ending}{packing}", base.name);
                    fs::write(dir.join(&file), bytes).expect("the folder is ours");
                    expected.push((file, base.name.clone(), encoding));
                    n_files += 1;
                }
            }
        }
    }
    expected.sort();
    let ended = tupu(&["extract", text(&dir), "--format", "reading"]).expect(0);
    let readings: Vec<Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(readings.len(), n_files);
    assert!(n_files > 800, "{n_files}");
    for ((file, base, encoding), reading) in expected.iter().zip(&readings) {
        let first = expected.iter().position(|(_, other, _)| other == base).expect("it is there itself");
        assert_eq!(content(reading), content(&readings[first]), "{file} reads otherwise than {}", expected[first].0);
        assert!(!reading["entities"].as_array().expect("a list").is_empty(), "{file}");
        // Records of ASCII and UTF-8 alone are what they are, in whatever file.
        assert_eq!(reading["encoding"]["name"], *encoding, "{file}: {}", reading["encoding"]);
    }
}

#[test]
fn one_bad_record_of_ten_thousand_costs_no_other() {
    let dir = scratch("input-records");
    let file = dir.join("many.jsonl");
    let mut lines = String::new();
    for n in 1..=10_000 {
        let line = json!({"id": format!("a{n}"), "text": "王毅会见拉夫罗夫。"}).to_string();
        writeln!(lines, "{}", if n == 6_543 { line.trim_end_matches(['"', '}']) } else { &line })
            .expect("a string takes all");
    }
    fs::write(&file, lines).expect("the folder is ours");
    let ended = tupu(&["extract", text(&file), "--format", "reading"]).expect(1).says(&["many.jsonl:6543"]);
    assert_eq!(ended.stderr.matches("error:").count(), 1, "{}", ended.stderr);
    assert_eq!(ended.stdout.lines().count(), 9_999);
    let read = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["relations"].as_array().map(Vec::len);
    assert!(ended.stdout.lines().all(|line| read(line) == Some(1)));
}

#[test]
fn fields_limits_and_sources_are_options() {
    let dir = scratch("input-options");
    let file = dir.join("a.jsonl");
    let line = json!({"headline": "两国外长会谈", "news": {"body": "王毅会见拉夫罗夫。"}, "when": "2024年5月6日"});
    fs::write(&file, format!("{line}\n")).expect("the folder is ours");
    let args = ["extract", text(&file), "--format", "reading"];
    tupu(&args).expect(2).says(&["a.jsonl:1", "\"text\""]);
    let fields = ["--field", "title=headline", "--field", "text=news.body", "--field", "date=when", "--source", "某社"];
    let reading: Value = serde_json::from_str(&tupu(&[&args[..], &fields].concat()).expect(0).stdout).expect("JSON");
    assert_eq!([&reading["title"], &reading["date"], &reading["source"]], ["两国外长会谈", "2024-05-06", "某社"]);
    tupu(&[&args[..], &["--field", "headline"]].concat()).expect(2).says(&["--field", "title=headline"]);
    let small = [&args[..], &fields, &["--max-article", "50"]].concat();
    tupu(&small).expect(2).says(&["a.jsonl:1", "more than 50 bytes", "raise the limit"]);
    tupu(&[&args[..], &["--max-article", "2G"]].concat()).expect(2).says(&["at most 1G"]);
    tupu(&[&args[..], &fields, &["--max-seconds", "0"]].concat()).expect(2).says(&[
        "a.jsonl#1",
        "0 seconds",
        "--max-seconds",
    ]);
    let long = "王毅会见拉夫罗夫。".repeat(2000);
    assert_eq!(tupu_with(&["extract", "-", "--format", "reading"], &long).expect(0).stdout.lines().count(), 1);
}

/// A page says what it is in three places; what they do not agree on is kept.
#[test]
fn metadata_of_a_page_is_kept_with_its_contradictions() {
    let dir = scratch("input-page");
    let base = &bases()[0];
    let meta = "<meta name=\"author\" content=\"张三\"><meta name=\"pubdate\" content=\"2024-05-06\"><meta property=\"og:url\" content=\"http://example.org/2024/0507/1.html\">";
    let file = dir.join("page.html");
    fs::write(&file, page(base, meta)).expect("the folder is ours");
    let reading: Value =
        serde_json::from_str(&tupu(&["extract", text(&file), "--format", "reading"]).expect(0).stdout).expect("JSON");
    assert_eq!(
        [&reading["author"], &reading["date"], &reading["url"]],
        ["张三", "2024-05-06", "http://example.org/2024/0507/1.html"]
    );
    let from: Vec<&Value> = reading["conflicts"].as_array().expect("a list").iter().map(|c| &c["value"]).collect();
    assert!(from.iter().any(|value| **value == "2024-05-07"), "{reading}");
}

/// What was repaired stands in brackets beside what it became; what was not is left alone.
#[test]
fn cleaning_is_shown_as_a_difference() {
    let shown = tupu(&["explain", "--clean", "中(zhōng)国外長，，会见来宾。（完）"]).expect(0).stdout;
    let (difference, repairs) = shown.split_once("\n\n").expect("a difference and a list");
    assert_eq!(difference, "中[-(zhōng)-]国外[-長-]{+长+}，[-，-]会见来宾。[-（完）-]");
    for repair in ["gloss 1-8 \"(zhōng)\"", "doubled 12-13 \"，\"", "furniture 18-21 \"（完）\""] {
        assert!(repairs.contains(repair), "{repairs}");
    }
    let clean = "中国外长会见来宾（见附件）。";
    let shown = tupu(&["explain", "--clean", clean]).expect(0).stdout;
    assert!(shown.starts_with(&format!("{clean}\n")) && !shown.contains("[-"), "{shown}");
}

/// Agency, place and date of a dateline are metadata of their own, with the place where they are printed; what other places say of
/// source and date is kept beside them.
#[test]
fn the_dateline_is_metadata_of_its_own() {
    let dir = scratch("input-dateline");
    let file = dir.join("a.jsonl");
    let text_of = "新華社北京11月27日電（記者張三）王毅会见拉夫罗夫。";
    let line = json!({"id": "a", "title": "两国外长会谈", "date": "2024-11-28", "source": "某网", "text": text_of});
    let other = json!({"id": "b", "title": "两国外长会谈", "text": "王毅会见拉夫罗夫，新华社播发了消息。"});
    fs::write(&file, format!("{line}\n{other}\n")).expect("the folder is ours");
    let ended = tupu(&["extract", text(&file), "--format", "reading"]).expect(0);
    let readings: Vec<Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let expected = json!({"agency": "新华社", "place": "北京", "date": "--11-27", "start": 7, "end": 19, "text": "新華社北京11月27日電"});
    assert_eq!(readings[0]["dateline"], expected);
    assert_eq!([&readings[0]["source"], &readings[0]["date"]], ["某网", "2024-11-28"]);
    let conflicts = readings[0]["conflicts"].as_array().expect("a list");
    assert!(
        conflicts.iter().any(|c| c["field"] == "source" && c["from"] == "text" && c["value"] == "新華社"),
        "{conflicts:?}"
    );
    assert!(readings[1].get("dateline").is_none(), "{}", readings[1]);
}
