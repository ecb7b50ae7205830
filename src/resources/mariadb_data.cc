// The data directory of a private MariaDB: made aside as data.part by mariadb-install-db and renamed when it
// is whole and on disk, so FOLDER/data exists only complete. The installer itself need not flush (it does so
// hundreds of times, which was 6 of 7 seconds on a busy disk): one flush before the renaming promises the
// same. Its mark is the file data/.sluice-data. A system's own server is never touched.
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "base/files.h"
#include "base/text.h"
#include "plan/plan.h"
#include "resources/local_kinds.h"
#include "resources/server_folder.h"

namespace sluice::resources {
namespace {

using plan::Found, plan::Have, plan::Want, plan::Work;

constexpr const char* kMark = "/.sluice-data";
constexpr const char* kInstall = "apt-get install mariadb-server";
constexpr uint64_t kNeededBytes =
    400'000'000;  // a new data directory has 114 MB; the rest is for tables and logs
constexpr std::chrono::minutes kInstallTimeout{5};

uint64_t free_bytes(std::string path) {
  struct statvfs volume{};
  while (::statvfs(path.c_str(), &volume) != 0 && path != "/" && path != ".")
    path = base::parent_folder(path);
  return uint64_t{volume.f_bavail} * volume.f_frsize;
}

// Everything written so far to the volume of `folder` is on disk.
Status flush_volume(const std::string& folder) {
  int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return fail(base::system_error(errno, "cannot open " + folder));
  int outcome = ::syncfs(fd), e = errno;
  ::close(fd);
  if (outcome != 0) return fail(base::system_error(e, "cannot flush " + folder));
  return {};
}

// What the installer says is wrong; its last lines, which are the same general advice each time, only if it
// names no error.
std::string reasons(const std::string& text, size_t most) {
  std::vector<std::string_view> lines = base::split(base::trim(text), '\n'), errors;
  for (std::string_view line : lines)
    if (line.find("ERROR") != line.npos || line.find("FATAL") != line.npos) errors.push_back(line);
  if (errors.empty()) errors.assign(lines.end() - std::min<ptrdiff_t>(std::ssize(lines), 8), lines.end());
  if (errors.size() > most) errors.resize(most);
  return fmt::format("\n    {}", fmt::join(errors, "\n    "));
}

class MariadbData final : public plan::Resource {
 public:
  explicit MariadbData(const LocalSettings& settings) : deployment_(settings.deployment) {}

  const char* kind() const override { return "mariadb_data"; }
  bool holds_data() const override { return true; }
  std::string describe(const Want& want) const override { return "data directory " + folder_of(want).data(); }
  plan::Properties predict(const Want& want) const override {
    return {{"folder", folder_of(want).path}, {"user", choose_server_user(folder_of(want).path).name}};
  }

  Result<Found> find(const Want& want) override {
    ServerFolder folder = folder_of(want);
    if (!base::file_exists(folder.data())) return Found::absent();
    if (!base::file_exists(folder.data() + kMark))
      return fail(ErrorKind::kConflict, fmt::format("{} was not made by sluice", folder.data()),
                  "move it elsewhere, or set another  state:  in the file");
    return have(folder);
  }

  Result<Have> create(const Want& want, Work& work) override {
    ServerFolder folder = folder_of(want);
    SLUICE_CHECK(clear_remains(folder, work));
    SLUICE_CHECK(base::make_folders(folder.path));
    if (::chmod(folder.path.c_str(), 0755) != 0)
      return fail(base::system_error(errno, "cannot open " + folder.path));
    base::SystemUser user = choose_server_user(folder.path);
    SLUICE_CHECK(give_to(folder.path, user));
    SLUICE_CHECK(make_temporary(folder, user));
    work.step("folder made");
    SLUICE_CHECK(install(folder, user));
    work.step("installed");
    SLUICE_CHECK(base::write_file_atomically(folder.data_part() + kMark, deployment_ + "\n"));
    SLUICE_CHECK(flush_volume(folder.data_part()));
    SLUICE_CHECK(base::rename_file(folder.data_part(), folder.data()));
    SLUICE_CHECK(flush_volume(folder.path));
    SLUICE_TRY(Found found, have(folder));
    return found.have;
  }

