// For tests of jobs: tracking lines in, rows out, through the real parser, pair tables, day files and
// reduce().
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "engine/pair_table.h"
#include "event/line_parser.h"
#include "jobs/jobs.h"
#include "schema/tsv.h"

namespace sluice::jobs {

// LMS tables given as text: columns and rows, cells separated by '|', NULL as \N.
class TextTables final : public schema::RowSource {
 public:
  void add(const std::string& table, const std::string& columns, const std::vector<std::string>& rows) {
    tables_[table] = {columns, rows};
  }
  std::string describe() const override { return "a test's tables"; }
  Status scan(const std::string& table, const std::vector<std::string>& columns,
              const schema::SourceRowFn& each) override {
    auto found = tables_.find(table);
    if (found == tables_.end()) return fail(ErrorKind::kNotFound, "no table " + table);
    auto names = base::split(found->second.columns, '|');
    for (const std::string& row : found->second.rows) {
      auto cells = base::split(row, '|');
      schema::SourceRow out;
      for (const std::string& column : columns) {
        auto at = std::find(names.begin(), names.end(), column) - names.begin();
        std::string_view cell = cells.at(static_cast<size_t>(at));
        out.push_back(cell == "\\N" ? std::nullopt : std::optional(cell));
      }
      SLUICE_CHECK(each(out));
    }
    return {};
  }

 private:
  struct Table {
    std::string columns;
    std::vector<std::string> rows;
  };
  std::map<std::string, Table> tables_;
};

class TextGeo final : public event::GeoLookup {
 public:
  std::map<std::string, std::string> codes;
  std::string country_code(const std::string& ip) const override {
    auto found = codes.find(ip);
    return found == codes.end() ? "UNKNOWN" : found->second;
  }
};

// Rows of each table as TSV lines, in the order written.
class TextRows final : public RowSink {
 public:
  std::map<std::string, std::vector<std::string>> rows;
  std::map<std::string, std::string> skipped;
  Status write(const schema::Table& table, const schema::Row& row) override {
    std::string line = schema::tsv_line(row);
    line.pop_back();
    rows[table.name].push_back(line);
    return {};
  }
  void skip(const schema::Table& table, const std::string& why) override { skipped[table.name] = why; }
};

class JobFixture : public ::testing::Test {
 protected:
  JobFixture() : folder_(base::TemporaryFolder::create("sluice-test").value()) {}

  // The map step over some lines; keeps day files of `window`. Returns how many pairs were emitted, by day
  // file lines.
  uint64_t extract(const Job& job, const std::vector<std::string>& lines, const std::string& window) {
    event::LineParser parser;
    engine::PairTable table(job.day_files().combine);
    auto days = base::parse_interval(window).value();
    for (const std::string& line : lines) {
      std::string padded = line + std::string(event::LineParser::kPadding, ' ');
      const event::Event* event = parser.parse(std::string_view(padded).substr(0, line.size()));
      if (!event || event->time_state() != event::TimeState::kGood || !days.contains(event->time().day))
        continue;
      job.extract(*event, table, drops_);
    }
    auto sorted = table.take_sorted();
    return engine::write_day_files(folder_.path(), job.day_files(), days, *sorted).value();
  }

  TextRows reduce(const Job& job, const std::string& interval) {
    TextRows out;
    ReduceInput input{folder_.path(),
                      folder_.path(),
                      size_t{1} << 20,
                      base::parse_interval(interval).value(),
                      *base::parse_day("2021-03-06"),
                      with_lms_ ? &lms_ : nullptr,
                      &geo_};
    auto outcome = job.reduce(input, out);
    EXPECT_TRUE(outcome) << base::to_text(outcome.error());
    return out;
  }

  std::string day_file(const Job& job, const std::string& day) {
    return base::read_file(engine::day_file_path(folder_.path(), job.day_files(), *base::parse_day(day)))
        .value_or("none");
  }

  base::TemporaryFolder folder_;
  DropCounts drops_;
  TextTables lms_;
  bool with_lms_ = true;
  TextGeo geo_;
};

}  // namespace sluice::jobs
