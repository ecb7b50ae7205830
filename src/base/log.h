// Log lines on stderr: "HH:MM:SS level text", or "YYYY-MM-DDThh:mm:ssZ level text" when stderr is no
// terminal. Never pass a secret. Safe from any thread.
#pragma once

#include <fmt/format.h>

#include <string>

namespace sluice::base {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
// What is shown from now on; default kInfo.
void set_log_level(LogLevel level);
void log_line(LogLevel level, const std::string& text);
// Called before and after each log line, so that a live progress line can step aside. One hook at a time; may
// be null.
void set_log_hook(void (*before)(), void (*after)());

template <class... A>
void log_debug(fmt::format_string<A...> f, A&&... a) {
  log_line(LogLevel::kDebug, fmt::format(f, std::forward<A>(a)...));
}
template <class... A>
void log_info(fmt::format_string<A...> f, A&&... a) {
  log_line(LogLevel::kInfo, fmt::format(f, std::forward<A>(a)...));
}
template <class... A>
void log_warning(fmt::format_string<A...> f, A&&... a) {
  log_line(LogLevel::kWarning, fmt::format(f, std::forward<A>(a)...));
}
template <class... A>
void log_error(fmt::format_string<A...> f, A&&... a) {
  log_line(LogLevel::kError, fmt::format(f, std::forward<A>(a)...));
}

}  // namespace sluice::base
