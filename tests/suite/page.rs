//! The page of `tupu export --format html`, opened from disk in Chromium and used by a script that acts as a reader would.
//!
//! `TUPU_CHROMIUM` names the browser; without it `chromium` is tried. Skipped where it is missing, unless `TUPU_READERS=required`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{example_output, is_missing, root, text, tupu};

/// Runs the browser on a page without a window: what it prints and what it says.
fn browse(page: &Path, profile: &Path, args: &[&str]) -> (String, String) {
    let browser = std::env::var("TUPU_CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1400,950", "--accept-lang=zh-CN"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=5000", "--disable-dev-shm-usage"])
        .arg(format!("--user-data-dir={}", text(profile)))
        .args(args)
        .arg(format!("file://{}", text(page)))
        .output()
        .expect("the browser was found");
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn list(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn the_page_works_from_disk() {
    let browser = std::env::var("TUPU_CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    if is_missing(Command::new(&browser).arg("--version"), &format!("found no browser: {browser}")) {
        return;
    }
    let output = example_output("page");
    let (store, page) = (output.join("store"), output.join("page.html"));
    tupu(&["export", "--store", text(&store), "--format", "html", "--output", text(&page)]).expect(0);
    let html = fs::read_to_string(&page).expect("export writes it");
    for outside in [" src=", "@import", "url(", "fetch(", "XMLHttpRequest"] {
        assert!(!html.contains(outside), "the page asks for something outside of it: {outside}");
    }

    let watch = "<script>window.pageErrors = []; addEventListener('error', e => pageErrors.push(e.message)); \
                 console.error = (...all) => pageErrors.push(all.join(' '));</script>";
    let reader = fs::read_to_string(root().join("tests/page.js")).expect("tests/page.js is UTF-8");
    let watched = html.replacen("<head>", &format!("<head>{watch}"), 1);
    let watched = watched.replacen("</body>", &format!("<script>{reader}</script></body>"), 1);
    let used = output.join("used.html");
    fs::write(&used, watched).expect("the folder is ours");
    let (dom, talk) = browse(&used, &output.join("profile"), &["--dump-dom"]);
    let outcome = dom.split_once("<pre id=\"outcome\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (outcome, _) = outcome.unwrap_or_else(|| panic!("the reader's script did not end\n{talk}"));
    let outcome = outcome.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let seen: Value = serde_json::from_str(&outcome).expect("the outcome is JSON");

    assert_eq!(list(&seen["errors"]), Vec::<&str>::new(), "{seen}");
    assert!(!talk.contains("CONSOLE"), "{talk}");
    assert!(list(&seen["index"])[0].starts_with("人物"), "{seen}");
    assert_eq!(seen["byName"], "e:wangyi-p");
    assert_eq!((&seen["byAlias"], &seen["traditional"]), (&"e:ru".into(), &"e:ru".into()));
    assert_eq!(seen["nothing"], 0);
    assert_eq!(seen["hash"], "#e:wangyi-p");
    assert_eq!((&seen["card"], &seen["title"]), (&"王毅".into(), &"王毅 · 图谱".into()));
    assert!(list(&seen["neighbours"]).contains(&"谢尔盖·拉夫罗夫, 人物"), "{seen}");
    assert!(list(&seen["labels"]).iter().any(|label| label.contains("会见")), "{seen}");
    assert!(list(&seen["marks"]).iter().any(|mark| mark.starts_with("王毅") && mark.contains("拉夫罗夫")), "{seen}");
    // A meeting holds both ways: which of the two is its subject does not matter.
    let mut arguments = [list(&seen["subjects"])[0], list(&seen["objects"])[0]];
    arguments.sort_unstable();
    assert_eq!(arguments, ["拉夫罗夫", "王毅"], "{seen}");
    assert!(list(&seen["headlines"]).contains(&"王毅同俄罗斯外长拉夫罗夫举行会谈"), "{seen}");
    assert_eq!((&seen["next"], &seen["back"]), (&"中国".into(), &"王毅".into()), "{seen}");
    for held in ["slashFocusesSearch", "drawn", "readerOpen", "markInView", "readerClosed", "nodeTakesFocus"] {
        assert_eq!(seen[held], true, "{held}: {seen}");
    }
    assert_eq!(seen["unreachable"], 0, "everything can be reached by keyboard: {seen}");
    assert_eq!(seen["languages"][0][1], "关系", "{seen}");
    assert_eq!(seen["languages"][1][1], "Relations", "{seen}");
}
