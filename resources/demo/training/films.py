# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn films: voices -> curves of the face -> frames."""
import numpy as np
import torch
import torch.nn.functional as F

import faces
import speech

TEST_SEED = 5550001  # characters from here on are never trained on


def curves(path, n, seconds, seed, dev, test=False):
    """Voices of the corpus (and source-filter ones) -> clean [n,S] and targets [n,T,7] at 25 fps."""
    z = np.load(path)
    clean = torch.from_numpy(speech.assemble(z["audio"], z["marks"], n, seconds, seed, test)).to(dev)
    k = 0 if test else n // 6
    if k:
        clean[:k] = speech.fake_voice(k, clean.shape[1], seed, dev)
    return clean, torch.cat([speech.targets(c, int(seconds * 25)) for c in clean.split(16)])


def wander(n, t, lo, hi, knots, dev):
    k = max(2, int(knots))
    v = torch.rand(n, 1, k, device=dev) * (hi - lo) + lo
    return F.interpolate(v, size=t, mode="linear", align_corners=True)[:, 0]


@torch.no_grad()
def motion(n, t, targ, dev):
    """Most films follow a voice, some wander; they begin with a still of random length."""
    i = torch.randint(0, targ.shape[0], (n, 1), device=dev)
    s = torch.randint(0, targ.shape[1] - t, (n, 1), device=dev)
    tg = targ[i, s + torch.arange(t, device=dev)]
    m = {k: tg[..., j] for j, k in enumerate(speech.NAMES)}
    m["smile"] = ((torch.randint(0, 3, (n, 1), device=dev) - 1) * .95 * (torch.rand(n, 1, device=dev) < .7)).expand(n, t)
    w = dict(open=wander(n, t, -.5, 1.2, t / 3.5, dev).clamp(0, 1), wide=wander(n, t, -1, 1, t / 4, dev), smile=wander(n, t, -.95, .95, 3, dev),
             dx=wander(n, t, -.06, .06, t / 6, dev), dy=wander(n, t, -.05, .05, t / 6, dev), tilt=wander(n, t, -.11, .11, t / 6, dev),
             brow=wander(n, t, -.2, 1, t / 6, dev), blink=wander(n, t, -2, 1.4, t / 4, dev).clamp(0, 1))
    q = (torch.rand(n, 1, device=dev) < .25).float()
    head = torch.where(torch.rand(n, 1, device=dev) < .6, torch.randint(0, 30, (n, 1), device=dev), torch.randint(0, 3, (n, 1), device=dev))
    go = ((torch.arange(t, device=dev)[None] - head + 1).clamp(0, 3) / 3)
    return {k: (m[k] * (1 - q) + w[k] * q) * (go if k != "smile" else (go > 0).float()) for k in m}, head


@torch.no_grad()
def film(d, m, size, switch=None, chunk=150):
    """d: [n] identities, m: [n,t] curves -> frames u8 [n,t,H,W,3], weights u8 [n,t,H,W]."""
    n, t = m["open"].shape
    dd = {k: v.repeat_interleave(t, 0) for k, v in d.items()}
    if switch is not None:
        dd["back"] = switch
    mm = {k: v.reshape(-1) for k, v in m.items()}
    xs, ws = [], []
    for a in range(0, n * t, chunk):
        x, w, _ = faces.render({k: v[a:a + chunk] for k, v in dd.items()}, {k: v[a:a + chunk] for k, v in mm.items()}, size)
        xs.append((x.permute(0, 2, 3, 1) * 255).round().byte())
        ws.append((w[:, 0] * 255).round().byte())
    return torch.cat(xs).unflatten(0, (n, t)), torch.cat(ws).unflatten(0, (n, t))


@torch.no_grad()
def clips(n, t, size, seed, targ, dev):
    """n random training films of t frames."""
    d = faces.identity(n, seed, dev)
    m, head = motion(n, t, targ, dev)
    other = faces.identity(n, seed + 10 ** 7, dev)["back"]
    jump = (torch.rand(n, 1, device=dev) < .35) & (torch.arange(t, device=dev)[None] >= head)  # a prompt changes the wall
    back = torch.where(jump.reshape(-1, 1), other.repeat_interleave(t, 0), d["back"].repeat_interleave(t, 0))
    return film(d, m, size, back)


def mouth_box(d, size):
    """Pixels around the mouth of one character, wide enough for the swaying head."""
    H, W = (size, size) if isinstance(size, int) else size
    u = min(H, W) / (2 * faces.ZOOM)
    cy = (d["my"].flatten()[0].item() - .015) * u + H / 2
    return max(0, int(cy - .20 * u)), min(H, int(cy + .34 * u)), int(W / 2 - .34 * u), int(W / 2 + .34 * u)


@torch.no_grad()
def read_opening(frames, d, m, size, levels=25):
    """How far the mouth is open in each frame: the drawing (same character, pose and mood) that is nearest
    to the pixels around the mouth, over the opening alone.  frames [T,H,W,3] in 0..1, d of one character,
    m curves [T].  -> [T] in 0..1 (mouth area grows in
    proportion to it)."""
    dev = frames.device
    T = frames.shape[0]
    box = mouth_box(d, size)
    f = frames[:, box[0]:box[1], box[2]:box[3]].permute(0, 3, 1, 2)
    o = torch.linspace(0, 1, levels, device=dev).repeat_interleave(T)
    err = []
    for lo in range(0, levels * T, 600):  # levels x frames
        k = torch.arange(lo, min(lo + 600, levels * T), device=dev)
        mm = {**{a: v[k % T] for a, v in m.items()}, "open": o[k]}
        x, _, _ = faces.render({a: v.expand(len(k), *v.shape[1:]) for a, v in d.items()}, mm, size, box)
        err.append((x - f[k % T]).pow(2).mean((1, 2, 3)))
    err = torch.cat(err).view(levels, T)
    i = err.argmin(0)
    # parabola through the lowest three
    j = i.clamp(1, levels - 2)
    a, b, c = (err.gather(0, (j + k)[None])[0] for k in (-1, 0, 1))
    off = (.5 * (a - c) / (a - 2 * b + c).clamp_min(1e-9)).clamp(-1, 1)
    pos = (j + off).clamp(0, levels - 1) / (levels - 1)
    return torch.where((i == 0) & (pos > .02), pos.clamp_max(.02), pos)


def corr(a, b):
    a, b = a - a.mean(), b - b.mean()
    return ((a * b).sum() / (a.norm() * b.norm() + 1e-9)).item()
