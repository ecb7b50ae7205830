#include "users/key_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "support/ssh_keys.h"

namespace sluice::users {
namespace {

using namespace test_keys;
using testing::HasSubstr;

// Answers one after the other, the last for ever; a status of 0 is no connection.
class FakeServer final : public net::Transport {
 public:
  std::expected<net::HttpResponse, net::SendFailure> send(const net::OutgoingRequest& request) override {
    requests.push_back(request);
    auto [status, body] = answers.size() > 1 ? answers.front() : answers.back();
    if (answers.size() > 1) answers.erase(answers.begin());
    if (status == 0)
      return std::unexpected(
          net::SendFailure{Error(ErrorKind::kUnavailable, "no route"), net::SendFailure::Delivery::kNotSent});
    return net::HttpResponse{status, {}, body};
  }
  std::vector<std::pair<int, std::string>> answers;
  std::vector<net::OutgoingRequest> requests;
};

KeySourceOptions quick() {
  return {"https://keys.test/", std::chrono::milliseconds(1)};
}
User of_github(const std::string& name) {
  User user;
  user.name = user.github_login = name;
  user.github = true;
  return user;
}

TEST(KeySources, GitHubFirstThenTheFileWithoutDoubles) {
  FakeServer server;
  server.answers = {{200, kEd25519 + "\n" + kRsa2048 + "\n"}};
  User user = of_github("alice");
  user.authorized_keys = {kEcdsa + " mine", "from=\"10.0.0.0/8\" " + kEd25519 + " again"};
  UserKeys keys = keys_of(user, server, quick());
  EXPECT_EQ(keys.kind, UserKeys::Kind::kSet);
  EXPECT_EQ(authorized_keys_text(user, keys.keys),
            "from=\"10.0.0.0/8\" " + kEd25519 + "\n" + kRsa2048 + "\n" + kEcdsa + " mine\n");
  ASSERT_EQ(server.requests.size(), 1u);
  EXPECT_EQ(server.requests[0].url, "https://keys.test/alice.keys");
  EXPECT_EQ(server.requests[0].max_reply_bytes, size_t{1} << 20);
}

TEST(KeySources, APageInPlaceOfTheKeysIsToldInAFewLines) {
  FakeServer server;
  server.answers = {{200, "<html>\n" + kEd25519 + "\n<p>\n<p>\n<p>\n<p>\n</html>\n"}};
  UserKeys keys = keys_of(of_github("alice"), server, quick());
  EXPECT_EQ(keys.keys.size(), 1u);
  ASSERT_EQ(keys.warnings.size(), 4u);
  EXPECT_EQ(keys.warnings.back(), "and 3 more lines of alice at GitHub, which are no keys");
}

// Follows a redirect as the client does.
class RedirectingServer final : public net::Transport {
 public:
  explicit RedirectingServer(std::string target) : target_(std::move(target)) {}
  std::expected<net::HttpResponse, net::SendFailure> send(const net::OutgoingRequest& request) override {
    ++requests;
    if (request.may_follow(target_)) return net::HttpResponse{200, {}, kEd25519};
    return std::unexpected(net::SendFailure{Error(ErrorKind::kUnavailable, "not followed"),
                                            net::SendFailure::Delivery::kUnclear});
  }
  int requests = 0;

