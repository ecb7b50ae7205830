// Goldens as ladders: each file of tests/ladders/deploy holds a cluster file and the rungs below it, as text:
//
//   --- cluster.yml      the input; STATE stands for a folder where nothing is yet
//   --- wants            one line a want: id, kind, properties
//   --- graph            dag::Graph::to_text
//   --- plan             plan::to_text
//
// The first rung that differs is shown. SLUICE_WRITE_GOLDENS=1 writes the rungs anew.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "base/files.h"
#include "base/text.h"
#include "deploy/compile.h"
#include "deploy/deployment.h"
#include "plan/render.h"

namespace sluice::deploy {
namespace {

const std::vector<std::string> kTables = {"course_activity", "course_enrollment_daily"};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::map<std::string, std::string> rungs_of(const std::string& text) {
  std::map<std::string, std::string> rungs;
  std::string* current = nullptr;
  for (std::string_view line : base::split(text, '\n')) {
    if (line.starts_with("--- "))
      current = &rungs[std::string(line.substr(4))];
    else if (current)
      *current += std::string(line) + "\n";
  }
  for (auto& [name, rung] : rungs)
    while (rung.ends_with("\n\n")) rung.pop_back();
  return rungs;
}

std::string wants_text(const std::vector<plan::Want>& wants) {
  std::string out;
  for (const plan::Want& want : wants) {
    out +=
        fmt::format("{} ({}{})\n", want.id, want.kind, want.inside.empty() ? "" : ", inside " + want.inside);
    for (const auto& [name, value] : want.properties)
      out += fmt::format("  {}: {}\n", name, plan::to_text(value));
  }
  return out;
}

class Ladder : public ::testing::TestWithParam<std::string> {};

TEST_P(Ladder, Climbs) {
  std::string path = GetParam();
  auto rungs = rungs_of(base::read_file(path).value());
  auto folder = base::TemporaryFolder::create("ladder_test").value();
  std::string state = folder.path() + "/state";
  auto hide = [&](const std::string& text) { return replaced(text, state, "STATE"); };

  Diagnostics findings;
  auto root = format::parse_yaml(replaced(rungs["cluster.yml"], "STATE", state), "cluster.yml");
  ASSERT_TRUE(root);
  Spec spec = check(*root, "cluster.yml", findings);
  ASSERT_EQ(findings.to_text(), "");
  std::vector<plan::Want> wants = compile(spec, kTables);
  schema::Table first, second;
  first.name = kTables[0];
  second.name = kTables[1];
  auto kinds = resources::make_local_kinds({spec.name, spec.state, {&first, &second}});
  dag::Graph graph = plan::graph_of(wants, kinds).value();
  plan::Plan plan = plan::make_plan(wants, graph, plan::look(wants, graph, kinds).value(), kinds, {});
  plan.deployment = spec.name;
  plan.target = spec.target;

  std::vector<std::pair<std::string, std::string>> climbed = {
      {"wants", hide(wants_text(wants))}, {"graph", graph.to_text()}, {"plan", hide(plan::to_text(plan))}};
  if (std::getenv("SLUICE_WRITE_GOLDENS")) {
    std::string text = "--- cluster.yml\n" + rungs["cluster.yml"];
    for (const auto& [name, rung] : climbed) text += "--- " + name + "\n" + rung;
    ASSERT_TRUE(base::write_file_atomically(path, text));
    return;
  }
  for (const auto& [name, rung] : climbed)
    ASSERT_EQ(rung, rungs[name]) << "rung '" << name << "' of " << path;
}

std::vector<std::string> ladder_files() {
  std::vector<std::string> out;
  auto files = base::list_files(SLUICE_SOURCE_DIR "/tests/ladders/deploy");
  for (const auto& file : *files) out.push_back(file.path);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Deploy, Ladder, ::testing::ValuesIn(ladder_files()), [](const auto& parameter) {
  std::string name = parameter.param.substr(parameter.param.rfind('/') + 1);
  name = name.substr(0, name.find('.'));
  return replaced(name, "-", "_");
});

}  // namespace
}  // namespace sluice::deploy
