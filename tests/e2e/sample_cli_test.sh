#!/bin/sh
# What a user sees of `sluice sample`: streams, exit codes, messages.
set -u
sluice=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
check() {  # check WHAT COMMAND…
  what=$1; shift
  "$@" || { echo "FAILED: $what"; failed=1; }
}
run() {  # run CODE ARGUMENTS…: the exit code must be CODE; streams in out and err
  code=$1; shift
  "$sluice" "$@" >"$folder/out" 2>"$folder/err"
  got=$?
  [ "$got" = "$code" ] || { echo "FAILED: sluice $*: exit $got instead of $code"; cat "$folder/err"; failed=1; }
}
says() { grep -qF -- "$2" "$folder/$1" || { echo "FAILED: $1 lacks '$2':"; cat "$folder/$1"; failed=1; }; }

run 0 sample --help
says out "sluice sample --out"
says out "--size"

run 0 sample --out "$folder/a b" --learners 60
says out "60 learners"
says out "tracking"
says out "sluice run activity --end-date 2024-03-04 --weeks 4"
says out "--logs '$folder/a b'/tracking"
check "no messages when all is well" [ ! -s "$folder/err" ]

find "$folder/a b" -name '*.gz' -exec gzip -t {} + || { echo "FAILED: gzip finds damage"; failed=1; }

run 2 sample --out "$folder/a b" --learners 60
says err "not empty"
says err "--force"
check "nothing on stdout after an error" [ ! -s "$folder/out" ]
run 0 sample --out "$folder/a b" --learners 60 --force

run 2 sample
run 2 sample --out "$folder/x" --days 0
says err "--days must be from 1"
run 2 sample --out "$folder/x" --days many
run 2 sample --out "$folder/x" --size lots
says err "lots"
run 2 sample --out "$folder/x" --size 1GB --events-per-day 5
run 2 sample --out "$folder/x" --start 2024-02-30
says err "2024-02-30"
check "nothing was written" [ ! -e "$folder/x" ]

: >"$folder/file"
run 1 sample --out "$folder/file/x" --learners 5
says err "$folder/file"

# Ended in the middle: what has a name is complete.
"$sluice" sample --out "$folder/cut" --size 3GB >"$folder/out" 2>"$folder/err" &
pid=$!
sleep 0.7
kill -INT $pid
wait $pid
code=$?
check "an interrupt gives 130, not $code" [ "$code" = 130 ]
find "$folder/cut" -name '*.gz' | while read -r log; do gzip -t "$log" || echo "$log" >>"$folder/bad"; done
check "no damaged logs" [ ! -e "$folder/bad" ]
check "no remains" [ -z "$(find "$folder/cut" -name '*.partial')" ]
exit $failed
