"use strict";
// Answers come from the server, or, in a static page, from what was written into it.

// The pages by name, and what keys do on them, filled by the files that follow.
const PAGES = {};
const KEYS = {};

const BUNDLED = window.TOOLMIND_DATA;
const TOKEN = new URLSearchParams(location.search).get("token") || "";

async function ask(path, query) {
  if (BUNDLED) return fromBundle(path, query || {});
  const text = new URLSearchParams(query || {}).toString();
  const reply = await fetch(`/api/${path}${text ? `?${text}` : ""}`, { headers: { "X-Token": TOKEN } });
  return answerOf(reply);
}

async function send(path, body) {
  const reply = await fetch(`/api/${path}`, {
    method: "POST", headers: { "X-Token": TOKEN, "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return answerOf(reply);
}

async function answerOf(reply) {
  if (reply.ok) return reply.json();
  const text = await reply.text();
  let told = text;
  try { told = JSON.parse(text).error || text; } catch { /* plain text */ }
  throw new Error(reply.status === 404 ? "There is no such thing." : told);
}

function fromBundle(path, query) {
  if (path === "overview") return BUNDLED.overview;
  if (path === "state") return { name: BUNDLED.overview.name, done: true, items: BUNDLED.overview.items };
  if (path === "queue") return { left: 0, rows: [] };
  if (path === "labels") return BUNDLED.labels;
  if (path === "rows") return bundledRows(query);
  if (path === "tools") {
    const wanted = (query.text || "").toLowerCase();
    const all = Object.values(BUNDLED.tools).map(({ tool }) => ({ ...tool, used: used(tool.name) }))
      .filter((tool) => `${tool.id} ${tool.name} ${tool.description || ""}`.toLowerCase().includes(wanted))
      .sort((a, b) => b.used - a.used);
    const start = Number(query.start || 0);
    return { total: all.length, start, tools: all.slice(start, start + 50) };
  }
  if (path === "graph") return BUNDLED.graph;
  if (path === "edge") return bundledEdge(query);
  if (path === "neighbours") return there(BUNDLED.neighbours[query.id]);
  if (path.startsWith("walks/")) return there(BUNDLED.walks[path.replace("walks/", "")]);
  if (path.startsWith("tokens/")) return there(BUNDLED.tokens[path.replace("tokens/", "")][query.template]);
  return there(path === "tool" ? BUNDLED.tools[query.id] : BUNDLED.items[path.replace("items/", "")]);
}

function there(found) {
  if (!found) throw new Error("There is no such thing in this page.");
  return found;
}

// Of two tools a page without a server holds the best link alone.
function bundledEdge({ src, dst }) {
  const among = [[BUNDLED.neighbours[src], "to", dst], [BUNDLED.neighbours[dst], "from", src]];
  for (const [around, way, other] of among) {
    const best = around && around[way].best.find((one) => one.tool === other);
    if (best) return { src, dst, links: [best], chains: best.chains };
  }
  return there(null);
}

function used(name) {
  return BUNDLED.rows.filter((row) => row.state === "kept" && row.tools.includes(name)).length;
}

const TESTS = {
  state: (row, value) => row.state === value,
  kind: (row, value) => row.kind === value,
  tool: (row, value) => row.tools.includes(value),
  reason: (row, value) => row.reasons.some((reason) => reason.includes(value)),
  language: (row, value) => row.language === value,
  masked: (row, value) => (row.masked > 0) === (value === "yes"),
  disputed: (row, value) => row.disputed === (value === "yes"),
  run: (row, value) => row.run === value,
  verdict: (row, value) => row.verdicts.some((one) => one.includes(value)),
  calls: (row, value) => row.calls >= Number(value),
  longer: (row, value) => row.turns >= Number(value),
  shorter: (row, value) => row.turns <= Number(value),
  probability: (row, value) => row.probability !== null && row.probability >= Number(value),
  id: (row, value) => row.id.toLowerCase().includes(value.toLowerCase()),
  text: (row, value) => JSON.stringify(BUNDLED.items[row.index]).toLowerCase().includes(value.toLowerCase()),
};

function bundledRows(query) {
  const wanted = Object.entries(TESTS).filter(([name]) => query[name]);
  const found = BUNDLED.rows.filter((row) => wanted.every(([name, test]) => test(row, query[name])));
  const start = Number(query.start || 0);
  return { total: found.length, start, done: true, rows: found.slice(start, start + 50) };
}
