// `sluice show`: answers of the API in the terminal, made by the same functions, without HTTP.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "api/csv_text.h"
#include "api/endpoints.h"
#include "api/json_text.h"
#include "api/store_pool.h"
#include "cli/commands.h"
#include "cli/course_text.h"
#include "cli/nearest_courses.h"
#include "cli/store_options.h"

namespace sluice::cli {
namespace {

struct Subject {
  const char* name;
  api::Place place;
  const char* path;  // of the endpoint
  Layout layout;
};

constexpr Subject kSubjects[] = {
    {"courses", api::Place::kOwn, "courses/", Layout::kCourses},
    {"enrollment", api::Place::kCourse, "enrollment/", Layout::kSeries},
    {"mode", api::Place::kCourse, "enrollment/mode/", Layout::kWide},
    {"gender", api::Place::kCourse, "enrollment/gender/", Layout::kWide},
    {"birth_year", api::Place::kCourse, "enrollment/birth_year/", Layout::kCategories},
    {"education", api::Place::kCourse, "enrollment/education/", Layout::kCategories},
    {"location", api::Place::kCourse, "enrollment/location/", Layout::kCategories},
    {"activity", api::Place::kCourse, "activity/", Layout::kWide},
    {"summary", api::Place::kData, "course_summaries/", Layout::kSummary},
};

// An answer that is none, as an error for people.
Error to_error(const api::Failure& failure) {
  const ErrorKind kind = failure.status == 503   ? ErrorKind::kUnavailable
                         : failure.status == 404 ? ErrorKind::kNotFound
                         : failure.status == 400 ? ErrorKind::kInvalidInput
                                                 : ErrorKind::kInternal;
  if (!failure.note.empty()) return {kind, failure.note};
  return {kind, failure.body.value("detail", failure.body.value("developer_message", failure.body.dump()))};
}

class ShowCommand final : public Command {
 public:
  const char* name() const override { return "show"; }
  const char* summary() const override { return "print the answers about a course: table and small chart"; }

  void declare(CLI::App& app) override {
    std::vector<std::string> names;
    for (const Subject& subject : kSubjects) names.emplace_back(subject.name);
    app.add_option("SUBJECT", subject_,
                   "courses, enrollment, mode, gender, birth_year, education, location, activity, "
                   "summary")
        ->required()
        ->check(CLI::IsMember(names));
    app.add_option("COURSE", course_, "course id; may be left out when there is one course only");
    app.add_option("--start-date", start_, "first day to show; without dates only the newest is shown");
    app.add_option("--end-date", end_, "first day not to show");
    app.add_option("-o,--output", output_, "text, json or csv (as the API sends them)")
        ->check(CLI::IsMember({"text", "json", "csv"}))
        ->capture_default_str();
    store_.declare(app);
    app.footer(
        "Examples:\n  sluice show courses\n  sluice show enrollment course-v1:edX+DemoX+2024 --start-date "
        "2024-01-01\n"
        "  sluice show location course-v1:edX+DemoX+2024 -o csv");
  }

  int run() override {
    const Status shown = show();
    return shown ? kDone : report(*this, shown.error());
  }

 private:
  Status show() {
    SLUICE_TRY(const store::Dsn dsn, store_.read_dsn());
    SLUICE_TRY(const auto pool, api::StorePool::create(dsn));
    api::TokenWatch no_tokens("");
    api::Sources sources{*pool, no_tokens, base::system_clock(), true};
    const Subject& subject = *std::ranges::find(kSubjects, subject_, &Subject::name);
    api::Question question;
    SLUICE_TRY(question.dates.start, date(start_, "--start-date"));
    SLUICE_TRY(question.dates.end, date(end_, "--end-date"));
    if (subject.layout != Layout::kCourses) {
      SLUICE_TRY(question.course_id, chosen_course(sources));
      question.parameters.add("course_ids", question.course_id);
    }
    const api::Outcome outcome = api::find_endpoint(subject.place, subject.path)->answer(question, sources);
    if (!outcome) return fail(to_error(outcome.error()));
    if (outcome->value.is_array() && outcome->value.empty())
      return explain_nothing(subject, question, sources);
    print(subject, outcome->value);
    return {};
  }

  static Result<std::optional<base::Micros>> date(const std::string& text, const char* flag) {
    if (text.empty()) return std::nullopt;
    const auto parsed = api::parse_date_parameter(text);
    if (!parsed)
      return fail(ErrorKind::kInvalidInput, fmt::format("{} '{}' is not a date", flag, text),
                  "write YYYY-MM-DD, or YYYY-MM-DDTHHMMSS");
    return parsed;
  }

  static Result<std::vector<std::string>> known_courses(api::Sources& sources) {
    const api::Outcome outcome = api::find_endpoint(api::Place::kOwn, "courses/")->answer({}, sources);
    if (!outcome) return fail(to_error(outcome.error()));
    std::vector<std::string> ids;
    for (const api::Json& course : outcome->value["courses"])
      ids.push_back(course["course_id"].get<std::string>());
    return ids;
  }

  Result<std::string> chosen_course(api::Sources& sources) const {
    if (!course_.empty()) return course_;
    SLUICE_TRY(const auto known, known_courses(sources));
    if (known.size() == 1) return known[0];
    if (known.empty())
      return fail(ErrorKind::kNotFound, "the store holds no course yet", "fill it: sluice run all --help");
    return fail(ErrorKind::kInvalidInput, "which course?" + listed(known));
  }

  static std::string listed(const std::vector<std::string>& ids) {
    constexpr size_t kMost = 10;
    std::string text;
    for (size_t i = 0; i < ids.size() && i < kMost; ++i) text += "\n    " + ids[i];
    if (ids.size() > kMost) text += fmt::format("\n    and {} more: sluice show courses", ids.size() - kMost);
    return text;
  }

  // No rows: is the course unknown, or only this table of it empty?
  static Status explain_nothing(const Subject& subject, const api::Question& question,
                                api::Sources& sources) {
    SLUICE_TRY(const auto known, known_courses(sources));
    if (std::ranges::find(known, question.course_id) == known.end()) {
      if (known.empty())
        return fail(ErrorKind::kNotFound, "the store holds no course yet", "fill it: sluice run all --help");
      return fail(ErrorKind::kNotFound, "no course '" + question.course_id + "' in the store; there are" +
                                            listed(nearest_courses(question.course_id, known)));
    }
    return fail(
        ErrorKind::kNotFound,
        fmt::format("no rows of {} for {}{}", subject.name, question.course_id,
                    question.dates.given() ? " in these dates" : ""),
        question.dates.given() ? "without dates the newest is shown" : "has its job run? sluice run --help");
  }

  void print(const Subject& subject, const api::Json& value) const {
    if (output_ == "json") {
      fmt::print("{}\n", api::json_text(value));
    } else if (output_ == "csv") {
      fmt::print("{}", api::csv_text(subject.layout == Layout::kCourses ? value["courses"] : value, {}));
    } else {
      const char* plain = std::getenv("NO_COLOR");
      const bool color = isatty(STDOUT_FILENO) != 0 && (plain == nullptr || *plain == '\0');
      fmt::print("{}", course_text(subject.layout, value, {.color = color}));
    }
  }

  StoreOptions store_;
  std::string subject_, course_, start_, end_, output_ = "text";
};

}  // namespace

std::unique_ptr<Command> make_show_command() {
  return std::make_unique<ShowCommand>();
}

}  // namespace sluice::cli
