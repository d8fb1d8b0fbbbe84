"use strict";
// Two dialogues side by side; messages that both have stand beside each other.

PAGES.compare = async function compare(query) {
  const form = element("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address("compare", Object.fromEntries(new FormData(form)));
  } }, ["a", "b"].map((name) => element("label", null, `item ${name}`,
    element("input", { name, type: "number", min: 0, required: true, value: query[name] || "" }))),
  element("button", null, "Compare"));
  const head = [element("h1", null, "Compare"), form];
  if (!query.a || !query.b) return head;
  const [a, b] = await Promise.all([ask(`items/${query.a}`), ask(`items/${query.b}`)]);
  const rows = aligned(lines(a), lines(b));
  return [...head, element("div", { class: "side" }, title(a), title(b)),
    rows.map(([left, right]) => element("div", { class: `side${left && right && left.text === right.text ? "" : " differs"}` },
      cell(left), cell(right)))];
};

function title(item) {
  return element("h2", null, link(item.id, `item/${item.index}`), " ", state(item.row));
}

function lines(item) {
  return ((item.trajectory || {}).messages || []).filter((one) => one.role !== "system").map((one) => ({
    role: one.role,
    text: [one.reasoning && `(${one.reasoning})`, one.content, ...(one.tool_calls || []).map((call) => `${call.name}(${call.arguments})`)]
      .filter(Boolean).join("\n"),
  }));
}

function cell(line) {
  if (!line) return element("div");
  return element("div", null, element("h3", { class: "dim" }, line.role), code(line.text));
}

// The longest common subsequence of equal messages; what is between stands in order.
function aligned(a, b) {
  const size = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      size[i][j] = a[i].text === b[j].text && a[i].role === b[j].role ? size[i + 1][j + 1] + 1 : Math.max(size[i + 1][j], size[i][j + 1]);
    }
  }
  const rows = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const same = i < a.length && j < b.length && a[i].text === b[j].text && a[i].role === b[j].role;
    if (same) rows.push([a[i++], b[j++]]);
    else if (i < a.length && j < b.length && a[i].role === b[j].role && size[i + 1][j + 1] === size[i][j]) rows.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && size[i + 1][j] >= size[i][j + 1])) rows.push([a[i++], null]);
    else rows.push([null, b[j++]]);
  }
  return rows;
}
