# The play of one host. The caller states the input with actor, options, link, texts and user, then calls play;
# until then nothing happens, so a program that arrives in part does nothing.
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
export PATH
LC_ALL=C
export LC_ALL
exec 3>&1
check=0 adopt=0 prune=0 actor= rbash_links= all_users= shell_taken= rshell_checked=0 held= task=0 item=
restricted_bashrc_text='PATH=${HOME}/bin
'

options() { check=$1 adopt=$2 prune=$3; }
link() { rbash_links="$rbash_links $1"; }
texts() { profile_text=$1 bashrc_text=$2 rshell_text=$3; }
# user NUMBER NAME TYPE PRESENT HELD EXPIRES-IN-DAYS EXPIRES-DAY KEYS-MODE KEYS KEYS-SHA256 RULES
user() {
  all_users="$all_users $1"
  eval "name_$1=\$2 type_$1=\$3 present_$1=\$4 held_$1=\$5 expires_$1=\$6 expires_day_$1=\$7 keys_mode_$1=\$8 keys_$1=\$9"
  number=$1; shift 9
  eval "keys_digest_$number=\$1 rules_$number=\$2"
}
load() {
  eval "name=\$name_$1 type=\$type_$1 present=\$present_$1 held=\$held_$1 expires=\$expires_$1 expires_day=\$expires_day_$1"
  eval "keys_mode=\$keys_mode_$1 keys=\$keys_$1 keys_digest=\$keys_digest_$1 rules=\$rules_$1"
}

# each KIND FUNCTION: the task for every present user of the kind; one that fails is left out of what follows.
each() {
  kind=$1; shift
  for i in $all_users; do
    load "$i"
    [ "$held" = 0 ] && [ "$present" = 1 ] || continue
    case $kind in
      restricted) [ "$type" = restricted ] || continue ;;
      full) [ "$type" != restricted ] || continue ;;
    esac
    lookup_local "$name" || { p_uid=0 p_gid=0 p_home=/home/$name; } # to be made: only a look
    settle "$@" || eval "held_$i=1"
    [ "$1" = restricted_shell ] && rshell_checked=1
  done
}

settle() { # settle FUNCTION…: the item of the user that is loaded
  if as_wanted "$1"; then say "result	$task	$name	ok	"; else step "$name" "$@"; fi
}

make_group() {
  entry_of edxadmin /etc/group && exit 0
  act groupadd edxadmin
  exit 10
}

accounts() {
  new_home_mode=$(home_mode)
  for i in $all_users; do
    load "$i"
    [ "$held" = 0 ] || continue
    if [ "$present" = 1 ]; then
      [ "$type" = restricted ] && lookup_local "$name" && [ "$p_shell" != /bin/rbash ] && shell_taken="$shell_taken $name"
      task=5; settle guarded present_account || eval "held_$i=1"
    else
      end_account || eval "held_$i=1"
    fi
  done
  others
}
guarded() { guard; "$@"; }
end_account() { # its sudo rules first
  if [ "$check" = 0 ] && (guard) >/dev/null 2>&1; then
    task=13; grep -q "^$name[[:space:]]" /etc/sudoers.d/99-restricted 2>/dev/null && { step "" drop_rules_of "$name" || return 1; }
  fi
  task=5; step "$name" guarded remove_account
}

# Accounts of ours that the input does not name.
others() {
  task=5
  known=" "
  for i in $all_users; do load "$i"; known="$known$name "; done
  for other in $(grep -E '^[^:]*:[^:]*:[^:]*:[^:]*:(sluice(,[^:]*)?|[^:,]*,[^:,]*,[^:,]*,[^:,]*,sluice):' /etc/passwd | cut -d: -f1); do
    case $known in *" $other "*) continue ;; esac
    if [ "$prune" = 1 ]; then
      name=$other present=0; end_account
    else
      note "unmanaged: $other was made by sluice and is not in user_info (--prune removes it)"
    fi
  done
}

# A restricted user's folder and files belong to root; everybody else's are their own.
ssh_folder() {
  if [ "$type" = restricted ]; then
    folder "$p_home" "$p_home" .ssh 0 "$p_gid" 750
    for extra in $ssh_extras; do
      [ -e "$p_home/.ssh/$extra" ] || [ -L "$p_home/.ssh/$extra" ] || continue
      differs; enter "$p_home/.ssh"; act rm -rf "./$extra"
    done
  else
    folder "$p_home" "$p_home" .ssh "$p_uid" - 750
  fi
  same_or_changed
}

