#include "store/grants.h"

#include <gtest/gtest.h>

namespace sluice::store {
namespace {

const Account kPipeline{"pipeline", "%"};

TEST(Grants, WantedAreThoseOfTheSpec) {
  EXPECT_EQ(database_pattern("reports"), "`reports`.*");
  EXPECT_EQ(database_pattern("my_re%po`rts"), "`my\\_re\\%po``rts`.*");
  auto pipeline = pipeline_grants("reports");
  ASSERT_EQ(pipeline.size(), 2u);
  EXPECT_EQ(pipeline[0].on, "`reports`.*");
  EXPECT_EQ(pipeline[1].on, "`reports\\_%`.*");
  EXPECT_EQ(pipeline[0].privileges.size(), 11u);
  EXPECT_EQ(pipeline[0].privileges, pipeline[1].privileges);
  EXPECT_EQ(api_grants("reports"), (std::vector<Grant>{{"`reports`.*", {"SELECT", "SHOW VIEW"}, false}}));
}

TEST(Grants, ParsesWhatServersPrint) {
  auto grants = parse_grants({
      "GRANT USAGE ON *.* TO `api`@`%` IDENTIFIED BY PASSWORD '*AB WITH GRANT OPTION' REQUIRE SSL",
      "GRANT SELECT, SHOW VIEW ON `re ON po TO rts`.* TO `api`@`%`",
      "GRANT SELECT (`a`, `b,c`), INSERT ON `reports`.`t``x` TO `api`@`%` WITH GRANT OPTION",
      "GRANT EXECUTE ON PROCEDURE `reports`.`p` TO `api`@`%`",
      "GRANT `writer` TO `api`@`%`",
      "GRANT PROXY ON ''@'%' TO 'api'@'%'",
      "GRANT BACKUP_ADMIN ON *.* TO `api`@`%`",
      "SET DEFAULT ROLE `writer` FOR `api`@`%`",
  });
  ASSERT_TRUE(grants);
  EXPECT_EQ(*grants, (std::vector<Grant>{
                         {"", {"`writer`"}, false},
                         {"''@'%'", {"PROXY"}, false},
                         {"*.*", {"BACKUP_ADMIN"}, false},
                         {"PROCEDURE `reports`.`p`", {"EXECUTE"}, false},
                         {"`re ON po TO rts`.*", {"SELECT", "SHOW VIEW"}, false},
                         {"`reports`.`t``x`", {"INSERT", "SELECT (`a`, `b,c`)"}, true},
                     }));
  EXPECT_FALSE(parse_grants({"hello"}));
}

TEST(Grants, EqualNeedsNothing) {
  EXPECT_TRUE(grants_diff(kPipeline, pipeline_grants("reports"), pipeline_grants("reports")).empty());
}

TEST(Grants, DiffRevokesWhatIsTooMuchAndGrantsWhatIsMissing) {
  std::vector<Grant> wanted = {{"`reports`.*", {"SELECT", "INSERT"}, false}};
  using Lines = std::vector<std::string>;
  EXPECT_EQ(grants_diff(kPipeline, wanted, {}),
            (Lines{"GRANT INSERT, SELECT ON `reports`.* TO `pipeline`@`%`"}));
  EXPECT_EQ(grants_diff(kPipeline, wanted, {{"`reports`.*", {"SELECT", "DROP", "FILE"}, true}}),
            (Lines{"REVOKE GRANT OPTION ON `reports`.* FROM `pipeline`@`%`",
                   "REVOKE DROP, FILE ON `reports`.* FROM `pipeline`@`%`",
                   "GRANT INSERT ON `reports`.* TO `pipeline`@`%`"}));
  EXPECT_EQ(
      grants_diff(
          kPipeline, wanted,
          {{"`reports`.*", {"ALL PRIVILEGES"}, false}, {"*.*", {"SUPER"}, false}, {"", {"`r`"}, false}}),
      (Lines{"REVOKE `r` FROM `pipeline`@`%`", "REVOKE SUPER ON *.* FROM `pipeline`@`%`",
             "REVOKE ALL PRIVILEGES ON `reports`.* FROM `pipeline`@`%`",
             "GRANT INSERT, SELECT ON `reports`.* TO `pipeline`@`%`"}));
}

}  // namespace
}  // namespace sluice::store
