#include "launch/result_files.h"

#include "base/text.h"
#include "schema/tsv.h"

namespace sluice::launch {

Status ResultFiles::begin(const std::vector<const schema::Table*>& tables) {
  for (const schema::Table* table : tables) {
    std::string path = folder_ + "/" + table->name + ".tsv";
    SLUICE_TRY(base::AtomicFile file, base::AtomicFile::open(path));
    SLUICE_CHECK(file.write(schema::tsv_header(*table)));
    order_.push_back(table->name);
    open_[table->name] = {{table, path, 0, ""}, std::make_unique<base::AtomicFile>(std::move(file))};
  }
  return {};
}

Status ResultFiles::write(const schema::Table& table, const schema::Row& row) {
  auto found = open_.find(table.name);
  if (found == open_.end() || row.size() != table.columns.size())
    return fail(ErrorKind::kInternal, "a row for " + table.name + " that does not fit the table");
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    if (i) line += '\t';
    const auto* text = std::get_if<std::string>(&row[i]);
    const schema::Column& column = table.columns[i];
    if (text && column.type == schema::Type::kVarchar)
      schema::append_escaped(line, base::first_characters(*text, static_cast<size_t>(column.length)));
    else
      schema::append_cell(line, row[i]);
  }
  line += '\n';
  ++found->second.state.rows;
  return found->second.file->write(line);
}

void ResultFiles::skip(const schema::Table& table, const std::string& why) {
  if (auto found = open_.find(table.name); found != open_.end()) found->second.state.skipped = why;
}

Status ResultFiles::finish() {
  for (auto& [name, open] : open_) {
    if (open.file && open.state.skipped.empty()) SLUICE_CHECK(open.file->commit_unsynced());
    open.file.reset();
  }
  return {};
}

std::vector<ResultFiles::Table> ResultFiles::tables() const {
  std::vector<Table> out;
  for (const std::string& name : order_) out.push_back(open_.at(name).state);
  return out;
}

}  // namespace sluice::launch
