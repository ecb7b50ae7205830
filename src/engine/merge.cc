#include "engine/merge.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "engine/run_file.h"

namespace sluice::engine {
namespace {

// A tree of losers (Knuth 5.4.1): each inner node keeps the stream that lost there, so the next record costs
// one comparison for each level.
class Merged final : public RecordStream {
 public:
  Merged(std::vector<std::unique_ptr<RecordStream>> streams, Combine combine, Order order)
      : streams_(std::move(streams)), combine_(combine), order_(order), losers_(streams_.size()) {
    for (const auto& stream : streams_) fronts_.push_back(stream->front());
    winner_ = play(1);
  }

  const Record* front() const override {
    return combine_ == Combine::kNone ? fronts_[winner_] : ended_ ? nullptr : &record_;
  }

  // Must be called once before the first front() if records combine.
  Status advance() override {
    if (combine_ == Combine::kNone) return pop();
    if (!fronts_[winner_]) {
      ended_ = true;
      return {};
    }
    const Record& first = *fronts_[winner_];
    key_.assign(first.key);
    value_.assign(first.value);
    record_ = {first.day, key_, first.count, {}};
    SLUICE_CHECK(pop());
    while (fronts_[winner_] && compare(order_, *fronts_[winner_], record_) == 0) {
      const Record& next = *fronts_[winner_];
      record_.count += next.count;
      if (next.value > value_) value_.assign(next.value);
      SLUICE_CHECK(pop());
    }
    record_.value = value_;
    return {};
  }

 private:
  // Of equal records the one of the earlier stream goes first; ended streams come last.
  bool before(size_t a, size_t b) const {
    if (!fronts_[a] || !fronts_[b]) return fronts_[a] != nullptr;
    int order = compare(order_, *fronts_[a], *fronts_[b]);
    return order != 0 ? order < 0 : a < b;
  }
  // The winner below `node`; the children of n are 2n and 2n + 1, and stream i stands at node k + i.
  size_t play(size_t node) {
    if (node >= streams_.size()) return node - streams_.size();
    size_t left = play(2 * node), right = play(2 * node + 1);
    bool left_wins = before(left, right);
    losers_[node] = left_wins ? right : left;
    return left_wins ? left : right;
  }
  Status pop() {
    SLUICE_CHECK(streams_[winner_]->advance());
    fronts_[winner_] = streams_[winner_]->front();
    for (size_t node = (streams_.size() + winner_) / 2; node > 0; node /= 2)
      if (before(losers_[node], winner_)) std::swap(losers_[node], winner_);
    return {};
  }

  std::vector<std::unique_ptr<RecordStream>> streams_;
  Combine combine_;
  Order order_;
  std::vector<const Record*> fronts_;
  std::vector<size_t> losers_;  // by node, from 1
  size_t winner_ = 0;
  std::string key_, value_;
  Record record_;
  bool ended_ = false;
};

Result<std::vector<std::unique_ptr<RecordStream>>> open_all(const std::vector<std::string>& runs) {
  std::vector<std::unique_ptr<RecordStream>> streams;
  for (const std::string& path : runs) {
    SLUICE_TRY(auto stream, open_run(path));
    ::unlink(path.c_str());
    streams.push_back(std::move(stream));
  }
  return streams;
}

}  // namespace

Result<std::unique_ptr<RecordStream>> merge_streams(std::vector<std::unique_ptr<RecordStream>> streams,
                                                    Combine combine, Order order) {
  if (streams.size() == 1) return std::move(streams[0]);  // equal records of one stream are combined already
  auto merged = std::make_unique<Merged>(std::move(streams), combine, order);
  if (combine != Combine::kNone) SLUICE_CHECK(merged->advance());
  return merged;
}

Status write_run(RecordStream& stream, const std::string& path) {
  SLUICE_TRY(RunWriter writer, RunWriter::create(path));
  while (stream.front()) {
    SLUICE_CHECK(writer.write(*stream.front()));
    SLUICE_CHECK(stream.advance());
  }
  return writer.finish();
}

Result<std::unique_ptr<RecordStream>> merge_runs(std::vector<std::string> runs,
                                                 std::vector<std::unique_ptr<RecordStream>> in_memory,
                                                 Combine combine, const std::string& folder,
                                                 size_t most_open) {
  for (int round = 0; runs.size() > most_open; ++round) {
    std::vector<std::string> fewer;
    for (size_t begin = 0; begin < runs.size(); begin += most_open) {
      size_t end = std::min(runs.size(), begin + most_open);
      SLUICE_TRY(auto streams,
                 open_all({runs.begin() + static_cast<long>(begin), runs.begin() + static_cast<long>(end)}));
      SLUICE_TRY(auto merged, merge_streams(std::move(streams), combine));
      fewer.push_back(folder + "/merge-" + std::to_string(round) + "-" + std::to_string(begin) + ".run");
      SLUICE_CHECK(write_run(*merged, fewer.back()));
    }
    runs = std::move(fewer);
  }
  SLUICE_TRY(auto streams, open_all(runs));
  for (auto& stream : in_memory) streams.push_back(std::move(stream));
  return merge_streams(std::move(streams), combine);
}

}  // namespace sluice::engine