 private:
  std::string target_;
};

TEST(KeySources, RedirectsStayWithTheServer) {
  RedirectingServer inside("https://KEYS.test/else.keys");
  EXPECT_EQ(keys_of(of_github("a"), inside, quick()).kind, UserKeys::Kind::kSet);
  for (const char* elsewhere : {"http://keys.test/a", "https://keys.test.evil/a", "https://evil/keys.test/",
                                "https://keys.test@evil/", "//evil"}) {
    RedirectingServer outside(elsewhere);
    UserKeys keys = keys_of(of_github("a"), outside, quick());
    EXPECT_EQ(keys.kind, UserKeys::Kind::kHold) << elsewhere;
    EXPECT_THAT(keys.problem, HasSubstr("redirects elsewhere"));
    EXPECT_EQ(outside.requests, 1) << elsewhere;
  }
}

TEST(KeySources, NothingFromGitHubButKeys) {
  FakeServer server;
  server.answers = {{200, "command=\"evil\" " + kEd25519 + " comment\n" + kRsa1024 + "\n<html>\n\n"}};
  UserKeys keys = keys_of(of_github("a"), server, quick());
  EXPECT_EQ(authorized_keys_text(of_github("a"), keys.keys), kEd25519 + "\n");
  EXPECT_EQ(keys.warnings.size(), 2u);
}

TEST(KeySources, PinnedFingerprints) {
  FakeServer server;
  server.answers = {{200, kEd25519 + "\n" + kOther + "\n"}};
  User user = of_github("a");
  user.github_key_fingerprints = {kOtherFingerprint};
  UserKeys keys = keys_of(user, server, quick());
  EXPECT_EQ(authorized_keys_text(user, keys.keys), kOther + "\n");
  EXPECT_THAT(keys.warnings.at(0), HasSubstr(kEd25519Fingerprint));
  user.github_key_fingerprints = {kEcdsaFingerprint};
  keys = keys_of(user, server, quick());
  EXPECT_EQ(keys.kind, UserKeys::Kind::kKeep);
  EXPECT_THAT(keys.problem, HasSubstr("E320"));
}

TEST(KeySources, AnEmptyAnswerKeepsTheKeys) {
  FakeServer server;
  server.answers = {{200, ""}};
  User user = of_github("a");
  UserKeys keys = keys_of(user, server, quick());
  EXPECT_EQ(keys.kind, UserKeys::Kind::kKeep);
  EXPECT_THAT(keys.problem, HasSubstr("E320"));
  user.allow_no_keys = true;
  keys = keys_of(user, server, quick());
  EXPECT_EQ(keys.kind, UserKeys::Kind::kSet);
  EXPECT_TRUE(keys.problem.empty());
}

TEST(KeySources, NoSourceIsNoProblem) {
  FakeServer server;
  User user;
  user.name = "a";
  UserKeys keys = keys_of(user, server, quick());
  EXPECT_EQ(keys.kind, UserKeys::Kind::kKeep);
  EXPECT_TRUE(keys.problem.empty());
  EXPECT_TRUE(server.requests.empty());
}

TEST(KeySources, TriesAgainWhenTheServerIsTheCause) {
  FakeServer server;
  server.answers = {{500, ""}, {0, ""}, {503, ""}, {0, ""}, {200, kEd25519}};
  EXPECT_EQ(keys_of(of_github("a"), server, quick()).kind, UserKeys::Kind::kSet);
  EXPECT_EQ(server.requests.size(), 5u);
  server.answers = {{502, ""}};
  server.requests.clear();
  UserKeys keys = keys_of(of_github("a"), server, quick());
  EXPECT_EQ(keys.kind, UserKeys::Kind::kHold);
  EXPECT_THAT(keys.problem, HasSubstr("502"));
  EXPECT_EQ(server.requests.size(), 5u);
}

TEST(KeySources, OtherAnswersAreFinal) {
  for (int status : {404, 403, 429, 302}) {
    FakeServer server;
    server.answers = {{status, kEd25519}};
    EXPECT_EQ(keys_of(of_github("a"), server, quick()).kind, UserKeys::Kind::kHold) << status;
    EXPECT_EQ(server.requests.size(), 1u) << status;
  }
}

TEST(KeySources, RestrictedUsersKeepOnlyWhatNarrows) {
  FakeServer server;
  User user;
  user.name = "r";
  user.type = User::Type::kRestricted;
  user.authorized_keys = {
      "from=\"10.0.0.0/8\",command=\"/bin/"
      "bash\",permitopen=\"x:1\",port-forwarding,expiry-time=\"20300101\" " +
      kEd25519};
  UserKeys keys = keys_of(user, server, quick());
  EXPECT_EQ(authorized_keys_text(user, keys.keys),
            "restrict,pty,command=\"sluice-rshell\",from=\"10.0.0.0/8\",expiry-time=\"20300101\" " +
                kEd25519 + "\n");
}

}  // namespace
}  // namespace sluice::users
