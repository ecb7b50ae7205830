// The LMS tables of the sample (lms-tables.md section 3) as values: columns, and a function that gives all
// rows.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sample/append.h"
#include "sample/world.h"

namespace sluice::sample {

struct LmsColumn {
  std::string_view name, type;  // type as in CREATE TABLE
  int dump_position = -1;       // place in a dump; -1: never imported
};

// One row, values in the order of the table's columns. Reused from row to row.
class LmsRow {
 public:
  enum class Kind : uint8_t { kNull, kNumber, kText };
  struct Value {
    Kind kind;
    std::string_view text;
  };

  void clear() {
    text_.clear();
    parts_.clear();
  }
  LmsRow& null() { return put(Kind::kNull, {}); }
  LmsRow& text(std::string_view value) { return put(Kind::kText, value); }
  LmsRow& text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }
  LmsRow& integer(int64_t value) {
    scratch_.clear();
    append_number(scratch_, value);
    return put(Kind::kNumber, scratch_);
  }
  LmsRow& percent(int64_t hundredths) {  // 85 -> 0.85
    scratch_.clear();
    append_hundredths(scratch_, hundredths);
    return put(Kind::kNumber, scratch_);
  }
  LmsRow& time(Micros t) {
    scratch_.clear();
    append_sql_time(scratch_, t);
    return put(Kind::kText, scratch_);
  }
  size_t size() const { return parts_.size(); }
  Value at(size_t i) const {
    return {parts_[i].kind, std::string_view(text_).substr(parts_[i].begin, parts_[i].length)};
  }

 private:
  struct Part {
    Kind kind;
    size_t begin, length;
  };
  LmsRow& put(Kind kind, std::string_view value) {
    parts_.push_back({kind, text_.size(), value.size()});
    text_ += value;
    return *this;
  }
  std::string text_, scratch_;
  std::vector<Part> parts_;
};

// Takes each row; false = stop.
using RowSink = std::function<bool(const LmsRow&)>;

struct LmsTable {
  std::string_view name;
  std::span<const LmsColumn> columns;
  std::string_view keys;  // of CREATE TABLE
  bool quoted_dump =
      false;  // comma-separated with quotes as mysqldump writes it, instead of Ctrl-A (section 3.7)
  void (*rows)(const World& world, const RowSink& sink);
};

std::span<const LmsTable> lms_tables();

// One file each: users.cc, enrollments.cc, cohorts.cc, student_modules.cc.
extern const LmsTable kAuthUser, kAuthUserprofile, kStudentCourseenrollment, kGrades, kCourseGroups,
    kCourseGroupUsers, kStudentModule;

// Calls `visit` for every learner until it says false.
template <class Visit>
void for_each_learner(const World& world, Visit visit) {
  for (uint64_t i = 0; i < world.plan().learners; ++i)
    if (!visit(world.learner(i))) return;
}

}  // namespace sluice::sample
