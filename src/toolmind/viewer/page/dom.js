"use strict";
// Elements are made here alone, and texts are only ever set as text: what the data holds is shown,
// never run.

function element(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "share") made.style.setProperty("--share", `${(100 * value).toFixed(2)}%`);
    else made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    made.append(child instanceof Node ? child : readable(String(child)));
  }
  return made;
}

// Control characters, and those that turn the direction of what follows, are shown as signs.
function readable(text) {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `\u2423${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const SHOWN = 20000;

// A long text is shown in part, and whole when asked for.
function long(text, make) {
  if (text.length <= SHOWN) return make(text);
  const box = element("div", null, make(text.slice(0, SHOWN)));
  const more = element("button", { type: "button", onclick: () => {
    const from = Number(more.dataset.from);
    more.before(make(text.slice(from, from + 10 * SHOWN)));
    more.dataset.from = from + 10 * SHOWN;
    if (from + 10 * SHOWN >= text.length) more.remove();
  } }, `show more of ${text.length.toLocaleString()} characters`);
  more.dataset.from = SHOWN;
  box.append(more);
  return box;
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function code(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return long(text, (part) => element("pre", { tabindex: 0 }, part));
}

function table(heads, rows, properties) {
  return element("table", properties,
    element("thead", null, element("tr", null, heads.map((head) =>
      element("th", { scope: "col", class: head.class }, head.text === undefined ? head : head.text)))),
    element("tbody", null, rows));
}

function link(text, path, query, name) {
  return element("a", { href: address(path, query), "aria-label": name }, typeof text === "string" ? breakable(text) : text);
}

// A name may go on in the next line where a word of it ends, rather than anywhere.
function breakable(text) {
  const words = text.length > 300 ? [text] : text.split(/(?<=[._/])(?=[^._/:])|(?<=[a-z0-9])(?=[A-Z])/);
  return words.flatMap((word, at) => (at ? [element("wbr"), word] : [word]));
}

function address(path, query) {
  const kept = Object.entries(query || {}).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  const text = new URLSearchParams(kept).toString();
  return `#/${path}${text ? `?${text}` : ""}`;
}

function plural(count, word) {
  return `${count.toLocaleString()} ${word}${count === 1 ? "" : "s"}`;
}

function percent(part, whole) {
  return whole ? `${(100 * part / whole).toFixed(1)}%` : "–";
}
