#include "cli/usage_error.h"

#include <fmt/format.h>

#include "format/yaml.h"

namespace sluice::cli {
namespace {

// The command that was named, as far as it was understood.
const CLI::App* deepest(const CLI::App* app) {
  while (true) {
    const std::vector<CLI::App*> chosen = app->get_subcommands();
    if (chosen.empty()) return app;
    app = chosen.front();
  }
}

std::string title_of(const CLI::App* app) {
  std::string title = "sluice";
  std::string names;
  for (; app->get_parent(); app = app->get_parent()) names.insert(0, " " + app->get_name());
  return title + names;
}

std::vector<std::string> words_of(const CLI::App* app, bool options) {
  std::vector<std::string> words;
  if (options) {
    for (; app; app = app->get_parent())
      for (const CLI::Option* option : app->get_options())
        for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
    return words;
  }
  for (const CLI::App* sub : app->get_subcommands([](const CLI::App*) { return true; }))
    words.push_back(sub->get_name());
  return words;
}

// The first word that no option or command took.
std::string unknown_word(const CLI::App* app, const std::string& word) {
  const bool option = word.starts_with('-');
  const std::string name = option ? word.substr(0, word.find('=')) : word;
  const std::vector<std::string> known = words_of(app, option);
  const auto near = format::nearest(name, known);
  return fmt::format("{} '{}'{}",
                     option          ? "unknown option"
                     : known.empty() ? "one word too many:"
                                     : "unknown command",
                     name, near ? fmt::format(" (did you mean '{}'?)", *near) : "");
}

}  // namespace

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = deepest(&app);
  const std::vector<std::string> left = app.remaining(true);
  const bool missing = command->get_require_subcommand_min() > 0 && command->get_subcommands().empty();
  const bool unknown =
      !left.empty() && error.get_name() != "ValidationError" && error.get_name() != "ConversionError";
  return fmt::format("{0}: {1}\n  `{0} --help` explains it\n", title_of(command),
                     unknown   ? unknown_word(command, left.front())
                     : missing ? "a command is missing"
                               : error.what());
}

}  // namespace sluice::cli
