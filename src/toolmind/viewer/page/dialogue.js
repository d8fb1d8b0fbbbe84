"use strict";
// One dialogue: the chat first, each call beside its result, what was found at the turn it is about.

let shownItem = null;

PAGES.item = async function item(query, index) {
  const all = await ask(`items/${index}`);
  shownItem = all;
  return [
    element("h1", null, all.id, " ", state(all.row)),
    element("nav", { class: "pages", "aria-label": "From here" }, all.before !== null && link("← previous", `item/${all.before}`),
      all.after !== null && link("next →", `item/${all.after}`), link("list", "list", lastQuery),
      link("chain as walked", "graph", { item: index }), compared(all),
      element("button", { type: "button", onclick: raw }, "raw record (r)")),
    all.failed && element("p", { class: "bad" }, `${all.failed}: ${all.explanation}`),
    all.scenario && story(all.scenario),
    findings(all, ""),
    element("section", { "aria-label": "Dialogue" }, turns(all)),
    tokens(all, query.template),
    all.scenario && lineage(all),
    element("details", { id: "raw" }, element("summary", null, "Raw record")),
  ];
};

function story(scenario) {
  const facts = [
    ["kind", scenario.kind], ["clock", scenario.clock], ["persona", scenario.persona],
    ["background", scenario.background], ["intent", scenario.intent], ["style", scenario.style],
    ["constraints", (scenario.constraints || []).join("; ")], ["policy", scenario.policy],
    ["acceptance", (scenario.acceptance || []).join("; ")],
  ].filter(([, value]) => value);
  return element("dl", { class: "facts" }, facts.map(([name, value]) =>
    [element("dt", null, name), element("dd", null, value)]));
}

function turns(all) {
  const messages = (all.trajectory || { messages: [] }).messages;
  const results = new Map(messages.filter((m) => m.role === "tool").map((m) => [m.tool_call_id, m]));
  const paired = new Set();
  const shown = [];
  for (const message of messages) {
    if (message.role === "tool" && paired.has(message.id)) continue;
    shown.push(turn(all, message, results, paired));
  }
  return shown;
}

function turn(all, message, results, paired) {
  const masked = ((all.decision || {}).masked || {})[message.id];
  const recovery = ((all.decision || {}).labels || {})[message.id] === "recovery";
  const origin = message.origin || {};
  return element("article", {
    class: `turn ${message.role}${masked ? " masked" : ""}`, id: message.id, tabindex: -1,
    "data-role": message.role, "aria-label": `${message.role} ${message.id}`,
  },
  element("h2", null, `${message.role} · ${message.id}`, origin.model && element("span", null, origin.model),
    masked && element("span", { class: "bad" }, `masked: ${masked}`),
    recovery && element("span", null, "recovery"),
    all.chances[message.id] !== undefined && element("span", null, `wrong with probability ${all.chances[message.id].toFixed(2)}`),
    message.role === "tool" && status(message)),
  message.reasoning && element("details", null, element("summary", null, "reasoning"),
    long(message.reasoning, (part) => element("div", { class: "said" }, part))),
  message.role === "tool" ? code(pretty(message.content || ""))
    : message.role === "system" ? element("details", null, element("summary", null, "instructions"), code(message.content))
      : message.content && long(message.content, (part) => element("div", { class: "said", dir: "auto" }, part)),
  (message.tool_calls || []).map((call) => callOf(all, call, results.get(call.id), paired)),
  (origin.alternatives || []).length > 0 && element("p", null,
    link(`${origin.alternatives.length} ${origin.alternatives.length === 1 ? "reply" : "replies"} not taken`, "compare", { item: all.index, turn: message.id }),
    element("span", { class: "dim" }, ` ${[...new Set(origin.alternatives.flatMap((one) => (one.origin || {}).faults || []))].join(", ")}`)),
  findings(all, message.id),
  message.role === "assistant" && labels(all, message));
}

// The same scenario in another run, else the dialogue that follows.
function compared(all) {
  if (all.after === null) return null;
  return link(all.run ? "compare with the other run" : "compare with the next", "compare", { a: all.index, b: all.after });
}

function status(message) {
  return element("span", { class: message.status === "error" ? "bad" : "" },
    `${message.status || "ok"}${message.code ? ` · ${message.code}` : ""}`);
}

