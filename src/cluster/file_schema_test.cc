#include "cluster/file_schema.h"

#include <gtest/gtest.h>

#include "cluster/known_keys.h"

namespace sluice::cluster {
namespace {

TEST(FileSchema, HasEveryKeyWithItsMeaning) {
  const Json schema = file_schema();
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  for (const Key& key : top_level_keys()) {
    ASSERT_TRUE(schema["properties"].contains(key.name)) << key.name;
    EXPECT_EQ(schema["properties"][key.name]["description"], key.meaning);
  }
  EXPECT_FALSE(schema.contains("additionalProperties"));
  EXPECT_EQ(schema["properties"]["instance_groups"]["properties"]["core"].dump(),
            R"({"$ref":"#/$defs/instance_group"})");
  EXPECT_EQ(schema["$defs"]["instance_group"]["additionalProperties"], false);
  EXPECT_EQ(schema["$defs"]["instance_group"]["required"].dump(), R"(["num_instances"])");
  EXPECT_EQ(schema["$defs"]["instance_group"]["else"].dump(), R"({"required":["type"]})");
  EXPECT_EQ(schema["properties"]["state"], false);
}

TEST(FileSchema, EveryReferenceIsThere) {
  const Json schema = file_schema();
  const std::string text = schema.dump();
  const std::string start = "\"$ref\":\"#/$defs/";
  for (size_t at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
    const std::string name =
        text.substr(at + start.size(), text.find('"', at + start.size()) - at - start.size());
    EXPECT_TRUE(schema["$defs"].contains(name)) << name;
  }
}

}  // namespace
}  // namespace sluice::cluster
