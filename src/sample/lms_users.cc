// auth_user and auth_userprofile, with the odd values that real tables have (lms-tables.md section 5).
#include "sample/lms_table.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

using std::chrono::days;

constexpr LmsColumn kUserColumns[] = {
    {"id", "int(11) NOT NULL AUTO_INCREMENT", 0},  {"password", "varchar(128) NOT NULL"},
    {"last_login", "datetime(6) DEFAULT NULL", 2}, {"is_superuser", "tinyint(1) NOT NULL", 5},
    {"username", "varchar(150) NOT NULL", 1},      {"first_name", "varchar(30) NOT NULL"},
    {"last_name", "varchar(150) NOT NULL"},        {"email", "varchar(254) NOT NULL", 7},
    {"is_staff", "tinyint(1) NOT NULL", 6},        {"is_active", "tinyint(1) NOT NULL", 4},
    {"date_joined", "datetime(6) NOT NULL", 3},
};

Micros joined(const World& world, const Learner& learner) {
  const Micros first =
      learner.enrollment_count > 0 ? learner.enrollments[0].changes[0].at : Micros(world.plan().days.begin);
  return first - days(mix(learner.key, 1) % 300) - std::chrono::minutes(3);
}

void user_row(LmsRow& row, const World& world, const Learner& learner) {
  const std::string username = username_of(learner);
  row.integer(learner.user_id).text("!");  // no password can match
  if (learner.index % 40 == 9) {
    row.null();
  } else {
    row.time(joined(world, learner) + std::chrono::hours(mix(learner.key, 2) % 600));
  }
  row.integer(learner.index % 400 == 2).text(username).text("").text("");
  row.text(is_retired(learner.index) ? "" : username + "@example.com");
  row.integer(is_staff(learner.index)).integer(learner.index % 70 != 4).time(joined(world, learner));
}

void user_rows(const World& world, const RowSink& sink) {
  LmsRow row;
  for_each_learner(world, [&](const Learner& learner) {
    row.clear();
    user_row(row, world, learner);
    return sink(row);
  });
}

constexpr LmsColumn kProfileColumns[] = {
    {"id", "int(11) NOT NULL AUTO_INCREMENT"},
    {"name", "varchar(255) NOT NULL", 1},
    {"meta", "longtext NOT NULL"},
    {"courseware", "varchar(255) NOT NULL"},
    {"language", "varchar(255) NOT NULL", 5},
    {"location", "varchar(255) NOT NULL", 6},
    {"year_of_birth", "int(11) DEFAULT NULL", 3},
    {"gender", "varchar(6) DEFAULT NULL", 2},
    {"level_of_education", "varchar(6) DEFAULT NULL", 4},
    {"mailing_address", "longtext", 7},
    {"city", "longtext", 8},
    {"country", "varchar(2) DEFAULT NULL", 9},
    {"goals", "longtext", 10},
    {"bio", "varchar(3000) DEFAULT NULL"},
    {"user_id", "int(11) NOT NULL", 0},
};

constexpr std::string_view kFullNames[] = {
    "María García",          "Wei Zhang",   "Aisha Bello",   "John O'Neill", "Priya Nair",
    "Lucas Souza",           "陳美玲",      "Ольга Иванова", "Kofi Mensah",  "Zoë Müller",
    "Ahmed, the \"second\"", "Élise Dubois"};
constexpr std::string_view kGenders[] = {"m", "f", "m", "f", "m", "f", "m", "f", "o", ""};
constexpr std::string_view kEducation[] = {"b",   "b",    "b",     "m",  "m",    "hs",    "hs", "p", "a",
                                           "jhs", "none", "other", "el", "p_se", "p_oth", "xx", ""};
constexpr std::string_view kGoals[] = {
    "", "", "", "Learn\tmore,\nfaster", "A path: C:\\courses\\new", "to find a job; \"really\"", "It's fun"};

// NULL for about one in ten; the list holds the empty text as well.
template <size_t N>
void pick_text(LmsRow& row, uint64_t key, const std::string_view (&all)[N]) {
  if (key % 10 == 0) {
    row.null();
  } else {
    row.text(all[key / 16 % N]);
  }
}

void profile_row(LmsRow& row, const Learner& learner) {
  Random random(mix(learner.key, 0x9f));
  row.integer(learner.user_id + 100'000)
      .text(random.pick(kFullNames))
      .text("")
      .text("course.xml")
      .text("")
      .text("");
  if (random.percent(12)) {
    row.null();
  } else {
    row.integer(2024 - random.between(15, 40) - random.below(30));
  }
  pick_text(row, random.next(), kGenders);
  pick_text(row, random.next(), kEducation);
  row.text(random.percent(10) ? "12 Main Street\r\nApartment 4" : "");
  row.text(random.percent(20) ? "Springfield" : "");
  row.text_or_null(learner.home->code == "A1" ? "" : learner.home->code);
  pick_text(row, random.next(), kGoals);
  row.null().integer(learner.user_id);
}

void profile_rows(const World& world, const RowSink& sink) {
  LmsRow row;
  for_each_learner(world, [&](const Learner& learner) {
    if (has_no_profile(learner.index)) return true;
    row.clear();
    profile_row(row, learner);
    return sink(row);
  });
}

}  // namespace

const LmsTable kAuthUser = {"auth_user", kUserColumns,
                            "PRIMARY KEY (`id`), UNIQUE KEY `username` (`username`)", false, user_rows};
const LmsTable kAuthUserprofile = {"auth_userprofile", kProfileColumns,
                                   "PRIMARY KEY (`id`), UNIQUE KEY `user_id` (`user_id`)", false,
                                   profile_rows};

}  // namespace sluice::sample
