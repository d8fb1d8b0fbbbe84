"use strict";
// The run at a glance: what became of the items, and why.

PAGES.overview = async function overview() {
  const all = await ask("overview");
  const { facts, graph } = all;
  return [
    element("h1", null, all.name),
    flow(all),
    (facts.notes || []).length > 0 && element("details", null, element("summary", null, plural(facts.notes.length, "note")),
      facts.notes.map((note) => element("p", { class: "warn" }, note))),
    all.runs.length > 0 && section("Runs", bars(all.runs, "list", "run")),
    element("div", { class: "flowing" },
      section("What fell, and why", all.reasons.length
        ? bars(all.reasons.slice(0, 20), "list", "reason") : element("p", { class: "dim" }, "Nothing.")),
      all.kinds.some(([kind]) => kind) && section("Kinds: made, and kept", kinds(all.kinds)),
      section("Calls of a kept dialogue", histogram(all.calls, "calls")),
      section("Assistant turns of a kept dialogue", histogram(all.lengths, "turns")),
      facts.requests > 0 && section("What it took", cost(all)),
      section("Judges and checks", disputes(all)),
      all.languages.length > 1 && section("Languages", bars(all.languages, "list", "language")),
      section(`Tools called (${all.called_tools.toLocaleString()})`, bars(all.called.slice(0, 12), "list", "tool")),
      all.never.length > 0 && section(`Tools never called (${all.never.length.toLocaleString()})`,
        element("details", null, element("summary", null, "their names"),
          element("p", { class: "names" }, all.never.slice(0, 2000).join(", "))))),
    graph.problem && element("p", { class: "bad" }, graph.problem),
  ];
};

// From the tools to what is learnt, step by step, with what is left of the step before.
function flow(all) {
  const states = all.states;
  const played = all.items - (states.failed || 0);
  const kept = states.kept || 0;
  const steps = [
    all.tools > 0 && [all.tools, "tools", null, "tools"], all.graph.links !== undefined && [all.graph.links, "links", null, "graph"],
    all.chains > 0 && [all.chains, "chains", `over ${plural(all.joined, "pair")} of tools`, "graph"],
    [all.items, all.kinds.some(([kind]) => kind) ? "scenarios" : "rows", null, "list"],
    [played, all.kinds.some(([kind]) => kind) ? "played" : "read", all.items, "list"], [kept, "kept", played, "list", { state: "kept" }],
    [all.turns, "assistant turns", null, "list", { state: "kept" }], [all.turns - all.masked, "learnt", all.turns, "list", { state: "kept" }],
  ].filter(Boolean);
  return element("ol", { class: "flow" }, steps.map(([count, name, whole, page, query]) => element("li", null,
    element("a", { href: address(page, query) }, element("strong", null, count.toLocaleString()), " ", name),
    whole !== null && element("span", { class: "dim" }, typeof whole === "string" ? whole : percent(count, whole)))));
}

function cost({ facts, items, states, speed, turns, masked }) {
  const kept = Math.max(1, states.kept || 0);
  const rows = [
    ["model calls", facts.requests.toLocaleString()], ["tokens", facts.tokens.toLocaleString()],
    ["cost", `$${facts.cost.toFixed(2)}`], ["tokens of a kept dialogue", Math.round(facts.tokens / kept).toLocaleString()],
    ["tokens of a learnt turn", Math.round(facts.tokens / Math.max(1, turns - masked)).toLocaleString()],
    facts.seconds > 0 && ["speed", `${rate(facts.replies / facts.seconds)} replies a second, ${rate(items / facts.seconds * 60)} dialogues a minute`],
    facts.seconds > 0 && ["time at work", duration(facts.seconds)],
    speed > 0 && ["speed now", `${speed.toFixed(1)} dialogues a second`],
  ].filter(Boolean);
  return [element("dl", { class: "facts" }, rows.map(([name, value]) => [element("dt", null, name), element("dd", null, value)])),
    bars(facts.roles)];
}

function rate(value) { return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString(); }

function duration(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${seconds.toFixed(1)} s`;
}

function disputes(all) {
  return [element("p", null, all.disputed
    ? link(`${plural(all.disputed, "dialogue")} on which judges do not agree`, "list", { disputed: "yes" })
    : "Judges agree on every dialogue, or were not asked."),
  all.known > 0 && element("p", null, link("dialogues with a turn that is wrong with probability ½ or more", "list", { probability: "0.5" })),
  all.verdicts.length > 0 && bars(all.verdicts.slice(0, 12), "list", "verdict")];
}

function number(value, name) {
  return element("div", null, element("dt", null, name), element("dd", null, value.toLocaleString()));
}

function section(title, ...content) {
  return element("section", null, element("h2", null, title), content);
}

function bars(pairs, page, filter) {
  const most = Math.max(1, ...pairs.map(([, count]) => count));
  return table(["", "", { text: "", class: "number" }], pairs.map(([name, count]) => element("tr", null,
    element("td", null, page && filter ? link(name || "(none)", page, { [filter]: name }) : name),
    element("td", null, element("span", { class: "bar", share: count / most })),
    element("td", { class: "number" }, count.toLocaleString()))), { class: "bars" });
}

function kinds(rows) {
  const most = Math.max(1, ...rows.map(([, made]) => made));
  return table(["", "", { text: "", class: "number" }], rows.map(([name, made, kept]) => element("tr", null,
    element("td", null, link(name || "(none)", "list", { kind: name })),
    element("td", null, element("span", { class: "split" },
      element("span", { class: "bar", share: kept / most }),
      element("span", { class: "bar rest", share: (made - kept) / most }))),
    element("td", { class: "number" }, kept === made ? made.toLocaleString() : `${kept} of ${made}`))), { class: "bars" });
}

const [FEWEST, COLUMNS] = [12, 30];

// How many dialogues have how much of something; what is beyond the last column is in it.
function histogram(pairs, name) {
  if (!pairs.length) return element("p", { class: "dim" }, "None is kept.");
  const longest = Math.min(COLUMNS, Math.max(FEWEST, ...pairs.map(([at]) => at)));
  const counts = Array.from({ length: longest + 1 }, () => 0);
  for (const [at, count] of pairs) counts[Math.min(at, longest)] += count;
  const [most, wide, high] = [Math.max(...counts), 560 / counts.length, 120];
  const all = pairs.reduce((sum, [, count]) => sum + count, 0);
  const mean = pairs.reduce((sum, [at, count]) => sum + at * count, 0) / Math.max(1, all);
  const every = Math.ceil(counts.length / 15);
  return element("div", { class: "histogram" },
    drawn("svg", { viewBox: `0 0 560 ${high + 36}`, role: "img", "aria-label": `${name}: ${counts.map((count, at) => `${at}: ${count}`).join(", ")}` },
      counts.map((count, at) => {
        const tall = high * count / most;
        return drawn("g", null, drawn("title", null, `${at} ${name}: ${count}`),
          drawn("rect", { x: at * wide + 1, y: 16 + high - tall, width: Math.max(1, wide - 2), height: tall, rx: 1 }),
          count === most && drawn("text", { x: (at + 0.5) * wide, y: 12, "text-anchor": "middle" }, count.toLocaleString()),
          at % every === 0 && drawn("text", { x: (at + 0.5) * wide, y: high + 32, "text-anchor": "middle" }, String(at)));
      })),
    element("p", { class: "dim" }, `${mean.toFixed(1)} on average`));
}
