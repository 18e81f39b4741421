# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""light.safetensors: what the public light decoder makes of hashed weights and latents (tests/core/tst_LightDecoder.cpp).

Usage: python light.py FOLDER, with taehv.py of github.com/madebyollin/taehv in FOLDER; torch, numpy, safetensors.
"""
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

sys.path.insert(0, sys.argv[1])
from taehv import TAEHV


def hashed(name, shape, spread):
    seed = 2166136261  # FNV-1a
    for c in name.encode():
        seed = (seed ^ c) * 16777619 % 2**32
    x = np.arange(np.prod(shape), dtype=np.uint64) * 2654435761 + seed & 0xFFFFFFFF
    x = (x ^ x >> 16) * 0x45D9F3B & 0xFFFFFFFF
    x ^= x >> 16
    return torch.from_numpy(((x / 2**31 - 1) * spread).astype(np.float32)).view(shape)


torch.set_num_threads(1)
decoder = TAEHV(checkpoint_path=None)
with torch.no_grad():
    for name, tensor in decoder.decoder.named_parameters():
        shape = tuple(tensor.shape)
        spread = 0.1 if name.endswith("bias") else (3 / np.prod(shape[1:])) ** 0.5
        tensor.copy_(hashed("decoder." + name, shape, spread))
    decoder.decoder[-1].bias += 0.5  # a grey picture, so that few pixels are clamped
    latents = hashed("latents", (16, 3, 3, 4), 2)
    frames = decoder.decode_video(latents.transpose(0, 1)[None], parallel=True, show_progress_bar=False)[0]
    again = decoder.decode_video(latents.transpose(0, 1)[None], parallel=False, show_progress_bar=False)[0]
print("frames", tuple(frames.shape), "mean", frames.mean().item(), "deviation", frames.std().item(),
      "clamped", ((frames == 0) | (frames == 1)).float().mean().item(), "its streaming differs by",
      (frames - again).abs().max().item())
save_file({"frames": frames.transpose(0, 1).contiguous()}, Path(__file__).with_name("light.safetensors"))
