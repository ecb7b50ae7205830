#include "sample/problem_bank.h"

#include "sample/random.h"

namespace sluice::sample {
namespace {

constexpr Choice kCells[] = {{"choice_0", "<b>Red</b> cell"},
                             {"choice_1", "White", true},
                             {"choice_2", "A &amp; B"},
                             {"choice_3", "None of these"}};
constexpr Choice kWater[] = {
    {"choice_0", "H<sub>2</sub>O", true}, {"choice_1", "CO<sub>2</sub>"}, {"choice_2", "O<sub>3</sub>"}};
constexpr Choice kTicks[] = {{"choice_0", "plants", true},
                             {"choice_1", "fungi"},
                             {"choice_2", "algae &amp; co", true},
                             {"choice_3", "viruses <choicehint>Are they alive?</choicehint>"}};
constexpr Choice kOptions[] = {
    {"rises", "rises", true}, {"falls", "falls"}, {"stays the same", "stays the same"}};
constexpr Choice kNumbers[] = {{"4", "4", true},   {" 4 ", " 4 ", true}, {"4.0", "4.0", true}, {"3", "3"},
                               {"1,000", "1,000"}, {"1e5", "1e5"},       {"-1.5", "-1.5"},     {".5", ".5"}};
constexpr Choice kWords[] = {{"mitochondria", "mitochondria", true},
                             {"Mitochondria ", "Mitochondria ", true},
                             {"nucleus", "nucleus"},
                             {"None", "None"},
                             {"\\N", "\\N"},
                             {"célula", "célula"},
                             {"細胞", "細胞"}};
constexpr Choice kFormulas[] = {
    {"x^2", "x^2", true}, {"x*x", "x*x", true}, {"2*x", "2*x"}, {"x^2+1", "x^2+1"}};
constexpr Choice kCode[] = {{"print(1 < 2)", "print(1 < 2)", true}, {"print(\"no\")", "print(\"no\")"}};

constexpr Part kCellPart[] = {
    {"multiplechoiceresponse", "choicegroup", "Which cell fights infection?", kCells}};
constexpr Part kWaterPart[] = {{"multiplechoiceresponse", "choicegroup", "What is water?", kWater}};
constexpr Part kTickPart[] = {
    {"choiceresponse", "checkboxgroup", "Tick all that photosynthesise.", kTicks, true}};
constexpr Part kOptionPart[] = {{"optionresponse", "optioninput", "When supply falls, the price", kOptions},
                                {"optionresponse", "optioninput", "and the amount sold", kOptions}};
constexpr Part kNumberPart[] = {{"numericalresponse", "textline", "How much is 2 + 2?", kNumbers}};
constexpr Part kWordPart[] = {
    {"stringresponse", "textline", "The power house of the cell:\n   name it", kWords}};
constexpr Part kFormulaPart[] = {
    {"formularesponse", "textline", "The area of a square of side x", kFormulas, false, true},
    {"numericalresponse", "textline", "and for x = 2", kNumbers}};
constexpr Part kCodePart[] = {{"customresponse", "textline", "Write one line of code.", kCode}};
constexpr Part kMixedParts[] = {
    {"multiplechoiceresponse", "choicegroup", "What is water?", kWater},
    {"choiceresponse", "checkboxgroup", "Tick all that photosynthesise.", kTicks, true},
    {"numericalresponse", "textline", "How much is 2 + 2?", kNumbers}};

constexpr Problem kBank[] = {
    {"Cells", kCellPart},
    {"Supply and Demand", kOptionPart},
    {"Arithmetic", kNumberPart, 1, true},
    {"Water", kWaterPart},
    {"Photosynthesis", kTickPart},
    {"Organelles", kWordPart},
    {"Squares", kFormulaPart, 1, true},
    {"First Program", kCodePart},
    {"Check Your Understanding", kMixedParts},
};
constexpr Problem kSurveyProblem = {"Survey", kMixedParts, 3};
constexpr Problem kLongSurveyProblem = {"Long Survey", kMixedParts, 12};

Answer answer_of(const Part& part, Random random, int64_t attempt) {
  Answer answer;
  const auto count = static_cast<uint32_t>(part.choices.size());
  const bool knows = random.percent(attempt > 1 ? 75 : 50);
  if (!part.many) {
    uint32_t at = random.below(count);
    while (knows && !part.choices[at].correct) at = (at + 1) % count;
    answer.chosen.push_back(&part.choices[at]);
    answer.correct = part.choices[at].correct;
    return answer;
  }
  answer.correct = true;
  for (const Choice& choice : part.choices) {
    const bool ticked = knows ? choice.correct : random.percent(45);
    if (ticked) answer.chosen.push_back(&choice);
    answer.correct = answer.correct && ticked == choice.correct;
  }
  return answer;
}

}  // namespace

const Problem& problem_of(uint32_t number) {
  if (number == kSurvey) return kSurveyProblem;
  if (number == kLongSurvey) return kLongSurveyProblem;
  return kBank[number % std::size(kBank)];
}

std::vector<Answer> answers_of(const Problem& problem, uint64_t draw, int64_t attempt) {
  std::vector<Answer> all;
  all.reserve(problem.part_count());
  for (uint32_t i = 0; i < problem.part_count(); ++i)
    all.push_back(answer_of(problem.part(i), Random(mix(draw, i, static_cast<uint64_t>(attempt))), attempt));
  return all;
}

}  // namespace sluice::sample
