#include "api/token_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/files.h"
#include "base/text.h"

namespace sluice::api {
namespace {

constexpr std::string_view kTitle = "# sluice API tokens, format 1\n";
constexpr size_t kLongestKey = 128;
constexpr size_t kLongestUser = 150;

bool is_printable_word(std::string_view text, size_t longest) {
  const auto printable = [](char c) { return c > ' ' && c < 127; };
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, printable);
}

bool is_digest(std::string_view text) {
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::ranges::all_of(text, hex);
}

std::string utc_text(base::Micros now) {
  std::string text = base::format_datetime(now);
  text[10] = 'T';
  return text + 'Z';
}

Error no_user(const std::string& user) {
  return {ErrorKind::kNotFound, fmt::format("no user '{}' has a token", user),
          "sluice token list shows them"};
}

}  // namespace

Result<TokenTable> TokenTable::parse(std::string_view text, const std::string& file_name) {
  TokenTable table;
  int number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string_view> cells = base::split(line, '\t');
    const bool shaped = cells.size() == 4 && is_printable_word(cells[0], kLongestUser) &&
                        (cells[1] == "enabled" || cells[1] == "disabled") && is_digest(cells[3]);
    if (!shaped)
      return fail(
          Error(ErrorKind::kCorrupt, "not a line of a token file: user, enabled or disabled, time, digest")
              .at({file_name, number, 1}));
    table.tokens_.push_back(
        {std::string(cells[0]), cells[1] == "enabled", std::string(cells[2]), std::string(cells[3])});
  }
  return table;
}

std::string TokenTable::to_text() const {
  std::string text(kTitle);
  for (const Token& token : tokens_)
    text += fmt::format("{}\t{}\t{}\t{}\n", token.user, token.enabled ? "enabled" : "disabled", token.created,
                        token.digest);
  return text;
}

Status TokenTable::set(const std::string& user, const Secret& key, base::Micros now) {
  if (!is_printable_word(user, kLongestUser))
    return fail(ErrorKind::kInvalidInput,
                "a user name is 1 to 150 printable ASCII characters without white space");
  if (!is_printable_word(key.reveal(), kLongestKey))
    return fail(ErrorKind::kInvalidInput, "a key is 1 to 128 printable ASCII characters without white space");
  const std::string digest = base::sha256_hex(key.reveal());
  for (const Token& token : tokens_)
    if (token.digest == digest && token.user != user)
      return fail(ErrorKind::kAlreadyExists, "another user has this key",
                  "choose another, or none to have one made");
  Token* token = find_user(user);
  if (token == nullptr) token = &tokens_.emplace_back();
  *token = {user, true, utc_text(now), digest};
  return {};
}

Status TokenTable::remove(const std::string& user) {
  if (std::erase_if(tokens_, [&](const Token& token) { return token.user == user; }) == 0)
    return fail(no_user(user));
  return {};
}

Status TokenTable::enable(const std::string& user, bool enabled) {
  Token* token = find_user(user);
  if (token == nullptr) return fail(no_user(user));
  token->enabled = enabled;
  return {};
}

const Token* TokenTable::find_key(std::string_view key) const {
  const std::string digest = base::sha256_hex(key);
  const Token* found = nullptr;
  for (const Token& token : tokens_)
    if (base::equal_in_constant_time(token.digest, digest)) found = &token;
  return found;
}

Token* TokenTable::find_user(const std::string& user) {
  const auto found = std::ranges::find(tokens_, user, &Token::user);
  return found == tokens_.end() ? nullptr : &*found;
}

Result<TokenTable> load_tokens(const std::string& path) {
  Result<std::string> text = base::read_file(path);
  if (!text && text.error().kind == ErrorKind::kNotFound) return TokenTable{};
  if (!text) return fail(std::move(text).error());
  return TokenTable::parse(*text, path);
}

Status change_tokens(const std::string& path, const std::function<Status(TokenTable&)>& change) {
  SLUICE_CHECK(base::make_folders(base::parent_folder(path)));
  SLUICE_TRY(const base::FileLock lock, base::FileLock::acquire(path + ".lock"));
  SLUICE_TRY(TokenTable table, load_tokens(path));
  SLUICE_CHECK(change(table));
  return base::write_file_atomically(path, table.to_text(), 0600);
}

}  // namespace sluice::api
