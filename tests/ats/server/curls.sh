# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# Included by `core` and `toggles`: many transfers at once, with curl. They set dir, which has the server's folder, and
# name, and have the function say. A load is a function that prints curl's configuration for a version of HTTP.

get() { # get N URL [LINE]: N different addresses below URL, LINE for each
  for n in $(seq "$1"); do
    printf 'next\nurl = "%s/%s"\noutput = "/dev/null"\ninsecure\nfail\nno-progress-meter\n%s\n' "$2" "$n" "${3-}"
  done
}
post() { # post N URL PAGE [LINE]
  for n in $(seq "$1"); do
    printf 'next\nurl = "%s/post"\nupload-file = "%s"\nrequest = POST\nheader = "Expect:"\n' "$2" "$dir/server/pages/$3"
    printf 'output = "/dev/null"\ninsecure\nfail\nno-progress-meter\n%s\n' "${4-}"
  done
}
transfer() { # transfer NAME LOAD: all at once, one curl for each version of HTTP
  for version in 1.1 2; do
    "$2" $version | sed 1d >"$dir/$1-$version.curl"
    [ -s "$dir/$1-$version.curl" ] || continue
    curl --http$version -Z --parallel-max 300 --parallel-immediate -K "$dir/$1-$version.curl" \
      >"$dir/$1-$version.out" 2>&1 &
    curls="${curls-} $!"
  done
}
finish() { # waits for the curls
  for pid in $curls; do
    wait "$pid" || { sort -u "$dir"/*.out | tail -n 3 >&2; say "$name: the load failed"; return 1; }
  done
  curls=
}

# Without TLS there is no HTTP/2.
urls() { if [ "$1" = 2 ]; then echo "$TLS_URL"; else echo "$URL" "$TLS_URL"; fi; }
abort() { # ends the curls in the middle
  for pid in ${curls-}; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  curls=
}
