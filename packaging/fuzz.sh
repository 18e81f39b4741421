#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/fuzz.sh [INPUTS [READER...]] - builds the preset fuzz and gives each reader of files so many inputs (100000
#   if not said), guided by libFuzzer under the sanitizers; one reader after the other, with the lowest priority. Prints
#   a line for each: inputs, edges of the code that they reached, inputs that are kept for that, seconds. What is kept
#   stays in build/fuzz/corpus/READER, and the next run goes on from there. A finding ends its reader's run: the input is
#   build/fuzz/found/READER-*, what was said of it is in build/fuzz/found/READER.log, and the script ends with 1.
# Needs clang-14 and libclang-rt-14-dev, which packaging/setup.sh doesn't install: no test needs them.
set -euo pipefail
cd "$(dirname "$0")/.."
inputs=${1:-100000}

packaging/build.sh fuzz
program=build/fuzz/bin/fuzz_readers
readers=("${@:2}")
[ ${#readers[@]} -gt 0 ] || mapfile -t readers < <($program --readers)

status=0
mkdir -p build/fuzz/found
for reader in "${readers[@]}"; do
  log=build/fuzz/found/$reader.log
  mkdir -p "build/fuzz/corpus/$reader"
  begin=$SECONDS
  nice -n 19 $program "--reader=$reader" -runs="$inputs" -timeout=10 -rss_limit_mb=4000 -malloc_limit_mb=3000 \
    -print_funcs=0 -print_final_stats=1 -artifact_prefix="build/fuzz/found/$reader-" "build/fuzz/corpus/$reader" >"$log" 2>&1 && said= ||
    { said=", and a finding: $log"; status=1; }
  printf '%-15s %9d inputs, %6d edges, %5d kept, %5d s%s\n' "$reader" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d ' ' -f 2)" \
    "$(find "build/fuzz/corpus/$reader" -type f | wc -l)" $((SECONDS - begin)) "$said"
done
exit $status
