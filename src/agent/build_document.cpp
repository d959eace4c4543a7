// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/build_document.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "hosts/host.h"

namespace distcc {
namespace {

std::string_view place_word(Place place) {
  switch (place) {
    case Place::on_a_host:
      return "host";
    case Place::local_by_rule:
      return "rule";
    case Place::local_by_fallback:
      return "fallback";
    case Place::nowhere:
      break;
  }
  return "nowhere";
}

/// The texts that many jobs share, each written once in a document.
class Words {
 public:
  std::size_t number_of(const std::string& word) {
    const auto [found, is_new] = numbers_.try_emplace(word, words_.size());
    if (is_new) words_.push_back(word);
    return found->second;
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return words_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> words_;
};

/// Spans name a host without its port, and two entries of a list may differ in nothing else. Where
/// the span is on the host that the job ended on (`entry`, if it is one), that entry is meant.
const std::string& row_host(const JobRecord& job, const Result<Host>& entry, const JobSpan& span) {
  return entry && entry->name == span.host ? job.host : span.host;
}

void add_job(JsonWriter& json, const JobRecord& job, std::int64_t base, Words& words) {
  const auto entry = parse_host(job.host);
  json.begin_array().value((job.began - base) / 1000).value(job.lasted / 1000);
  json.value(words.number_of(job.host)).value(static_cast<int>(job.outcome)).value(job.exit_code);
  json.value(job.file).value(words.number_of(job.subject)).value(job.sent).value(job.received);
  json.begin_array();
  for (const JobSpan& span : job.spans) {
    json.value(static_cast<int>(span.phase)).value(span.from / 1000).value(span.slot);
    json.value(words.number_of(row_host(job, entry, span)));
  }
  json.end_array().end_array();
}

/// The jobs of `build` that the page lacks.
void add_jobs(JsonWriter& json, const Build& build, bool knows_build, std::size_t have) {
  const std::size_t end = build.dropped + build.jobs.size();
  const bool continues = knows_build && have >= build.dropped && have <= end;
  const std::size_t from = continues ? have : build.dropped;
  const std::size_t to = std::min(end, from + most_jobs_each);
  Words words;
  json.member("from", continues ? from : std::size_t{0}).member("next", to);
  json.member("more", to < end);
  json.key("jobs").begin_array();
  for (std::size_t i = from; i < to; ++i) {
    add_job(json, build.jobs[i - build.dropped], build.began, words);
  }
  json.end_array().key("words").begin_array();
  for (const std::string& word : words.all()) json.value(word);
  json.end_array();
}

/// What numbers in a job stand for.
void add_legend(JsonWriter& json) {
  json.key("outcomes").begin_array();
  for (const OutcomeRow& row : outcome_rows()) {
    json.begin_object().member("key", row.key).member("place", place_word(row.place));
    json.member("text", row.text).member("advice", row.advice).end_object();
  }
  json.end_array().key("phases").begin_array();
  for (int i = 0; i <= static_cast<int>(Phase::done); ++i) json.value(phase_name(Phase(i)));
  json.end_array();
}

void add_builds(JsonWriter& json, const Builds& builds) {
  json.key("builds").begin_array();
  const auto all = builds.all();
  for (auto build = all.rbegin(); build != all.rend(); ++build) {
    json.begin_object().member("name", build->name).member("began", build->began / 1000);
    json.member("ended", build->ended / 1000);
    json.member("jobs", build->dropped + build->jobs.size()).end_object();
  }
  json.end_array();
}

void add_present(JsonWriter& json, const Present& present) {
  json.key("running").begin_array();
  for (const RunningJob& job : present.running) {
    json.begin_object().member("pid", job.task.pid).member("file", job.task.file);
    json.member("host", job.task.host).member("slot", job.task.slot);
    json.member("phase", static_cast<int>(job.task.phase)).member("age", job.age).end_object();
  }
  json.end_array().key("left_out").begin_array();
  for (const std::string& host : present.left_out) json.value(host);
  json.end_array();
}

/// The wanted build. Whoever wants the newest stays with what is shown until a build has begun
/// after it: of two that go on at once the newest would be now this one, now that one.
const Build* chosen_build(const Builds& builds, const BuildQuestion& question) {
  const Build* const newest = builds.last();
  const Build* const wanted = builds.called(question.wanted);
  if (wanted != nullptr || newest == nullptr) return wanted;
  const Build* const shown = builds.called(question.have_of);
  return shown != nullptr && newest->began <= shown->ended ? shown : newest;
}

}  // namespace

std::string build_document(const BuildFeed& feed, const Present& present,
                           const BuildQuestion& question) {
  const bool same_feed = question.epoch == feed.epoch();
  JsonWriter json;
  json.begin_object().member("epoch", feed.epoch()).member("seen", feed.revision());
  json.member("now", present.now).member("version", DISTCC_VERSION);
  if (!same_feed || question.seen != feed.revision()) add_builds(json, feed.builds());
  const Build* const build = chosen_build(feed.builds(), question);
  if (build != nullptr) {
    json.key("build").begin_object().member("name", build->name);
    json.member("began", build->began / 1000).member("ended", build->ended / 1000).end_object();
    add_jobs(json, *build, same_feed && question.have_of == build->name, question.have);
  }
  if (!same_feed) add_legend(json);
  add_present(json, present);
  return json.end_object().text();
}

}  // namespace distcc
