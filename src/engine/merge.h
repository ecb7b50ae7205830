// Several sorted streams as one, equal records combined. Threads: one at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/record.h"

namespace sluice::engine {

// Equal day and key: kSum adds the counts, kMax keeps the greatest value, kNone keeps all.
// Memory: that of the streams and a heap of their number.
Result<std::unique_ptr<RecordStream>> merge_streams(std::vector<std::unique_ptr<RecordStream>> streams,
                                                    Combine combine, Order order = Order::kByDay);

// Write a stream to a run file at `path`.
Status write_run(RecordStream& stream, const std::string& path);

// Merge any number of run files, sorted by day, and some streams. Above `most_open` files they are first
// merged into fewer, larger ones in `folder`. The run files are deleted as they are opened.
Result<std::unique_ptr<RecordStream>> merge_runs(std::vector<std::string> runs,
                                                 std::vector<std::unique_ptr<RecordStream>> in_memory,
                                                 Combine combine, const std::string& folder,
                                                 size_t most_open = 128);

}  // namespace sluice::engine
