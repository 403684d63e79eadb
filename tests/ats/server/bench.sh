# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For the parts of the server's bench: rows, objects, a server that is what its row says, and what went wrong.
: "${ATS_DIR:?}" "${JOBS:=2}"
here=$(cd "$(dirname "$0")" && pwd)
: "${STAGE:=shim}"
case $STAGE in shim) out=${BENCH_OUT:-$ATS_DIR/bench} ;; *) out=${BENCH_OUT:-$ATS_DIR/bench-$STAGE} ;; esac
# shellcheck disable=SC2034,SC3028 # these are settings, not what a shell counts
ROUNDS=${ROUNDS:-5} SIZES=${SIZES:-1k 8k 64k mix} SECONDS_EACH=${SECONDS:-5}
LOADS=${LOADS:-closed open talk}
PARTS=${PARTS:-instructions load madvise memory}
OPEN_SIZES=${OPEN_SIZES:-8k mix} OPEN_CLIENTS=${OPEN_CLIENTS:-100} OPEN_RPS=${OPEN_RPS:-60}
COUNT=${COUNT:-3000} CONNECTIONS=${CONNECTIONS:-10 200} REPEATS=${REPEATS:-2} PROCESSES=${PROCESSES:-2}
BURST_CLIENTS=${BURST_CLIENTS:-400} IDLE_SECONDS=${IDLE_SECONDS:-30}

say() { echo "ats-bench: $*" >&2; }

# One run at a time in a folder: each begins by clearing what the one before left. What a server inherits it would hold.
lock() {
  [ -z "${BENCH_LOCKED-}" ] || return 0
  mkdir -p "$out"
  exec 9>"$out/lock"
  flock -n 9 || { say "another run uses $out; BENCH_OUT=DIR takes another folder"; exit 2; }
  export BENCH_LOCKED=1
}

# Lines "name|build|args|preload|FLC|what", without blanks around the bars.
table() { sed '/^#/d; s/ *| */|/g' "$here/configurations"; }
all_rows() { table | cut -d '|' -f 1; }
# Beside the stage native: what it is held against.
stage_rows() {
  table | awk -F '|' -v stage="$STAGE" -v beside='^(freelist|phase1|phase2-jemalloc)$' '
    (stage == "native" ? $2 ~ /^native/ || $1 ~ beside : $2 !~ /^native/) { print $1 }'
}
ROWS=${ROWS:-$(stage_rows | tr '\n' ' ')}

# shellcheck disable=SC2034
row_find() { # row_find NAME: sets build, args, preload and flc
  line=$(table | grep -e "^$1|") || { say "no row $1; there are: $(all_rows | tr '\n' ' ')"; exit 2; }
  IFS='|' read -r _ build args preload flc _ <<END
$line
END
}

library() { # library NAME: its path
  found=$(ldconfig -p | sed -n "s/^[[:space:]]*$1 .*x86-64.* => //p; s/^[[:space:]]*$1 .*=> //p" | head -n 1)
  [ -n "$found" ] || { say "no $1 on this machine: see tests/deps.txt"; exit 2; }
  echo "$found"
}

# Objects that are requested in turn: sixteen of a size. Of ten requests of the mix six are of 1 KB, three of 8 KB, one
# of 64 KB.
paths() { # paths SIZE
  case $1 in
    mix) for i in 0 1 2 3; do
        for size in 1k 8k 1k 8k 1k 64k 1k 8k 1k 1k; do echo "/o/$size/mix-$i"; done
      done ;;
    20m) for i in 0 1 2 3; do echo "/o/20m/$i"; done ;;
    *) for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do echo "/o/$1/$i"; done ;;
  esac
}

failed() { # failed ROW PART WHY: told, kept, and the row goes without a figure
  say "$1, $2: $3"
  jq -cn --arg subject "$1" --arg part "$2" --arg why "$3" '$ARGS.named' >>"$out/failed"
}

# The process has the allocator and the libflc that the row says, and no other one.
is_what_it_says() { # is_what_it_says PID
  loaded=$(grep -oE 'lib(jemalloc|tcmalloc_minimal|mimalloc|flc|flc-plain)\.so\.[0-9]+' "/proc/$1/maps" | sort -u | paste -sd ' ' -)
  wanted=$preload
  [ "$build" != with-jemalloc ] || wanted=libjemalloc.so.2
  case $build in
    phase2 | native*) wanted="libflc.so.0 $wanted" ;;
    phase3) wanted="libflc-plain.so.0 $wanted" ;;
  esac
  [ "$(echo "$loaded" | tr -d ' ')" = "$(echo "$wanted" | tr -d ' ')" ] && return
  echo "it has loaded '$loaded', not '$wanted'"
  return 1
}

# Starts a row's server in DIR; sets PID and URL, writes the lists of addresses. Its RAM cache takes what it reads at
# the first time, not at the second: whether an object is in it shall not depend on which others are asked for.
server_start() { # server_start ROW DIR KEY=VALUE...
  row_find "$1"
  row=$1 dir=$2
  shift 2
  [ -z "$args" ] || set -- "$@" args="$args"
  [ -z "$flc" ] || set -- "$@" flc="$flc"
  [ -z "$preload" ] || set -- "$@" preload="$(library "$preload")"
  [ -z "${BIN-}" ] || set -- "$@" bin="$BIN"
  mkdir -p "$dir"
  "$here/server" start "$dir" "$build" record.proxy.config.cache.ram_cache.use_seen_filter=0 "$@" 9>&- >"$dir.log" 2>&1 || {
    failed "$row" start "$(tail -n 1 "$dir.log")"
    return 1
  }
  # shellcheck source=/dev/null
  . "$dir/env"
  why=$(is_what_it_says "$PID") || { failed "$row" start "$why"; server_stop "$row" "$dir"; return 1; }
  for size in $SIZES $OPEN_SIZES 8k mix 20m; do paths "$size" | sed "s|^|$URL|" >"$dir/$size.urls"; done
}

server_stop() { # server_stop ROW DIR
  "$here/server" stop "$2" >>"$2.log" 2>&1 || failed "$1" stop "$(tail -n 1 "$2.log")"
}

# All objects of a size come from where they should: R RAM, H disk (as the letter of the Via header says it).
letters() { # letters URLS: one for each answer
  sed 's|.*|url = "&"\noutput = /dev/null|' "$1" | curl -s -D - -K - | sed -n 's/^[Vv]ia:.*\[uSc\(.\).*/\1/p'
}

from() { # from LETTER DIR SIZE
  seen=$(letters "$2/$3.urls" | sort | uniq -c | awk '{ printf "%s%s %s", (NR > 1 ? ", " : ""), $1, $2 }')
  [ "$seen" = "$(wc -l <"$2/$3.urls") $1" ] && return
  echo "objects of $3 came as '$seen' of the Via header, not as '$1' alone"
  return 1
}

# Into the RAM cache, which takes what is read from the cache. What is written late needs another go.
warm() { # warm DIR SIZE
  for _ in 1 2 3 4 5; do
    letters "$1/$2.urls" >"$1/warmed"
    grep -qv R "$1/warmed" || return 0
  done
}
