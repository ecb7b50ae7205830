# Users who may run a few linked commands and nothing else. There is no moment with a full shell and an open door:
# a home that is to become restricted is closed to its user first and opened, owned by root, at the very end.

rshell=/usr/local/libexec/sluice-rshell
ssh_extras='authorized_keys2 rc environment' # what sshd reads besides authorized_keys
keys_prefix='restrict,pty,command="sluice-rshell"'

ensure_rbash() {
  [ -x /bin/rbash ] && return 0
  bash=$(command -v bash) || die "bash is not installed"
  differs
  [ "$check" = 1 ] && return 0
  rm -f /bin/rbash
  if [ -x /bin/bash ]; then ln -s bash /bin/rbash; else ln -s "$bash" /bin/rbash; fi || exit 1
}

# The shell of sshd for them. The login shell, rbash, takes no command with a "/", so it must find it on its PATH:
# that of ~/.bashrc where bash reads it under sshd, else that of sshd.
ensure_rshell() {
  for parent in /usr/local /usr/local/libexec /usr/local/bin; do
    [ -d $parent ] || act mkdir -m 755 $parent
  done
  if [ "$(cat $rshell 2>/dev/null; echo x)" != "${rshell_text}x" ] || [ "$(stat -c %u:%a $rshell)" != 0:755 ]; then
    differs
    [ "$check" = 1 ] ||
      { printf '%s' "$rshell_text" >$rshell.new && chown 0:0 $rshell.new && chmod 755 $rshell.new && mv -fT $rshell.new $rshell; } || exit 1
  fi
  link_here /usr/local/bin/sluice-rshell $rshell
}
link_here() { # link_here LINK TARGET
  [ "$(readlink "$1")" = "$2" ] && return 0
  differs
  [ "$check" = 1 ] && return 0
  rm -rf "$1.sluice-new" && ln -s "$2" "$1.sluice-new" && mv -fT "$1.sluice-new" "$1" || exit 1
}

# In the task that makes accounts: a normal user who is to be restricted.
close_before_restricting() {
  [ "$check" = 1 ] && [ ! -d "$p_home" ] && return 0
  [ "$(stat -c %u "$p_home")" = 0 ] && [ "$p_shell" = /bin/rbash ] && return 0
  [ "$check" = 1 ] && return 0
  # Not yet "changed" here: the tasks that finish it say so.
  chown -h 0:0 "$p_home" && chmod 700 "$p_home" || exit 1
  stop_timers
  end_sessions "$p_uid"
  # Last: this is how the next run knows that nothing of the user's own runs any more.
  [ "$p_shell" = /bin/rbash ] || usermod -s /bin/rbash "$name" || exit 1
}

# What would run as the user without a login, in a full shell. The crontab is put aside in the closed home.
stop_timers() {
  for tab in /var/spool/cron/crontabs/$name /var/spool/cron/$name /var/spool/cron/tabs/$name; do
    [ -f "$tab" ] || continue
    mv -fT "$tab" "$p_home/crontab.before" 2>/dev/null || rm -f "$tab" || exit 1
    note "the crontab of $name is put aside: $p_home/crontab.before"
  done
  for spool in /var/spool/cron/atjobs /var/spool/at; do
    [ ! -d $spool ] || find $spool -maxdepth 1 -type f -uid "$p_uid" -exec rm -f {} + || exit 1
  done
  rm -f "/var/lib/systemd/linger/$name"
}

restricted_shell() {
  [ "$rshell_checked" = 1 ] || { ensure_rbash; ensure_rshell; }
  lookup "$name" || { differs; same_or_changed; }
  set_shell /bin/rbash
  case " $shell_taken " in *" $name "*) differs ;; esac
  same_or_changed
}

# A file that is not the user's own and has a name outside the home could be anybody's: /etc/shadow, linked.
refuse_foreign_links() { # refuse_foreign_links CONDITION…: of find, which files would be taken
  find "$p_home" -xdev -type f -links +1 ! -uid "$p_uid" "$@" -printf '%i %n\n' 2>/dev/null | sort | uniq -c |
    while read -r inside inode all; do
      [ "$inside" = "$all" ] || find "$p_home" -xdev -inum "$inode" -print -quit
    done | { IFS= read -r foreign && die "refused: $foreign has other names outside and is not $name's own"; exit 0; } || exit 1
}

