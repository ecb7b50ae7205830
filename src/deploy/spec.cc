#include "deploy/spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/files.h"

namespace sluice::deploy {
namespace {

using format::YamlNode;

const std::vector<std::string> kOurKeys = {"name", "target", "state", "buckets", "result_store"};
const std::vector<std::string> kDataTowerKeys = {"jobs", "lms", "geo", "schedule", "log_sync", "serve"};
const std::vector<std::string> kAwsKeys = {"account", "vpc",      "subnets", "iam",
                                           "ssh_key", "services", "packages"};

bool all_of(const std::string& text, const char* allowed) {
  return text.find_first_not_of(allowed) == text.npos;
}

constexpr const char* kNameLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr const char* kDatabaseLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

class Checker {
 public:
  Checker(std::string file, Diagnostics& findings) : findings_(findings) {
    spec_.file = file;
    folder_ = base::absolute_path(base::parent_folder(file));
  }

  Spec check(const YamlNode& root) {
    const YamlNode* deployment = root.find("deployment");
    if (!deployment || !deployment->is_map()) {
      findings_.error(
          deployment ? "deployment: must be a map" : "there is no map 'deployment:' in this file",
          deployment ? deployment->mark : SourceMark{spec_.file, 1, 1},
          "the least one is  deployment: {name: demo, target: local}  (see examples/local/cluster.yml)");
      return spec_;
    }
    check_top(*deployment);
    if (const YamlNode* node = deployment->find("buckets")) buckets(*node);
    if (const YamlNode* node = deployment->find("result_store")) result_store(*node);
    return spec_;
  }

 private:
  void error(const YamlNode& node, std::string message, std::string hint = {}) {
    findings_.error(std::move(message), node.mark, std::move(hint));
  }

  void check_top(const YamlNode& deployment) {
    std::vector<std::string> known = kOurKeys;
    known.insert(known.end(), kDataTowerKeys.begin(), kDataTowerKeys.end());
    known.insert(known.end(), kAwsKeys.begin(), kAwsKeys.end());
    format::check_keys(deployment, known, findings_);
    spec_.target = required(deployment, "target", "write  target: local");
    spec_.name = required(deployment, "name", "write  name: demo");
    if (!spec_.target.empty() && spec_.target != "local" && spec_.target != "aws")
      error(*deployment.find("target"), fmt::format("target: '{}' is not a target", spec_.target),
            "local or aws");
    if (!spec_.name.empty() && (!all_of(spec_.name, kNameLetters) || spec_.name.size() > 31 ||
                                spec_.name[0] < 'a' || spec_.name[0] > 'z'))
      error(*deployment.find("name"), fmt::format("name: '{}' is no name for a deployment", spec_.name),
            "up to 31 of a-z, 0-9 and '-', beginning with a letter");
    const YamlNode* state = deployment.find("state");
    if (state && !state->is_null() && !state->as_text()) error(*state, "state: must be the path of a folder");
    std::string given = state ? state->as_text().value_or("") : "";
    spec_.state = below_file(given.empty() ? ".sluice/" + spec_.name : given);
    if (spec_.target != "local") return;
    for (size_t i = 0; i < deployment.entries.size(); ++i)
      if (std::find(kAwsKeys.begin(), kAwsKeys.end(), deployment.entries[i].first) != kAwsKeys.end())
        findings_.warning(fmt::format("'{}' means nothing to target local", deployment.entries[i].first),
                          deployment.entry_marks[i]);
  }

  std::string required(const YamlNode& map, const std::string& key, const std::string& hint) {
    const YamlNode* node = map.find(key);
    if (!node || node->is_null()) {
      findings_.error(fmt::format("deployment: '{}' is missing", key), map.mark, hint);
      return {};
    }
    if (!node->as_text()) error(*node, fmt::format("{}: must be a word", key), hint);
    return node->as_text().value_or("");
  }

  void buckets(const YamlNode& node) {
    if (node.is_sequence()) {
      for (const YamlNode& item : node.items) {
        if (item.is_scalar())
          bucket(item.text, item, nullptr);
        else
          error(item, "buckets: each item must be a name");
      }
    } else if (node.is_map()) {
      for (size_t i = 0; i < node.entries.size(); ++i) {
        YamlNode key;
        key.mark = node.entry_marks[i];
        bucket(node.entries[i].first, key, &node.entries[i].second);
      }
    } else if (!node.is_null()) {
      error(node, "buckets: must be a list of names, or a map from names to { path: FOLDER }");
    }
  }

