# Accounts: looked up, made, changed, ended.

# entry_of NAME FILE: `entry`, the line of the name without it, of passwd, shadow or group.
entry_of() {
  while IFS= read -r entry; do
    case $entry in "$1":*) entry=${entry#*:}; return 0 ;; esac
  done <"$2"
  return 1
}
# lookup NAME: p_uid p_gid p_gecos p_home p_shell of the account; fails if there is none.
lookup() { entry_of "$1" /etc/passwd && split_account "${entry#*:}"; }
lookup_local() { # the same from what read_accounts() read
  key_of "$1" && eval "entry=\${account_$key-}" && [ -n "$entry" ] && split_account "$entry"
}
split_account() { # UID:GID:COMMENT:HOME:SHELL
  set -f; saved_ifs=$IFS; IFS=:
  set -- $1
  IFS=$saved_ifs; set +f
  p_uid=$1 p_gid=$2 p_gecos=$3 p_home=$4 p_shell=$5
}

# Made by sluice: the mark is the first part of the comment, or the fifth, which only root can set.
marked() {
  case $p_gecos in sluice | sluice,*) return 0 ;; *,*,*,*,sluice) return 0 ;; esac
  return 1
}
mark_of_adopted() { # keeps the name of the person
  [ -z "$p_gecos" ] && { echo sluice; return; }
  echo "$p_gecos,,,," | cut -d, -f1-4 | sed 's/$/,sluice/'
}

uid_min() {
  min=$(sed -n 's/^UID_MIN[[:space:]]*\([0-9]*\).*/\1/p' /etc/login.defs 2>/dev/null)
  [ "${min:-1000}" -lt 1000 ] && echo "$min" || echo 1000
}

# Whether the account may be touched at all.
guard() {
  if ! lookup "$name"; then
    getent passwd "$name" >/dev/null 2>&1 && die "the account $name belongs to a directory, not to this host"
    return 0
  fi
  [ "$p_uid" -gt 0 ] || die "the account $name is root's"
  if [ "$name" = "${SUDO_USER-}" ] && { [ "$present" = 0 ] || [ "$type" = restricted ]; }; then
    die "this run is itself logged in as $name"
  fi
  if [ "$p_uid" -lt "$(uid_min)" ]; then die "the account $name belongs to the system (uid $p_uid)"; fi
  marked && return 0
  [ "$adopt" = 1 ] || die "the account $name exists and was not made by sluice; --adopt-users takes it over"
  [ "${p_home##*/}" = "$name" ] || die "the account $name has the home $p_home, which sluice does not manage"
}

shell_of() { [ "$1" = restricted ] && echo /bin/rbash || echo /bin/bash; }

