# SPDX-License-Identifier: Apache-2.0
# bench.json of the server to Markdown.
include "stats";
include "bench";

def row: "| " + join(" | ") + " |";
def heading($names): ($names | row), ($names | map("---") | row);
def or_dash: if . == null then "-" else . end;
def mib: if . == null then "-" else "\(. / 1024 | three)" end; # of KiB
def thousands: if . == null then "-" else . / 1000 * 10 | round / 10 | tostring end;

def ratio_cell($v; $name): # of a load's verdict
  if $v.n == 0 then "-" elif $name == base then "1" else
    (($v.median | four) + if $v.interval then " (\($v.interval.low | four)..\($v.interval.high | four))" else "" end)
    | if $v.pair.decidable then . else "not decidable: \(.)" end
  end;

. as $b
| ($b.rows | map(.name)) as $names
| def samples($load; $size; $name; of):
    [$b.samples[] | select(.load == $load and .size == $size and .subject == $name) | of];
"# The server, measured",
"",
"Traffic Server 9.2.5 as a caching reverse proxy on loopback, two event threads, every answer from its RAM cache.",
"\($b.machine.cpu), \($b.machine.cpus) processors, Linux \($b.machine.kernel), glibc \($b.machine.libc), jemalloc \($b.machine.jemalloc);",
"load average \($b.machine.load_before) before and \($b.machine.load_after) after; \($b.machine.date). \($b.settings.rounds) rounds of "
  + "\($b.settings.seconds_each) s a load.",
"",
heading(["row", "build", "arguments", "preloaded", "FLC", "what it is"]),
($b.rows[] | [.name, .build, .args, .preload, (.flc | if . == "" then "" else "`\(.)`" end), .what] | row),
"",
"## Goals",
"",
heading(["", "what", "figure", "at most"]),
(($b.goals // [])[]),
"",
"## User instructions per request",
"",
"Under callgrind, in the threads that serve; \($b.settings.count) keep-alive requests, repeated; median, "
  + "ratio to the freelist, and how far repeats are apart. The last two columns: the ratio with all other threads "
  + "counted in, and what those do in a second of the clock.",
"",
(counted_cells($b) as $cells
 | if $cells == [] then "Not measured in this run." else
   heading(["row"] + ($cells | map(cell_name)) + ["all threads", "others, thousand a second"]),
   ($names[] as $name
    | [$name]
      + [$cells[] as $cell | counts($b; $cell; $name; .instructions) as $c
         | if $c == [] then "-" else
             "\($c | median | round) · \(count_ratio($b; $cell; $name; .instructions) | four) · \($c | apart | if . == null then "-" else "\(. * 10000 | round / 100) %" end)"
             + (if ($c | apart // 1) > agreement then " (too far apart)" else "" end) end]
      + [([$cells[] as $cell | count_ratio($b; $cell; $name; .all) | select(.)] | if . == [] then "-" else geomean | four end),
         ([$b.instructions[] | select(.subject == $name) | .others_per_second] | median | thousands)]
    | row) end),
"",
"## CPU time per request, to the freelist",
"",
"From /proc, user and system time of the server; ratio within a round, median, and where it lies with 90 % confidence. "
  + "What the pair \(base) and \(twin), one machine code, differs by is in the last line: where that reaches further than "
  + "\(margin * 100) % from 1, the column decides nothing.",
"",
([("closed", "open", "talk") as $l | sizes_of_load($b; $l)[] | {load: $l, size: .}] as $cells
 | ($cells + (if sizes_of_load($b; "closed") | length > 1 then [{load: "closed", size: "all"}] else [] end)) as $columns
 | if $cells == [] then "Not measured in this run." else
   heading(["row"] + ($columns | map("\(.load), \(.size)"))),
   ($names[] as $name
    | [$name] + ($columns | map(ratio_cell(load_verdict($b; .load; .size; $name; 1; .cpu_us); $name))) | row),
   (["A/A pair"] + ($columns | map(pair($b; .load; .size; .cpu_us)
      | if .interval then "\(.interval.low | four)..\(.interval.high | four): \(if .decidable then "decidable" else "not decidable" end)"
        else "not decidable: \(.n) rounds" end)) | row),
   "",
   (["closed", "open", "talk"][] as $load | sizes_of_load($b; $load)[] as $size
    | "## Load \($load), objects \($size)", "",
      ({closed: "wrk, 200 connections, each asks again at once.", talk: "h2load, 1,000 connections, 20,000 requests a second offered.",
        open: "h2load, \($b.settings.open_clients) connections, \($b.settings.open_clients * $b.settings.open_rps) requests a second offered."}[$load]
        + " Medians, in brackets the smallest and the largest of the rounds; VmRSS after it."),
      "",
      heading(["row", "offered a second", "reached a second", "to the freelist", "CPU us", "user", "system", "p50 ms", "p99 ms", "p99.9 ms", "MiB"]),
      ($names[] as $name
       | def cell(of): samples($load; $size; $name; of) | if . == [] then "-" else summary | spread end;
       [$name, (samples($load; $size; $name; .offered)[0] | or_dash | tostring), cell(.per_second),
        (load_ratios($b; $load; $size; $name; base; .per_second) | median | four),
        cell(.cpu_us), cell(.user_us), cell(.system_us), cell(.p50_ms), cell(.p99_ms), cell(.p999_ms), cell(.rss_kb / 1024)] | row),
      "") end),
"## Resident memory",
"",
"MiB. At start; after \($b.settings.seconds_each) s of the mix; the peak, in a burst of \($b.settings.burst_clients) objects of "
  + "20 MiB from the disk cache; at the end of the burst; after \($b.settings.idle_seconds) s without requests. In use is what the server's "
  + "dump says that its pools have handed out, threads' lists among it.",
"",
(if $b.memory == [] then "Not measured in this run." else
   heading(["row", "start", "steady", "peak", "given back", "10 s later", "after idling", "in use", "kept: idle less in use, to the peak"]),
   ($names[] as $name | $b.memory[] | select(.subject == $name)
    | [$name, (.start_kb | mib), (.steady_kb | mib), (.peak_kb | mib), (.given_kb | mib), (.each_second_kb[9] | mib), (.idle_kb | mib),
       (if .in_use then .in_use / 1024 | mib else "-" end), (idle_share | if . then "\(. * 1000 | round / 10) %" else "-" end)] | row) end),
"",
"## Advice on memory",
"",
"Calls of madvise: those before the first request, and per 1000 requests of the mix, by strace in a run of its own.",
"",
(if $b.madvise == [] then "Not measured in this run." else
   heading(["row", "at start", "per 1000 requests", "which"]),
   ($names[] as $name | $b.madvise[] | select(.subject == $name)
    | [$name, (.start | add // 0 | tostring), (.per_1000 | three),
       (.calls | to_entries | map("\(.key) \(.value)") | join(", "))] | row) end),
"",
(if $b.failed == [] then empty else
   "## What failed", "", ($b.failed[] | "- \(.subject), \(.part): \(.why)"), "" end)
