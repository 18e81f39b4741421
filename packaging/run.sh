#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/run.sh [--headless] [ARGUMENTS] - from a fresh checkout to a talking picture: installs what is missing,
# builds, and opens the window; without a display, or with --headless, renders the demo scene and prints the path of
# the MP4 as its last line. ARGUMENTS go to the program: to the window, or to avatar-render after the demo's own.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

headless=no
film=
arguments=()
previous=
for argument in "$@"; do
  case $argument in
  --headless)
    headless=yes
    continue
    ;;
  --save[_-]file=*) film=${argument#*=} ;;
  esac
  case $previous in
  --save[_-]file) film=$argument ;;
  esac
  arguments+=("$argument")
  previous=$argument
done

"$root/packaging/setup.sh"
"$root/packaging/build.sh" release

if [ $headless = no ] && [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ] && [ -x "$root/build/bin/avatar-studio" ]; then
  exec "$root/build/bin/avatar-studio" "${arguments[@]}"
fi

# Only the script's own film is replaced without asking.
if [ -z "$film" ]; then
  film=$root/build/demo.mp4
  arguments=(--overwrite --save_file "$film" "${arguments[@]}")
fi
"$root/build/bin/avatar-render" --demo "${arguments[@]}"
echo "$film"
