// How kinds that live inside a result store reach its server, from the map of a mariadb_server's outputs.
#pragma once

#include <functional>

#include "plan/resource.h"
#include "store/connection.h"

namespace sluice::resources {

// The address of the server for one of its users (a reference to the password); `server` must be known.
store::Dsn dsn_of(const plan::Value& server, const std::string& user, const std::string& password,
                  const std::string& database);
store::Dsn admin_dsn(const plan::Value& server, const std::string& database = {});

// Looks at something inside the server, as its administrator. A server that is not known, not up or not open
// to us yet makes the answer Found::unknown.
Result<plan::Found> find_inside(const plan::Value& server, const std::string& database,
                                const std::function<Result<plan::Found>(store::Connection&)>& look);

}  // namespace sluice::resources
