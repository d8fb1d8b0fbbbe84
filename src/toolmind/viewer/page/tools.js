"use strict";
// The tools, and one tool with its schema and what it is linked to.

PAGES.tools = async function tools(query) {
  const found = await ask("tools", query);
  const last = found.start + found.tools.length;
  return [
    element("h1", null, "Tools"), searchForm("tools", query, "text"), element("p", { role: "status" }, plural(found.total, "tool")),
    found.total === 0 && !query.text ? undeclared() : table(["tool", { text: "domain", class: "wide" }, "what it does", { text: "in kept dialogues", class: "number" }],
      found.tools.map((one) => element("tr", null, element("td", null, link(one.name, "tool", { id: one.id })),
        element("td", { class: "wide" }, one.domain), element("td", null, element("div", { class: "about" }, one.description)),
        element("td", { class: "number" }, one.used))), { class: "named" }),
    element("nav", { class: "pages", "aria-label": "Pages of the list" },
      found.start > 0 && link("previous", "tools", { ...query, start: Math.max(0, found.start - 50) }),
      last < found.total && link("next", "tools", { ...query, start: last })),
  ];
};

function undeclared() {
  return element("p", null, "This data declares no tools: its rows are dialogues alone. Which ones are called is told in the ",
    link("overview", "overview"), ".");
}

PAGES.tool = async function tool(query) {
  const [found, graph] = await Promise.all([ask("tool", { id: query.id }), ask("graph")]);
  const one = found.tool;
  const around = graph.links === undefined ? null : await ask("neighbours", { id: one.id });
  const made = (one.completed || []).length;
  return [
    element("h1", null, one.name),
    element("dl", { class: "facts" }, [["id", one.id], ["domain", one.domain], ["source", one.source], ["licence", one.licence],
      ["also known as", (one.aliases || []).join(", ")], ["filled in by a model", made ? one.completed.join(", ") : ""]]
      .filter(([, value]) => value).map(([name, value]) => [element("dt", null, name), element("dd", null, value)])),
    element("p", null, one.description || ""),
    element("p", null, link("dialogues that call it", "list", { tool: one.name }),
      around && [" · ", link("in the graph", "graph", { tool: one.id })]),
    element("div", { class: "columns" },
      section("Takes", code(one.parameters || {})),
      section("Returns", one.returns ? code(one.returns) : element("p", { class: "dim" }, "not declared"))),
    found.repairs.length > 0 && section(`Repairs made (${found.repairs.length})`, table(["rule", "place", "before", "after"],
      found.repairs.map((change) => element("tr", null, element("td", null, change.rule), element("td", null, change.path || "/"),
        element("td", null, short(change.before)), element("td", null, short(change.after)))))),
    around && element("div", { class: "columns" },
      section(`Fed by ${plural(around.from.tools, "tool")}`, neighbourList({ tool: one.id }, around.from, "from")),
      section(`Feeds ${plural(around.to.tools, "tool")}`, neighbourList({ tool: one.id }, around.to, "to"))),
  ];
};

function short(value) {
  return value === null || value === undefined ? element("span", { class: "dim" }, "nothing") : code(value);
}
