"use strict";
// The run at a glance: what became of the items, and why.

PAGES.overview = async function overview() {
  const all = await ask("overview");
  const states = all.states;
  const played = all.items - (states.failed || 0);
  return [
    element("h1", null, all.name),
    element("dl", { class: "numbers" },
      number(all.tools, "tools"), number(all.items, "items"), number(played, "played"),
      number(states.kept || 0, "kept"), number(all.turns, "assistant turns in them"),
      number(all.turns - all.masked, "learnt from"), number(all.disputed, "disputed by judges")),
    element("div", { class: "columns" },
      section("From items to turns", bars([
        ["items", all.items], ["played", played], ["kept", states.kept || 0],
      ], "list")),
      section("What fell, and why", all.reasons.length
        ? bars(all.reasons, "list", "reason") : element("p", { class: "dim" }, "Nothing.")),
      section("Kinds: made, and kept", kinds(all.kinds)),
      section("Calls of a kept dialogue", bars(all.calls.map(([calls, count]) => [String(calls), count]))),
      all.languages.length > 1 && section("Languages", bars(all.languages, "list", "language")),
      section(`Tools called (${all.called.length})`, bars(all.called.slice(0, 20), "list", "tool")),
      section(`Tools never called (${all.never.length})`,
        element("details", null, element("summary", null, "Their names"),
          element("p", null, all.never.slice(0, 2000).join(", "))))),
  ];
};

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
    element("td", { class: "number" }, `${kept} of ${made}`))), { class: "bars" });
}
