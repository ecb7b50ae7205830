#include "plan/value.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluice::plan {
namespace {

Value sample() {
  return Value::Map{{"port", Value::reference("server", "port")},
                    {"names", Value::List{"a", Value::reference("bucket", "name"), 3}},
                    {"tls", false}};
}

TEST(Value, PrintsEveryForm) {
  EXPECT_EQ(to_text(sample()), "{names: [a, ${bucket.name}, 3], port: ${server.port}, tls: no}");
  EXPECT_EQ(to_text(Value()), "(none)");
  EXPECT_EQ(to_text(Value(Value::Unknown{})), "(known after apply)");
  EXPECT_EQ(to_json(sample()).dump(),
            R"({"names":["a","${bucket.name}",3],"port":"${server.port}","tls":false})");
}

TEST(Value, ReferencesAreFoundAndResolvedAtAnyDepth) {
  auto found = references(sample());
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].want, "bucket");
  EXPECT_EQ(found[1].want, "server");
  EXPECT_TRUE(sample().is_unknown());
  Value half = resolve(sample(), [](const Value::Reference& r) -> std::optional<Value> {
    if (r.want == "server") return 3306;
    return std::nullopt;
  });
  EXPECT_EQ(to_text(half), "{names: [a, (known after apply), 3], port: 3306, tls: no}");
  EXPECT_TRUE(half.is_unknown());
  Value whole = resolve(sample(), [](const Value::Reference&) -> std::optional<Value> { return "x"; });
  EXPECT_FALSE(whole.is_unknown());
}

TEST(Value, JsonGoesBothWays) {
  Value value = Value::Map{{"a", Value::List{1, "two", true, Value()}}, {"b", Value::Map{}}};
  EXPECT_EQ(from_json(to_json(value)), value);
}

}  // namespace
}  // namespace sluice::plan
