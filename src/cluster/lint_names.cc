// Names of earlier times: actions, keys, applications, instance types.
#include <fmt/format.h>

#include "base/text.h"
#include "cluster/lint_page.h"
#include "cluster/sizing.h"

namespace sluice::cluster {
namespace {

void actions_on_failure(LintPage& page) {
  page.each_item("steps", [&](const YamlNode& step, const std::string& path) {
    const YamlNode* action = given(step, "action_on_failure");
    if (!action || action->text != "TERMINATE_JOB_FLOW") return;
    page.tell("L101", path + ".action_on_failure", action->mark,
              "TERMINATE_JOB_FLOW is the old name of TERMINATE_CLUSTER", "TERMINATE_CLUSTER");
    page.replace(action->mark, action->text, "TERMINATE_CLUSTER");
  });
}

void job_flow_role(LintPage& page) {
  if (!page.document.find("job_flow_role")) return;
  const SourceMark mark = LintPage::key_mark(page.document, "job_flow_role");
  const bool both = page.document.find("role") != nullptr;
  page.tell("L102", "job_flow_role", mark, "job_flow_role is the old name of role",
            both ? "role is there, too: keep that" : "role: …");
  if (!both) page.replace(mark, "job_flow_role", "role");
}

void applications(LintPage& page) {
  if (!page.release) return;
  static const std::vector<std::string> kSandboxed{"Sqoop", "Oozie", "Presto", "Zeppelin", "ZooKeeper"};
  page.each_item("applications", [&](const YamlNode& item, const std::string& path) {
    const YamlNode* name = item.is_scalar() ? &item : given(item, "name");
    if (!name) return;
    for (const std::string& each : kSandboxed) {
      const bool sandbox = *page.release < Release{5, 0, 0};
      const std::string right = sandbox ? each + "-Sandbox" : each;
      const std::string wrong = base::to_lower_ascii(sandbox ? each : each + "-Sandbox");
      if (base::to_lower_ascii(name->text) != wrong) continue;
      page.tell(
          "L106", path, name->mark,
          fmt::format("{} is called {} in {}", name->text, right, page.document.find("release_label")->text),
          right);
      page.replace(name->mark, name->text, right);
    }
  });
}

void instance_type(LintPage& page, const YamlNode& node, const std::string& path) {
  const std::string better = node.is_scalar() ? replacement_of(node.text) : "";
  if (better.empty()) return;
  page.tell("L107", path, node.mark, node.text + " is a type of a previous generation",
            page.knows_m5() ? better : better + ", with a release_label from emr-5.13.0 on");
  if (page.knows_m5()) page.replace(node.mark, node.text, better);
}

void types_of(LintPage& page, const YamlNode& group, const std::string& path) {
  if (const YamlNode* type = given(group, "type")) instance_type(page, *type, below(path, "type"));
  const YamlNode* list = given(group, "instance_types");
  if (!list) return;
  const std::string at = below(path, "instance_types");
  if (const YamlNode* type = given(*list, "type")) instance_type(page, *type, below(at, "type"));
  for (size_t i = 0; i < list->items.size(); ++i) {
    const YamlNode& item = list->items[i];
    if (item.is_scalar()) instance_type(page, item, below(at, i));
    if (const YamlNode* type = given(item, "type")) instance_type(page, *type, below(below(at, i), "type"));
  }
}

void instance_types(LintPage& page) {
  for (const char* section : {"instance_groups", "instance_fleets"})
    if (const YamlNode* map = given(page.document, section))
      for (const auto& [role, group] : map->entries) types_of(page, group, below(section, role));
}

}  // namespace

void lint_names(LintPage& page) {
  actions_on_failure(page);
  job_flow_role(page);
  applications(page);
  instance_types(page);
}

}  // namespace sluice::cluster
