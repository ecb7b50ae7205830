#include "event/lenient_json.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace sluice::event {
namespace {

constexpr int kMaxDepth = 1000;
constexpr std::string_view kNotFiniteText = "1.7976931348623157e308";

class Rewriter {
 public:
  explicit Rewriter(std::string_view text) : in_(text) { out_.reserve(text.size() + 16); }

  std::optional<std::string> run() {
    space();
    if (!value(0)) return std::nullopt;
    space();
    if (pos_ != in_.size()) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool at(char c) const { return pos_ < in_.size() && in_[pos_] == c; }
  bool take(char c) {
    if (!at(c)) return false;
    ++pos_;
    out_ += c;
    return true;
  }
  void space() {
    while (pos_ < in_.size() &&
           (in_[pos_] == ' ' || in_[pos_] == '\t' || in_[pos_] == '\n' || in_[pos_] == '\r'))
      ++pos_;
  }
  bool word(std::string_view w, std::string_view as) {
    if (in_.substr(pos_, w.size()) != w) return false;
    pos_ += w.size();
    out_ += as;
    return true;
  }

  bool value(int depth) {
    if (depth > kMaxDepth || pos_ == in_.size()) return false;
    switch (in_[pos_]) {
      case '{': return members(depth);
      case '[': return items(depth);
      case '"': return string();
      case 't': return word("true", "true");
      case 'f': return word("false", "false");
      case 'n': return word("null", "null");
      case 'N': return word("NaN", kNotFiniteText);
      case 'I': return word("Infinity", kNotFiniteText);
      default: return number();
    }
  }

  bool members(int depth) {
    take('{');
    space();
    if (take('}')) return true;
    while (true) {
      if (!at('"') || !string()) return false;
      space();
      if (!take(':')) return false;
      space();
      if (!value(depth + 1)) return false;
      space();
      if (take('}')) return true;
      if (!take(',')) return false;
      space();
    }
  }

  bool items(int depth) {
    take('[');
    space();
    if (take(']')) return true;
    while (true) {
      if (!value(depth + 1)) return false;
      space();
      if (take(']')) return true;
      if (!take(',')) return false;
      space();
    }
  }

  bool string() {
    take('"');
    while (pos_ < in_.size()) {
      char c = in_[pos_];
      if (c == '"') return take('"');
      if (c == '\\') {
        if (!escape()) return false;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out_ += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        ++pos_;
      } else {
        character();
      }
    }
    return false;
  }

  void character() {
    size_t start = pos_;
    if (base::next_code_point(in_, pos_) < 0)
      base::append_utf8(out_, 0xfffd);
    else
      out_ += in_.substr(start, pos_ - start);
  }

  bool escape() {
    if (pos_ + 1 >= in_.size()) return false;
    char c = in_[pos_ + 1];
    if (c == 'u') return unicode_escape();
    if (std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos) {
      out_ += '\\';
      out_ += c;
      pos_ += 2;
    } else {
      out_ += "\\\\";  // unknown: the backslash stays; the character after it is read as any other
      ++pos_;
    }
    return true;
  }

  // The four hex digits of \uXXXX at `at`, or -1.
  int hex4(size_t at) const {
    if (at + 6 > in_.size() || in_[at] != '\\' || in_[at + 1] != 'u') return -1;
    int value = 0;
    for (size_t i = at + 2; i < at + 6; ++i) {
      int digit = in_[i] >= '0' && in_[i] <= '9'   ? in_[i] - '0'
                  : in_[i] >= 'a' && in_[i] <= 'f' ? in_[i] - 'a' + 10
                  : in_[i] >= 'A' && in_[i] <= 'F' ? in_[i] - 'A' + 10
                                                   : -1;
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  bool unicode_escape() {
    int first = hex4(pos_);
    if (first < 0) return false;
    if (first >= 0xd800 && first <= 0xdbff) {
      int second = hex4(pos_ + 6);
      if (second >= 0xdc00 && second <= 0xdfff) {
        out_ += in_.substr(pos_, 12);
        pos_ += 12;
        return true;
      }
    }
    if (first >= 0xd800 && first <= 0xdfff)
      base::append_utf8(out_, 0xfffd);
    else
      out_ += in_.substr(pos_, 6);
    pos_ += 6;
    return true;
  }

  bool digits() {
    size_t start = pos_;
    while (pos_ < in_.size() && in_[pos_] >= '0' && in_[pos_] <= '9') ++pos_;
    return pos_ > start;
  }

  bool number() {
    size_t start = pos_;
    if (at('-')) {
      ++pos_;
      if (at('I')) {
        out_ += '-';
        return word("Infinity", kNotFiniteText);
      }
    }
    bool whole = true;
    if (at('0'))
      ++pos_;
    else if (!digits())
      return false;
    if (at('.')) {
      whole = false;
      ++pos_;
      if (!digits()) return false;
    }
    if (at('e') || at('E')) {
      whole = false;
      ++pos_;
      if (at('+') || at('-')) ++pos_;
      if (!digits()) return false;
    }
    append_number(std::string(in_.substr(start, pos_ - start)), whole);
    return true;
  }

  void append_number(const std::string& text, bool whole) {
    if (whole && base::parse_int(text)) {
      out_ += text;
      return;
    }
    double value = std::strtod(text.c_str(), nullptr);
    if (!std::isfinite(value))
      out_ += (value < 0 ? "-" : "") + std::string(kNotFiniteText);
    else if (whole)
      out_ += fmt::format("{:e}", value);  // beyond 64 bits: keep it a double
    else
      out_ += text;
  }

  std::string_view in_;
  size_t pos_ = 0;
  std::string out_;
};

}  // namespace

std::optional<std::string> strict_json(std::string_view text) {
  return Rewriter(text).run();
}

}  // namespace sluice::event
