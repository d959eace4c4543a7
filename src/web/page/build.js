// SPDX-License-Identifier: GPL-3.0-or-later
import { BuildModel, timeIn } from "./build_model.js";
import { Table, byId, bytes, element, follow, number, seconds, setText, setTile, span } from "./live.js";
import { Timeline } from "./timeline.js";

const have = { epoch: "", of: "", count: 0, seen: 0 };
let outcomes = [];
let phases = [];
let builds = [];
let model = new BuildModel(outcomes, phases);

const where = { host: "on a host", rule: "here by rule", fallback: "here after trouble", nowhere: "nowhere" };
const tones = { host: "good", rule: "", fallback: "warn", nowhere: "bad" };
const timeline = new Timeline(byId("timeline"), byId("detail"));

const running = new Table("running", [
  { title: "File", cell: (one) => one.file, class: "name", order: (one) => one.file },
  { title: "Host", cell: (one) => `${one.entry}[${one.slot}]`, class: "code", order: (one) => one.entry },
  { title: "Phase", cell: (one) => one.phaseName, class: "tone", order: (one) => one.phase },
  { title: "For", cell: (one) => seconds(one.age), class: "number", order: (one) => one.age },
], { sorted: "For", tone: (one) => (one.phaseName === "Compile" ? "good" : "") });

const hosts = new Table("hosts", [
  { title: "Host", cell: (one) => one.definition, class: "name", order: (one) => one.definition },
  { title: "State", cell: (one) => one.state, class: "tone", order: (one) => one.state },
  { title: "Jobs", cell: (one) => number(one.jobs), class: "number", order: (one) => one.jobs },
  { title: "Average", cell: (one) => (one.jobs ? seconds(one.work / one.jobs) : "–"), class: "number", order: (one) => (one.jobs ? one.work / one.jobs : 0) },
  { title: "Work", cell: (one) => span(one.work), class: "number", order: (one) => one.work },
  { title: "Failed", cell: (one) => number(one.failed), class: "number", order: (one) => one.failed },
  { title: "Sent", cell: (one) => bytes(one.sent), class: "number", order: (one) => one.sent },
  { title: "Received", cell: (one) => bytes(one.received), class: "number", order: (one) => one.received },
], { sorted: "Jobs", most: 300, tone: (one) => (one.leftOut ? "bad" : one.now > 0 ? "good" : "") });

const reasons = new Table("outcomes", [
  { title: "Jobs", cell: (one) => number(one.jobs), class: "number", order: (one) => one.jobs },
  { title: "Where", cell: (one) => where[one.outcome.place], class: "tone", order: (one) => one.outcome.place },
  { title: "Outcome", cell: (one) => one.outcome.key, class: "code", order: (one) => one.outcome.key },
  { title: "Why", cell: whyText },
  { title: "What to change", cell: (one) => one.outcome.advice || "–" },
], { sorted: "Jobs", tone: (one) => tones[one.outcome.place] });

const slowest = new Table("slowest", [
  { title: "File", cell: (one) => one.file, class: "name", order: (one) => one.file },
  { title: "Host", cell: (one) => one.host, class: "code", order: (one) => one.host },
  { title: "Time", cell: (one) => seconds(one.working), class: "number", order: (one) => one.working },
  ...["Preprocess", "Send", "Compile", "Receive"].map((phase) => ({
    title: phase, cell: (one) => seconds(timeIn(one, phase)), class: "number", order: (one) => timeIn(one, phase),
  })),
  { title: "Waited", cell: (one) => seconds(one.waited), class: "number", order: (one) => one.waited },
], { sorted: "Time" });

const local = new Table("local", [
  { title: "File", cell: (one) => one.file, class: "name", order: (one) => one.file },
  { title: "Outcome", cell: (one) => one.outcome.key, class: "code tone", order: (one) => one.outcome.key },
  { title: "Why", cell: (one) => withSubject(one.outcome.text, one.subject) },
  { title: "What to change", cell: (one) => one.outcome.advice || "–" },
  { title: "Time", cell: (one) => seconds(one.working), class: "number", order: (one) => one.working },
], { sorted: "Time", tone: (one) => tones[one.outcome.place] });

function withSubject(text, subject) {
  return subject ? `${text} (${subject})` : text;
}

/** With what most jobs of this outcome were about. */
function whyText(one) {
  const [subject] = [...one.subjects].sort((a, b) => b[1] - a[1])[0] ?? [""];
  const others = one.subjects.size > 1 ? ` and ${one.subjects.size - 1} more` : "";
  return withSubject(one.outcome.text, subject ? subject + others : "");
}

const askAgain = follow(() => {
  const question = new URLSearchParams({
    epoch: have.epoch, of: have.of, have: have.count, seen: have.seen, build: byId("builds").value,
  });
  return `live.json?${question}`;
}, take);

