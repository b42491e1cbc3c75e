//! Reading as a user meets it: files of all kinds in, articles and messages out.

use std::fs;
use std::io::Write as _;

use super::*;
use crate::clean::tests::cleaner;

/// A folder of its own for a test.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tupu-read-{}-{name}", std::process::id()));
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    for (file, bytes) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Results as id and text, or as the error without the folder.
fn read(folder: &Path, paths: &[&str], article_bytes: u64) -> Vec<String> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
    let show = |result: Result<Input, ReadError>| match result {
        Ok(Input { article, warnings }) if warnings.is_empty() => format!("{}={}", article.key, article.text()),
        Ok(Input { article, warnings }) => format!("{}={} {warnings:?}", article.key, article.text()),
        Err(error) => error.to_string().replace(&format!("{}/", folder.display()), ""),
    };
    let options = Options { limits: Limits { article_bytes, ..Limits::default() }, ..Options::default() };
    inputs(&paths, &options, &cleaner()).map(show).collect()
}

#[test]
fn folders_are_read_in_the_order_of_names() {
    let files: &[(&str, &[u8])] = &[
        ("b.txt", "乙".as_bytes()),
        ("a/z.txt", "丙".as_bytes()),
        ("a/x.jsonl", "{\"text\": \"一\"}\n\n{\"id\": 5, \"text\": \"二\"}".as_bytes()),
        (".hidden.txt", b"no"),
        ("picture.png", b"no"),
    ];
    let folder = folder("order", files);
    std::os::unix::fs::symlink(&folder, folder.join("a/loop")).unwrap();
    assert_eq!(read(&folder, &["", "b.txt"], 99), ["a/x.jsonl#1=一", "5=二", "a/z.txt=丙", "b.txt=乙", "b.txt=乙"]);
    let id = inputs(&[folder.join("a/x.jsonl")], &Options::default(), &cleaner()).next().unwrap().unwrap().article.id;
    assert_eq!(id, "x#1");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_wrong_is_told_and_the_rest_is_read() {
    let files: &[(&str, &[u8])] = &[
        ("a-empty.txt", b" \n"),
        ("b-binary.txt", b"ab\0c"),
        ("c-noise.txt", &[0xFF; 40]),
        ("d-lines.jsonl", b"{\"text\": \"a\"}\n{\"text\": }\n{\"text\": \"\xFF\"}\n{}\n{\"text\": \"b\"}\n"),
        ("e-pretty.json", b"{\"text\":\n  \"a\"}\n"),
        ("f-large.txt", &[b'a'; 100]),
        ("g-large.jsonl", &[&[b'a'; 200][..], b"\n{\"text\": \"c\"}"].concat()),
        ("h-empty.jsonl", b"\n"),
    ];
    let folder = folder("errors", files);
    fs::create_dir(folder.join("nothing")).unwrap();
    let json = "expected a JSON object on one line with at least \"text\"";
    assert_eq!(
        read(&folder, &["", "nothing", "missing.txt"], 99),
        [
            "a-empty.txt: found an empty file, expected an article; remove it or fetch it again".to_owned(),
            "b-binary.txt: found a zero byte at byte 2, expected text; unpack or convert the file first".to_owned(),
            "c-noise.txt: found 0xFF at byte 0, expected UTF-8, UTF-16, GB18030 or Big5; convert it to UTF-8".to_owned(),
            "d-lines.jsonl#1=a".to_owned(),
            format!("d-lines.jsonl:2:10: found expected value, {json}; the other lines are read"),
            "d-lines.jsonl:3: found 0xFF at byte 10, expected UTF-8, UTF-16, GB18030 or Big5; convert it to UTF-8".to_owned(),
            format!("d-lines.jsonl:4: found an object without \"text\", {json}; the other lines are read"),
            "d-lines.jsonl#5=b".to_owned(),
            format!("e-pretty.json:1:8: found EOF while parsing a value, {json}; write each article on a line of its own"),
            "f-large.txt: found more than 99 bytes, expected an article of at most so many; split it or raise the limit".to_owned(),
            "g-large.jsonl:1: found more than 99 bytes, expected an article of at most so many; split it or raise the limit".to_owned(),
            "g-large.jsonl#2=c".to_owned(),
            "h-empty.jsonl: found an empty file, expected an article; remove it or fetch it again".to_owned(),
            "nothing: found no article, expected at least one file of text, HTML, Markdown, JSON Lines, CSV or WARC; check the path".to_owned(),
            "missing.txt: found No such file or directory (os error 2), expected a readable file or folder; check the path and its permissions".to_owned(),
        ]
    );
    fs::remove_dir_all(folder).unwrap();
}

/// What programs write that keep a whole list: one text of JSON, in one line or many, in any encoding.
#[test]
fn objects_of_a_list_are_records() {
    let list = "[\n  {\"id\": 1, \"text\": \"外交部发言人\\n表示\"},\n  {\"id\": 2},\n  {\n    \"id\": 3,\n    \"text\": \"两国将继续[加强]合作\"\n  }\n]";
    let (packed, ..) = encoding_rs::GB18030.encode(list);
    let spread = b"{\n  \"text\": \"a\"\n}\n";
    let folder = folder("list", &[("a.json", list.as_bytes()), ("b.json", &packed), ("c.json", spread)]);
    let shown = read(&folder, &["a.json", "b.json", "c.json"], 1 << 10);
    assert_eq!(shown[0], "1=外交部发言人\n表示");
    assert!(shown[1].starts_with("a.json, record 2: found an object without \"text\""), "{}", shown[1]);
    assert_eq!(shown[2], "3=两国将继续[加强]合作");
    for i in [0, 2] {
        let converted = format!("{} [\"encoding: found GB18030, expected UTF-8; it was converted\"]", shown[i]);
        assert_eq!(shown[3 + i], converted);
    }
    assert_eq!(shown[6..], ["c.json#1=a"]);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn other_encodings_are_noted() {
    let (bytes, ..) = encoding_rs::GB18030.encode("外交部发言人\r\n两国将继续加强合作。\r\n");
    let folder = folder("encoding", &[("a.txt", &bytes), ("b.txt", b"\xEF\xBB\xBFab\ncd\n")]);
    assert_eq!(
        read(&folder, &[""], 99),
        [
            "a.txt=外交部发言人\n两国将继续加强合作。 [\"encoding: found GB18030, expected UTF-8; it was converted\"]",
            "b.txt=ab\ncd"
        ]
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_kind_of_an_unknown_ending_is_told_by_content() {
    let folder = folder("sniff", &[("a.dat", b"\n{\"text\": \"a\"}"), ("b.dat", b"b")]);
    assert_eq!(read(&folder, &["a.dat", "b.dat"], 99), ["a.dat#2=a", "b.dat=b"]);
    fs::remove_dir_all(folder).unwrap();
}

const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>两国外长在北京举行会谈-国际频道-某网</title>
<meta name="source" content="来源：某社"><meta property="og:url" content="http://a.cn/2024/0507/1.html">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "两国外长在北京举行会谈", "datePublished": "2024-05-06T10:20:00+08:00", "author": {"name": "张三"}}</script>
<script>var a = "<p>不是正文，不是正文，不是正文。</p>";</script></head>
<body class="content"><div class="nav"><a href="/">首页</a> &gt; <a href="/world">国际</a></div>
<div id="article"><h1>两国外长在北京举行会谈</h1><div class="info">2024年05月06日10:20&nbsp; 来源：<a href="/s">某社</a></div>
<div class="text"><p>　　新华社北京5月6日电&ensp;两国外长6日在北京举行会谈，
双方就双边关系交换了意见。</p><p>　　外长表示&ldquo;愿意&rdquo;加强合作，推动<b>经济</b>发展，<br>　　共同维护和平。</p>
<p>会谈后，双方签署了《合作文件》。<p>责任编辑：李四</div></div>
<div class="related"><h2>相关新闻</h2><ul><li><a href="/1">两国外长通电话，就双边关系、地区局势交换意见，达成共识</a></li><li><a href="/2">另一条新闻的标题，也很长，也有逗号</a></li></ul></div>
<div class="footer">版权所有，未经许可，不得转载，某网，京ICP备</div></body></html>"#;

fn one(folder: &Path, file: &str) -> Article {
    let mut found: Vec<_> = inputs(&[folder.join(file)], &Options::default(), &cleaner()).collect();
    assert_eq!(found.len(), 1, "{file}");
    found.remove(0).expect(file).article
}

#[test]
fn a_page_gives_its_article_and_what_is_said_of_it() {
    let folder = folder("page", &[("p.html", PAGE.as_bytes())]);
    let article = one(&folder, "p.html");
    assert_eq!(
        article.text(),
        "两国外长在北京举行会谈\n新华社北京5月6日电\u{2002}两国外长6日在北京举行会谈，双方就双边关系交换了意见。\n外长表示“愿意”加强合作，推动经济发展，\n共同维护和平。\n会谈后，双方签署了《合作文件》。\n责任编辑：李四"
    );
    let date = article.date.map(|date| date.to_string()).unwrap_or_default();
    assert_eq!(
        [&*date, &article.source, &article.author, &article.url],
        ["2024-05-06", "某社", "张三", "http://a.cn/2024/0507/1.html"]
    );
    let conflicts: Vec<String> =
        article.conflicts.iter().map(|c| format!("{}: {} {}", c.field, c.from, c.value)).collect();
    assert_eq!(conflicts, ["source: text 新华社", "date: address 2024-05-07"]);
    fs::remove_dir_all(folder).unwrap();
}

/// Pages as sites make them: what stands around the article, and what is made to look like it.
#[test]
fn what_stands_around_an_article_is_left_out() {
    let prose = ["甲国外长乙某五日在首都同来访的丙国外长丁某举行会谈。", "乙某说，双方同意保持沟通。"];
    let [first, second] = prose;
    let related = "<p>丙国总统戊某二十日会见了己国总理，双方讨论了能源合作、双边贸易和地区局势等问题。</p>".repeat(4);
    let lines = "<li>己国首相发表演说，强调加强防卫力量（02-04）</li>".repeat(6);
    for (name, page) in [
        (
            "related.html",
            format!(
                "<div class='article-body'><p>{first}</p><p>{second}</p></div><div class='related-articles'>{related}</div>"
            ),
        ),
        (
            "comments.html",
            format!(
                "<div class='main'><div class='txt'><p>{first}</p><p>{second}</p></div><div class='comment-content'>{related}</div></div>"
            ),
        ),
        (
            "lists.html",
            format!(
                "<div><div class='con'><p>{first}</p><p>{second}</p></div><div class='list'><ul>{lines}</ul></div></div>"
            ),
        ),
        (
            "notice.html",
            format!(
                "<div><div class='con'><p>{first}</p><p>{second}</p></div><div class='x'>【免责声明】本文仅代表作者观点，与本站无关。本站不作保证、承诺，请读者自行参考，并自行承担全部责任。</div></div>"
            ),
        ),
        (
            "consent.html",
            format!(
                "<div><p>我们使用Cookie改善体验，继续浏览，即表示同意，也可以随时撤回同意。</p></div><div><p>{first}</p><p>{second}</p></div>"
            ),
        ),
        (
            "amp.html",
            format!(
                "<article><amp-ad><div placeholder>广告内容，请稍候，精彩马上呈现。</div></amp-ad><p>{first}</p><amp-img src='a'></amp-img><p>{second}</p></article>"
            ),
        ),
        (
            "noscript.html",
            format!(
                "<noscript><p>请启用脚本，以便正常浏览本站，谢谢合作。</p></noscript><article><p>{first}</p><p>{second}</p></article>"
            ),
        ),
        ("icon.html", format!("<article><svg/><p>{first}</p><a name='x'/><p>{second}</p></article>")),
        (
            "pages.html",
            format!(
                "<table><tr><td>2024年5月6日 10:20 来源：某社 【字号：<a>大</a> <a>小</a>】【<a>打印</a>】</td></tr><tr><td>{first}<br>{second}</td></tr><tr><td><a>上一页</a> <b>1</b> <a>下一页</a></td></tr></table>"
            ),
        ),
        (
            "header.html",
            format!(
                "<article><header><time>2024年5月6日</time><p>{first}</p></header><div><p>{second}</p></div></article>"
            ),
        ),
        (
            "banner.html",
            format!("<header><p>{related}</p></header><article><div><p>{first}</p><p>{second}</p></div></article>"),
        ),
        ("named.html", format!("<div class='share-body'><p>{first}</p><p>{second}</p></div>")),
    ] {
        let folder =
            folder("around", &[(name, format!("<html><body><h1>两国举行会谈</h1>{page}</body></html>").as_bytes())]);
        assert_eq!(one(&folder, name).body, prose.join("\n"), "{name}");
        fs::remove_dir_all(folder).unwrap();
    }
}

/// The name of the page is that of the site; the headline is a heading, or there is none.
#[test]
fn the_heading_above_the_text_is_the_title_where_the_page_has_another_name() {
    let body = "<p>甲国外长乙某五日在首都同来访的丙国外长丁某举行会谈。</p>";
    for (head, title) in [
        ("<title>打印本页</title><body><h2>甲国外长同丙国外长举行会谈</h2>", "甲国外长同丙国外长举行会谈"),
        ("<title>甲国外长同丙国外长举行会谈_某网</title><body><h1>国际新闻</h1>", "甲国外长同丙国外长举行会谈"),
    ] {
        let folder = folder("heading", &[("a.html", format!("<html>{head}{body}").as_bytes())]);
        assert_eq!(one(&folder, "a.html").title, title);
        fs::remove_dir_all(folder).unwrap();
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn archives_give_pages_and_texts_and_pass_over_the_rest() {
    let record = |kind: &str, uri: &str, content: &str, block: &str| {
        let length = block.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nContent-Type: {content}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    };
    let http = "application/http; msgtype=response";
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}");
    let records = [
        record("warcinfo", "", "application/warc-fields", "software: x"),
        record("request", "http://a.cn/1", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n"),
        record("response", "http://a.cn/1", http, &page),
        record("response", "http://a.cn/2", http, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>无</p>"),
        record("response", "http://a.cn/3.png", http, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\u{0}"),
        record("conversion", "http://a.cn/4", "text/plain", "会谈举行\n双方表示满意。"),
    ];
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record.as_bytes())).collect();
    let cut = records.concat();
    let wrong = cut.replace("Content-Length: 11", "Content-Length: 9");
    let files: &[(&str, &[u8])] =
        &[("a.warc.gz", &packed), ("b.warc", &cut.as_bytes()[..cut.len() - 20]), ("c.warc", wrong.as_bytes())];
    let folder = folder("warc", files);
    let title = "两国外长在北京举行会谈";
    let shown: Vec<String> = read(&folder, &[""], 1 << 20).iter().map(|line| line.chars().take(60).collect()).collect();
    assert_eq!(shown.len(), 6, "{shown:#?}");
    for (i, start) in [
        format!("http://a.cn/1={title}"),
        "http://a.cn/4=会谈举行\n双方表示满意。".to_owned(),
        format!("http://a.cn/1={title}"),
        "b.warc, record 6 (http://a.cn/4): found 18 bytes at the end".to_owned(),
        format!("http://a.cn/1={title}"),
        "http://a.cn/4=会谈举行".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        assert!(shown[i].starts_with(start.as_str()), "{i}: {}", shown[i]);
    }
    fs::remove_dir_all(folder).unwrap();
}

/// Bodies are packed and cut in pieces on their way from the server to the crawler.
#[test]
fn bodies_of_responses_are_unpacked() {
    let deflated = |head: bool| -> Vec<u8> {
        let level = flate2::Compression::default();
        if head {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(PAGE.as_bytes()).unwrap();
            return encoder.finish().unwrap();
        }
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
        encoder.write_all(PAGE.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let in_chunks = |body: &[u8]| -> Vec<u8> {
        let chunks = body.chunks(100).map(|part| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat());
        [chunks.collect::<Vec<_>>().concat(), b"0\r\n\r\n".to_vec()].concat()
    };
    let packed = gzip(PAGE.as_bytes());
    let record = |uri: &str, encoding: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: {encoding}\r\n\r\n"
        );
        let length = head.len() + body.len();
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{head}"
        );
        [record.as_bytes(), body, b"\r\n\r\n"].concat()
    };
    let archive = [
        record("http://a.cn/1", "gzip", &in_chunks(&packed)),
        record("http://a.cn/2", "deflate", &in_chunks(&deflated(true))),
        record("http://a.cn/3", "deflate", &in_chunks(&deflated(false))),
        record("http://a.cn/4", "gzip", PAGE.as_bytes()),
        record("http://a.cn/5", "br", &in_chunks(&[0x8B, 0xFF, 0x80, 0xC1])),
        record("http://a.cn/6", "gzip", &in_chunks(&packed)[..packed.len() / 2]),
    ];
    let folder = folder("bodies", &[("a.warc", &archive.concat())]);
    let shown = read(&folder, &["a.warc"], 1 << 20);
    assert_eq!(shown.len(), 6, "{shown:#?}");
    for (i, line) in shown[..4].iter().enumerate() {
        assert!(line.starts_with(&format!("http://a.cn/{}=两国外长在北京举行会谈", i + 1)), "{line}");
    }
    assert!(shown[4].starts_with("a.warc, record 5 (http://a.cn/5): found a body packed as \"br\""), "{}", shown[4]);
    assert!(shown[5].starts_with("a.warc, record 6 (http://a.cn/6): found incomplete"), "{}", shown[5]);
    assert!(read(&folder, &["a.warc"], 300)[0].contains("more than 300 bytes"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn tables_lose_only_the_row_that_is_broken() {
    let table = "id,title,text,other\n1,题,\"文，\n“二”\",x\n2,题,\"没有结尾,x\n3,题,文,x\n4,题,\"他说\"\"好\"\"\",x\n5,题\n6,题,,x\n7,题,完,x";
    let folder =
        folder("table", &[("a.csv", table.as_bytes()), ("b.tsv", b"id\ttext\n8\ta\n"), ("c.csv", b"id,lead\n1,a\n")]);
    assert_eq!(
        read(&folder, &[""], 1 << 20),
        [
            "1=题\n文，\n“二”",
            "a.csv:4: found a quotation mark that is not closed, expected two for each cell; the other rows are read",
            "3=题\n文",
            "4=题\n他说\"好\"",
            "a.csv:7: found 2 cells, expected 4 as in the first row; the other rows are read",
            "a.csv:8: found nothing in \"text\", expected a text; the other rows are read",
            "7=题\n完",
            "8=a",
            "c.csv:1: found the columns \"id,lead\", expected columns of which one is named \"text\"; name the columns in the first line, or the one of the text with --field text=NAME",
        ]
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn compressed_input_is_read_within_limits() {
    let text = "会谈举行\n双方表示满意。".as_bytes();
    let bomb = gzip(&vec![b'a'; 60 << 20]);
    let twice = gzip(&gzip(text));
    let thrice = gzip(&twice);
    let zstd = zstd::encode_all(text, 1).unwrap();
    let damaged = &gzip(&text.repeat(10))[..40];
    let files: &[(&str, &[u8])] = &[
        ("a.txt.gz", &twice),
        ("b.txt.gz", &thrice),
        ("c.txt.zst", &[&zstd[..], &zstd[..]].concat()),
        ("d.jsonl.gz", &bomb),
        ("e.gz", damaged),
        ("f.png", b"\x89PNG\0"),
    ];
    let folder = folder("packed", files);
    let found = read(&folder, &[""], 1 << 20);
    assert_eq!(found[..3], [
        "a.txt.gz=会谈举行\n双方表示满意。".to_owned(),
        "b.txt.gz: found more than 2 layers of compression, expected no more; if the file is sound, raise the limit".to_owned(),
        "c.txt.zst=会谈举行\n双方表示满意。会谈举行\n双方表示满意。".to_owned(),
    ]);
    assert!(
        found[3].starts_with("d.jsonl.gz:1: found more than 500 unpacked bytes for each packed byte"),
        "{}",
        found[3]
    );
    assert!(found[4].starts_with("e.gz") && found[4].contains("expected sound gzip or zstd"), "{}", found[4]);
    assert_eq!(found.len(), 5, "{found:#?}");
    assert_eq!(one(&folder, "a.txt.gz").id, "a");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_has_its_limit_too() {
    let folder = folder("many", &[("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")]);
    let options = Options { limits: Limits { folder_entries: 2, ..Limits::default() }, ..Options::default() };
    let found: Vec<String> = inputs(std::slice::from_ref(&folder), &options, &cleaner())
        .map(|r| r.expect_err("a message").to_string())
        .collect();
    assert_eq!(
        found,
        [format!(
            "{}: found more than 2 entries, expected a folder of at most so many; split it or raise the limit",
            folder.display()
        )]
    );
    fs::remove_dir_all(folder).unwrap();
}

/// Pages of the kinds that portals make: of each the article and what is said of it, and nothing of what stands around it.
#[test]
fn pages_give_their_articles_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/pages");
    let expected = fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let cleaner = cleaner();
    let mut wrong = Vec::new();
    for line in expected.lines() {
        let expected: serde_json::Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let found: Vec<_> = inputs(&[folder.join(file)], &Options::default(), &cleaner).collect();
        let Some(Ok(Input { article, .. })) = found.first() else {
            wrong.push(format!("{file}: {found:?}"));
            continue;
        };
        let Article { title, date, source, author, body, .. } = article.clone();
        let date = date.map(|date| date.to_string()).unwrap_or_default();
        for (field, found) in [("title", title), ("date", date), ("source", source), ("author", author), ("body", body)]
        {
            if expected[field] != found.as_str() {
                wrong.push(format!("{file}: {field}\n  found    {found:?}\n  expected {}", expected[field]));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert_eq!(expected.lines().count(), 24);
}

/// What people point at by mistake, and what went through too many programs: each is read, or told by what it is.
#[test]
fn odd_files_are_read_or_named() {
    let text = "王毅5月6日在北京会见俄罗斯外长拉夫罗夫。\n";
    let line = format!("{{\"text\": \"{}\"}}", text.trim());
    let zip = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x11\0\0\0word/document.xml\xB2\xB2";
    let members = [gzip("会谈\n".as_bytes()), gzip(text.as_bytes())].concat();
    let files: [(&str, Vec<u8>); 21] = [
        ("01.txt", zip.to_vec()),
        ("02.pdf", b"%PDF-1.4\n1 0 obj\n".to_vec()),
        ("03.txt", ["a.txt".as_bytes(), &[0; 252], b"ustar\x0000", &[0; 248], text.as_bytes()].concat()),
        ("04.txt", b"\xEF\xBB\xBF".to_vec()),
        ("05.txt", [text.as_bytes(), &[0; 4096]].concat()),
        ("06.txt", format!("{}\0{text}", text.trim()).into_bytes()),
        ("07.jsonl", line.replace("北京", "北\t京").into_bytes()),
        ("08.jsonl", format!("{line}\r{line}\r").into_bytes()),
        ("09.csv", format!("sep=;\rTitle;Text\r题;{}\r", text.trim()).into_bytes()),
        ("10.csv", b"text,title,text\na,b,c\n".to_vec()),
        ("11.csv", b"title,text\n".to_vec()),
        ("12.json", b"[]".to_vec()),
        ("13.json", format!("{{\"data\": {{\"list\": [{line}]}}}}").into_bytes()),
        ("14.jsonl", b"{\"data\": {\"content\": \"a\"}}\n".to_vec()),
        ("15.txt.gz", members.clone()),
        ("16.txt.gz", [&members[..], &[0; 600]].concat()),
        ("17.txt.gz", [&members[..], &[0; 600], b"x"].concat()),
        ("18.txt.gz", members[..members.len() - 12].to_vec()),
        ("19.jsonl.gz", gzip(format!("{line}\n").repeat(200).as_bytes())[..90].to_vec()),
        ("20.txt", text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()),
        ("21.md", format!("+++\ntitle = \"题\"\n+++\n{text}").into_bytes()),
    ];
    let borrowed: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let folder = folder("odd", &borrowed);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let kinds = "expected text, HTML, Markdown, JSON Lines, CSV or WARC";
    let fresh = "expected sound gzip or zstd";
    let text = text.trim();
    let padding = "\0".repeat(4096);
    let expected = [
        format!("01.txt: found a Word document, {kinds}; save it as text or HTML first"),
        format!("02.pdf: found a PDF file, {kinds}; save it as text or HTML first"),
        format!("03.txt: found a tar archive, {kinds}; unpack it first, and name the folder"),
        "04.txt: found an empty file, expected an article; remove it or fetch it again".to_owned(),
        format!("05.txt={text}\n{padding}"),
        format!("06.txt={text}\0{text}"),
        format!(
            "07.jsonl#1={} [\"JSON: found 1 control characters in texts, expected escapes of them; they were kept\"]",
            text.replace("北京", "北\t京")
        ),
        format!("08.jsonl#1={text}"),
        format!("08.jsonl#2={text}"),
        format!("09.csv#3=题\n{text}"),
        "10.csv:1: found more than one column \"text\", expected one; rename the others".to_owned(),
        "11.csv: found nothing below the first row, expected a row for each article; fetch the file again".to_owned(),
        "12.json:1:1: found an empty list, expected a JSON object on one line with at least \"text\"; the other lines are read".to_owned(),
        "13.json:1: found an object without \"text\", with a list of objects in \"data.list\", expected a JSON object on one line with at least \"text\"; write each of them on a line of its own".to_owned(),
        "14.jsonl:1: found an object without \"text\", with \"data.content\", expected a JSON object on one line with at least \"text\"; name the field that has it with --field text=NAME; the other lines are read".to_owned(),
        format!("15.txt.gz=会谈\n{text}"),
        format!("16.txt.gz=会谈\n{text}"),
        format!("17.txt.gz: found other bytes behind the packed ones, {fresh}; fetch the file again"),
        format!("18.txt.gz: found incomplete deflate stream, {fresh}; fetch the file again"),
        format!("19.jsonl.gz:1: found incomplete deflate stream, {fresh}; what came before is read, fetch the file again"),
        format!("20.txt={text} [\"encoding: found UTF-16BE, expected UTF-8; it was converted\"]"),
        format!("21.md=题\n{text}"),
    ];
    let found = read(&folder, &names, 1 << 20);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    fs::remove_dir_all(folder).unwrap();
}

/// Names of files in the encoding of old systems, files that are none, and the standard input twice.
#[test]
fn odd_paths_are_read_or_named() {
    use std::os::unix::ffi::OsStringExt as _;
    let folder = folder("paths", &[("a.txt", "甲".as_bytes())]);
    for (name, text) in [("会谈", "乙"), ("会议", "丙")] {
        let name = [&encoding_rs::GB18030.encode(name).0, &b".txt"[..]].concat();
        fs::write(folder.join(std::ffi::OsString::from_vec(name)), text).unwrap();
    }
    fs::write(folder.join(std::ffi::OsString::from_vec(b"b\xFF.txt".to_vec())), "丁").unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.join("c.txt")).unwrap();
    assert_eq!(read(&folder, &[""], 99), ["a.txt=甲", "b%FF.txt=丁", "会谈.txt=乙", "会议.txt=丙"]);
    let twice = Walk::new(&["-".into(), "-".into()], 9).nth(1).unwrap().err().map(|error| error.to_string());
    let expected = "-: found the standard input a second time, expected it once; it was read the first time";
    assert_eq!(twice.as_deref(), Some(expected));
    fs::remove_dir_all(folder).unwrap();
}

/// Inputs of every format, some broken, which the fuzz targets start from too.
pub(crate) fn seeds(kind: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(kind);
    let mut seeds: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (walk::name(path.file_name().unwrap()), fs::read(path).unwrap()))
        .collect();
    seeds.sort();
    seeds
}

/// The low bits of a linear congruential generator are poor; the high ones do.
fn random(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap() % below.max(1)
}

/// Changes, drops, doubles or turns some bytes.
pub(crate) fn mutate(bytes: &mut Vec<u8>, state: &mut u64) {
    for _ in 0..=random(state, 4) {
        let at = random(state, bytes.len());
        let end = bytes.len().min(at + 1 + random(state, 16));
        match random(state, 4) {
            _ if bytes.is_empty() => bytes.push(0),
            0 => bytes[at] = u8::try_from(random(state, 256)).unwrap(),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.extend_from_within(at..end),
            _ => bytes[at..end].reverse(),
        }
    }
}

#[test]
fn any_bytes_are_read_and_in_pieces_as_at_once() {
    let (cleaner, mut state) = (cleaner(), 11);
    let limits = Limits { article_bytes: 1 << 16, unpacked_bytes: 1 << 20, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let read = |name: &str, bytes: &[u8], piece: usize| -> Vec<String> {
        let reader = BufReader::with_capacity(piece, io::Cursor::new(bytes.to_vec()));
        from_reader(Box::new(reader), name, &options, &cleaner).map(|result| format!("{result:?}")).collect()
    };
    for (name, seed) in seeds("read") {
        for n in 0..150 {
            let mut bytes = seed.clone();
            if n > 0 {
                mutate(&mut bytes, &mut state);
            }
            let shown = String::from_utf8_lossy(&bytes);
            assert_eq!(read(&name, &bytes, 1 << 16), read(&name, &bytes, 7), "{name}: {shown:?}");
        }
    }
}

#[test]
fn any_text_is_cleaned_once_and_for_all() {
    let (cleaner, mut state) = (cleaner(), 13);
    for (_, seed) in seeds("clean") {
        for n in 0..150 {
            let mut bytes = seed.clone();
            if n > 0 {
                mutate(&mut bytes, &mut state);
            }
            let raw = String::from_utf8_lossy(&bytes);
            crate::clean::tests::check(&cleaner, &raw);
        }
    }
}
