# SPDX-License-Identifier: Apache-2.0
# What `drop-in` makes of identity's result.json. --rawfile own: units of the freelist itself, one a line.
# A unit that sees of all that differs only ink_queue.h has no site: in the shim libflc's header comes in that way.
($own | split("\n") | map(select(. != "" and (startswith("#") | not)))) as $own
| map(select(.object == "identical" or .object == "differs" or .object == "fails" or .error)) as $all
| def has_site: .headers != ["include/tscore/ink_queue.h"];
  def own: .path | IN($own[]);
  ($all | map(select(.object != "identical" and has_site and (own | not) and (.object != "fails")))) as $bad
| ($all | map(select(.object == "differs" and has_site and own) | .path)) as $told
| "units with a site: \($all | map(select(has_site and .object == "identical")) | length) with the same object file, \($bad | length) with another",
  "units without a site that differ by libflc's header, which the shim includes: \($all | map(select(.object == "differs" and (has_site | not))) | length)",
  "units of the freelist itself: \($told | join(" "))",
  ($bad[] | "DIFFERENT: \(.path): \(.why // .error)"),
  (if $bad == [] and ($all | any(.object == "identical" and has_site)) then "THE SAME" else "NOT THE SAME" end)
