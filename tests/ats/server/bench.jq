# SPDX-License-Identifier: Apache-2.0
# Arithmetic of the server's bench, over bench.json ($b); the statistics themselves are those of tests/bench/stats.jq.
# Rows are "subject" here, as there.
include "stats";

def base: "freelist"; # what ratios are to
def twin: "phase1";   # the same machine code: the A/A pair
def margin: 0.02;     # of CPU time, which the A/A pair has to be able to tell
def agreement: 0.003; # of instructions, within which repeats have to be

def four: if . == null then "-" else . * 10000 | round / 10000 | tostring end; # a ratio

# Where the median lies with a confidence of 90 % and more, by the sign test: from the k-th smallest to the k-th largest.
# Five ratios: all of them. Fewer than five say nothing. More ratios make it narrower, unlike smallest and largest.
def interval:
  sort as $s | ($s | length) as $n
  | def choose($k): reduce range(0; $k) as $i (1; . * ($n - $i) / ($i + 1));
    [limit($n; foreach range(0; $n) as $k ({sum: 0}; .sum += choose($k); .k = $k)
       | select(2 * .sum / pow(2; $n) <= 0.1) | .k)] as $outside
  | if $outside == [] then null else ($outside | max) as $k | {low: $s[$k], high: $s[$n - 1 - $k]} end;

def of_load($b; $load): [$b.samples[] | select(.load == $load)];
def sizes_of_load($b; $load): [of_load($b; $load)[].size] | unique;

# Ratios to another row, round by round. $size "all": the geometric mean over the sizes, of rounds that have them all.
def load_ratios($b; $load; $size; $row; $to; figure):
  of_load($b; $load) as $samples
  | if $size != "all" then [$samples[] | select(.size == $size)] | ratios(.; $row; $to; figure)
    else sizes_of_load($b; $load) as $sizes
      | [($samples | group_by(.round))[] as $round
         | [$sizes[] as $s | [$round[] | select(.size == $s)] | ratios(.; $row; $to; figure)[]]
         | select(length == ($sizes | length) and length > 0) | geomean]
    end;

# What one binary measured as two differs by. Decidable: not more than the margin.
def pair($b; $load; $size; figure):
  load_ratios($b; $load; $size; twin; base; figure)
  | {n: length, median: median, interval: interval}
  | .decidable = (.interval != null and .interval.low >= 1 - margin and .interval.high <= 1 + margin);

# {median, interval, says}: says is met, missed, not decidable or no figure.
def load_verdict($b; $load; $size; $row; $limit; figure):
  load_ratios($b; $load; $size; $row; base; figure) as $ratios | pair($b; $load; $size; figure) as $pair
  | {median: ($ratios | median), interval: ($ratios | interval), n: ($ratios | length), pair: $pair,
     says: (if $ratios == [] then "NO FIGURE" elif $pair.decidable | not then "not decidable"
            elif ($ratios | median) <= $limit then "met" else "MISSED" end)};

# A cell of what is counted: size of objects, number of connections. As many requests are in work at once.
def counted_cells($b): $b.instructions | map({size, connections}) | unique;
def cell_name: "\(.size), \(.connections) connections";
def counts($b; $cell; $row; figure):
  [$b.instructions[] | select(.size == $cell.size and .connections == $cell.connections and .subject == $row) | figure];

# How far repeats are apart, as a share. One alone agrees with nobody.
def apart: if length < 2 then null else (max - min) / median end;

def count_ratio($b; $cell; $row; figure):
  counts($b; $cell; $row; figure) as $a | counts($b; $cell; base; figure) as $to
  | if $a == [] or $to == [] then null else ($a | median) / ($to | median) end;

def idle_share: if .in_use == null then null else (.idle_kb * 1024 - .in_use) / (.peak_kb * 1024) end;
