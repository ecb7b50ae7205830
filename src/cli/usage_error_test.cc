#include "cli/usage_error.h"

#include <gtest/gtest.h>

namespace sluice::cli {
namespace {

// What is said of a command line; a program with the commands `plan` and `cluster list|step add`.
std::string said(const std::string& line) {
  CLI::App app;
  app.require_subcommand(1);
  app.fallthrough();
  bool verbose = false;
  app.add_flag("-v,--verbose", verbose);
  std::string file, cluster;
  int tail = 0;
  app.add_subcommand("plan", "")->add_option("-f,--file", file)->required();
  CLI::App* group = app.add_subcommand("cluster", "");
  group->require_subcommand(1);
  CLI::App* list = group->add_subcommand("list", "");
  list->add_option("--tail", tail)->check(positive_number());
  list->add_option("CLUSTER", cluster);
  group->add_subcommand("step", "")->add_subcommand("add", "");
  try {
    app.parse(line);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
  return "fine";
}

TEST(UsageError, SaysWhichCommandWhatAndWhatIsNext) {
  EXPECT_EQ(said("pln"),
            "sluice: unknown command 'pln' (did you mean 'plan'?)\n  `sluice --help` explains it\n");
  EXPECT_EQ(said(""), "sluice: a command is missing\n  `sluice --help` explains it\n");
  EXPECT_EQ(said("plan"), "sluice plan: --file is required\n  `sluice plan --help` explains it\n");
  EXPECT_EQ(
      said("plan --fiel=x -f y"),
      "sluice plan: unknown option '--fiel' (did you mean '--file'?)\n  `sluice plan --help` explains it\n");
  EXPECT_EQ(said("cluster"), "sluice cluster: a command is missing\n  `sluice cluster --help` explains it\n");
  EXPECT_EQ(said("cluster lst"),
            "sluice cluster: unknown command 'lst' (did you mean 'list'?)\n  `sluice cluster --help` "
            "explains it\n");
  EXPECT_EQ(said("cluster list --vrbose"),
            "sluice cluster list: unknown option '--vrbose' (did you mean '--verbose'?)\n"
            "  `sluice cluster list --help` explains it\n");
  EXPECT_EQ(said("cluster list a b"),
            "sluice cluster list: one word too many: 'b'\n  `sluice cluster list --help` explains it\n");
  EXPECT_EQ(said("cluster list --tail 0"),
            "sluice cluster list: --tail: \"0\" is not a number above 0\n  `sluice cluster list --help` "
            "explains it\n");
  EXPECT_EQ(said("cluster step add"), "fine");
}

}  // namespace
}  // namespace sluice::cli
