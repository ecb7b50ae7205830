// Every source of credentials: files and processes as they are, STS, container and instance as real servers.
#include "aws/credential_chain.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "base/files.h"
#include "net/http_server.h"

namespace sluice::aws {
namespace {

using testing::HasSubstr;

class FixedClock final : public base::Clock {
 public:
  base::Micros now() const override { return time; }
  void sleep_for(std::chrono::milliseconds) override {}
  base::Micros time = base::Micros(std::chrono::sys_days(std::chrono::year(2026) / 11 / 26));
};

struct Chain : testing::Test {
  std::map<std::string, std::string> variables{{"AWS_EC2_METADATA_DISABLED", "true"}};
  std::string config, credentials, profile = "default";
  bool named = false;
  FixedClock clock;
  std::vector<net::HttpRequest> requests;

  std::shared_ptr<CredentialSource> chain() {
    ChainOptions options;
    options.profile = profile;
    options.profile_is_named = named;
    options.region = "eu-west-1";
    options.environment = [this](const std::string& name) -> std::optional<std::string> {
      auto at = variables.find(name);
      return at == variables.end() ? std::nullopt : std::optional(at->second);
    };
    options.clock = &clock;
    options.transport = net::make_http_client();
    options.config = SharedConfig::parse(config, credentials);
    return make_credential_chain(std::move(options));
  }
  std::string key_id() {
    auto found = chain()->get();
    return found ? found->access_key_id : "error: " + base::to_text(found.error());
  }
  // Answers every request by `answer`, and remembers it.
  net::HttpServer serve(std::function<net::HttpResponse(const net::HttpRequest&)> answer) {
    return std::move(*net::HttpServer::start({.port = 0}, [this, answer](const net::HttpRequest& request) {
      requests.push_back(request);
      return answer(request);
    }));
  }
  static std::string address(const net::HttpServer& server) {
    return fmt::format("http://127.0.0.1:{}", server.port());
  }
};

std::string sts_reply(const std::string& operation, const std::string& id) {
  return fmt::format(
      "<{0}Response "
      "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{0}Result><Credentials><AccessKeyId>{1}</"
      "AccessKeyId>"
      "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-11-26T01:00:00Z</"
      "Expiration>"
      "</Credentials></{0}Result></{0}Response>",
      operation, id);
}

TEST_F(Chain, TheEnvironmentComesFirst) {
  variables["AWS_ACCESS_KEY_ID"] = "ENV";
  variables["AWS_SECRET_ACCESS_KEY"] = "s";
  variables["AWS_SESSION_TOKEN"] = "token";
  credentials = "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n";
  auto found = chain()->get();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->access_key_id, "ENV");
  EXPECT_EQ(found->session_token, "token");
  named = true;  // a profile that was named counts more
  EXPECT_EQ(key_id(), "FILE");
}

TEST_F(Chain, TheCredentialsFileComesBeforeProcessAndConfigFile) {
  config =
      "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = s\ncredential_process = echo nothing\n";
  credentials = "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n";
  EXPECT_EQ(key_id(), "FILE");
}

TEST_F(Chain, AProcessPrintsThem) {
  config = R"([profile p]
credential_process = printf '{"Version": 1, "AccessKeyId": "PROC", "SecretAccessKey": "s", "Expiration": "2026-11-26T02:00:00Z"}'
)";
  profile = "p";
  EXPECT_EQ(key_id(), "PROC");
  config = "[profile p]\ncredential_process = exit 3\n";
  EXPECT_THAT(key_id(), HasSubstr("exit code 3"));
}

TEST_F(Chain, TheConfigFileIsEnough) {
  config = "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = s\n";
  EXPECT_EQ(key_id(), "CONFIG");
}

TEST_F(Chain, HalfAKeyIsToldWithoutItsValue) {
  credentials = "[default]\naws_access_key_id = LONELY\n";
  EXPECT_THAT(key_id(), testing::AllOf(HasSubstr("without its secret"), testing::Not(HasSubstr("LONELY"))));
}

