// LMS tables from a folder of dumps (lms-tables.md 2), for clusters without access to the database.
//
//   DIR/TABLE/FILE...  or one of  DIR/TABLE  DIR/TABLE.tsv  DIR/TABLE.gz  DIR/TABLE.tsv.gz
//   file   = { row }        files whose names begin with "_" or "." are left out; gzip is told by its first
//   bytes row    = field { SEP field } [ CR ] LF         all columns of lms_tables.h in their order; the last
//   LF may be missing SEP    = Ctrl-A (0x01) | TAB    unless configured: Ctrl-A if the file's first line
//   holds one, else TAB field  = "\N" (NULL) | text without SEP and LF. No escapes: a backslash is a
//   backslash, and what was a separator in the
//            database became a space when the dump was made.
//
// Values are handed on as they stand: booleans may be 0, 1, true or false; times may have a fraction.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "schema/row_source.h"

namespace sluice::store {

class LmsDumps : public schema::RowSource {
 public:
  enum class Separator { kDetect, kControlA, kTab };

  // kNotFound if there is no such folder.
  static Result<std::unique_ptr<LmsDumps>> open(const std::string& folder,
                                                Separator separator = Separator::kDetect);

  // Also: kCorrupt with file and line for a row with the wrong number of fields; kConflict if the table is
  // there twice.
  Status scan(const std::string& table, const std::vector<std::string>& columns,
              const schema::SourceRowFn& each) override;
  std::string describe() const override;

 private:
  LmsDumps(std::string folder, Separator separator) : folder_(std::move(folder)), separator_(separator) {}
  Result<std::vector<std::string>> find_files(const std::string& table) const;
  Status scan_file(const std::string& path, size_t fields, const std::vector<size_t>& positions,
                   const schema::SourceRowFn& each) const;
  std::string folder_;
  Separator separator_;
};

}  // namespace sluice::store
