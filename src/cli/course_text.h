// Answers of the API as text for a terminal: a heading, a table, and a small chart.
#pragma once

#include <string>

#include "api/json.h"

namespace sluice::cli {

struct TextStyle {
  int bar_width = 30;
  bool color = false;
};

// How the rows of a subject are laid out.
enum class Layout {
  kSeries,      // one number a row: bars, and a sparkline over several dates
  kCategories,  // one category a row: bars
  kWide,        // categories side by side: turned to bars for one date, a table with sparklines for several
  kSummary,     // one object with nested counts by mode
  kCourses,
};

// `value`: what the endpoint answers.
std::string course_text(Layout layout, const api::Json& value, const TextStyle& style);

}  // namespace sluice::cli
