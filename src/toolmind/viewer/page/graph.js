"use strict";
// The graph of the tools: one tool with its neighbours, why two are linked, a chain as it was walked.

PAGES.graph = async function graph(query) {
  if (query.item) return walkPage(query.item);
  if (query.tool) return neighbourPage(query);
  const [told, found] = await Promise.all([ask("graph"), query.text ? ask("tools", query) : null]);
  const head = element("h1", null, "Graph");
  if (told.problem) return [head, element("p", { class: "bad" }, told.problem)];
  if (told.links === undefined) {
    return [head, element("p", null, "This data has no graph of tools. How values go from call to call is shown for each ",
      link("dialogue", "list"), ".")];
  }
  return [
    head,
    element("dl", { class: "numbers" }, number(told.tools, "tools"), number(told.links, "links"), number(told.pairs, "pairs of tools"),
      number(told.links_across, "links across domains"), number(told.unlinked, "tools without a link")),
    element("p", { class: "dim" }, `Scorer ${told.scorer}, links from ${told.threshold} on; ${told.validated ? "a model judged links" : "no model was asked about links"}.`),
    searchForm("graph", query, "find a tool"),
    found && section(plural(found.total, "tool"), element("ul", { class: "plain" }, found.tools.map((one) => element("li", null,
      link(one.name, "graph", { tool: one.id }), " ", element("span", { class: "dim" }, one.domain))))),
    element("div", { class: "columns" },
      section("Feed most", hubs(told.feed_most)), section("Are fed most", hubs(told.fed_most))),
  ];
};

function searchForm(page, query, text) {
  const form = element("form", { class: "filters", role: "search", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address(page, Object.fromEntries(new FormData(form)));
  } }, element("label", null, text, element("input", { name: "text", type: "search", value: query.text || "" })),
  element("button", null, "Search"));
  return form;
}

function hubs(counts) {
  const most = Math.max(1, ...Object.values(counts));
  return table(["tool", "", { text: "links", class: "number" }], Object.entries(counts).map(([id, count]) => element("tr", null,
    element("td", null, link(id, "graph", { tool: id })), element("td", null, element("span", { class: "bar", share: count / most })),
    element("td", { class: "number" }, count.toLocaleString()))), { class: "bars" });
}

// --- a tool and its neighbours -----------------------------------------------------------------

async function neighbourPage(query) {
  const around = await ask("neighbours", { id: query.tool });
  const chosen = query.with && await ask("edge", query.way === "from"
    ? { src: query.with, dst: query.tool } : { src: query.tool, dst: query.with });
  return [
    element("h1", null, shortName(query.tool)),
    element("p", null, link("the tool", "tool", { id: query.tool }), " · ", link("the whole graph", "graph")),
    element("div", { class: "picture broad" }, neighbourPicture(query, around)),
    element("div", { class: "picture narrow" }, narrowPicture(query, around)),
    chosen && evidencePanel(chosen),
    element("div", { class: "columns" },
      section(`Fed by ${plural(around.from.tools, "tool")}`, neighbourList(query, around.from, "from")),
      section(`Feeds ${plural(around.to.tools, "tool")}`, neighbourList(query, around.to, "to"))),
  ];
}

function neighbourList(query, side, way) {
  if (!side.best.length) return element("p", { class: "dim" }, "None.");
  const rows = side.best.map((one) => element("tr", { class: chosenIs(query, one, way) ? "here" : "" },
    element("td", null, link(one.tool, "graph", { tool: one.tool })),
    element("td", null, breakable(`${one.src_output} → ${one.dst_input}`), one.links > 1 && element("span", { class: "dim" }, ` and ${one.links - 1} more`)),
    element("td", { class: "number wide" }, one.chains || ""),
    element("td", { class: "number" }, link(one.score.toFixed(2), "graph", { tool: query.tool, with: one.tool, way }, `why ${one.tool}, score ${one.score.toFixed(2)}`))));
  return [table(["tool", "output → input", { text: "chains", class: "number wide" }, { text: "score", class: "number" }], rows, { class: "named" }),
    side.tools > side.best.length && element("p", { class: "dim" }, `The best ${side.best.length} of ${side.tools}.`)];
}

function chosenIs(query, one, way) { return query.with === one.tool && query.way === way; }

const SVG = "http://www.w3.org/2000/svg";

function drawn(name, properties, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter(Boolean).map((one) => (one instanceof Node ? one : readable(String(one)))));
  return made;
}

function shortName(id) { return id.split(".").slice(-2).join("."); }

const ROW = 30;
const COLUMN = 300;
const ACROSS = 1100;

