// The one way to fail: Result<T> holds a value or an Error. Code branches on Error::kind, never on text.
//
// Threads: values; safe to copy and move between threads.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice::base {

// What kind of thing went wrong; decides exit codes and retries.
enum class ErrorKind {
  kInvalidInput,   // the user's file, flag or data is wrong
  kNotFound,       // a thing that must exist does not
  kAlreadyExists,  // a thing that must not exist does
  kPermission,     // refused by file modes, grants or credentials
  kUnavailable,    // a server cannot be reached or broke off; may work later
  kConflict,       // somebody else holds it, or it is not ours to change
  kCorrupt,        // stored data is damaged
  kNoSpace,        // a disk or a quota is full
  kTimeout,
  kInterrupted,  // Ctrl-C or SIGTERM
  kIo,           // any other failure of the operating system
  kInternal,     // a bug in sluice
};

// Where in a text file, for people: both counted from 1; 0 = unknown.
struct SourceMark {
  std::string file;
  int line = 0;
  int column = 0;
  friend bool operator==(const SourceMark&, const SourceMark&) = default;
};

// An error says what (message), where (mark, trail), why (message) and what to do next (hint). Never holds a
// secret.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;             // one sentence, no final newline
  std::string hint;                // the next command or the remedy; may be empty
  std::vector<std::string> trail;  // outer steps, innermost first: "loading course_activity"
  std::optional<SourceMark> mark;
  std::string code;        // of a server's refusal, in the server's word: "ValidationException"; may be empty
  std::string request_id;  // the server's name of the request, for its log; may be empty
  // The request may have been carried out all the same: its reply was lost.
  bool effect_unknown = false;

  Error() = default;
  Error(ErrorKind k, std::string m, std::string h = {})
      : kind(k), message(std::move(m)), hint(std::move(h)) {}

  Error& during(std::string step) & {
    trail.push_back(std::move(step));
    return *this;
  }
  Error&& during(std::string step) && { return std::move(during(std::move(step))); }
  Error&& at(SourceMark where) && {
    mark = std::move(where);
    return std::move(*this);
  }
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {}) {
  return std::unexpected(Error(kind, std::move(message), std::move(hint)));
}
inline std::unexpected<Error> fail(Error error) {
  return std::unexpected(std::move(error));
}

// Error from errno (captured by the caller): "cannot write /x: No space left on device", with the fitting
// kind.
Error system_error(int errno_value, const std::string& what);

// For people: "file:line:col: message (while a, while b)\n  hint". No trailing newline.
std::string to_text(const Error& error);
const char* to_text(ErrorKind kind);

}  // namespace sluice::base

namespace sluice {
using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;
using base::SourceMark;
using base::Status;
}  // namespace sluice

#define SLUICE_CONCAT_(a, b) a##b
#define SLUICE_CONCAT(a, b) SLUICE_CONCAT_(a, b)
// SLUICE_TRY(auto x, f()): bind the value, or return the error from the enclosing function.
#define SLUICE_TRY(decl, expr) SLUICE_TRY_(decl, (expr), SLUICE_CONCAT(sluice_try_, __LINE__))
#define SLUICE_TRY_(decl, expr, tmp)                        \
  auto tmp = expr;                                          \
  if (!tmp) return std::unexpected(std::move(tmp).error()); \
  decl = std::move(tmp).value()
// SLUICE_CHECK(f()): return the error of a Status (or any Result), drop the value.
#define SLUICE_CHECK(expr)                                      \
  do {                                                          \
    if (auto sluice_check_ = (expr); !sluice_check_)            \
      return std::unexpected(std::move(sluice_check_).error()); \
  } while (0)
