// The second, exact reader of tracking lines: turns text that follows the lenient rules of
// tracking-events.md 2.1 into strict JSON (RFC 8259) of the same meaning, so that one parser serves all
// lines.
//
//   value   = object | array | string | number | "true" | "false" | "null" | "NaN" | "Infinity" | "-Infinity"
//   space   = { SP | TAB | LF | CR }           around every token
//   string  = '"' { any byte but '"' and '\', raw control characters included | escape } '"'
//   escape  = '\' ( '"' | '\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u' 4HEX | any other character: the
//   backslash stays ) number  = [ '-' ] ( '0' | digit1-9 { digit } ) [ '.' digit { digit } ] [ ( 'e' | 'E' )
//   [ '+' | '-' ] digit { digit } ]
//
// What changes on the way: control characters are escaped; each byte that is not UTF-8 and each lone
// surrogate becomes U+FFFD; numbers without a finite double value become ±kNotFinite, integers beyond 64 bits
// a double.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::event {

// Stands for NaN and the infinities in repaired text; JsonValue::number() gives nothing for it.
inline constexpr double kNotFinite = std::numeric_limits<double>::max();

// Nothing if `text` is not one value by the rules above. Nesting deeper than 1,000 levels counts as no value.
std::optional<std::string> strict_json(std::string_view text);

}  // namespace sluice::event
