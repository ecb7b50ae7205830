#include "resources/server_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.h"

namespace sluice::resources {

constexpr size_t kLongestSocket = 107;

std::string ServerFolder::socket() const {
  std::string full = path + "/mysqld.sock";
  return full.size() <= kLongestSocket ? full : "";
}

Result<base::SystemUser> ServerFolder::owner() const {
  struct stat st{};
  if (::stat(data().c_str(), &st) != 0) return fail(base::system_error(errno, "cannot look at " + data()));
  return base::user_of_id(st.st_uid);
}

base::SystemUser choose_server_user(const std::string& folder) {
  base::SystemUser me = base::current_user();
  if (me.uid != 0) return me;
  auto mysql = base::find_user("mysql");
  if (!mysql || !base::closed_folder(folder, *mysql).empty()) return me;
  return *mysql;
}

Status make_temporary(const ServerFolder& folder, const base::SystemUser& user) {
  SLUICE_CHECK(base::make_folders(folder.temporary()));
  return give_to(folder.temporary(), user);
}

Status give_to(const std::string& path, const base::SystemUser& user) {
  if (user.uid == base::current_user().uid) return {};
  if (::chown(path.c_str(), user.uid, user.gid) != 0)
    return fail(base::system_error(errno, "cannot give " + path + " to user " + user.name));
  return {};
}

}  // namespace sluice::resources
