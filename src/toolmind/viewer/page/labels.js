"use strict";
// What was labelled, who agrees, and how right the masks are by it; and what to label next.

const ORDERS = [["disagreement", "what judges do not agree on"], ["uncertainty", "what is least certain"]];

PAGES.labels = async function labelsPage(query) {
  const by = query.by || "disagreement";
  const [told, queue] = await Promise.all([ask("labels"), ask("queue", { labeller: labeller(), by })]);
  const counts = told.counts;
  const who = element("input", { id: "labeller", value: labeller(), onchange: () => {
    localStorage.setItem("labeller", who.value.trim());
    show();
  } });
  return [
    element("h1", null, "Labels"),
    element("dl", { class: "numbers" }, number(told.labels, "labels"), ["right", "wrong", "unsure"].map((name) => number(counts[name] || 0, name))),
    told.labels < told.enough
      ? [element("progress", { max: told.enough, value: told.labels, "aria-label": "labels until precision and recall are told" }),
        element("p", { class: "dim" }, `From ${told.enough} labels on it is told here how right the masks are.`)]
      : element("dl", { class: "facts" },
        share("precision: of the masked turns that were labelled, wrong", told.precision), share("recall: of the wrong turns, masked", told.recall)),
    told.labels >= told.enough && element("p", { class: "dim" }, "toolmind judges calibrate RUN learns from them how right each judge is."),
    told.agreements.length > 0 && section("Agreement", table(["labellers", { text: "turns", class: "number" }, { text: "the same", class: "number" },
      { text: "Cohen's kappa", class: "number" }], told.agreements.map((one) => element("tr", null,
      element("td", null, one.labellers.map((name) => name || "somebody").join(" and ")), element("td", { class: "number" }, one.turns),
      element("td", { class: "number" }, percent(one.share, 1)),
      element("td", { class: "number" }, one.kappa === null ? "–" : one.kappa.toFixed(2)))))),
    !BUNDLED && section(`To label: ${plural(queue.left, "dialogue")}`,
      element("div", { class: "filters" }, element("label", null, "you are", who),
        element("label", null, "first", element("select", { onchange: (event) => { location.hash = address("labels", { by: event.target.value }); } },
          ORDERS.map(([name, text]) => element("option", { value: name, selected: name === by }, text)))),
        element("button", { type: "button", onclick: () => next(queue) }, "label the next (n)")),
      table(["id", "state", "about"], queue.rows.slice(0, 12).map((one) => element("tr", null,
        element("td", null, link(one.id, `item/${one.index}`)),
        element("td", null, state(one), one.disputed && element("span", { class: "warn" }, " disputed"),
          one.probability !== null && element("span", { class: "dim" }, ` ${one.probability.toFixed(2)}`)),
        element("td", null, element("div", { class: "title" }, one.title)))), { id: "queue" })),
  ];
};

function share(name, found) {
  return [element("dt", null, name), element("dd", null, found
    ? `${percent(found.share, 1)} (95% interval ${percent(found.low, 1)} to ${percent(found.high, 1)}, of ${found.of})` : "none was labelled")];
}

function next(queue) {
  if (queue.rows.length) location.hash = address(`item/${queue.rows[0].index}`);
  else tell("All are labelled.");
}

KEYS.labels = { n: () => document.querySelector("#queue a")?.click() };