byId("builds").addEventListener("change", () => {
  timeline.all();
  askAgain();
});
byId("filter").addEventListener("input", () => showLocal());
for (const [id, action] of Object.entries({
  earlier: () => timeline.pan(-0.5), later: () => timeline.pan(0.5),
  "zoom-in": () => timeline.zoom(0.5), "zoom-out": () => timeline.zoom(2), "zoom-all": () => timeline.all(),
})) byId(id).addEventListener("click", action);

/** Takes an answer in; true when there is more to fetch at once. */
function take(now) {
  if (now.outcomes) [outcomes, phases] = [now.outcomes, now.phases];
  if (now.builds) showBuilds(now.builds);
  have.epoch = now.epoch;
  have.seen = now.seen;
  if (now.build) {
    if (now.from === 0) {
      model = new BuildModel(outcomes, phases);
      timeline.choose(null);
    }
    for (const row of now.jobs) model.add(row, now.words, now.build.began);
    have.of = now.build.name;
    have.count = now.next;
  }
  // In the middle of a long build's history, only the figures are worth the time.
  show(now, !now.more && (Boolean(now.jobs?.length) || now.from === 0));
  return Boolean(now.more);
}

function showBuilds(list) {
  builds = list;
  const choice = byId("builds");
  const wanted = choice.value;
  const options = [element("option", { value: "" }, "the newest")];
  for (const build of list) {
    const when = new Date(build.began).toLocaleString("en", { dateStyle: "short", timeStyle: "short" });
    options.push(element("option", { value: build.name }, `${build.name.slice(0, 60)}: ${when}, ${number(build.jobs)} jobs`));
  }
  choice.replaceChildren(...options);
  choice.value = list.some((build) => build.name === wanted) ? wanted : "";
}

function share(count) {
  if (!model.jobs) return "";
  const percent = (100 * count) / model.jobs;
  const digits = count === 0 || count === model.jobs || (percent >= 10 && percent < 99) ? 0 : 1;
  return `${percent.toFixed(digits)} %`;
}

function isFollowing() {
  return byId("builds").value === "" || builds[0]?.name === have.of;
}

function show(now, changed) {
  // What runs belongs to the build that goes on, as far as anybody can tell.
  const tasks = isFollowing() ? now.running : [];
  for (const task of tasks) {
    task.entry = model.hostOfTask(task);
    task.phaseName = phases[task.phase];
  }
  const until = tasks.length > 0 ? now.now : model.ended;
  const elapsed = Number.isFinite(model.began) ? until - model.began : 0;
  document.title = tasks.length > 0 ? `${tasks.length} running – distcc` : "distcc";
  setText(byId("facts"), now.build ? `${now.build.name}, version ${now.version}` : `no build yet, version ${now.version}`);
  setTile("jobs", number(model.jobs), elapsed > 0 ? `${(model.jobs / (elapsed / 1000)).toFixed(1)} a second` : "");
  setTile("remote", number(model.places.host), share(model.places.host));
  setTile("rule", number(model.places.rule), share(model.places.rule));
  setTile("fallback", number(model.places.fallback), share(model.places.fallback), model.places.fallback > 0);
  setTile("failed", number(model.failed), "", model.failed > 0);
  setTile("elapsed", span(elapsed), elapsed > 0 ? `${(model.work / elapsed).toFixed(1)} at once` : "");
  setTile("running-now", number(tasks.length));
  running.show(tasks);
  showHosts(tasks, new Set(now.left_out));
  if (changed || tasks.length > 0 || timeline.running?.size > 0) timeline.show(model, tasks.map(barOf(now.now)), until);
  if (!changed) return;
  reasons.show([...model.byOutcome.values()]);
  slowest.show(model.slowest);
  showLocal();
}

/** The bar of a job that runs, from when it was first seen in its slot. */
const firstSeen = new Map();
function barOf(now) {
  return (task) => {
    const key = `${task.pid} ${task.slot} ${task.entry}`;
    if (firstSeen.size > 20000) firstSeen.clear();
    if (!firstSeen.has(key)) firstSeen.set(key, now - Math.min(task.age, 1000));
    const began = firstSeen.get(key);
    return { host: task.entry, slot: task.slot, job: { began, spans: [{ phase: task.phaseName, from: began }] } };
  };
}

function showHosts(tasks, leftOut) {
  const counts = new Map();
  for (const task of tasks) counts.set(task.entry, (counts.get(task.entry) ?? 0) + 1);
  for (const entry of [...counts.keys(), ...leftOut]) model.host(entry);
  hosts.show([...model.hosts.values()].map((host) => {
    const now = counts.get(host.definition) ?? 0;
    const out = leftOut.has(host.definition);
    const rest = host.jobs > 0 ? "idle" : "no job has ended here";
    const state = out ? "left out after an error" : now > 0 ? `${now} running` : rest;
    return { ...host, now, leftOut: out, state };
  }));
}

function showLocal() {
  const wanted = byId("filter").value.toLowerCase();
  const matches = (job) => `${job.file} ${job.outcome.key} ${job.subject} ${job.outcome.text}`.toLowerCase().includes(wanted);
  local.show(wanted ? model.local.filter(matches) : model.local);
}
