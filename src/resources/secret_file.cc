// A password of a local deployment: a file that only its owner may read, made once and never overwritten.
// 40 hexadecimal digits from the system's random source (160 bits), so no quoting is ever needed.
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "base/crypto.h"
#include "base/files.h"
#include "resources/local_kinds.h"

namespace sluice::resources {
namespace {

using plan::Found, plan::Have, plan::Want, plan::Work;

constexpr int kDigits = 40;
constexpr const char* kPrivate = "0600";

class SecretFile final : public plan::Resource {
 public:
  const char* kind() const override { return "secret_file"; }
  bool holds_data() const override { return true; }
  std::string describe(const Want& want) const override { return "password in " + path_of(want); }
  plan::Properties predict(const Want& want) const override { return outputs(want); }

  Result<Found> find(const Want& want) override {
    struct stat st{};
    if (::stat(path_of(want).c_str(), &st) != 0) {
      if (errno == ENOENT) return Found::absent();
      return fail(base::system_error(errno, "cannot look at " + path_of(want)));
    }
    if (st.st_size == 0)
      return fail(ErrorKind::kConflict, fmt::format("the password file {} is empty", path_of(want)),
                  "delete it, and it is made anew");
    return Found::present({true, {{"mode", fmt::format("{:04o}", st.st_mode & 07777)}}, outputs(want)});
  }

  std::vector<plan::Difference> diff(const Want&, const Have& have) const override {
    const plan::Value& mode = plan::get(have.properties, "mode");
    if ((std::stoi(mode.text(), nullptr, 8) & 077) == 0) return {};
    return {{"mode", mode, kPrivate, plan::Remedy::kUpdate}};
  }

  Result<Have> create(const Want& want, Work&) override {
    std::string folder = base::parent_folder(path_of(want));
    SLUICE_CHECK(base::make_folders(folder));
    if (::chmod(folder.c_str(), 0700) != 0) return fail(base::system_error(errno, "cannot close " + folder));
    SLUICE_CHECK(base::write_file_atomically(path_of(want), base::random_hex(kDigits) + "\n", 0600));
    return Have{true, {{"mode", kPrivate}}, outputs(want)};
  }

  Result<Have> update(const Want& want, const Have&, const std::vector<plan::Difference>&, Work&) override {
    if (::chmod(path_of(want).c_str(), 0600) != 0)
      return fail(base::system_error(errno, "cannot close " + path_of(want)));
    return Have{true, {{"mode", kPrivate}}, outputs(want)};
  }

  Status remove(const Want& want, const Have&, Work&) override { return base::remove_tree(path_of(want)); }

  std::string condition(const Want&, const Have& have) override {
    return "mode " + plan::get(have.properties, "mode").text();
  }

 private:
  static std::string path_of(const Want& want) { return plan::get(want.properties, "path").text(); }
  static plan::Properties outputs(const Want& want) { return {{"reference", "file:" + path_of(want)}}; }
};

}  // namespace

std::unique_ptr<plan::Resource> make_secret_file(const LocalSettings&) {
  return std::make_unique<SecretFile>();
}

}  // namespace sluice::resources
