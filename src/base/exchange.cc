#include "base/exchange.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/interrupt.h"
#include "base/spawn.h"

namespace sluice::base {
namespace {

using std::chrono::steady_clock;
constexpr size_t kMostOutput = size_t{64} << 20;

struct Streams {
  Pipe input, output, error;
  Status open() {
    SLUICE_CHECK(input.open());
    SLUICE_CHECK(output.open());
    SLUICE_CHECK(error.open());
    fcntl(input.write_end, F_SETFL, O_NONBLOCK);
    return {};
  }
};

// Read what is there; closes the pipe at its end.
void take(Pipe& pipe, std::string& into) {
  char buffer[16384];
  ssize_t n = read(pipe.read_end, buffer, sizeof buffer);
  if (n > 0) into.append(buffer, static_cast<size_t>(n));
  if (n == 0 || (n < 0 && errno != EINTR)) pipe.close_read();
}

void give(Pipe& pipe, const std::string& from, size_t& sent) {
  ssize_t n = write(pipe.write_end, from.data() + sent, from.size() - sent);
  if (n > 0) sent += static_cast<size_t>(n);
  // A child that reads no further has its reasons; its exit code tells them.
  if (sent == from.size() || (n < 0 && errno != EINTR && errno != EAGAIN)) pipe.close_write();
}

Status check_time(const ExchangeRequest& request, steady_clock::time_point deadline) {
  SLUICE_CHECK(check_interrupted());
  if (steady_clock::now() <= deadline) return {};
  return fail(ErrorKind::kTimeout,
              fmt::format("{} did not end within {} s", request.argv[0], request.timeout.count() / 1000));
}

Status carry(Streams& streams, const ExchangeRequest& request, steady_clock::time_point deadline,
             ExchangeReply& reply) {
  size_t sent = 0;
  if (request.input.empty()) streams.input.close_write();
  while (streams.output.read_end >= 0 || streams.error.read_end >= 0) {
    SLUICE_CHECK(check_time(request, deadline));
    if (reply.output.size() + reply.error.size() > kMostOutput)
      return fail(ErrorKind::kNoSpace, fmt::format("{} gave more than 64 MiB of output", request.argv[0]));
    pollfd waiting[3] = {{streams.output.read_end, POLLIN, 0},
                         {streams.error.read_end, POLLIN, 0},
                         {streams.input.write_end, POLLOUT, 0}};  // poll passes over -1
    if (poll(waiting, 3, 200) <= 0) continue;
    if (waiting[0].revents) take(streams.output, reply.output);
    if (waiting[1].revents) take(streams.error, reply.error);
    if (waiting[2].revents) give(streams.input, request.input, sent);
  }
  return {};
}

// A child may close its outputs and live on.
Status await(int child, const ExchangeRequest& request, steady_clock::time_point deadline, int& status) {
  while (true) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) return {};
    SLUICE_CHECK(check_time(request, deadline));
    usleep(2'000);
  }
}

}  // namespace

Result<ExchangeReply> exchange(const ExchangeRequest& request) {
  // A child that ends early must not end us.
  signal(SIGPIPE, SIG_IGN);
  Streams streams;
  SLUICE_CHECK(streams.open());
  SLUICE_TRY(int child, spawn(request.argv, {.input = streams.input.read_end,
                                             .output = streams.output.write_end,
                                             .error = streams.error.write_end,
                                             .whole_environment = request.whole_environment}));
  streams.input.close_read();
  streams.output.close_write();
  streams.error.close_write();
  ExchangeReply reply;
  const auto deadline = steady_clock::now() + request.timeout;
  int status = 0;
  Status ended = carry(streams, request, deadline, reply);
  if (ended) ended = await(child, request, deadline, status);
  if (!ended) {
    kill(-child, SIGKILL);  // the whole session that spawn() opened
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  SLUICE_CHECK(ended);
  reply.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return reply;
}

}  // namespace sluice::base
