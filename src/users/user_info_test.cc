#include "users/user_info.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/ssh_keys.h"
#include "users/sudo_rules.h"

namespace sluice::users {
namespace {

using namespace test_keys;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Checked {
  UserInfo info;
  Diagnostics findings;
  std::vector<std::string> codes() const {
    std::vector<std::string> out;
    for (const auto& finding : findings.all()) out.push_back(finding.code + " " + finding.path);
    return out;
  }
};

Checked check(const std::string& yaml) {
  auto root = format::parse_yaml(yaml, "cluster.yml");
  EXPECT_TRUE(root) << (root ? "" : to_text(root.error()));
  cluster::ClusterFile file;
  auto take = [&](const char* key, format::YamlNode& into) {
    if (const auto* node = root->find(key)) into = *node;
  };
  take("user_info", file.user_info);
  take("USER_CMD_PROMPT", file.user_cmd_prompt);
  take("user_rbash_links", file.user_rbash_links);
  Checked checked;
  checked.info = check_users(file, checked.findings);
  return checked;
}

TEST(CheckUsers, RulesThatGrantMoreThanTheySeemTo) {
  auto risky = [](const std::string& rule) {
    auto findings = check_sudo_rule(rule);
    EXPECT_FALSE(!findings.empty() && findings[0].is_error) << rule << ": " << findings[0].message;
    return !findings.empty();
  };
  for (const char* rule :
       {"ALL=(ALL) NOPASSWD: ALL", "ALL = ALL", "ALL=(hadoop,hive) NOPASSWD: /bin/bash",
        "ALL=(hadoop : hdfs, yarn) SETENV: NOPASSWD: /usr/bin/vim",
        "ALL=(a) NOPASSWD: /usr/bin/id : here, there = (b) /bin/sh",
        "ALL=/usr/bin/id, (root) /usr/bin/python3.11 x", "ALL=/bin/cat /var/log/*", "ALL=/home/bob/tool"})
    EXPECT_TRUE(risky(rule)) << rule;
  for (const char* rule :
       {"ALL=(hadoop,hive) NOPASSWD: /usr/bin/yarn", "ALL=(hadoop) NOPASSWD: /usr/bin/yarn --queue=a\\:b",
        "here,there = NOPASSWD: /usr/bin/id : ALL=(a,b) /usr/bin/whoami"})
    EXPECT_FALSE(risky(rule)) << rule;
}

TEST(CheckUsers, ABooleanIsNoName) {
  for (const char* word : {"true", "False", "no", "ON"})
    EXPECT_THAT(check(fmt::format("user_info: [{{name: {}, allow_no_keys: true}}]", word)).codes(),
                testing::Contains("E110 user_info[0].name"))
        << word;
  EXPECT_THAT(check("user_info: [{name: \"true\", allow_no_keys: true}]").codes(), IsEmpty());
}

TEST(CheckUsers, TheGroupOfTheAdminsIsNoAccount) {
  EXPECT_THAT(check("user_info: [{name: edxadmin, allow_no_keys: true}]").codes(),
              ElementsAre("E314 user_info[0].name"));
}

TEST(CheckUsers, EverythingThatIsAllowed) {
  auto checked = check(R"(
USER_CMD_PROMPT: "it's "
user_rbash_links: [/usr/bin/sudo, /usr/bin/yarn]
user_info:
  - {name: alice, type: admin, github: yes, github_login: alice-GH}
  - name: bob
    type: restricted
    authorized_keys: [")" +
                       kEd25519 + R"( bob@home"]
    sudo_cmds: ["ALL=(hadoop) NOPASSWD: /usr/bin/yarn"]
    expires: 2099-12-31
  - {name: carol, present: false}
  - {name: dave, state: absent, type: restricted}
  - {name: erin, type: null, allow_no_keys: true}
)");
  EXPECT_THAT(checked.codes(), IsEmpty()) << checked.findings.to_text();
  const auto& users = checked.info.users;
  ASSERT_EQ(users.size(), 5u);
  EXPECT_EQ(users[0].type, User::Type::kAdmin);
  EXPECT_TRUE(users[0].github);
  EXPECT_EQ(users[0].github_login, "alice-GH");
  EXPECT_EQ(users[1].github_login, "bob");
  EXPECT_FALSE(users[1].github);
  EXPECT_EQ(users[1].expires, "2099-12-31");
  EXPECT_FALSE(users[2].present);
  EXPECT_FALSE(users[3].present);
  EXPECT_EQ(users[4].type, User::Type::kNormal);
  EXPECT_EQ(checked.info.prompt, "it's ");
  EXPECT_THAT(checked.info.rbash_links, ElementsAre("/usr/bin/sudo", "/usr/bin/yarn"));
}

TEST(CheckUsers, NoUsers) {
  for (const char* yaml : {"{}", "user_info: []", "user_info:"}) {
    auto checked = check(yaml);
    EXPECT_TRUE(checked.info.users.empty());
    EXPECT_THAT(checked.codes(), IsEmpty());
    EXPECT_THAT(checked.info.rbash_links, ElementsAre("/usr/bin/sudo"));
  }
}

TEST(CheckUsers, AllFindingsAtOnce) {
  auto checked = check(R"(user_info:
  - {name: root, github: true}
  - {name: Alice, github: true}
  - {name: bob, github: true, type: Admin}
  - {name: bob, github: true, sudoers_template: x}
  - {github: true}
  - {name: on, github: true}
  - {name: kim, github: maybe, expires: tomorrow}
  - hello
)");
  EXPECT_THAT(checked.codes(),
              ElementsAre("E314 user_info[0].name", "E312 user_info[1].name", "E310 user_info[2].type",
                          "E311 user_info[3].sudoers_template", "E312 user_info[4].name",
                          "E110 user_info[5].name", "E317 user_info[6].github", "W310 user_info[6]",
                          "E318 user_info[6].expires", "E317 user_info[7]", "E313 user_info[3].name"));
  EXPECT_EQ(checked.findings.all()[2].mark.line, 4);
}

TEST(CheckUsers, NamesAtTheEdge) {
  auto is_good = [](const std::string& name) {
    return !check("user_info: [{name: \"" + name + "\", github: true}]").findings.has_errors();
  };
  EXPECT_TRUE(is_good("_a-b_9"));
  EXPECT_TRUE(is_good(std::string(32, 'a')));
  for (const std::string& name :
       {std::string(33, 'a'), std::string("9a"), std::string("-a"), std::string("a.b"), std::string("a b"),
        std::string("a\\nb"), std::string("a$"), std::string("ä"), std::string("ec2-user"),
        std::string("hadoop")})
    EXPECT_FALSE(is_good(name)) << name;
}

TEST(CheckUsers, Keys) {
  auto checked =
      check("user_info: [{name: a, authorized_keys: [\"" + kEd25519 + "\\n" + kEcdsa + "\", \"" + kRsa1024 +
            "\", {x: 1}, \"" + kEcdsa + "\"]}, {name: b, github: false}, {name: c, authorized_keys: x}]");
  EXPECT_THAT(checked.codes(),
              ElementsAre("E317 user_info[0].authorized_keys[2]", "E315 user_info[0].authorized_keys[0]",
                          "E315 user_info[0].authorized_keys[1]", "W310 user_info[1]",
                          "E317 user_info[2].authorized_keys", "W310 user_info[2]"));
  EXPECT_THAT(checked.findings.to_text(), testing::Not(HasSubstr("AAAA")));
}

TEST(CheckUsers, LinksAndUnknownKeys) {
  auto checked = check(
      "{user_rbash_links: [sudo, /usr/bin/id, /bin/id, \"/bin/a b\"], user_info: [{name: a, github: true, "
      "githb_login: x, state: gone}]}");
  EXPECT_THAT(checked.codes(), ElementsAre("W101 user_info[0].githb_login", "E317 user_info[0].state",
                                           "W320 user_rbash_links[0]", "E317 user_rbash_links[2]",
                                           "W320 user_rbash_links[3]"));
  EXPECT_THAT(checked.findings.to_text(), HasSubstr("did you mean 'github_login'?"));
}

std::string verdict(const std::string& rule) {
  std::string out;
  for (const auto& finding : check_sudo_rule(rule)) out += finding.is_error ? 'E' : 'W';
  return out;
}

TEST(SudoRules, Form) {
  for (const char* rule :
       {"ALL=(ALL) NOPASSWD: /usr/bin/id", "ALL = (hadoop) NOPASSWD:/usr/bin/yarn, /usr/bin/hdfs",
        "ip-10-0-0-1 , other=NOPASSWD: /usr/bin/id"})
    EXPECT_EQ(verdict(rule), "") << rule;
  for (const char* rule : {"", "/usr/bin/id", "root ALL=(ALL) ALL", ", root ALL=(ALL) ALL",
                           "ALL, root ALL=/x", "%wheel ALL=ALL", "Defaults !authenticate=1", "Host_Alias X=y",
                           "#1 ALL=/x", "@include x=y", "ALL=/x \\", "ALL=/x\nroot ALL=/y"})
    EXPECT_EQ(verdict(rule), "E") << rule;
}

TEST(SudoRules, Risks) {
  for (const char* rule : {"ALL=(ALL) NOPASSWD: ALL", "ALL=(ALL) ALL", "ALL=(ALL) NOPASSWD: /bin/bash",
                           "ALL=NOPASSWD: /usr/bin/vim /etc/x", "ALL=NOPASSWD: /usr/bin/python3.9",
                           "ALL=NOPASSWD: /bin/cat /var/log/*", "ALL=NOPASSWD: /home/bob/run",
                           "ALL=NOPASSWD: /usr/bin/id, (root) NOPASSWD: /usr/bin/less"})
    EXPECT_EQ(verdict(rule), "W") << rule;
}

}  // namespace
}  // namespace sluice::users
