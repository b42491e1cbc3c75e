//! Posts that stand beside names though neither the tagger nor the words alone give them away.

use super::{Mention, Source};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Lexicon, Post, Role, Word};
use crate::punctuation::{Mark, mark};
use crate::segment::Token;
use crate::text::{Span, Text};

/// Most names and posts between a post and the person who holds it among others.
const MOST_STACKED: usize = 5;

/// Adds the posts that stand right before a name though the tagger passes over them. A noun that is a post only in company needs
/// the body before it: `the founder and president A of company B`, which is printed in the order B founder president A. The word for
/// acting for somebody is a post behind the body that an envoy is sent to.
pub(super) fn add(mentions: &mut Vec<Mention>, text: &Text, tokens: &[Token], lexicon: &Lexicon) {
    let line = Line { mentions, text, tokens, lexicon };
    let posts: Vec<Mention> = (0..line.mentions.len()).filter_map(|next| line.before(next)).collect();
    mentions.extend(posts);
    mentions.sort_by_key(|mention| mention.span);
}

/// The mentions of a text, with its tokens.
struct Line<'a> {
    mentions: &'a [Mention],
    text: &'a Text,
    tokens: &'a [Token],
    lexicon: &'a Lexicon,
}

impl Line<'_> {
    /// The post right before the mention `next`, or before the pause that joins it to what follows.
    fn before(&self, next: usize) -> Option<Mention> {
        let mention = self.mentions[next];
        let end = self.tokens.partition_point(|token| token.span.end() <= mention.span.start());
        let is_pause = |token: &Token| self.text.get(token.span).chars().all(|c| mark(c) == Some(Mark::Pause));
        let is_joined = mention.kind != Kind::Person && self.tokens[..end].last().is_some_and(is_pause);
        let token = self.tokens[end.checked_sub(1 + usize::from(is_joined))?];
        let last = next.checked_sub(1).map(|last| self.mentions[last]);
        // The token is no part of the name before it.
        if last.is_some_and(|last| last.span.end() > token.span.start()) {
            return None;
        }
        let body = last.filter(|last| self.is_beside(last.span, token.span));
        let word = self.lexicon.word(token.word?);
        let is_post = match word.post {
            Some(post) => body.is_some_and(|body| is_own(body, post)) || !post.is_weak && mention.kind == Kind::Person,
            None => mention.kind == Kind::Person && self.is_delegate(word, body?),
        };
        let is_followed = match mention.kind {
            Kind::Person | Kind::Post => true,
            Kind::Organization | Kind::Country | Kind::Place => {
                is_joined && body.is_some() && self.leads_to_person(next)
            }
            _ => false,
        };
        let post = Mention { span: token.span, kind: Kind::Post, entry: None, source: Source::Lexicon };
        (is_post && is_followed).then_some(post)
    }

    /// Whether at most the marks that close a name lie between two spans.
    fn is_beside(&self, one: Span, other: Span) -> bool {
        let is_closing = |c| matches!(mark(c), Some(Mark::CloseQuote | Mark::CloseTitle));
        self.text.get(Span::new(one.end(), other.start())).chars().all(is_closing)
    }

    /// Whether a word for acting for somebody stands behind the body that its holder is sent to.
    fn is_delegate(&self, word: &Word, body: Mention) -> bool {
        let first = self.tokens.partition_point(|token| token.span.start() < body.span.start());
        let sent = first.checked_sub(1).and_then(|sent| self.tokens[sent].word);
        word.roles.has(Role::Behalf) && sent.is_some_and(|sent| self.lexicon.word(sent).roles.has(Role::Resident))
    }

    /// Whether the mentions from `first` on are bodies with their posts as far as a name: `member of A, director of B, X`.
    fn leads_to_person(&self, first: usize) -> bool {
        let pairs = self.mentions[first..].windows(2).take(MOST_STACKED);
        let near = pairs.take_while(|pair| {
            let (end, start) = (pair[0].span.end(), pair[1].span.start());
            end >= start || self.text.get(Span::new(end, start)).chars().nth(1).is_none()
        });
        near.map(|pair| (pair[0].kind, pair[1].kind)).any(|pair| pair == (Kind::Post, Kind::Person))
    }
}

/// Whether a post may be one of the body before it.
fn is_own(body: Mention, post: Post) -> bool {
    match body.kind {
        Kind::Organization => true,
        Kind::Country => !post.is_occupation,
        _ => false,
    }
}
