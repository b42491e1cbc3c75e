//! What the tests share: the command, folders to work in, blocks of Markdown.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The example articles.
pub(crate) fn articles() -> PathBuf {
    root().join("tests/corpus/articles")
}

/// The same path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("the project's paths are UTF-8")
}

/// An empty folder of the test's own. It goes when the test ends well, and stays to be looked at when it fails.
pub(crate) struct Scratch(PathBuf);

impl Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // A folder left behind does no harm.
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// Makes a folder with this name. Checkouts that share their build results may run the suite at the same time.
pub(crate) fn scratch(test: &str) -> Scratch {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
    if dir.exists() {
        fs::remove_dir_all(&dir).expect("the folder is ours");
    }
    fs::create_dir_all(&dir).expect("the folder is ours");
    Scratch(dir)
}

/// A folder of the test's own with what `tupu extract` makes of the example articles: read once and copied for each test, since
/// one program at a time can have a store open.
pub(crate) fn example_output(test: &str) -> Scratch {
    static MADE: OnceLock<Scratch> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let output = scratch("examples");
        tupu(&["extract", text(&articles()), "--output", text(&output)]).expect(0);
        output
    });
    let copy = scratch(test);
    for file in files_below(made) {
        let to = copy.join(file.strip_prefix(&**made).expect("found below it"));
        fs::create_dir_all(to.parent().expect("below the folder")).expect("the folder is ours");
        fs::copy(&file, &to).expect("both folders are ours");
    }
    copy
}

/// How a run of the command ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Fails unless the exit status is the expected one.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit status\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Fails unless the messages hold all these words, and none tells of a panic.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "expected {word:?} in: {}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }
}

/// Runs `tupu` with nothing on its standard input.
pub(crate) fn tupu(args: &[&str]) -> Ended {
    tupu_with(args, "")
}

/// Runs `tupu` with this on its standard input.
pub(crate) fn tupu_with(args: &[&str], stdin: &str) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tupu"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo has built the program");
    // A command that does not read its input may have closed it: no failure of the test.
    let _ = child.stdin.take().expect("piped above").write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("the program runs");
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("output is UTF-8"),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Says that a test has nothing to do here, and why.
#[expect(clippy::print_stderr, reason = "the one way a test has to say that it did nothing")]
pub(crate) fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

/// Whether a program that a test needs is missing, which the test then says, and why it must not be missing where
/// `TUPU_READERS=required`.
pub(crate) fn is_missing(probe: &mut Command, why: &str) -> bool {
    if probe.output().is_ok_and(|output| output.status.success()) {
        return false;
    }
    assert!(std::env::var_os("TUPU_READERS").is_none_or(|value| value != "required"), "{why}");
    skip(why);
    true
}

/// Whether expectations are to be rewritten.
pub(crate) fn update() -> bool {
    std::env::var_os("TUPU_UPDATE").is_some_and(|value| value == "1")
}

/// A part of a Markdown file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Lines outside of fences, as they stand.
    Prose(String),
    /// A fenced block: the words after the opening fence, its content, and the line it begins on.
    Block { info: String, content: String, line: usize },
}

/// Splits Markdown into prose and fenced blocks.
pub(crate) fn parse_markdown(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut prose = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            prose.push_str(line);
            prose.push('\n');
            continue;
        };
        if !prose.is_empty() {
            parts.push(Part::Prose(std::mem::take(&mut prose)));
        }
        let mut content = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
            content.push_str(line);
            content.push('\n');
        }
        parts.push(Part::Block { info: info.to_owned(), content, line: number + 1 });
    }
    if !prose.is_empty() {
        parts.push(Part::Prose(prose));
    }
    parts
}

/// The inverse of [`parse_markdown`].
pub(crate) fn render_markdown(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Prose(prose) => text.push_str(prose),
            Part::Block { info, content, .. } => write!(text, "```{info}\n{content}```\n").expect("strings take all"),
        }
    }
    text
}

/// All files below a folder, sorted.
pub(crate) fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    for entry in entries {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn markdown_round_trips() {
    let text = "# Title\n\nProse.\n\n```sparql\nSELECT *\n```\n\n```text\na  b\n```\nmore\n";
    let parts = parse_markdown(text);
    assert_eq!(parts.len(), 5);
    assert_eq!(render_markdown(&parts), text);
}
