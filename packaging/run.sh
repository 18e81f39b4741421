#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/run.sh [--headless] [ARGUMENTS] - from a fresh checkout to a talking picture: installs what is missing,
# builds, and opens the window. Without a display, or with --headless, it renders the demo scene and prints the path of
# the MP4, build/demo.mp4, as its last line. ARGUMENTS go to the program: to the window, or to avatar-render behind the
# demo's own, which they replace.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

headless=no
own_film=no
arguments=()
for argument in "$@"; do
  case $argument in
  --headless)
    headless=yes
    continue
    ;;
  --save[_-]file* | --save[_-]dir*) own_film=yes ;;
  esac
  arguments+=("$argument")
done

"$root/packaging/setup.sh"
"$root/packaging/build.sh" release

if [ $headless = no ] && [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ] && [ -x "$root/build/bin/avatar-studio" ]; then
  exec "$root/build/bin/avatar-studio" "${arguments[@]}"
fi

# Only the script's own film is replaced without asking.
if [ $own_film = no ]; then
  arguments=(--save_file "$root/build/demo.mp4" --overwrite "${arguments[@]}")
fi
exec "$root/build/bin/avatar-render" --demo "${arguments[@]}"
