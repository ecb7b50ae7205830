#include "event/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

namespace sluice::event {

struct Pattern::Code {
  pcre2_code* code;
  pcre2_match_context* limits;
  ~Code() {
    pcre2_match_context_free(limits);
    pcre2_code_free(code);
  }
};

struct Pattern::Match::Data {
  std::string_view subject;
  const pcre2_code* code;
  pcre2_match_data* data;
  ~Data() { pcre2_match_data_free(data); }
};

Pattern::Pattern(std::string text, std::unique_ptr<Code> code)
    : text_(std::move(text)), code_(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(const std::string& text) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), options, &error,
                                   &offset, nullptr);
  if (!code) {
    unsigned char message[200];
    pcre2_get_error_message(error, message, sizeof message);
    return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is no regular expression: {} (at character {})",
                                                      text, reinterpret_cast<char*>(message), offset + 1));
  }
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // best effort
  pcre2_match_context* limits = pcre2_match_context_create(nullptr);
  pcre2_set_match_limit(limits, 1'000'000);
  return Pattern(text, std::unique_ptr<Code>(new Code{code, limits}));
}

std::optional<Pattern::Match> Pattern::match(std::string_view subject, size_t from, unsigned options) const {
  auto data = std::make_shared<Match::Data>();
  data->subject = subject;
  data->code = code_->code;
  data->data = pcre2_match_data_create_from_pattern(code_->code, nullptr);
  int count = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), from,
                          options, data->data, code_->limits);
  if (count < 0) return std::nullopt;
  Match out;
  out.data_ = std::move(data);
  return out;
}

std::optional<Pattern::Match> Pattern::match_at_start(std::string_view subject) const {
  auto found = match(subject, 0, PCRE2_ANCHORED);
  // Of a subject that is not UTF-8, PCRE2 tries each valid piece, and takes the start of a piece for the
  // anchor.
  if (found && found->group(0).data() != subject.data()) return std::nullopt;
  return found;
}

std::optional<Pattern::Match> Pattern::search(std::string_view subject, size_t from) const {
  return match(subject, from, 0);
}

std::optional<std::string_view> Pattern::Match::group(const std::string& name) const {
  int number = pcre2_substring_number_from_name(data_->code, reinterpret_cast<PCRE2_SPTR>(name.c_str()));
  if (number < 0) return std::nullopt;
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data_->data);
  if (ends[2 * number] == PCRE2_UNSET) return std::nullopt;
  return group(number);
}

std::string_view Pattern::Match::group(int number) const {
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data_->data);
  if (ends[2 * number] == PCRE2_UNSET) return {};
  return data_->subject.substr(ends[2 * number], ends[2 * number + 1] - ends[2 * number]);
}

}  // namespace sluice::event
