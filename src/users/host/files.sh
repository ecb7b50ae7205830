# Files in folders that may belong to somebody hostile. Root never writes, chmods or chowns through a path there:
# a new file or folder is made complete in a folder of ours and renamed into the current folder, which was
# entered and then checked; what is there already is only ever changed as ".".

# The folder for what is not complete yet: beside the home, on its file system, root's own.
make_stage() { # make_stage HOME
  stage=${1%/*}/.sluice-stage
  [ -d "$stage" ] && [ ! -L "$stage" ] && return 0
  [ "$(stat -c %u "${1%/*}" 2>/dev/null)" = 0 ] || die "the folder ${1%/*} does not belong to root"
  mkdir -m 700 "$stage" || exit 1
}
drop_stage() { [ "$stage" = /home/.sluice-stage ] || rm -rf "$stage"; } # that of /home serves the whole run

enter() { # enter FOLDER: the very folder, through no link
  cd -P "$1" 2>/dev/null || die "cannot enter $1"
  [ "$PWD" = "$1" ] || die "$1 is reached through a symbolic link"
}

# Owner (id) and mode of the current folder.
own_here() { # own_here UID GID|- MODE
  here=$(stat -c '%u:%a:%g' .)
  [ "$2" = - ] && here=${here%:*}:-
  [ "$here" = "$1:$3:$2" ] && return 0
  differs
  if [ "$2" = - ]; then act chown "$1" .; else act chown "$1:$2" .; fi
  act chmod "$3" .
}

# put HOME FOLDER NAME UID GID|- MODE CONTENT: the file FOLDER/NAME. GID "-": that of the file there, else root.
put() {
  if [ "$check" = 1 ] && [ ! -d "$2" ]; then differs; was /dev/null "$2/$3" "$7"; return 0; fi
  enter "$2"
  [ -d "$3" ] && [ ! -L "$3" ] && die "$2/$3 is a folder"
  gid=$5 there=
  [ -f "$3" ] && [ ! -L "$3" ] && there=$(stat -c '%u:%a:%h:%s %g' "$3")
  if [ "$gid" = - ]; then gid=${there#* }; gid=${gid:-0}; fi
  [ "$there" = "$4:$6:1:${#7} $gid" ] && [ "$(cat "$3" 2>/dev/null; echo x)" = "$7x" ] && return 0
  differs
  was "$3" "$2/$3" "$7"
  [ "$check" = 1 ] && return 0
  make_stage "$1"
  # Keys must outlive a crash of the machine.
  case $3 in
    authorized_keys) printf '%s' "$7" | dd of="$stage/file" conv=fsync 2>/dev/null ;;
    *) printf '%s' "$7" >"$stage/file" ;;
  esac || die "cannot write $stage/file: is the disk full?"
  chown "$4:$gid" "$stage/file" && chmod "$6" "$stage/file" && mv -fT "$stage/file" "$3" || exit 1
  label "$2/$3"
  drop_stage
}

# folder HOME PARENT NAME UID GID|- MODE: the folder PARENT/NAME.
folder() {
  if [ "$check" = 1 ] && [ ! -d "$2" ]; then differs; return 0; fi
  enter "$2"
  if [ -L "$3" ]; then die "$2/$3 is a symbolic link"; fi
  if [ -d "$3" ]; then enter "$2/$3"; own_here "$4" "$5" "$6"; return 0; fi
  [ -e "$3" ] && die "$2/$3 is no folder"
  differs
  [ "$check" = 1 ] && return 0
  make_stage "$1"
  gid=$5; [ "$gid" = - ] && gid=0
  [ ! -e "$stage/folder" ] || rm -rf "$stage/folder"
  mkdir -m "$6" "$stage/folder" && chown "$4:$gid" "$stage/folder" && mv -T "$stage/folder" "$3" || exit 1
  label "$2/$3"
  drop_stage
}

label() { # the security context that the place asks for, where SELinux is on
  [ -d /sys/fs/selinux ] && command -v restorecon >/dev/null && restorecon "$1" 2>/dev/null
  return 0
}
