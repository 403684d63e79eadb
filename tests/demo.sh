#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh FREELIFT OBJSAME DIR: the main job on the bundled tree, from baseline to shim, to native, and back.
set -eu
freelift=$1 objsame=$2 dir=$3
trees=$(dirname "$0")/trees

say() { printf '\n== %s\n' "$*"; }

rm -rf "$dir"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
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
make -s -C "$trees/edgeload" BUILD="$dir/build-load"
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

say 'plan: what becomes of each pool, by its types, which the compiler knows, and as a person decides'
make -s -C "$dir/before" BUILD=../build-before compdb
"$freelift" plan --quiet --write --database "$dir/build-before/compile_commands.json" "$dir/before"
sed -n '/^\[cacheReadOpAllocator\]/,/^$/p; /^\[httpSMAllocator\]/,/^$/p' "$dir/before/freelift.plan"
"$trees/../ats/decide" "$trees/edgecache.decisions" "$dir/before/freelift.plan" >"$dir/after/freelift.plan"
rm "$dir/before/freelift.plan"
grep -c '^[a-z].*=Ann Example' "$trees/edgecache.decisions" | sed 's/$/ decisions of a person go into the plan/'

say 'apply --to native --write: new and delete, malloc and free, and the freelist goes; pools that the plan keeps go to libflc'
cp -R "$dir/after" "$dir/shim"
"$freelift" apply --to native --write "$dir/after" 2>"$dir/native.txt"
grep -v '^stays in the shim: ' "$dir/native.txt"
grep -c '^stays in the shim: ' "$dir/native.txt" | sed 's/$/ pools stay as the plan has them, for instance:/'
grep -m 2 '^stays in the shim: ' "$dir/native.txt"
diff -r "$dir/shim/iocore/cache" "$dir/after/iocore/cache" | grep '^[<>].*(' | sed -n '1,6p'
diff -r -x .freelift "$dir/shim" "$dir/after" >"$dir/native.diff" || [ $? = 1 ]
awk '/^</ { gone++ } /^>/ { more++ } END { printf "lines: %d removed, %d added\n", gone, more }' "$dir/native.diff"
"$freelift" verify "$dir/after"

say 'build it; the pools that stay are on libflc; serve'
make -s -C "$trees/../.." install-compat BUILD="$dir/build-libflc" PREFIX="$dir/libflc" FLC_PHASE=2 >/dev/null
export PKG_CONFIG_PATH="$dir/libflc/lib/pkgconfig" LD_LIBRARY_PATH="$dir/libflc/lib"
make -s -C "$dir/after" BUILD=../build-native -j "$(nproc)" CPPFLAGS="$(pkg-config --cflags libflc)" LIBS="$(pkg-config --libs libflc)"
"$dir/build-load/edgeload" "$dir/build-native/edgecache" >"$dir/answers-native.txt" 2>"$dir/dumps-native.txt" || [ $? = 1 ]
# The dump is libflc's, and of fewer pools: edgeload, which looks for the tree's own, misses it. All else is the same.
for side in before native; do
  grep -v -e '^dump on SIGUSR1' -e '^in use at the end' "$dir/answers-$side.txt" >"$dir/answers-$side.same"
done
cmp "$dir/answers-before.same" "$dir/answers-native.same"
echo 'the same answers as before'

say 'revert --write: first to the shim, then to the bytes that were there before'
"$freelift" revert --write "$dir/after"
diff -r "$dir/shim" "$dir/after"
rm "$dir/after/freelift.plan"
"$freelift" revert --write "$dir/after"
diff -r "$dir/before" "$dir/after"
echo 'the tree is what it was'
