# SPDX-License-Identifier: Apache-2.0
# bench.json to Markdown.
include "stats";

def row: "| " + join(" | ") + " |";
def heading($names): ($names | row), ($names | map("---") | row);

. as $b
| ([$b.samples[] | select(.pattern != "idle" and (.subject | startswith("control-") | not))]) as $speed
| ($b.subjects | map(.name)) as $names
| ([$b.instructions[].size] | unique) as $counted
| ([$speed[].threads] | unique) as $threads
| (if $counted | index(128) then 128 else $counted[0] end) as $size
| def cell($pattern; $size; $threads; $name; of):
    [$speed[] | select(.pattern == $pattern and .size == $size and .threads == $threads and .subject == $name) | of];
"# Measured",
"",
"\($b.machine.cpu), \($b.machine.cpus) processors, Linux \($b.machine.kernel), glibc \($b.machine.libc), "
  + "\($b.machine.compiler); load average \($b.machine.load_before) before and \($b.machine.load_after) after; "
  + "\($b.machine.date). \($b.settings.rounds) rounds of \($b.settings.ms) ms a cell; medians, in brackets the smallest and "
  + "the largest of the rounds.",
"",
"## Instructions of a take and a give",
"",
(["lifo", "burst-100", "burst"][] as $pattern
 | "### \({lifo: "LIFO pair", "burst-100": "Burst of 100", burst: "Burst of 1000, or 16 MiB"}[$pattern])", "",
   heading(["subject"] + ($counted | map(human))),
   ($names[] as $name
    | [$name] + [$counted[] as $s | [$b.instructions[] | select(.pattern == $pattern and .size == $s and .subject == $name)
        | .instructions][0] | three] | row),
   ""),
"## Nanoseconds of a take and a give, one thread",
"",
(["lifo", "burst", "larson", "churn"][] as $pattern
 | ([$speed[] | select(.pattern == $pattern and .threads == 1) | .size] | unique) as $sizes
 | select($sizes != [])
 | "### \($pattern)", "",
   heading(["subject"] + ($sizes | map(human))),
   ($names[] as $name
    | [$name] + [$sizes[] as $s | cell($pattern; $s; 1; $name; .ns) | if . == [] then "-" else summary | spread end] | row),
   ""),
"## Takes and gives in a microsecond, all threads together, \($size | human)",
"",
(["lifo", "burst", "larson", "hand-over", "churn"][] as $pattern
 | ([$speed[] | select(.pattern == $pattern and .size == $size) | .threads] | unique) as $ts
 | select($ts != [])
 | "### \($pattern)", "",
   heading(["subject"] + ($ts | map("\(.) threads"))),
   ($names[] as $name
    | [$name] + [$ts[] as $t | cell($pattern; $size; $t; $name; .per_second / 1e6)
        | if . == [] then "-" else summary | spread end] | row),
   ""),
"## Nanoseconds of one take or one give, \($size | human), two threads",
"",
"What reading the clock costs, \([$speed[].clock_ns] | median | three) ns, is taken off; smaller differences mean nothing.",
"",
heading(["subject"] + (["lifo", "burst", "larson", "hand-over", "churn"] | map("\(.) p50, p99, p99.9"))),
($names[] as $name
 | [$name] + [("lifo", "burst", "larson", "hand-over", "churn") as $pattern
     | (cell($pattern; $size; 2; $name; .p50), cell($pattern; $size; 2; $name; .p99), cell($pattern; $size; 2; $name; .p999))
     | median | three] | [.[0]] + [range(1; length; 3) as $i | .[$i:$i + 3] | join(", ")] | row),
"",
"## Time of libflc, as a ratio",
"",
"Round by round to what stands beside it in the same cell; below 1 libflc is faster. For one thread by the time of a pair,",
"for more by what all threads do in a second.",
"",
(["lifo", "burst", "larson", "hand-over", "churn"][] as $pattern
 | ([$speed[] | select(.pattern == $pattern) | .size] | unique) as $sizes
 | select($sizes != [])
 | "### \($pattern)", "",
   heading(["subject", "to", "threads"] + ($sizes | map(human))),
   ($b.subjects[] | select(.base != "" and (.base as $base | $names | index($base))) as $s | $threads[] as $t
    | [$s.name, $s.base, ($t | tostring)] + [$sizes[] as $size
        | [$speed[] | select(.pattern == $pattern and .size == $size and .threads == $t)]
        | ratios(.; $s.name; $s.base; if $t == 1 then .ns else 1 / .per_second end)
        | if . == [] then "-" else summary | spread end]
    | select(.[3:] | any(. != "-")) | row),
   ""),
"## Resident memory, burst then idle",
"",
"Objects are taken by two threads, written to, and given back but for one of 64; then nobody calls the allocator.",
"The last figure is resident less in use, as a share of the peak.",
"",
([$b.samples[] | select(.pattern == "idle")] as $idle
 | if $idle == [] then "Not measured in this run.", "" else
   heading(["subject", "size", "in use", "peak", "given back", "after idling", "share of the peak", "who gives it back"]),
   ($b.subjects[] as $s | ([$idle[].size] | unique)[] as $size
    | [$idle[] | select(.subject == $s.name and .size == $size)] | select(. != [])
    | [$s.name, ($size | human), (map(.in_use) | median | human), (map(.resident_peak) | median | human),
       (map(.resident_given) | median | human), (map(.resident_idle) | median | human),
       (map(.idle_share * 100) | summary | "\(spread) %"), $s.who] | row),
   "" end),
(if $b.failed == [] then empty else
   "## Cells that failed", "", ($b.failed[] | "- \(.subject): \(.cell // "instructions, \(.size) B")"), "" end),
"## The comparison's own control",
"",
($b.samples | control
 | "The same subject measured as two: ratio \(.same.ratio | three), z \(.same.z | three), \(.same.says). Slowed down by 5 %: "
   + "ratio \(.slow.ratio | three), z \(.slow.z | three), \(.slow.says). \(.n) samples each."),
""
