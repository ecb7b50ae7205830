#include "plan/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <nlohmann/json.hpp>

#include "base/crypto.h"
#include "base/files.h"
#include "base/text.h"

namespace sluice::plan {
namespace {

using Json = nlohmann::ordered_json;

std::vector<OpenIntent> open_intents_of(const std::string& text) {
  std::map<std::string, OpenIntent> open;
  for (std::string_view line : base::split(text, '\n')) {
    Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) continue;  // the torn end of a process that was killed
    auto word = [&](const char* key) {
      return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
    };
    if (word("event") == "intent")
      open[word("id")] = {word("id"), word("action"), word("time")};
    else
      open.erase(word("id"));
  }
  std::vector<OpenIntent> out;
  for (auto& [id, intent] : open) out.push_back(std::move(intent));
  return out;
}

std::string stamp(base::Micros now) {
  std::string text = base::format_datetime(now);
  text[10] = 'T';
  return text + "Z";
}

}  // namespace

Journal::Journal(std::string path, base::Clock& clock, std::function<void()> after_write)
    : path_(std::move(path)),
      run_(base::random_hex(8)),
      clock_(&clock),
      after_write_(std::move(after_write)) {}

Journal::Journal(Journal&& other) noexcept
    : path_(std::move(other.path_)),
      run_(std::move(other.run_)),
      clock_(other.clock_),
      after_write_(std::move(other.after_write_)),
      open_(std::move(other.open_)),
      fd_(other.fd_) {
  other.fd_ = -1;
}

Journal::~Journal() {
  if (fd_ >= 0) ::close(fd_);
}

Result<Journal> Journal::open(const std::string& path, base::Clock& clock,
                              std::function<void()> after_write) {
  Journal journal(path, clock, std::move(after_write));
  auto text = base::read_file(path);
  if (text)
    journal.open_ = open_intents_of(*text);
  else if (text.error().kind != ErrorKind::kNotFound)
    return fail(text.error());
  return journal;
}

Status Journal::intent(const std::string& id, const std::string& action) {
  return write("intent", id, action, nullptr, nullptr);
}
Status Journal::done(const std::string& id, const std::string& action, const Properties& outputs) {
  return write("done", id, action, &outputs, nullptr);
}
Status Journal::failed(const std::string& id, const std::string& action, const std::string& error) {
  return write("failed", id, action, nullptr, &error);
}

Status Journal::write(const std::string& event, const std::string& id, const std::string& action,
                      const Properties* outputs, const std::string* error) {
  Json line = {
      {"time", stamp(clock_->now())}, {"run", run_}, {"event", event}, {"id", id}, {"action", action}};
  if (outputs) line["outputs"] = to_json(*outputs);
  if (error) line["error"] = *error;
  std::lock_guard lock(mutex_);
  bool first = fd_ < 0;
  if (first) {
    SLUICE_CHECK(base::make_folders(base::parent_folder(path_)));
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd_ < 0) return fail(base::system_error(errno, "cannot write the journal " + path_));
  }
  // The newline in front of a run's first line closes whatever torn line the last run may have left.
  std::string text = (first ? "\n" : "") + line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  if (::write(fd_, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fdatasync(fd_) != 0)
    return fail(base::system_error(errno, "cannot write the journal " + path_));
  if (after_write_) after_write_();
  return {};
}

}  // namespace sluice::plan
