#include "resources/server_access.h"

namespace sluice::resources {

store::Dsn dsn_of(const plan::Value& server, const std::string& user, const std::string& password,
                  const std::string& database) {
  const plan::Properties& outputs = *server.as<plan::Value::Map>();
  store::Dsn dsn;
  dsn.host = plan::get(outputs, "host").text();
  dsn.port = static_cast<int>(plan::get(outputs, "port").number());
  dsn.socket = plan::get(outputs, "socket").text();
  dsn.user = user;
  dsn.password = password;
  dsn.database = database;
  return dsn;
}

store::Dsn admin_dsn(const plan::Value& server, const std::string& database) {
  const plan::Properties& outputs = *server.as<plan::Value::Map>();
  return dsn_of(server, plan::get(outputs, "admin").text(), plan::get(outputs, "admin_password").text(),
                database);
}

Result<plan::Found> find_inside(const plan::Value& server, const std::string& database,
                                const std::function<Result<plan::Found>(store::Connection&)>& look) {
  if (server.is_unknown() || !server.as<plan::Value::Map>())
    return plan::Found::unknown("its server is not running");
  auto connection = store::Connection::open(admin_dsn(server, database));
  if (!connection) {
    const Error& error = connection.error();
    if (error.kind == ErrorKind::kNotFound)
      return plan::Found::unknown("the administrator's password is missing");
    if (error.kind == ErrorKind::kPermission)
      return plan::Found::unknown("the server refuses the administrator's password");
    if (error.kind == ErrorKind::kUnavailable) return plan::Found::unknown("its server does not answer yet");
    return fail(error);
  }
  return look(*connection);
}

}  // namespace sluice::resources
