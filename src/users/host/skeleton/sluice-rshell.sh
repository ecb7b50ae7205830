#!/bin/sh
# The shell that sshd gives to a restricted user (forced by authorized_keys): a restricted bash that knows the
# commands in ~/bin alone, in a clean environment.
set -- HOME="$HOME" USER="$USER" LOGNAME="$LOGNAME" SHELL=/bin/rbash TERM="${TERM:-dumb}" LANG="${LANG:-C}"
if [ -n "${SSH_ORIGINAL_COMMAND+set}" ]; then
  exec /usr/bin/env -i "$@" PATH="$HOME/bin" /bin/rbash -c "$SSH_ORIGINAL_COMMAND"
fi
# The system's profile needs its tools; the user's own, which root holds, then sets the PATH to ~/bin.
exec /usr/bin/env -i "$@" PATH=/usr/bin:/bin /bin/rbash -l
