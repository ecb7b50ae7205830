#include "cli/text_table.h"

#include <algorithm>

#include "cli/course_chart.h"

namespace sluice::cli {
namespace {

std::string padded(const std::string& text, size_t width, bool right) {
  const std::string space(width - std::min(width, columns_of(text)), ' ');
  return right ? space + text : text + space;
}

std::string without_end_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string TextTable::to_text(int bar_width, bool color) const {
  std::vector<size_t> widths;
  for (const std::string& name : header) widths.push_back(columns_of(name));
  for (const auto& row : rows)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (size_t i = 0; i < cells.size(); ++i)
      out += (i ? "  " : "") + padded(cells[i], widths[i], numeric[i]);
    return out;
  };
  const int64_t largest = lengths.empty() ? 0 : *std::ranges::max_element(lengths);
  std::string out = without_end_spaces(line(header)) + "\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    std::string text = line(rows[i]);
    const std::string drawn = lengths.empty() ? "" : bar(lengths[i], largest, bar_width);
    if (!drawn.empty()) text += "  " + (color ? "\033[36m" + drawn + "\033[0m" : drawn);
    out += (drawn.empty() ? without_end_spaces(text) : text) + "\n";
  }
  return out;
}

}  // namespace sluice::cli
