# SPDX-License-Identifier: Apache-2.0
include "stats";

def speed: map(select(.ns and (.subject | startswith("control-") | not)));
def cell: "\(.subject) \(.pattern) \(.size) B \(.threads // 1) threads";
# Time: of a pair for one thread, of all threads' work for more.
def time: if .threads == 1 then .ns else 2e9 / .per_second end;

def by_cell: map({cell: cell, ours: (.subject | startswith("flc-")), time: time,
                      group: "\(.subject) \(.pattern) \(if .threads == 1 then "one thread" else "more threads" end)"}) | group_by(.cell)
  | map({key: .[0].cell, value: {ours: .[0].ours, group: .[0].group, times: map(.time)}}) | from_entries;

# Cells of a subject and pattern together, since of a thousand cells some stand out by chance: their ranks are added (van
# Elteren). One chance in a thousand for a group, one in a hundred where there is a single cell.
def group_verdict($threshold):
  . as $cells | ([$cells[].ratio] | median) as $ratio
  | (([$cells[].rank.above] | add) / ([$cells[].rank.variance] | add | sqrt)) as $z
  | (if $cells | length == 1 then 2.33 else 3.09 end) as $enough
  | {cell: "\($cells[0].group): \($cells | length) cells", what: "", ratio: $ratio,
     says: (if $ratio >= 1 + $threshold and $z >= $enough then "slower"
            elif $ratio <= 1 / (1 + $threshold) and $z <= -$enough then "faster" else "same" end)};

# A cell by itself, only when there can be no doubt: four times the threshold, and no sample of one among the other's.
def cell_verdict($threshold):
  {cell, what: "ns", old, new, ratio,
   says: (if .ratio >= 1 + 4 * $threshold and .apart then "slower"
          elif .ratio <= 1 / (1 + 4 * $threshold) and .apart then "faster" else "same" end)};

def times($before; $after; $threshold):
  ($before.samples | speed | by_cell) as $old | ($after.samples | speed | by_cell) as $new
  # Fewer samples than five say nothing.
  | [$new | keys[] | select($old[.] and ([$old[.], $new[.] | .times | length] | min) >= 5)] as $both
  | ([$both[] | select($new[.].ours | not) | shift_of($old[.].times; $new[.].times)]
     | if . == [] then 1 else median end) as $machine
  | [$both[] | select($new[.].ours) as $c | $old[$c].times as $x | ($new[$c].times | map(. / $machine)) as $y
     | {cell: $c, group: $new[$c].group, old: ($x | median), new: ($y | median), ratio: shift_of($x; $y),
        rank: rank($x; $y), apart: (($y | min) > ($x | max) or ($y | max) < ($x | min))}] as $cells
  | {machine: $machine,
     cells: ([$cells | group_by(.group)[] | group_verdict($threshold)] + [$cells[] | cell_verdict($threshold)])};

def counts($before; $after):
  ($before.instructions | map({key: cell, value: .instructions}) | from_entries) as $old
  | [$after.instructions[] | select(.subject | startswith("flc-")) | cell as $c | select($old[$c])
     | {cell: $c, what: "instructions", old: $old[$c], new: .instructions, ratio: (.instructions / $old[$c])}
     | .says = (if .new > .old + 1 and .ratio > 1.01 then "slower"
                elif .new < .old - 1 and .ratio < 0.99 then "faster" else "same" end)];

def compare($before; $after; $threshold):
  times($before; $after; $threshold) as $t
  | (counts($before; $after) + $t.cells) as $cells
  | if $cells == [] then error("the two files have no cell of libflc in common") else . end
  | {machine: $t.machine, n: ($cells | length), slower: ($cells | map(select(.says == "slower")) | length),
     changed: ($cells | map(select(.says != "same")) | sort_by(-.ratio))};

def lines:
  (.changed[] | "\(.says): \(.cell)\(if .old then ": \(.old | three) to \(.new | three) \(.what)" else "" end), "
    + "ratio \(.ratio * 1000 | round / 1000)"),
  "\(.n) compared, \(.slower) slower, \((.changed | length) - .slower) faster; the machine itself: "
    + "\(.machine * 1000 | round / 1000)";
