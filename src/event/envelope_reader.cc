#include "event/envelope_reader.h"

#include <simdjson.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace sluice::event {
namespace {

constexpr int kMostDepth = 60;
constexpr size_t kLongestNumber = 18;
constexpr size_t kLongestLine = 1024 * 1024;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// ---- which keys are wanted

enum Field : uint8_t {
  kUnwanted,
  kIp,
  kTime,
  kPage,
  kHost,
  kContext,
  kUsername,
  kEventType,
  kEventSource,
  kCourseId,
  kUserId,
  kFields
};

struct Key {
  uint64_t low = 0, high = 0;            // its bytes, zeros behind the end
  uint64_t low_mask = 0, high_mask = 0;  // of those bytes
  size_t size = ~size_t{0};              // of no key
  Field field = kUnwanted;
};
constexpr size_t kLongestKey = 16;
constexpr size_t kKeySlots = 32;
using Keys = std::array<Key, kKeySlots>;

constexpr size_t key_slot(char first, size_t size) {
  return (static_cast<unsigned char>(first) + size * 5) % kKeySlots;
}

// No two keys of one table may share a slot; a clash does not compile.
consteval Keys keys_of(std::initializer_list<std::pair<std::string_view, Field>> wanted) {
  Keys out;
  for (const auto& [text, field] : wanted) {
    Key& key = out[key_slot(text[0], text.size())];
    if (key.field != kUnwanted || text.size() > kLongestKey) throw "two keys in one slot";
    key.size = text.size();
    key.field = field;
    for (size_t i = 0; i < text.size(); ++i) {
      (i < 8 ? key.low : key.high) |= static_cast<uint64_t>(static_cast<unsigned char>(text[i]))
                                      << (i % 8 * 8);
      (i < 8 ? key.low_mask : key.high_mask) |= uint64_t{0xff} << (i % 8 * 8);
    }
  }
  return out;
}

constexpr Keys kEnvelopeKeys = keys_of({{"ip", kIp},
                                        {"time", kTime},
                                        {"page", kPage},
                                        {"host", kHost},
                                        {"context", kContext},
                                        {"username", kUsername},
                                        {"event_type", kEventType},
                                        {"event_source", kEventSource}});
constexpr Keys kContextKeys = keys_of({{"course_id", kCourseId}, {"user_id", kUserId}});

uint64_t load(const char* p) {
  uint64_t out;
  std::memcpy(&out, p, 8);
  return out;
}
static_assert(std::endian::native == std::endian::little);

// Reads 16 bytes from `p`, whatever `size` is: a line has padding. Without branches: which key comes next is
// hard to foresee.
Field find_key(const Keys& keys, const char* p, size_t size) {
  const Key& key = keys[key_slot(*p, size)];
  uint64_t differs =
      ((load(p) & key.low_mask) ^ key.low) | ((load(p + 8) & key.high_mask) ^ key.high) | (size ^ key.size);
  return static_cast<Field>(differs == 0 ? key.field : kUnwanted);
}

// ---- escapes

// The first backslash of [p, end), or `end`, where one is likely to be near: escapes come in crowds.
const char* find_backslash(const char* p, const char* end) {
  constexpr uint64_t kOnes = 0x0101010101010101ull;
  for (int i = 0; i < 4 && end - p >= 8; ++i, p += 8) {
    uint64_t word = load(p) ^ kOnes * '\\';
    uint64_t zeros = (word - kOnes) & ~word & (kOnes << 7);  // exact up to the first zero byte
    if (zeros != 0) return p + std::countr_zero(zeros) / 8;
  }
  const void* found = std::memchr(p, '\\', static_cast<size_t>(end - p));
  return found ? static_cast<const char*>(found) : end;
}

// The code of \uXXXX whose digits begin at `p`; -1 for anything else and for surrogates.
int unicode_escape(const char* p) {
  uint16_t code = 0;
  auto [stop, error] = std::from_chars(p, p + 4, code, 16);
  if (error != std::errc() || stop != p + 4 || (code >= 0xd800 && code <= 0xdfff)) return -1;
  return code;
}

constexpr std::array<bool, 256> kSimpleEscapes = [] {
  std::array<bool, 256> out{};
  for (char c : {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'}) out[static_cast<unsigned char>(c)] = true;
  return out;
}();

// Whether all escapes of a line are good, wherever they stand. `p` is at the first backslash.
bool good_escapes(const char* p, const char* end) {
  while (p < end) {
    if (kSimpleEscapes[static_cast<unsigned char>(p[1])]) {
      p += 2;
    } else if (p[1] == 'u' && end - p >= 6 && unicode_escape(p + 2) >= 0) {
      p += 6;
    } else {
      return false;
    }
    if (p > end) return false;
    p = find_backslash(p, end);
  }
  return true;
}

// Appends what `raw` means; its escapes are good.
void append_unescaped(std::string& out, std::string_view raw) {
  for (size_t at = 0; at < raw.size();) {
    size_t end = std::min(raw.find('\\', at), raw.size());
    out.append(raw, at, end - at);
    if (end == raw.size()) break;
    at = end + 2;
    switch (raw[end + 1]) {
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u':
        base::append_utf8(out, static_cast<uint32_t>(unicode_escape(&raw[at])));
        at += 4;
        break;
      default: out += raw[end + 1];
    }
  }
}

// ---- the walk

bool is_number(std::string_view text) {
  if (text.size() > kLongestNumber) return false;
  size_t at = text[0] == '-';
  auto digits = [&] {
    size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  size_t first = at, whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

// A value that is wanted, as it stands in the line.
struct Found {
  char kind = '\0';       // its first character; 0 = there is none
  std::string_view text;  // of a string without the quotes; of a scalar all of it
};

// Walks over the tokens: the first stage gives the place of every brace, bracket, colon, comma, opening quote
// and first character of anything else outside of strings. It has checked that strings are closed and hold no
// control characters; behind a closing quote only white space can stand, else there would be another token.
// Every function takes the token to begin with and gives the one behind what it has read, or null when in
// doubt.
class Walk {
 public:
  using Token = const uint32_t*;
  Walk(std::string_view line, const char* first_backslash, Token last, Found* found)
      : text_(line.data()), backslash_(first_backslash), last_(last), found_(found) {}

  Token envelope(Token t) const {
    if (last_ - t < 2 || at(t) != '{') return nullptr;
    return object(t + 1, kEnvelopeKeys);
  }

 private:
  char at(Token t) const { return text_[*t]; }

  // From token `t` to the next one, without the white space between them.
  std::string_view extent(Token t) const {
    const char* begin = text_ + t[0];
    const char* end = text_ + t[1];
    while (is_space(end[-1])) --end;
    return {begin, static_cast<size_t>(end - begin)};
  }

  bool is_scalar(std::string_view text) const {
    return is_digit(text[0]) || text[0] == '-' ? is_number(text)
                                               : text == "null" || text == "true" || text == "false";
  }

  // Keys that matter must not hide behind escapes.
  bool has_escapes(std::string_view text) const {
    return text.data() + text.size() > backslash_ && text.find('\\') != text.npos;
  }

  // The members of the envelope or of its context, behind the brace.
  Token object(Token t, const Keys& keys) const {
    if (at(t) == '}') return t + 1;
    while (true) {
      if (last_ - t < 4 || at(t) != '"' || at(t + 1) != ':') return nullptr;
      std::string_view key = extent(t);
      key = key.substr(1, key.size() - 2);
      if (has_escapes(key)) return nullptr;
      Field field = find_key(keys, key.data(), key.size());
      t = wanted(t + 2, field);
      if (!t || t >= last_) return nullptr;
      char c = at(t++);
      if (c == '}') return t;
      if (c != ',') return nullptr;
    }
  }

  Token wanted(Token t, Field field) const {
    char c = at(t);
    Found& out = found_[field];
    out.kind = c;
    if (c == '"') {
      std::string_view text = extent(t);
      out.text = text.substr(1, text.size() - 2);
      if (field != kContext) return t + 1;
    }
    if (field == kContext) found_[kCourseId] = found_[kUserId] = {};
    if (c == '"') return t + 1;
    if (c == '{')
      return field == kContext ? (last_ - t < 2 ? nullptr : object(t + 1, kContextKeys)) : container(t);
    if (c == '[') return container(t);
    out.text = extent(t);
    return is_scalar(out.text) ? t + 1 : nullptr;
  }

  // An object or an array that nobody wants, however deep. A bit of `stack` for each level: 1 = object.
  Token container(Token t) const {
    uint64_t stack = 1;
    if (at(t) == '[') goto array_begin;

  object_begin:
    if (stack >> kMostDepth) return nullptr;
    stack = stack << 1 | 1;
    ++t;
    if (last_ - t < 2) return nullptr;
    if (at(t) == '}') goto end;
  member:
    if (last_ - t < 4 || at(t) != '"' || at(t + 1) != ':') return nullptr;
    t += 2;
    if (at(t) != '"') {
      if (at(t) == '{') goto object_begin;
      if (at(t) == '[') goto array_begin;
      if (!is_scalar(extent(t))) return nullptr;
    }
    ++t;
  member_end:
    if (at(t) == ',') {
      ++t;
      goto member;
    }
    if (at(t) != '}') return nullptr;
    goto end;

  array_begin:
    if (stack >> kMostDepth) return nullptr;
    stack <<= 1;
    ++t;
    if (last_ - t < 2) return nullptr;
    if (at(t) == ']') goto end;
  item:
    if (last_ - t < 2) return nullptr;
    if (at(t) != '"') {
      if (at(t) == '{') goto object_begin;
      if (at(t) == '[') goto array_begin;
      if (!is_scalar(extent(t))) return nullptr;
    }
    ++t;
  item_end:
    if (at(t) == ',') {
      ++t;
      goto item;
    }
    if (at(t) != ']') return nullptr;

  end:
    ++t;
    stack >>= 1;
    if (stack == 1) return t;
    if (t >= last_) return nullptr;
    if (stack & 1) goto member_end;
    goto item_end;
  }

  const char* text_;
  const char* backslash_;  // the first one of the line
  Token last_;             // behind the last token
  Found* found_;
};

}  // namespace

struct EnvelopeReader::State {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> tokens;
  std::array<Found, kFields> found;
  std::string unescaped;
  Envelope envelope;

  std::string_view text(Field field, std::string_view line, const char* backslash) {
    const Found& f = found[field];
    if (f.kind != '"') return {};
    if (f.text.data() + f.text.size() <= backslash || f.text.find('\\') == f.text.npos) return f.text;
    if (unescaped.empty())
      unescaped.reserve(line.size());  // never moves: the texts of a line are shorter than the line
    size_t begin = unescaped.size();
    append_unescaped(unescaped, f.text);
    return std::string_view(unescaped).substr(begin);
  }

  UserId user_id(std::string_view line, const char* backslash) {
    const Found& f = found[kUserId];
    if (f.kind == '"') return user_id_of_text(text(kUserId, line, backslash));
    if (f.kind == '\0' || f.kind == 'n') return {};
    if (is_digit(f.kind) && f.text.find('.') == f.text.npos) {  // nearly always; too short to overflow
      int64_t number = 0;
      for (char c : f.text) number = number * 10 + (c - '0');
      return user_id_of_number(number);
    }
    if (f.kind == '-')
      if (auto number = base::parse_int(f.text)) return user_id_of_number(*number);
    return {UserId::State::kMalformed, 0};
  }

  void fill(std::string_view line, const char* backslash) {
    Envelope& out = envelope;
    auto optional = [&](Field field) {
      return found[field].kind == '"' ? std::optional(text(field, line, backslash)) : std::nullopt;
    };
    out.event_type = optional(kEventType);
    out.time = optional(kTime);
    out.source = to_source(text(kEventSource, line, backslash));
    out.ip = text(kIp, line, backslash);
    out.host = text(kHost, line, backslash);
    out.page = text(kPage, line, backslash);
    out.username = base::trim(text(kUsername, line, backslash));
    out.has_context = found[kContext].kind != '\0' && found[kContext].kind != 'n';
    char kind = found[kCourseId].kind;
    using Kind = Envelope::CourseId;
    out.course_id_kind = kind == '"' ? Kind::kText : kind == '\0' || kind == 'n' ? Kind::kNone : Kind::kOther;
    out.course_id = text(kCourseId, line, backslash);
    out.user_id = user_id(line, backslash);
  }
};

EnvelopeReader::EnvelopeReader() : state_(std::make_unique<State>()) {
  // The memory is not touched before it is used. Without it every line goes to the full parser.
  (void)simdjson::get_active_implementation()->create_dom_parser_implementation(kLongestLine, kMostDepth,
                                                                                state_->tokens);
}
EnvelopeReader::~EnvelopeReader() = default;

const Envelope* EnvelopeReader::read(std::string_view line) {
  auto& tokens = state_->tokens;
  if (line.empty() || line.size() > kLongestLine || !tokens ||
      tokens->stage1(reinterpret_cast<const uint8_t*>(line.data()), line.size(),
                     simdjson::stage1_mode::regular) != simdjson::SUCCESS)
    return nullptr;
  const char* end = line.data() + line.size();
  const void* found = std::memchr(line.data(), '\\', line.size());
  const char* backslash = found ? static_cast<const char*>(found) : end;
  if (!good_escapes(backslash, end)) return nullptr;
  for (Found& f : state_->found) f.kind = '\0';
  const uint32_t* first = tokens->structural_indexes.get();
  const uint32_t* last = first + tokens->n_structural_indexes;
  if (Walk(line, backslash, last, state_->found.data()).envelope(first) != last) return nullptr;
  state_->unescaped.clear();
  state_->fill(line, backslash);
  return &state_->envelope;
}

}  // namespace sluice::event
