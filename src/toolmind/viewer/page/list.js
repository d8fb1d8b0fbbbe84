"use strict";
// The items, filtered: what is filtered by stands in the address.

const FILTERS = [
  ["text", "text", "search"], ["id", "id", "search"], ["kind", "kind"], ["tool", "tool called"],
  ["reason", "reason"], ["language", "language"], ["calls", "calls at least", "number"],
];
const CHOICES = [
  ["state", "state", ["kept", "dropped", "failed", "open"]],
  ["masked", "masked turns", ["yes", "no"]], ["disputed", "judges disagree", ["yes", "no"]],
];

PAGES.list = async function list(query) {
  const found = await ask("rows", query);
  remember(query);
  const last = Math.min(found.start + found.rows.length, found.total);
  return [
    element("h1", null, "Dialogues"),
    filters(query),
    element("p", { role: "status" },
      `${plural(found.total, "dialogue")}${found.done ? "" : ", and more to come"}`),
    table(["id", "state", { text: "kind", class: "wide" }, "about", { text: "turns", class: "number wide" },
      { text: "calls", class: "number" }, "reasons"], found.rows.map(row), { id: "rows" }),
    element("nav", { class: "pages", "aria-label": "Pages of the list" },
      found.start > 0 && link("previous", "list", { ...query, start: Math.max(0, found.start - 50) }),
      element("span", null, found.total ? `${found.start + 1}–${last}` : "none"),
      last < found.total && link("next", "list", { ...query, start: last })),
  ];
};

let lastQuery = {};
function remember(query) { lastQuery = query; }

function row(one) {
  return element("tr", { "data-index": one.index },
    element("td", null, link(one.id, `item/${one.index}`)),
    element("td", null, state(one)),
    element("td", { class: "wide" }, one.kind),
    element("td", null, one.title),
    element("td", { class: "number wide" }, one.turns),
    element("td", { class: "number" }, one.calls),
    element("td", null, one.reasons.join(", ")));
}

function state(one) {
  const colour = { kept: "good", dropped: "bad", failed: "bad", open: "warn" }[one.state];
  const masks = one.state === "kept" && one.masked ? `, ${one.masked} masked` : "";
  return element("span", { class: colour }, one.state + masks);
}

function filters(query) {
  const form = element("form", { class: "filters", role: "search", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address("list", Object.fromEntries(new FormData(form)));
  } },
  FILTERS.map(([name, text, type]) => element("label", null, text,
    element("input", { name, type: type || "text", size: type === "number" ? 4 : 14, min: 0, value: query[name] || "" }))),
  CHOICES.map(([name, text, options]) => element("label", null, text,
    element("select", { name }, ["", ...options].map((option) =>
      element("option", { value: option, selected: query[name] === option }, option || "any"))))),
  element("button", null, "Filter"),
  link("all", "list"));
  return form;
}

KEYS.list = { j: () => step(1), k: () => step(-1), Enter: open };

function step(by) {
  const rows = [...document.querySelectorAll("#rows tbody tr")];
  const at = rows.findIndex((one) => one.classList.contains("here"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  if (!next) return;
  if (rows[at]) rows[at].classList.remove("here");
  next.classList.add("here");
  next.querySelector("a").focus();
}

function open() {
  const here = document.querySelector("#rows tr.here a");
  if (here) location.hash = here.getAttribute("href");
}
