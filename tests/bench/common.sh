# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For the scripts of the bench: the subjects, and what is asked for by the environment.
BENCH_DIR=${BENCH_DIR:-$(dirname "$0")}
: "${BENCH_OUT:?is the folder of the programs}"
QUICK=${QUICK:-}
if [ -n "$QUICK" ]; then
  ROUNDS=${ROUNDS:-3} SIZES=${SIZES:-128 8192} THREADS=${THREADS:-1 2} MS=${MS:-6} IDLE_SIZES=${IDLE_SIZES-}
else
  ROUNDS=${ROUNDS:-5} SIZES=${SIZES:-64 128 1024 4096 32768 131072 1048576} THREADS=${THREADS:-1 2 4 8} MS=${MS:-12}
  IDLE_SIZES=${IDLE_SIZES-128 8192}
fi
PATTERNS=${PATTERNS:-lifo burst larson hand-over churn idle}
CHURN_SIZES=${CHURN_SIZES:-128 4096}
IDLE_SECONDS=${IDLE_SECONDS:-10}
IDLE_BYTES=${IDLE_BYTES:-1073741824}
CONTROL=${CONTROL:-flc-jemalloc}

# Lines "name|program|FLC|operands|base|who", without blanks around the bars.
table() {
  sed '/^#/d; s/ *| */|/g' "$BENCH_DIR/subjects"
}

# One line for each subject in variables, since they are asked for thousands of times.
# shellcheck disable=SC2034
while IFS='|' read -r name program flc own rest; do
  key=$(echo "$name" | tr - _)
  eval "program_$key=\$program flc_$key=\$flc own_$key=\$own"
done <<EOF
$(table)
EOF
unset name rest

subject_find() { # subject_find NAME: sets program, flc (the value of FLC) and own (operands)
  key=$1
  while :; do
    case $key in *-*) key=${key%%-*}_${key#*-} ;; *) break ;; esac
  done
  eval "program=\$BENCH_OUT/\$program_$key flc=\$flc_$key own=\$own_$key"
}

all_subjects() {
  table | cut -d '|' -f 1
}

SUBJECTS=${SUBJECTS:-$(all_subjects | tr '\n' ' ')}
for subject in $SUBJECTS; do
  all_subjects | grep -qxF -e "$subject" || {
    echo "bench: there is no subject $subject; there are: $(all_subjects | tr '\n' ' ')" >&2
    exit 2
  }
done

say() {
  echo "bench: $*" >&2
}
