#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/test.sh - installs what is missing, builds everything with warnings as errors, runs the checks, then all
#   tests. Ends with ctest's summary and with its exit code, or with 1 if a check failed; that is said above the tests.
#   Checks: the engine alone, without Qt and FFmpeg; clang-tidy on what has changed; the tests that are watched by
#   sanitizers (presets asan and tsan). Formatting, layers and translations are tests.
# packaging/test.sh ARGUMENTS OF CTEST - only builds and runs the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
check() { # SENTENCE COMMAND...
  "${@:2}" && return
  echo "packaging/test.sh: $1" >&2
  status=1
}

sanitized() { # PRESET
  # The thread sanitizer of GCC 12 and 13 can't start where a kernel spreads addresses too widely.
  local start=()
  ! setarch -R true 2>/dev/null || start=(setarch -R)
  packaging/build.sh "$1" && "${start[@]}" ctest --preset "$1" --parallel 2 --no-label-summary
}

packaging/setup.sh
packaging/build.sh ci
if [ $# -eq 0 ]; then
  check "the engine doesn't build without Qt and FFmpeg (preset engine)" packaging/engine.sh
  check "clang-tidy has findings" packaging/tidy.sh
  check "the address sanitizer has findings, or a test fails under it (preset asan)" sanitized asan
  check "the thread sanitizer has findings, or a test fails under it (preset tsan)" sanitized tsan
fi
# Two at a time: each test also uses two threads for its tensors.
ctest --preset ci --parallel 2 --no-label-summary "$@" || status=$?
exit $status
