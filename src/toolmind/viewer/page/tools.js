"use strict";
// The tools, and one tool with what led to it and away from it.

PAGES.tools = async function tools(query) {
  const found = await ask("tools", query);
  const form = element("form", { class: "filters", role: "search", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address("tools", Object.fromEntries(new FormData(form)));
  } }, element("label", null, "text", element("input", { name: "text", type: "search", value: query.text || "" })),
  element("button", null, "Search"));
  const last = found.start + found.tools.length;
  return [
    element("h1", null, "Tools"), form, element("p", { role: "status" }, plural(found.total, "tool")),
    table(["tool", { text: "domain", class: "wide" }, "what it does", { text: "in kept dialogues", class: "number" }],
      found.tools.map((one) => element("tr", null, element("td", null, link(one.name, "tool", { id: one.id })),
        element("td", { class: "wide" }, one.domain), element("td", null, one.description),
        element("td", { class: "number" }, one.used)))),
    element("nav", { class: "pages", "aria-label": "Pages of the list" },
      found.start > 0 && link("previous", "tools", { ...query, start: Math.max(0, found.start - 50) }),
      last < found.total && link("next", "tools", { ...query, start: last })),
  ];
};

PAGES.tool = async function tool(query) {
  const found = await ask("tool", { id: query.id });
  const one = found.tool;
  const made = (one.completed || []).length;
  return [
    element("h1", null, one.name),
    element("dl", { class: "facts" }, [["id", one.id], ["domain", one.domain], ["source", one.source], ["licence", one.licence],
      ["also known as", (one.aliases || []).join(", ")], ["filled in by a model", made ? one.completed.join(", ") : ""]]
      .filter(([, value]) => value).map(([name, value]) => [element("dt", null, name), element("dd", null, value)])),
    element("p", null, one.description || ""),
    element("p", null, link("dialogues that call it", "list", { tool: one.name })),
    element("div", { class: "columns" },
      section("Takes", code(one.parameters || {})),
      section("Returns", one.returns ? code(one.returns) : element("p", { class: "dim" }, "not declared"))),
    section("Fed by", neighbours(found.from)), section("Feeds", neighbours(found.to)),
  ];
};

function neighbours(links) {
  if (!links.length) return element("p", { class: "dim" }, "No chain of this data.");
  return table(["tool", "output → input", { text: "score", class: "number" }, { text: "chains", class: "number" }, "evidence"],
    links.map((one) => element("tr", null, element("td", null, link(one.tool, "tool", { id: one.tool })),
      element("td", null, `${one.output} → ${one.input}`), element("td", { class: "number" }, one.score.toFixed(2)),
      element("td", { class: "number" }, one.times),
      element("td", null, element("details", null, element("summary", null, "why"), code(one.evidence || {}))))));
}
