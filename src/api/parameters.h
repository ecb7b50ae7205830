// The parameters of a request, from a query string, a form body or a JSON body (spec data-api.md sections 1.7
// and 5).
//
//   urlencoded = pair { "&" pair }      pair = name [ "=" value ]
//   name, value: percent-decoded, "+" is a space; broken escapes stay as they are, bytes that are no UTF-8
//   become U+FFFD json       = object of: text | number | true | array of those   (null and false count as
//   not given)
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluice::api {

class Parameters {
 public:
  static Parameters from_urlencoded(std::string_view text);
  // kInvalidInput with the reason.
  static Result<Parameters> from_json(std::string_view text);

  void add(const std::string& name, std::string value) { values_[name].push_back(std::move(value)); }
  // The last value of that name (as the reference takes it); empty if not given.
  std::string one(const std::string& name) const;
  bool has(const std::string& name) const { return !one(name).empty(); }
  // The values of a list parameter: in a query string each holds several, apart by commas. All empty: not
  // given.
  std::vector<std::string> list(const std::string& name) const;
  void values_hold_lists(bool yes) { commas_ = yes; }

 private:
  std::map<std::string, std::vector<std::string>> values_;
  bool commas_ = false;
};

}  // namespace sluice::api
