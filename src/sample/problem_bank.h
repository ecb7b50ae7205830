// The problems of every course and how learners answer them. Courses share the wording; ids differ.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sample/course.h"

namespace sluice::sample {

struct Choice {
  std::string_view id;    // what the form sends: "choice_0"; equal to the text for free answers
  std::string_view text;  // what the learner saw, HTML
  bool correct = false;
};

struct Part {
  std::string_view response_type, input_type, question;
  std::span<const Choice> choices;  // of free answers: what learners type
  bool many = false;                // several choices can be ticked
  bool companion = false;           // a hidden ID_dynamath goes with it
};

struct Problem {
  std::string_view name;
  std::span<const Part> parts;
  uint32_t repeat = 1;      // the parts that many times over: long questionnaires
  bool randomized = false;  // the variant depends on the learner
  uint32_t part_count() const { return static_cast<uint32_t>(parts.size()) * repeat; }
  const Part& part(uint32_t i) const { return parts[i % parts.size()]; }
};

constexpr uint32_t kProblems = 22;    // ordinary ones: 0 to 21
constexpr uint32_t kSurvey = 22;      // its problem_check is longer than 2,043 characters
constexpr uint32_t kLongSurvey = 23;  // longer than 10,000
const Problem& problem_of(uint32_t number);

// One learner's answer to one part.
struct Answer {
  std::vector<const Choice*> chosen;  // exactly one unless the part takes many
  bool correct = false;
};
// What is given follows from `draw`; later attempts are better.
std::vector<Answer> answers_of(const Problem& problem, uint64_t draw, int64_t attempt);

}  // namespace sluice::sample
