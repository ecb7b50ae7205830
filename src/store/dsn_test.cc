#include "store/dsn.h"

#include <gtest/gtest.h>

namespace sluice::store {
namespace {

TEST(Dsn, ReadsEveryPart) {
  Dsn dsn = Dsn::parse(
                "mysql://pipe%40line@db.example:3307/re%20ports?password=env:PW&tls=verify&ca=/etc/"
                "ca.pem&timeout=5")
                .value();
  EXPECT_EQ(dsn.user, "pipe@line");
  EXPECT_EQ(dsn.host, "db.example");
  EXPECT_EQ(dsn.port, 3307);
  EXPECT_EQ(dsn.database, "re ports");
  EXPECT_EQ(dsn.password, "env:PW");
  EXPECT_EQ(dsn.tls, "verify");
  EXPECT_EQ(dsn.ca, "/etc/ca.pem");
  EXPECT_EQ(dsn.timeout_seconds, 5);
}

TEST(Dsn, Defaults) {
  Dsn dsn = Dsn::parse("mysql:///").value();
  EXPECT_EQ(dsn, Dsn{});
  EXPECT_EQ(dsn.host, "127.0.0.1");
  EXPECT_EQ(dsn.port, 3306);
}

TEST(Dsn, RoundTrips) {
  for (const char* text : {
           "mysql:///",
           "mysql://h/",
           "mysql://u@h:1/d",
           "mysql://[::1]:3307/reports",
           "mysql://[fe80::1%25eth0]/reports",
           "mysql://u@/d?socket=/run/my%20sql/s.sock",
           "mysql://u@h:99/d?socket=/s&password=file:/etc/pass%26word&tls=on&timeout=7",
           "mysql://%3A%2F%40%3F@h/%25%2F?password=env:A",
           "mysql://u@h/d?tls=verify&ca=/a/b%3Fc",
       }) {
    auto first = Dsn::parse(text);
    ASSERT_TRUE(first) << text << ": " << first.error().message;
    auto second = Dsn::parse(first->to_text());
    ASSERT_TRUE(second) << first->to_text();
    EXPECT_EQ(*first, *second) << first->to_text();
  }
}

TEST(Dsn, AnyFieldsRoundTrip) {
  Dsn dsn;
  for (int c = 1; c < 256; ++c)
    dsn.user += static_cast<char>(c), dsn.socket += static_cast<char>(c),
        dsn.database += static_cast<char>(c);
  dsn.password = "file:" + dsn.socket;
  dsn.ca = dsn.socket;
  EXPECT_EQ(Dsn::parse(dsn.to_text()).value(), dsn);
}

// Whatever the shape of the mistake, what stands where a password may stand is not shown.
TEST(Dsn, RefusesPasswordsInTheTextWithoutShowingThem) {
  for (const char* text : {"mysql://u:SeCrEt@h/d", "mysql://u:SeCrEt@h:1/d?tls=on", "mysql://u:a@SeCrEt@h/d",
                           "mysql://u:a/SeCrEt@h/d", "mysql://u:a?SeCrEt@h/d",
                           "mysql://u@h/d?password=SeCrEt", "mysql://u@h/d?password=plain:SeCrEt",
                           "mysql://u@h/d?password=env:A&SeCrEt", "mysql://u:%SeCrEt@h/d", "u:SeCrEt@h/d"}) {
    auto dsn = Dsn::parse(text);
    ASSERT_FALSE(dsn) << text;
    EXPECT_EQ(dsn.error().kind, ErrorKind::kInvalidInput);
    EXPECT_EQ(base::to_text(dsn.error()).find("SeCrEt"), std::string::npos) << base::to_text(dsn.error());
  }
}

TEST(Dsn, UnknownOptionsAreNamedWithTheNearest) {
  auto dsn = Dsn::parse("mysql://u@h/d?pasword=env:A");
  ASSERT_FALSE(dsn);
  EXPECT_EQ(dsn.error().message, "unknown option 'pasword' in a database address");
  EXPECT_EQ(dsn.error().hint, "did you mean 'password'?");
  EXPECT_EQ(Dsn::parse("mysql://u@h/d?compress=1").error().hint,
            "options are password, socket, tls, ca and timeout");
}

TEST(Dsn, RefusesNonsense) {
  for (const char* text : {"",
                           "mysql:",
                           "postgres://h/d",
                           "mysql://h",
                           "mysql://h:0/d",
                           "mysql://h:99999/d",
                           "mysql://h:x/d",
                           "mysql://a:b:c/d",
                           "mysql://[::1/d",
                           "mysql://[::1]x/d",
                           "mysql://h/d/e",
                           "mysql://h/%zz",
                           "mysql://h/%2",
                           "mysql://h/%00",
                           "mysql://h/d?tls=maybe",
                           "mysql://h/d?timeout=0",
                           "mysql://h/d?timeout=1s",
                           "mysql://h/d?password",
                           "mysql://h/d?password=",
                           "mysql://h/d?password=env:",
                           "mysql://h/d?",
                           "mysql://a/b@h/d"})
    EXPECT_FALSE(Dsn::parse(text)) << text;
}

TEST(Dsn, PlaceHasNoOptions) {
  EXPECT_EQ(Dsn::parse("mysql://u@h:1/d?password=env:A").value().place(), "u@h:1, database d");
  EXPECT_EQ(Dsn::parse("mysql://u@/?socket=/s").value().place(), "u@/s");
}

}  // namespace
}  // namespace sluice::store
