//! The punctuation of clean text, in one table.

/// What a punctuation mark does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Ends a sentence.
    Stop,
    /// Ends a clause.
    Comma,
    /// Ends a part of a sentence that could stand alone.
    Semicolon,
    /// Announces what follows.
    Colon,
    /// Separates the items of a list.
    Pause,
    /// Joins the parts of a transliterated name.
    Dot,
    /// Opens a quotation or a name.
    OpenQuote,
    /// Closes it.
    CloseQuote,
    /// Opens a title.
    OpenTitle,
    /// Closes it.
    CloseTitle,
    /// Opens an aside.
    OpenAside,
    /// Closes it.
    CloseAside,
    /// A dash or another mark that breaks the clause.
    Break,
}

/// Whether a character ends a question.
pub fn asks(c: char) -> bool {
    matches!(c, '？' | '?')
}

/// What a character does as a punctuation mark of clean text; `None` for all that is none.
pub fn mark(c: char) -> Option<Mark> {
    Some(match c {
        '。' | '！' | '？' | '!' | '?' | '…' => Mark::Stop,
        '，' | ',' => Mark::Comma,
        '；' | ';' => Mark::Semicolon,
        '：' | ':' => Mark::Colon,
        '、' => Mark::Pause,
        '·' => Mark::Dot,
        '“' | '‘' => Mark::OpenQuote,
        '”' | '’' => Mark::CloseQuote,
        '《' | '〈' => Mark::OpenTitle,
        '》' | '〉' => Mark::CloseTitle,
        '（' | '(' | '【' | '[' => Mark::OpenAside,
        '）' | ')' | '】' | ']' => Mark::CloseAside,
        '—' | '―' | '|' => Mark::Break,
        _ => return None,
    })
}

/// Whether a mark only decorates a name or a passage, in either script: two texts that differ in such marks say the same.
pub fn is_ornament(c: char) -> bool {
    let is_other_form = matches!(c, '"' | '\'' | '「' | '」' | '『' | '』' | '•' | '・' | '‧');
    let is_mark =
        matches!(mark(c), Some(Mark::Dot | Mark::OpenQuote | Mark::CloseQuote | Mark::OpenTitle | Mark::CloseTitle));
    is_other_form || is_mark || matches!(c, '（' | '(' | '）' | ')')
}
