// YAML 1.1 scalars as PyYAML 6.0 reads them, and Python's text of each: a table that PyYAML wrote.
#include "cluster/scalar.h"

#include <gtest/gtest.h>

namespace sluice::cluster {
namespace {

using Type = Scalar::Type;
struct Row {
  const char* written;
  Type type;
  const char* python;
};
constexpr Row kRows[] = {
    {"yes", Type::kBool, "True"},
    {"Yes", Type::kBool, "True"},
    {"YES", Type::kBool, "True"},
    {"yes", Type::kBool, "True"},
    {"no", Type::kBool, "False"},
    {"on", Type::kBool, "True"},
    {"Off", Type::kBool, "False"},
    {"OFF", Type::kBool, "False"},
    {"y", Type::kText, "y"},
    {"n", Type::kText, "n"},
    {"Y", Type::kText, "Y"},
    {"true", Type::kBool, "True"},
    {"True", Type::kBool, "True"},
    {"TRUE", Type::kBool, "True"},
    {"tRUE", Type::kText, "tRUE"},
    {"false", Type::kBool, "False"},
    {"null", Type::kNull, "None"},
    {"Null", Type::kNull, "None"},
    {"NULL", Type::kNull, "None"},
    {"~", Type::kNull, "None"},
    {"nUll", Type::kText, "nUll"},
    {"010", Type::kInt, "8"},
    {"08", Type::kText, "08"},
    {"0o10", Type::kText, "0o10"},
    {"0x1F", Type::kInt, "31"},
    {"0xZ", Type::kText, "0xZ"},
    {"0b101", Type::kInt, "5"},
    {"1_000", Type::kInt, "1000"},
    {"_1", Type::kText, "_1"},
    {"1__0", Type::kInt, "10"},
    {"+5", Type::kInt, "5"},
    {"-5", Type::kInt, "-5"},
    {"+", Type::kText, "+"},
    {"1:30", Type::kSexagesimal, "90"},
    {"1:60", Type::kText, "1:60"},
    {"1:30:15", Type::kSexagesimal, "5415"},
    {"-1:30", Type::kSexagesimal, "-90"},
    {"190:20:30", Type::kSexagesimal, "685230"},
    {"12:30.5", Type::kFloat, "750.5"},
    {"2016-01-01T10:00:00Z", Type::kDate, "2016-01-01 10:00:00+00:00"},
    {"2016-1-2 3:04:05", Type::kDate, "2016-01-02 03:04:05"},
    {"2001-12-14t21:59:43.10-5", Type::kDate, "2001-12-14 21:59:43.100000-05:00"},
    {"1e3", Type::kText, "1e3"},
    {"1e-2", Type::kText, "1e-2"},
    {"1.0", Type::kFloat, "1.0"},
    {"1.", Type::kFloat, "1.0"},
    {".5", Type::kFloat, "0.5"},
    {"-.5", Type::kText, "-.5"},
    {"+.5", Type::kText, "+.5"},
    {"1.5e3", Type::kText, "1.5e3"},
    {"1.5e+3", Type::kFloat, "1500.0"},
    {"1.50e+3", Type::kFloat, "1500.0"},
    {"1.e+2", Type::kFloat, "100.0"},
    {"0.10", Type::kFloat, "0.1"},
    {"3.10", Type::kFloat, "3.1"},
    {"0.00001", Type::kFloat, "1e-05"},
    {"123456789012345678.0", Type::kFloat, "1.2345678901234568e+17"},
    {"1.0e+16", Type::kFloat, "1e+16"},
    {"1.0e+22", Type::kFloat, "1e+22"},
    {"0.0001", Type::kFloat, "0.0001"},
    {".inf", Type::kFloat, "inf"},
    {"-.inf", Type::kFloat, "-inf"},
    {".Inf", Type::kFloat, "inf"},
    {".NaN", Type::kFloat, "nan"},
    {".nan", Type::kFloat, "nan"},
    {"inf", Type::kText, "inf"},
    {"NaN", Type::kText, "NaN"},
    {"2016-01-01", Type::kDate, "2016-01-01"},
    {"2016-1-1", Type::kText, "2016-1-1"},
    {"2024", Type::kInt, "2024"},
    {"5.36.0", Type::kText, "5.36.0"},
    {"emr-5.36.0", Type::kText, "emr-5.36.0"},
    {"s3://a/b", Type::kText, "s3://a/b"},
    {"a.b.c", Type::kText, "a.b.c"},
    {"0", Type::kInt, "0"},
    {"00", Type::kInt, "0"},
    {"0.0", Type::kFloat, "0.0"},
    {"-0", Type::kInt, "0"},
    {"1,000", Type::kText, "1,000"},
    {"1/2", Type::kText, "1/2"},
    {"0x1_0", Type::kInt, "16"},
    {"9223372036854775807", Type::kInt, "9223372036854775807"},
};

TEST(Scalar, AsPyYaml) {
  for (const Row& row : kRows) {
    const auto node = format::parse_yaml(row.written, "t.yml").value();
    EXPECT_EQ(read_scalar(node).type, row.type) << row.written;
    EXPECT_EQ(python_text(node), row.python) << row.written;
  }
}

TEST(Scalar, QuotedIsText) {
  for (const char* written : {"'yes'", "\"010\"", "'null'", "!!str 5", "\"\""}) {
    const auto node = format::parse_yaml(written, "t.yml").value();
    EXPECT_EQ(read_scalar(node).type, Type::kText) << written;
  }
}

}  // namespace
}  // namespace sluice::cluster
