// SPDX-License-Identifier: GPL-3.0-or-later
//
// One build, as far as it is known: its jobs, and what they come to. Each job is added once.

const SLOWEST = 50;
const WITHOUT_SLOT = new Set(["Startup", "Blocked"]);
const byLength = (a, b) => b.working - a.working;

/** The name in a host list's entry: "red" of "build@red:2200/8,lzo". */
export function hostName(definition) {
  const plain = definition.replace(/,.*$/, "").replace(/^[^@]*@/, "");
  return plain.startsWith("[") ? plain.slice(1).replace(/\].*$/, "") : plain.replace(/[/:].*$/, "");
}

export class BuildModel {
  constructor(outcomes, phases) {
    this.outcomes = outcomes;
    this.phases = phases;
    this.all = [];
    this.jobs = 0;
    this.failed = 0;
    this.work = 0;
    this.places = { host: 0, rule: 0, fallback: 0, nowhere: 0 };
    this.byOutcome = new Map();
    this.hosts = new Map();
    this.slowest = [];
    this.local = [];
    this.began = Infinity;
    this.ended = 0;
  }

  /** `row` is [began, lasted, host, outcome, exit, file, subject, sent, received,
   *  [phase, from, slot, host, ...]]: times in ms, texts as indices of `words`, and `began` counted
   *  from `base`. */
  add(row, words, base) {
    const [began, lasted, host, outcome, exit, file, subject, sent, received, parts] = row;
    const job = {
      began: base + began, ended: base + began + lasted, lasted, exit, file, sent, received,
      host: words[host], subject: words[subject], outcome: this.outcomes[outcome], spans: [],
    };
    for (let i = 0; i < parts.length; i += 4) {
      const until = i + 4 < parts.length ? parts[i + 5] : lasted;
      job.spans.push({
        phase: this.phases[parts[i]], from: job.began + parts[i + 1], to: job.began + until,
        slot: parts[i + 2], host: words[parts[i + 3]],
      });
    }
    job.waited = timeIn(job, "Blocked");
    job.working = Math.max(0, lasted - job.waited);
    this.count(job);
    this.place(job);
  }

  count(job) {
    this.all.push(job);
    this.jobs += 1;
    if (job.exit !== 0) this.failed += 1;
    this.work += job.working;
    this.places[job.outcome.place] += 1;
    this.began = Math.min(this.began, job.began);
    this.ended = Math.max(this.ended, job.ended);
    if (job.outcome.place !== "host") this.local.push(job);
    const same = this.byOutcome.get(job.outcome.key) ?? { outcome: job.outcome, jobs: 0, subjects: new Map(), example: job.file };
    same.jobs += 1;
    if (job.subject && (same.subjects.size < 100 || same.subjects.has(job.subject))) {
      same.subjects.set(job.subject, (same.subjects.get(job.subject) ?? 0) + 1);
    }
    this.byOutcome.set(job.outcome.key, same);
    if (this.slowest.length < SLOWEST || job.working > this.slowest.at(-1).working) {
      this.slowest.push(job);
      this.slowest.sort(byLength);
      this.slowest.length = Math.min(this.slowest.length, SLOWEST);
    }
  }

  place(job) {
    const host = this.host(job.host);
    host.jobs += 1;
    host.work += job.working;
    host.sent += job.sent;
    host.received += job.received;
    if (job.exit !== 0) host.failed += 1;
    const rows = new Set();
    for (const span of job.spans) {
      if (WITHOUT_SLOT.has(span.phase)) continue;
      const slots = this.host(span.host).slots;
      if (!slots.has(span.slot)) slots.set(span.slot, []);
      const row = slots.get(span.slot);
      if (!rows.has(row)) row.push(job);
      rows.add(row);
    }
  }

  host(definition) {
    let host = this.hosts.get(definition);
    if (!host) {
      host = { definition, name: hostName(definition), jobs: 0, failed: 0, work: 0, sent: 0, received: 0, slots: new Map() };
      this.hosts.set(definition, host);
    }
    return host;
  }

  /** The entry a running job belongs to. It is known by its name only, which two may share. */
  hostOfTask(task) {
    const named = [...this.hosts.values()].filter((host) => host.name === task.host);
    return named.length === 1 ? named[0].definition : task.host;
  }
}

export function timeIn(job, phase) {
  let sum = 0;
  for (const span of job.spans) if (span.phase === phase) sum += span.to - span.from;
  return sum;
}
