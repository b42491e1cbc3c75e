//! A picture of a neighbourhood in SVG, for a page or a slide.

use std::fmt::Write as _;

use super::Picture;
use super::layout::radial;
use crate::ontology::{Language, Vocabulary};

/// Things that are drawn at most: more than that nobody can read.
const MOST: usize = 80;
/// Things up to which every line has its label.
const LABELLED: usize = 30;
/// The drawing's size, and the room around it for names.
const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 900.0;
const MARGIN: (f64, f64) = (190.0, 70.0);
/// Colours of classes, those of the page.
const COLOURS: [(&str, &str); 7] = [
    ("Person", "#a63a2e"),
    ("Organization", "#1f5a7a"),
    ("Country", "#2f6b3c"),
    ("Place", "#7d6a45"),
    ("Initiative", "#75478f"),
    ("Event", "#b06a00"),
    ("Document", "#55606b"),
];

/// The picture around a thing, with the labels of the relations in a language.
pub fn svg(picture: &Picture, centre: usize, vocabulary: &Vocabulary, language: Language) -> String {
    let at =
        |x: f64, y: f64| (WIDTH / 2.0 + x * (WIDTH / 2.0 - MARGIN.0), HEIGHT / 2.0 + y * (HEIGHT / 2.0 - MARGIN.1));
    let places = radial(picture, centre, MOST);
    let mut place_of = vec![None; picture.things.len()];
    for &(thing, place) in &places {
        place_of[thing] = Some(place);
    }
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"'Noto Sans CJK SC', \
         'PingFang SC', 'Microsoft YaHei', sans-serif\" font-size=\"15\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fbfaf7\"/>\n",
        escaped(&picture.things[centre].name)
    );
    let (mut lines, mut labels) = (String::new(), String::new());
    for pair in picture.edges.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)) {
        let edge = &pair[0];
        let (Some(from), Some(to)) = (place_of[edge.from], place_of[edge.to]) else { continue };
        let ((x1, y1), (x2, y2)) = (at(from.x, from.y), at(to.x, to.y));
        let colour = if from.ring == to.ring { "#e4dfd5" } else { "#c9c2b4" };
        let articles: usize = pair.iter().map(|edge| edge.articles.len()).sum();
        let width = 1.2 + f64::from(articles.checked_ilog2().unwrap_or(0)) * 0.8;
        writeln!(
            lines,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" stroke-width=\"{width:.1}\"/>"
        )
        .expect(IN_MEMORY);
        if places.len() <= LABELLED && from.ring != to.ring {
            // Nearer to the outer end, where lines are further apart.
            let outer = if from.ring > to.ring { 0.38 } else { 0.62 };
            let (x, y) = (x1 + (x2 - x1) * outer, y1 + (y2 - y1) * outer);
            let label: Vec<&str> = pair.iter().map(|edge| vocabulary.label(&edge.property, language)).collect();
            text(&mut labels, (x, y + 4.0), "middle", 12, "#6b675f", &label.join(" "));
        }
    }
    svg.push_str(&lines);
    svg.push_str(&labels);
    for &(thing, place) in &places {
        let (x, y) = at(place.x, place.y);
        let thing_is = &picture.things[thing];
        let colour = COLOURS.iter().find(|(class, _)| *class == thing_is.class).map_or("#55606b", |(_, colour)| colour);
        let radius = if place.ring == 0 { 15 } else { 8 };
        writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{colour}\" stroke=\"#fbfaf7\" stroke-width=\"3\"/>"
        )
        .expect(IN_MEMORY);
        let is_upright = place.x.abs() < 0.25;
        let (at, anchor, size) = match place.ring {
            0 => ((x, y + 38.0), "middle", 20),
            _ if is_upright => ((x, if place.y > 0.0 { y + 26.0 } else { y - 14.0 }), "middle", 15),
            _ if place.x > 0.0 => ((x + 13.0, y + 5.0), "start", 15),
            _ => ((x - 13.0, y + 5.0), "end", 15),
        };
        text(&mut svg, at, anchor, size, "#1d1c1a", &thing_is.name);
    }
    svg.push_str("</svg>\n");
    svg
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, size: u32, colour: &str, text: &str) {
    writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{colour}\" \
         stroke=\"#fbfaf7\" stroke-width=\"4\" paint-order=\"stroke\">{}</text>",
        escaped(text)
    )
    .expect(IN_MEMORY);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const IN_MEMORY: &str = "writing to a string cannot fail";