# The private group: a new one, or an empty one of that name that a killed run left.
new_group_option() {
  entry_of "$1" /etc/group || { echo -U; return; }
  members=${entry##*:} gid=${entry#*:}; gid=${gid%%:*}
  [ "$gid" -ge "$(uid_min)" ] && [ -z "$members" ] && ! cut -d: -f4 /etc/passwd | grep -qx "$gid" ||
    die "a group $1 exists already and is in use"
  echo "-N -g $1"
}

make_account() {
  [ -e "/home/$name" ] || [ -L "/home/$name" ] && die "/home/$name exists without an account: move it away first"
  options=$(new_group_option "$name") || die "$options"
  act useradd -M -s "$(shell_of "$type")" -c sluice $options "$name"
  differs
}

# What a useradd that was killed half-way leaves out.
complete_account() {
  has_group "$p_gid" || { differs; act groupadd -g "$p_gid" "$name"; }
  entry_of "$name" /etc/shadow || { differs; act pwconv; }
}

home_mode() { # as useradd would choose it
  mode=$(sed -n 's/^HOME_MODE[[:space:]]*\(0[0-7]*\).*/\1/p' /etc/login.defs 2>/dev/null)
  mask=$(sed -n 's/^UMASK[[:space:]]*\(0[0-7]*\).*/\1/p' /etc/login.defs 2>/dev/null)
  [ -n "$mode" ] && echo "$mode" || printf '%04o\n' $((0777 & ~${mask:-022}))
}

has_group() { # has_group GID
  while IFS=: read -r a_name a_x a_gid a_x; do
    [ "$a_gid" = "$1" ] && return 0
  done </etc/group
  getent group "$1" >/dev/null 2>&1
}

# The home from the skeleton, complete before it gets its name.
make_home() {
  [ -d "$p_home" ] && return 0
  differs
  [ "$check" = 1 ] && return 0
  make_stage "$p_home"
  [ ! -e "$stage/home" ] || rm -rf "$stage/home"
  skeleton=/etc/skel
  [ -d $skeleton ] || { skeleton=$stage/none; mkdir -p "$skeleton" || exit 1; }
  (umask 022; cp -R -P $skeleton "$stage/home") || exit 1
  mode=$new_home_mode owner=$p_uid
  if [ "$type" = restricted ]; then owner=0 mode=0750; rm -f "$stage/home/.bash_profile" "$stage/home/.bash_login"; fi
  chown -hR "$owner:$p_gid" "$stage/home" && chmod "$mode" "$stage/home" &&
    mv -T "$stage/home" "$p_home" || exit 1
  [ -d /sys/fs/selinux ] && command -v restorecon >/dev/null && restorecon -R "$p_home" 2>/dev/null
  drop_stage
}

# Days since 1970 after which the account is closed; empty: never.
set_expiry() {
  entry_of "$name" /etc/shadow
  entry=${entry#*:*:*:*:*:*:}
  now=${entry%%:*}
  [ "$now" = "$expires" ] && return 0
  differs
  act usermod -e "$expires_day" "$name"
}

set_shell() {
  [ "$p_shell" = "$1" ] && return 0
  differs
  act usermod -s "$1" "$name"
}

present_account() {
  if ! lookup "$name"; then
    make_account
    [ "$check" = 1 ] && same_or_changed
    lookup "$name" || die "useradd made no account"
  fi
  marked || { differs; act usermod -c "$(mark_of_adopted)" "$name"; }
  complete_account
  make_home
  set_expiry
  if [ "$type" = restricted ]; then
    close_before_restricting
  else
    set_shell /bin/bash
    open_after_restricting
  fi
  same_or_changed
}

# Every process of the user id, from the kernel's own list: no tool but grep is needed.
processes_of() { grep -lE "^Uid:[[:space:]]+($1[[:space:]]|[0-9]+[[:space:]]+$1[[:space:]])" /proc/[0-9]*/status 2>/dev/null | cut -d/ -f3; }
end_sessions() { # end_sessions UID
  [ "$1" -gt 0 ] || die "sessions of root are never ended"
  for signal in TERM KILL KILL KILL KILL KILL; do
    pids=$(processes_of "$1")
    [ -n "$pids" ] || return 0
    kill -s $signal $pids 2>/dev/null
    for wait in 1 2 3 4 5 6; do
      [ -n "$(processes_of "$1")" ] || return 0
      sleep 0.1
    done
  done
  die "processes of the user do not end: $(echo $pids)"
}

# The account goes last, so that a run that was cut off is finished by the next one.
remove_account() {
  lookup "$name" || exit 0
  differs
  [ "$check" = 1 ] && exit 10
  own_home=0 # a home that is the account's alone, in a folder of root's
  if [ "${p_home##*/}" = "$name" ] && [ -d "$p_home" ] && [ ! -L "$p_home" ] && [ "$(stat -c %u "${p_home%/*}/")" = 0 ]; then own_home=1; fi
  if [ $own_home = 1 ]; then chown -h 0:0 "$p_home" && chmod 700 "$p_home" || exit 1; fi # no new login by key
  usermod -s /bin/false "$name" || exit 1
  end_sessions "$p_uid"
  [ $own_home = 0 ] || rm -rf --one-file-system "$p_home"
  rm -f "/var/mail/$name" "/var/spool/mail/$name"
  said=$(userdel -r -f "$name" 2>&1)
  if lookup "$name"; then die "$said"; fi
  entry_of "$name" /etc/group && [ -z "${entry##*:}" ] && groupdel "$name" 2>/dev/null
  left_by "$p_uid"
  exit 10
}
left_by() { # files of the ended user elsewhere: told, not removed
  limit=$(command -v timeout && echo 20)
  for path in $($limit find /tmp /var/tmp /var/spool /home /opt /srv /mnt -xdev -maxdepth 4 -uid "$1" 2>/dev/null | head -n 20); do
    note "left by $name: $path"
  done
}
