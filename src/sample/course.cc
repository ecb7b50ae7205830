#include "sample/course.h"

#include <fmt/format.h>

#include "sample/append.h"
#include "sample/random.h"

namespace sluice::sample {
namespace {

struct Subject {
  std::string_view number, title;
};
constexpr Subject kSubjects[] = {
    {"BIO101", "Introduction to Biology"}, {"CS50.1", "Programming for Everyone"},
    {"CHEM2", "General Chemistry"},        {"STAT-200", "Statistics & Probability"},
    {"HIST~3", "A History of Trade"},      {"PHY8", "Mechanics and Waves"},
    {"ECON1", "Microeconomics"},           {"LING.4", "How Language Works"},
    {"ART7", "Drawing from Observation"},  {"MED12", "Public Health in Practice"},
};
constexpr std::string_view kOrgs[] = {"AcmeU", "OpenState", "TéchX", "Harbour-College"};
constexpr std::string_view kRuns[] = {"2024_T1", "2023_Fall", "1T2024", "2024"};

IdStyle style_of(uint32_t index) {
  if (index % 5 == 1) return IdStyle::kOld;
  return index % 9 == 3 ? IdStyle::kCcx : IdStyle::kNew;
}

std::string id_of(const Course& c) {
  switch (c.style) {
    case IdStyle::kOld: return fmt::format("{}/{}/{}", c.org, c.number, c.run);
    case IdStyle::kCcx: return fmt::format("ccx-v1:{}+{}+{}+ccx@{}", c.org, c.number, c.run, c.index + 10);
    default: return fmt::format("course-v1:{}+{}+{}", c.org, c.number, c.run);
  }
}

uint64_t block_key(const Course& course, std::string_view type, uint32_t n) {
  return mix(course.key, static_cast<unsigned char>(type[0]), type.size(), n);
}

}  // namespace

Course make_course(uint64_t seed, uint32_t index) {
  Course c;
  c.index = index;
  c.key = mix(seed, 0xc0, index);
  c.style = style_of(index);
  const Subject& subject = kSubjects[index % std::size(kSubjects)];
  c.org = kOrgs[index % 10 == 4 ? 2 : index % 3 == 1 ? 1 : index % 7 == 2 ? 3 : 0];
  c.number = subject.number;
  // A tilde is not valid in an old-style id.
  if (c.style == IdStyle::kOld && c.number.find('~') != std::string::npos) c.number = "HIST3";
  if (index >= std::size(kSubjects)) c.number += fmt::format("-{}", index / std::size(kSubjects) + 1);
  c.run = kRuns[index % std::size(kRuns)];
  c.title = subject.title;
  c.id = id_of(c);
  append_percent_encoded(c.id_in_url, c.id);
  c.dashed = c.org + "-" + c.number;
  return c;
}

void append_block_name(std::string& out, const Course& course, std::string_view type, uint32_t n) {
  append_hex32(out, block_key(course, type, n));
}

void append_block_id(std::string& out, const Course& course, std::string_view type, uint32_t n) {
  if (course.style == IdStyle::kOld) {
    append_all(out, "i4x://", course.org, "/", course.number, "/", type, "/");
  } else {
    const std::string_view kind = course.style == IdStyle::kCcx ? "ccx-block-v1:" : "block-v1:";
    append_all(out, kind, std::string_view(course.id).substr(course.id.find(':') + 1), "+type@", type,
               "+block@");
  }
  append_block_name(out, course, type, n);
}

void append_block_in_url(std::string& out, const Course& course, std::string_view type, uint32_t n) {
  if (course.style != IdStyle::kOld) return append_block_id(out, course, type, n);
  append_all(out, "i4x:;_;_", course.org, ";_", course.number, ";_", type, ";_");
  append_block_name(out, course, type, n);
}

void append_answer_stem(std::string& out, const Course& course, uint32_t problem) {
  if (course.style == IdStyle::kOld) append_all(out, "i4x-", course.dashed, "-problem-");
  append_block_name(out, course, "problem", problem);
}

int video_seconds(const Course& course, uint32_t video) {
  return 90 + static_cast<int>(mix(course.key, 0xd, video) % 600);
}

void append_youtube_id(std::string& out, const Course& course, uint32_t video) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const uint64_t key = mix(course.key, 0xf0, video);
  for (int i = 0; i < 10; ++i) out += kAlphabet[key >> (6 * i) & 63];
  out += kAlphabet[key >> 60];
}

void append_courseware_path(std::string& out, const Course& course, uint32_t sequential) {
  append_all(out, "/courses/", course.id, "/courseware/");
  append_all(out, "week_", std::string_view("123456").substr(sequential % kChapters, 1), "/");
  append_block_name(out, course, "sequential", sequential);
  out += '/';
}

}  // namespace sluice::sample
