#include "cluster/templates.h"

#include <gtest/gtest.h>

#include "cluster/loaded_test.h"

namespace sluice::cluster {
namespace {

struct Read {
  std::string text, told;
  bool quoted = true;
};

// The value of `v` after templates, or the code of what is wrong with it.
Read read(const std::string& value, Mode mode = Mode::kStrict) {
  auto document = format::parse_yaml("v: \"" + value +
                                         "\"\nword: Abc\nempty: \"\"\nnumber: 3\nreal: 1.50\nyes: 'True'\n"
                                         "twice: \"{{ word }}!\"\nitself: \"{{ itself }}\"\nlist: [a]\n",
                                     "t.yml")
                      .value();
  Diagnostics findings;
  const Environment environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "SET") return "env";
    if (name == "SEVEN") return "7.9";
    return std::nullopt;
  };
  resolve_templates(document, mode, environment, findings);
  Read out{document.find("v")->text, "", document.find("v")->quoted};
  for (const base::Diagnostic& each : findings.all())
    if (each.path == "v") out.told = each.code;
  return out;
}

TEST(Templates, Subset) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"{{ lookup('env','SET') }}", "env"},
      {"{{lookup('env', 'SET')}}", "env"},
      {"{{ lookup('env','UNSET') }}", ""},
      {"a{{ word }}b{{ number }}c", "aAbcb3c"},
      {"{{ twice }}", "Abc!"},
      {"{{ real }}", "1.50"},
      {"{{ nothing | default('v') }}", "v"},
      {"{{ nothing|default('v')|upper }}", "V"},
      {"{{ empty | default('v') }}", ""},
      {"{{ empty | default('v', true) }}", "v"},
      {"{{ empty | default('v', True) }}", "v"},
      {"{{ lookup('env','UNSET') | default(2, true) | int }}", "2"},
      {"{{ lookup('env','SEVEN') | int }}", "7"},
      {"{{ word | int }}", "0"},
      {"{{ word | lower }}", "abc"},
      {"{{ word | upper }}", "ABC"},
      {"{{ number | string }}", "3"},
      {"no template", "no template"},
      {"{ one }", "{ one }"},
  };
  for (const auto& [written, text] : cases) {
    const Read got = read(written);
    EXPECT_EQ(got.text, text) << written;
    EXPECT_EQ(got.told, "") << written;
    EXPECT_TRUE(got.quoted);
  }
}

TEST(Templates, BeyondTheSubset) {
  for (const char* written :
       {"{{ nothing }}", "{{ itself }}", "{{ list }}", "{{ word", "{% if a %}", "{# c #}",
        "{{ word | replace('a','b') }}", "{{ lookup('file','/etc/passwd') }}", "{{ word.x }}", "{{ 1 + 1 }}",
        "{{ }}", "{{ word word }}", "{{ word | default }}", "{{ lookup('env') }}", "{{- word }}"})
    EXPECT_EQ(read(written).told, "E103") << written;
}

TEST(Templates, TypesOfTheReference) {
  EXPECT_FALSE(read("{{ number }}", Mode::kAnsible).quoted);
  EXPECT_TRUE(read("{{ number | int }}", Mode::kAnsible).quoted);
  EXPECT_TRUE(read("{{ number }}.", Mode::kAnsible).quoted);
  EXPECT_EQ(read("{{ real }}.", Mode::kAnsible).text, "1.5.");
  EXPECT_FALSE(read("{{ yes | string }}", Mode::kAnsible).quoted);
}

TEST(Templates, ANameThatATemplateUsesHasAnEffect) {
  Loaded loaded = load_text("bucket: b\nlog_uri: \"s3://{{ bucket }}/logs\"\nunused: c\n", Mode::kStrict);
  EXPECT_EQ(loaded.file.body["LogUri"], "s3://b/logs");
  std::vector<std::string> unknown;
  for (const base::Diagnostic& each : loaded.findings.all())
    if (each.code == "W101") unknown.push_back(each.path);
  EXPECT_EQ(unknown, std::vector<std::string>{"unused"});
}

}  // namespace
}  // namespace sluice::cluster
