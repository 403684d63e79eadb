# SPDX-License-Identifier: Apache-2.0
# The rows of a memory dump that are not right: not numbers and a name, less than nothing, or more in use than there is.
# A dump of several pools that has no such row prints nothing.
BEGIN { FS = "|" }
/\| TOTAL/ { total = 1; exit }
/^ *Allocated|^-+\|/ { next }
{ rows++ }
NF != 4 || $1 !~ /^ *[0-9]+ *$/ || $2 !~ /^ *[0-9]+ *$/ || $3 !~ /^ *[0-9]+ *$/ || $4 !~ /^ memory\/[^ ]+$/ ||
  $2 + 0 > $1 + 0
END { if (rows < 2 || !total) print "no whole dump: " rows + 0 " rows" }
