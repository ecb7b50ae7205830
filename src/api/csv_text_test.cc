#include "api/csv_text.h"

#include <gtest/gtest.h>

#include "api/json_text.h"

namespace sluice::api {
namespace {

std::string csv(const char* json, CsvOptions options = {}) {
  return csv_text(Json::parse(json), options);
}

TEST(CsvText, ColumnsAreTheSortedUnionOfFlattenedKeys) {
  EXPECT_EQ(csv(R"([{"b":1,"a":{"y":null,"x":"t"}},{"C":true,"a":{"x":false}}])"),
            "C,a.x,a.y,b\r\n,t,,1\r\nTrue,False,,\r\n");
}

TEST(CsvText, ArraysAreOneCell) {
  EXPECT_EQ(csv(R"([{"a":["p_2_1","p_3_1"],"b":[]}])"), "a,b\r\n\"p_2_1, p_3_1\",\r\n");
}

TEST(CsvText, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(csv(R"([{"a":"x,y","b":"say \"hi\"","c":"two\nlines","d":" lead","e":"cr\r"}])"),
            "a,b,c,d,e\r\n\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\", lead,\"cr\r\"\r\n");
}

TEST(CsvText, FieldsChooseAndOrderColumns) {
  EXPECT_EQ(csv(R"([{"a":1,"b":2,"c":3}])", {.columns = {"c", "nope", "a", "c"}}), "c,a\r\n3,1\r\n");
  EXPECT_EQ(csv(R"([{"a":1,"b":2}])", {.columns = {"nope"}}), "a,b\r\n1,2\r\n");
}

TEST(CsvText, SafeTextDoesNotRunInASpreadsheet) {
  const char* rows = R"([{"a":"=1+1","b":-5,"c":"@x","d":"plain","e":"-1","f":"\tx","g":["+a"]}])";
  EXPECT_EQ(csv(rows, {.safe = true}), "a,b,c,d,e,f,g\r\n'=1+1,-5,'@x,plain,'-1,'\tx,'+a\r\n");
  EXPECT_EQ(csv(rows), "a,b,c,d,e,f,g\r\n=1+1,-5,@x,plain,-1,\tx,+a\r\n");
}

TEST(CsvText, OneObjectIsOneRow) {
  EXPECT_EQ(csv(R"({"b":1,"a":"x"})"), "a,b\r\nx,1\r\n");
}

TEST(JsonText, CompactWithLineSeparatorsEscaped) {
  const Json value = {{"b", 1}, {"a", "x/\u00e9\u2028\u2029"}, {"c", nullptr}};
  EXPECT_EQ(json_text(value), "{\"b\":1,\"a\":\"x/\u00e9\\u2028\\u2029\",\"c\":null}");
}

TEST(JsonText, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(json_text(Json("a\xff\x80z")), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
  EXPECT_EQ(csv_text(Json::array({{{"a", "\xff"}}}), {}), "a\r\n\xEF\xBF\xBD\r\n");
}

}  // namespace
}  // namespace sluice::api
