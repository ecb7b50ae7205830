#include "api/media_type.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

const char* form(const std::string& accept) {
  const auto found = form_of_accept(&accept);
  return !found ? "406" : *found == Form::kCsv ? "csv" : "json";
}

TEST(MediaType, JsonUnlessCsvIsMeant) {
  EXPECT_EQ(form_of_accept(nullptr), Form::kJson);
  for (const char* accept :
       {"", "*/*", "application/json", "APPLICATION/JSON", "application/*", "text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/csv, application/json",
        "application/json, text/csv", "application/json;q=0.1, text/csv", "text/xml, */*"})
    EXPECT_STREQ(form(accept), "json") << accept;
  for (const char* accept :
       {"text/csv", "text/csv;q=0.9", "text/csv; charset=utf-8", "text/csv, */*", "*/*, text/csv", "text/*",
        "text/csv;charset=utf-8, application/json", "text/csv, application/xml", "text/csv;q=0.1, */*"})
    EXPECT_STREQ(form(accept), "csv") << accept;
}

TEST(MediaType, NothingElseIsAcceptable) {
  for (const char* accept : {"application/xml", "image/*", "foo", ";;", "text", "text/csvx", ","})
    EXPECT_STREQ(form(accept), "406") << accept;
}

}  // namespace
}  // namespace sluice::api
