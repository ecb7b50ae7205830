#include "cluster/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/files.h"
#include "base/text.h"

namespace sluice::cluster {
namespace {

using format::YamlNode;

YamlNode empty_map() {
  YamlNode out;
  out.kind = YamlNode::Kind::kMap;
  return out;
}

bool opens_template(const std::string& text, size_t at) {
  return text.compare(at, 2, "{{") == 0 || text.compare(at, 2, "{%") == 0;
}
bool closes_template(const std::string& text, size_t at) {
  return text.compare(at, 2, "}}") == 0 || text.compare(at, 2, "%}") == 0;
}

// Words as Ansible splits them, quotes and all: a quote or a template holds blanks together.
Result<std::vector<std::string>> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  char quote = 0;
  int templates = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!quote && !templates && std::isspace(static_cast<unsigned char>(c))) {
      if (!words.back().empty()) words.emplace_back();
      continue;
    }
    words.back() += c;
    if (c == '\\' && quote && i + 1 < text.size())
      words.back() += text[++i];
    else if (quote)
      quote = c == quote ? 0 : quote;
    else if (c == '\'' || c == '"')
      quote = c;
    else if (opens_template(text, i) || closes_template(text, i)) {
      templates = std::max(0, templates + (opens_template(text, i) ? 1 : -1));
      words.back() += text[++i];
    }
  }
  if (quote || templates)
    return fail(ErrorKind::kInvalidInput, quote ? "a quote without its end" : "{{ without }}",
                "EXTRA_VARS is @FILE, a mapping in YAML or JSON, or key=value words");
  if (words.back().empty()) words.pop_back();
  return words;
}

// What stands within quotes around the whole, and backslashes resolved.
std::string plain_value(std::string value) {
  const char first = value.empty() ? '\0' : value[0];
  if ((first == '"' || first == '\'') && value.size() > 1 && value.back() == first)
    value = value.substr(1, value.size() - 2);
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    const char next = value[i] == '\\' && i + 1 < value.size() ? value[i + 1] : '\0';
    if (next == 'n' || next == 't')
      out += next == 'n' ? '\n' : '\t';
    else if (next == '\\' || next == '"' || next == '\'')
      out += next;
    else {
      out += value[i];
      continue;
    }
    ++i;
  }
  return out;
}

Result<YamlNode> key_values(const std::string& text) {
  YamlNode out = empty_map();
  SLUICE_TRY(const std::vector<std::string> words, words_of(text));
  for (const std::string& word : words) {
    const size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::kInvalidInput, fmt::format("'{}' is not of the form key=value", word),
                  "EXTRA_VARS is @FILE, a mapping in YAML or JSON, or key=value words");
    YamlNode value;
    value.kind = YamlNode::Kind::kScalar;
    value.quoted = true;
    value.text = plain_value(word.substr(equals + 1));
    value.mark = {"EXTRA_VARS", 1, 1};
    const std::string key = word.substr(0, equals);
    const auto before = std::ranges::find(out.entries, key, &std::pair<std::string, YamlNode>::first);
    if (before != out.entries.end()) {
      before->second = std::move(value);
      continue;
    }
    out.entries.emplace_back(key, std::move(value));
    out.entry_marks.push_back({"EXTRA_VARS", 1, 1});
  }
  return out;
}

void syntax_error(const Error& error, const std::string& file, Diagnostics& findings) {
  findings.add({base::Severity::kError, error.message, error.mark.value_or(SourceMark{file, 1, 1}),
                "a cluster file is one YAML mapping; `sluice schema` gives its form to an editor", "E100",
                ""});
}

// The first character that YAML has no place for: a control character, or the zeros of UTF-16.
std::optional<SourceMark> control_character(const std::string& text, const std::string& file) {
  SourceMark mark{file, 1, 1};
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\n') {
      ++mark.line;
      mark.column = 1;
      continue;
    }
    if ((code < 0x20 && c != '\t' && c != '\r') || code == 0x7f) return mark;
    ++mark.column;
  }
  return std::nullopt;
}

YamlNode parse(const std::string& text, const std::string& file, bool repeated_keys_count,
               Diagnostics& findings) {
  if (!base::is_valid_utf8(text)) {
    findings.add(
        {base::Severity::kError, "the file is not UTF-8", {file, 1, 1}, "save it as UTF-8", "E100", ""});
    return empty_map();
  }
  if (auto mark = control_character(text, file)) {
    findings.add({base::Severity::kError, "a control character stands here", *mark,
                  "save the file as UTF-8 without them; in a quoted text write \\x..", "E100", ""});
    return empty_map();
  }
  std::vector<format::RepeatedKey> repeated;
  auto document = format::parse_yaml(text, file, {.repeated = &repeated, .one_document = true});
  if (!document) {
    syntax_error(document.error(), file, findings);
    return empty_map();
  }
  if (repeated_keys_count)
    for (const auto& [key, mark] : repeated)
      findings.add({base::Severity::kError, fmt::format("key '{}' stands twice in this map", key), mark,
                    "Ansible would silently take the last one; keep one", "E105", key});
  if (document->is_map()) return std::move(*document);
  findings.add({base::Severity::kError,
                document->is_null() ? "the file is empty" : "the file is not a mapping",
                document->mark.line ? document->mark : SourceMark{file, 1, 1},
                "a cluster file is one YAML mapping: { name: …, keypair_name: … }", "E100", ""});
  return empty_map();
}

}  // namespace

Result<Input> read_input(const std::string& extra_vars, bool repeated_keys_count, Diagnostics& findings) {
  const std::string text(base::trim(extra_vars));
  if (text.empty())
    return fail(ErrorKind::kInvalidInput, "no cluster file is given",
                "-f cluster.yml, -e \"@cluster.yml\", or the variable EXTRA_VARS");
  const bool inline_text =
      text[0] == '{' || text[0] == '[' || text.find('\n') != std::string::npos || text.starts_with("---");
  const bool words =
      !inline_text && text[0] != '@' && text.find('=') != std::string::npos && !base::file_exists(text);
  Input input{"EXTRA_VARS", base::absolute_path("."), empty_map()};
  if (inline_text) {
    input.document = parse(text, input.file, repeated_keys_count, findings);
  } else if (words) {
    SLUICE_TRY(input.document, key_values(text));
  } else {
    input.file = text[0] == '@' ? text.substr(1) : text;
    input.folder = base::absolute_path(base::parent_folder(input.file));
    SLUICE_TRY(const std::string content, base::read_file(input.file));
    input.document = parse(content, input.file, repeated_keys_count, findings);
  }
  return input;
}

}  // namespace sluice::cluster