// Feeders to the left, the tool in the middle, what it feeds to the right. Everything in it stands
// in the lists below as well, which are what keys and screen readers use.
function neighbourPicture(query, around) {
  const rows = Math.max(around.from.best.length, around.to.best.length, 1);
  const height = rows * ROW + 24;
  const middle = height / 2;
  const left = (ACROSS - COLUMN) / 2;
  const side = (way, x) => around[way].best.map((one, at, all) => {
    const y = middle + (at - (all.length - 1) / 2) * ROW;
    const ends = way === "from" ? [[x + COLUMN, y], [left, middle]] : [[left + COLUMN, middle], [x, y]];
    const bend = (ends[1][0] - ends[0][0]) / 2;
    return { one, way, x, y, path: curve(ends, ends[0][0] + bend, ends[1][0] - bend) };
  });
  return picture(query, around, [...side("from", 0), ...side("to", ACROSS - COLUMN)], [ACROSS, height], [left, middle]);
}

const NARROW = 372;
const RAIL = NARROW - COLUMN;

// The same for a narrow page: feeders above the tool, what it feeds below, strands to the left.
function narrowPicture(query, around) {
  const before = around.from.best.length;
  const middle = before * ROW + 24;
  const place = (way, at, y) => {
    const ends = way === "from" ? [[RAIL, y], [RAIL, middle]] : [[RAIL, middle], [RAIL, y]];
    const reach = RAIL - Math.min(RAIL * 1.2, Math.abs(y - middle) / 3);
    return { one: around[way].best[at], way, x: RAIL, y, path: curve(ends, reach, reach) };
  };
  const above = around.from.best.map((_, at) => place("from", at, at * ROW + 12));
  const below = around.to.best.map((_, at) => place("to", at, middle + 36 + at * ROW));
  const height = middle + 24 + around.to.best.length * ROW;
  return picture(query, around, [...above, ...below], [NARROW, height], [RAIL, middle]);
}

function picture(query, around, places, [wide, high], [x, middle]) {
  return drawn("svg", {
    viewBox: `-1 0 ${wide + 2} ${high}`, role: "img",
    "aria-label": `${query.tool}: fed by ${around.from.tools} tools, feeds ${around.to.tools}`,
  },
  places.map((place) => strand(query, place)), places.map((place) => knot(place)),
  drawn("rect", { x, y: middle - 18, width: COLUMN, height: 36, rx: 6, class: "centre" }),
  drawn("text", { x: x + COLUMN / 2, y: middle + 5, "text-anchor": "middle", class: "centre" }, cut(shortName(query.tool), 36)));
}

function curve([from, to], first, second) { return `M${from} C${first},${from[1]} ${second},${to[1]} ${to}`; }

function cut(text, most) { return text.length <= most ? text : `${text.slice(0, most - 1)}…`; }

function strand(query, { one, way, path }) {
  const go = () => { location.hash = address("graph", { tool: query.tool, with: one.tool, way }); };
  const title = drawn("title", null, `${one.src_output} → ${one.dst_input} (${one.score.toFixed(2)})`);
  return drawn("g", { class: `strand${chosenIs(query, one, way) ? " chosen" : ""}${one.chains ? " walked" : ""}`, onclick: go },
    drawn("path", { d: path, "stroke-width": 1 + 3 * one.score }), drawn("path", { d: path, class: "reach" }, title));
}

function knot({ one, x, y }) {
  return drawn("g", { class: "knot", onclick: () => { location.hash = address("graph", { tool: one.tool }); } },
    drawn("rect", { x, y: y - 12, width: COLUMN, height: 24, rx: 4 }),
    drawn("text", { x: x + 8, y: y + 5 }, cut(shortName(one.tool), 36)), drawn("title", null, one.tool));
}

function evidencePanel(edge) {
  return element("section", { class: "evidence", "aria-label": "Evidence" },
    element("h2", null, `${shortName(edge.src)} → ${shortName(edge.dst)}`),
    element("p", { class: "dim" }, `${plural(edge.links.length, "link")}; walked in ${plural(edge.chains, "chain")}`),
    edge.links.map((one, at) => element("details", { open: at === 0 },
      element("summary", null, `${one.src_output} → ${one.dst_input}, score ${one.score.toFixed(2)}`), evidenceBars(one.evidence))));
}

// What speaks for a link and what against it, with how much.
function evidenceBars(evidence) {
  return table(["evidence", "", { text: "strength", class: "number" }], Object.entries(evidence || {}).map(([name, value]) =>
    element("tr", null, element("td", null, name),
      element("td", null, typeof value === "number" && Math.abs(value) <= 1 && element("span", { class: `bar${value < 0 ? " against" : ""}`, share: Math.abs(value) })),
      element("td", { class: "number" }, typeof value === "number" ? value.toFixed(2).replace(/\.00$/, "") : String(value)))), { class: "bars" });
}

