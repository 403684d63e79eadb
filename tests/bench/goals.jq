# SPDX-License-Identifier: Apache-2.0
# The goals of libflc. Each yields {goal, figure, limit, ok, info}; no figure is not ok.
include "stats";

def verdict_of($goal; $figure; $limit): # figure may not be above limit
  {goal: $goal, figure: $figure, limit: $limit, ok: ($figure != null and $figure <= $limit), info: false};

def count_of($b; $pattern; $size; $name):
  [$b.instructions[] | select(.pattern == $pattern and .size == $size and .subject == $name) | .instructions][0];

def ratio_of($a; $b): if $a and $b and $b > 0 then $a / $b else null end;

def sizes_of($b): [$b.instructions[].size] | unique;

# The worst over all sizes, with the size that it was.
def worst($b; $pattern; $name; $base):
  [sizes_of($b)[] as $s
   | {s: $s, r: ratio_of(count_of($b; $pattern; $s; $name); count_of($b; $pattern; $s; $base))} | select(.r)]
  | if . == [] then {s: 0, r: null} else max_by(.r) end;

def instruction_goals($b):
  (if sizes_of($b) | index(128) then 128 else sizes_of($b)[0] end) as $size
  | verdict_of("instructions of a pair with a magazine, flc-jemalloc, \($size) B, LIFO";
               count_of($b; "lifo"; $size; "flc-jemalloc"); 40),
    verdict_of("the same to raw malloc/free on jemalloc";
               ratio_of(count_of($b; "lifo"; $size; "flc-jemalloc"); count_of($b; "lifo"; $size; "jemalloc")); 0.6),
    (worst($b; "lifo"; "flc-jemalloc"; "jemalloc")
     | verdict_of("the same at the worst size, \(.s) B"; .r; 0.6) | .info = true),
    (("burst-100", "burst") as $p
     | verdict_of("the same, \($p), \($size) B";
                  ratio_of(count_of($b; $p; $size; "flc-jemalloc"); count_of($b; $p; $size; "jemalloc")); 0.6)
     | .info = true),
    (("lifo", "burst") as $p
     | verdict_of("magazine off to mallocx, instructions, \($p), \($size) B";
                  ratio_of(count_of($b; $p; $size; "flc-jemalloc-plain"); count_of($b; $p; $size; "jemalloc-mallocx")); 1.5)),
    (("lifo", "burst") as $p | worst($b; $p; "flc-jemalloc-plain"; "jemalloc-mallocx")
     | verdict_of("the same at the worst size, \($p), \(.s) B"; .r; 1.5) | .info = true),
    (("lifo", "burst-100", "burst") as $p | worst($b; $p; "flc-freelist"; "ats-freelist")
     | verdict_of("freelist to ATS with ProxyAllocator, instructions, \($p), the worst size, \(.s) B"; .r; 1.1)),
    (("lifo", "burst") as $p | worst($b; $p; "flc-freelist-shared"; "ats-shared")
     | verdict_of("freelist to ATS, both without thread caches, instructions, \($p), the worst size, \(.s) B"; .r; 1.1)
     | .info = true);

# Objects given back by another thread, all sizes of a round together: what a pair's take and give cost, which decides;
# and how many pairs came through, which is also a matter of who waited for whom.
def hand_over($b; figure):
  [$b.samples[] | select(.pattern == "hand-over")] as $all
  | ([$all[].threads] | unique) as $threads
  | (if $threads == [] then [2] else $threads end)[] as $t
  | [[$all[] | select(.threads == $t)] | group_by(.round)[]
     | . as $round | [([.[].size] | unique)[] as $s | [$round[] | select(.size == $s)]
       | ratios(.; "flc-freelist"; "ats-freelist"; figure)[]]
     | select(. != []) | geomean]
  | {threads: $t, r: (if . == [] then null else summary end)};

def hand_over_goals($b):
  (hand_over($b; .work_ns)
   | verdict_of("freelist to ATS, given back by another thread, \(.threads) threads, time in take and give, all sizes"; .r.median; 1)
     + {spread: .r} | .ok = (.ok and .figure < 1) | .limit = "< 1"),
  (hand_over($b; 1 / .per_second)
   | verdict_of("the same with waits, \(.threads) threads, time for a pair, all sizes"; .r.median; 1)
     + {spread: .r, info: true});

def nodump_goals($b):
  ("flc-nodump-arena", "flc-nodump-regions") as $name | ("lifo", "burst") as $p
  | [$b.samples[] | select(.pattern == $p and .threads == 1)] as $all
  | ([$all[] | .size] | unique | if . == [] then [0] else . end)[] as $s
  | ([$all[] | select(.size == $s)] | ratios(.; $name; "ats-arena"; .ns) | if . == [] then null else summary end) as $r
  | verdict_of("\($name) to the ATS arena, time, \($p), \($s | human)"; $r.median; 0.5) | .spread = $r;

# What the freelist has it keeps, as before libflc: it is type-stable. The backend malloc does what the process's
# allocator does, on which libflc has no say.
def idle_goals($b):
  [$b.samples[] | select(.pattern == "idle")] as $all
  | ([$all[].size] | unique | if . == [] then [0] else . end)[] as $s
  | (($b.subjects // [])[].name | select(startswith("flc-"))) as $name
  | ([$all[] | select(.size == $s and .subject == $name) | .idle_share]
     | if . == [] then null else summary end) as $r
  | verdict_of("resident less in use after idling to the peak, \($name), \($s | human)"; $r.median; 0.1) | .spread = $r
  | .info = ($name | startswith("flc-freelist") or startswith("flc-malloc"));

def goals($only_instructions):
  . as $b | instruction_goals($b),
  if $only_instructions then empty else hand_over_goals($b), nodump_goals($b), idle_goals($b) end;

def to_table:
  "| \(if .ok then "met" elif .info then "(info) no" elif .figure == null then "NO FIGURE" else "MISSED" end) "
  + "| \(.goal) | \(if .spread then .spread | spread else .figure | three end) | \(.limit) |";
