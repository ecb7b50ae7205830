#include "base/secret.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/files.h"

namespace sluice::base {

Result<Secret> resolve_secret(const std::string& reference) {
  size_t colon = reference.find(':');
  std::string scheme = reference.substr(0, colon == reference.npos ? 0 : colon);
  std::string rest = colon == reference.npos ? "" : reference.substr(colon + 1);
  if (scheme == "env") {
    const char* value = std::getenv(rest.c_str());
    if (!value)
      return fail(ErrorKind::kNotFound, fmt::format("the environment variable {} is not set", rest),
                  fmt::format("export {}=… before the command", rest));
    return Secret(value);
  }
  if (scheme == "file") {
    struct stat st{};
    if (::stat(rest.c_str(), &st) == 0 && (st.st_mode & 077) != 0)
      return fail(ErrorKind::kPermission, fmt::format("the secret file {} can be read by others", rest),
                  fmt::format("chmod 600 {}", rest));
    SLUICE_TRY(std::string text, read_file(rest));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return Secret(std::move(text));
  }
  if (scheme == "secretsmanager" || scheme == "ssm")
    return fail(ErrorKind::kInvalidInput,
                fmt::format("secrets by '{}:' need AWS, which this version cannot ask yet", scheme),
                "use env:NAME or file:PATH");
  return fail(ErrorKind::kInvalidInput, "a secret is given by reference, not as text",
              "write env:NAME or file:PATH");
}

}  // namespace sluice::base
