// The texts of src/users/host, embedded at build time (cmake/embed.cmake).
#pragma once

namespace sluice::users {

// Parts of the program that runs on a host, in the order in which they are sent.
extern const char* const kHostReport;
extern const char* const kHostSurvey;
extern const char* const kHostFiles;
extern const char* const kHostAccounts;
extern const char* const kHostRestricted;
extern const char* const kHostSudoers;
extern const char* const kHostPlay;
// Files that it writes.
extern const char* const kProfileText;
extern const char* const kBashrcText;  // after a line that sets USER_CMD_PROMPT
extern const char* const kRestrictedShellText;

}  // namespace sluice::users
