# SPDX-License-Identifier: Apache-2.0
# Arithmetic of the bench. Samples are arrays of numbers; smaller is better everywhere.

def quantile($q): # by linear interpolation, as R's default
  sort | ((length - 1) * $q) as $at | ($at | floor) as $i
  | if length == 0 then null elif $i + 1 >= length then .[-1] else .[$i] + ($at - $i) * (.[$i + 1] - .[$i]) end;

def median: quantile(0.5);

def summary: {n: length, median: median, q1: quantile(0.25), q3: quantile(0.75), min: min, max: max};

def geomean: map(log) | add / length | exp;

# How far the new samples stand above the old ones by rank (Mann and Whitney), and the variance of that by chance.
def rank($old; $new):
  ($old | length) as $n | ($new | length) as $m
  | ([$new[] as $y | $old[] as $x | if $y > $x then 1 elif $y == $x then 0.5 else 0 end] | add) as $u
  | {above: ($u - $n * $m / 2), variance: ($n * $m * ($n + $m + 1) / 12)};

# In standard deviations. 2.33 and more has a chance of 1 % when nothing has changed. Five rounds against five reach 2.61
# when all new ones are above all old ones.
def rank_z($old; $new): rank($old; $new) | .above / (.variance | sqrt);

# By how much the new samples differ: the median of the ratios of every new one to every old one (after Hodges and
# Lehmann). Where the machine has two speeds, the medians may lie in different ones; most of the ratios do not.
def shift_of($old; $new): [$new[] as $y | $old[] | $y / .] | median;

# Slower: by the threshold at least, and not by chance. Faster: the other way round.
def verdict($old; $new; $threshold):
  shift_of($old; $new) as $ratio | rank_z($old; $new) as $z
  | {ratio: $ratio, z: $z,
     says: (if $ratio >= 1 + $threshold and $z >= 2.33 then "slower"
            elif $ratio <= 1 / (1 + $threshold) and $z <= -2.33 then "faster"
            else "same" end)};

# Ratios of two subjects, round by round: what they share in a round cancels. of: the figure.
def ratios($samples; $subject; $base; of):
  def by_round($name): $samples | map(select(.subject == $name)) | map({key: (.round | tostring), value: of}) | from_entries;
  by_round($subject) as $a | by_round($base) as $b
  | [$a | keys[] | select($b[.] and $b[.] > 0) | $a[.] / $b[.]];

# The same verdict of ratios: of what ran side by side, so that a machine of two speeds has the same one for both. By the
# sign test.
def verdict_of_ratios($ratios; $threshold):
  ($ratios | median) as $ratio
  | ([$ratios[] | if . > 1 then 1 elif . < 1 then -1 else 0 end] | add / (length | sqrt)) as $z
  | {ratio: $ratio, z: $z,
     says: (if $ratio >= 1 + $threshold and $z >= 2.33 then "slower"
            elif $ratio <= 1 / (1 + $threshold) and $z <= -2.33 then "faster"
            else "same" end)};

# What the control has to show: half of what was made slower, 2.5 %, is the threshold.
def control:
  def against_a($name): [group_by([.round, .sample])[] | ratios(.; $name; "control-a"; .ns)[]];
  map(select(.subject | tostring | startswith("control-")))
  | {b: against_a("control-b"), slow: against_a("control-slow")}
  | if .b != [] and .slow != [] then
      {same: verdict_of_ratios(.b; 0.025), slow: verdict_of_ratios(.slow; 0.025), n: (.slow | length)}
      | .ok = (.same.says == "same" and .slow.says == "slower")
    else {ok: false} end;

def three: # three digits that mean something
  if . == null then "-" elif . >= 100 then (round | tostring)
  elif . >= 10 then (. * 10 | round / 10 | tostring)
  else (. * 100 | round / 100 | tostring) end;

def spread: "\(.median | three) (\(.min | three)..\(.max | three))";

def human: # bytes
  if . >= 1048576 then "\(. / 1048576 * 10 | round / 10) MiB" elif . >= 1024 then "\(. / 1024 * 10 | round / 10) KiB"
  else "\(.) B" end;
