#include "cluster/sizing.h"

#include <gtest/gtest.h>

#include <vector>

namespace sluice::cluster {
namespace {

struct Row {
  const char* type;
  int node, map, map_heap, reduce, reduce_heap;
};

TEST(Sizing, EveryRowOfTheTable) {
  const std::vector<Row> rows = {
      {"m1.medium", 2048, 768, 512, 1024, 768},        {"m3.xlarge", 11520, 1440, 1152, 2880, 2304},
      {"m3.2xlarge", 23040, 1440, 1152, 2880, 2304},   {"m4.large", 6144, 1536, 1229, 3072, 2458},
      {"m4.xlarge", 12288, 1536, 1229, 3072, 2458},    {"m5.xlarge", 12288, 3072, 2458, 6144, 4916},
      {"m5a.xlarge", 12288, 3072, 2458, 6144, 4916},   {"m5d.xlarge", 12288, 3072, 2458, 6144, 4916},
      {"m5.2xlarge", 24576, 3072, 2458, 6144, 4916},   {"m5.4xlarge", 57344, 3584, 2867, 7168, 5734},
      {"m5.8xlarge", 122880, 3840, 3072, 7680, 6144},  {"m5.12xlarge", 188416, 3925, 3140, 7850, 6280},
      {"m6g.xlarge", 11712, 2928, 2342, 5856, 4684},   {"m6g.2xlarge", 23424, 2928, 2342, 5856, 4684},
      {"m6g.4xlarge", 54272, 3392, 2714, 6784, 5428},  {"r5.xlarge", 24576, 6144, 4915, 12288, 9830},
      {"r5.2xlarge", 57344, 7168, 5734, 14336, 11468}, {"r5.4xlarge", 122880, 7680, 6144, 15360, 12288},
      {"r6g.xlarge", 23424, 5856, 4685, 11712, 9370},  {"c5.xlarge", 6144, 1536, 1229, 3072, 2458},
      {"c5.2xlarge", 12288, 1536, 1229, 3072, 2458},   {"c5.4xlarge", 24576, 1536, 1229, 3072, 2458},
      {"c5.9xlarge", 65536, 1820, 1456, 3640, 2912},   {"c6g.xlarge", 5632, 1408, 1126, 2816, 2252},
  };
  for (const Row& row : rows) {
    const auto memory = node_memory(row.type);
    ASSERT_TRUE(memory) << row.type;
    EXPECT_EQ(memory->node, row.node) << row.type;
    EXPECT_EQ(memory->map, row.map) << row.type;
    EXPECT_EQ(memory->map_heap, row.map_heap) << row.type;
    EXPECT_EQ(memory->reduce, row.reduce) << row.type;
    EXPECT_EQ(memory->reduce_heap, row.reduce_heap) << row.type;
    EXPECT_EQ(memory->application_master, row.reduce) << row.type;
  }
}

TEST(Sizing, ReplacementsOfPreviousGenerations) {
  EXPECT_EQ(replacement_of("m1.medium"), "m5.xlarge");
  EXPECT_EQ(replacement_of("m3.xlarge"), "m5.xlarge");
  EXPECT_EQ(replacement_of("m3.2xlarge"), "m5.2xlarge");
  EXPECT_EQ(replacement_of("m4.2xlarge"), "m5.2xlarge");
  EXPECT_EQ(replacement_of("r4.4xlarge"), "r5.4xlarge");
  EXPECT_EQ(replacement_of("c3.xlarge"), "c5.xlarge");
  EXPECT_EQ(replacement_of("m5.xlarge"), "");
  EXPECT_FALSE(node_memory("quantum.large"));
}

}  // namespace
}  // namespace sluice::cluster
