#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packaging/setup.sh - installs what the build needs on Debian 12 or Ubuntu 24.04, and nothing that is already there:
#   packages of the distribution      packaging/debian.txt, as root or through sudo
#   torch's C++ libraries from PyPI   packaging/libtorch.txt into build/libtorch; with an NVIDIA GPU or nvcc (or with
#                                     STUDIO_CUDA=ON; never with STUDIO_CUDA=OFF) packaging/libtorch-cuda.txt as well,
#                                     and where there is no nvcc, its compiler: packaging/nvcc.txt (STUDIO_NVCC=OFF: not)
# A torch named by Torch_DIR, Libtorch_ROOT or CMAKE_PREFIX_PATH is used instead, and nothing is downloaded.
# Says nothing when there is nothing to do. Interrupted, it goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/.."

site=build/libtorch # what FindLibtorch.cmake looks for; laid out as Python's site-packages
part=build/libtorch.part
ledger=$site/.installed # one line per wheel that lies in $site complete

fail() {
  echo "packaging/setup.sh: $*" >&2
  exit 1
}

# The words of a list file, one a line, without its comments.
entries() {
  sed 's/#.*//' "$@" | tr -s ' \t' '\n' | sed '/^$/d'
}

free_mb() {
  df --output=avail --block-size=1M . | tail -n 1 | tr -d ' '
}

