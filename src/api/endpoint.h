// What an endpoint is: a path, its rules, and one function from a question to an answer.
// Adding one: a file NAME_endpoint.cc with `Endpoint NAME_endpoint()`, and its line in endpoints.cc.
#pragma once

#include <expected>
#include <string>

#include "api/date_time.h"
#include "api/failure.h"
#include "api/json.h"
#include "api/parameters.h"
#include "api/store_reader.h"
#include "api/token_watch.h"
#include "base/time.h"

namespace sluice::api {

// Where the path of an endpoint begins (spec data-api.md section 2).
enum class Place {
  kPage,         // as it is
  kRootAndData,  // "/" and "/api/vN/"
  kData,         // "/api/vN/"
  kCourse,       // "/api/vN/courses/COURSE/"
  kProblem,      // "/api/vN/problems/ID/"
  kVideo,        // "/api/vN/videos/ID/"
  kOwn,          // "/api/sluice/v1/"
};

// What is asked, decoded and checked.
struct Question {
  std::string course_id;  // of kCourse
  std::string object_id;  // of kProblem and kVideo
  Parameters parameters;  // of the query, or of the body of a POST
  DateRange dates;        // of endpoints that check them
  bool authenticated = false;
};

// What an answer may be made of. Each is safe for concurrent use.
struct Sources {
  StoreReader& store;
  TokenWatch& tokens;
  const base::Clock& clock;
  bool open = false;  // no-auth mode was asked for
};

struct Answer {
  Json value;            // an array of objects (an empty one becomes 404), or one object
  std::string csv_name;  // name of the CSV file without ".csv"; empty: none is offered
  int status = 200;
  std::string page;  // HTML instead of a value
};

using Outcome = std::expected<Answer, Failure>;

struct Endpoint {
  std::string path;  // ends in "/": "enrollment/mode/"
  Place place = Place::kCourse;
  Outcome (*answer)(const Question&, Sources&) = nullptr;
  bool needs_token = true;
  bool takes_post = false;    // POST is GET with the parameters in the body
  bool checks_dates = false;  // start_date and end_date must be readable
};

}  // namespace sluice::api
