// All findings of a check at once, instead of the first: severity, message, where, remedy.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sluice::base {

enum class Severity { kError, kWarning, kNote };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string message;
  SourceMark mark;   // file may be empty
  std::string hint;  // may be empty
  std::string code;  // a stable name of the finding: "E143"; may be empty
  std::string path;  // what it is about, in the file's words: "instance_groups.core.bidprice"; may be empty
};

class Diagnostics {
 public:
  void error(std::string message, SourceMark mark = {}, std::string hint = {}) {
    all_.push_back({Severity::kError, std::move(message), std::move(mark), std::move(hint)});
  }
  void warning(std::string message, SourceMark mark = {}, std::string hint = {}) {
    all_.push_back({Severity::kWarning, std::move(message), std::move(mark), std::move(hint)});
  }
  void add(Diagnostic finding) { all_.push_back(std::move(finding)); }
  void append(Diagnostics other) {
    for (Diagnostic& d : other.all_) all_.push_back(std::move(d));
  }
  bool has_errors() const {
    for (const Diagnostic& d : all_)
      if (d.severity == Severity::kError) return true;
    return false;
  }
  const std::vector<Diagnostic>& all() const { return all_; }
  // By file, line and column; findings of one place stay in the order they came.
  void sort_by_place();
  // One "file:line:col: error CODE: path: message" a finding (without the parts that it does not have), hints
  // indented below.
  std::string to_text() const;

 private:
  std::vector<Diagnostic> all_;
};

}  // namespace sluice::base

namespace sluice {
using base::Diagnostics;
}
