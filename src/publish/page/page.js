"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = JSON.parse(document.getElementById("words").textContent);
  const $ = id => document.getElementById(id);
  const ORDER = ["Person", "Organization", "Country", "Place", "Event", "Initiative", "Document"];
  const SHOWN = 32; // neighbours in the drawing; the card lists them all
  const LABELLED = 20; // neighbours up to which each line has its label
  let language = (navigator.language || "zh").startsWith("zh") ? "zh" : "en";

  const say = (key, values = {}) => words[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const label = term => (data.labels[term] || [term, term])[language === "zh" ? 0 : 1];
  const simple = new Map();
  for (let pair = Array.from(data.script), i = 0; i < pair.length; i += 2) simple.set(pair[i], pair[i + 1]);
  const fold = text => Array.from(text.trim().toLowerCase(), c => simple.get(c) || c).join("");

  // What each thing has: its facts, its statements, the names it is found by.
  const things = data.things.map((thing, id) => ({
    ...thing, index: id, facts: [], said: [], folded: [thing.name, ...thing.names].map(fold),
  }));
  for (const fact of data.facts) {
    things[fact.from].facts.push(fact);
    if (fact.to !== null && fact.to !== fact.from) things[fact.to].facts.push(fact);
  }
  for (const said of data.statements) {
    things[said.speaker].said.push(said);
    if (said.behalf !== null && said.behalf !== said.speaker) things[said.behalf].said.push(said);
  }
  const byId = new Map(things.map(thing => [thing.id, thing]));
  const rank = thing => ORDER.includes(thing.class) ? ORDER.indexOf(thing.class) : ORDER.length;
  const weight = thing => thing.facts.reduce((sum, fact) => sum + fact.passages.length, 0);

  /** Makes an element: attributes that begin with "on" are listeners, children are elements or texts. */
  function make(tag, attributes = {}, ...children) {
    const svg = ["svg", "g", "circle", "line", "path", "text", "title"].includes(tag);
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
    return element;
  }
  /** Makes something that is no button act as one, for mouse and keyboard. */
  const press = act => ({
    tabindex: 0, role: "button", onclick: act,
    onkeydown: event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(event); } },
  });
  const kind = thing => `--kind: var(--${thing.class || "Document"})`;
  const go = thing => { location.hash = thing ? "#" + encodeURIComponent(thing.id) : ""; };

  // Search

  let found = [], chosen = 0;
  function search(text) {
    const wanted = fold(text);
    if (!wanted) return [];
    const score = thing => Math.min(...thing.folded.map(name =>
      name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 9));
    return things.map(thing => ({ thing, score: score(thing) })).filter(hit => hit.score < 9)
      .sort((a, b) => a.score - b.score || weight(b.thing) - weight(a.thing) || a.thing.index - b.thing.index)
      .slice(0, 12).map(hit => hit.thing);
  }
  function showResults() {
    const text = $("query").value;
    found = search(text);
    chosen = 0;
    $("results").replaceChildren(...found.map((thing, i) => make("li", {
      role: "option", id: `result-${i}`, style: kind(thing), "data-id": thing.id,
      onmousedown: event => { event.preventDefault(); pick(thing); },
    }, make("span", { class: "dot" }), make("span", {}, thing.name),
    make("span", { class: "kind" }, [label(thing.class), ...thing.names.slice(0, 3)].join(" · ")))));
    if (text.trim() && !found.length) $("results").append(make("li", {}, say("none")));
    $("results").hidden = !text.trim();
    choose(0);
  }
  function choose(place) {
    if (found.length) chosen = (place + found.length) % found.length;
    [...$("results").children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen && found.length > 0)));
    $("query").setAttribute("aria-expanded", String(!$("results").hidden));
    $("query").setAttribute("aria-activedescendant", found.length ? `result-${chosen}` : "");
  }
  function pick(thing) {
    $("query").value = "";
    showResults();
    go(thing);
    $("main").focus();
  }
  $("query").addEventListener("input", showResults);
  $("query").addEventListener("blur", () => { $("results").hidden = true; choose(chosen); });
  $("query").addEventListener("focus", showResults);
  $("query").addEventListener("keydown", event => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) { event.preventDefault(); choose(chosen + steps[event.key]); }
    else if (event.key === "Enter" && found.length) pick(found[chosen]);
    else if (event.key === "Escape") { $("query").value = ""; showResults(); }
  });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && document.activeElement !== $("query") && !$("reader").open) {
      event.preventDefault();
      $("query").focus();
    }
  });

  // Reading: passages in their articles

  function marked(text, marks) {
    const chars = Array.from(text);
    const role = i => marks.reduce((best, [start, end, name]) =>
      start <= i && i < end && (best === null || name !== "evidence") ? name : best, null);
    const paragraphs = [];
    let at = 0;
    for (const line of text.split("\n")) {
      const end = at + Array.from(line).length;
      const paragraph = make("p", { class: "serif" });
      let current = null;
      for (let i = at; i < end;) {
        const name = role(i);
        let to = i + 1;
        while (to < end && role(to) === name) to += 1;
        const run = chars.slice(i, to).join("");
        if (name === null) { current = null; paragraph.append(run); }
        else {
          if (!current) paragraph.append(current = make("mark"));
          current.append(name === "evidence" ? run : make("b", { class: name }, run));
        }
        i = to;
      }
      paragraphs.push(paragraph);
      at = end + 1;
    }
    return paragraphs;
  }
  /** Opens articles with stretches marked in them. */
  function read(title, passages) {
    const one = ({ article, marks, rule, date }) => {
      const { title, key, date: published, source, url, text } = data.articles[article];
      const own = title && text.startsWith(title + "\n");
      const notes = [published || say("undated"), source, key, rule && say("rule", { rule })].filter(Boolean).join(" · ");
      const shown = marked(text, marks);
      const head = make("h3");
      if (own) head.append(...shown.shift().childNodes);
      else head.append(title || say("untitled"));
      const link = url && /^https?:/.test(url) ? make("a", { href: url, rel: "noreferrer" }, say("source")) : null;
      return make("article", {}, head, make("p", { class: "meta" }, notes, link ? " · " : null, link), shown);
    };
    $("reader").replaceChildren(
      make("div", { class: "reader-head" }, make("h2", { id: "reader-title" }, title),
        make("button", { type: "button", onclick: () => $("reader").close() }, say("close") + " ✕")),
      ...passages.map(one));
    $("reader").showModal();
    $("reader").scrollTop = 0;
    const mark = $("reader").querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
  }
  const latest = fact => fact.passages.map(p => data.articles[p.article].date || "").sort().pop();
  const sentence = fact => [things[fact.from].name, label(fact.property), fact.text ?? things[fact.to].name].join(" ");
  const open = fact => read(sentence(fact), fact.passages);
  $("reader").addEventListener("click", event => { if (event.target === $("reader")) $("reader").close(); });

  // A thing: its neighbourhood and its card

  function neighbours(thing) {
    const groups = new Map();
    for (const fact of thing.facts) {
      if (fact.to === null || fact.from === fact.to) continue;
      const other = things[fact.from === thing.index ? fact.to : fact.from];
      if (!groups.has(other)) groups.set(other, []);
      groups.get(other).push(fact);
    }
    const size = facts => facts.reduce((sum, fact) => sum + fact.passages.length, 0);
    return [...groups].map(([other, facts]) => ({ other, facts, size: size(facts) }))
      .sort((a, b) => b.size - a.size || a.other.index - b.other.index);
  }
  const shorten = name => Array.from(name).length > 14 ? Array.from(name).slice(0, 13).join("") + "…" : name;

  function drawing(thing) {
    const all = neighbours(thing);
    const shown = all.slice(0, SHOWN).sort((a, b) => rank(a.other) - rank(b.other) || b.size - a.size || a.other.index - b.other.index);
    const [width, height] = [900, 640], centre = { x: width / 2, y: height / 2 };
    const place = new Map([[thing, centre]]);
    shown.forEach(({ other }, i) => {
      const angle = 2 * Math.PI * (i + .5) / shown.length - Math.PI / 2;
      const reach = shown.length > LABELLED && i % 2 ? .76 : 1;
      place.set(other, { x: centre.x + Math.cos(angle) * 285 * reach, y: centre.y + Math.sin(angle) * 255 * reach, angle });
    });
    const lines = [], labels = [], nodes = [];
    const pairs = new Set();
    for (const { other } of shown) for (const fact of other.facts) {
      const [a, b] = [things[fact.from], fact.to === null ? null : things[fact.to]];
      const key = b && [Math.min(a.index, b.index), Math.max(a.index, b.index)].join();
      if (!b || a === thing || b === thing || !place.has(a) || !place.has(b) || pairs.has(key)) continue;
      pairs.add(key);
      const [p, q] = [place.get(a), place.get(b)];
      const bend = t => `${p[t] * .5 + q[t] * .5 + (centre[t] - p[t] * .5 - q[t] * .5) * .35}`;
      lines.push(make("path", { class: "edge side", d: `M${p.x},${p.y} Q${bend("x")},${bend("y")} ${q.x},${q.y}` }, make("title", {}, sentence(fact))));
    }
    for (const { other, facts, size } of shown) {
      const at = place.get(other);
      lines.push(make("line", { class: "edge", x1: centre.x, y1: centre.y, x2: at.x, y2: at.y, "stroke-width": Math.min(1.2 + Math.log2(size + 1), 6) }));
      if (shown.length <= LABELLED) {
        const text = [...new Set(facts.map(fact => label(fact.property)))];
        labels.push(make("text", { class: "label", x: centre.x + (at.x - centre.x) * .6, y: centre.y + (at.y - centre.y) * .6 + 4,
          "aria-label": facts.map(sentence).join(", "), ...press(() => read(facts.map(sentence).join(" · "), facts.flatMap(f => f.passages))) },
        text.slice(0, 2).join(" · ") + (text.length > 2 ? " …" : ""), make("title", {}, facts.map(sentence).join("\n"))));
      }
      const side = Math.cos(at.angle), upright = Math.abs(side) < .3;
      nodes.push(make("g", { class: "node", style: kind(other), "data-id": other.id, "aria-label": `${other.name}, ${label(other.class)}`, ...press(() => go(other)) },
        make("circle", { cx: at.x, cy: at.y, r: 9 }), make("title", {}, `${other.name} · ${label(other.class)}`),
        make("text", { x: upright ? at.x : at.x + Math.sign(side) * 14, y: upright ? at.y + (Math.sin(at.angle) > 0 ? 27 : -15) : at.y + 5,
          "text-anchor": upright ? "middle" : side > 0 ? "start" : "end" }, shorten(other.name))));
    }
    nodes.push(make("g", { class: "node centre", style: kind(thing) }, make("circle", { cx: centre.x, cy: centre.y, r: 15 }),
      make("text", { x: centre.x, y: centre.y + 40 }, thing.name)));
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": say("graph", { name: thing.name }) }, lines, labels, nodes);
    const classes = [...new Set([thing, ...shown.map(({ other }) => other)].map(({ class: name }) => name))];
    const legend = classes.sort((a, b) => rank({ class: a }) - rank({ class: b })).map(name =>
      make("span", { style: kind({ class: name }) }, make("span", { class: "dot" }), " ", label(name)));
    const more = all.length > SHOWN ? make("span", {}, say("more", { n: all.length - SHOWN })) : null;
    return make("figure", {}, svg, make("figcaption", {}, legend, more));
  }

  function card(thing) {
    const why = fact => make("button", { type: "button", class: "why", onclick: () => open(fact) },
      say("passages", { n: new Set(fact.passages.map(p => p.article)).size }) + (latest(fact) ? ` · ${latest(fact)}` : ""));
    const rows = new Map();
    for (const fact of thing.facts) {
      if (fact.to === null) continue;
      const arrow = fact.both ? "" : fact.from === thing.index ? " →" : " ←";
      const key = label(fact.property) + arrow;
      if (!rows.has(key)) rows.set(key, []);
      rows.get(key).push(fact);
    }
    const texts = new Map();
    for (const fact of thing.facts.filter(fact => fact.to === null)) {
      if (!texts.has(fact.property)) texts.set(fact.property, []);
      texts.get(fact.property).push(fact);
    }
    const list = (groups, item) => make("dl", {}, groups.map(([key, facts]) => [make("dt", {}, key),
      make("dd", {}, make("ul", {}, facts.map(fact => make("li", {}, item(fact), why(fact)))))]));
    const section = (key, content) => content ? [make("h3", {}, say(key)), content] : [];
    const groups = [...rows].sort((a, b) => b[1].length - a[1].length);
    for (const [, facts] of groups) facts.sort((a, b) => b.passages.length - a.passages.length || (latest(b) || "").localeCompare(latest(a) || ""));
    const other = fact => things[fact.from === thing.index ? fact.to : fact.from];
    const quotes = [...thing.said].sort((a, b) => (data.articles[b.article].date || "").localeCompare(data.articles[a.article].date || "")).map(said => {
      const notes = [said.speaker !== thing.index ? things[said.speaker].name : null,
        said.behalf !== null && said.behalf !== thing.index ? say("behalf", { name: things[said.behalf].name }) : null,
        data.articles[said.article].date || data.articles[said.article].title].filter(Boolean).join(" · ");
      return make("button", { type: "button", class: "quote", onclick: () =>
        read(things[said.speaker].name, [{ article: said.article, marks: [[said.start, said.end, "evidence"]] }]) },
      make("span", { class: "serif" }, said.text), make("small", {}, notes));
    });
    return make("section", { class: "card", style: kind(thing), "aria-label": thing.name },
      make("h2", {}, thing.name),
      make("p", { class: "meta" }, make("span", { class: "dot" }), ` ${label(thing.class)} · ${thing.id}`),
      thing.names.length ? make("p", { class: "meta" }, `${say("names")} ${thing.names.join(language === "zh" ? "、" : ", ")}`) : null,
      thing.links.length ? make("p", { class: "meta" }, `${say("links")} `, thing.links.map(link => make("a", { href: link, rel: "noreferrer" }, link.split("/").pop()))) : null,
      section("posts", texts.size ? list([...texts].map(([key, facts]) => [label(key), facts]), fact => make("span", {}, fact.text)) : null),
      section("relations", groups.length ? list(groups, fact => make("button", { type: "button", class: "thing", onclick: () => go(other(fact)) }, other(fact).name)) : null),
      section("statements", quotes.length ? make("div", {}, quotes) : null));
  }

  // The whole: classes with their things, those with most facts first

  function index() {
    const classes = [...new Set(things.map(thing => thing.class))].sort((a, b) => rank({ class: a }) - rank({ class: b }));
    return make("div", { class: "index" }, classes.filter(name => name).map(name => {
      const all = things.filter(thing => thing.class === name).sort((a, b) => weight(b) - weight(a) || a.index - b.index);
      return make("section", { style: kind({ class: name }) },
        make("h2", {}, label(name), make("span", { class: "count" }, all.length)),
        make("ul", {}, all.slice(0, 40).map(thing => make("li", {},
          make("button", { type: "button", class: "thing", "data-id": thing.id, onclick: () => go(thing) }, thing.name), make("span", { class: "count" }, weight(thing) || ""))),
        all.length > 40 ? make("li", { class: "count" }, say("all", { n: all.length })) : null));
    }));
  }

  function show() {
    document.documentElement.lang = language;
    const thing = byId.get(decodeURIComponent(location.hash.slice(1)));
    document.title = thing ? `${thing.name} · ${say("title")}` : say("title");
    $("home").textContent = say("title");
    $("query").placeholder = say("search");
    $("query").setAttribute("aria-label", say("hint"));
    $("query").title = say("hint");
    $("language").textContent = say("other");
    $("counts").textContent = say("counts", { things: things.length, facts: data.facts.length, articles: data.articles.length });
    $("main").replaceChildren(thing ? make("div", { class: "thing-view" }, drawing(thing), card(thing)) : index());
    if ($("reader").open) $("reader").close();
  }
  $("home").addEventListener("click", event => { event.preventDefault(); go(null); });
  $("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; show(); });
  window.addEventListener("hashchange", () => { show(); window.scrollTo(0, 0); });
  show();
})();
