#include "cli/cluster_transcript.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace sluice::cli {
namespace {

constexpr const char* kHere = "localhost";

void heading(const std::string& text) {
  fmt::print("{}\n", users::heading_line(text));
}

void task(const std::string& name, const std::string& outcome, const std::string& message = {}) {
  heading(fmt::format("TASK: [{}]", name));
  fmt::print("{}: [{}]", outcome, kHere);
  if (!message.empty()) fmt::print(" => {{\n    \"msg\": {}\n}}", nlohmann::json(message).dump());
  fmt::print("\n\n");
}

}  // namespace

void print_provision_play(const emr::Provisioned& result) {
  heading("PLAY [Provision cluster]");
  fmt::print("\n");
  task("provision EMR cluster", result.changed ? "changed" : "ok");
  task("add master to group", "ok");
  task("display master IP address", "ok",
       result.master.private_ip.empty() ? "none yet" : result.master.private_ip);
  task("display job flow ID", "ok", result.id);
}

void print_failed_provision_play(const std::string& message) {
  heading("PLAY [Provision cluster]");
  fmt::print("\n");
  task("provision EMR cluster", "failed", message);
}

void print_terminate_play(bool changed) {
  heading("PLAY [Terminate cluster]");
  fmt::print("\n");
  task("terminate EMR cluster", changed ? "changed" : "ok");
}

void print_failed_terminate_play(const std::string& message) {
  heading("PLAY [Terminate cluster]");
  fmt::print("\n");
  task("terminate EMR cluster", "failed", message);
}

void print_recap(const std::vector<users::HostRecap>& hosts) {
  heading("PLAY RECAP");
  for (const users::HostRecap& host : hosts) fmt::print("{}\n", users::recap_line(host));
}

users::HostRecap recap_of_provision(const emr::Provisioned& result) {
  const bool ready = result.outcome == emr::Provisioned::Outcome::kReady;
  if (!ready && result.outcome != emr::Provisioned::Outcome::kStepFailed) return recap_of_failure();
  users::HostRecap recap;
  recap.host = kHere;
  recap.ok = 4;
  recap.changed = result.changed ? 1 : 0;
  recap.failed = ready ? 0 : 1;
  return recap;
}

users::HostRecap recap_of_failure() {
  users::HostRecap recap;
  recap.host = kHere;
  recap.failed = 1;
  return recap;
}

}  // namespace sluice::cli
