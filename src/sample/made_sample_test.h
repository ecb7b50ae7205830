// For tests: a sample of the default size, made once for each test program, and ways to read it back that
// share no code with the generator (zlib's own reader, the LMS dumps split by hand).
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "format/byte_source.h"
#include "sample/sample.h"

namespace sluice::sample {

inline SamplePlan plan_of(const std::string& folder, SampleOptions options = {}) {
  options.folder = folder;
  auto plan = make_plan(options);
  if (!plan) ADD_FAILURE() << base::to_text(plan.error());
  return plan.value_or(SamplePlan());
}

struct MadeSample {
  base::TemporaryFolder folder;
  SamplePlan plan;
  SampleReport report;
  std::string path(const std::string& below) const { return folder.path() + "/" + below; }
};

inline MadeSample make_sample(SampleOptions options = {}) {
  auto folder = base::TemporaryFolder::create("sluice-sample");
  if (!folder) throw std::runtime_error(base::to_text(folder.error()));
  SamplePlan plan = plan_of(folder->path(), options);
  auto report = write_sample(plan);
  if (!report) throw std::runtime_error(base::to_text(report.error()));
  return {std::move(*folder), plan, *report};
}

inline const MadeSample& default_sample() {
  static const MadeSample made = make_sample();
  return made;
}

// The whole content; a damaged member fails the test.
inline std::string gunzip(const std::string& path) {
  std::string text, block(1 << 16, '\0');
  auto source = format::open_bytes(path);
  if (!source) {
    ADD_FAILURE() << base::to_text(source.error());
    return text;
  }
  for (;;) {
    const auto n = (*source)->read(block.data(), block.size());
    EXPECT_TRUE(n) << path;
    if (!n || *n == 0) break;
    text.append(block, 0, *n);
  }
  EXPECT_EQ((*source)->damage(), "") << path;
  return text;
}

inline std::vector<base::FoundFile> files_below(const std::string& folder) {
  return base::list_files(folder).value();
}

inline std::vector<std::string> log_paths(const MadeSample& sample) {
  std::vector<std::string> paths;
  for (const base::FoundFile& file : files_below(sample.path("tracking"))) paths.push_back(file.path);
  return paths;
}

// Lines without LF; a last line without LF counts.
inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : base::split(text, '\n')) lines.emplace_back(line);
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

using Fields = std::vector<std::string>;
inline std::vector<Fields> dump_rows(const MadeSample& sample, const std::string& table) {
  std::vector<Fields> rows;
  for (const std::string& line :
       lines_of(base::read_file(sample.path("lms/" + table + "/part-00000")).value())) {
    Fields fields;
    for (const std::string_view field : base::split(line, '\x01')) fields.emplace_back(field);
    rows.push_back(std::move(fields));
  }
  return rows;
}

}  // namespace sluice::sample
