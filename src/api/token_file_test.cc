#include "api/token_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "api/authentication.h"
#include "api/token_watch.h"
#include "base/crypto.h"
#include "base/files.h"

namespace sluice::api {
namespace {

class TokenFile : public testing::Test {
 protected:
  Status set(const std::string& user, const std::string& key) {
    return change_tokens(path_,
                         [&](TokenTable& table) { return table.set(user, Secret(key), base::Micros{}); });
  }
  base::TemporaryFolder folder_ = std::move(base::TemporaryFolder::create("tokens")).value();
  std::string path_ = folder_.path() + "/sub/tokens";
};

TEST_F(TokenFile, KeepsDigestsOnlyForTheOwner) {
  ASSERT_TRUE(set("ann", "secret-key"));
  const std::string text = base::read_file(path_).value();
  EXPECT_EQ(text.find("secret-key"), text.npos);
  EXPECT_NE(text.find("ann\tenabled\t1970-01-01T00:00:00Z\t" + base::sha256_hex("secret-key")), text.npos);
  struct stat info{};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(TokenFile, OneKeyForEachUserAndOneUserForEachKey) {
  ASSERT_TRUE(set("ann", "k1"));
  ASSERT_TRUE(set("ann", "k2"));
  ASSERT_TRUE(set("ann", "k2"));
  EXPECT_EQ(set("bob", "k2").error().kind, ErrorKind::kAlreadyExists);
  ASSERT_TRUE(set("bob", "k1"));
  const TokenTable table = load_tokens(path_).value();
  EXPECT_EQ(table.all().size(), 2U);
  EXPECT_EQ(table.find_key("k2")->user, "ann");
  EXPECT_EQ(table.find_key("k1")->user, "bob");
  EXPECT_EQ(table.find_key("k3"), nullptr);
}

TEST_F(TokenFile, RefusesForbiddenKeysAndUsers) {
  for (const std::string& key :
       {std::string(), std::string("a b"), std::string("a\tb"), std::string("\u00e9"), std::string(129, 'k')})
    EXPECT_EQ(set("ann", key).error().kind, ErrorKind::kInvalidInput) << key;
  EXPECT_TRUE(set("ann", std::string(128, 'k')));
  for (const std::string& user :
       {std::string(), std::string("a b"), std::string("a\nb"), std::string(151, 'u')})
    EXPECT_EQ(set(user, "key").error().kind, ErrorKind::kInvalidInput) << user;
}

TEST_F(TokenFile, DeletesAndDisables) {
  ASSERT_TRUE(set("ann", "k1"));
  const auto change = [&](auto what) { return change_tokens(path_, what); };
  EXPECT_EQ(change([](TokenTable& t) { return t.remove("bob"); }).error().kind, ErrorKind::kNotFound);
  ASSERT_TRUE(change([](TokenTable& t) { return t.enable("ann", false); }));
  EXPECT_FALSE(load_tokens(path_)->find_key("k1")->enabled);
  ASSERT_TRUE(change([](TokenTable& t) { return t.remove("ann"); }));
  EXPECT_TRUE(load_tokens(path_)->empty());
}

TEST_F(TokenFile, DamageIsFoundWithItsLine) {
  const auto parsed =
      TokenTable::parse("# sluice API tokens, format 1\nann\tenabled\tnow\tdigest\n", "tokens");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(parsed.error().mark->line, 2);
}

TEST_F(TokenFile, WatchFollowsTheFile) {
  TokenWatch watch(path_);
  EXPECT_TRUE(watch.table()->empty());
  EXPECT_TRUE(watch.readable());  // never there: a fresh start
  ASSERT_TRUE(set("ann", "k1"));
  EXPECT_NE(watch.table()->find_key("k1"), nullptr);
  ASSERT_TRUE(set("ann", "k2"));
  EXPECT_EQ(watch.table()->find_key("k1"), nullptr);
  ASSERT_TRUE(base::write_file_atomically(path_, "damaged", 0600));
  EXPECT_NE(watch.table()->find_key("k2"), nullptr);  // the last good one
  EXPECT_FALSE(watch.readable());
  ASSERT_TRUE(base::remove_tree(path_));
  EXPECT_TRUE(watch.table()->empty());
  EXPECT_FALSE(watch.readable());
  ASSERT_TRUE(set("ann", "k3"));
  EXPECT_TRUE(watch.readable());
}

TEST(Authentication, EveryCase) {
  TokenTable table;
  ASSERT_TRUE(table.set("ann", Secret("good"), base::Micros{}));
  ASSERT_TRUE(table.set("off", Secret("disabled"), base::Micros{}));
  ASSERT_TRUE(table.enable("off", false));
  const auto ask = [&](const std::string& header) {
    const Caller caller = authenticate(&header, table);
    return caller.kind == Caller::Kind::kUser        ? "user " + caller.user
           : caller.kind == Caller::Kind::kAnonymous ? "nobody"
                                                     : caller.refusal;
  };
  EXPECT_EQ(ask("Token good"), "user ann");
  EXPECT_EQ(ask("token good"), "user ann");
  EXPECT_EQ(ask("TOKEN   good "), "user ann");
  EXPECT_EQ(ask("Token Good"), "Invalid token.");
  EXPECT_EQ(ask("Token other"), "Invalid token.");
  EXPECT_EQ(ask("Token"), "Invalid token header. No credentials provided.");
  EXPECT_EQ(ask("Token a b"), "Invalid token header. Token string should not contain spaces.");
  EXPECT_EQ(ask("Token \xff"), "Invalid token header. Token string should not contain invalid characters.");
  EXPECT_EQ(ask("Token disabled"), "User inactive or deleted.");
  for (const char* other : {"", "Bearer good", "Basic good", "JWT good", "Tokengood", "good"})
    EXPECT_EQ(ask(other), "nobody") << other;
  EXPECT_EQ(authenticate(nullptr, table).kind, Caller::Kind::kAnonymous);
}

TEST(Authentication, LocalHosts) {
  for (const std::string host :
       {"localhost", "localhost:8100", "LOCALHOST", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:80"})
    EXPECT_TRUE(is_local_host(&host)) << host;
  for (const std::string host :
       {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil", "localhost:80:80", "localhost:x",
        "::1", "127.0.0.2", "[::2]", "localhost@evil", ":80"})
    EXPECT_FALSE(is_local_host(&host)) << host;
  EXPECT_FALSE(is_local_host(nullptr));
}

}  // namespace
}  // namespace sluice::api
