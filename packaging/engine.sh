#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/engine.sh - checks that the engine builds without Qt and FFmpeg, as the preset engine does on a machine that
#   has neither. It configures that preset, where linking to a room that isn't built is an error, and compiles the sources
#   whose commands aren't those of build/ci; the others have been compiled there.
# packaging/build.sh engine builds all of it.
set -euo pipefail
cd "$(dirname "$0")/.."

# "COMMAND -o OBJECT -c SOURCE" of each source, with neither ccache nor the name of the build folder.
commands() { # PRESET
  sed -n -E "s|^ *\"command\": \"([^ ]*ccache )?(.*)\",$|\2|p" "build/$1/compile_commands.json" |
    sed "s|/build/$1/|/build/|g" | sort
}

mkdir -p build
if ! cmake --preset engine -DCMAKE_LINK_LIBRARIES_ONLY_TARGETS=ON >build/configure-engine.log 2>&1; then
  cat build/configure-engine.log >&2
  exit 1
fi
mapfile -t objects < <(comm -23 <(commands engine) <(commands ci) | sed -E 's|.* -o ([^ ]*) .*|\1|')
echo "packaging/engine.sh: ${#objects[@]} of $(commands engine | wc -l) sources are compiled otherwise than in build/ci"
[ ${#objects[@]} = 0 ] || cmake --build --preset engine --parallel "$(nproc)" --target "${objects[@]}"
