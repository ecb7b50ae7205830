#include "cli/commands.h"

#include "cli/cluster_commands.h"
#include "cli/users_commands.h"

namespace sluice::cli {

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> all;
  all.push_back(make_check_command());
  all.push_back(make_plan_command());
  all.push_back(make_apply_command());
  all.push_back(make_status_command());
  all.push_back(make_destroy_command());
  all.push_back(make_cluster_command());
  all.push_back(make_run_command());
  all.push_back(make_sample_command());
  all.push_back(make_schema_command());
  all.push_back(make_serve_command());
  all.push_back(make_show_command());
  all.push_back(make_token_command());
  all.push_back(make_users_command());
  all.push_back(make_version_command());
  return all;
}

}  // namespace sluice::cli
