#include "emr/launch_record.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace sluice::emr {
namespace {

using Json = nlohmann::ordered_json;

// A file that cannot be read says nothing: the lookup by name decides.
std::optional<Launch> parse(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("run") || !json["run"].is_string() || !json.contains("time") ||
      !json["time"].is_number())
    return std::nullopt;
  return Launch{json["run"], json.value("spec", ""),
                base::Micros(std::chrono::seconds(json["time"].get<int64_t>())), json.value("id", "")};
}

}  // namespace

std::string state_folder(const std::string& folder, const std::string& name) {
  return folder + "/.sluice/" + base::file_safe(name);
}

Result<LaunchRecord> LaunchRecord::open(const std::string& folder, const std::string& name) {
  const std::string own = state_folder(folder, name);
  SLUICE_CHECK(base::make_folders(own));
  auto lock = base::FileLock::acquire(own + "/lock");
  if (!lock) return fail(std::move(lock).error().during("taking the lock of cluster '" + name + "'"));
  LaunchRecord record(name, own + "/launch.json", std::move(*lock));
  Result<std::string> text = base::read_file(record.path_);
  if (!text && text.error().kind != ErrorKind::kNotFound) return fail(std::move(text).error());
  if (text) record.last_ = parse(*text);
  return record;
}

Status LaunchRecord::write(const Launch& launch) {
  Json json{{"name", name_},
            {"run", launch.run},
            {"spec", launch.spec},
            {"time", std::chrono::floor<std::chrono::seconds>(launch.time).time_since_epoch().count()}};
  if (!launch.id.empty()) json["id"] = launch.id;
  SLUICE_CHECK(base::write_file_atomically(path_, json.dump(2) + "\n"));
  last_ = launch;
  return {};
}

}  // namespace sluice::emr
