#include "api/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Parameters, DecodesUrlencodedText) {
  const Parameters p = Parameters::from_urlencoded("a=x+y%2Bz&b=1&b=2&&c&d=%zz%&e=%ff");
  EXPECT_EQ(p.one("a"), "x y+z");
  EXPECT_EQ(p.one("b"), "2");
  EXPECT_FALSE(p.has("c"));
  EXPECT_EQ(p.one("d"), "%zz%");
  EXPECT_EQ(p.one("e"), "\xEF\xBF\xBD");
  EXPECT_EQ(p.one("nothing"), "");
}

TEST(Parameters, QueryListsSplitAtCommasFormListsDoNot) {
  Parameters query = Parameters::from_urlencoded("fields=a,b&fields=c&none=");
  query.values_hold_lists(true);
  EXPECT_THAT(query.list("fields"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(query.list("none"), IsEmpty());
  const Parameters form = Parameters::from_urlencoded("fields=a,b&fields=c&none=");
  EXPECT_THAT(form.list("fields"), ElementsAre("a,b", "c"));
  EXPECT_THAT(form.list("none"), IsEmpty());
}

TEST(Parameters, JsonTakesTextsAndArrays) {
  const auto p =
      Parameters::from_json(R"({"a":"x,y","b":["1","2"],"c":null,"d":false,"e":true,"f":7,"g":[]})");
  ASSERT_TRUE(p);
  EXPECT_THAT(p->list("a"), ElementsAre("x,y"));
  EXPECT_THAT(p->list("b"), ElementsAre("1", "2"));
  EXPECT_FALSE(p->has("c"));
  EXPECT_FALSE(p->has("d"));
  EXPECT_TRUE(p->has("e"));
  EXPECT_EQ(p->one("f"), "7");
  EXPECT_THAT(p->list("g"), IsEmpty());
}

TEST(Parameters, RefusesOtherJson) {
  for (const char* text : {"", "{", "[]", "7", "null", R"({"a":{}})", R"({"a":[["b"]]})", "{\"a\":\"\xff\"}"})
    EXPECT_FALSE(Parameters::from_json(text)) << text;
}

TEST(Parameters, DeepJsonIsRefusedNotWalked) {
  const std::string deep = "{\"a\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
  EXPECT_FALSE(Parameters::from_json(deep));
}

}  // namespace
}  // namespace sluice::api
