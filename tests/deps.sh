#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps.sh MODE LIST: installs the Debian packages named first on each line of LIST that are missing.
# MODE "skip": only says what is missing and fails if anything is. What the list calls optional may be missing: it is
# installed where that works, and told.
set -eu
mode=$1 list=$2 missing="" needed=""
if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "deps: this is no Debian system; what is needed is listed in $list" >&2
  exit 0
fi
wanted=$(sed 's/#.*//; s/ .*//' "$list")
optional=$(sed -n 's/^\([a-z0-9.+-]*\) *optional:.*/\1/p' "$list")
# shellcheck disable=SC2086
have=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true)
for package in $wanted; do
  printf '%s\n' "$have" | grep -qx "$package installed" || {
    missing="$missing $package"
    printf '%s\n' "$optional" | grep -qx "$package" || needed="$needed $package"
  }
done
give_up() { # give_up WHY: an error if anything is needed
  if [ -n "$needed" ]; then
    echo "deps: missing:$needed" >&2
    echo "deps: $1; install them with: apt-get install$needed" >&2
    exit 1
  fi
  echo "deps: optional, and not there:$missing ($1)" >&2
  exit 0
}
[ -n "$missing" ] || exit 0
[ "$mode" != skip ] || give_up 'nothing is installed with DEPS=skip'
sudo=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || give_up 'installing needs root or sudo'
  sudo=sudo
fi
echo "deps: installing with apt-get:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { $sudo apt-get update && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  give_up 'apt-get failed'
fi
