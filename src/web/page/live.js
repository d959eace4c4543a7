// SPDX-License-Identifier: GPL-3.0-or-later
//
// What both pages need to stay up to date: asking again and again, and changing only what changed.
// Texts come from strangers (file names, addresses): they become text nodes, never markup.

const INTERVAL = 1000;
const PATIENCE = 10000;

export const byId = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Asks `address()` every second, as long as the page is visible and not paused, and gives the
 *  answers to `apply`. When that returns true there is more, and it is asked again at once. */
export function follow(address, apply) {
  const state = byId("state");
  const pause = byId("pause");
  let paused = false;
  let timer = 0;
  let asking = false;

  const show = (name, text) => {
    state.dataset.state = name;
    setText(state, text);
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(ask, delay);
  };
  async function ask() {
    if (asking || paused || document.hidden) return;
    asking = true;
    let more = false;
    try {
      const answer = await fetch(address(), { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      more = apply(await answer.json());
      if (!paused) show("live", "live");
    } catch (trouble) {
      if (!paused) show("gone", state.dataset.gone);
      state.title = String(trouble);
    }
    asking = false;
    later(more ? 0 : INTERVAL);
  }
  function toggle() {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    setText(pause, paused ? "Go on" : "Pause");
    if (paused) show("paused", "paused");
    else later(0);
  }
  pause.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.key === "p" && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) toggle();
  });
  document.addEventListener("visibilitychange", () => later(0));
  later(0);
  return () => later(0);
}

export function isTyping(target) {
  return target instanceof HTMLElement && ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);
}

/** A table whose rows are made once and then only changed. A column is {title, cell(row), class,
 *  order(row)}; one with `order` can be sorted by. `cell` gives text or a node. */
export class Table {
  constructor(id, columns, { tone = null, sorted = null, most = 200 } = {}) {
    this.columns = columns;
    this.tone = tone;
    this.most = most;
    this.by = sorted === null ? null : columns.find((column) => column.title === sorted);
    this.descending = true;
    this.rows = [];
    this.holder = byId(id);
    this.body = element("tbody");
    this.head = element("tr", {}, ...columns.map((column) => this.header(column)));
    this.table = element("table", {}, element("thead", {}, this.head), this.body);
    this.empty = element("p", { class: "empty" }, this.holder.dataset.empty ?? "none");
    this.rest = element("p", { class: "faint" });
    this.holder.append(this.table, this.empty, this.rest);
    this.show([]);
  }

  header(column) {
    const head = element("th", { scope: "col", class: column.class ?? "" });
    if (!column.order) {
      head.append(column.title);
      return head;
    }
    const button = element("button", { type: "button" }, column.title);
    button.addEventListener("click", () => {
      this.descending = this.by === column ? !this.descending : true;
      this.by = column;
      this.show(this.rows);
    });
    head.append(button);
    return head;
  }

  show(rows) {
    this.rows = rows;
    let ordered = rows;
    if (this.by) {
      const sign = this.descending ? -1 : 1;
      const order = this.by.order;
      ordered = [...rows].sort((a, b) => {
        const [x, y] = [order(a), order(b)];
        return x < y ? -sign : x > y ? sign : 0;
      });
    }
    this.columns.forEach((column, i) => {
      const direction = this.descending ? "descending" : "ascending";
      if (column.order) {
        this.head.children[i].setAttribute("aria-sort", column === this.by ? direction : "none");
      }
    });
    const shown = ordered.slice(0, this.most);
    while (this.body.rows.length > shown.length) this.body.deleteRow(-1);
    shown.forEach((row, i) => this.fill(this.body.rows[i] ?? this.addRow(), row));
    this.table.hidden = rows.length === 0;
    this.empty.hidden = rows.length > 0;
    this.rest.hidden = rows.length <= this.most;
    setText(this.rest, `the first ${this.most} of ${rows.length}`);
  }

  addRow() {
    const row = this.body.insertRow();
    for (const column of this.columns) row.append(element("td", { class: column.class ?? "" }));
    return row;
  }

  fill(line, row) {
    const tone = this.tone ? this.tone(row) : "";
    if (line.dataset.tone !== tone) line.dataset.tone = tone;
    this.columns.forEach((column, i) => {
      const content = column.cell(row);
      const cell = line.cells[i];
      if (content instanceof Node) cell.replaceChildren(content);
      else setText(cell, String(content));
    });
  }
}

/** Fills in a tile: the big figure, and beside it a small text. */
export function setTile(id, figure, small = "", alert = false) {
  const tile = byId(id);
  setText(tile.querySelector("b"), String(figure));
  setText(tile.querySelector("small"), small);
  tile.classList.toggle("alert", alert);
}

export function seconds(milliseconds) {
  const s = milliseconds / 1000;
  return s < 10 ? `${s.toFixed(2)} s` : s < 120 ? `${s.toFixed(1)} s` : span(milliseconds);
}

/** "3 min 5 s", "2 h 10 min", "3 d 4 h" */
export function span(milliseconds) {
  const s = Math.max(0, Math.round(milliseconds / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export function bytes(count) {
  if (count < 1e4) return `${count} B`;
  if (count < 1e6) return `${(count / 1e3).toFixed(0)} kB`;
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

export function number(count) {
  return count.toLocaleString("en");
}
