# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Included by `toggles` and `test-dumps`: what the server writes of its pools on SIGUSR1.

# NAME OBJECTS of each pool
in_use() { awk -F' *[|] *' '/memory\// { sub(/.*memory\//, "", $4); print $4, $2 / $3 }' "$1" | sort; }
# the two lines of the head, and the names
form() { sed -n 1,2p "$1"; sed 's/.*| memory/memory/' "$1" | grep '^memory' | sort; }
# Numbers of 64 bits that went below zero are huge.
no_negatives() {
  awk -F' *[|] *' '/memory\// && ($1 ~ /-/ || $2 ~ /-/ || $1 + 0 > 2 ^ 62 || $2 + 0 > 2 ^ 62 || $2 + 0 > $1 + 0) {
      print; bad = 1 } END { exit bad }' "$1"
}
# nothing_left USE: of what in_use printed, nothing is a transaction's, and the only buffers are the RAM cache's.
nothing_left() {
  awk '/^(httpSM|http[12]ClientSession|http2Stream|httpServerSession|netVC|sslNetVC|ioBlock)Allocator / ||
      /^(cacheVConnection|openDirEntry) / { if ($2) { print; bad = 1 } }
    /^ioBufAllocator/ { buffers += $2 } /^ioDataAllocator/ { owners = $2 } /^RamCacheLRUEntry/ { entries = $2 }
    END { if (buffers != entries || owners != entries || !entries) {
        print buffers + 0 " buffers with " owners + 0 " owners, and " entries + 0 " entries in the RAM cache"; bad = 1 }
      exit bad }' "$1"
}