  Result<Have> update(const Want&, const Have& current, const std::vector<plan::Difference>&,
                      Work&) override {
    return current;
  }

  // The mark goes with the name: first aside, then away.
  Status remove(const Want& want, const Have&, Work& work) override {
    ServerFolder folder = folder_of(want);
    SLUICE_CHECK(clear_remains(folder, work));
    SLUICE_CHECK(base::rename_file(folder.data(), folder.data_part()));
    work.step("renamed");
    return base::remove_tree(folder.path);
  }

  void preflight(const Want& want, plan::Action action, const Found&, Diagnostics& findings) const override {
    if (action != plan::Action::kCreate) return;
    if (auto program = base::find_program("mariadb-install-db", kInstall); !program)
      findings.error(program.error().message, {}, program.error().hint);
    uint64_t free = free_bytes(folder_of(want).path);
    if (free < kNeededBytes)
      findings.error(fmt::format("{} free where {} is to be, {} needed", base::human_bytes(free),
                                 folder_of(want).data(), base::human_bytes(kNeededBytes)),
                     {}, "make room, or set another  state:  in the file");
    if (base::current_user().uid != 0) return;
    base::SystemUser user = choose_server_user(folder_of(want).path);
    auto mysql = base::find_user("mysql");
    if (user.uid == 0 && mysql)
      findings.warning(fmt::format("MariaDB will run as root, because {} is closed to user mysql",
                                   base::closed_folder(folder_of(want).path, *mysql)));
  }

  std::string condition(const Want& want, const Have& current) override {
    auto files = base::list_files(folder_of(want).data());
    if (!files) return base::to_text(files.error());
    uint64_t bytes = 0;
    for (const base::FoundFile& file : *files) bytes += file.size;
    return fmt::format("{}, owned by {}", base::human_bytes(bytes),
                       plan::get(current.outputs, "user").text());
  }

 private:
  static ServerFolder folder_of(const Want& want) { return {plan::get(want.properties, "folder").text()}; }

  static Result<Found> have(const ServerFolder& folder) {
    SLUICE_TRY(base::SystemUser user, folder.owner());
    return Found::present({true, {}, {{"folder", folder.path}, {"user", user.name}}});
  }

  // A half-made directory, and the installer that may still be at work in it when its sluice was killed.
  static Status clear_remains(const ServerFolder& folder, Work& work) {
    SLUICE_CHECK(
        base::end_processes_with_argument("--datadir=" + folder.data_part(), true, std::chrono::seconds(10)));
    if (!base::file_exists(folder.data_part())) return {};
    work.say("clearing away a half-made data directory");
    return base::remove_tree(folder.data_part());
  }

  static Status install(const ServerFolder& folder, const base::SystemUser& user) {
    SLUICE_TRY(std::string program, base::find_program("mariadb-install-db", kInstall));
    SLUICE_TRY(std::string env, base::find_program("env", "apt-get install coreutils"));
    // In the environment, since its script would split --tmpdir at blanks.
    std::vector<std::string> argv = {env,
                                     "TMPDIR=" + folder.temporary(),
                                     program,
                                     "--no-defaults",
                                     "--datadir=" + folder.data_part(),
                                     "--auth-root-authentication-method=socket",
                                     "--auth-root-socket-user=root",
                                     "--skip-test-db",
                                     "--force",
                                     "--skip-name-resolve",
                                     "--debug-no-sync"};
    // Run as its user instead of with --user: its script would split a path at blanks.
    SLUICE_TRY(base::ProcessOutput output, base::run_process(argv, kInstallTimeout, user));
    if (output.exit_code == 0) return {};
    return fail(ErrorKind::kIo, fmt::format("mariadb-install-db ended with code {}", output.exit_code),
                "it said:" + reasons(output.output, 8));
  }

  std::string deployment_;
};

}  // namespace

std::unique_ptr<plan::Resource> make_mariadb_data(const LocalSettings& settings) {
  return std::make_unique<MariadbData>(settings);
}

}  // namespace sluice::resources
