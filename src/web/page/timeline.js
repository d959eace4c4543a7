// SPDX-License-Identifier: GPL-3.0-or-later
//
// Hosts and their slots over time, on one canvas of the size that is seen: of 200 hosts and 10,000
// jobs only the rows in sight are drawn, and of bars that share a pixel one.
import { seconds } from "./live.js";

const LABELS = 170;  // pixels for the names
const AXIS = 20;
const STRIP = 34;  // jobs at once, above the hosts
const HEAD = AXIS + STRIP + 4;
const NAME_HEIGHT = 13;
const GAP = 3;
const TALLEST = 14;
const ROOM = 360;

const PHASE_COLOURS = { Connect: "connect", Preprocess: "preprocess", Send: "send", Compile: "compile", Receive: "receive" };

function colourOf(job, phase) {
  if (job.exit !== 0 && job.exit !== undefined) return "failed";
  const place = job.outcome?.place ?? "host";
  if (phase === "Compile" && place === "rule") return "rule";
  if (phase === "Compile" && place !== "host") return "fallback";
  return PHASE_COLOURS[phase] ?? "connect";
}

/** Distances that people count in, in ms. */
function tickDistance(span, most) {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 72e5, 216e5];
  return steps.find((step) => span / step <= most) ?? 864e5;
}

