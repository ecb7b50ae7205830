#!/bin/sh
# The sample's geo file as a MaxMind DB: what MaxMind's own reader finds in it. Skipped without the Debian packages
# libmaxmind-db-writer-perl and mmdb-bin.
set -eu
sluice=$1
source=$2
for need in "perl -MMaxMind::DB::Writer::Tree -e 1" "mmdblookup --version"; do
  $need >/dev/null 2>&1 && continue
  echo "skipped: needs the packages libmaxmind-db-writer-perl and mmdb-bin"
  [ "${CI:-}" = true ] && exit 1
  exit 77
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$sluice" sample --out "$folder/s" --learners 20 --days 2 >/dev/null
"$source/tools/make_mmdb.pl" "$folder/s/geo/country.tsv" "$folder/country.mmdb"
expect() {  # expect IP CODE NAME
  found=$(mmdblookup --file "$folder/country.mmdb" --ip "$1" country)
  echo "$found" | grep -q "\"$2\"" && echo "$found" | grep -q "\"$3\"" || { echo "FAILED: $1 gives $found"; exit 1; }
}
expect 81.96.0.1 GB "United Kingdom"
expect 46.166.176.9 A1 "Anonymous Proxy"
expect 2a01:e00::1 FR France
if mmdblookup --file "$folder/country.mmdb" --ip 10.0.0.7 country >/dev/null 2>&1; then
  echo "FAILED: a private address has a country"
  exit 1
fi
