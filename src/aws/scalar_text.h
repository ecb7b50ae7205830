// Scalars of the models as text and back: numbers, booleans, blobs, and timestamps in their three spellings.
#pragma once

#include <optional>
#include <string>

#include "aws/api.h"
#include "aws/shape.h"

namespace sluice::aws {

// "iso8601", "rfc822" or "unixTimestamp", as the shape asks, else `otherwise`.
std::string timestamp_text(const Json& seconds, const Shape& shape, const char* otherwise);
// Seconds since 1970 from any of the spellings; nothing if it is none. Whole seconds are integers.
std::optional<Json> parse_timestamp(const std::string& text);
// A scalar as it stands in a query, a path, an XML text: blobs in base64, timestamps as `timestamp_format`.
std::string scalar_text(const Json& value, const Shape& shape, const char* timestamp_format);
// The other way round, by the shape's type. Nothing if the text is not of that type.
std::optional<Json> parse_scalar(const std::string& text, const Shape& shape);

}  // namespace sluice::aws
