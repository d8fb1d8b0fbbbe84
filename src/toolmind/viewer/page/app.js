"use strict";
// Which page is shown, what keys do, and whether there is more to come.

const NAV = [["overview", "Overview"], ["list", "Dialogues"], ["compare", "Compare"], ["graph", "Graph"], ["tools", "Tools"], ["labels", "Labels"]];
const main = document.getElementById("main");

function place() {
  const [path, text] = (location.hash.replace(/^#\/?/, "") || "overview").split("?");
  const [page, ...rest] = path.split("/");
  return { page, rest, query: Object.fromEntries(new URLSearchParams(text || "")) };
}

let shown = 0;
async function show(again) {
  const turn = ++shown;
  const { page, rest, query } = place();
  navigate(page);
  let content;
  try {
    content = PAGES[page] ? await PAGES[page](query, ...rest) : [element("h1", null, "There is no such page.")];
  } catch (error) {
    content = [element("h1", null, "That did not work."), element("p", { class: "bad", role: "alert" }, error.message)];
  }
  if (turn !== shown) return;
  main.replaceChildren(...content.flat(Infinity).filter(Boolean));
  document.title = `${main.querySelector("h1")?.textContent || ""} · ToolMind`;
  if (again !== true) scrollTo(0, 0);
  if (query.at) go(query.at);
}

function navigate(page) {
  const current = { item: "list", tool: "tools" }[page] || page;
  document.getElementById("nav").replaceChildren(...NAV.map(([name, text]) =>
    element("a", { href: `#/${name}`, "aria-current": name === current ? "page" : null }, text)),
  element("button", { type: "button", onclick: help }, "keys (?)"));
}

function tell(text) { document.getElementById("status").textContent = text; }
function failed(error) { tell(error.message); }

function help() {
  const dialog = document.getElementById("keys");
  const lines = [["j k", "next and previous turn or row"], ["Enter", "open the row"], ["n p", "next and previous dialogue"],
    ["1 2 3", "label the turn right, wrong, unsure"], ["r", "raw record"], ["g then o d c g t l", "go to a page"], ["Escape", "close"]];
  dialog.replaceChildren(element("h2", null, "Keys"), element("dl", { class: "facts" }, lines.map(([keys, text]) =>
    [element("dt", null, element("kbd", null, keys)), element("dd", null, text)])),
  element("button", { type: "button", onclick: () => dialog.close() }, "close"));
  dialog.showModal();
}

const GO = { o: "overview", d: "list", c: "compare", g: "graph", t: "tools", l: "labels" };
let going = false;
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  if (going && GO[event.key]) location.hash = `#/${GO[event.key]}`;
  else if (event.key === "?") help();
  else {
    const action = (KEYS[place().page] || {})[event.key];
    if (action) { event.preventDefault(); action(); }
  }
  going = event.key === "g";
});

addEventListener("hashchange", show);

// A run that is still at work has more at every look.
async function watch() {
  try {
    const all = await ask("state");
    document.getElementById("name").textContent = all.name;
    tell(all.done ? "" : `reading… ${all.items.toLocaleString()}`);
    const more = watch.items !== undefined && watch.items !== all.items;
    const short = document.querySelectorAll("#rows tbody tr").length < 50;
    const { page } = place();
    if (more && (page === "overview" || (page === "list" && short)) && !document.activeElement.closest("form")) show(true);
    watch.items = all.items;
  } catch (error) { failed(error); }
  if (!BUNDLED) setTimeout(watch, 3000);
}

show();
watch();
