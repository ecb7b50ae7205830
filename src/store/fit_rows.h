// Rows of text made to fit the columns of an existing table, by the rules of result-store.md 2.6, so that a
// strict server takes every value as it is.
//
//   column    value                                     becomes
//   text      longer than the column                    cut to its length in characters (and bytes)
//   text      a character beyond U+FFFF, column utf8    U+FFFD
//   text      bytes that are no UTF-8                   U+FFFD each
//   number    inf, -inf, nan, infinity (any case)       NULL
//   datetime  fraction of a second                      cut off
// Texts such as "None" or "inf" in a text column stay texts. Pure; one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::store {

struct FitColumn {
  enum class Kind { kText, kNumber, kDateTime, kOther };
  std::string name;
  Kind kind = Kind::kOther;
  uint64_t max_characters = 0;  // of a text
  uint64_t max_bytes = 0;
  bool four_bytes = false;  // the column is utf8mb4
};

class FitRows {
 public:
  explicit FitRows(std::vector<FitColumn> columns) : columns_(std::move(columns)) {}

  // Appends `line` (schema/tsv.h, without LF) and an LF to `out`. kCorrupt if the number of cells is wrong.
  Status append(std::string_view line, std::string& out);

  uint64_t texts_cut() const { return cut_; }
  uint64_t texts_replaced() const { return replaced_; }  // texts with at least one U+FFFD put in

 private:
  void append_text(const FitColumn& column, std::string_view cell, std::string& out);
  std::vector<FitColumn> columns_;
  uint64_t cut_ = 0, replaced_ = 0;
};

}  // namespace sluice::store
