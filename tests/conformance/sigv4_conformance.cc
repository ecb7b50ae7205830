// AWS's signing vectors through the real signer.
//
//   sigv4_conformance [FOLDER…]      folders NAME/ with NAME.req, .creq, .sts, .authz; without any, those of
//   the
//                                    vectors' folder
#include <filesystem>

#include "aws/sigv4.h"
#include "base/crypto.h"
#include "base/text.h"
#include "base/time.h"
#include "conformance/vectors.h"

namespace sluice::aws {
namespace {

const Credentials kKeys{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "", std::nullopt};

struct Request {
  SignableRequest signable;
  std::string body;
};

std::string without_cr(std::string text) {
  std::erase(text, '\r');
  return text;
}

// "GET /path?query HTTP/1.1", headers (a line that begins with white space goes on), an empty line, the body.
Request parse_request(const std::string& raw) {
  Request out;
  const std::string text = without_cr(raw);
  const size_t blank = text.find("\n\n");
  if (blank != std::string::npos) out.body = text.substr(blank + 2);
  const std::string head = text.substr(0, blank);
  bool first = true;
  for (std::string_view line : base::split(head, '\n')) {
    if (first) {
      const size_t space = line.find(' '), end = line.rfind(" HTTP/");
      out.signable.method = line.substr(0, space);
      std::string target(line.substr(space + 1, end - space - 1));
      const size_t question = target.find('?');
      out.signable.path = target.substr(0, question);
      if (question != std::string::npos) out.signable.query = target.substr(question + 1);
      first = false;
    } else if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      out.signable.headers.back().second += " " + std::string(base::trim(line));
    } else if (const size_t colon = line.find(':'); colon != std::string_view::npos) {
      out.signable.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
    }
  }
  out.signable.payload_hash = base::sha256_hex(out.body);
  return out;
}

std::string read(const std::string& path) {
  std::string text = without_cr(base::read_file(path).value_or(""));
  return text;
}

bool same(const std::string& name, const char* rung, const std::string& want, const std::string& have) {
  if (want == have) return true;
  std::printf("%s: %s differs\n--- want\n%s\n--- have\n%s\n", name.c_str(), rung, want.c_str(), have.c_str());
  return false;
}

// A token that is signed though the request lacks it stands in the signed request alone.
void take_token(const std::string& signed_request, const std::string& canonical, SignableRequest& signable) {
  const std::string headers = signed_headers(signable);
  if (headers.find("security-token") != std::string::npos ||
      canonical.find("x-amz-security-token:") == std::string::npos)
    return;
  for (const auto& [name, value] : parse_request(signed_request).signable.headers)
    if (base::to_lower_ascii(name) == "x-amz-security-token") signable.headers.emplace_back(name, value);
}

bool run_case(const std::string& folder) {
  const std::string name = std::filesystem::path(folder).filename();
  const std::string base = folder + "/" + name;
  Request request = parse_request(base::read_file(base + ".req").value_or(""));
  take_token(base::read_file(base + ".sreq").value_or(""), read(base + ".creq"), request.signable);
  using namespace std::chrono;
  const SigningScope scope{"us-east-1", "service",
                           base::Micros(sys_days(year(2015) / 8 / 30) + hours(12) + minutes(36))};
  const std::string canonical = canonical_request(request.signable, scope);
  const std::string sign_this = string_to_sign(canonical, scope);
  return same(name, "canonical request", read(base + ".creq"), canonical) &&
         same(name, "string to sign", read(base + ".sts"), sign_this) &&
         same(name, "header", read(base + ".authz"), authorization_header(request.signable, kKeys, scope));
}

int run(std::vector<std::string> folders) {
  if (folders.empty()) {
    const std::string root = conformance::vectors("sigv4");
    if (root.empty()) return conformance::skip_code();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
      if (entry.path().extension() == ".req") folders.push_back(entry.path().parent_path());
  }
  int passed = 0;
  for (const std::string& folder : folders) passed += run_case(folder) ? 1 : 0;
  std::printf("sigv4: %d passed, %zu failed\n", passed, folders.size() - static_cast<size_t>(passed));
  return passed == static_cast<int>(folders.size()) ? 0 : 1;
}

}  // namespace
}  // namespace sluice::aws

int main(int argc, char** argv) {
  return sluice::aws::run({argv + 1, argv + argc});
}
