// A job: what it keeps of an event (extract, pure), and what it makes of the day files (reduce). Its meaning
// is written once; launch/ runs it. Adding one: a file with a class, its line in jobs.h and in jobs.cc.
//
// Threads: extract() is const and is called from many threads at once; reduce() from one.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/day_files.h"
#include "engine/pair_sink.h"
#include "event/event.h"
#include "event/geo.h"
#include "jobs/parameters.h"
#include "schema/row_source.h"
#include "schema/table.h"

namespace sluice::jobs {

// Events dropped in a map step, by reason: an index into Job::drop_reasons().
class DropCounts {
 public:
  static constexpr size_t kMost = 8;
  void add(size_t reason) { ++counts_[reason]; }
  uint64_t get(size_t reason) const { return counts_[reason]; }

 private:
  std::array<uint64_t, kMost> counts_{};
};

struct JobDays {
  base::DayInterval window;  // whose events are read anew; may be empty
  base::DayInterval result;  // whose day files make the result
};

// Where reduce() puts rows. A table that is neither written to nor skipped is published empty.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual Status write(const schema::Table& table, const schema::Row& row) = 0;
  // Leave this table as it is in the store, and tell the user why.
  virtual void skip(const schema::Table& table, const std::string& why) = 0;
};

struct ReduceInput {
  std::string warehouse;
  std::string folder;  // for temporary files; exists
  size_t memory = 0;   // bytes that sorting may use
  base::DayInterval days;
  base::Day import_date{};
  schema::RowSource* lms = nullptr;       // null: no LMS tables are configured
  const event::GeoLookup* geo = nullptr;  // null: none is configured
};

class Job {
 public:
  virtual ~Job() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view summary() const = 0;
  // Tables that become visible together.
  virtual std::vector<const schema::Table*> tables() const = 0;
  // Tables that this job does not fill (yet) but whose readers expect them: created empty if missing.
  virtual std::vector<const schema::Table*> created_tables() const { return {}; }
  virtual engine::DayFileShape day_files() const = 0;
  // The days to read and to compute. kInvalidInput when a parameter is missing.
  virtual Result<JobDays> days(const Parameters& parameters, base::Day today) const = 0;
  // What the job cannot run without; said before anything is read.
  virtual bool needs_lms() const { return false; }
  virtual bool needs_geo() const { return false; }

  virtual std::vector<std::string> drop_reasons() const = 0;
  // Pairs of one event, whose time is good and whose day lies in the window.
  virtual void extract(const event::Event& event, engine::PairSink& pairs, DropCounts& drops) const = 0;
  virtual Status reduce(const ReduceInput& input, RowSink& rows) const = 0;
};

}  // namespace sluice::jobs
