#include "launch/scan_worker.h"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::launch {

ScanWorker::ScanWorker(size_t number, const std::vector<ScanJob>& jobs, size_t memory, std::string folder)
    : number_(number),
      jobs_(jobs),
      memory_(memory),
      folder_(std::move(folder)),
      runs_(jobs.size()),
      spilled_(jobs.size()),
      drops_(jobs.size()),
      outside_(jobs.size()) {
  for (const ScanJob& job : jobs)
    tables_.push_back(std::make_unique<engine::PairTable>(job.job->day_files().combine));
}

Status ScanWorker::take(const event::LineBlock& block, uint32_t wanted) {
  block.for_each_line([&](std::string_view line) {
    ++lines_;
    if (const event::Event* event = parser_.parse(line))
      take_event(*event, wanted);
    else
      ++unparseable_;
  });
  return spill_if_full();
}

void ScanWorker::take_event(const event::Event& event, uint32_t wanted) {
  if (event.time_state() != event::TimeState::kGood) {
    ++(event.time_state() == event::TimeState::kMissing ? without_time_ : bad_time_);
    return;
  }
  base::Day day = event.time().day;
  for (size_t i = 0; i < jobs_.size(); ++i) {
    if ((wanted >> i & 1) == 0) continue;
    if (jobs_[i].window.contains(day))
      jobs_[i].job->extract(event, *tables_[i], drops_[i]);
    else
      ++outside_[i];
  }
}

Status ScanWorker::spill_if_full() {
  auto used = [&] {
    size_t sum = 0;
    for (const auto& table : tables_) sum += table->memory_bytes();
    return sum;
  };
  if (used() <= memory_) return {};
  while (used() > memory_ / 2) {  // the largest first; down to half, so that the next spill is far
    auto largest = std::max_element(tables_.begin(), tables_.end(), [](const auto& a, const auto& b) {
      return a->memory_bytes() < b->memory_bytes();
    });
    if ((*largest)->empty()) break;
    auto job = static_cast<size_t>(largest - tables_.begin());
    spilled_[job] += (*largest)->memory_bytes();
    auto& runs = runs_[job];
    runs.push_back(fmt::format("{}/scan-{}-{}-{}.run", folder_, number_, job, runs.size()));
    SLUICE_CHECK((*largest)->spill(runs.back()));
  }
  return {};
}

void ScanWorker::count(engine::Counters& totals, std::vector<engine::Counters>& drops) const {
  totals.add("lines", lines_);
  totals.add("unparseable lines", unparseable_);
  totals.add("events without time", without_time_);
  totals.add("events with a bad time", bad_time_);
  totals.add("lines read by the exact reader", parser_.slow_lines());
  for (size_t i = 0; i < jobs_.size(); ++i) {
    auto reasons = jobs_[i].job->drop_reasons();
    for (size_t reason = 0; reason < reasons.size(); ++reason)
      drops[i].add(reasons[reason], drops_[i].get(reason));
    drops[i].add("outside the window", outside_[i]);
  }
}

}  // namespace sluice::launch