# What the user left in the home for a login to read or start: shells, PAM, systemd, other ways of sshd to let in.
# No folder on the way may be a link: root removes below it.
starts='.bash_profile .bash_login .bash_logout.d .pam_environment .rhosts .shosts .k5login .k5users
  .config/systemd .config/environment.d .local/share/systemd'
drop_starts() {
  for folder in .config .local .local/share; do
    [ ! -L "$p_home/$folder" ] || { differs; act rm -f "$p_home/$folder"; }
  done
  for start in $starts; do
    [ -e "$p_home/$start" ] || [ -L "$p_home/$start" ] || continue
    differs; act rm -rf "$p_home/$start"
  done
}

# The whole home to root, readable by the group of the user; the home itself last.
root_owned_home() {
  [ -d "$p_home" ] || { differs; same_or_changed; }
  drop_starts
  strange=$(find "$p_home" -xdev -mindepth 1 \( ! -uid 0 -o ! -type l ! -gid "$p_gid" -o ! -type l -perm /022 \) -print -quit 2>/dev/null)
  if [ -n "$strange" ]; then
    differs
    refuse_foreign_links \( ! -uid 0 -o ! -gid "$p_gid" \)
    if [ "$check" != 1 ]; then
      find "$p_home" -xdev -mindepth 1 -maxdepth 1 -exec chown -hRP "0:$p_gid" {} + || exit 1
      find "$p_home" -xdev -mindepth 1 ! -type l -perm /022 -exec chmod go-w {} + || exit 1
    fi
  fi
  enter "$p_home"
  own_here 0 "$p_gid" 750
  same_or_changed
}

# Back to a normal user: what root holds in the home is the user's again.
open_after_restricting() {
  [ "$(stat -c %u "$p_home" 2>/dev/null)" = 0 ] || return 0
  differs
  refuse_foreign_links -uid 0
  [ "$check" = 1 ] && return 0
  end_sessions "$p_uid"
  chmod 700 "$p_home"
  [ -d "$p_home/bin" ] && [ ! -L "$p_home/bin" ] && find "$p_home/bin" -mindepth 1 -maxdepth 1 -type l -exec rm -f {} +
  find "$p_home" -xdev -mindepth 1 -maxdepth 1 -exec chown -hRP --from=root "$p_uid" {} + || exit 1
  chmod "$new_home_mode" "$p_home" && chown -h "$p_uid" "$p_home" || exit 1
}

# Programs of the user's own in ~/bin would be commands: they go out of the way.
bin_folder() {
  [ -d "$p_home" ] || { differs; same_or_changed; }
  enter "$p_home"
  [ -L bin ] && { differs; act rm -f bin; }
  if [ -d bin ] && [ -n "$(find bin -mindepth 1 -maxdepth 1 ! -type l -print -quit)" ]; then
    differs
    [ "$check" = 1 ] || { mkdir -p bin.before && chown "0:$p_gid" bin.before && chmod 750 bin.before &&
      find bin -mindepth 1 -maxdepth 1 ! -type l -exec mv -f {} bin.before/ \; ; } || exit 1
  fi
  folder "$p_home" "$p_home" bin 0 "$p_gid" 750
  same_or_changed
}

command_links() {
  wanted=" sluice-rshell"
  for target in $rbash_links; do
    [ -e "$target" ] && wanted="$wanted ${target##*/}" || note "W320: $target does not exist on this host: no link to it for $name"
  done
  [ -d "$p_home/bin" ] || { differs; same_or_changed; }
  enter "$p_home/bin"
  for link in * .[!.]*; do
    [ -L "$link" ] || continue
    case "$wanted " in *" $link "*) ;; *) differs; act rm -f "$link" ;; esac
  done
  link_here sluice-rshell $rshell
  for target in $rbash_links; do
    [ -e "$target" ] && link_here "${target##*/}" "$target"
  done
  same_or_changed
}
