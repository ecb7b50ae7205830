# What the program says: one line for each item of a task, tab-separated, on descriptor 3. Nothing else is output.
#   result TASK ITEM STATUS MESSAGE      STATUS: ok changed failed
#   was TASK ITEM PATH OLD NEW           contents of a file that changes, in base64
#   note TEXT
#   stop TEXT                            nothing can be done here
#   begin                                root's shell runs the program
#   end                                  the program came to its end
# An item is a function run in a subshell: `exit 0` says that all is as it should be, `same_or_changed` or
# `exit 10` that something was (in check mode: would be) changed, anything else that it failed; what it prints
# is the message.

one_line() { [ -z "$1" ] || printf '%s' "$1" | tr '\t\r\n' '   '; }
say() { printf '%s\n' "$1" >&3 || exit 75; } # the connection is gone: stop between two items
note() { say "note	$(one_line "$1")"; }

die() { echo "$*"; exit 1; }
act() { [ "$check" = 1 ] || "$@" || exit 1; } # do it, unless this is only a look
differs() { changed=1; }
same_or_changed() { [ "$changed" = 1 ] && exit 10; exit 0; }

# step ITEM FUNCTION ARGUMENTS…: its status is that of the item.
step() {
  item=$1; shift
  changed=0
  said=$("$@" 2>&1 </dev/null)
  code=$?
  case $code in
    0) status=ok ;;
    10) status=changed any_changed=1; audit "$item" ;;
    *) status=failed ;;
  esac
  [ -z "$said" ] || said=$(one_line "$said")
  say "result	$task	$item	$status	$said"
  [ $status != failed ]
}

# Who changed what, in the host's own log.
audit() {
  [ "$check" = 1 ] || ! command -v logger >/dev/null ||
    logger -t sluice -p authpriv.notice "actor=$actor task=$task item=$1 changed" </dev/null >/dev/null 2>&1 3>&- 9<&- &
}

# was FILE PATH CONTENT: what is replaced by what, for a diff on the other side: of keys always, else in check mode.
was() {
  case $check:$2 in 1:* | *:*/authorized_keys) ;; *) return 0 ;; esac
  old=
  [ -f "$1" ] && [ ! -L "$1" ] && old=$(head -c 1000000 "$1" | base64 -w 0)
  say "was	$task	$item	$2	$old	$(printf '%s' "$3" | base64 -w 0)"
}
