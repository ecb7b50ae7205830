# What is there, read in a few calls, so that a user who is as wanted costs no process at all. Only looked at: what
# has to be changed is looked at again where it is changed.

nl='
'
seen= digests= gids= admins=

# key_of NAME: `key`, the end of a name of a variable. Names have small letters, digits, _ and -; others give none.
key_of() {
  key=$1
  case $key in *[!a-z0-9_-]* | "") key=; return 1 ;; esac
  while :; do
    case $key in *-*) key=${key%%-*}D${key#*-} ;; *) return 0 ;; esac
  done
}

read_accounts() {
  while IFS=: read -r a_name a_x a_uid a_gid a_gecos a_home a_shell; do
    key_of "$a_name" && eval "account_$key=\$a_uid:\$a_gid:\$a_gecos:\$a_home:\$a_shell expiry_$key=none"
  done </etc/passwd
  while IFS=: read -r a_name a_x a_x a_x a_x a_x a_x a_expiry a_x; do
    key_of "$a_name" && eval "expiry_$key=\$a_expiry"
  done </etc/shadow
  gids=' '
  while IFS=: read -r a_name a_x a_gid a_members; do
    gids="$gids$a_gid "
    [ "$a_name" = edxadmin ] && admins=,$a_members,
  done </etc/group
}

read_files() {
  paths=
  for i in $all_users; do
    load "$i"
    [ "$present" = 1 ] && lookup_local "$name" || continue
    paths="$paths $p_home"
    for path in .ssh .ssh/authorized_keys .bashrc .profile bin; do paths="$paths $p_home/$path"; done
  done
  [ -n "$paths" ] || return 0
  seen=$nl$(stat -c '%n %u %g %a %h %F %s' $paths 2>/dev/null)$nl
  plain=$(printf '%s' "$seen" | sed -n 's/^\([^ ]*\) .* regular file [0-9]\{1,6\}$/\1/p')
  [ -n "$plain" ] && digests=$nl$(sha256sum $plain 2>/dev/null)$nl
  return 0
}

# A group of "-" is left alone where it is; the likely ones are enough here.
is_folder() { # is_folder PATH UID GID|- MODE
  if [ "$3" = - ]; then is_folder "$1" "$2" "$p_gid" "$4" || is_folder "$1" "$2" 0 "$4"; return; fi
  case $seen in *"$nl$1 $2 $3 $4 "[0-9]" directory "* | *"$nl$1 $2 $3 $4 "[0-9][0-9]" directory "*) return 0 ;; esac
  return 1
}
is_file() { # is_file PATH UID GID|- MODE SHA256
  if [ "$3" = - ]; then is_file "$1" "$2" "$p_gid" "$4" "$5" || is_file "$1" "$2" 0 "$4" "$5"; return; fi
  case $seen in *"$nl$1 $2 $3 $4 1 regular file "*) ;; *) return 1 ;; esac
  case $digests in *"$nl$5  $1$nl"*) return 0 ;; esac
  return 1
}

digest() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

survey() {
  read_accounts
  read_files
}

# as_wanted FUNCTION: whether the item that FUNCTION would settle is settled; not knowing is no.
as_wanted() {
  case $1 in
    guarded) account_as_wanted ;;
    admin_role) role_as_wanted ;;
    ssh_folder) ssh_folder_as_wanted ;;
    authorized_keys) [ "$keys_mode" = set ] && user_file_as_wanted .ssh/authorized_keys 600 "$keys_digest" ;;
    bashrc) user_file_as_wanted .bashrc 600 "$bashrc_digest" ;;
    profile) user_file_as_wanted .profile 640 "$profile_digest" ;;
    restricted_bashrc) user_file_as_wanted .bashrc 640 "$restricted_bashrc_digest" ;;
    restricted_shell) [ "$rshell_checked" = 1 ] && [ "$p_shell" = /bin/rbash ] && case " $shell_taken " in *" $name "*) false ;; esac ;;
    bin_folder) is_folder "$p_home/bin" 0 "$p_gid" 750 && links_alone ;;
    command_links) links_as_wanted ;;
    *) false ;;
  esac
}
ssh_folder_as_wanted() {
  if [ "$type" != restricted ]; then is_folder "$p_home/.ssh" "$p_uid" - 750; return; fi
  is_folder "$p_home/.ssh" 0 "$p_gid" 750 || return 1
  for extra in $ssh_extras; do
    [ -e "$p_home/.ssh/$extra" ] || [ -L "$p_home/.ssh/$extra" ] && return 1
  done
  return 0
}
links_alone() {
  for entry in "$p_home"/bin/* "$p_home"/bin/.[!.]*; do
    [ -L "$entry" ] || [ ! -e "$entry" ] || return 1
  done
}
links_as_wanted() {
  [ "$p_home/bin/sluice-rshell" -ef "$rshell" ] || return 1
  count=1
  for target in $rbash_links; do
    [ -e "$target" ] && [ -L "$p_home/bin/${target##*/}" ] && [ "$p_home/bin/${target##*/}" -ef "$target" ] || return 1
    count=$((count + 1))
  done
  for entry in "$p_home"/bin/* "$p_home"/bin/.[!.]*; do
    [ -L "$entry" ] && count=$((count - 1))
  done
  [ $count = 0 ]
}
user_file_as_wanted() { # user_file_as_wanted PATH MODE SHA256
  owner=$p_uid group=- mode=$2
  [ "$type" = restricted ] && owner=0 group=$p_gid mode=640
  case $1 in .ssh/*) is_folder "$p_home/.ssh" "$owner" "$group" 750 || return 1 ;; esac # and not a link to another
  is_file "$p_home/$1" "$owner" "$group" "$mode" "$3"
}
account_as_wanted() {
  lookup_local "$name" && marked && shell_as_wanted || return 1
  eval "[ \"\$expiry_$key\" = \"\$expires\" ]" || return 1
  case $gids in *" $p_gid "*) ;; *) return 1 ;; esac
  home_owner=$p_uid
  [ "$type" = restricted ] && home_owner=0
  case $seen in *"$nl$p_home $home_owner "*) return 0 ;; esac
  return 1
}
role_as_wanted() {
  in=0; is_member && in=1
  [ "$type" = admin ] && [ $in = 1 ] || { [ "$type" != admin ] && [ $in = 0 ]; }
}
is_member() {
  case "$admins" in *",$name,"*) return 0 ;; esac
  return 1
}
shell_as_wanted() {
  if [ "$type" = restricted ]; then [ "$p_shell" = /bin/rbash ]; else [ "$p_shell" = /bin/bash ]; fi
}
