#!/bin/sh
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains the demo model again: retrain.sh [WORK] [VAE_SECONDS] [DIT_SECONDS]
# Needs a GPU, espeak-ng and the Python packages of README.md.  What WORK holds already is continued, so a
# stopped run is taken up by calling it once more.  FROM=none starts from random weights.  SHORT=60 gives 60 seconds to each
# training and a minute of speech to the corpus: a test of the whole way, not a model to keep.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-build/demo-training} vae_s=${2:-${SHORT:-520}} dit_s=${3:-${SHORT:-600}}
start=$here/../checkpoint
mkdir -p "$work/data" "$work/out"
cd "$work"
py=${PYTHON:-python3}
[ -f data/corpus.npz ] || $py "$here/speech.py" corpus data/corpus.npz ${SHORT:+60 20}
[ -f data/prompts.npz ] || $py "$here/prompts.py" table "$start/Wan2.2-S2V-14B/google/umt5-xxl" data/prompts.npz
from=${FROM:-$start/Wan2.2-S2V-14B/Wan2.1_VAE.pth}
[ -f out/vae.pt ] && from=out/vae.pt
$py "$here/train_vae.py" "$vae_s" $((vae_s * 83 / 100)) out data "$from"
cp out/vae.pt data/vae.pt
[ "$FROM" = none ] && export FRESH=1
[ -f out/dit_b.pt ] && export RESUME=out
$py "$here/train_dit.py" "$dit_s" out data "$start"
$py "$here/export.py" out/vae.pt out "$start" checkpoint
echo "the new model: $work/checkpoint"
