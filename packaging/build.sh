#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/build.sh PRESET - configures and builds a preset of CMakePresets.json, with ccache and mold where they are
# installed and as many compilers as there are processors and memory for. Quiet when there is nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:?usage: packaging/build.sh PRESET}

# CMake reads these on the first configuration of a build folder.
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER-ccache}
  export CMAKE_CUDA_COMPILER_LAUNCHER=${CMAKE_CUDA_COMPILER_LAUNCHER-ccache}
  export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS-pch_defines,time_macros} # else it passes precompiled headers by
fi
if command -v mold >/dev/null; then
  # Up to 1.10, mold can begin the region that is protected after relocation (RELRO) one page before its segment, and
  # the program then doesn't start: 7 of 4,096 sizes of code with one byte of .tbss. Not with segments of whole pages.
  export LDFLAGS="${LDFLAGS--fuse-ld=mold -Wl,-z,separate-code}"
fi

# A compiler takes up to 1.5 GB on the files that include torch.
jobs=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
[ "$jobs" -le "$(nproc)" ] || jobs=$(nproc)
[ "$jobs" -ge 1 ] || jobs=1

mkdir -p build
log=build/configure-$preset.log
options=()
[ -z "${STUDIO_CUDA-}" ] || options+=("-DSTUDIO_CUDA=$STUDIO_CUDA")
if ! cmake --preset "$preset" "${options[@]}" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
cmake --build --preset "$preset" --parallel "$jobs"
