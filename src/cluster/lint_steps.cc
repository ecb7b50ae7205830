// Steps of boto 2 and of hive_install (spec cluster-file.md section 8): from emr-4.0 on a query is a command,
// and Hive and Pig are applications.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cluster/lint_page.h"

namespace sluice::cluster {
namespace {

// `hive`, `pig` as the command that runs the file. Nothing is edited where the step says more than that.
void query(LintPage& page, const YamlNode& step, const YamlNode& type) {
  const std::string tool = type.text;
  const YamlNode* file = given(step, tool + "_file");
  const YamlNode* arguments = given(step, tool + "_args");
  const auto file_entry = page.entry(step, tool + "_file"), type_entry = page.entry(step, "type");
  if (!file || !file->is_scalar() || !file_entry || !type_entry) return;
  if (step.find("jar") || step.find("step_args")) return;
  std::string words =
      fmt::format("{0}-script, --run-{0}-script, --args, -f, {1}", tool, page.flow_text(*file));
  std::vector<Edit> edits;
  if (arguments) {
    const std::vector<YamlNode> items = arguments->is_scalar() ? std::vector{*arguments} : arguments->items;
    for (const YamlNode& item : items) {
      if (!item.is_scalar()) return;
      words += ", " + page.flow_text(item);
    }
  }
  for (const char* key : {"_args", "_versions"}) {
    if (!step.find(tool + key)) continue;
    const auto entry = page.entry(step, tool + key);
    if (!entry) return;
    edits.push_back(page.source.removal(*entry));
  }
  const std::string separator =
      page.flow(step) ? ", " : "\n" + LintPage::indent(LintPage::key_mark(step, "type"));
  edits.push_back({*type_entry, "type: command" + (step.find("name") ? "" : separator + "name: " + tool)});
  edits.push_back({*file_entry, "step_args: [" + words + "]"});
  page.out.edits.insert(page.out.edits.end(), edits.begin(), edits.end());
}

// The step goes away; true if its application has to come. A version or a hive-site.xml has no such place.
bool install(LintPage& page, const YamlNode& step) {
  for (const char* key : {"hive_version", "hive_site", "pig_version", "jar"})
    if (step.find(key)) return false;
  auto item = page.value(step);
  if (!item) return false;
  if (!page.flow(step)) {
    const size_t dash = page.source.text().find_last_not_of(' ', item->at - 1);
    if (dash == std::string::npos || page.source.text()[dash] != '-') return false;
    item->at = dash;
  } else if (const size_t dash = page.source.text().find_last_not_of(' ', item->at - 1);
             dash != std::string::npos && page.source.text()[dash] == '-') {
    item->at = dash;
  }
  page.out.edits.push_back(page.source.removal(*item));
  return true;
}

bool has_application(const LintPage& page, const std::string& wanted) {
  const YamlNode* list = given(page.document, "applications");
  if (!list) return false;
  return std::ranges::any_of(list->items, [&](const YamlNode& item) {
    const YamlNode* name = item.is_scalar() ? &item : given(item, "name");
    return name && base::to_lower_ascii(name->text) == base::to_lower_ascii(wanted);
  });
}

// After the last application, or as a key of their own in front of the steps.
void add_applications(LintPage& page, const std::vector<std::string>& names) {
  const YamlNode* list = given(page.document, "applications");
  if (list && !list->items.empty()) {
    const auto last = page.value(list->items.back());
    if (!last) return;
    const bool flow = page.flow(*list);
    const size_t at =
        flow ? last->end : std::min(page.source.text().find('\n', last->end), page.source.text().size());
    std::string text;
    for (const std::string& name : names)
      text += (flow ? ", " : "\n" + LintPage::indent(list->mark) + "- ") + ("{name: " + name + "}");
    return page.edit({at, at}, text);
  }
  const SourceMark steps = LintPage::key_mark(page.document, "steps");
  const auto at = page.source.position(steps);
  if (!at) return;
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + ("{name: " + name + "}");
  page.edit({*at, *at}, "applications: [" + text + "]" +
                            (page.flow(page.document) ? ", " : "\n" + LintPage::indent(steps)));
}

}  // namespace

void lint_steps(LintPage& page) {
  if (!page.release) return;
  const YamlNode* list = page.document.find("applications");
  const bool room = !list || !list->items.empty();  // an empty list is not worth an edit of its own
  std::vector<std::string> wanted;
  page.each_item("steps", [&](const YamlNode& step, const std::string& path) {
    const YamlNode* type = given(step, "type");
    if (!type) return;
    const bool installs = type->text == "hive_install" || type->text == "pig_install";
    if (!installs && type->text != "hive" && type->text != "pig") return;
    const std::string application = type->text.starts_with("hive") ? "Hive" : "Pig";
    page.tell("L108", path + ".type", type->mark,
              fmt::format("{} is a step of the time before emr-4.0", type->text),
              installs ? "applications: [{name: " + application + "}]"
                       : "type: command with " + type->text + "-script");
    if (!installs) return query(page, step, *type);
    const bool there = has_application(page, application);
    if (!there && !room) return;
    if (install(page, step) && !there && std::ranges::count(wanted, application) == 0)
      wanted.push_back(application);
  });
  if (!wanted.empty()) add_applications(page, wanted);
}

}  // namespace sluice::cluster