user_file() { # user_file FOLDER NAME MODE CONTENT
  if [ "$type" = restricted ]; then put "$p_home" "$1" "$2" 0 "$p_gid" 640 "$4"; else put "$p_home" "$1" "$2" "$p_uid" - "$3" "$4"; fi
}
profile() { user_file "$p_home" .profile 640 "$profile_text"; same_or_changed; }
bashrc() { user_file "$p_home" .bashrc 600 "$bashrc_text"; same_or_changed; }
restricted_bashrc() { user_file "$p_home" .bashrc 640 "$restricted_bashrc_text"; same_or_changed; }

# Keys that are kept still change their form when the type of the user changes. Options count where root owns the
# file; those that a user wrote, who is now restricted, would open what the restriction closes.
kept_keys() { # kept_keys OWNER-OF-THE-FILE
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line#"$keys_prefix "}
    case $type:$line in
      restricted:ssh-* | restricted:ecdsa-* | restricted:sk-*) printf '%s\n' "$keys_prefix $line" ;;
      restricted:"$keys_prefix,"*) [ "$1" != 0 ] || printf '%s\n' "$line" ;;
      restricted:*) ;;
      *) printf '%s\n' "${line#"$keys_prefix,"}" ;;
    esac
  done
}
# What is read here is written to a file of the user: so never through a link, which may lead to a file of root's.
read_keys() {
  if [ -L authorized_keys ] || [ "$(stat -c %h authorized_keys)" != 1 ]; then return 0; fi
  dd if=authorized_keys iflag=nofollow,nonblock bs=1000000 count=1 2>/dev/null
}
authorized_keys() {
  if [ "$keys_mode" = keep ]; then
    [ -d "$p_home/.ssh" ] || exit 0
    enter "$p_home/.ssh"
    [ -f authorized_keys ] || [ -L authorized_keys ] || exit 0
    text=$(read_keys)
    case $type:$text in restricted:* | *sluice-rshell*) ;; *) exit 0 ;; esac
    keys=$(printf '%s\n' "$text" | kept_keys "$(stat -c %u authorized_keys)")
    [ -z "$keys" ] || keys="$keys
"
  fi
  user_file "$p_home/.ssh" authorized_keys 600 "$keys"
  same_or_changed
}

# Others of their groups are left alone.
admin_role() {
  read_accounts
  in=0; is_member && in=1
  if [ "$type" = admin ] && [ $in = 0 ]; then differs; act usermod -a -G edxadmin "$name"; fi
  if [ "$type" != admin ] && [ $in = 1 ]; then differs; act gpasswd -d "$name" edxadmin >/dev/null; fi
  same_or_changed
}
roles() {
  for i in $all_users; do
    load "$i"
    [ "$held" = 0 ] && [ "$present" = 1 ] || continue
    [ "$type" = admin ] || is_member || continue
    settle admin_role || eval "held_$i=1"
  done
}

# One run at a time; one that lost its client may still be in its last item.
prepare() {
  [ "$(id -u)" = 0 ] || { say "stop	not root on this host: sudo gave no rights"; return 1; }
  exec 9</etc
  if command -v flock >/dev/null && ! flock -w 120 9; then say "stop	another run of sluice holds this host"; return 1; fi
  drop_copies
  rm -rf /home/.sluice-stage
  trap 'drop_copies; rm -rf /home/.sluice-stage' EXIT
  trap 'exit 75' PIPE HUP INT TERM # the connection is gone
}

play() {
  say "${nl}begin" # apart from what a login may print
  prepare || return 0
  rules_hold || return 0
  task=2; step "" make_group || return 0
  task=3; step "" include_rules || return 0
  task=4; step "" admin_rules || return 0
  survey
  bashrc_digest=$(digest "$bashrc_text") profile_digest=$(digest "$profile_text")
  restricted_bashrc_digest=$(digest "$restricted_bashrc_text")
  any_changed=0
  accounts
  [ $any_changed = 0 ] || survey
  task=6; each all ssh_folder
  task=7; roles
  task=8; each all authorized_keys
  task=9; each full bashrc
  task=10; each all profile
  task=11; each restricted restricted_shell
  task=12; each restricted restricted_bashrc
  task=13; step "" write_user_rules
  task=14; each restricted root_owned_home
  task=15; each restricted bin_folder
  task=16; each restricted command_links
}
