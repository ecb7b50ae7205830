// A database of the result store with its collation (aws-resources.md 3.9). An empty one is altered to the
// collation wanted; one with tables is drift. It goes with the data directory that it is in.
#include <fmt/format.h>

#include "resources/local_kinds.h"
#include "resources/server_access.h"
#include "schema/table.h"
#include "store/accounts.h"

namespace sluice::resources {
namespace {

using plan::Difference, plan::Found, plan::Have, plan::Value, plan::Want, plan::Work;

std::string charset_of(const std::string& collation) {
  return collation.substr(0, collation.find('_'));
}

class Database final : public plan::Resource {
 public:
  const char* kind() const override { return "database"; }
  bool holds_data() const override { return true; }
  std::string describe(const Want& want) const override {
    return fmt::format("database {} with collation {}", name_of(want), collation_of(want));
  }
  plan::Properties predict(const Want& want) const override { return {{"name", name_of(want)}}; }

  Result<Found> find(const Want& want) override {
    return find_inside(server_of(want), "", [&](store::Connection& admin) -> Result<Found> {
      SLUICE_TRY(auto state, store::find_database(admin, name_of(want)));
      if (!state) return Found::absent();
      return Found::present({true,
                             {{"collation", state->collation},
                              {"charset", state->charset},
                              {"tables", static_cast<int64_t>(state->tables)}},
                             {{"name", name_of(want)}}});
    });
  }

  std::vector<Difference> diff(const Want& want, const Have& have) const override {
    store::DatabaseState state{plan::get(have.properties, "charset").text(),
                               plan::get(have.properties, "collation").text(),
                               static_cast<uint64_t>(plan::get(have.properties, "tables").number())};
    auto change = store::database_change(state, charset_of(collation_of(want)), collation_of(want));
    if (change == store::DatabaseChange::kNone) return {};
    bool alter = change == store::DatabaseChange::kAlter;
    return {{"collation", state.collation, collation_of(want),
             alter ? plan::Remedy::kUpdate : plan::Remedy::kDrift}};
  }

  Result<Have> create(const Want& want, Work&) override { return ensure(want); }
  Result<Have> update(const Want& want, const Have&, const std::vector<Difference>&, Work&) override {
    return ensure(want);
  }
  Status remove(const Want& want, const Have&, Work&) override {
    SLUICE_TRY(auto admin, store::Connection::open(admin_dsn(server_of(want))));
    return store::drop_database(admin, name_of(want));
  }

  std::string condition(const Want& want, const Have& have) override {
    auto admin = store::Connection::open(admin_dsn(server_of(want)));
    if (!admin) return base::to_text(admin.error());
    auto size = admin->query(
        "SELECT CAST(COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS UNSIGNED) FROM information_schema.TABLES"
        " WHERE BINARY TABLE_SCHEMA = ?",
        {name_of(want)});
    std::string bytes = size && !size->rows.empty() ? size->rows[0][0].value_or("0") : "0";
    return fmt::format("{} tables, {:.1f} MB, {}", plan::get(have.properties, "tables").number(),
                       std::stod(bytes) / 1e6, plan::get(have.properties, "collation").text());
  }

 private:
  static const Value& server_of(const Want& want) { return plan::get(want.properties, "server"); }
  static std::string name_of(const Want& want) { return plan::get(want.properties, "name").text(); }
  static std::string collation_of(const Want& want) { return plan::get(want.properties, "collation").text(); }

  Result<Have> ensure(const Want& want) {
    SLUICE_TRY(auto admin, store::Connection::open(admin_dsn(server_of(want))));
    std::string collation = collation_of(want);
    SLUICE_CHECK(store::ensure_database(admin, name_of(want), charset_of(collation), collation));
    return Have{true, {{"collation", collation}}, {{"name", name_of(want)}}};
  }
};

}  // namespace

std::unique_ptr<plan::Resource> make_database(const LocalSettings&) {
  return std::make_unique<Database>();
}

}  // namespace sluice::resources
