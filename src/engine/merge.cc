#include "engine/merge.h"

#include <unistd.h>

#include <algorithm>

#include "engine/run_file.h"

namespace sluice::engine {
namespace {

class Merged final : public RecordStream {
 public:
  Merged(std::vector<std::unique_ptr<RecordStream>> streams, Combine combine, Order order)
      : streams_(std::move(streams)), combine_(combine), order_(order) {
    for (size_t i = 0; i < streams_.size(); ++i)
      if (streams_[i]->front()) heap_.push_back(i);
    std::make_heap(heap_.begin(), heap_.end(), Later{this});
  }

  const Record* front() const override { return ended_ ? nullptr : &record_; }

  Status advance() override {
    if (heap_.empty()) {
      ended_ = true;
      return {};
    }
    const Record& first = *streams_[heap_.front()]->front();
    key_.assign(first.key);
    value_.assign(first.value);
    record_ = {first.day, key_, first.count, {}};
    SLUICE_CHECK(pop());
    while (combine_ != Combine::kNone && !heap_.empty() && compare(order_, *streams_[heap_.front()]->front(), record_) == 0) {
      const Record& next = *streams_[heap_.front()]->front();
      record_.count += next.count;
      if (next.value > value_) value_.assign(next.value);
      SLUICE_CHECK(pop());
    }
    record_.value = value_;
    return {};
  }

 private:
  // Heap order: the greatest record, or the later stream of equal ones, sinks.
  struct Later {
    const Merged* merged;
    bool operator()(size_t a, size_t b) const {
      int order = compare(merged->order_, *merged->streams_[a]->front(), *merged->streams_[b]->front());
      return order != 0 ? order > 0 : a > b;
    }
  };
  Later later() const { return {this}; }
  Status pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later());
    size_t i = heap_.back();
    SLUICE_CHECK(streams_[i]->advance());
    if (streams_[i]->front())
      std::push_heap(heap_.begin(), heap_.end(), later());
    else
      heap_.pop_back();
    return {};
  }

  std::vector<std::unique_ptr<RecordStream>> streams_;
  Combine combine_;
  Order order_;
  std::vector<size_t> heap_;
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

Result<std::unique_ptr<RecordStream>> merge_streams(std::vector<std::unique_ptr<RecordStream>> streams, Combine combine,
                                                    Order order) {
  if (streams.size() == 1) return std::move(streams[0]);  // equal records of one stream are combined already
  auto merged = std::make_unique<Merged>(std::move(streams), combine, order);
  SLUICE_CHECK(merged->advance());
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
                                                 std::vector<std::unique_ptr<RecordStream>> in_memory, Combine combine,
                                                 const std::string& folder, size_t most_open) {
  for (int round = 0; runs.size() > most_open; ++round) {
    std::vector<std::string> fewer;
    for (size_t begin = 0; begin < runs.size(); begin += most_open) {
      size_t end = std::min(runs.size(), begin + most_open);
      SLUICE_TRY(auto streams, open_all({runs.begin() + static_cast<long>(begin), runs.begin() + static_cast<long>(end)}));
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
