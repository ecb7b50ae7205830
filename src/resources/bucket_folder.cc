// A bucket of a local deployment: a folder.
//
// Its mark is the file `.sluice-bucket` inside, { "deployment": NAME, "bucket": NAME }. A folder without our
// mark is adopted: used, never deleted. The mark is written before the folder gets its name, so a folder that
// we made always has it.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "resources/local_kinds.h"

namespace sluice::resources {
namespace {

namespace fs = std::filesystem;
using plan::Found, plan::Have, plan::Want, plan::Work;

constexpr const char* kMark = ".sluice-bucket";

class BucketFolder final : public plan::Resource {
 public:
  explicit BucketFolder(const LocalSettings& settings)
      : deployment_(settings.deployment), own_folder_(settings.state + "/buckets") {}

  const char* kind() const override { return "bucket_folder"; }
  bool holds_data() const override { return true; }
  std::string describe(const Want& want) const override { return "folder " + path_of(want); }
  plan::Properties predict(const Want& want) const override { return {{"path", path_of(want)}}; }

  Result<Found> find(const Want& want) override {
    std::string path = path_of(want);
    std::error_code code;
    fs::file_status status = fs::status(path, code);
    if (!fs::exists(status)) {
      if (code && code != std::errc::no_such_file_or_directory && code != std::errc::not_a_directory)
        return fail(base::system_error(code.value(), "cannot look at " + path));
      return Found::absent();
    }
    if (!fs::is_directory(status))
      return fail(ErrorKind::kConflict, fmt::format("{} is in the way: it is not a folder", path),
                  "move it elsewhere");
    return Found::present(have(path, mark_in(path) == deployment_));
  }

  // Marked folders at their usual place. A bucket that the file put elsewhere is found by its want alone.
  Result<std::vector<Want>> list_mine() override {
    std::vector<Want> mine;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(own_folder_, code)) {
      std::string name = entry.path().filename().string();
      if (!name.starts_with('.') && mark_in(entry.path().string()) == deployment_)
        mine.push_back({"bucket." + name, kind(), {{"path", entry.path().string()}}, {}});
    }
    return mine;
  }

  Result<Have> create(const Want& want, Work& work) override {
    std::string path = path_of(want), aside = aside_of(path);
    SLUICE_CHECK(base::remove_tree(aside));
    SLUICE_CHECK(base::make_folders(aside));
    nlohmann::ordered_json mark = {{"deployment", deployment_},
                                   {"bucket", fs::path(path).filename().string()}};
    SLUICE_CHECK(base::write_file_atomically(aside + "/" + kMark, mark.dump() + "\n"));
    work.step("marked");
    SLUICE_CHECK(base::rename_file(aside, path));
    return have(path, true);
  }

  Result<Have> update(const Want&, const Have& current, const std::vector<plan::Difference>&,
                      Work&) override {
    return current;  // nothing of a folder can differ
  }

  // The content first, then the mark together with the name: as long as there is content, there is the mark.
  Status remove(const Want& want, const Have&, Work& work) override {
    std::string path = path_of(want), aside = aside_of(path);
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(path, code))
      if (entry.path().filename() != kMark) SLUICE_CHECK(base::remove_tree(entry.path().string()));
    work.step("emptied");
    SLUICE_CHECK(base::remove_tree(aside));
    SLUICE_CHECK(base::rename_file(path, aside));
    work.step("renamed");
    return base::remove_tree(aside);
  }

  std::string condition(const Want& want, const Have& current) override {
    auto files = base::list_files(path_of(want));
    if (!files) return base::to_text(files.error());
    uint64_t count = 0, bytes = 0;
    for (const base::FoundFile& file : *files) {
      if (file.path.ends_with(std::string("/") + kMark)) continue;
      ++count;
      bytes += file.size;
    }
    return fmt::format("{} file{}, {}{}", base::human_count(count), count == 1 ? "" : "s",
                       base::human_bytes(bytes), current.ours ? "" : ", not made by this deployment");
  }

 private:
  static std::string path_of(const Want& want) { return plan::get(want.properties, "path").text(); }
  static std::string aside_of(const std::string& path) {
    return fmt::format("{}/.{}.part", base::parent_folder(path), fs::path(path).filename().string());
  }
  static Have have(const std::string& path, bool ours) { return {ours, {}, {{"path", path}}}; }
  static std::string mark_in(const std::string& path) {
    auto text = base::read_file(path + "/" + kMark);
    auto mark = nlohmann::json::parse(text.value_or(""), nullptr, false);
    return mark.is_object() ? mark.value("deployment", "") : "";
  }

  std::string deployment_, own_folder_;
};

}  // namespace

std::unique_ptr<plan::Resource> make_bucket_folder(const LocalSettings& settings) {
  return std::make_unique<BucketFolder>(settings);
}

}  // namespace sluice::resources
