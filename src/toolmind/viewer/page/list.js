"use strict";
// The items, filtered: what is filtered by stands in the address.

const FILTERS = [
  ["text", "text", "search"], ["id", "id", "search"], ["kind", "kind"], ["tool", "tool called"], ["reason", "reason"],
  ["verdict", "verdict"], ["language", "language"], ["longer", "turns from", "number"], ["shorter", "to", "number"],
  ["calls", "calls from", "number"], ["probability", "wrong from (0 to 1)", "number"],
];
const CHOICES = [
  ["state", "state", ["kept", "dropped", "failed", "open"]],
  ["masked", "masked turns", ["yes", "no"]], ["disputed", "judges disagree", ["yes", "no"]],
];
const OFFERED = { kind: "kinds", tool: "called", reason: "reasons", verdict: "verdicts", language: "languages" };

PAGES.list = async function list(query) {
  const found = await ask("rows", query);
  remember(query);
  const last = Math.min(found.start + found.rows.length, found.total);
  const kinds = found.rows.some((one) => one.kind);
  const reasons = found.rows.some((one) => one.reasons.length || one.disputed);
  const known = found.rows.some((one) => one.probability !== null);
  return [
    element("h1", null, "Dialogues"),
    filters(query),
    element("p", { role: "status" },
      `${plural(found.total, "dialogue")}${found.done ? "" : ", and more to come"}`, " ", chosenFilters(query)),
    table(["id", "state", kinds && { text: "kind", class: "wide" }, "about", { text: "turns", class: "number wide" },
      { text: "calls", class: "number" }, known && { text: "wrong", class: "number" }, reasons && { text: "reasons", class: "wide" }].filter(Boolean),
    found.rows.map((one) => row(one, { kinds, known, reasons })), { id: "rows" }),
    element("nav", { class: "pages", "aria-label": "Pages of the list" },
      found.start > 0 && link("previous", "list", { ...query, start: Math.max(0, found.start - 50) }),
      element("span", null, found.total ? `${found.start + 1}–${last}` : "none"),
      last < found.total && link("next", "list", { ...query, start: last })),
  ];
};

let lastQuery = {};
function remember(query) { lastQuery = query; }

function row(one, { kinds, known, reasons }) {
  return element("tr", { "data-index": one.index },
    element("td", null, link(one.id, `item/${one.index}`)),
    element("td", null, state(one)),
    kinds && element("td", { class: "wide kind" }, one.kind),
    element("td", null, element("div", { class: "title" }, one.title)),
    element("td", { class: "number wide" }, one.turns),
    element("td", { class: "number" }, one.calls),
    known && element("td", { class: "number" }, one.probability === null ? "" : one.probability.toFixed(2)),
    reasons && element("td", { class: "wide reasons" }, one.reasons.join(", "), one.disputed && element("span", { class: "warn" }, " disputed")));
}

function state(one) {
  const colour = { kept: "good", dropped: "bad", failed: "bad", open: "warn" }[one.state];
  const masks = one.state === "kept" && one.masked ? `, ${one.masked} masked` : "";
  return element("span", { class: `state ${colour}` }, one.state + masks);
}

// Each filter that holds, with a way to take it out alone.
function chosenFilters(query) {
  const names = new Map([...FILTERS, ...CHOICES, ["run", "run"]].map(([name, text]) => [name, text]));
  return Object.entries(query).filter(([name, value]) => names.has(name) && value).map(([name, value]) =>
    element("a", { class: "chip", href: address("list", { ...query, [name]: "", start: "" }), "aria-label": `without ${names.get(name)} ${value}` },
      `${names.get(name)}: ${value} ×`));
}

function filters(query) {
  const form = element("form", { class: "filters", role: "search", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address("list", Object.fromEntries(new FormData(form)));
  }, onfocusin: offer },
  FILTERS.map(([name, text, type]) => element("label", null, text,
    element("input", { name, type: type || "text", size: type === "number" ? 4 : 13, min: type === "number" ? 0 : null,
      step: name === "probability" ? "any" : null, list: OFFERED[name] ? `offered-${name}` : null, value: query[name] || "" }),
    OFFERED[name] && element("datalist", { id: `offered-${name}` }))),
  CHOICES.map(([name, text, options]) => element("label", null, text,
    element("select", { name }, ["", ...options].map((option) =>
      element("option", { value: option, selected: query[name] === option }, option || "any"))))),
  query.run && element("input", { type: "hidden", name: "run", value: query.run }),
  element("button", null, "Filter"),
  link("all", "list"));
  return form;
}

// What there is to choose from is asked for once somebody is about to choose.
async function offer() {
  if (offer.asked) { if (offer.all) fill(); return; }
  offer.asked = true;
  try { offer.all = await ask("overview"); fill(); } catch (error) { failed(error); }
}

function fill() {
  for (const [name, key] of Object.entries(OFFERED)) {
    const box = document.getElementById(`offered-${name}`);
    if (box && !box.childElementCount) {
      box.append(...offer.all[key].slice(0, 200).map(([value]) => element("option", { value })));
    }
  }
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
