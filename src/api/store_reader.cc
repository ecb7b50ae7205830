#include "api/store_reader.h"

#include <mutex>
#include <set>

#include "base/log.h"

namespace sluice::api {

void warn_missing_table(const std::string& table) {
  static std::mutex mutex;
  static std::set<std::string> warned;
  std::lock_guard lock(mutex);
  if (warned.insert(table).second)
    base::log_warning("the store has no table {}: answers that need it are empty until its job has run", table);
}

Result<store::RowSet> query_or_nothing(StoreReader& store, const std::string& table, const std::string& sql,
                                       const SqlParameters& parameters) {
  Result<store::RowSet> rows = store.query(sql, parameters);
  if (rows || rows.error().kind != ErrorKind::kNotFound) return rows;
  warn_missing_table(table);
  return store::RowSet{};
}

}  // namespace sluice::api
