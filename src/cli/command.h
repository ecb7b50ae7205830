// A subcommand of the program: declares its options, then runs and gives the exit code.
// Adding one: a file NAME_command.cc with a factory, its line in commands.h and in commands.cc.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/result.h"

namespace sluice::cli {

// Exit codes of the program (architecture.md section 8).
enum ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kBadInput = 2,
  kPreflightFailed = 3,
  kApplyFailed = 4,  // resumable
  kPlanHasChanges = 5,
  kJobFailed = 6,
  kInterruptedExit = 130,
};

class Command {
 public:
  virtual ~Command() = default;
  // Name and one line of help, then add options to `app`, bound to members of this object.
  virtual const char* name() const = 0;
  virtual const char* summary() const = 0;
  virtual void declare(CLI::App& app) = 0;
  // Called once after parsing. Prints its own results and errors.
  virtual int run() = 0;

  // Its name with those of the groups around it: "cluster step add".
  std::string title() const { return group_ + name(); }
  virtual void set_group(const std::string& outer) { group_ = outer; }

 private:
  std::string group_;
};

// For options that take a number above 0, or not below it: the check says so in words.
CLI::Validator positive_number();
CLI::Validator number_from_zero();

// Print an error as "sluice COMMAND: …" on stderr, and give the exit code that fits its kind; `otherwise` for
// kinds that are neither bad input nor an interrupt.
int report(const Command& command, const Error& error, int otherwise = kFailed);

}  // namespace sluice::cli