TEST_F(Chain, ARoleIsAssumedForAnotherProfile) {
  auto sts = serve(
      [](const net::HttpRequest&) { return net::HttpResponse{200, {}, sts_reply("AssumeRole", "ROLE")}; });
  variables["AWS_ENDPOINT_URL_STS"] = address(sts);
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\nexternal_id = x1\n";
  credentials = "[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n";
  profile = "r";
  EXPECT_EQ(key_id(), "ROLE");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_THAT(requests[0].body, HasSubstr("ExternalId=x1"));
  EXPECT_THAT(*requests[0].header("Authorization"), HasSubstr("Credential=BASE/"));
}

TEST_F(Chain, RolesCanBeChained) {
  auto sts = serve([](const net::HttpRequest& request) {
    const bool second = request.body.find("role%2Fouter") != std::string::npos;
    return net::HttpResponse{200, {}, sts_reply("AssumeRole", second ? "OUTER" : "INNER")};
  });
  variables["AWS_ENDPOINT_URL"] = address(sts);
  config =
      "[profile outer]\nrole_arn = arn:aws:iam::1:role/outer\nsource_profile = inner\n"
      "[profile inner]\nrole_arn = arn:aws:iam::1:role/inner\nsource_profile = base\n";
  credentials = "[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n";
  profile = "outer";
  EXPECT_EQ(key_id(), "OUTER");
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_THAT(*requests[1].header("Authorization"), HasSubstr("Credential=INNER/"));
}

TEST_F(Chain, WebIdentityIsNotSigned) {
  auto sts = serve([](const net::HttpRequest&) {
    return net::HttpResponse{200, {}, sts_reply("AssumeRoleWithWebIdentity", "WEB")};
  });
  auto folder = base::TemporaryFolder::create("sluice-web");
  ASSERT_TRUE(base::write_file_atomically(folder->path() + "/token", "the-token\n"));
  variables["AWS_ENDPOINT_URL_STS"] = address(sts);
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder->path() + "/token";
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/w";
  EXPECT_EQ(key_id(), "WEB");
  EXPECT_EQ(requests.at(0).header("Authorization"), nullptr);
  EXPECT_THAT(requests[0].body, HasSubstr("WebIdentityToken=the-token"));
}

TEST_F(Chain, SingleSignOnSaysWhatToDo) {
  config =
      "[profile s]\nsso_session = corp\nsso_account_id = 1\n[sso-session corp]\nsso_start_url = https://x\n";
  profile = "s";
  EXPECT_THAT(key_id(),
              testing::AllOf(HasSubstr("aws sso login --profile s"), HasSubstr("export-credentials")));
}

