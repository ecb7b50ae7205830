#include "resources/local_state.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/process.h"
#include "resources/server_access.h"
#include "resources/server_folder.h"
#include "store/accounts.h"

namespace sluice::resources {
namespace fs = std::filesystem;
namespace {

bool is_piece(const std::string& name) {
  return name.starts_with('.') && name.ends_with(".part");
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Status sweep_pieces(const std::string& state) {
  for (const std::string& folder : {state, state + "/secrets", state + "/server"})
    for (const std::string& name : names_in(folder))
      if (std::error_code code; is_piece(name) && fs::is_regular_file(folder + "/" + name, code))
        SLUICE_CHECK(base::remove_tree(folder + "/" + name));
  return {};
}

Result<std::vector<std::string>> remove_state(const std::string& state) {
  ServerFolder server{state + "/server"};
  SLUICE_CHECK(
      base::end_processes_with_argument("--datadir=" + server.data_part(), true, std::chrono::seconds(10)));
  for (const std::string& name : names_in(state + "/buckets"))
    if (is_piece(name)) SLUICE_CHECK(base::remove_tree(state + "/buckets/" + name));
  for (const char* name : {"server", "secrets", "deployment.json", "journal.jsonl"})
    SLUICE_CHECK(base::remove_tree(state + "/" + name));
  ::rmdir((state + "/buckets").c_str());  // stays if something that is not ours is in it
  std::vector<std::string> left;
  for (const std::string& name : names_in(state + "/buckets")) left.push_back(state + "/buckets/" + name);
  for (const std::string& name : names_in(state))
    if (name != "lock" && name != "buckets") left.push_back(state + "/" + name);
  if (!left.empty()) return left;
  SLUICE_CHECK(
      base::remove_tree(state + "/lock"));  // last: whoever waits for it takes a new one (base/files.h)
  ::rmdir(state.c_str());
  std::string parent = base::parent_folder(state);
  if (fs::path(parent).filename() == ".sluice") ::rmdir(parent.c_str());
  return left;
}

Result<std::vector<CheckLine>> self_test(const plan::Properties& server, const plan::Properties& pipeline,
                                         const plan::Properties& api, const std::string& database) {
  auto dsn = [&](const plan::Properties& user) {
    return dsn_of(server, plan::get(user, "name").text(), plan::get(user, "password").text(), database);
  };
  SLUICE_TRY(auto lines, store::self_test(dsn(pipeline), dsn(api)));
  std::vector<CheckLine> out;
  for (const store::SelfTestLine& line : lines) out.push_back({line.passed, line.text});
  return out;
}

}  // namespace sluice::resources
