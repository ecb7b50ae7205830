// Regular expressions as configurations write them (PCRE2, UTF-8 mode): (?P<name>…), \d, \w, lazy
// quantifiers, look-around.
//
// A Pattern is immutable and safe from any thread. Matching is bounded (a million steps), so a hostile
// pattern cannot hang.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice::event {

class Pattern {
 public:
  // kInvalidInput with PCRE2's message and the offset of the fault.
  static Result<Pattern> compile(const std::string& text);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  class Match {
   public:
    std::optional<std::string_view> group(
        const std::string& name) const;        // nothing if absent or not part of the match
    std::string_view group(int number) const;  // 0 = the whole match; empty if not part
   private:
    friend class Pattern;
    struct Data;
    std::shared_ptr<Data> data_;
  };
  // Anchored at the start of `subject`, need not reach its end. `subject` must outlive the Match.
  std::optional<Match> match_at_start(std::string_view subject) const;
  // The first match anywhere at or after `from`.
  std::optional<Match> search(std::string_view subject, size_t from = 0) const;
  const std::string& text() const { return text_; }

 private:
  struct Code;
  Pattern(std::string text, std::unique_ptr<Code> code);
  std::optional<Match> match(std::string_view subject, size_t from, unsigned options) const;
  std::string text_;
  std::unique_ptr<Code> code_;
};

}  // namespace sluice::event
