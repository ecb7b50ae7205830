#include "users/public_key.h"

#include <gtest/gtest.h>

#include "support/ssh_keys.h"
#include "users/line_diff.h"

namespace sluice::users {
namespace {

using namespace test_keys;

TEST(PublicKey, TypesThatAreAllowed) {
  for (const auto& [line, fingerprint] :
       {std::pair{kEd25519, kEd25519Fingerprint}, std::pair{kRsa2048, kRsa2048Fingerprint},
        std::pair{kEcdsa, kEcdsaFingerprint}}) {
    auto key = parse_public_key(line + "  a comment of blanks ");
    ASSERT_TRUE(key) << to_text(key.error());
    EXPECT_EQ(key->fingerprint, fingerprint);
    EXPECT_EQ(key->comment, "a comment of blanks");
    EXPECT_EQ(key->line(), line + " a comment of blanks");
  }
}

TEST(PublicKey, Options) {
  auto key =
      parse_public_key("from=\"10.0.0.0/8,!10.1.2.3\",command=\"echo \\\"a b, c\\\"\",no-pty " + kEd25519);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->options, (std::vector<std::string>{"from=\"10.0.0.0/8,!10.1.2.3\"",
                                                    "command=\"echo \\\"a b, c\\\"\"", "no-pty"}));
  EXPECT_EQ(key->line(), "from=\"10.0.0.0/8,!10.1.2.3\",command=\"echo \\\"a b, c\\\"\",no-pty " + kEd25519);
}

TEST(PublicKey, Refused) {
  std::string cut = kEd25519.substr(0, kEd25519.size() - 4);
  std::string other_type = "ssh-rsa" + kEd25519.substr(kEd25519.find(' '));
  for (const std::string& line :
       {kRsa1024, std::string("ssh-dss AAAAB3NzaC1kc3M="), cut, other_type, std::string("hello"),
        std::string(""), std::string("ssh-ed25519"), std::string("ssh-ed25519 !!!!"),
        kEd25519 + "\n" + kEcdsa, "no-pty\n" + kEd25519, std::string("ssh-ed25519-cert-v01@openssh.com AAAA"),
        std::string("-----BEGIN OPENSSH PRIVATE KEY-----")}) {
    auto key = parse_public_key(line);
    ASSERT_FALSE(key) << line;
    EXPECT_EQ(key.error().kind, ErrorKind::kInvalidInput);
    EXPECT_EQ(to_text(key.error()).find("AAAA"), std::string::npos) << "a message holds key material";
  }
}

TEST(PublicKey, AFileOfKeys) {
  auto keys = parse_key_file("# ours\n\n" + kEd25519 + " a\r\nnonsense\n" + kEcdsa + "\n");
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].comment, "a");
}

TEST(LineDiff, Lines) {
  EXPECT_EQ(line_diff("a\nb\nc\n", "a\nx\nc\nd\n"), (std::vector<std::string>{"- b", "+ x", "+ d"}));
  EXPECT_TRUE(line_diff("a\n", "a").empty());
  EXPECT_EQ(line_diff("", "a\n\nb\n"), (std::vector<std::string>{"+ a", "+ ", "+ b"}));
  EXPECT_EQ(line_diff("a\n", ""), (std::vector<std::string>{"- a"}));
}

TEST(LineDiff, KeysAreFingerprints) {
  std::string text =
      keys_as_fingerprints("no-pty " + kEd25519 + " me@home\nsecret stuff AAAA\n" + kRsa1024 + "\n");
  EXPECT_EQ(text, "no-pty ssh-ed25519 " + kEd25519Fingerprint +
                      " me@home\n(a line that is not an allowed key)\n(a line that is not an allowed key)\n");
}

}  // namespace
}  // namespace sluice::users
