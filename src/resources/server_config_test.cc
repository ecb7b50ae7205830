#include "resources/server_config.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resources/loopback_port.h"

namespace sluice::resources {
namespace {

TEST(ServerConfig, ReadsBackWhatItWrote) {
  ServerConfig config{23456, "utf8mb4_bin"};
  std::string text = config_text(config, {"/var/lib/a # \\b/server"}, "demo");
  EXPECT_EQ(parse_config(text), config);
  EXPECT_NE(text.find("datadir = \"/var/lib/a # \\\\b/server/data\"\n"), text.npos) << text;
  EXPECT_NE(text.find("character-set-server = utf8mb4\n"), text.npos);
}

TEST(ServerConfig, WithoutAPortThereIsNone) {
  EXPECT_FALSE(parse_config(""));
  EXPECT_FALSE(parse_config("port = 0\ncollation-server = utf8_bin\n"));
  EXPECT_FALSE(parse_config("#port = 3306\ncollation-server = utf8_bin\n"));
  EXPECT_FALSE(parse_config("port = 3306\n"));
}

TEST(ServerFolder, APathTooLongForASocketHasNone) {
  EXPECT_EQ(ServerFolder{"/s"}.socket(), "/s/mysqld.sock");
  EXPECT_EQ(ServerFolder{"/" + std::string(94, 'x')}.socket().size(), 107u);
  EXPECT_EQ(ServerFolder{"/" + std::string(94, 'x') + "x"}.socket(), "");
}

TEST(LoopbackPort, TheSameSeedGivesTheSamePortWhileItIsFree) {
  int port = choose_port("/some/folder").value();
  EXPECT_EQ(choose_port("/some/folder").value(), port);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(fd, 1), 0);
  EXPECT_FALSE(port_is_free(port));
  EXPECT_NE(choose_port("/some/folder").value(), port);
  close(fd);
  EXPECT_TRUE(port_is_free(port));
}

}  // namespace
}  // namespace sluice::resources
