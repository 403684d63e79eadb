#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bench.plot BENCH.JSON OUT.SVG: per row, the ratios of instructions and of CPU time to the freelist, p99, and memory.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
input=$1 output=$2

# Lines of tab-separated values: place from below, row, figures. Rows without figures are left out.
q() { # q EXPRESSION: for each row, $name
  jq -r -L "$here" -L "$here/../../bench" "include \"stats\"; include \"bench\"; . as \$b | [\$b.rows[].name] as \$names
    | [\$names[] as \$name | {\$name, v: [$1]} | select(.v | length > 0 and all(. != null))] | reverse
    | to_entries[] | [.key, .value.name] + .value.v | @tsv" "$input"
}
# shellcheck disable=SC2016
{
  q '[counted_cells($b)[] as $cell | count_ratio($b; $cell; $name; .instructions) | select(.)] | if . == [] then null else geomean end' \
    >"$work/instructions"
  q 'load_verdict($b; "closed"; "all"; $name; 1; .cpu_us)
     | .median, (.interval.low // .median), (.interval.high // .median)' >"$work/cpu"
  q '("closed", "open", "talk") as $l
     | [$b.samples[] | select(.load == $l and .size == "8k" and .subject == $name) | .p99_ms] | median // 0' |
    awk '$3 + $4 + $5 > 0' | awk '{ $1 = NR - 1; print }' OFS='\t' >"$work/p99"
  q '$b.memory[] | select(.subject == $name) | .peak_kb / 1024, .idle_kb / 1024, (.in_use // 0) / 1048576' >"$work/memory"
}
pair=$(jq -r -L "$here" -L "$here/../../bench" 'include "stats"; include "bench"; . as $b | pair($b; "closed"; "all"; .cpu_us)
  | if .interval then "A/A pair \(.interval.low | four) to \(.interval.high | four)\(if .decidable then "" else ": not decidable" end)"
    else "A/A pair not measured: not decidable" end' "$input")

panel() { # panel FILE TITLE XLABEL COMMAND: the command is a plot over FILE; empty without figures
  echo "set title '$2'; set xlabel '$3'"
  if [ ! -s "$work/$1" ]; then
    echo "set yrange [0:1]; unset ytics; set label 1 'not measured' at graph 0.5,0.5 center; plot [0:1] NaN notitle; unset label 1; set ytics"
    return
  fi
  echo "set yrange [-0.7:$(wc -l <"$work/$1") - 0.3]; set ytics scale 0"
  echo "$4"
}

bar="with boxxyerror fs solid 0.75 noborder"
{
  cat <<END
set terminal svg size 1500,1000 font 'DejaVu Sans,11' background 'white'
set output '$output'
set multiplot layout 2,2 title 'Traffic Server: what each row costs' font ',15'
set linetype 1 lc rgb '#0072b2'; set linetype 2 lc rgb '#d55e00'; set linetype 3 lc rgb '#009e73'; set linetype 4 lc rgb '#888888'
set border 3; set tics nomirror; set grid x lc rgb '#dddddd'; unset key; set offsets 0, graph 0.12, 0, 0
END
  echo 'set arrow 1 from 1, graph 0 to 1, graph 1 nohead lc rgb "#000000" dt 2'
  panel instructions 'user instructions per request, all that was counted' 'ratio to the freelist' "set xrange [*<0.95:1.05<*]
plot '$work/instructions' using (1):1:(1):3:(\$1-0.35):(\$1+0.35):ytic(2) $bar lc 1, \
  '' using (\$3 > 1 ? \$3 : 1):1:(sprintf('%.3f', \$3)) with labels left offset 0.4,0 font ',9'"
  panel cpu "CPU time per request, closed loop, all sizes; $pair" 'ratio to the freelist' "set xrange [*<0.95:1.05<*]
plot '$work/cpu' using (1):1:(1):3:(\$1-0.35):(\$1+0.35):ytic(2) $bar lc 2, \
  '' using 3:1:4:5 with xerrorbars lc rgb '#000000' pt 7 ps 0.3, \
  '' using (\$5 > 1 ? \$5 : 1):1:(sprintf('%.3f', \$3)) with labels left offset 0.4,0 font ',9'"
  echo 'unset arrow 1; set key outside bottom center horizontal'
  panel p99 'p99, objects of 8 KB' 'ms' "set xrange [0:*]
plot '$work/p99' using (0):1:(0):3:(\$1+0.12):(\$1+0.36):ytic(2) $bar lc 1 title 'closed, 200 connections', \
  '' using (0):1:(0):4:(\$1-0.12):(\$1+0.12) $bar lc 3 title 'open, fixed rate', \
  '' using (0):1:(0):5:(\$1-0.36):(\$1-0.12) $bar lc 2 title '1,000 connections, 20,000 a second'"
  panel memory 'VmRSS: burst of large objects, then idle' 'MiB' "set xrange [0:*]
plot '$work/memory' using (0):1:(0):3:(\$1+0.12):(\$1+0.36):ytic(2) $bar lc 4 title 'peak', \
  '' using (0):1:(0):4:(\$1-0.12):(\$1+0.12) $bar lc 1 title 'after idling', \
  '' using (0):1:(0):5:(\$1-0.36):(\$1-0.12) $bar lc 3 title 'in use then'"
} >"$work/plot"
gnuplot "$work/plot" 2>"$work/errors" || {
  cat "$work/errors" >&2
  exit 1
}
[ ! -s "$work/errors" ] || cat "$work/errors" >&2
