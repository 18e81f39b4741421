#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/tidy.sh - runs clang-tidy 14 on the sources of build/ci that have changed since they passed, 5 to 20 seconds
#   each. packaging/tidy.passed remembers what passed, as hashes of a source with its own header: commit it with the
#   change.
# packaging/tidy.sh all - runs it on all sources: about 40 minutes of one processor.
# packaging/tidy.sh accept - takes all sources as they are, unseen: from then on only changes are looked at.
# Tests are not looked at: the macros of Qt Test are full of findings. Nor are kernels: they need CUDA's headers.
set -euo pipefail
cd "$(dirname "$0")/.."
export passed=packaging/tidy.passed

hash_of() {
  { cat "$1" "${1%.cpp}.h" 2>/dev/null || true; } | sha1sum | cut -c 1-16
}

check() { # "FILE HASH"
  local said
  if said=$(clang-tidy-14 -p build/tidy --quiet --extra-arg=-Wno-unknown-warning-option "${1% *}" 2>&1); then
    echo "$1" >>"$passed" # at once: whoever interrupts the script loses nothing
  else
    grep -Ev 'warnings? (and .* )?generated|^Error while processing' <<<"$said" >&2
    return 1
  fi
}
export -f check

# clang can't read GCC's precompiled headers: each source is looked at with what it includes itself.
mkdir -p build/tidy
sed -E 's/ -Winvalid-pch -include [^ ]*cmake_pch\.hxx//' build/ci/compile_commands.json >build/tidy/compile_commands.json

touch "$passed"
[ "${1-}" != all ] || : >"$passed"
now=$(sed -n "s|^ *\"file\": \"$PWD/\(.*\.cpp\)\",*$|\1|p" build/ci/compile_commands.json |
  grep -E '^(core|ui|app)/' | grep -v /cuda/ | sort -u |
  while read -r file; do echo "$file $(hash_of "$file")"; done)
[ "${1-}" != accept ] || { echo "$now" >"$passed"; exit; }
mapfile -t changed < <(grep -vxFf "$passed" <<<"$now")
found=0
if [ ${#changed[@]} -gt 0 ]; then
  echo "clang-tidy: ${#changed[@]} of $(wc -l <<<"$now") sources have changed since they passed"
  printf '%s\0' "${changed[@]}" | xargs -0 -n 1 -P "${TIDY_JOBS:-$(nproc)}" bash -c 'check "$0"' || found=1
fi
grep -xFf "$passed" <<<"$now" >"$passed.new" || true
mv "$passed.new" "$passed"
[ $found = 0 ] || echo "packaging/tidy.sh: clang-tidy found what is above; mend it" >&2
exit $found
