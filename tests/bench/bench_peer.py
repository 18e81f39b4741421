# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our engine and the demo recipe's PyTorch inference on the demo scene, in one run on one machine.

    python3 tests/bench/bench_peer.py [build/bin/avatar-render] [rounds]

Needs what resources/demo/training needs to infer (torch, numpy, safetensors, soundfile, soxr, ftfy, tokenizers,
pillow). Prints frames a second of the part that grows with the film (transformer and VAE) for both; never fails on
time.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources/demo"
sys.path.insert(0, str(DEMO / "training"))
program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/bin/avatar-render")
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3

import numpy as np  # noqa: E402
import torch  # noqa: E402
from PIL import Image  # noqa: E402

from infer import Engine, load_wav  # noqa: E402

scene = json.loads((DEMO / "demo.json").read_text())
torch.set_num_threads(2)
side = int(scene["size"].split("*")[0])
pixels = np.asarray(Image.open(DEMO / scene["portrait"]).convert("RGB").resize((side, side), Image.BILINEAR))
image = torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255 * 2 - 1
peer = Engine(str(DEMO / "checkpoint"))
rows, voice = peer.text(scene["prompt"]), peer.voice(load_wav(str(DEMO / scene["voice"])))


def theirs():
    start, frames = time.perf_counter(), 0
    for group in peer.stream(image, rows, voice, steps=scene["steps"], seed=scene["seed"]):
        frames += group.shape[1]
    return frames / (time.perf_counter() - start)


def ours(folder):
    report = f"{folder}/report.json"
    subprocess.run([program, "--demo", "--overwrite", "--progress", "none", "--save_file", f"{folder}/film.mp4",
                    "--report", report], check=True, capture_output=True, env={**os.environ, "OMP_NUM_THREADS": "2"})
    return json.loads(Path(report).read_text())


with tempfile.TemporaryDirectory() as folder:
    for n in range(rounds):
        peer_fps, report = theirs(), ours(folder)
        seconds = "  ".join(f"{k} {v:.2f}" for k, v in report["seconds"].items())
        print(f"round {n + 1}: PyTorch {peer_fps:.1f} fps, ours {report['fps']:.1f} fps, ratio "
              f"{report['fps'] / peer_fps:.2f}   seconds: {seconds}", flush=True)
