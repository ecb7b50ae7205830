#include "users/public_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/base64.h"
#include "base/crypto.h"
#include "base/text.h"

namespace sluice::users {
namespace {

constexpr size_t kLeastRsaBits = 2048;

const std::set<std::string, std::less<>> kTypes = {"ssh-ed25519",
                                                   "ssh-rsa",
                                                   "ecdsa-sha2-nistp256",
                                                   "ecdsa-sha2-nistp384",
                                                   "ecdsa-sha2-nistp521",
                                                   "sk-ssh-ed25519@openssh.com",
                                                   "sk-ecdsa-sha2-nistp256@openssh.com"};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
std::string_view after_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}
// The word at the start of `text`, which moves past it.
std::string_view next_word(std::string_view& text) {
  text = after_blanks(text);
  size_t end = text.find_first_of(" \t");
  std::string_view word = text.substr(0, end);
  text.remove_prefix(word.size());
  return word;
}

// A length of four bytes and so many bytes, as SSH packs fields; nothing past the end.
std::optional<std::string_view> next_field(std::string_view& blob) {
  if (blob.size() < 4) return std::nullopt;
  size_t size = 0;
  for (size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(blob[i]);
  if (blob.size() - 4 < size) return std::nullopt;
  std::string_view field = blob.substr(4, size);
  blob.remove_prefix(4 + size);
  return field;
}

size_t bits_of(std::string_view number) {
  while (!number.empty() && number.front() == 0) number.remove_prefix(1);
  if (number.empty()) return 0;
  size_t bits = number.size() * 8;
  for (unsigned char mask = 0x80; !(static_cast<unsigned char>(number.front()) & mask); mask >>= 1) --bits;
  return bits;
}

Status check_fields(const std::string& type, std::string_view blob) {
  std::vector<std::string_view> fields;
  while (!blob.empty()) {
    auto field = next_field(blob);
    if (!field) return fail(ErrorKind::kInvalidInput, "the key is cut short or damaged");
    fields.push_back(*field);
  }
  if (fields.size() < 2 || fields[0] != type)
    return fail(ErrorKind::kInvalidInput, fmt::format("what follows {} is not a key of that type", type));
  if (type.ends_with("ed25519") && fields[1].size() != 32)
    return fail(ErrorKind::kInvalidInput, "the key is cut short or damaged");
  if (type == "ssh-rsa") {
    size_t bits = fields.size() == 3 ? bits_of(fields[2]) : 0;
    if (bits < kLeastRsaBits)
      return fail(ErrorKind::kInvalidInput,
                  fmt::format("an RSA key of {} bits is too weak; {} is the least", bits, kLeastRsaBits));
  }
  return {};
}

// The end of the options at the start of a line: the first blank outside double quotes.
size_t end_of_options(std::string_view text) {
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"')
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (is_blank(text[i]) && !quoted)
      return i;
  }
  return text.npos;
}

std::vector<std::string> split_options(std::string_view text) {
  std::vector<std::string> options;
  std::string option;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"')
      option += text[i++];
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == ',' && !quoted) {
      options.push_back(std::move(option));
      option.clear();
      continue;
    }
    option += text[i];
  }
  options.push_back(std::move(option));
  return options;
}

std::string fingerprint_of(const std::string& blob) {
  std::string hex = base::sha256_hex(blob), bytes;
  for (size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  std::string text = base::base64_encode(bytes);
  while (text.ends_with('=')) text.pop_back();
  return "SHA256:" + text;
}

}  // namespace

std::string PublicKey::line() const {
  std::string out = base::join(options, ",");
  if (!out.empty()) out += ' ';
  out += type + ' ' + blob;
  return comment.empty() ? out : out + ' ' + comment;
}

Result<PublicKey> parse_public_key(std::string_view line) {
  line = base::trim(line);
  if (std::ranges::any_of(line, [](char c) { return c == '\n' || c == '\r' || c == '\0'; }))
    return fail(ErrorKind::kInvalidInput, "a key is one line, and this holds a line break");
  PublicKey key;
  std::string_view rest = line;
  key.type = next_word(rest);
  if (!kTypes.contains(key.type) && key.type != "ssh-dss") {
    size_t end = end_of_options(line);
    if (end == line.npos) return fail(ErrorKind::kInvalidInput, "this is not a public key of OpenSSH");
    key.options = split_options(line.substr(0, end));
    rest = line.substr(end);
    key.type = next_word(rest);
  }
  if (key.type == "ssh-dss")
    return fail(ErrorKind::kInvalidInput, "DSA keys (ssh-dss) are refused: nobody should use them any more");
  if (!kTypes.contains(key.type))
    return fail(ErrorKind::kInvalidInput, "this is not a public key of OpenSSH of a type that is allowed",
                "ssh-ed25519, ecdsa-sha2-*, sk-*, or ssh-rsa of 2048 bits or more");
  key.blob = next_word(rest);
  key.comment = base::trim(rest);
  auto blob = base::base64_decode(key.blob);
  if (!blob) return fail(ErrorKind::kInvalidInput, fmt::format("what follows {} is not base64", key.type));
  SLUICE_CHECK(check_fields(key.type, *blob));
  key.fingerprint = fingerprint_of(*blob);
  return key;
}

std::vector<PublicKey> parse_key_file(std::string_view text) {
  std::vector<PublicKey> keys;
  for (std::string_view line : base::split(text, '\n')) {
    line = base::trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (auto key = parse_public_key(line)) keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace sluice::users
