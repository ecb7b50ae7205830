// Any text as a cluster file, in both modes: findings or a body, never a crash. A strict body without errors
// has a name and instances, and the normal form is its own normal form.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cluster/cluster_file.h"

using namespace sluice;

namespace {

void render(const std::string& text, cluster::Mode mode) {
  const cluster::Environment environment = [](const std::string& name) -> std::optional<std::string> {
    return name.size() % 2 ? std::optional<std::string>(name) : std::nullopt;
  };
  Diagnostics findings;
  auto file = cluster::load_cluster_file(text, mode, environment, findings);
  if (!file || findings.has_errors()) return;
  const cluster::Json& body = file->body;
  if (!body.contains("Name") || !body.contains("Instances")) std::abort();
  const cluster::Json normal = cluster::normal_form(body);
  if (cluster::normal_form(normal) != normal) std::abort();
  if (mode == cluster::Mode::kStrict && body["Name"] == "") std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A line end makes it a document: no input names a file.
  const std::string text = "\n---\n" + std::string(reinterpret_cast<const char*>(data), size) + "\n";
  render(text, cluster::Mode::kStrict);
  render(text, cluster::Mode::kAnsible);
  return 0;
}
