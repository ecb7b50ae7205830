#include "base/exchange.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace sluice::base {
namespace {

TEST(Exchange, FeedsTheInputAndKeepsTheOutputsApart) {
  std::string much(3 << 20, 'x');
  auto reply = exchange({.argv = {"/bin/sh", "-c", "wc -c; echo wrong >&2; exit 3"}, .input = much});
  ASSERT_TRUE(reply) << to_text(reply.error());
  EXPECT_EQ(reply->exit_code, 3);
  EXPECT_EQ(reply->output, "3145728\n");
  EXPECT_EQ(reply->error, "wrong\n");
}

TEST(Exchange, CarriesMuchBothWays) {
  std::string much(1 << 20, 'y');
  auto reply = exchange({.argv = {"/bin/cat"}, .input = much});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->output, much);
}

TEST(Exchange, AChildThatDoesNotReadIsNoFailure) {
  auto reply = exchange({.argv = {"/bin/sh", "-c", "exit 7"}, .input = std::string(1 << 20, 'z')});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->exit_code, 7);
}

TEST(Exchange, EndsAtTheTimeout) {
  auto reply =
      exchange({.argv = {"/bin/sh", "-c", "sleep 30 & sleep 30"}, .timeout = std::chrono::milliseconds(200)});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kTimeout);
}

TEST(Exchange, AChildThatClosesItsOutputsIsStillWaitedForNoLonger) {
  const auto start = std::chrono::steady_clock::now();
  auto reply = exchange(
      {.argv = {"/bin/sh", "-c", "exec >&- 2>&-; sleep 30"}, .timeout = std::chrono::milliseconds(200)});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(exchange({.argv = {"/bin/sh", "-c", "exec >&- 2>&-; sleep 0.1; exit 4"}})->exit_code, 4);
}

TEST(Exchange, TheEnvironmentIsOursOnlyWhenAsked) {
  setenv("SLUICE_EXCHANGE_TEST", "1", 1);
  std::vector<std::string> argv{"/bin/sh", "-c", "echo ${SLUICE_EXCHANGE_TEST-none}"};
  EXPECT_EQ(exchange({.argv = argv})->output, "none\n");
  EXPECT_EQ(exchange({.argv = argv, .whole_environment = true})->output, "1\n");
}

TEST(Base64, BothWays) {
  for (std::string text : {"", "a", "ab", "abc", "abcd"}) {
    EXPECT_EQ(base64_decode(base64_encode(text)), text);
  }
  EXPECT_EQ(base64_encode("abcd"), "YWJjZA==");
  for (const char* bad : {"YWJj\n", "YWJ", "Y=Jj", "YW=j", "====", "YWJj YWJj", "=WJj"})
    EXPECT_FALSE(base64_decode(bad)) << bad;
}

}  // namespace
}  // namespace sluice::base
