#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/test.sh [ARGUMENTS OF CTEST] - installs what is missing, builds everything with warnings as errors, runs
# all tests. Ends with ctest's summary and with its exit code.
set -euo pipefail
cd "$(dirname "$0")/.."

packaging/setup.sh
packaging/build.sh ci
# Two at a time: each test also uses two threads for its tensors.
exec ctest --preset ci --parallel 2 --no-label-summary "$@"