function callOf(all, call, result, paired) {
  if (result) paired.add(result.id);
  const tool = all.tools.find((one) => one.name === call.name);
  const traced = all.origins[call.id] || [];
  return element("div", { class: "call" },
    element("div", null, element("code", null, call.name), " ", element("span", { class: "dim" }, call.id),
      traced.length ? element("table", { class: "arguments" }, traced.map(argument)) : code(pretty(call.arguments)),
      tool && element("details", null, element("summary", null, "the tool"),
        element("p", null, link(tool.id, "tool", { id: tool.id })), element("p", null, tool.description || ""), code(tool.parameters || {}))),
    result && element("article", { class: "turn tool", id: result.id, tabindex: -1, "data-role": "tool", "aria-label": `tool ${result.id}` },
      element("h3", null, `result · ${result.id}`, status(result)), code(pretty(result.content || "")), findings(all, result.id)));
}

function argument(one) {
  const value = typeof one.value === "string" ? one.value : JSON.stringify(one.value);
  return element("tr", null, element("td", { class: "dim" }, one.path),
    element("td", null, long(value, (part) => element("span", null, part))),
    element("td", null, one.message
      ? element("button", {
        type: "button", "aria-label": `from ${one.message}`, onclick: () => go(one.message),
        onmouseenter: () => trace(one.message, value), onmouseleave: () => trace(),
        onfocus: () => trace(one.message, value), onblur: () => trace(),
      }, `← ${one.message}`)
      : element("span", { class: "warn" }, "stands nowhere before")));
}

function findings(all, turnId) {
  return all.findings.filter((one) => (one.turn || "") === turnId).map((one) => element("div", {
    class: "finding", tabindex: 0,
    onmouseenter: () => cite(one.evidence || [], true), onmouseleave: () => cite(one.evidence || [], false),
    onfocus: () => cite(one.evidence || [], true), onblur: () => cite(one.evidence || [], false),
  },
  element("strong", { class: one.outcome === "error" ? "warn" : "bad" }, one.reason), " ", one.explanation || "",
  one.model && element("span", { class: "dim" }, ` ${one.model}`),
  (one.evidence || []).map((id) => element("button", { type: "button", onclick: () => go(id) }, id))));
}

function cite(ids, on) {
  for (const id of ids) document.getElementById(id)?.classList.toggle("cited", on);
}

// Where a value came from: its message is lit, and the value itself in it.
function trace(id, value) {
  document.querySelectorAll("article.cited").forEach((one) => one.classList.remove("cited"));
  if (CSS.highlights) CSS.highlights.delete("traced");
  if (!id) return;
  cite([id], true);
  const place = document.getElementById(id);
  if (CSS.highlights && place) CSS.highlights.set("traced", new Highlight(...occurrences(place, value)));
}

function occurrences(place, value) {
  const found = [];
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && found.length < 20; node = walker.nextNode()) {
    const at = node.data.indexOf(value);
    if (at < 0 || !value) continue;
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + value.length);
    found.push(range);
  }
  return found;
}

function go(id) {
  const turn = document.getElementById(id);
  if (turn) { here(turn); turn.focus({ preventScroll: true }); turn.scrollIntoView({ block: "center" }); }
}

function lineage(all) {
  const { chain, steps } = all.scenario;
  const rows = (chain.tools || []).map((id, at) => element("tr", null, element("td", null, at + 1),
    element("td", null, link(id, "tool", { id })), element("td", null, (steps[at] || {}).goal || ""),
    element("td", null, (chain.links || []).filter((one) => one.dst === at).map((one) => element("details", null,
      element("summary", null, `${one.dst_input} ← ${one.src + 1}. ${one.src_output} (${(one.score || 0).toFixed(2)})`),
      code(one.evidence || {}))))));
  const sources = all.tools.map((tool) => element("li", null, link(tool.name, "tool", { id: tool.id }), ` ${tool.source || ""} ${tool.licence || ""}`));
  return element("details", null, element("summary", null, "Where it comes from"),
    element("p", null, `scenario ${all.scenario.id}, chain ${chain.id}, seed ${all.scenario.seed}`),
    table(["step", "tool", "goal", "fed by"], rows),
    element("h2", null, "Tools shown"), element("ul", null, sources),
    element("p", { class: "dim" }, `checks passed: ${all.passed.join(", ")}`));
}

