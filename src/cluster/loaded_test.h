// For tests: a cluster file given as text.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "base/files.h"
#include "base/text.h"
#include "cluster/cluster_file.h"

namespace sluice::cluster {

using Variables = std::map<std::string, std::string>;

struct Loaded {
  ClusterFile file;
  Diagnostics findings;

  // "E143 3:15 instance_groups.core.bidprice", a line each.
  std::string told() const {
    std::string out;
    for (const base::Diagnostic& each : findings.all())
      out += each.code + " " + std::to_string(each.mark.line) + ":" + std::to_string(each.mark.column) + " " +
             each.path + "\n";
    return out;
  }
  std::multiset<std::string> codes() const {
    std::multiset<std::string> out;
    for (const base::Diagnostic& each : findings.all()) out.insert(each.code);
    return out;
  }
};

inline Loaded load_source(const std::string& source, Mode mode, const Variables& variables = {}) {
  Loaded out;
  auto environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  auto file = load_cluster_file(source, mode, environment, out.findings);
  if (file)
    out.file = std::move(*file);
  else
    ADD_FAILURE() << base::to_text(file.error());
  return out;
}

// As a file, so that places count from its first byte.
inline Loaded load_text(const std::string& text, Mode mode, const Variables& variables = {}) {
  const auto folder = base::TemporaryFolder::create("cluster_test").value();
  const std::string path = folder.path() + "/cluster.yml";
  EXPECT_TRUE(base::write_file_atomically(path, text));
  return load_source("@" + path, mode, variables);
}

// `base` without the top-level keys that `own` gives, then `own`. Both in block style.
inline std::string with(const std::string& base, const std::string& own) {
  auto key_of = [](std::string_view line) {
    const bool top = !line.empty() && line[0] != ' ' && line[0] != '#' && line[0] != '-';
    return top ? std::string(line.substr(0, line.find(':'))) : std::string();
  };
  std::set<std::string> given;
  for (std::string_view line : base::split(own, '\n')) given.insert(key_of(line));
  std::string out = own;
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  bool dropped = false;
  for (std::string_view line : base::split(base, '\n')) {
    if (const std::string key = key_of(line); !key.empty()) dropped = given.contains(key);
    if (!dropped && !line.empty()) out += std::string(line) + "\n";
  }
  return out;
}

}  // namespace sluice::cluster
