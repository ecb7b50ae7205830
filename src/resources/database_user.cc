// A user of the result store with exactly the grants of its role (operations.md 5.1.3) and the password of
// its secret file. At the private server of a local deployment, which only listens on this machine, TLS is
// not demanded.
#include <fmt/format.h>

#include "base/secret.h"
#include "base/text.h"
#include "resources/local_kinds.h"
#include "resources/server_access.h"
#include "store/accounts.h"
#include "store/grants.h"

namespace sluice::resources {
namespace {

using plan::Difference, plan::Found, plan::Have, plan::Value, plan::Want, plan::Work;

constexpr const char* kFits = "that of its secret file";
constexpr const char* kOther = "another";

std::vector<store::Grant> wanted_grants(const Want& want) {
  std::string database = plan::get(want.properties, "database").text();
  return plan::get(want.properties, "role").text() == "pipeline" ? store::pipeline_grants(database)
                                                                 : store::api_grants(database);
}

Value printable(const std::vector<store::Grant>& grants) {
  std::vector<std::string> lines;
  for (const store::Grant& grant : grants)
    lines.push_back(fmt::format("{} on {}{}", fmt::join(grant.privileges, ", "), grant.on,
                                grant.grant_option ? " with grant option" : ""));
  return Value::list_of(lines);
}

class DatabaseUser final : public plan::Resource {
 public:
  const char* kind() const override { return "database_user"; }
  std::string describe(const Want& want) const override {
    return fmt::format(
        "user {}, {}", account_of(want).user,
        text(want, "role") == "pipeline" ? "who reads and writes results" : "who reads results");
  }
  plan::Properties predict(const Want& want) const override { return outputs(want); }

  Result<Found> find(const Want& want) override {
    return find_inside(server_of(want), "", [&](store::Connection& admin) -> Result<Found> {
      SLUICE_TRY(auto user, store::find_user(admin, account_of(want)));
      if (!user) return Found::absent();
      SLUICE_TRY(auto grants, store::read_grants(admin, account_of(want)));
      bool equal = store::grants_diff(account_of(want), wanted_grants(want), grants).empty();
      SLUICE_TRY(bool fits, password_fits(want));
      return Found::present({true,
                             {{"grants", equal ? printable(wanted_grants(want)) : printable(grants)},
                              {"password", fits ? kFits : kOther},
                              {"TLS demanded", user->require_ssl}},
                             outputs(want)});
    });
  }

  std::vector<Difference> diff(const Want& want, const Have& have) const override {
    Want complete{want.id,
                  want.kind,
                  {{"grants", printable(wanted_grants(want))}, {"password", kFits}, {"TLS demanded", false}},
                  {}};
    return plan::compare(complete, have, [](const std::string&) { return plan::Remedy::kUpdate; });
  }

  Result<Have> create(const Want& want, Work& work) override {
    SLUICE_TRY(auto admin, store::Connection::open(admin_dsn(server_of(want))));
    SLUICE_TRY(Secret password, base::resolve_secret(text(want, "password")));
    SLUICE_CHECK(store::create_user(admin, account_of(want), password, false));
    work.step("user created");
    return grant(want, admin);
  }

  Result<Have> update(const Want& want, const Have&, const std::vector<Difference>& differences,
                      Work& work) override {
    SLUICE_TRY(auto admin, store::Connection::open(admin_dsn(server_of(want))));
    for (const Difference& difference : differences) {
      if (difference.property == "password") {
        SLUICE_TRY(Secret password, base::resolve_secret(text(want, "password")));
        SLUICE_CHECK(store::set_password(admin, account_of(want), password));
      } else if (difference.property == "TLS demanded") {
        SLUICE_CHECK(store::set_require_ssl(admin, account_of(want), false));
      }
      work.step(difference.property);
    }
    return grant(want, admin);
  }

  Status remove(const Want& want, const Have&, Work&) override {
    SLUICE_TRY(auto admin, store::Connection::open(admin_dsn(server_of(want))));
    return store::drop_user(admin, account_of(want));
  }

  std::string condition(const Want& want, const Have& have) override {
    bool fits = plan::get(have.properties, "password").text() == kFits;
    bool exact = plan::get(have.properties, "grants") == printable(wanted_grants(want));
    return fmt::format("{}; {}", fits ? "its password works" : "its password does not work",
                       exact ? "exactly the grants of its role" : "other grants than its role has");
  }

 private:
  static std::string text(const Want& want, const char* name) {
    return plan::get(want.properties, name).text();
  }
  static const Value& server_of(const Want& want) { return plan::get(want.properties, "server"); }
  static store::Account account_of(const Want& want) { return {text(want, "name"), "%"}; }
  static plan::Properties outputs(const Want& want) {
    return {{"name", text(want, "name")}, {"password", plan::get(want.properties, "password")}};
  }

  // False if the server refuses the password, or if there is no secret file yet (a new one will not fit).
  static Result<bool> password_fits(const Want& want) {
    auto connection =
        store::Connection::open(dsn_of(server_of(want), text(want, "name"), text(want, "password"), ""));
    if (connection) return true;
    if (connection.error().kind == ErrorKind::kPermission || connection.error().kind == ErrorKind::kNotFound)
      return false;
    return fail(connection.error());
  }

  static Result<Have> grant(const Want& want, store::Connection& admin) {
    SLUICE_CHECK(store::ensure_grants(admin, account_of(want), wanted_grants(want)));
    return Have{true, {{"grants", printable(wanted_grants(want))}, {"password", kFits}}, outputs(want)};
  }
};

}  // namespace

std::unique_ptr<plan::Resource> make_database_user(const LocalSettings&) {
  return std::make_unique<DatabaseUser>();
}

}  // namespace sluice::resources
