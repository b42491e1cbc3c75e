//! The articles in a store: what is known of one before it is read, and one again as it was read in.

use super::content_hash;
use super::store::{Run, Store, StoreError, run_node};
use super::vocab::{
    AUTHOR, CONTRADICTED, DATE_PUBLISHED, DIGEST, ENCODING, HEADLINE, IDENTIFIER, INPUT_ID, IS_STRING, PUBLISHER, URL,
    WAS_GENERATED_BY,
};
use crate::article::{Article, Conflict, Encoding};
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, QuadRef, Term};
use oxigraph::store::StorageError;

/// What a store holds of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Missing,
    /// Another version of it.
    Changed,
    /// It, as a program, ontology or model other than those of the run read it.
    Outdated,
    /// It, as the run would read it.
    Current,
}

impl Store {
    /// What the store holds of an article. Takes two look-ups, and spares reading what is known.
    ///
    /// # Errors
    /// Reading failed.
    pub fn known(&self, run: &Run, article: &Article) -> Result<Known, StoreError> {
        let graph = self.namespaces().article(&article.key);
        let Some(known) = self.value(&graph, DIGEST)? else { return Ok(Known::Missing) };
        if known != digest(article) {
            return Ok(Known::Changed);
        }
        let run = run_node(run, self.namespaces());
        let is_current = self.quads().contains(QuadRef::new(&graph, WAS_GENERATED_BY, &run, &graph))?;
        Ok(if is_current { Known::Current } else { Known::Outdated })
    }

    /// The number of articles that the store holds as the run would not read them. Takes time in proportion to it.
    ///
    /// # Errors
    /// Reading failed.
    pub fn n_outdated(&self, run: &Run) -> Result<usize, StoreError> {
        Ok(self.outdated_graphs(run)?.len())
    }

    /// The keys of the articles that the store holds as the run would not read them, sorted.
    ///
    /// # Errors
    /// Reading failed.
    pub fn outdated(&self, run: &Run) -> Result<Vec<String>, StoreError> {
        let graphs = self.outdated_graphs(run)?;
        let mut keys = Vec::with_capacity(graphs.len());
        for graph in graphs {
            keys.extend(self.value(&graph, IDENTIFIER)?);
        }
        keys.sort_unstable();
        Ok(keys)
    }

    fn outdated_graphs(&self, run: &Run) -> Result<Vec<NamedNode>, StorageError> {
        let current = run_node(run, self.namespaces());
        let mut graphs = Vec::new();
        for other in self.runs()?.into_iter().filter(|run| *run != current) {
            let generated =
                self.quads().quads_for_pattern(None, Some(WAS_GENERATED_BY), Some(other.as_ref().into()), None);
            for quad in generated {
                if let NamedOrBlankNode::NamedNode(graph) = quad?.subject {
                    graphs.push(graph);
                }
            }
        }
        Ok(graphs)
    }

    /// The article with this [`key`](Article::key), as it was read in; none where the store does not hold it.
    ///
    /// # Errors
    /// Reading failed.
    pub fn article(&self, key: &str) -> Result<Option<Article>, StoreError> {
        let graph = self.namespaces().article(key);
        let Some(text) = self.value(&graph, IS_STRING)? else { return Ok(None) };
        let value = |predicate| Ok::<_, StorageError>(self.value(&graph, predicate)?.unwrap_or_default());
        let title = value(HEADLINE)?;
        let body = match text.strip_prefix(&title).and_then(|rest| rest.strip_prefix('\n')) {
            Some(body) if !title.is_empty() => body.to_owned(),
            _ => text,
        };
        Ok(Some(Article {
            id: self.value(&graph, INPUT_ID)?.unwrap_or_else(|| key.to_owned()),
            key: key.to_owned(),
            date: value(DATE_PUBLISHED)?.parse().ok(),
            source: value(PUBLISHER)?,
            author: value(AUTHOR)?,
            url: value(URL)?,
            encoding: Encoding::parse(&value(ENCODING)?),
            conflicts: self.values(&graph, CONTRADICTED)?.iter().filter_map(|text| Conflict::parse(text)).collect(),
            title,
            body,
        }))
    }

    /// The literals that an article's graph has for a property of the article, sorted.
    fn values(&self, article: &NamedNode, predicate: NamedNodeRef<'_>) -> Result<Vec<String>, StorageError> {
        let graph = Some(GraphNameRef::NamedNode(article.as_ref()));
        let mut values = Vec::new();
        for quad in self.quads().quads_for_pattern(Some(article.as_ref().into()), Some(predicate), None, graph) {
            if let Term::Literal(literal) = quad?.object {
                values.push(literal.value().to_owned());
            }
        }
        values.sort();
        Ok(values)
    }

