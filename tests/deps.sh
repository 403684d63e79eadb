#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps.sh MODE LIST: installs the Debian packages named first on each line of LIST that are missing.
# MODE "skip": only says what is missing and fails if anything is.
set -eu
mode=$1 list=$2 missing=
if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "deps: this is no Debian system; what is needed is listed in $list" >&2
  exit 0
fi
wanted=$(sed 's/#.*//; s/ .*//' "$list")
# shellcheck disable=SC2086
have=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true)
for package in $wanted; do
  printf '%s\n' "$have" | grep -qx "$package installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$mode" = skip ]; then
  echo "deps: missing:$missing" >&2
  echo "deps: install them with: apt-get install$missing" >&2
  exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || {
    echo "deps: missing:$missing; installing them needs root or sudo" >&2
    exit 1
  }
  sudo=sudo
fi
echo "deps: installing with apt-get:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { $sudo apt-get update && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "deps: apt-get failed; install by hand:$missing" >&2
  exit 1
fi
