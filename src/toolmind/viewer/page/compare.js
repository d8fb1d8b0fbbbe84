"use strict";
// Two dialogues side by side, or a turn beside the replies that were not taken: words that differ
// are marked, and what both have stands level.

PAGES.compare = async function compare(query) {
  if (query.turn) return turnPage(query);
  const form = element("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    location.hash = address("compare", Object.fromEntries(new FormData(form)));
  } }, ["a", "b"].map((name) => element("label", null, `item ${name}`,
    element("input", { name, type: "number", min: 0, required: true, value: query[name] || "" }))),
  element("button", null, "Compare"));
  const head = [element("h1", null, "Compare"), form];
  if (!query.a || !query.b) {
    return [...head, element("p", { class: "dim" }, "Two dialogues by their numbers. Start with two run folders to hold the same scenario of both "
      + "against each other; a turn that was played again shows what it was before on the dialogue's page.")];
  }
  const [a, b] = await Promise.all([ask(`items/${query.a}`), ask(`items/${query.b}`)]);
  const rows = aligned(lines(a), lines(b));
  const same = rows.filter(([left, right]) => left && right && left.text === right.text).length;
  return [...head, element("p", { class: "dim" }, `${same} of ${plural(rows.length, "message")} the same`),
    element("div", { class: "side" }, title(a), title(b)), rows.map(([left, right]) => pair(left, right))];
};

// A turn as it was taken, and each reply in whose place it was: best of several, or after a fault.
async function turnPage({ item, turn }) {
  const all = await ask(`items/${item}`);
  const taken = all.trajectory.messages.find((one) => one.id === turn);
  const others = taken && (taken.origin || {}).alternatives || [];
  return [
    element("h1", null, link(all.id, `item/${item}`, { at: turn }), ` · ${turn}`),
    others.length === 0 && element("p", { class: "dim" }, "No other reply was there."),
    others.map((other, at) => {
      const faults = (other.origin || {}).faults || [];
      return element("section", null,
        element("div", { class: "side" },
          element("h2", null, faults.length ? "before: turned down" : `reply ${at + 2} of ${others.length + 1}`, " ", faults.map((one) => element("span", { class: "bad" }, one, " "))),
          element("h2", null, faults.length ? "after: taken" : "taken")),
        pair(line(other), line(taken)));
    }),
  ];
}

function title(item) {
  return element("h2", null, link(item.id, `item/${item.index}`), " ", state(item.row));
}

function lines(item) {
  return ((item.trajectory || {}).messages || []).filter((one) => one.role !== "system").map(line);
}

function line(one) {
  return {
    role: one.role || "assistant",
    text: [one.reasoning && `(${one.reasoning})`, one.content, ...(one.tool_calls || []).map((call) => `${call.name}(${call.arguments})`)]
      .filter(Boolean).join("\n"),
  };
}

function pair(left, right) {
  const same = left && right && left.text === right.text;
  const [before, after] = left && right && !same ? words(left.text, right.text) : [null, null];
  return element("div", { class: `side ${same ? "same" : "differs"}` }, cell(left, before), cell(right, after));
}

function cell(one, marked) {
  if (!one) return element("div", { class: "none" });
  return element("div", null, element("h3", null, one.role),
    marked ? element("pre", { tabindex: 0 }, marked) : code(one.text));
}

const LONGEST = 1500;

// Both texts as parts, those words marked that the other does not have; long ones are left alone.
function words(a, b) {
  const [left, right] = [a, b].map((text) => text.split(/(\s+|(?<=[^\w\s])|(?=[^\w\s]))/).filter((one) => one));
  if (left.length > LONGEST || right.length > LONGEST) return [null, null];
  const size = common(left, right, (i, j) => left[i] === right[j]);
  const made = [[], []];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      made[0].push(element("span", null, left[i++]));
      made[1].push(element("span", null, right[j++]));
    } else if (j >= right.length || (i < left.length && size[i + 1][j] >= size[i][j + 1])) made[0].push(element("del", null, left[i++]));
    else made[1].push(element("ins", null, right[j++]));
  }
  return made;
}

// How long the longest common subsequence of what follows is, from each two places on.
function common(a, b, same) {
  const size = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      size[i][j] = same(i, j) ? size[i + 1][j + 1] + 1 : Math.max(size[i + 1][j], size[i][j + 1]);
    }
  }
  return size;
}

// Messages that are equal stand beside each other, and so do those of one role between them.
function aligned(a, b) {
  const equal = (i, j) => a[i].text === b[j].text && a[i].role === b[j].role;
  const size = common(a, b, equal);
  const rows = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && (equal(i, j) || (a[i].role === b[j].role && size[i + 1][j + 1] === size[i][j]))) rows.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && size[i + 1][j] >= size[i][j + 1])) rows.push([a[i++], null]);
    else rows.push([null, b[j++]]);
  }
  return rows;
}
