#include "jobs/learner_profiles.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace sluice::jobs {
namespace {

constexpr std::pair<std::string_view, std::string_view> kLevels[] = {
    {"", ""},
    {"el", "primary"},
    {"jhs", "junior_secondary"},
    {"hs", "secondary"},
    {"a", "associates"},
    {"b", "bachelors"},
    {"m", "masters"},
    {"p", "doctorate"},
    {"p_se", "doctorate"},
    {"p_oth", "doctorate"},
    {"none", "none"},
    {"other", "other"},
};

uint16_t level_index(std::optional<std::string_view> code) {
  if (!code) return 0;
  for (size_t i = 1; i < std::size(kLevels); ++i)
    if (kLevels[i].first == *code) return static_cast<uint16_t>(i);
  return 0;
}

}  // namespace

std::optional<std::string> education_level(std::optional<std::string_view> code) {
  uint16_t index = level_index(code);
  if (index == 0) return std::nullopt;
  return std::string(kLevels[index].second);
}

Result<LearnerProfiles> LearnerProfiles::load(schema::RowSource& lms) {
  LearnerProfiles out;
  auto gender_index = [&](std::optional<std::string_view> gender) -> uint16_t {
    if (!gender || gender->empty()) return 0;
    auto found = std::find(out.genders_.begin(), out.genders_.end(), *gender);
    if (found == out.genders_.end()) {
      if (out.genders_.size() > 1000) return 0;  // not a column of genders; do not search for ever
      found = out.genders_.insert(out.genders_.end(), std::string(*gender));
    }
    return static_cast<uint16_t>(found - out.genders_.begin());
  };
  SLUICE_CHECK(lms.scan("auth_userprofile", {"user_id", "gender", "year_of_birth", "level_of_education"},
                        [&](const schema::SourceRow& row) -> Status {
                          auto user = base::parse_int(row[0].value_or(""));
                          if (!user)
                            return fail(ErrorKind::kInvalidInput, "a row of auth_userprofile has no user_id");
                          auto year = base::parse_int(row[2].value_or(""));
                          bool usable = year && *year > INT32_MIN && *year <= INT32_MAX;
                          out.entries_.push_back({*user, usable ? static_cast<int32_t>(*year) : kNoYear,
                                                  gender_index(row[1]), level_index(row[3])});
                          return {};
                        }));
  std::sort(out.entries_.begin(), out.entries_.end(),
            [](const Entry& a, const Entry& b) { return a.user_id < b.user_id; });
  return out;
}

LearnerProfile LearnerProfiles::of(int64_t user_id) const {
  auto found = std::lower_bound(entries_.begin(), entries_.end(), user_id,
                                [](const Entry& e, int64_t id) { return e.user_id < id; });
  if (found == entries_.end() || found->user_id != user_id) return {};
  LearnerProfile out;
  if (found->gender != 0) out.gender = genders_[found->gender];
  if (found->birth_year != kNoYear) out.birth_year = found->birth_year;
  if (found->education != 0) out.education_level = std::string(kLevels[found->education].second);
  return out;
}

}  // namespace sluice::jobs
