#include "api/csv_text.h"

#include <map>
#include <set>
#include <string_view>

#include "base/text.h"

namespace sluice::api {
namespace {

using FlatRow = std::map<std::string, const Json*>;

void flatten(const Json& value, const std::string& name, FlatRow& row) {
  if (!value.is_object()) {
    row[name] = &value;
    return;
  }
  for (const auto& [key, inner] : value.items()) flatten(inner, name.empty() ? key : name + "." + key, row);
}

std::string cell_text(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return base::valid_utf8(value.get_ref<const std::string&>());
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (!value.is_array()) return value.dump();
  std::vector<std::string> elements;
  for (const Json& element : value) elements.push_back(cell_text(element));
  return base::join(elements, ", ");
}

bool runs_in_a_spreadsheet(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

void append_cell(std::string& out, const Json& value, bool safe) {
  std::string text = cell_text(value);
  if (safe && (value.is_string() || value.is_array()) && runs_in_a_spreadsheet(text)) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == text.npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

// The columns asked for that exist, else all.
std::vector<std::string> choose(const std::set<std::string>& all, const std::vector<std::string>& wanted) {
  std::vector<std::string> chosen;
  std::set<std::string> taken;
  for (const std::string& name : wanted)
    if (all.contains(name) && taken.insert(name).second) chosen.push_back(name);
  return chosen.empty() ? std::vector<std::string>(all.begin(), all.end()) : chosen;
}

}  // namespace

std::string csv_text(const Json& rows, const CsvOptions& options) {
  const Json null;
  std::vector<FlatRow> flat;
  if (!rows.is_array()) flatten(rows, "", flat.emplace_back());
  if (rows.is_array())
    for (const Json& row : rows) flatten(row, "", flat.emplace_back());
  std::set<std::string> all;
  for (const FlatRow& row : flat)
    for (const auto& [name, value] : row) all.insert(name);
  const std::vector<std::string> columns = choose(all, options.columns);

  std::string out;
  const auto end_line = [&](size_t begin) {
    if (out.size() == begin && columns.size() == 1)
      out += "\"\"";  // else a reader takes it for no row at all
    out += "\r\n";
  };
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i) out += ',';
    append_cell(out, Json(columns[i]), false);
  }
  end_line(0);
  for (const FlatRow& row : flat) {
    const size_t begin = out.size();
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i) out += ',';
      const auto found = row.find(columns[i]);
      append_cell(out, found == row.end() ? null : *found->second, options.safe);
    }
    end_line(begin);
  }
  return out;
}

}  // namespace sluice::api
