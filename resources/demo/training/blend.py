# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python blend.py TRAINED TUNED OUT [HEARING] [REST]: a part of what a short further training changed.

All three are folders with dit_a.pt and dit_b.pt; TRAINED may be a checkpoint.  HEARING is the part for the layers that take in the sound,
REST the part for all others: the pictures stay close to the longer training, the ear is the newer one.
"""
import os
import sys

import torch

from export import begin


def main(trained, tuned, out, hearing=.66, rest=.66):
    os.makedirs(out, exist_ok=True)
    start = begin(trained) if os.path.isdir(f"{trained}/LiveAvatar") else None
    for f in ("dit_a.pt", "dit_b.pt"):
        new = torch.load(f"{tuned}/{f}", map_location="cpu")
        old = dict(new, dit={k: start[k].float() for k in new["dit"]}) if start else torch.load(f"{trained}/{f}", map_location="cpu")
        for k, v in old["dit"].items():
            v.lerp_(new["dit"][k], float(hearing if k.startswith(("audio_injector.", "casual_audio_encoder.")) else rest))
        torch.save(old, f"{out}/{f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
