//! GraphML and GEXF, for programs that draw and measure networks.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Picture;

/// An XML document in the making.
struct Xml<'o>(Writer<&'o mut dyn Write>);

impl<'o> Xml<'o> {
    fn begin(out: &'o mut dyn Write) -> io::Result<Self> {
        let mut xml = Xml(Writer::new_with_indent(out, b' ', 1));
        xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(xml)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Start(start))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Empty(start))
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.0.write_event(Event::Text(BytesText::new(text)))?;
        self.close(name)
    }
}

/// The picture in GraphML. All edges are directed; those of facts that hold both ways are marked as symmetric.
///
/// # Errors
/// Writing failed.
pub fn graphml(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Xml::begin(out)?;
    xml.open("graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")])?;
    for (id, of, kind) in [
        ("class", "node", "string"),
        ("name", "node", "string"),
        ("names", "node", "string"),
        ("relation", "edge", "string"),
        ("symmetric", "edge", "boolean"),
        ("articles", "edge", "int"),
        ("first", "edge", "string"),
        ("last", "edge", "string"),
    ] {
        xml.empty("key", &[("id", id), ("for", of), ("attr.name", id), ("attr.type", kind)])?;
    }
    xml.open("graph", &[("edgedefault", "directed")])?;
    for thing in &picture.things {
        xml.open("node", &[("id", &thing.iri)])?;
        xml.text("data", &[("key", "class")], &thing.class)?;
        xml.text("data", &[("key", "name")], &thing.name)?;
        xml.text("data", &[("key", "names")], &thing.names.join("|"))?;
        xml.close("node")?;
    }
    for (i, edge) in picture.edges.iter().enumerate() {
        let (from, to) = (&picture.things[edge.from].iri, &picture.things[edge.to].iri);
        xml.open("edge", &[("id", &format!("f{i}")), ("source", from), ("target", to)])?;
        xml.text("data", &[("key", "relation")], &edge.property)?;
        xml.text("data", &[("key", "symmetric")], &edge.is_symmetric.to_string())?;
        xml.text("data", &[("key", "articles")], &edge.articles.len().to_string())?;
        if let Some((first, last)) = &edge.dates {
            xml.text("data", &[("key", "first")], first)?;
            xml.text("data", &[("key", "last")], last)?;
        }
        xml.close("edge")?;
    }
    xml.close("graph")?;
    xml.close("graphml")?;
    xml.0.into_inner().write_all(b"\n")
}

/// The picture in GEXF 1.3. All edges are directed, since few programs read both kinds in one graph; those of facts that hold
/// both ways are marked as symmetric.
///
/// # Errors
/// Writing failed.
pub fn gexf(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Xml::begin(out)?;
    xml.open("gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])?;
    xml.open("graph", &[("defaultedgetype", "directed"), ("mode", "static")])?;
    for (of, attributes) in [
        ("node", &[("class", "string"), ("names", "string")][..]),
        ("edge", &[("relation", "string"), ("symmetric", "boolean"), ("first", "string"), ("last", "string")][..]),
    ] {
        xml.open("attributes", &[("class", of)])?;
        for (id, kind) in attributes {
            xml.empty("attribute", &[("id", id), ("title", id), ("type", kind)])?;
        }
        xml.close("attributes")?;
    }
    xml.open("nodes", &[])?;
    for thing in &picture.things {
        xml.open("node", &[("id", &thing.iri), ("label", &thing.name)])?;
        xml.open("attvalues", &[])?;
        xml.empty("attvalue", &[("for", "class"), ("value", &thing.class)])?;
        xml.empty("attvalue", &[("for", "names"), ("value", &thing.names.join("|"))])?;
        xml.close("attvalues")?;
        xml.close("node")?;
    }
    xml.close("nodes")?;
    xml.open("edges", &[])?;
    for (i, edge) in picture.edges.iter().enumerate() {
        let (from, to) = (&picture.things[edge.from].iri, &picture.things[edge.to].iri);
        xml.open(
            "edge",
            &[
                ("id", &i.to_string()),
                ("source", from),
                ("target", to),
                ("label", &edge.property),
                ("weight", &edge.articles.len().to_string()),
            ],
        )?;
        xml.open("attvalues", &[])?;
        xml.empty("attvalue", &[("for", "relation"), ("value", &edge.property)])?;
        xml.empty("attvalue", &[("for", "symmetric"), ("value", &edge.is_symmetric.to_string())])?;
        if let Some((first, last)) = &edge.dates {
            xml.empty("attvalue", &[("for", "first"), ("value", first)])?;
            xml.empty("attvalue", &[("for", "last"), ("value", last)])?;
        }
        xml.close("attvalues")?;
        xml.close("edge")?;
    }
    xml.close("edges")?;
    xml.close("graph")?;
    xml.close("gexf")?;
    xml.0.into_inner().write_all(b"\n")
}