// --- a chain as it was walked ------------------------------------------------------------------

async function walkPage(index) {
  const all = await ask(`walks/${index}`);
  return [
    element("h1", null, "The chain of ", link(all.row.id, `item/${index}`), " as it was walked ", state(all.row)),
    all.row.kind && element("p", { class: "dim" }, all.row.kind),
    walkPicture(all, index), walkTable(all, index),
  ];
}

// Rows of the picture: the calls as they were made, then the steps that no call was made for.
function walkRows(all) {
  const rows = all.calls.map((call) => ({ ...call, goal: call.step === null ? call.arguments : all.steps[call.step].goal }));
  all.steps.forEach((step, at) => {
    if (step.call === null) rows.push({ name: shortName(step.tool), tool: step.tool, goal: step.goal, step: at, missing: true });
  });
  return rows;
}

const STEP = 54;
const GUTTER = 110;

function walkPicture(all, index) {
  const rows = walkRows(all);
  if (!rows.length) return element("p", null, "No call was made, and none was called for.");
  const row = (step) => rows.findIndex((one) => one.step === step);
  const planned = all.links.map((one) => ({ src: row(one.src), dst: row(one.dst), class: one.carried ? "carried" : "idle" }));
  const known = new Set(planned.map((one) => `${one.src} ${one.dst}`));
  const others = new Map(all.handed.filter((one) => !known.has(`${one.src} ${one.dst}`)).map((one) => [`${one.src} ${one.dst}`, { ...one, class: "unplanned" }]));
  const height = rows.length * STEP;
  return element("div", { class: "walk" },
    drawn("svg", { width: GUTTER, height, viewBox: `0 0 ${GUTTER} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      [...others.values(), ...planned].filter((one) => one.src >= 0 && one.dst >= 0).map(arc)),
    element("ol", null, rows.map((one, at) => element("li", { class: one.missing ? "missing" : "" },
      element("div", null, element("strong", null, `${at + 1}. `, one.tool ? link(one.name, "tool", { id: one.tool }) : one.name), " ",
        one.missing ? element("span", { class: "warn" }, "not called")
          : [link(one.message, `item/${index}`, { at: one.message }), " ", status({ ...one, status: one.status || "no result" })],
        all.steps.length > 0 && !one.missing && one.step === null && element("span", { class: "dim" }, " of no step")),
      element("div", { class: "dim goal" }, one.goal)))));
}

function arc(one) {
  const [from, to] = [one.src * STEP + STEP / 2, one.dst * STEP + STEP / 2];
  const reach = Math.max(8, GUTTER - 8 - Math.min(GUTTER - 24, 16 + 18 * Math.abs(one.dst - one.src)));
  const end = GUTTER - 2;
  return drawn("g", { class: `arc ${one.class}` },
    drawn("path", { d: `M${end},${from} C${reach},${from} ${reach},${to} ${end - 6},${to}` }),
    drawn("path", { class: "head", d: `M${end},${to} l-8,-4 v8 z` }));
}

function walkTable(all, index) {
  const at = (step) => (all.steps[step].call === null ? "–" : all.steps[step].call + 1);
  const planned = all.links.map((one) => element("tr", null,
    element("td", { class: "steps" }, `${at(one.src)} → ${at(one.dst)}`), element("td", null, breakable(`${one.src_output} → ${one.dst_input}`)),
    element("td", null, one.carried ? element("span", { class: "good" }, "carried") : element("span", { class: "warn" }, "not seen in the call")),
    element("td", null, element("details", null,
      element("summary", null, (one.score || 0).toFixed(2), element("span", { class: "wide" }, " by evidence")), evidenceBars(one.evidence)))));
  const handed = all.handed.map((one) => element("tr", null,
    element("td", { class: "steps" }, `${one.src + 1} → ${one.dst + 1}`), element("td", null, breakable(`${one.output || "(in words)"} → ${one.input}`)),
    element("td", null, long(typeof one.value === "string" ? one.value : JSON.stringify(one.value), (part) => element("code", null, part))),
    element("td", null, link(all.calls[one.dst].message, `item/${index}`, { at: all.calls[one.dst].message }))));
  return [
    all.steps.length > 0 && section("Planned links", planned.length
      ? table(["calls", "output → input", "value", "score"], planned) : element("p", { class: "dim" }, "None: each step stands alone.")),
    section("Values handed on", handed.length
      ? table(["calls", "output → input", "value", "turn"], handed, { class: "handed" }) : element("p", { class: "dim" }, "None: no value of a call stands in an earlier result.")),
  ];
}
