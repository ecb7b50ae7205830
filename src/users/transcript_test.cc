#include "users/transcript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/exchange.h"
#include "support/ssh_keys.h"
#include "users/host_program.h"
#include "users/known_hosts.h"

namespace sluice::users {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string play(const UserInfo& users, const std::vector<UserKeys>& keys,
                 const std::vector<HostOutcome>& outcomes, bool diffs = false) {
  std::vector<HostRecap> recaps;
  for (const HostOutcome& outcome : outcomes) recaps.push_back(recap_of(users, keys, outcome));
  std::string text;
  print_play(users, outcomes, recaps, diffs, [&](const std::string& line) { text += line + '\n'; });
  for (const HostRecap& recap : recaps) text += recap_line(recap) + '\n';
  return text;
}

HostOutcome said(const std::string& host, const std::string& output) {
  return {host, {}, parse_host_report(output)};
}

TEST(Transcript, TheOneOfTheGuide) {
  std::string text = play({}, {},
                          {said("10.0.1.236",
                                "result\t2\t\tchanged\t\nresult\t3\t\tchanged\t\nresult\t4\t\tchanged\t\n"
                                "result\t13\t\tchanged\t\nend\n")});
  EXPECT_EQ(text, R"(PLAY [Configure SSH access to cluster] ****************************************

TASK: [user | debug var=user_info] ********************************************
ok: [10.0.1.236] => {
    "item": "",
    "user_info": []
}

TASK: [user | create the edxadmin group] **************************************
changed: [10.0.1.236]

TASK: [user | ensure sudoers.d is read] ***************************************
changed: [10.0.1.236]

TASK: [user | grant full sudo access to the edxadmin group] *******************
changed: [10.0.1.236]

TASK: [user | create the users] ***********************************************
skipping: [10.0.1.236]

TASK: [user | create .ssh directory] ******************************************
skipping: [10.0.1.236]

TASK: [user | assign admin role to admin users] *******************************
skipping: [10.0.1.236]

TASK: [user | copy github key[s] to .ssh/authorized_keys] *********************
skipping: [10.0.1.236]

TASK: [user | create bashrc file for normal users] ****************************
skipping: [10.0.1.236]

TASK: [user | create .profile for all users] **********************************
skipping: [10.0.1.236]

TASK: [user | modify shell for restricted users] ******************************
skipping: [10.0.1.236]

TASK: [user | create bashrc file for restricted users] ************************
skipping: [10.0.1.236]

TASK: [user | create sudoers file from template] ******************************
changed: [10.0.1.236]

TASK: [user | change home directory ownership to root for restricted users] ***
skipping: [10.0.1.236]

TASK: [user | create ~/bin directory] *****************************************
skipping: [10.0.1.236]

TASK: [user | create allowed command links] ***********************************
skipping: [10.0.1.236]

10.0.1.236                 : ok=5    changed=4    unreachable=0    failed=0   
)");
}

UserInfo two_users() {
  UserInfo info;
  info.users.resize(2);
  info.users[0].name = "ann";
  info.users[1].name = "ben";
  return info;
}
const std::string kFirstTasks = "result\t2\t\tok\t\nresult\t3\t\tok\t\nresult\t4\t\tok\t\n";

TEST(Transcript, ItemsHaveNamesAndTheWorstStatusCounts) {
  std::vector<UserKeys> keys(2);
  keys[1] = {UserKeys::Kind::kHold, {}, "no such login", {}};
  std::string text =
      play(two_users(), keys,
           {said("h", kFirstTasks +
                          "result\t13\t\tchanged\t\nresult\t5\tann\tchanged\t\nresult\t5\told\tchanged\t\n"
                          "result\t8\tann\tok\t\nresult\t13\t\tok\t\nend\n")});
  EXPECT_THAT(
      text,
      HasSubstr("create the users] ***********************************************\n"
                "changed: [h] => (item=ann)\nskipping: [h] => (item=ben)\nchanged: [h] => (item=old)\n"));
  EXPECT_THAT(text, HasSubstr("ok: [h] => (item=ann)\nfailed: [h] => (item=ben) => no such login\n"));
  EXPECT_THAT(text, HasSubstr("sudoers file from template] ******************************\nchanged: [h]\n"));
  EXPECT_THAT(text, HasSubstr(": ok=6    changed=2    unreachable=0    failed=1   \n"));
}

TEST(Transcript, WhatStopsAHostEndsItsTasks) {
  std::vector<UserKeys> keys(2);
  std::string text =
      play(two_users(), keys,
           {said("h", "result\t13\tann\tfailed\tsyntax error\nend\n"),
            said("stop", "begin\nstop\tnot root\n"), said("cut", kFirstTasks + "result\t5\tann\tok\t\n")});
  EXPECT_THAT(text, HasSubstr("failed: [h] => (item=ann) => syntax error\n"));
  EXPECT_THAT(text, HasSubstr("fatal: [stop] => not root\n"));
  EXPECT_THAT(text, HasSubstr("fatal: [cut] => the connection ended before the play did"));
  EXPECT_THAT(text, Not(HasSubstr("create .ssh directory")));
  EXPECT_THAT(text,
              HasSubstr("h                          : ok=1    changed=0    unreachable=0    failed=1   \n"));
}

TEST(Transcript, UnreachableHosts) {
  HostOutcome lost{"10.0.0.1", Error(ErrorKind::kUnavailable, "cannot connect", "use --bastion"), {}};
  std::string text = play({}, {}, {lost});
  EXPECT_THAT(text, HasSubstr("fatal: [10.0.0.1] => cannot connect\n  use --bastion\n"));
  EXPECT_THAT(text, HasSubstr(": ok=0    changed=0    unreachable=1    failed=0   \n"));
}

TEST(Transcript, DiffsShowNoKeys) {
  std::string keys_file = base::base64_encode(test_keys::kEd25519 + "\n"),
              rules = base::base64_encode("a ALL=/x\n");
  std::string output = kFirstTasks + "was\t8\tann\t/home/ann/.ssh/authorized_keys\t\t" + keys_file +
                       "\nresult\t8\tann\tchanged\t\nwas\t13\t\t/etc/sudoers.d/99-restricted\t\t" + rules +
                       "\nresult\t13\t\tchanged\t\nend\n";
  std::vector<UserKeys> keys(2);
  std::string text = play(two_users(), keys, {said("h", output)});
  EXPECT_THAT(text, HasSubstr("    + ssh-ed25519 " + test_keys::kEd25519Fingerprint + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("+ a ALL=/x")));
  text = play(two_users(), keys, {said("h", output)}, true);
  EXPECT_THAT(text, HasSubstr("    /etc/sudoers.d/99-restricted\n    + a ALL=/x\n"));
  EXPECT_THAT(text, Not(HasSubstr("AAAA")));
}

// The program with its acting last lines exchanged for `end`, run by the shells that hosts have.
std::string run_program(std::string program, const std::string& end, const std::string& shell) {
  program.erase(program.rfind("play\nsay end"));
  auto reply = base::exchange({.argv = {shell, "-s"}, .input = program + end});
  EXPECT_TRUE(reply);
  return reply ? reply->output + reply->error : "";
}

TEST(HostProgram, ArrivesAsItWasSaid) {
  UserInfo info = two_users();
  info.prompt = "it's \"$(x)\" `y` \\ ";
  info.users[0].sudo_cmds = {"ALL=(ALL) NOPASSWD: /bin/echo 'a b' \"$HOME\" \\* %x", "ALL=/b"};
  info.users[0].expires = "2030-01-02";
  info.users[0].type = User::Type::kRestricted;
  std::vector<UserKeys> keys(2);
  keys[0].kind = UserKeys::Kind::kSet;
  keys[0].keys = parse_key_file(test_keys::kEd25519 + " it's 'me'");
  keys[1].kind = UserKeys::Kind::kHold;
  std::string program =
      host_program(info, keys, {.check = true, .adopt = false, .prune = true, .actor = "o'me@here"});
  std::string show =
      "load 1\nprintf '%s|' \"$actor\" $check$adopt$prune \"$name\" $type $present $held $expires "
      "\"$expires_day\" $keys_mode \"$keys\" \"$rules\"\n"
      "load 2\nprintf '%s|' \"$name\" $type $held \"$keys\" \"$rules\"\nprintf '%s' \"$bashrc_text\" | sed "
      "1q\n";
  for (const char* shell : {"/bin/sh", "/bin/bash"}) {
    std::string told = run_program(program, show, shell);
    EXPECT_EQ(
        told,
        "o'me@here|101|ann|restricted|1|0|21916|2030-01-02|set|restrict,pty,command=\"sluice-rshell\" " +
            test_keys::kEd25519 +
            " it's 'me'\n|ann ALL=(ALL) NOPASSWD: /bin/echo 'a b' \"$HOME\" \\* %x\nann "
            "ALL=/b|ben|normal|1|||"
            "USER_CMD_PROMPT='it'\\''s \"$(x)\" `y` \\ '\n")
        << shell;
  }
}

TEST(HostProgram, APartOfItDoesNothing) {
  std::string program = host_program({}, {}, {});
  for (size_t size : {program.size() / 3, program.size() / 2, program.size() - 20}) {
    auto reply = base::exchange({.argv = {"/bin/sh", "-s"}, .input = program.substr(0, size)});
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->output, "") << size;
  }
}

TEST(KnownHosts, KeysOfAConsole) {
  std::string console =
      "boot\r\n-----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n256 SHA256:x root@ip (ED25519)\r\n"
      "-----END SSH HOST KEY FINGERPRINTS-----\r\n-----BEGIN SSH HOST KEY KEYS-----\r\n" +
      test_keys::kEcdsa + " root@ip-10-0-1-236\r\n" + test_keys::kEd25519 +
      " root@ip-10-0-1-236\r\n-----END SSH HOST KEY KEYS-----\r\nlogin:";
  EXPECT_THAT(host_keys_of_console(console), ElementsAre(test_keys::kEcdsa, test_keys::kEd25519));
  EXPECT_TRUE(host_keys_of_console("nothing").empty());
}

TEST(KnownHosts, NewKeys) {
  std::string old = "10.0.0.1 " + test_keys::kEcdsa + "\n";
  EXPECT_THAT(new_host_keys(old, old + "[10.0.0.2]:2222 " + test_keys::kEd25519 + "\n"),
              ElementsAre("[10.0.0.2]:2222 ED25519 " + test_keys::kEd25519Fingerprint));
}

}  // namespace
}  // namespace sluice::users
