#include "base/result.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace sluice::base {

Error system_error(int errno_value, const std::string& what) {
  ErrorKind kind = ErrorKind::kIo;
  switch (errno_value) {
    case ENOENT:
    case ENOTDIR: kind = ErrorKind::kNotFound; break;
    case EACCES:
    case EPERM:
    case EROFS: kind = ErrorKind::kPermission; break;
    case EEXIST: kind = ErrorKind::kAlreadyExists; break;
    case ENOSPC:
    case EDQUOT: kind = ErrorKind::kNoSpace; break;
    case ECONNREFUSED:
    case EHOSTUNREACH: kind = ErrorKind::kUnavailable; break;
    case EINTR: kind = ErrorKind::kInterrupted; break;
    default: break;
  }
  return Error(kind, fmt::format("{}: {}", what, std::strerror(errno_value)));
}

std::string to_text(const Error& error) {
  std::string out;
  if (error.mark) {
    out += error.mark->file;
    if (error.mark->line > 0) out += fmt::format(":{}:{}", error.mark->line, error.mark->column);
    out += ": ";
  }
  out += error.message;
  for (size_t i = 0; i < error.trail.size(); ++i) {
    out += (i == 0 ? " (while " : ", while ") + error.trail[i];
    if (i + 1 == error.trail.size()) out += ')';
  }
  if (!error.hint.empty()) out += "\n  " + error.hint;
  return out;
}

const char* to_text(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidInput: return "invalid input";
    case ErrorKind::kNotFound: return "not found";
    case ErrorKind::kAlreadyExists: return "already exists";
    case ErrorKind::kPermission: return "permission denied";
    case ErrorKind::kUnavailable: return "unavailable";
    case ErrorKind::kConflict: return "conflict";
    case ErrorKind::kCorrupt: return "corrupt";
    case ErrorKind::kNoSpace: return "no space";
    case ErrorKind::kTimeout: return "timeout";
    case ErrorKind::kInterrupted: return "interrupted";
    case ErrorKind::kIo: return "input/output";
    case ErrorKind::kInternal: return "internal";
  }
  return "?";
}

}  // namespace sluice::base
