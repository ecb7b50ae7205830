#include "store/lms_dumps.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/files.h"
#include "store/line_reader.h"
#include "store/lms_tables.h"

namespace sluice::store {
namespace {

constexpr char kControlA = '\x01';

bool is_folder(const std::string& path) {
  struct stat st{};
  return ::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

// Splits into `fields`, which keeps its memory from row to row.
void split_row(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  for (size_t begin = 0;;) {
    size_t end = line.find(separator, begin);
    fields.push_back(line.substr(begin, end == line.npos ? end : end - begin));
    if (end == line.npos) return;
    begin = end + 1;
  }
}

}  // namespace

Result<std::unique_ptr<LmsDumps>> LmsDumps::open(const std::string& folder, Separator separator) {
  if (!is_folder(folder))
    return fail(ErrorKind::kNotFound, fmt::format("there is no folder of LMS dumps at {}", folder),
                "give a folder with one folder for each table, or mysql://USER@HOST/DATABASE");
  return std::unique_ptr<LmsDumps>(new LmsDumps(folder, separator));
}

Result<std::vector<std::string>> LmsDumps::find_files(const std::string& table) const {
  const std::string base = folder_ + "/" + table;
  std::vector<std::string> places;
  for (const char* ending : {"", ".tsv", ".gz", ".tsv.gz"})
    if (base::file_exists(base + ending)) places.push_back(base + ending);
  if (places.empty())
    return fail(ErrorKind::kNotFound, fmt::format("there is no dump of table {} in {}", table, folder_),
                fmt::format("put its rows into files below {}/", base));
  if (places.size() > 1)
    return fail(ErrorKind::kConflict,
                fmt::format("table {} is dumped twice: {} and {}", table, places[0], places[1]),
                "remove the older one: imports are never mixed");
  if (!is_folder(places[0])) return places;
  SLUICE_TRY(std::vector<base::FoundFile> found, base::list_files(places[0]));
  std::vector<std::string> files;
  for (const base::FoundFile& file : found) {
    std::string name = file.path.substr(places[0].size() + 1);
    bool hidden = name.starts_with('_') || name.starts_with('.');
    if (hidden) continue;
    if (name.find('/') != name.npos)  // dated folders of several imports, say
      return fail(ErrorKind::kInvalidInput,
                  fmt::format("{} is in a folder below the dump of {}", file.path, table),
                  "give the folder of one import: its files lie directly in DIR/TABLE/");
    files.push_back(file.path);
  }
  return files;
}

Status LmsDumps::scan_file(const std::string& path, size_t fields, const std::vector<size_t>& positions,
                           const schema::SourceRowFn& each) const {
  SLUICE_TRY(LineReader reader, LineReader::open(path));
  char separator = separator_ == Separator::kControlA ? kControlA : '\t';
  std::vector<std::string_view> row;
  schema::SourceRow cells(positions.size());
  std::string_view line;
  while (true) {
    SLUICE_TRY(bool more, reader.next(line));
    if (!more) return {};
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (reader.line_number() == 1 && separator_ == Separator::kDetect && line.find(kControlA) != line.npos)
      separator = kControlA;
    split_row(line, separator, row);
    if (row.size() != fields)
      return fail(Error(ErrorKind::kCorrupt,
                        fmt::format("a row of a dump has {} fields instead of {}, separated by {}",
                                    row.size(), fields, separator == '\t' ? "tabs" : "Ctrl-A"))
                      .at(reader.mark()));
    for (size_t i = 0; i < positions.size(); ++i)
      cells[i] = row[positions[i]] == "\\N" ? std::nullopt : std::optional(row[positions[i]]);
    Status taken = each(cells);
    if (taken) continue;
    Error error = std::move(taken).error();
    if (error.kind == ErrorKind::kInvalidInput && !error.mark)
      error.mark = reader.mark();  // it is about this row
    return fail(std::move(error));
  }
}

Status LmsDumps::scan(const std::string& table, const std::vector<std::string>& columns,
                      const schema::SourceRowFn& each) {
  SLUICE_TRY(std::vector<size_t> positions, lms_column_positions(table, columns));
  SLUICE_TRY(std::vector<std::string> files, find_files(table));
  for (const std::string& file : files)
    SLUICE_CHECK(scan_file(file, find_lms_table(table)->columns.size(), positions, each));
  return {};
}

std::string LmsDumps::describe() const {
  return "LMS dumps in " + folder_;
}

}  // namespace sluice::store
