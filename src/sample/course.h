// A course of the sample and its blocks. Blocks are not stored: their ids follow from the course and a
// number.
//
// Id styles (tracking-events.md section 6): course-v1:ORG+NUMBER+RUN, ORG/NUMBER/RUN,
// ccx-v1:ORG+NUMBER+RUN+ccx@N.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::sample {

enum class IdStyle : uint8_t { kNew, kOld, kCcx };

struct Course {
  uint32_t index = 0;
  uint64_t key = 0;  // seed of everything about the course
  IdStyle style = IdStyle::kNew;
  std::string id, org, number, run, title;
  std::string id_in_url;  // the id as logged in `GET` parameters: percent-encoded
  std::string dashed;     // old style only: "Org-Number", as in answer ids
};

Course make_course(uint64_t seed, uint32_t index);

constexpr uint32_t kChapters = 6, kSequentials = 24, kVideos = 20, kPages = 240;

// "video" 3 of the course: block-v1:…+type@video+block@HEX, i4x://Org/Number/video/HEX, or ccx-block-v1:….
void append_block_id(std::string& out, const Course& course, std::string_view type, uint32_t n);
// The last part of it, 32 hex digits.
void append_block_name(std::string& out, const Course& course, std::string_view type, uint32_t n);
// As old-style URLs write it: i4x:;_;_Org;_Number;_video;_HEX; new-style ids are unchanged.
void append_block_in_url(std::string& out, const Course& course, std::string_view type, uint32_t n);
// What answer ids start with: HEX or i4x-Org-Number-problem-HEX.
void append_answer_stem(std::string& out, const Course& course, uint32_t problem);

int video_seconds(const Course& course, uint32_t video);
void append_youtube_id(std::string& out, const Course& course, uint32_t video);

// /courses/ID/courseware/week_N/SEQUENTIAL/
void append_courseware_path(std::string& out, const Course& course, uint32_t sequential);

}  // namespace sluice::sample
