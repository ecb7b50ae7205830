// A TCP proxy before a MySQL server that breaks the connection at a chosen statement: before the server sees
// it, or after the server has answered and before the client hears of it. For "ended at any moment" tests
// without hooks in the product.
//
// Statements are told by the protocol: packets of the client with sequence number 0 and command COM_QUERY,
// those of the client library's own (SET NAMES, init commands) included. Loads of more than 250 packets (1
// MB) confuse the count. Threads: own threads inside; the public functions from any thread.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace sluice::support {

class CuttingProxy {
 public:
  enum class When { kBefore, kAfter };

  explicit CuttingProxy(std::string server_socket);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  int port() const { return port_; }
  // From now on statement `number` (from 0) breaks its connection; -1 = none. Counting starts anew.
  void cut_at(int number, When when);
  bool has_cut() const { return cut_; }
  int statements() const { return count_; }

 private:
  void accept_loop();
  void serve(int client, int server);
  std::string server_socket_;
  int listener_ = -1, port_ = 0;
  std::atomic<bool> stop_ = false, cut_ = false;
  std::atomic<int> count_ = 0, cut_number_ = -1;
  std::atomic<When> when_ = When::kBefore;
  std::thread acceptor_;
  std::vector<std::thread> servers_;  // of the acceptor
};

}  // namespace sluice::support
