// SPDX-License-Identifier: GPL-3.0-or-later
import { Table, byId, bytes, follow, number, seconds, setText, setTile, span } from "./live.js";

const STAGES = {
  receiving: "sends its request",
  waiting: "waits for a slot",
  compiling: "compiles",
  answering: "gets its answer",
};

const requests = new Table("requests", [
  { title: "Client", cell: (one) => one.client, class: "code", order: (one) => one.client },
  { title: "Stage", cell: (one) => STAGES[one.stage], class: "tone", order: (one) => one.stage },
  { title: "for", cell: (one) => seconds(one.stage_age), class: "number", order: (one) => one.stage_age },
  { title: "Compiler", cell: (one) => one.compiler || "–", class: "code", order: (one) => one.compiler },
  { title: "Connected for", cell: (one) => seconds(one.age), class: "number", order: (one) => one.age },
], { sorted: "Connected for", tone: (one) => ({ compiling: "good", waiting: "warn" })[one.stage] ?? "" });

const refusals = new Table("refusals", [
  { title: "Times", cell: (one) => number(one.count), class: "number", order: (one) => one.count },
  { title: "Reason", cell: (one) => one.key, class: "code tone", order: (one) => one.key },
  { title: "What happened", cell: (one) => one.meaning },
  { title: "What to do", cell: (one) => one.advice || "nothing" },
], { sorted: "Times", tone: () => "bad" });

const clients = new Table("clients", [
  { title: "Address", cell: (one) => one.address, class: "code", order: (one) => one.address },
  { title: "Compiled", cell: (one) => number(one.compiled), class: "number", order: (one) => one.compiled },
  { title: "Refused", cell: (one) => number(one.refused), class: "number", order: (one) => one.refused },
  { title: "Time", cell: (one) => span(one.time), class: "number", order: (one) => one.time },
], { sorted: "Compiled" });

const compilers = new Table("compilers", [
  { title: "Name", cell: (one) => one.name, class: "code", order: (one) => one.name },
  { title: "Jobs", cell: (one) => number(one.jobs), class: "number", order: (one) => one.jobs },
], { sorted: "Jobs" });

function drawHistory(history, stretchSeconds) {
  const chart = byId("history");
  const most = Math.max(1, ...history);
  chart.setAttribute("viewBox", `0 0 ${history.length} 100`);
  while (chart.children.length < history.length) {
    chart.append(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
  }
  history.forEach((count, i) => {
    const height = count === 0 ? 0 : Math.max(2, (count / most) * 98);
    const bar = chart.children[i];
    const place = { x: i + 0.1, y: 100 - height, width: 0.8, height };
    for (const [name, value] of Object.entries(place)) bar.setAttribute(name, value);
  });
  const all = history.reduce((sum, count) => sum + count, 0);
  const text = `at most ${number(Math.max(...history))} in ${stretchSeconds} s, ${number(all)} altogether`;
  chart.setAttribute("aria-label", text);
  setText(byId("peak"), text);
}

function show(now) {
  document.title = `distccd on ${now.host}`;
  setText(byId("title"), `distccd on ${now.host}`);
  setText(byId("facts"), `version ${now.version}, for ${span(now.now - now.started)}`);
  setTile("compiling", now.stages.compiling, `of ${now.jobs}`);
  setTile("waiting", now.stages.waiting, `of ${now.queue}`, now.stages.waiting >= now.queue && now.queue > 0);
  setTile("load", now.machine.load[0].toFixed(2));
  setTile("memory", bytes(now.machine.free_memory_mb * 1048576));
  setTile("space", bytes(now.machine.free_space_mb * 1048576), "", now.machine.free_space_mb < 512);
  setTile("compiled", number(now.results.compile_ok), `+ ${number(now.results.compile_error)} with errors`);
  const refused = now.refusals.reduce((sum, one) => sum + one.count, 0);
  setTile("refused", number(refused), "", refused > 0);
  drawHistory(now.history, now.stretch_seconds);
  requests.show(now.requests);
  refusals.show(now.refusals);
  clients.show(now.clients);
  compilers.show(now.compilers);
  return false;
}

follow(() => "live.json", show);