    /// The literal that an article's graph has for a property of the article.
    pub(super) fn value(
        &self,
        article: &NamedNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Option<String>, StorageError> {
        let graph = Some(GraphNameRef::NamedNode(article.as_ref()));
        let quad = self.quads().quads_for_pattern(Some(article.as_ref().into()), Some(predicate), None, graph).next();
        Ok(quad.transpose()?.and_then(|quad| match quad.object {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }))
    }
}

/// Hash of all that an article is read from: it tells without reading the article whether it has changed.
pub fn digest(article: &Article) -> String {
    let date = article.date.map(|date| date.to_string());
    let Article { title, source, author, url, .. } = article;
    digest_of([title, date.as_deref().unwrap_or_default(), source, author, url, &article.text()])
}

/// The digest of an article with these parts: title, date, source, author, address, and title and body together.
pub(super) fn digest_of(parts: [&str; 6]) -> String {
    content_hash(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::PartialDate;
    use crate::rdf::Namespaces;
    use crate::rdf::tests::run;
    use crate::reading::Reading;

    fn reading(article: &Article) -> Reading {
        Reading {
            id: article.id.clone(),
            key: article.key.clone(),
            title: article.title.clone(),
            date: article.date.map(|date| date.to_string()),
            source: article.source.clone(),
            author: article.author.clone(),
            url: article.url.clone(),
            encoding: article.encoding.clone(),
            conflicts: article.conflicts.clone(),
            ..Reading::default()
        }
    }

    #[test]
    fn an_article_comes_out_as_it_went_in() {
        let store = Store::in_memory(Namespaces::default()).unwrap();
        let full = Article {
            id: "a".to_owned(),
            key: "dir/a.txt".to_owned(),
            title: "题\\\"\t".to_owned(),
            date: Some(PartialDate { year: Some(2024), month: Some(9), day: None }),
            source: "社".to_owned(),
            author: "者".to_owned(),
            url: "https://example.com/a".to_owned(),
            body: "\n文\r\n ".to_owned(),
            encoding: Encoding::parse("GB18030 content 96"),
            conflicts: Conflict::parse("date: JSON-LD over address: 2024-09-05").into_iter().collect(),
        };
        let bare = Article { id: "b".to_owned(), key: "b".to_owned(), body: "文".to_owned(), ..Article::default() };
        for article in [full, bare] {
            assert_eq!(store.known(&run(), &article).unwrap(), Known::Missing);
            assert_eq!(store.article(&article.key).unwrap(), None);
            store.put(&run(), [(&reading(&article), &*article.text())]).unwrap();
            assert_eq!(store.article(&article.key).unwrap().as_ref(), Some(&article));
            assert_eq!(store.known(&run(), &article).unwrap(), Known::Current);
        }
    }

    #[test]
    fn any_part_of_an_article_and_of_the_run_counts() {
        let store = Store::in_memory(Namespaces::default()).unwrap();
        let article = Article { key: "k".to_owned(), body: "文".to_owned(), ..Article::default() };
        store.put(&run(), [(&reading(&article), &*article.text())]).unwrap();
        let changed = [
            Article { title: "题".to_owned(), ..article.clone() },
            Article { body: "文。".to_owned(), ..article.clone() },
            Article { source: "社".to_owned(), ..article.clone() },
            Article { author: "者".to_owned(), ..article.clone() },
            Article { url: "u".to_owned(), ..article.clone() },
            Article { date: Some(PartialDate::new(2024, 1, 2)), ..article.clone() },
        ];
        for changed in changed {
            assert_eq!(store.known(&run(), &changed).unwrap(), Known::Changed, "{changed:?}");
        }
        let later = Run { fingerprint: "later".to_owned(), ..run() };
        assert_eq!(store.known(&later, &article).unwrap(), Known::Outdated);
        assert_eq!((store.n_outdated(&run()).unwrap(), store.outdated(&later).unwrap()), (0, vec!["k".to_owned()]));
        store.put(&later, [(&reading(&article), &*article.text())]).unwrap();
        assert_eq!(store.known(&later, &article).unwrap(), Known::Current);
        assert_eq!((store.n_outdated(&later).unwrap(), store.n_outdated(&run()).unwrap()), (0, 1));
    }
}
