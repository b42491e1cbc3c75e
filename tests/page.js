// Uses the page as a reader would and writes down what it shows. Put behind the page's own script by the test.
"use strict";
(async () => {
  const outcome = { errors: window.pageErrors };
  const $ = id => document.getElementById(id);
  const soon = () => new Promise(done => setTimeout(done, 50));
  const key = (target, name) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const search = text => {
    $("query").focus();
    $("query").value = text;
    $("query").dispatchEvent(new Event("input"));
    return [...$("results").querySelectorAll("[role=option]")].map(option => option.dataset.id);
  };
  const texts = selector => [...document.querySelectorAll(selector)].map(element => element.textContent);
  try {
    outcome.index = texts(".index h2");
    outcome.byName = search("王毅")[0];
    outcome.byAlias = search("俄方")[0];
    outcome.traditional = search("俄羅斯")[0];
    outcome.nothing = search("没有这样的名字").length;

    document.activeElement.blur();
    key(document.body, "/");
    outcome.slashFocusesSearch = document.activeElement === $("query");
    search("王毅");
    key($("query"), "Enter");
    await soon();
    outcome.hash = decodeURIComponent(location.hash);
    outcome.title = document.title;
    outcome.card = texts(".card h2")[0];
    outcome.neighbours = [...document.querySelectorAll("svg .node[data-id]")].map(node => node.getAttribute("aria-label"));
    outcome.labels = texts("svg .label");
    outcome.drawn = document.querySelector("svg").getBoundingClientRect().width > 100;

    const label = [...document.querySelectorAll("svg .label")].find(label => label.getAttribute("aria-label").includes("拉夫罗夫"));
    key(label, "Enter");
    outcome.readerOpen = $("reader").open;
    outcome.marks = texts("#reader mark");
    outcome.subjects = texts("#reader mark b.subject");
    outcome.objects = texts("#reader mark b.object");
    outcome.headlines = texts("#reader h3");
    const mark = document.querySelector("#reader mark").getBoundingClientRect();
    outcome.markInView = mark.top >= 0 && mark.bottom <= window.innerHeight;
    $("reader").querySelector("button").click();
    outcome.readerClosed = !$("reader").open;

    const node = [...document.querySelectorAll("svg .node[data-id]")].find(node => node.dataset.id === "e:cn");
    node.focus();
    outcome.nodeTakesFocus = document.activeElement === node;
    key(node, "Enter");
    await soon();
    outcome.next = texts(".card h2")[0];
    history.back();
    await soon();
    outcome.back = texts(".card h2")[0];
    const before = texts(".card h3");
    $("language").click();
    outcome.languages = [before, texts(".card h3")];
    outcome.unreachable = [...document.querySelectorAll("button, [role=button], a[href], input")].filter(e => e.tabIndex < 0).length;
  } catch (error) {
    outcome.errors.push(String(error.stack));
  }
  document.body.append(Object.assign(document.createElement("pre"), { id: "outcome", textContent: JSON.stringify(outcome) }));
})();
