#include "store/dsn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace sluice::store {
namespace {

constexpr std::string_view kScheme = "mysql://";
constexpr std::string_view kForm = "the form is mysql://USER@HOST:PORT/DATABASE?password=env:NAME";
constexpr std::array<std::string_view, 5> kOptions = {"password", "socket", "tls", "ca", "timeout"};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decode(std::string_view text, std::string_view part) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0)
      return fail(ErrorKind::kInvalidInput,
                  fmt::format("the {} of a database address has a '%' without two hexadecimal digits", part),
                  "write a percent sign as %25");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.find('\0') != out.npos)
    return fail(ErrorKind::kInvalidInput, fmt::format("the {} of a database address holds a NUL byte", part));
  return out;
}

// `also` may stay as they are beside letters, digits and "-._~".
std::string encode(std::string_view text, std::string_view also = {}) {
  std::string out;
  for (char c : text) {
    bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                 std::string_view("-._~").find(c) != std::string_view::npos || also.find(c) != also.npos;
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

Error unknown_option(std::string_view name) {
  auto nearest =
      std::ranges::min_element(kOptions, {}, [&](std::string_view o) { return distance(name, o); });
  Error error(ErrorKind::kInvalidInput, fmt::format("unknown option '{}' in a database address", name));
  error.hint = distance(name, *nearest) <= 2 ? fmt::format("did you mean '{}'?", *nearest)
                                             : "options are password, socket, tls, ca and timeout";
  return error;
}

// Whole numbers from 1 to `most`.
std::optional<int> parse_count(std::string_view text, int64_t most) {
  std::optional<int64_t> number = base::parse_int(text);
  if (!number || *number < 1 || *number > most) return std::nullopt;
  return static_cast<int>(*number);
}

Status set_password(Dsn& dsn, const std::string& value) {
  bool reference = value.starts_with("env:") || value.starts_with("file:") ||
                   value.starts_with("secretsmanager:") || value.starts_with("ssm:");
  if (!reference || value.back() == ':')  // the value may be the secret itself: never show it
    return fail(ErrorKind::kInvalidInput, "a database address takes its password by reference, not as text",
                "write password=env:NAME or password=file:PATH");
  dsn.password = value;
  return {};
}

Status set_option(Dsn& dsn, std::string_view text) {
  size_t equals = text.find('=');
  std::string_view name = text.substr(0, equals);
  // A raw '&' or '?' in a secret could end up here as a name: options are only ever named when they look like
  // one.
  bool word = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  });
  if (!word)
    return fail(ErrorKind::kInvalidInput, "a database address has an option without a name",
                std::string(kForm));
  if (std::ranges::find(kOptions, name) == kOptions.end()) return fail(unknown_option(name));
  if (equals == text.npos)
    return fail(ErrorKind::kInvalidInput,
                fmt::format("option '{}' of a database address has no value", name));
  SLUICE_TRY(std::string value, decode(text.substr(equals + 1), fmt::format("option '{}'", name)));
  if (value.empty())
    return fail(ErrorKind::kInvalidInput, fmt::format("option '{}' of a database address is empty", name));
  if (name == "password") return set_password(dsn, value);
  if (name == "socket") dsn.socket = value;
  if (name == "ca") dsn.ca = value;
  if (name == "tls") {
    if (value != "off" && value != "on" && value != "verify")
      return fail(ErrorKind::kInvalidInput, fmt::format("tls={} in a database address", value),
                  "write tls=off, tls=on or tls=verify");
    dsn.tls = value;
  }
  if (name == "timeout") {
    std::optional<int> seconds = parse_count(value, 86400);
    if (!seconds)
      return fail(ErrorKind::kInvalidInput, fmt::format("timeout={} in a database address", value),
                  "write whole seconds from 1 to 86400");
    dsn.timeout_seconds = *seconds;
  }
  return {};
}

