#include "api/store_reader.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "base/log.h"

namespace sluice::api {

void warn_missing_table(const std::string& table) {
  static std::mutex mutex;
  static std::set<std::string> warned;
  std::lock_guard lock(mutex);
  if (warned.insert(table).second)
    base::log_warning("the store has no table {}: answers that need it are empty until its job has run",
                      table);
}

bool has_long_character(const std::string& text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xf0; });
}

Result<store::RowSet> query_or_nothing(StoreReader& store, const std::string& table, const std::string& sql,
                                       const SqlParameters& parameters) {
  Result<store::RowSet> rows = store.query(sql, parameters);
  if (rows) return rows;
  // The store's three-byte `utf8` cannot hold such a character, so it refuses the comparison; nothing stored
  // equals it.
  const bool any_long =
      std::ranges::any_of(parameters, [](const auto& p) { return p && has_long_character(*p); });
  if (rows.error().kind == ErrorKind::kInvalidInput && any_long) return store::RowSet{};
  if (rows.error().kind != ErrorKind::kNotFound) return rows;
  warn_missing_table(table);
  return store::RowSet{};
}

}  // namespace sluice::api
