# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python distil_decoder.py VAE OUT SECONDS [LATENTS]: a light decoder that is taught by a VAE's own decoder.

VAE is a Wan2.1_VAE.pth of any width, the demo's or the published one; OUT the .safetensors to write (fp16,
names and layers of taew2_1, core/MODEL.md 5.4; it takes normalised latents).  LATENTS is a folder of files that
avatar-render --dump wrote; without it drawn films are encoded.  WIDTHS gives the channels of the stages and
START a file to begin with.  An eighth of the films is held out for the figures at the end.
"""
import glob
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file, save_file

import vae as V

VAE, OUT, LIMIT = sys.argv[1], sys.argv[2], float(sys.argv[3])
FOLDER = sys.argv[4] if len(sys.argv) > 4 else None
WIDTHS = [int(w) for w in os.environ.get("WIDTHS", "64,32,16,16").split(",")]
dev = "cuda" if torch.cuda.is_available() else "cpu"
SMALL = dev == "cpu"
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True
torch.manual_seed(1)
start = time.time()


class Memory(nn.Module):
    """Three convolutions, the first of which sees the frame before, too.  x [N, T, C, H, W]."""

    def __init__(self, c):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(2 * c, c, 3, padding=1), nn.ReLU(), nn.Conv2d(c, c, 3, padding=1), nn.ReLU(),
                                  nn.Conv2d(c, c, 3, padding=1))

    def forward(self, x):
        before = F.pad(x, (0, 0, 0, 0, 0, 0, 1, 0))[:, :-1]
        y = self.conv(torch.cat([x, before], 2).flatten(0, 1))
        return F.relu(y + x.flatten(0, 1)).unflatten(0, x.shape[:2])


class Frames(nn.Module):
    """Makes `rate` frames of one; the doubling of the size stands before it."""

    def __init__(self, c, rate):
        super().__init__()
        self.rate = rate
        self.conv = nn.Conv2d(c, rate * c, 1, bias=False)

    def forward(self, x):
        n, t, c = x.shape[:3]
        y = self.conv(x.flatten(0, 1))
        return y.reshape(n, t * self.rate, c, *y.shape[2:])


class Light(nn.Module):
    def __init__(self, widths):
        super().__init__()
        layers = [nn.Identity(), nn.Conv2d(16, widths[0], 3, padding=1), nn.ReLU()]
        for c, after, rate in zip(widths, widths[1:], (1, 2, 2)):
            layers += [Memory(c), Memory(c), Memory(c), nn.Upsample(scale_factor=2), Frames(c, rate),
                       nn.Conv2d(c, after, 3, padding=1, bias=False)]
        layers += [nn.ReLU(), nn.Conv2d(widths[-1], 3, 3, padding=1)]
        self.decoder = nn.ModuleList(layers)

    def forward(self, z):
        """Latents [N, T, 16, h, w] -> frames [N, 1 + 4 (T - 1), 3, 8h, 8w] in 0..1, not clamped."""
        x = torch.tanh(z / 3) * 3
        for layer in self.decoder:
            if isinstance(layer, (Memory, Frames)):
                x = layer(x)
            else:
                x = layer(x.flatten(0, 1)).unflatten(0, x.shape[:2])
        return x[:, 3:]


def teacher():
    state = torch.load(VAE, map_location="cpu", weights_only=True)
    net = V.VAE(V.base_width(state)).to(dev).eval()
    net.load_state_dict({k: v.float() for k, v in state.items()})
    V.MODE = "2d" if SMALL else "2dcl"
    return net


@torch.no_grad()
def drawn(net, films_wanted, frames, size):
    """Latents of drawn films, whose mouths wander: no voices are needed to teach a decoder."""
    import films
    import speech
    curves = torch.stack([films.wander(32, 4 * frames, 0, 1, frames, dev) for _ in speech.NAMES], -1)
    for a in range(0, films_wanted, 4):
        x, w = films.clips(4, frames, size, 7_000_000 + a, curves, dev)
        yield net.encode((x.float() / 127.5 - 1).permute(0, 4, 1, 2, 3)), w


def dumped(folder):
    for file in sorted(glob.glob(folder + "/*.safetensors")):
        with safe_open(file, "pt", device=dev) as tensors:
            for name in tensors.keys():
                if name.startswith("latents_clip"):
                    yield tensors.get_tensor(name).float().view(1, 16, -1, *tensors.get_tensor(name).shape[-2:]), None


@torch.no_grad()
def lessons(net):
    """(latents [n, T, 16, h, w], the teacher's frames [n, 4T-3, 3, H, W] u8, weights of the pixels or None)."""
    made = []
    source = dumped(FOLDER) if FOLDER else drawn(net, *((8, 17, 32) if SMALL else (1600, 49, 128)))
    for z, w in source:
        x = net.decode(z).permute(0, 2, 1, 3, 4)
        made.append((z.permute(0, 2, 1, 3, 4), ((x + 1) * 127.5).round().byte(), w))
        if time.time() - start > LIMIT / 3:
            break
    return made


def psnr(a, b):
    return -10 * torch.log10((a - b).pow(2).mean()).item()


net = teacher()
made = lessons(net)
held, made = made[: max(1, len(made) // 8)], made[max(1, len(made) // 8):]
print("%d films for training, %d held out, %.1f s" % (*(sum(len(z) for z, _, _ in part) for part in (made, held)), time.time() - start), flush=True)
light = Light(WIDTHS).to(dev)
if "START" in os.environ:
    light.load_state_dict({k: v.float() for k, v in load_file(os.environ["START"]).items()})
ema = {k: v.clone() for k, v in light.state_dict().items()}
optim = torch.optim.AdamW(light.parameters(), lr=1, betas=(.9, .98), weight_decay=1e-4)
begun, steps = time.time(), 0
while (part := (time.time() - begun) / max(1e-9, LIMIT - (begun - start))) < 1 and made:
    for group in optim.param_groups:
        group["lr"] = 2.5e-3 * min(1, (steps + 1) / 50) * (1 - part) ** .7 + 2e-6
    z, x, w = made[torch.randint(len(made), ()).item()]
    with torch.autocast(dev, torch.bfloat16, enabled=not SMALL):
        y = light(z)
    x = x.float() / 255
    d = y.float() - x
    weight = 1 if w is None else 1 + 3 * (w.float() / 255).unsqueeze(2)
    loss = (d.abs() * weight).mean() + 4 * (d.pow(2) * weight).mean()
    loss = loss + .5 * (d[..., 1:] - d[..., :-1]).abs().mean() + .5 * (d[..., 1:, :] - d[..., :-1, :]).abs().mean()
    if d.shape[1] > 1:
        loss = loss + .5 * (d[:, 1:] - d[:, :-1]).abs().mean()  # no flicker
    optim.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(light.parameters(), 1)
    optim.step()
    keep = min(.999, (steps + 1) / (steps + 10))
    for k, v in light.state_dict().items():
        ema[k].lerp_(v, 1 - keep)
    steps += 1
    if steps % 500 == 0:
        print("step %d, loss %.4f, %.1f s" % (steps, loss.item(), time.time() - start), flush=True)
light.load_state_dict(ema)
with torch.no_grad():
    figures = [psnr(light(z).clamp(0, 1), x.float() / 255) for z, x, _ in held]
print("%d steps; against the VAE on held-out films: %.2f dB (%.2f the worst)" % (steps, sum(figures) / len(figures), min(figures)))
save_file({k: v.half().contiguous().cpu() for k, v in light.state_dict().items()}, OUT)
