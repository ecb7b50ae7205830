#include "cli/find_deployment.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "base/files.h"
#include "cli/store_options.h"

namespace sluice::cli {
namespace {

// Each test runs in an empty folder of its own.
class FindDeployment : public testing::Test {
 protected:
  FindDeployment() {
    unsetenv("SLUICE_DEPLOYMENT");
    unsetenv("SLUICE_TOKENS");
    EXPECT_EQ(chdir(folder_.path().c_str()), 0);
  }
  ~FindDeployment() override { EXPECT_EQ(chdir("/"), 0); }

  static std::string write(const std::string& name) {
    format::DeploymentFile file;
    file.deployment = name;
    file.target = "local";
    file.result_store = {
        .host = "127.0.0.1", .port = 3311, .socket = "/run/s.sock", .database = "reports", .tls = true};
    file.result_store.users["api"] = {"api", "file:/secret/api"};
    const std::string path = ".sluice/" + name + "/deployment.json";
    EXPECT_TRUE(base::make_folders(".sluice/" + name));
    EXPECT_TRUE(base::write_file_atomically(path, file.to_json()));
    return path;
  }

  base::TemporaryFolder folder_ = std::move(base::TemporaryFolder::create("find")).value();
};

TEST_F(FindDeployment, TheOnlyOneHere) {
  const std::string path = write("demo");
  const auto found = find_deployment("");
  ASSERT_TRUE(found) << base::to_text(found.error());
  EXPECT_EQ(found->path, path);
  EXPECT_EQ(found->file.deployment, "demo");
  EXPECT_EQ(StoreOptions{}.token_path("").value(), ".sluice/demo/tokens");
}

TEST_F(FindDeployment, NoneHere) {
  const auto found = find_deployment("");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(found.error().hint.find("sluice apply"), std::string::npos);
}

TEST_F(FindDeployment, SeveralAreListed) {
  const std::string a = write("a"), b = write("b");
  const auto found = find_deployment("");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kInvalidInput);
  EXPECT_NE(found.error().message.find(a), std::string::npos);
  EXPECT_NE(found.error().message.find(b), std::string::npos);
}

TEST_F(FindDeployment, FlagBeforeEnvironmentBeforeFolder) {
  write("a");
  const std::string b = write("b"), c = write("c");
  setenv("SLUICE_DEPLOYMENT", b.c_str(), 1);
  EXPECT_EQ(find_deployment("")->file.deployment, "b");
  EXPECT_EQ(find_deployment(c)->file.deployment, "c");
  EXPECT_EQ(find_deployment("nowhere.json").error().kind, ErrorKind::kNotFound);
}

TEST_F(FindDeployment, StoreOfARole) {
  write("demo");
  const FoundDeployment found = find_deployment("").value();
  const store::Dsn dsn = store_dsn(found, "api").value();
  EXPECT_EQ(dsn.socket, "/run/s.sock");
  EXPECT_EQ(dsn.port, 3311);
  EXPECT_EQ(dsn.database, "reports");
  EXPECT_EQ(dsn.user, "api");
  EXPECT_EQ(dsn.password, "file:/secret/api");
  EXPECT_EQ(dsn.tls, "on");
  EXPECT_EQ(store_dsn(found, "pipeline").error().kind, ErrorKind::kInvalidInput);
}

TEST_F(FindDeployment, StoreByDsn) {
  StoreOptions options;
  options.store = "mysql://api@db:3307/reports";
  EXPECT_EQ(options.read_dsn()->host, "db");
  options.store = "mysql://api@db:3307/";
  EXPECT_EQ(options.read_dsn().error().kind, ErrorKind::kInvalidInput);
  EXPECT_FALSE(options.token_path(""));
  EXPECT_EQ(options.token_path("t").value(), "t");
  setenv("SLUICE_TOKENS", "from-environment", 1);
  EXPECT_EQ(options.token_path("").value(), "from-environment");
}

}  // namespace
}  // namespace sluice::cli
