#include "users/known_hosts.h"

#include <fmt/format.h>

#include <set>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "users/public_key.h"

namespace sluice::users {
namespace {

// "ED25519" for "ssh-ed25519", as ssh names types to people.
std::string short_type(const std::string& type) {
  if (type.contains("ed25519")) return "ED25519";
  if (type.starts_with("ecdsa")) return "ECDSA";
  return type == "ssh-rsa" ? "RSA" : type;
}

}  // namespace

bool is_known_host(const std::string& file, const std::string& name) {
  if (!base::file_exists(file)) return false;
  auto program = base::find_program("ssh-keygen", "install the OpenSSH client");
  if (!program) return false;
  auto found = base::run_process({*program, "-F", name, "-f", file}, std::chrono::seconds(10));
  return found && found->exit_code == 0;
}

std::vector<std::string> new_host_keys(std::string_view before, std::string_view after) {
  std::set<std::string_view> known;
  for (std::string_view line : base::split(before, '\n')) known.insert(base::trim(line));
  std::vector<std::string> met;
  for (std::string_view line : base::split(after, '\n')) {
    line = base::trim(line);
    size_t blank = line.find(' ');
    if (line.empty() || known.contains(line) || blank == line.npos) continue;
    auto key = parse_public_key(line.substr(blank + 1));
    if (key)
      met.push_back(fmt::format("{} {} {}", line.substr(0, blank), short_type(key->type), key->fingerprint));
  }
  return met;
}

std::vector<std::string> host_keys_of_console(std::string_view console) {
  std::vector<std::string> keys;
  bool inside = false;
  for (std::string_view line : base::split(console, '\n')) {
    if (line.contains("-----BEGIN SSH HOST KEY KEYS-----")) {
      inside = true;
      keys.clear();  // the last boot counts
    } else if (line.contains("-----END SSH HOST KEY KEYS-----")) {
      inside = false;
    } else if (inside) {
      if (auto key = parse_public_key(base::trim(line))) keys.push_back(key->type + ' ' + key->blob);
    }
  }
  return keys;
}

Status remember_host_keys(const std::string& file, const std::string& host,
                          const std::vector<std::string>& keys) {
  if (keys.empty() || is_known_host(file, host)) return {};
  std::string text = base::read_file(file).value_or("");
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  for (const std::string& key : keys) text += host + ' ' + key + '\n';
  SLUICE_CHECK(base::make_folders(base::parent_folder(file)));
  return base::write_file_atomically(file, text, 0600);
}

}  // namespace sluice::users
