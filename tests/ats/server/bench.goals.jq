# SPDX-License-Identifier: Apache-2.0
# What the kit promises of the server, beside what bench.json says. Each yields {goal, says, figure, limit, info};
# rows with info are told but decide nothing. "not decidable" fails nothing: the machine could not tell.
include "stats";
include "bench";

# The default configuration of the stage, which all goals are about.
def candidate($b): if $b.settings.stage == "native" then "native-jemalloc" else "phase2-jemalloc" end;

def says($figure; $limit): if $figure == null then "NO FIGURE" elif $figure <= $limit then "met" else "MISSED" end;
def percent: if . == null then "-" else "\(. * 10000 | round / 100) %" end;

def instruction_goals($b):
  (counted_cells($b) | if . == [] then [{size: "none", connections: 0}] else . end)[] as $cell
  | count_ratio($b; $cell; candidate($b); .instructions) as $r
  | {goal: "user instructions per request, objects \($cell | cell_name), to the freelist", figure: ($r | four), limit: "1.00",
     says: says($r; 1), info: false};

# The worst of some rows' cells.
def agreement($cells; $which; $info):
  ($cells | map(.apart) | if . == [] or any(. == null) then null else max end) as $worst
  | {goal: "repeats of the count apart, \($which), the worst\($cells | map(select(.apart == $worst))[0].who | if . then " (\(.))" else "" end)",
     figure: ($worst | percent), limit: "0.3 %", says: says($worst; agreement), info: $info};

# Goals rest on the candidate, on what it is compared with, and on the other half of the A/A pair. Of other rows, which
# allocate without a magazine and so depend on when jemalloc's decay comes, it is told, here and beside their figures.
def agreement_goals($b):
  [$b.instructions | group_by([.subject, .size, .connections])[]
   | {subject: .[0].subject, who: "\(.[0].subject), \(.[0] | cell_name)", apart: (map(.instructions) | apart)}]
  | map(. + {decides: (.subject | IN(base, candidate($b), "phase1"))}) as $all
  | agreement($all | map(select(.decides)); "rows that decide"; false),
    (($all | map(select(.decides | not))) | if . == [] then empty else agreement(.; "other rows"; true) end);

# What two processes of one machine code differ by: how far a ratio can be trusted.
def pair_goals($b):
  ([counted_cells($b)[] as $cell | count_ratio($b; $cell; "phase1"; .instructions) | select(. != null)] | max_by(. - 1 | fabs)) as $r
  | select($r != null)
  | {goal: "user instructions per request of one machine code twice (phase1), the worst, to the freelist", figure: ($r | four),
     limit: "-", says: "(info)", info: true};

def load_goals($b):
  (([$b.samples[].load] | unique | if . == [] then ["closed"] else . end)[] as $load
   | {load: $load, size: (if sizes_of_load($b; $load) | length == 1 then sizes_of_load($b; $load)[0] else "all" end)})
  | load_verdict($b; .load; .size; candidate($b); 1.02; .cpu_us) as $v
  | {goal: "CPU time per request, \(.load), \(if .size == "all" then "all sizes" else .size end), to the freelist",
     figure: (($v.median | four) + if $v.interval then " (\($v.interval.low | four)..\($v.interval.high | four))" else "" end),
     limit: "1.02", says: $v.says, info: false};

def memory_goals($b):
  (candidate($b), base) as $row
  | ([$b.memory[] | select(.subject == $row) | idle_share] | map(select(. != null)) | median) as $share
  | {goal: "VmRSS less in use after the burst and idling, to the peak, \($row)", figure: ($share | percent), limit: "10 %",
     says: says($share; 0.1), info: ($row == base)};

def failure_goals($b):
  ($b.failed | length) as $n
  | {goal: "measurements that failed", figure: ($n | tostring), limit: "0", says: says($n; 0), info: false};

# Of a part that was not asked for nothing is promised.
def goals:
  . as $b | def asked($part): ($b.settings.parts // ["instructions", "load", "memory"]) | index($part);
  (if asked("instructions") then instruction_goals($b), pair_goals($b), agreement_goals($b) else empty end),
  (if asked("load") then load_goals($b) else empty end),
  (if asked("memory") then memory_goals($b) else empty end),
  failure_goals($b);

def passed: .info or .says == "met" or .says == "not decidable";
def to_line: "| \(if .says == "(info)" then .says elif .info and .says != "met" then "(info) no" else .says end) | \(.goal) | \(.figure) | \(.limit) |";
