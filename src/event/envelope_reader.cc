#include "event/envelope_reader.h"

#include <simdjson.h>

#include <bit>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace sluice::event {
namespace {

constexpr int kMostDepth = 32;
constexpr size_t kLongestNumber = 18;
constexpr size_t kLongestLine = 1024 * 1024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Where the first backslash of [p, end) is, or `end`.
const char* find_backslash(const char* p, const char* end) {
  const void* found = std::memchr(p, '\\', static_cast<size_t>(end - p));
  return found ? static_cast<const char*>(found) : end;
}

// The same where the next one is likely to be near: escapes come in crowds.
const char* find_near_backslash(const char* p, const char* end) {
  constexpr uint64_t kOnes = 0x0101010101010101ull;
  for (int i = 0; i < 4 && end - p >= 8; ++i, p += 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    word ^= kOnes * '\\';
    uint64_t zeros = (word - kOnes) & ~word & (kOnes << 7);  // exact up to the first zero byte
    if (zeros != 0) return p + std::countr_zero(zeros) / 8;
  }
  return find_backslash(p, end);
}

bool is_number(std::string_view text) {
  if (text.size() > kLongestNumber) return false;
  size_t at = !text.empty() && text[0] == '-';
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

// A walk over the tokens of one line. Every function consumes what it names and gives false when in doubt.
class Walk {
 public:
  Walk(std::string_view line, const uint32_t* tokens, size_t n, std::string& buffer, Envelope& out)
      : text_(line.data()), end_(line.data() + line.size()), token_(tokens), last_(tokens + n), buffer_(buffer), out_(out) {
    backslash_ = find_backslash(text_, end_);
  }

  bool line() {
    if (!take('{')) return false;
    return members<true>([this](std::string_view key) { return envelope_member(key); }) && token_ == last_;
  }

 private:
  char peek() const { return token_ < last_ ? text_[*token_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++token_;
    return true;
  }

  // What stands from this token to the next one, without the white space between them. Never the last token of a line.
  bool extent(std::string_view& out) {
    if (last_ - token_ < 2) return false;
    const char* begin = text_ + token_[0];
    const char* end = text_ + token_[1];
    if (end[-1] != '"')
      while (is_space(end[-1])) --end;
    out = {begin, static_cast<size_t>(end - begin)};
    ++token_;
    return true;
  }

  // `out` is the text between the quotes as it stands, escapes and all.
  bool string(std::string_view& out, bool& escaped) {
    if (peek() != '"' || !extent(out) || out.size() < 2 || out.back() != '"') return false;
    out = out.substr(1, out.size() - 2);
    escaped = backslash_ < out.data() + out.size();
    return !escaped || escapes(out.data() + out.size());
  }
  // A string whose text is wanted.
  bool wanted_string(std::string_view& out) {
    bool escaped = false;
    if (!string(out, escaped)) return false;
    if (escaped) out = unescaped(out);
    return true;
  }
  // The escapes are known to be good. The buffer never moves: all texts of a line together are shorter than the line.
  std::string_view unescaped(std::string_view raw) {
    if (buffer_.empty()) buffer_.reserve(static_cast<size_t>(end_ - text_));
    size_t begin = buffer_.size();
    for (size_t at = 0; at < raw.size();) {
      size_t end = std::min(raw.find('\\', at), raw.size());
      buffer_.append(raw, at, end - at);
      if (end == raw.size()) break;
      at = end + 2;
      switch (raw[end + 1]) {
        case 'b': buffer_ += '\b'; break;
        case 'f': buffer_ += '\f'; break;
        case 'n': buffer_ += '\n'; break;
        case 'r': buffer_ += '\r'; break;
        case 't': buffer_ += '\t'; break;
        case 'u': {
          uint16_t code = 0;
          std::from_chars(&raw[at], &raw[at] + 4, code, 16);
          base::append_utf8(buffer_, code);
          at += 4;
          break;
        }
        default: buffer_ += raw[end + 1];
      }
    }
    return std::string_view(buffer_).substr(begin);
  }

  // The escapes from the current backslash to `end`, the end of the string that it is in.
  bool escapes(const char* end) {
    while (backslash_ < end) {
      const char* p = backslash_ + 1;
      switch (*p) {
        case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't': ++p; break;
        case 'u': {
          uint16_t code = 0;
          if (end - p < 5) return false;
          auto [stop, error] = std::from_chars(p + 1, p + 5, code, 16);
          if (error != std::errc() || stop != p + 5 || (code >= 0xd800 && code <= 0xdfff)) return false;
          p += 5;
          break;
        }
        default: return false;
      }
      if (p > end) return false;
      backslash_ = find_near_backslash(p, end_);
    }
    return true;
  }

  bool scalar(std::string_view& out) {
    return extent(out) && (is_digit(out[0]) || out[0] == '-' ? is_number(out)
                                                              : out == "null" || out == "true" || out == "false");
  }

  // `wanted`: some keys matter, so none may be hidden behind escapes.
  template <bool wanted, class OnMember>
  bool members(OnMember on_member) {
    if (take('}')) return true;
    while (true) {
      std::string_view key;
      bool escaped = false;
      if (!string(key, escaped) || (wanted && escaped) || !take(':') || !on_member(key)) return false;
      if (take('}')) return true;
      if (!take(',')) return false;
    }
  }

  bool items(int depth) {
    if (take(']')) return true;
    while (true) {
      if (!value(depth)) return false;
      if (take(']')) return true;
      if (!take(',')) return false;
    }
  }

  // A value that nobody wants.
  bool value(int depth) {
    std::string_view text;
    bool escaped;
    switch (peek()) {
      case '"': return string(text, escaped);
      case '{':
        ++token_;
        return depth < kMostDepth && members<false>([&](std::string_view) { return value(depth + 1); });
      case '[': ++token_; return depth < kMostDepth && items(depth + 1);
      case '\0': return false;
      default: return scalar(text);
    }
  }

  // Text of a string; empty for any other value.
  bool text_value(std::string_view& out) {
    if (peek() == '"') return wanted_string(out);
    out = {};
    return value(1);
  }
  bool optional_text(std::optional<std::string_view>& out) {
    if (peek() == '"') return wanted_string(out.emplace());
    out.reset();
    return value(1);
  }

  bool envelope_member(std::string_view key) {
    switch (key.size()) {
      case 2:
        if (key == "ip") return text_value(out_.ip);
        break;
      case 4:
        if (key == "time") return optional_text(out_.time);
        if (key == "page") return text_value(out_.page);
        if (key == "host") return text_value(out_.host);
        break;
      case 7:
        if (key == "context") return context();
        break;
      case 8:
        if (key == "username") {
          if (!text_value(out_.username)) return false;
          out_.username = base::trim(out_.username);
          return true;
        }
        break;
      case 10:
        if (key == "event_type") return optional_text(out_.event_type);
        break;
      case 12:
        if (key == "event_source") {
          std::string_view text;
          if (!text_value(text)) return false;
          out_.source = to_source(text);
          return true;
        }
        break;
      default: break;
    }
    return value(1);
  }

  bool context() {
    out_.course_id_kind = Envelope::CourseId::kNone;
    out_.course_id = {};
    out_.user_id = {};
    out_.has_context = true;
    if (take('{')) return members<true>([this](std::string_view key) { return context_member(key); });
    if (peek() == '"' || peek() == '[') return value(1);
    std::string_view text;
    if (!scalar(text)) return false;
    out_.has_context = text != "null";
    return true;
  }

  bool context_member(std::string_view key) {
    if (key == "course_id") return course_id();
    if (key == "user_id") return user_id();
    return value(2);
  }

  bool course_id() {
    using Kind = Envelope::CourseId;
    out_.course_id = {};
    if (peek() == '"') {
      out_.course_id_kind = Kind::kText;
      return wanted_string(out_.course_id);
    }
    out_.course_id_kind = peek() == 'n' ? Kind::kNone : Kind::kOther;
    return value(2);
  }

  bool user_id() {
    std::string_view text;
    if (peek() == '"') {
      if (!wanted_string(text)) return false;
      out_.user_id = user_id_of_text(text);
      return true;
    }
    out_.user_id = {UserId::State::kMalformed, 0};
    if (peek() == '{' || peek() == '[') return value(2);
    if (!scalar(text)) return false;
    if (text == "null") out_.user_id = {};
    else if (auto number = base::parse_int(text)) out_.user_id = user_id_of_number(*number);
    return true;
  }

  const char* text_;
  const char* end_;
  const uint32_t* token_;
  const uint32_t* last_;
  const char* backslash_;  // the next one at or behind this token, or end_
  std::string& buffer_;    // texts that had escapes
  Envelope& out_;
};

}  // namespace

struct EnvelopeReader::State {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> tokens;
  std::string buffer;
  Envelope envelope;
};

EnvelopeReader::EnvelopeReader() : state_(std::make_unique<State>()) {
  // The memory is not touched before it is used. Without it every line goes to the full parser.
  (void)simdjson::get_active_implementation()->create_dom_parser_implementation(kLongestLine, kMostDepth, state_->tokens);
}
EnvelopeReader::~EnvelopeReader() = default;

const Envelope* EnvelopeReader::read(std::string_view line) {
  auto& tokens = state_->tokens;
  if (line.empty() || line.size() > kLongestLine || !tokens ||
      tokens->stage1(reinterpret_cast<const uint8_t*>(line.data()), line.size(), simdjson::stage1_mode::regular) !=
          simdjson::SUCCESS)
    return nullptr;
  state_->buffer.clear();
  state_->envelope.reset();
  Walk walk(line, tokens->structural_indexes.get(), tokens->n_structural_indexes, state_->buffer, state_->envelope);
  return walk.line() ? &state_->envelope : nullptr;
}

}  // namespace sluice::event