// What a chosen chat template puts under loss; the choice stands in the address.
function tokens(all, chosen) {
  if (!all.trajectory) return null;
  const box = element("details", { id: "tokens", open: Boolean(chosen) }, element("summary", null, "Tokens under loss"));
  if (!all.templates.length) {
    box.append(element("p", { class: "dim" }, "Name a chat template: toolmind view … --template MODEL_FOLDER, FILE.jinja or trl:NAME."));
    return box;
  }
  const choice = element("select", { onchange: () => {
    location.hash = address(`item/${all.index}`, { template: choice.value });
  } }, ["", ...all.templates].map((name) => element("option", { value: name, selected: name === chosen }, name || "choose")));
  const place = element("div", { role: "status" });
  box.append(element("p", null, element("label", null, "chat template ", choice)), place);
  if (chosen) {
    ask(`tokens/${all.index}`, { template: chosen }).then((found) => {
      place.replaceChildren(...found.rows.map((row) => rendered(row, all.decision)));
      box.scrollIntoView();
    }).catch((error) => place.replaceChildren(element("p", { class: "bad" }, error.message)));
  }
  return box;
}

function rendered(row, decision) {
  if (row.refused) return element("p", { class: "bad" }, `The template refuses the dialogue: ${row.refused}`);
  const dropped = decision && !decision.keep;
  return element("div", null,
    element("p", null, `${row.id}: ${row.learnt.toLocaleString()} of ${plural(row.tokens, "token")} under loss (${percent(row.learnt, row.tokens)})`,
      dropped && element("span", { class: "bad" }, "; the dialogue is dropped, so that none is learnt")),
    row.mismatches.map((one) => element("p", { class: "bad" }, `${one.message}: ${one.kind}: ${one.text}`)),
    element("pre", { class: "tokens", tabindex: 0 }, row.parts.map(part)));
}

const APART = 4000;

function part(one) {
  if (!one.learnt) return long(one.text, (text) => element("span", null, text));
  if (!one.each || one.each.length > APART) return long(one.text, (text) => element("mark", null, text));
  return element("mark", null, one.each.map((token) => element("span", null, token)));
}

function labels(all, message) {
  if (BUNDLED) return null;
  const mine = all.labels.filter((one) => one.message === message.id && one.labeller === labeller());
  const now = mine.length ? mine[mine.length - 1].label : "";
  const box = element("div", { class: "labels", "data-labels": message.id });
  const note = element("input", { "aria-label": "note", placeholder: "reason or note", value: mine.length ? mine[mine.length - 1].note : "" });
  ["right", "wrong", "unsure"].forEach((name, at) => box.append(element("button", {
    type: "button", "aria-pressed": String(now === name), onclick: () => label(message.id, name, note.value),
  }, `${name} (${at + 1})`)));
  box.append(note);
  for (const other of all.labels.filter((one) => one.message === message.id && one.labeller !== labeller())) {
    box.append(element("span", { class: "dim" }, `${other.labeller || "somebody"}: ${other.label}`));
  }
  return box;
}

function labeller() { return localStorage.getItem("labeller") || ""; }

async function label(id, name, note) {
  const made = { item: shownItem.id, message: id, label: name, note, labeller: labeller(), at: new Date().toISOString() };
  await send("labels", made);
  shownItem.labels = shownItem.labels.filter((one) => one.message !== id || one.labeller !== made.labeller);
  shownItem.labels.push(made);
  document.querySelectorAll(`[data-labels="${CSS.escape(id)}"] button`).forEach((button) =>
    button.setAttribute("aria-pressed", String(button.textContent.startsWith(name))));
  tell(`${id} is labelled ${name}`);
}

function here(turn) {
  document.querySelectorAll("article.turn.here").forEach((one) => one.classList.remove("here"));
  turn.classList.add("here");
}

function move(by) {
  const all = [...document.querySelectorAll("article.turn")].filter((one) => one.dataset.role === "assistant");
  const at = all.findIndex((one) => one.classList.contains("here"));
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
  if (next) go(next.id);
}

function labelHere(name) {
  const turn = document.querySelector("article.turn.here[data-role=assistant]");
  if (!turn || BUNDLED) return;
  const note = turn.querySelector(".labels input");
  label(turn.id, name, note ? note.value : "").catch(failed);
}

function raw() {
  const box = document.getElementById("raw");
  if (box.childElementCount === 1) box.append(code({ ...shownItem, row: undefined, origins: undefined }));
  box.open = !box.open;
  if (box.open) box.scrollIntoView();
}

KEYS.item = {
  j: () => move(1), k: () => move(-1), r: raw,
  n: () => shownItem.after !== null && (location.hash = address(`item/${shownItem.after}`)),
  p: () => shownItem.before !== null && (location.hash = address(`item/${shownItem.before}`)),
  1: () => labelHere("right"), 2: () => labelHere("wrong"), 3: () => labelHere("unsure"),
};
