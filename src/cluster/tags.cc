// tags: spec cluster-file.md section 10.
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "cluster/strict_body.h"

namespace sluice::cluster {
namespace {

bool longer_than(const std::string& text, size_t characters) {
  return base::first_characters(text, characters).size() < text.size();
}

constexpr const char* kNameTag = "ansible:emr:name";

class Tags {
 public:
  explicit Tags(Strict& strict) : strict_(strict) {}

  // `key_path`, `path`: of the key and of its value; one and the same in a map of tags.
  void add(const std::string& key, const YamlNode* value, const std::string& key_path,
           const std::string& path, const SourceMark& mark) {
    const auto text = value ? strict_.reader.text(*value, path) : std::optional<std::string>("");
    if (key.starts_with("aws:"))
      strict_.reader.error("E200", key_path, mark, "keys that begin with aws: are Amazon's");
    if (!seen_.insert(key).second)
      strict_.reader.error("E201", key_path, mark, fmt::format("the tag {} stands twice", key));
    if (key == kNameTag && text && *text != strict_.file.name)
      strict_.reader.error("E202", path, mark, fmt::format("{} must be the name of the cluster", kNameTag),
                           "leave it out; it is added");
    if (longer_than(key, 128) || (text && longer_than(*text, 256)))
      strict_.reader.error("E203", path, mark, "a tag's key has at most 128 characters, its value 256");
    if (text && key != kNameTag) out_.push_back({{"Key", key}, {"Value", *text}});
  }

  Json finish() {
    out_.push_back({{"Key", kNameTag}, {"Value", strict_.file.name}});
    out_.push_back({{"Key", "sluice:deployment"}, {"Value", strict_.file.name}});
    out_.push_back({{"Key", "sluice:component"}, {"Value", "cluster"}});
    return std::move(out_);
  }

 private:
  Strict& strict_;
  std::set<std::string> seen_;
  Json out_ = Json::array();
};

void add_item(Strict& strict, const YamlNode& item, const std::string& path, Tags& tags) {
  if (!strict.reader.map(item, path)) return;
  strict.reader.keys(item, path, {"Key", "Value"});
  const YamlNode* key = given(item, "Key");
  if (!key) {
    strict.reader.error("E104", below(path, "Key"), strict.file.mark(below(path, "Key")), "Key is missing",
                        "{Key: …, Value: …}");
    return;
  }
  if (auto text = strict.reader.text(*key, below(path, "Key")))
    tags.add(*text, given(item, "Value"), below(path, "Key"), below(path, "Value"), key->mark);
}

}  // namespace

void read_tags(Strict& strict) {
  Tags tags(strict);
  if (const YamlNode* node = strict.top("tags")) {
    if (node->is_map())
      for (size_t i = 0; i < node->entries.size(); ++i) {
        const auto& [key, value] = node->entries[i];
        const std::string path = below("tags", key);
        tags.add(key, value.is_null() ? nullptr : &value, path, path, node->entry_marks[i]);
      }
    else if (strict.reader.sequence(*node, "tags"))
      for (size_t i = 0; i < node->items.size(); ++i)
        add_item(strict, node->items[i], below("tags", i), tags);
  }
  strict.body()["Tags"] = tags.finish();
}

}  // namespace sluice::cluster
