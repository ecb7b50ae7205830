// The rows of a run as one TSV file per table, in a folder of the run: what is then loaded, and copied for
// --tsv. Files begin with the header line. Texts are cut to the length of their column (result-store.md 2.6).
// Threads: one at a time.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/files.h"
#include "jobs/job.h"

namespace sluice::launch {

class ResultFiles final : public jobs::RowSink {
 public:
  explicit ResultFiles(std::string folder) : folder_(std::move(folder)) {}

  // Open the file of every table, so that a table without rows has one too.
  Status begin(const std::vector<const schema::Table*>& tables);
  Status write(const schema::Table& table, const schema::Row& row) override;
  void skip(const schema::Table& table, const std::string& why) override;
  // Close all files; nothing may be written afterwards.
  Status finish();

  struct Table {
    const schema::Table* table = nullptr;
    std::string path;
    uint64_t rows = 0;
    std::string skipped;  // why; empty if it is to be published
  };
  std::vector<Table> tables() const;

 private:
  struct Open {
    Table state;
    std::unique_ptr<base::AtomicFile> file;
  };
  std::string folder_;
  std::vector<std::string> order_;
  std::map<std::string, Open> open_;
};

}  // namespace sluice::launch