function tickText(ms, step) {
  if (step < 1000) return `${(ms / 1000).toFixed(step < 100 ? 2 : 1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  const [h, m] = [Math.floor(s / 3600), Math.floor((s % 3600) / 60)];
  const two = (count) => String(count).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

export class Timeline {
  constructor(holder, detail) {
    this.holder = holder;
    this.detail = detail;
    this.canvas = holder.querySelector("canvas");
    this.spacer = holder.querySelector(".spacer");
    this.window = null;  // null: all of the build
    this.rows = [];
    this.chosen = null;
    this.text = { title: "", note: "" };
    holder.addEventListener("scroll", () => this.redraw());
    holder.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("mousemove", (event) => this.choose(this.jobAt(event)));
    new ResizeObserver(() => this.redraw()).observe(holder);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
  }

  /** `running` are {host, slot, job}: bars that have not ended. */
  show(model, running, now) {
    this.model = model;
    this.began = Number.isFinite(model.began) ? model.began : now;
    this.ended = Math.max(model.ended, this.began + 1);
    this.running = new Map();
    for (const one of running) {
      model.host(one.host).slots.has(one.slot) || model.host(one.host).slots.set(one.slot, []);
      this.running.set(`${one.slot} ${one.host}`, one.job);
      this.began = Math.min(this.began, one.job.began);
      this.ended = Math.max(this.ended, now);
    }
    this.layOut();
    this.redraw();
  }

  layOut() {
    const hosts = [...this.model.hosts.values()].filter((host) => host.slots.size > 0);
    const last = (host) => (host.definition === "localhost" ? 1 : 0);
    const collator = new Intl.Collator("en", { numeric: true });
    hosts.sort((a, b) => last(a) - last(b) || collator.compare(a.definition, b.definition));
    const count = hosts.reduce((sum, host) => sum + host.slots.size, 0);
    const height = Math.max(4, Math.min(TALLEST, Math.floor(ROOM / Math.max(1, count))));
    this.rows = [];
    let top = 0;
    for (const host of hosts) {
      const begin = top;
      for (const slot of [...host.slots.keys()].sort((a, b) => a - b)) {
        this.rows.push({ host, slot, top, height, jobs: host.slots.get(slot), begin });
        top += height;
      }
      top = Math.max(top, begin + NAME_HEIGHT) + GAP;
    }
    this.height = top;
  }

  redraw() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      if (this.model) this.draw();
    });
  }

  span() {
    return this.window ?? [this.began, this.ended];
  }

  draw() {
    const width = this.holder.clientWidth;
    const height = Math.min(this.height + HEAD, 460);
    const ratio = window.devicePixelRatio || 1;
    // The canvas stays in sight while the spacer below it gives the scroll bar its length.
    this.spacer.style.height = `${Math.max(0, this.height + HEAD - height)}px`;
    this.canvas.style.height = `${height}px`;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) [this.canvas.width, this.canvas.height] = [w, h];
    const style = getComputedStyle(document.documentElement);
    const colours = new Map();
    this.colour = (name) => {
      if (!colours.has(name)) colours.set(name, style.getPropertyValue(`--${name}`).trim());
      return colours.get(name);
    };
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = "11px system-ui, 'DejaVu Sans', sans-serif";
    this.width = width - LABELS;
    this.drawAxis(pen, width, height);
    this.drawStrip(pen);
    const scrolled = this.holder.scrollTop;
    for (const row of this.rows) {
      const y = HEAD + row.top - scrolled;
      if (y + Math.max(row.height, NAME_HEIGHT) < HEAD || y > height) continue;
      pen.save();
      pen.beginPath();
      pen.rect(0, HEAD, width, height - HEAD);
      pen.clip();
      this.drawRow(pen, row, y, width);
      pen.restore();
    }
  }

  drawAxis(pen, width, height) {
    const [from, to] = this.span();
    const step = tickDistance(to - from, Math.max(2, Math.floor(this.width / 90)));
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    for (let t = Math.ceil((from - this.began) / step) * step; t <= to - this.began; t += step) {
      const x = this.x(this.began + t);
      pen.fillStyle = this.colour("line");
      pen.fillRect(Math.round(x), AXIS - 5, 1, height);
      pen.fillStyle = this.colour("faint");
      const text = tickText(t, step);
      if (x + pen.measureText(text).width + 4 < width) pen.fillText(text, x + 3, AXIS / 2);
    }
  }

  /** How many jobs were at work at once, for each pixel. */
  drawStrip(pen) {
    const columns = Math.max(1, Math.floor(this.width));
    const changes = new Int32Array(columns + 2);
    const count = (began, ended) => {
      const left = Math.floor(this.x(began) - LABELS);
      const right = Math.floor(this.x(ended) - LABELS);
      if (right < 0 || left >= columns) return;
      changes[Math.max(0, left)] += 1;
      changes[Math.min(columns, right) + 1] -= 1;
    };
    for (const job of this.model.all) count(job.began + job.waited, job.ended);
    for (const job of this.running.values()) count(job.began, this.ended);
    const heights = [];
    let now = 0;
    for (let i = 0; i < columns; i += 1) heights.push((now += changes[i]));
    const most = Math.max(1, ...heights);
    pen.fillStyle = this.colour("faint");
    pen.textBaseline = "middle";
    pen.fillText(`at once: ${most} at most`, 6, AXIS + STRIP / 2);
    pen.fillStyle = this.colour("compile");
    pen.globalAlpha = 0.45;
    pen.beginPath();
    pen.moveTo(LABELS, AXIS + STRIP);
    heights.forEach((height, i) => pen.lineTo(LABELS + i, AXIS + STRIP - (height / most) * (STRIP - 3)));
    pen.lineTo(LABELS + columns, AXIS + STRIP);
    pen.fill();
    pen.globalAlpha = 1;
  }

  x(time) {
    const [from, to] = this.span();
    return LABELS + ((time - from) / (to - from)) * this.width;
  }

  drawRow(pen, row, y, width) {
    if (row.top === row.begin) {
      pen.fillStyle = this.colour("ink");
      pen.textBaseline = "top";
      pen.fillText(shortened(pen, row.host.definition, LABELS - 12), 6, y + 1);
      pen.fillStyle = this.colour("line");
      pen.fillRect(0, y - 2, width, 1);
    }
    const thick = Math.max(2, row.height - (row.height > 6 ? 2 : 1));
    let filled = -1;
    let filledWith = "";
    const bar = (job, span, to) => {
      const left = Math.max(LABELS, this.x(span.from));
      const right = Math.min(width, this.x(to));
      if (right < LABELS || left > width) return;
      const colour = colourOf(job, span.phase);
      if (right <= filled && colour === filledWith) return;
      const end = Math.max(right, left + 1);
      pen.fillStyle = this.colour(colour);
      pen.fillRect(left, y, end - left, thick);
      [filled, filledWith] = [end, colour];
    };
    for (const job of row.jobs) {
      for (const span of job.spans) {
        if (span.slot === row.slot && span.host === row.host.definition && PHASE_COLOURS[span.phase]) bar(job, span, span.to);
      }
    }
    const running = this.running.get(`${row.slot} ${row.host.definition}`);
    if (running) {
      pen.globalAlpha = 0.55;
      filled = -1;
      for (const span of running.spans) bar(running, span, this.ended);
      pen.globalAlpha = 1;
    }
    if (this.chosen && this.chosen.row.host === row.host && this.chosen.row.slot === row.slot) this.mark(pen, y, thick, width);
  }

  mark(pen, y, thick, width) {
    const [from, to] = stretch(this.chosen);
    const left = Math.max(LABELS, this.x(from));
    const right = Math.min(width, Math.max(this.x(to), left + 3));
    if (right < left) return;
    pen.strokeStyle = this.colour("ink");
    pen.lineWidth = 2;
    pen.strokeRect(left, y - 1, right - left, thick + 2);
  }

  jobAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const y = event.clientY - box.top - HEAD + this.holder.scrollTop;
    const row = this.rows.find((one) => y >= one.top && y < one.top + one.height);
    if (!row) return null;
    const [from, to] = this.span();
    const time = from + ((event.clientX - box.left - LABELS) / this.width) * (to - from);
    const slack = ((to - from) / this.width) * 2;
    const job = row.jobs.find((one) => {
      const [begin, end] = stretch({ row, job: one });
      return begin - slack <= time && time <= end + slack;
    });
    return job ? { row, job } : null;
  }

  choose(chosen) {
    if (chosen?.job === this.chosen?.job) return;
    this.chosen = chosen;
    this.detail.textContent = chosen ? describe(chosen.job, chosen.row) : "";
    this.redraw();
  }

  key(event) {
    const done = {
      ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1),
      ArrowDown: () => this.changeRow(1), ArrowUp: () => this.changeRow(-1),
      "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), "0": () => this.all(),
    }[event.key];
    if (!done || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    done();
  }

  step(direction) {
    const row = this.chosen?.row ?? this.rows.find((one) => one.jobs.length > 0);
    if (!row) return;
    const at = this.chosen ? row.jobs.indexOf(this.chosen.job) + direction : 0;
    const job = row.jobs[Math.max(0, Math.min(row.jobs.length - 1, at))];
    if (job) this.reveal({ row, job });
  }

  changeRow(direction) {
    if (!this.chosen) return this.step(0);
    let at = this.rows.findIndex((one) => one.host === this.chosen.row.host && one.slot === this.chosen.row.slot);
    do at += direction; while (this.rows[at] && this.rows[at].jobs.length === 0);
    const row = this.rows[at];
    if (!row) return;
    const middle = (this.chosen.job.began + this.chosen.job.ended) / 2;
    const distance = (job) => Math.abs((job.began + job.ended) / 2 - middle);
    this.reveal({ row, job: row.jobs.reduce((best, job) => (distance(job) < distance(best) ? job : best)) });
  }

  reveal(chosen) {
    const { row, job } = chosen;
    const seen = this.holder.clientHeight - HEAD - row.height;
    if (row.top < this.holder.scrollTop) this.holder.scrollTop = row.top;
    if (row.top > this.holder.scrollTop + seen) this.holder.scrollTop = row.top - seen;
    const [from, to] = this.span();
    if (job.ended < from || job.began > to) this.pan((job.began - from) / (to - from) - 0.5);
    this.choose(chosen);
  }

  zoom(factor) {
    const [from, to] = this.span();
    const middle = this.chosen ? (this.chosen.job.began + this.chosen.job.ended) / 2 : (from + to) / 2;
    const length = Math.max(10, (to - from) * factor);
    if (length >= this.ended - this.began) return this.all();
    this.window = this.within(middle - length / 2, length);
    this.redraw();
  }

  pan(part) {
    const [from, to] = this.span();
    if (this.window) this.window = this.within(from + part * (to - from), to - from);
    this.redraw();
  }

  within(from, length) {
    const begin = Math.max(this.began, Math.min(from, this.ended - length));
    return [begin, begin + length];
  }

  all() {
    this.window = null;
    this.redraw();
  }
}

/** From when to when the job was on the row. */
function stretch({ row, job }) {
  const spans = job.spans.filter((span) => span.slot === row.slot && span.host === row.host.definition && PHASE_COLOURS[span.phase]);
  return spans.length > 0 ? [spans[0].from, spans.at(-1).to] : [job.began, job.ended];
}

function shortened(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let short = text.slice(0, 60);
  while (short.length > 1 && pen.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}

function describe(job, row) {
  const phases = job.spans.filter((span) => span.to - span.from >= 1)
    .map((span) => `${span.phase.toLowerCase()} ${seconds(span.to - span.from)}`).join(", ");
  const status = job.exit === 0 ? "" : `, exit ${job.exit}`;
  return `${job.file}: ${seconds(job.lasted)} on ${row.host.definition}, slot ${row.slot}${status}. ` +
    `${job.outcome.text}${job.subject ? ` (${job.subject})` : ""}. ${phases}`;
}
