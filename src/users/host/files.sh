# Files in folders that may belong to somebody hostile. Root never writes, chmods or chowns through a path there:
# a new file or folder is made complete in a folder of ours and renamed into the current folder, which was
# entered and then checked; what is there already is only ever changed as ".".

stage_for() { echo "${1%/*}/.sluice-stage"; } # on the file system of home $1, in root's folder

make_stage() { # make_stage HOME
  stage=$(stage_for "$1")
  [ "$(stat -c %u "${1%/*}" 2>/dev/null)" = 0 ] || die "the folder ${1%/*} does not belong to root"
  rm -rf "$stage" && mkdir -m 700 "$stage" || exit 1
}

enter() { # enter FOLDER: the very folder, through no link
  cd "$1" 2>/dev/null || die "cannot enter $1"
  [ "$(pwd -P)" = "$1" ] || die "$1 is reached through a symbolic link"
}

# Owner (id) and mode of the current folder.
own_here() { # own_here UID GID|- MODE
  [ "$(stat -c %u:%a .)" = "$1:$3" ] && { [ "$2" = - ] || [ "$(stat -c %g .)" = "$2" ]; } && return 0
  differs
  [ "$2" = - ] && act chown "$1" . || act chown "$1:$2" .
  act chmod "$3" .
}

# put HOME FOLDER NAME UID GID|- MODE CONTENT: the file FOLDER/NAME. GID "-": that of the file there, else root.
put() {
  if [ "$check" = 1 ] && [ ! -d "$2" ]; then differs; was /dev/null "$2/$3" "$7"; return 0; fi
  enter "$2"
  [ -d "$3" ] && [ ! -L "$3" ] && die "$2/$3 is a folder"
  gid=$5
  [ "$gid" = - ] && gid=$(stat -c %g "$3" 2>/dev/null || echo 0)
  if [ -f "$3" ] && [ ! -L "$3" ] && [ "$(stat -c %u:%g:%a:%h "$3")" = "$4:$gid:$6:1" ] &&
    [ "$(cat "$3" 2>/dev/null; echo x)" = "$7x" ]; then return 0; fi
  differs
  was "$3" "$2/$3" "$7"
  [ "$check" = 1 ] && return 0
  make_stage "$1"
  printf '%s' "$7" | dd of="$stage/file" conv=fsync 2>/dev/null || die "cannot write $stage/file: is the disk full?"
  chown "$4:$gid" "$stage/file" && chmod "$6" "$stage/file" && mv -fT "$stage/file" "$3" || exit 1
  label "$2/$3"
  rm -rf "$stage"
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
  mkdir "$stage/folder" && chown "$4:$gid" "$stage/folder" && chmod "$6" "$stage/folder" &&
    mv -T "$stage/folder" "$3" || exit 1
  label "$2/$3"
  rm -rf "$stage"
}

label() { # the security context that the place asks for, where SELinux is on
  [ -d /sys/fs/selinux ] && command -v restorecon >/dev/null && restorecon "$1" 2>/dev/null
  return 0
}
