#include "plan/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace sluice::plan {
namespace {

using Json = nlohmann::ordered_json;

struct Look {
  const char* symbol;
  const char* colour;  // of ANSI; "" = none
};

Look look_of(Action action) {
  switch (action) {
    case Action::kCreate: return {"+", "32"};
    case Action::kAdoptAdd: return {"+", "32"};
    case Action::kUpdate: return {"~", "33"};
    case Action::kReplace: return {"±", "31"};
    case Action::kDelete: return {"-", "31"};
    case Action::kDrift: return {"!", "35"};
    case Action::kUnknown: return {"?", "36"};
    case Action::kAdopt:
    case Action::kKeep: return {"=", ""};
    case Action::kOk: return {" ", ""};
  }
  return {" ", ""};
}

class Painter {
 public:
  explicit Painter(bool on) : on_(on) {}
  std::string paint(const std::string& text, const char* colour) const {
    return on_ && *colour ? fmt::format("\033[{}m{}\033[0m", colour, text) : text;
  }

 private:
  bool on_;
};

std::string difference_text(const Difference& d) {
  constexpr size_t kOneLine = 70;
  std::string before = to_text(d.before), after = to_text(d.after);
  if (before.size() + after.size() < kOneLine)
    return fmt::format("      {}: {} -> {}\n", d.property, before, after);
  return fmt::format("      {}:\n        now   {}\n        then  {}\n", d.property, before, after);
}

std::string counts_text(const Plan& plan) {
  static const std::pair<Action, const char*> words[] = {
      {Action::kCreate, "to create"}, {Action::kAdoptAdd, "to add to"},
      {Action::kUpdate, "to update"}, {Action::kReplace, "to replace"},
      {Action::kDelete, "to remove"}, {Action::kUnknown, "to be looked at"},
      {Action::kDrift, "drifted"},    {Action::kKeep, "kept"},
      {Action::kAdopt, "adopted"},    {Action::kOk, "as wanted"}};
  std::vector<std::string> parts;
  for (const auto& [action, word] : words)
    if (int n = plan.count(action)) parts.push_back(fmt::format("{} {}", n, word));
  return base::join(parts, ", ");
}

std::string verb_of(const Step& step) {
  return step.verb.empty() ? to_text(step.action) : step.verb;
}

}  // namespace

std::string to_text(const Plan& plan, bool colour) {
  Painter painter(colour);
  std::string out = painter.paint(fmt::format("Deployment {}", plan.deployment), "1") +
                    fmt::format(" (target {})\n", plan.target);
  for (const std::string& note : plan.notes) out += "note: " + note + "\n";
  size_t id_width = 0, verb_width = 0;
  auto shown = [](const Step& s) { return s.action != Action::kOk; };
  for (const Step& step : plan.steps) {
    if (!shown(step)) continue;
    id_width = std::max(id_width, step.want.id.size());
    verb_width = std::max(verb_width, verb_of(step).size());
  }
  if (id_width > 0) out += "\n";
  for (const Step& step : plan.steps) {
    if (!shown(step)) continue;
    Look look = look_of(step.action);
    std::string line =
        fmt::format("{} {:<{}}  {:<{}}", look.symbol, verb_of(step), verb_width, step.want.id, id_width);
    out += "  " + painter.paint(line, look.colour) + "  " + step.summary;
    if (!step.condition.empty()) out += "; " + step.condition;
    if (!step.why.empty()) out += (step.action == Action::kKeep ? "; " : ": ") + step.why;
    out += "\n";
    for (const Difference& difference : step.differences) out += difference_text(difference);
  }
  if (plan.steps.empty()) return out + "\nNothing is there.\n";
  if (!plan.has_changes() && plan.count(Action::kDelete) == 0)
    out += "\nNothing to do: ";
  else
    out += "\nPlan: ";
  out += counts_text(plan) + ".\n";
  if (plan.dollars_per_hour() > 0) out += fmt::format("Cost: {:.4f} USD an hour.\n", plan.dollars_per_hour());
  return out;
}

Json to_json(const Plan& plan) {
  Json steps = Json::array(), counts = Json::object();
  for (const Step& step : plan.steps) {
    Json differences = Json::array();
    for (const Difference& d : step.differences)
      differences.push_back(
          {{"property", d.property}, {"before", to_json(d.before)}, {"after", to_json(d.after)}});
    steps.push_back({{"id", step.want.id},
                     {"kind", step.want.kind},
                     {"action", to_text(step.action)},
                     {"summary", step.summary},
                     {"why", step.why},
                     {"condition", step.condition},
                     {"properties", to_json(Value(step.resolved))},
                     {"differences", differences}});
    std::string action = to_text(step.action);
    counts[action] = counts.value(action, 0) + 1;
  }
  return {{"deployment", plan.deployment},
          {"target", plan.target},
          {"changes", plan.has_changes()},
          {"counts", counts},
          {"dollars_per_hour", plan.dollars_per_hour()},
          {"notes", plan.notes},
          {"steps", steps}};
}

}  // namespace sluice::plan