TEST_F(Chain, ContainersGiveThemForAToken) {
  auto server = serve([](const net::HttpRequest&) {
    return net::HttpResponse{
        200,
        {},
        R"({"AccessKeyId":"BOX","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-26T02:00:00Z"})"};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address(server) + "/creds";
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "let-me";
  EXPECT_EQ(key_id(), "BOX");
  EXPECT_EQ(*requests.at(0).header("Authorization"), "let-me");
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.org/creds";
  EXPECT_THAT(key_id(), HasSubstr("neither https nor"));
}

TEST_F(Chain, InstancesGiveThemByImdsV2) {
  auto server = serve([](const net::HttpRequest& request) {
    if (request.method == "PUT") return net::HttpResponse{200, {}, "tok"};
    if (!request.header("X-aws-ec2-metadata-token")) return net::HttpResponse{401, {}, ""};
    if (request.target.ends_with("/security-credentials/")) return net::HttpResponse{200, {}, "the-role\n"};
    return net::HttpResponse{
        200,
        {},
        R"({"Code":"Success","AccessKeyId":"EC2","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-26T02:00:00Z"})"};
  });
  variables.erase("AWS_EC2_METADATA_DISABLED");
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = address(server) + "/";
  EXPECT_EQ(key_id(), "EC2");
  EXPECT_THAT(requests.back().target, HasSubstr("/security-credentials/the-role"));
}

TEST_F(Chain, NothingAnywhereSaysWhereItLooked) {
  EXPECT_THAT(key_id(), testing::AllOf(HasSubstr("AWS_ACCESS_KEY_ID"), HasSubstr("aws configure")));
}

TEST_F(Chain, AFailedRenewalIsNoFailureWhileTheOldKeysAreGood) {
  int asked = 0;
  auto server = serve([&](const net::HttpRequest&) {
    return ++asked == 1
               ? net::
                     HttpResponse{200,
                                  {},
                                  R"({"AccessKeyId":"K","SecretAccessKey":"s","Expiration":"2026-11-26T01:00:00Z"})"}
               : net::HttpResponse{403, {}, "no more"};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address(server);
  auto source = chain();
  EXPECT_TRUE(source->get());
  clock.time += std::chrono::minutes(57);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(source->get()->access_key_id, "K");
  EXPECT_EQ(asked, 2) << "not before every call";
  clock.time += std::chrono::minutes(1);
  EXPECT_TRUE(source->get());
  EXPECT_EQ(asked, 3);
  clock.time += std::chrono::minutes(2);
  EXPECT_FALSE(source->get()) << "they are over";
}

TEST_F(Chain, KeysAreRenewedFiveMinutesBeforeTheyExpire) {
  int given = 0;
  auto server = serve([&](const net::HttpRequest&) {
    const char* until = ++given == 1 ? "2026-11-26T01:00:00Z" : "2026-11-26T09:00:00Z";
    return net::HttpResponse{
        200,
        {},
        fmt::format(R"({{"AccessKeyId":"K{}","SecretAccessKey":"s","Token":"t","Expiration":"{}"}})", given,
                    until)};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address(server);
  auto source = chain();
  EXPECT_EQ(source->get()->access_key_id, "K1");
  clock.time += std::chrono::minutes(54);
  EXPECT_EQ(source->get()->access_key_id, "K1");
  clock.time += std::chrono::minutes(2);
  EXPECT_EQ(source->get()->access_key_id, "K2");
  source->forget();
  EXPECT_EQ(source->get()->access_key_id, "K3");
}

TEST_F(Chain, TheEnvironmentMaySayWhenItsKeysAreOver) {
  variables["AWS_ACCESS_KEY_ID"] = "ENV";
  variables["AWS_SECRET_ACCESS_KEY"] = "s";
  variables["AWS_SECURITY_TOKEN"] = "old-name";
  variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-11-26T00:10:00Z";
  EXPECT_EQ(chain()->get()->session_token, "old-name");
  variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-11-25T23:00:00Z";
  EXPECT_THAT(key_id(), HasSubstr("expired at 2026-11-25"));
}

TEST_F(Chain, AProcessThatFailsIsQuotedByItsLastLineOnly) {
  profile = "p";
  auto said = [&](const std::string& command) {
    config = "[profile p]\ncredential_process = " + command + "\n";
    return key_id();
  };
  EXPECT_THAT(said("echo first >&2; echo 'no such vault' >&2; exit 3"),
              testing::AllOf(HasSubstr("profile 'p'"), HasSubstr("exit code 3: no such vault"),
                             testing::Not(HasSubstr("first"))));
  EXPECT_THAT(said("echo hush"), testing::AllOf(HasSubstr("no JSON"), testing::Not(HasSubstr("hush"))));
  EXPECT_THAT(said("echo '{}'"), HasSubstr("Version"));
  EXPECT_THAT(said("echo '{\"Version\": 2}'"), HasSubstr("Version"));
  EXPECT_THAT(said("echo '{\"Version\": 1, \"AccessKeyId\": \"A\"}'"), HasSubstr("SecretAccessKey"));
  const std::string keys = R"("Version": 1, "AccessKeyId": "A", "SecretAccessKey": "hush", "Expiration": )";
  EXPECT_THAT(said("echo '{" + keys + "\"2026-11-25T00:00:00Z\"}'"),
              testing::AllOf(HasSubstr("expired already"), testing::Not(HasSubstr("hush"))));
  EXPECT_THAT(said("echo '{" + keys + "\"soon\"}'"), HasSubstr("no time"));
  EXPECT_EQ(said("echo '{" + keys + "\"2026-11-26T00:30:00+00:00\"}' # a comment of the shell"), "A");
}

TEST_F(Chain, ARoleHasOneSource) {
  profile = "r";
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\n";
  EXPECT_THAT(key_id(), HasSubstr("without source_profile or"));
  config += "source_profile = r\ncredential_source = Environment\n";
  EXPECT_THAT(key_id(), HasSubstr("with source_profile and"));
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = Nowhere\n";
  EXPECT_THAT(key_id(), HasSubstr("none of Environment"));
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = nobody\n";
  EXPECT_THAT(key_id(), testing::AllOf(HasSubstr("'r'"), HasSubstr("'nobody', which is not there")));
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = b\nmfa_serial = m\n[profile b]\n";
  EXPECT_THAT(key_id(), testing::AllOf(HasSubstr("MFA code"), HasSubstr("export-credentials --profile r")));
}

TEST_F(Chain, CirclesOfProfilesAreTold) {
  config =
      "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = b\n"
      "[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = c\n"
      "[profile c]\nrole_arn = arn:aws:iam::1:role/c\nsource_profile = b\n";
  profile = "a";
  EXPECT_THAT(key_id(), HasSubstr("a -> b -> c -> b"));
  config = "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = a\n";
  EXPECT_THAT(key_id(), HasSubstr("a -> a"));
}

TEST_F(Chain, ASourceUsesItsOwnKeysBeforeItsRoleAndNothingOfTheEnvironment) {
  auto sts = serve(
      [](const net::HttpRequest&) { return net::HttpResponse{200, {}, sts_reply("AssumeRole", "ROLE")}; });
  variables["AWS_ENDPOINT_URL_STS"] = address(sts);
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/nonexistent/token";
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/of-the-environment";
  config =
      "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n"
      "[profile base]\nrole_arn = arn:aws:iam::1:role/base\nsource_profile = r\n";
  credentials = "[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n";
  profile = "r";
  EXPECT_EQ(key_id(), "ROLE");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_THAT(*requests[0].header("Authorization"), HasSubstr("Credential=BASE/"));
  credentials = "[base2]\n[r]\naws_access_key_id = OWN\naws_secret_access_key = s\n";
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = r\n";
  EXPECT_EQ(key_id(), "ROLE");
  EXPECT_THAT(*requests.back().header("Authorization"), HasSubstr("Credential=OWN/"));
}

TEST_F(Chain, StsIsAskedAgainWhenThatCanHelp) {
  std::deque<net::HttpResponse> replies{
      {503, {}, ""},
      {400, {}, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"},
      {403,
       {{"Date", "Thu, 26 Nov 2026 05:00:00 GMT"}},
       "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>"},
      {200, {}, sts_reply("AssumeRole", "ROLE")},
      {403,
       {},
       "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>"}};
  auto sts = serve([&](const net::HttpRequest&) {
    auto reply = replies.front();
    replies.pop_front();
    return reply;
  });
  variables["AWS_ENDPOINT_URL"] = address(sts);
  variables["SLUICE_AWS_RETRY_BASE_MS"] = "0";
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n";
  credentials = "[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n";
  profile = "r";
  EXPECT_EQ(key_id(), "ROLE");
  EXPECT_EQ(requests.size(), 4U);
  EXPECT_EQ(*requests[3].header("X-Amz-Date"), "20261126T050000Z");
  EXPECT_THAT(key_id(), testing::AllOf(HasSubstr("not you"), HasSubstr("asking STS")));
  EXPECT_EQ(requests.size(), 5U) << "a refusal is final";
}

TEST_F(Chain, WebIdentityNeedsARoleAndAReadableToken) {
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/nonexistent/token";
  EXPECT_THAT(key_id(), HasSubstr("AWS_ROLE_ARN"));
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/w";
  EXPECT_THAT(key_id(), testing::AllOf(HasSubstr("/nonexistent/token"), HasSubstr("web identity token")));
  named = true;
  EXPECT_THAT(key_id(), HasSubstr("no AWS credentials"))
      << "a named profile counts more than the environment";
}

TEST_F(Chain, OnlyServersBesideUsAreAskedWithoutTls) {
  for (const char* far :
       {"http://127.evil.example/", "http://localhost.evil.example/", "http://localhost@evil.example/",
        "http://127.0.0.1@evil.example/", "http://169.254.170.2.evil.example/", "ftp://localhost/",
        "http://169.254.170.20/", "http://128.0.0.1/", "http://evil.example\\@localhost/"}) {
    variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = far;
    EXPECT_THAT(key_id(), HasSubstr("neither https nor")) << far;
  }
  auto server = serve([](const net::HttpRequest&) {
    return net::HttpResponse{200, {}, R"({"AccessKeyId":"BOX","SecretAccessKey":"s"})"};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address(server);
  EXPECT_EQ(key_id(), "BOX");
}

TEST_F(Chain, ContainersAreAskedThreeTimesAndSayWhyNot) {
  int asked = 0;
  auto server = serve([&](const net::HttpRequest&) {
    return ++asked < 3 ? net::HttpResponse{500, {}, "busy"}
                       : net::HttpResponse{200, {}, R"({"AccessKeyId":"BOX","SecretAccessKey":"s"})"};
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address(server);
  EXPECT_EQ(key_id(), "BOX");
  EXPECT_EQ(asked, 3);
  auto refusing =
      serve([](const net::HttpRequest&) { return net::HttpResponse{403, {}, "token is over\n"}; });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address(refusing);
  EXPECT_THAT(key_id(), HasSubstr("status 403: token is over"));
}

TEST_F(Chain, ContainerTokensComeFromTheirFileFirst) {
  auto server = serve([](const net::HttpRequest&) {
    return net::HttpResponse{200, {}, R"({"AccessKeyId":"BOX","SecretAccessKey":"s"})"};
  });
  auto folder = base::TemporaryFolder::create("sluice-token");
  ASSERT_TRUE(base::write_file_atomically(folder->path() + "/token", "of-the-file\n"));
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = address(server);
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "of-the-environment";
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder->path() + "/token";
  EXPECT_EQ(key_id(), "BOX");
  EXPECT_EQ(*requests.back().header("Authorization"), "of-the-file");
  ASSERT_TRUE(base::write_file_atomically(folder->path() + "/token", "a\r\nX-Evil: 1"));
  EXPECT_THAT(key_id(), HasSubstr("more than one line"));
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder->path() + "/none";
  EXPECT_THAT(key_id(), HasSubstr("AUTHORIZATION_TOKEN_FILE"));
}

TEST_F(Chain, InstancesSayWhyTheyGiveNone) {
  std::string roles = "the-role";
  auto server = serve([&](const net::HttpRequest& request) {
    if (request.method == "PUT") return net::HttpResponse{200, {}, "tok"};
    if (request.target.ends_with("/security-credentials/"))
      return net::HttpResponse{roles.empty() ? 404 : 200, {}, roles};
    return net::HttpResponse{
        200, {}, R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume it"})"};
  });
  variables.erase("AWS_EC2_METADATA_DISABLED");
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = address(server);
  EXPECT_THAT(key_id(), testing::AllOf(HasSubstr("no AWS credentials"), HasSubstr("EC2 cannot assume it")));
  roles.clear();
  EXPECT_THAT(key_id(), HasSubstr("no role is attached"));
  variables["AWS_EC2_METADATA_DISABLED"] = "TRUE";
  const size_t asked = requests.size();
  EXPECT_THAT(key_id(), HasSubstr("AWS_EC2_METADATA_DISABLED"));
  EXPECT_EQ(requests.size(), asked);
}

TEST_F(Chain, ARoleOfANamedProfileMayTakeTheEnvironmentsKeys) {
  auto sts = serve(
      [](const net::HttpRequest&) { return net::HttpResponse{200, {}, sts_reply("AssumeRole", "ROLE")}; });
  variables["AWS_ENDPOINT_URL_STS"] = address(sts);
  variables["AWS_ACCESS_KEY_ID"] = "ENV";
  variables["AWS_SECRET_ACCESS_KEY"] = "s";
  config = "[profile r]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = Environment\n";
  profile = "r";
  named = true;
  EXPECT_EQ(key_id(), "ROLE");
  EXPECT_THAT(*requests.at(0).header("Authorization"), HasSubstr("Credential=ENV/"));
}

}  // namespace
}  // namespace sluice::aws
