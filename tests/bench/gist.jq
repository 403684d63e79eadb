# SPDX-License-Identifier: Apache-2.0
# What most people come for, in five lines, from bench.json.
include "stats";

def figure: if . == null then "?" else . end;

(.instructions | map(select(.pattern == "lifo" and .size == 128))) as $counted
| .samples as $samples
| def cost($name):
    [$counted[] | select(.subject == $name).instructions][0] as $i
    | ([$samples[] | select(.subject == $name and .pattern == "lifo" and .size == 128 and .threads == 1).ns] | median) as $ns
    | "\($i | if . then round else . end | figure) instructions, \($ns | if . then . * 10 | round / 10 else . end | figure) ns";
  def left($name):
    [$samples[] | select(.subject == $name and .pattern == "idle" and .size == 8192).idle_share] | median
    | "\(if . then . * 100 | round else . end | figure) %";
  def against($pattern; $base):
    ratios([$samples[] | select(.pattern == $pattern and .size == 4096 and .threads == 1)]; "flc-nodump-regions"; $base; .ns)
    | median | if . then . * 100 | round / 100 else . end | figure;
  "- **A take and a give with a magazine** (128 bytes, one thread, last in first out): \(cost("flc-jemalloc")). jemalloc",
  "  alone \(cost("jemalloc")), Traffic Server's thread cache \(cost("ats-freelist")).",
  "- **Without a magazine**: \(cost("flc-jemalloc-plain")). `mallocx` alone \(cost("jemalloc-mallocx")).",
  "- **Memory after a burst** (1 GiB in 8 KiB, ten idle seconds later): freelist \(left("flc-freelist")), malloc on glibc",
  "  \(left("flc-malloc-glibc")), malloc on jemalloc \(left("flc-malloc-jemalloc")), jemalloc \(left("flc-jemalloc")), nodump-regions \(left("flc-nodump-regions")), nodump-arena \(left("flc-nodump-arena")), numa \(left("flc-numa")).",
  "- **Regions against arena**, time of buffers of 4 KiB: \(against("lifo"; "flc-nodump-arena")) last in first out, \(against("burst"; "flc-nodump-arena")) in bursts (below 1:",
  "  regions are faster). Against Traffic Server's arena: \(against("lifo"; "ats-arena")) and \(against("burst"; "ats-arena"))."
