#include "launch/job_config.h"

#include "jobs/jobs.h"

namespace sluice::launch {
namespace {

std::vector<std::string> known_keys(bool with_jobs) {
  std::vector<std::string> known;
  for (const auto& declaration : jobs::parameter_declarations()) known.push_back(declaration.name);
  if (with_jobs)
    for (const jobs::Job* job : jobs::all_jobs()) known.emplace_back(job->name());
  return known;
}

void set(const jobs::ParameterDeclaration& declaration, const format::YamlNode& node,
         jobs::Parameters& parameters, Diagnostics& findings) {
  auto set_one = [&](const format::YamlNode& value) {
    auto text = value.as_text();
    if (!text) return findings.error(declaration.name + " must be a plain value", value.mark);
    if (auto outcome = declaration.set(parameters, *text); !outcome)
      findings.error(declaration.name + ": " + outcome.error().message, value.mark, outcome.error().hint);
  };
  if (declaration.reset) declaration.reset(parameters);
  if (declaration.repeated && node.is_sequence())
    for (const format::YamlNode& item : node.items) set_one(item);
  else
    set_one(node);
}

void apply_map(const format::YamlNode& map, bool shared, jobs::Parameters& parameters,
               Diagnostics& findings) {
  format::check_keys(map, known_keys(shared), findings);
  for (const auto& [key, node] : map.entries)
    if (const auto* declaration = jobs::find_parameter(key)) set(*declaration, node, parameters, findings);
}

}  // namespace

const format::YamlNode* find_jobs_section(const format::YamlNode& document) {
  if (const format::YamlNode* section = document.find("jobs")) return section;
  if (const format::YamlNode* deployment = document.find("deployment")) return deployment->find("jobs");
  return nullptr;
}

void apply_section(const format::YamlNode& section, std::string_view job, jobs::Parameters& parameters,
                   Diagnostics& findings) {
  if (section.is_null()) return;
  if (!section.is_map()) return findings.error("jobs must be a map", section.mark);
  apply_map(section, true, parameters, findings);
  const format::YamlNode* own = section.find(job);
  if (!own || own->is_null()) return;
  if (!own->is_map()) return findings.error(std::string(job) + " must be a map", own->mark);
  apply_map(*own, false, parameters, findings);
}

}  // namespace sluice::launch
