"use strict";
// What was labelled, who agrees, and how right the masks are by it; and what to label next.

PAGES.labels = async function labelsPage() {
  const told = await ask("labels");
  const counts = told.counts;
  const who = element("input", { id: "labeller", value: labeller(), onchange: () => localStorage.setItem("labeller", who.value.trim()) });
  return [
    element("h1", null, "Labels"),
    !BUNDLED && element("p", null, element("label", null, "You are ", who), " ",
      element("button", { type: "button", onclick: next }, "label the next")),
    element("dl", { class: "numbers" }, number(told.labels, "labels"), ["right", "wrong", "unsure"].map((name) => number(counts[name] || 0, name))),
    told.labels < told.enough
      ? element("p", { class: "dim" }, `From ${told.enough} labels on it is told here how right the masks are.`)
      : element("dl", { class: "facts" },
        share("of the masked turns that were labelled, wrong", told.precision), share("of the wrong turns, masked", told.recall)),
    told.agreements.length > 0 && section("Agreement", table(["labellers", { text: "turns", class: "number" }, { text: "the same", class: "number" },
      { text: "Cohen's kappa", class: "number" }], told.agreements.map((one) => element("tr", null,
      element("td", null, one.labellers.map((name) => name || "somebody").join(" and ")), element("td", { class: "number" }, one.turns),
      element("td", { class: "number" }, percent(one.share, 1)),
      element("td", { class: "number" }, one.kappa === null ? "–" : one.kappa.toFixed(2)))))),
  ];
};

function share(name, found) {
  return [element("dt", null, name), element("dd", null, found
    ? `${percent(found.share, 1)} (95% interval ${percent(found.low, 1)} to ${percent(found.high, 1)}, of ${found.of})` : "none was labelled")];
}

async function next() {
  const found = await ask("queue", { labeller: labeller() });
  if (found.indexes.length) location.hash = address(`item/${found.indexes[0]}`);
  else tell("All are labelled.");
}