Status set_host_and_port(Dsn& dsn, std::string_view text) {
  size_t colon = text.rfind(':');
  std::string_view host = text;
  if (text.starts_with('[')) {
    size_t close = text.find(']');
    if (close == text.npos)
      return fail(ErrorKind::kInvalidInput, "the host of a database address has '[' without ']'",
                  std::string(kForm));
    host = text.substr(1, close - 1);
    if (close + 1 < text.size() && text[close + 1] != ':')
      return fail(ErrorKind::kInvalidInput, "the host of a database address goes on after ']'",
                  std::string(kForm));
    colon = close + 1 < text.size() ? close + 1 : text.npos;
  } else if (colon != text.npos) {
    host = text.substr(0, colon);
    if (host.find(':') != host.npos)
      return fail(ErrorKind::kInvalidInput, "the host of a database address has more than one ':'",
                  "write an IPv6 address in brackets: mysql://user@[::1]:3306/db");
  }
  if (colon != text.npos) {
    std::optional<int> port = parse_count(text.substr(colon + 1), 65535);
    if (!port)
      return fail(ErrorKind::kInvalidInput, "the port of a database address is not a number from 1 to 65535",
                  std::string(kForm));
    dsn.port = *port;
  }
  SLUICE_TRY(std::string name, decode(host, "host"));
  if (!name.empty()) dsn.host = name;
  return {};
}

std::string host_text(const std::string& host) {
  return host.find(':') == host.npos ? encode(host) : "[" + encode(host, ":") + "]";
}

}  // namespace

Result<Dsn> Dsn::parse(const std::string& text) {
  if (!text.starts_with(kScheme))
    return fail(ErrorKind::kInvalidInput, "a database address starts with mysql://", std::string(kForm));
  std::string_view rest = std::string_view(text).substr(kScheme.size());
  // The last '@' before the options ends the user, so that a raw one in a password does not leak a part of it
  // as host.
  size_t query = rest.find('?');
  std::string_view front = rest.substr(0, query);
  size_t at = front.rfind('@');
  std::string_view user = at == front.npos ? std::string_view() : front.substr(0, at);
  if (user.find(':') != user.npos)
    return fail(ErrorKind::kInvalidInput,
                "a database address must not hold a password: arguments are visible to everybody",
                "write mysql://USER@HOST/DATABASE?password=env:NAME");
  if (user.find('/') != user.npos)
    return fail(ErrorKind::kInvalidInput, "a database address has a '/' before its '@'",
                "write '/' as %2F and '@' as %40");
  std::string_view place = at == front.npos ? front : front.substr(at + 1);
  size_t slash = place.find('/');
  if (slash == place.npos)
    return fail(ErrorKind::kInvalidInput, "a database address has a '/' before the name of the database",
                std::string(kForm));
  Dsn dsn;
  SLUICE_TRY(dsn.user, decode(user, "user"));
  SLUICE_CHECK(set_host_and_port(dsn, place.substr(0, slash)));
  std::string_view database = place.substr(slash + 1);
  if (database.find('/') != database.npos)
    return fail(ErrorKind::kInvalidInput, "the database of a database address holds a '/'",
                "write it as %2F");
  SLUICE_TRY(dsn.database, decode(database, "database"));
  if (query == rest.npos) return dsn;
  for (std::string_view option : base::split(rest.substr(query + 1), '&'))
    SLUICE_CHECK(set_option(dsn, option));
  return dsn;
}

std::string Dsn::to_text() const {
  std::string out(kScheme);
  if (!user.empty()) out += encode(user) + "@";
  const Dsn plain;
  if (host != plain.host || socket.empty()) out += host_text(host);
  if (port != plain.port || socket.empty()) out += fmt::format(":{}", port);
  out += "/" + encode(database);
  std::vector<std::string> options;
  if (!socket.empty()) options.push_back("socket=" + encode(socket, "/"));
  if (!password.empty()) options.push_back("password=" + encode(password, "/:"));
  if (tls != plain.tls) options.push_back("tls=" + tls);
  if (!ca.empty()) options.push_back("ca=" + encode(ca, "/"));
  if (timeout_seconds != plain.timeout_seconds) options.push_back(fmt::format("timeout={}", timeout_seconds));
  return options.empty() ? out : out + "?" + base::join(options, "&");
}

std::string Dsn::place() const {
  std::string where = socket.empty()
                          ? fmt::format("{}:{}", host.find(':') == host.npos ? host : "[" + host + "]", port)
                          : socket;
  std::string out = user.empty() ? where : user + "@" + where;
  return database.empty() ? out : fmt::format("{}, database {}", out, database);
}

}  // namespace sluice::store
