#include "store/server_error.h"

namespace sluice::store {

ErrorKind kind_of_server_error(unsigned number, std::string_view text) {
  switch (number) {
    case 1040:  // too many connections
    case 1043:  // bad handshake
    case 1053:  // shutdown in progress
    case 1080:  // forced close
    case 1129:  // host blocked
    case 1130:  // host not allowed
    case 1152:  // aborted connection
    case 1158:  // network errors seen by the server
    case 1159:
    case 1160:
    case 1161:
    case 1203:  // too many connections of this user
    case 1226:  // resource limit of this user
    case 1317:  // statement was killed
    case 1927:  // connection was killed
    case 2002:  // cannot connect
    case 2003:
    case 2005:  // unknown host
    case 2006:  // gone away
    case 2012:  // error in the handshake
    case 2013:  // lost
    case 2026:  // TLS
    case 2055: return ErrorKind::kUnavailable;
    case 1044:  // to a database
    case 1045:  // login
    case 1142:  // to a table
    case 1143:  // to a column
    case 1227:  // privilege missing
    case 1290:  // server is read-only
    case 1370:  // to a routine
    case 1410:  // may not create a user
    case 1698:  // login by plugin
    case 1820:  // password must be changed first
    case 3159:  // TLS is demanded
      return ErrorKind::kPermission;
    case 1049:  // database
    case 1051:  // table
    case 1054:  // column
    case 1146: return ErrorKind::kNotFound;
    case 1007:  // database
    case 1050:  // table
    case 1062: return ErrorKind::kAlreadyExists;
    case 1205:  // lock wait
    case 1213:  // deadlock
    case 1614: return ErrorKind::kConflict;
    case 1969:  // max_statement_time
    case 3024: return ErrorKind::kTimeout;
    case 1021:  // disk full
    case 1114:  // table is full
      return ErrorKind::kNoSpace;
    case 3:     // writing a file
    case 1026:  // the same
    case 1030:  // storage engine
      if (text.find(" 28") != text.npos || text.find("No space left") != text.npos)
        return ErrorKind::kNoSpace;
      return ErrorKind::kInvalidInput;
    default: return ErrorKind::kInvalidInput;
  }
}

}  // namespace sluice::store
