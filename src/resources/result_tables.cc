// The published tables of the result store: created where missing, otherwise used as they are
// (result-store.md 2.1). A table without a column that is declared cannot be put right here and is drift that
// names it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "resources/local_kinds.h"
#include "resources/server_access.h"

namespace sluice::resources {
namespace {

using plan::Difference, plan::Found, plan::Have, plan::Value, plan::Want, plan::Work;
using schema::Table;

class ResultTables final : public plan::Resource {
 public:
  explicit ResultTables(const LocalSettings& settings) {
    for (const Table* table : settings.tables) tables_[table->name] = table;
  }

  const char* kind() const override { return "result_tables"; }
  bool holds_data() const override { return true; }
  std::string describe(const Want& want) const override {
    return fmt::format("{} result tables in database {}", names_of(want).size(), database_of(want));
  }

  Result<Found> find(const Want& want) override {
    return find_inside(
        plan::get(want.properties, "server"), "", [&](store::Connection& admin) -> Result<Found> {
          SLUICE_TRY(auto rows, admin.query("SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS"
                                            " WHERE BINARY TABLE_SCHEMA = ?",
                                            {database_of(want)}));
          std::map<std::string, std::set<std::string>> columns;
          for (const auto& row : rows.rows) columns[row[0].value_or("")].insert(row[1].value_or(""));
          std::vector<std::string> present, missing_columns;
          for (const std::string& name : names_of(want)) {
            if (!columns.contains(name)) continue;
            present.push_back(name);
            for (const schema::Column& column : tables_.at(name)->columns)
              if (!columns[name].contains(column.name)) missing_columns.push_back(name + "." + column.name);
          }
          if (present.empty()) return Found::absent();
          return Found::present(
              {true,
               {{"tables", Value::list_of(present)}, {"missing columns", Value::list_of(missing_columns)}},
               {{"tables", Value::list_of(present)}}});
        });
  }

  std::vector<Difference> diff(const Want& want, const Have& have) const override {
    std::vector<Difference> out;
    std::vector<std::string> present = list(plan::get(have.properties, "tables"));
    for (const std::string& name : names_of(want))
      if (std::find(present.begin(), present.end(), name) == present.end())
        out.push_back({"table " + name, {}, "as declared", plan::Remedy::kAdd});
    for (const std::string& column : list(plan::get(have.properties, "missing columns")))
      out.push_back({"column " + column, {}, "as declared", plan::Remedy::kDrift});
    return out;
  }

  Result<Have> create(const Want& want, Work& work) override {
    SLUICE_TRY(auto admin,
               store::Connection::open(admin_dsn(plan::get(want.properties, "server"), database_of(want))));
    for (const std::string& name : names_of(want)) {
      auto made = admin.execute(
          schema::create_table_sql(*tables_.at(name), {}, plan::get(want.properties, "collation").text()));
      if (!made) return fail(std::move(made).error().during("creating table " + name));
      work.step(name);
    }
    Value all = plan::get(want.properties, "tables");
    return Have{true, {{"tables", all}}, {{"tables", all}}};
  }

  Result<Have> update(const Want& want, const Have&, const std::vector<Difference>&, Work& work) override {
    return create(want, work);
  }

  Status remove(const Want& want, const Have&, Work&) override {
    SLUICE_TRY(auto admin,
               store::Connection::open(admin_dsn(plan::get(want.properties, "server"), database_of(want))));
    for (const std::string& name : names_of(want))
      SLUICE_CHECK(admin.execute("DROP TABLE IF EXISTS " + schema::quote_name(name)));
    return {};
  }

  std::string condition(const Want& want, const Have& have) override {
    auto admin = store::Connection::open(admin_dsn(plan::get(want.properties, "server"), database_of(want)));
    if (!admin) return base::to_text(admin.error());
    int filled = 0;
    for (const std::string& name : list(plan::get(have.properties, "tables"))) {
      auto row = admin->query(fmt::format("SELECT 1 FROM {} LIMIT 1", schema::quote_name(name)));
      if (row && !row->rows.empty()) ++filled;
    }
    return fmt::format("{} of {} have rows", filled, names_of(want).size());
  }

 private:
  static std::string database_of(const Want& want) { return plan::get(want.properties, "database").text(); }
  static std::vector<std::string> names_of(const Want& want) {
    return list(plan::get(want.properties, "tables"));
  }
  static std::vector<std::string> list(const Value& value) {
    std::vector<std::string> out;
    if (auto* items = value.as<Value::List>())
      for (const Value& item : *items) out.push_back(item.text());
    return out;
  }

  std::map<std::string, const Table*> tables_;
};

}  // namespace

std::unique_ptr<plan::Resource> make_result_tables(const LocalSettings& settings) {
  return std::make_unique<ResultTables>(settings);
}

}  // namespace sluice::resources