# Those of the named packages that the distribution has.
offered() {
  [ $# -eq 0 ] || { apt-cache show "$@" 2>/dev/null || true; } | sed -n 's/^Package: //p' | sort -u
}

install_packages() {
  local wanted optional=() installed missing log
  wanted=$(entries packaging/debian.txt | { grep -v '?$' || true; } | sort)
  if ! command -v apt-get >/dev/null; then
    echo "packaging/setup.sh: this is neither Debian nor Ubuntu; have the counterparts of these installed:" \
      "${wanted//$'\n'/ }" >&2
    return
  fi
  # A package of the list may be there under another name that provides it.
  installed=$(dpkg-query --show --showformat='${db:Status-Abbrev}${Package}, ${Provides}\n' |
    sed -n 's/^.i //p' | tr -s ', ' '\n' | sort -u)
  mapfile -t missing < <(comm -23 <(echo "$wanted") <(echo "$installed"))
  # Those of one distribution only, as far as this one's lists are known by now.
  mapfile -t optional < <(comm -23 <(entries packaging/debian.txt | sed -n 's/?$//p' | sort) <(echo "$installed"))
  [ ${#missing[@]} -gt 0 ] || mapfile -t missing < <(offered "${optional[@]}")
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$EUID" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail "there is no sudo here; as root, run: apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  echo "Installing packages: ${missing[*]}"
  log=$(mktemp)
  # A list that cannot be refreshed is no reason to stop: what counts is whether the packages come.
  "${as_root[@]}" apt-get update -qq >"$log" 2>&1 || true
  mapfile -t missing < <({ printf '%s\n' "${missing[@]}"; offered "${optional[@]}"; } | sort -u)
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${missing[@]}" >>"$log" 2>&1 </dev/null; then
    grep -E '^(E|Err|W|sudo)' "$log" | tail -n 4 >&2 || true
    rm -f "$log"
    fail "apt-get could not install the packages; is there a network, and about 2 GB of free space on /?"
  fi
  rm -f "$log"
}

# Prints where the environment says that torch is; fails if it says so and torch is not there.
given_torch() {
  local name folder place
  for name in Torch_DIR Libtorch_ROOT; do
    folder=${!name-}
    [ -n "$folder" ] || continue
    for place in "$folder/../../.." "$folder/torch" "$folder"; do
      [ ! -e "$place/include/ATen/core/Tensor.h" ] || { echo "$place"; return; }
    done
    fail "$name is $folder, but there is no torch; correct it, or unset it to have torch downloaded"
  done
  local folders
  IFS=':;' read -ra folders <<<"${CMAKE_PREFIX_PATH-}"
  for folder in "${folders[@]}"; do
    for place in "$folder" "$folder/torch" "$folder/../.."; do
      [ -z "$folder" ] || [ ! -e "$place/include/ATen/core/Tensor.h" ] || { echo "$place"; return; }
    done
  done
}

wants_cuda() {
  case ${STUDIO_CUDA:-AUTO} in
  ON) return 0 ;;
  OFF) return 1 ;;
  esac
  [ -e /dev/nvidiactl ] || command -v nvidia-smi >/dev/null || command -v "${CUDACXX:-nvcc}" >/dev/null
}

wants_nvcc() {
  [ "${STUDIO_NVCC:-AUTO}" != OFF ] && ! command -v "${CUDACXX:-nvcc}" >/dev/null && [ ! -x /usr/local/cuda/bin/nvcc ]
}

# Unpacks one wheel apart, keeps what C++ needs of it (libraries, headers, licences), then adds it to $site.
install_wheel() {
  local said
  rm -rf "$part"
  mkdir -p "$part/tmp" "$site"
  if ! said=$(TMPDIR=$PWD/$part/tmp PIP_USER=0 "$python" -m pip install --quiet --disable-pip-version-check \
    --root-user-action=ignore --no-cache-dir --no-deps --no-compile --only-binary :all: \
    --target "$part/site" "$1" 2>&1); then
    rm -rf "$part"
    [[ $said != *"No space left"* ]] ||
      fail "the disk ran full while unpacking $1; torch's libraries need about $need GB. Run it again to go on from here"
    tail -n 3 <<<"$said" >&2
    fail "could not get $1 from PyPI; is there a network? Run it again to go on from here"
  fi
  # `include`: headers of cuDNN's front end
  find "$part/site" -mindepth 1 -maxdepth 1 ! -name torch ! -name nvidia ! -name include ! -name '*.dist-info' \
    -exec rm -rf {} +
  if [ -d "$part/site/torch" ]; then
    find "$part/site/torch" -mindepth 1 -maxdepth 1 \
      ! -name lib ! -name include ! -name share ! -name version.py -exec rm -rf {} +
    rm -rf "$part"/site/torch/lib/{libtorch_python.so,libshm*}
  fi
  cp --archive --link --force "$part/site/." "$site/"
  rm -rf "$part"
  echo "$1" >>"$ledger"
}

install_libtorch() {
  local torch lists missing wheel need python number=0
  torch=$(given_torch)
  [ -z "$torch" ] || return 0

  lists=(packaging/libtorch.txt)
  need=3
  if wants_cuda; then
    lists+=(packaging/libtorch-cuda.txt)
    need=5
    ! wants_nvcc || lists+=(packaging/nvcc.txt)
  fi
  if [ -e "$ledger" ] && entries packaging/libtorch.txt packaging/libtorch-cuda.txt packaging/nvcc.txt |
    grep --quiet --invert-match --line-regexp --fixed-strings --file=- "$ledger"; then
    rm -rf "$site" # wheels of other versions: an update of the lists
  fi
  mapfile -t missing < <(entries "${lists[@]}" | { grep -vxFf <(cat "$ledger" 2>/dev/null) || true; })
  [ ${#missing[@]} -gt 0 ] || return 0

  [ "$(free_mb)" -ge $((need * 1000)) ] || [ -e "$ledger" ] ||
    fail "torch's libraries need about $need GB in $PWD/build, but only $(free_mb) MB are free there"
  python=/usr/bin/python3 # the one that Debian's pip belongs to, whatever environment is active
  [ -x "$python" ] || python=python3
  "$python" -m pip --version >/dev/null 2>&1 || fail "python3 has no pip; install python3-pip"
  for wheel in "${missing[@]}"; do
    number=$((number + 1))
    echo "Fetching $wheel ($number of ${#missing[@]})"
    install_wheel "$wheel"
  done
}

trap 'rm -rf "$part"; exit 130' INT TERM
mkdir -p build
exec 9>build/setup.lock
flock 9 # one set-up at a time
install_packages
install_libtorch
