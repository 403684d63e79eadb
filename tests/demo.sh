#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh FREELIFT OBJSAME DIR: the main job on the bundled tree, from baseline to shim and back.
set -eu
freelift=$1 objsame=$2 dir=$3
trees=$(dirname "$0")/trees

say() { printf '\n== %s\n' "$*"; }

rm -rf "$dir"
mkdir -p "$dir"
cp -R "$trees/edgecache" "$dir/before"
cp -R "$trees/edgecache" "$dir/after"

say 'scan: the pools of a small caching proxy, and the sites that use them'
"$freelift" scan "$dir/after" >"$dir/scan.txt"
sed -n '1,6p' "$dir/scan.txt"
echo '...'
sed -n '/^kind/,/^total/p' "$dir/scan.txt"

say 'apply --to shim: a dry run, as a diff (its first change of code)'
"$freelift" apply --to shim "$dir/after" >"$dir/shim.diff"
sed -n '/^diff .*\.cc /,$p' "$dir/shim.diff" | sed -n '1,12p'

say 'apply --to shim --write: all sites, or none'
"$freelift" apply --to shim --write "$dir/after"

say 'verify: nothing left, nothing lost'
"$freelift" verify "$dir/after"

say 'build both (phase 1: each shim call expands to the tree'"'"'s own code)'
for side in before after; do
  # The same path on both sides, so that __FILE__ is the same too.
  make -s -C "$dir/$side" BUILD="../build-$side" -j "$(nproc)" &
done
wait
make -s -C "$trees/edgeload" BUILD="$(cd "$dir" && pwd)/build-load"
same=0
for object in $(cd "$dir/build-before" && find . -name '*.o'); do
  "$objsame" "$dir/build-before/$object" "$dir/build-after/$object"
  same=$((same + 1))
done
[ "$same" -gt 0 ]
echo "$same of $same object files are identical in every allocated section and relocation"

say 'serve: the same requests to both, every byte of every answer checked'
for side in before after; do
  "$dir/build-load/edgeload" "$dir/build-$side/edgecache" >"$dir/answers-$side.txt"
done
cat "$dir/answers-after.txt"
cmp "$dir/answers-before.txt" "$dir/answers-after.txt"
echo 'both gave the same answers'

say 'revert --write: the same bytes as before'
"$freelift" revert --write "$dir/after"
diff -r "$dir/before" "$dir/after"
echo 'the tree is what it was'