  void bucket(const std::string& name, const YamlNode& where, const YamlNode* settings) {
    if (name.size() < 3 || name.size() > 63 || !all_of(name, kNameLetters) || name.front() == '-' ||
        name.back() == '-')
      error(where, fmt::format("buckets: '{}' is no name for a bucket", name),
            "3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends");
    if (!bucket_names_.insert(name).second) error(where, fmt::format("buckets: '{}' stands twice", name));
    std::string path;
    if (settings && settings->is_map()) {
      format::check_keys(*settings, {"path"}, findings_);
      if (const YamlNode* given = settings->find("path")) path = given->as_text().value_or("");
      if (path.empty()) error(*settings, fmt::format("buckets: {}: path must be a folder", name));
    } else if (settings && !settings->is_null()) {
      error(*settings, fmt::format("buckets: {}: must be empty or {{ path: FOLDER }}", name));
    }
    spec_.buckets.push_back(
        {name, path.empty() ? spec_.state + "/buckets/" + name : below_file(path), where.mark});
  }

  void result_store(const YamlNode& node) {
    if (node.is_null()) return;
    if (!node.is_map()) return error(node, "result_store: must be a map");
    format::check_keys(node, {"port", "database", "collation"}, findings_);
    Spec::ResultStore& store = spec_.result_store;
    if (const YamlNode* port = node.find("port"); port && !port->is_null()) {
      auto number = port->as_integer();
      if (!number || *number < 1024 || *number > 65535)
        error(*port, fmt::format("result_store: port: '{}' is no port for this", port->text),
              "a number from 1024 to 65535");
      else
        store.port = static_cast<int>(*number);
    }
    if (const YamlNode* database = node.find("database"); database && !database->is_null()) {
      store.database = database->as_text().value_or("");
      static const std::set<std::string> taken = {"mysql", "sys", "information_schema", "performance_schema"};
      if (store.database.empty() || store.database.size() > 60 || !all_of(store.database, kDatabaseLetters))
        error(*database, "result_store: database: no name for a database",
              "up to 60 of a-z, A-Z, 0-9, '_' and '-'");
      else if (taken.contains(store.database))
        error(*database, fmt::format("result_store: database: '{}' belongs to the server", store.database));
    }
    if (const YamlNode* collation = node.find("collation"); collation && !collation->is_null()) {
      store.collation = collation->as_text().value_or("");
      if (store.collation != "utf8_bin" && store.collation != "utf8mb4_bin")
        error(*collation, fmt::format("result_store: collation: '{}' is not offered", store.collation),
              "utf8_bin (the guide's) or utf8mb4_bin; both compare exactly");
    }
  }

  std::string below_file(const std::string& path) const {
    return base::absolute_path(path.starts_with('/') ? path : folder_ + "/" + path);
  }

  Diagnostics& findings_;
  Spec spec_;
  std::string folder_;
  std::set<std::string> bucket_names_;
};

}  // namespace

Spec check(const YamlNode& root, const std::string& file, Diagnostics& findings) {
  Diagnostics found;
  Spec spec = Checker(file, found).check(root);
  std::vector<base::Diagnostic> sorted = found.all();
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::pair(a.mark.line, a.mark.column) < std::pair(b.mark.line, b.mark.column);
  });
  for (base::Diagnostic& d : sorted) {
    if (d.severity == base::Severity::kError)
      findings.error(std::move(d.message), std::move(d.mark), std::move(d.hint));
    else
      findings.warning(std::move(d.message), std::move(d.mark), std::move(d.hint));
  }
  return spec;
}

Result<Spec> load_spec(const std::string& file, Diagnostics& findings) {
  auto root = format::load_yaml(file);
  if (!root) {
    Error error = root.error();
    if (error.kind == ErrorKind::kNotFound) error.kind = ErrorKind::kInvalidInput;
    return fail(std::move(error));
  }
  return check(*root, file, findings);
}

}  // namespace sluice::deploy
