#include "resources/local_kinds.h"

namespace sluice::resources {

plan::Kinds make_local_kinds(const LocalSettings& settings) {
  plan::Kinds kinds;
  kinds.add(make_bucket_folder(settings));
  kinds.add(make_secret_file(settings));
  kinds.add(make_mariadb_data(settings));
  kinds.add(make_mariadb_server(settings));
  kinds.add(make_database(settings));
  kinds.add(make_database_user(settings));
  kinds.add(make_result_tables(settings));
  return kinds;
}

}  // namespace sluice::resources
