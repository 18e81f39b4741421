# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python train_audio.py SECONDS OUT CORPUS: wav2vec2 learns to tell what the face does (then it is frozen)."""
import math
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import speech
from audio import Wav2Vec2, frame_count, normalise

OFF, SLOW = list(range(-5, 3)), [-4, -1]


def frames(h):
    """[B,T,d] at 50/s -> [B,n,d] at 25/s."""
    a = frame_count(h.shape[1])
    y = F.interpolate(h.transpose(1, 2), size=a, mode="linear", align_corners=True)
    idx = [i for i in (round(1.2 * j) for j in range(a)) if i < a]
    return y[:, :, idx].transpose(1, 2)


def goal(tg):
    """[B,n,7] -> what each feature frame must know: neighbours in time."""
    out = []
    for o in OFF:
        out.append(torch.roll(tg[..., :2], -o, 1))
    for o in SLOW:
        out.append(torch.roll(tg[..., 2:], -o, 1) * torch.tensor([8., 16., 16., .7, 1.], device=tg.device))
    return torch.cat(out, -1)


def make_batch(x, seed, dev, n, sec):
    """Clean crops of a pool, fake voices and silence -> (input, targets)."""
    S = int(sec * 16000)
    g = np.random.default_rng(seed)
    i = torch.from_numpy(g.integers(0, x.shape[0], n))
    p = g.integers(0, x.shape[1] - S + 1, n)
    c = torch.stack([x[a, b:b + S] for a, b in zip(i.tolist(), p.tolist())]).float()
    k = max(1, n // 4)
    c[:k] = speech.fake_voice(k, S, seed, dev)
    if seed % 3 == 0:
        c[-1] = 0
        c[-1] += .0
    y = speech.augment(c, seed + 5)
    y[c.abs().amax(1) == 0] = torch.randn_like(y[c.abs().amax(1) == 0]) * .1
    return y, c


if __name__ == "__main__":
    LIMIT, OUT, CORPUS = float(sys.argv[1]), sys.argv[2], sys.argv[3]
    dev = "cuda" if torch.cuda.is_available() else "cpu"
    SMALL = dev == "cpu"
    t0 = time.time()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    z = np.load(CORPUS)
    au, mk = z["audio"], z["marks"]
    pool = torch.from_numpy(speech.assemble(au, mk, 6 if SMALL else 400, 26, 3)).to(dev)
    test = torch.from_numpy(speech.assemble(au, mk, 2 if SMALL else 16, 12, 4, test=True)).to(dev)
    print("pool", pool.shape, time.time() - t0, flush=True)
    net = Wav2Vec2().to(dev)
    nout = 2 * len(OFF) + 5 * len(SLOW)
    heads = nn.ModuleDict({str(l): nn.Linear(32, nout) for l in (6, 12, 18, 24)}).to(dev)
    ps = list(net.parameters()) + list(heads.parameters())
    opt = torch.optim.AdamW(ps, lr=1e-3, betas=(.9, .98), weight_decay=1e-3, fused=dev == "cuda")
    lens = [(64, 6), (128, 3), (32, 12), (16, 24)] if not SMALL else [(4, 3)]
    for l in net.encoder.layers:  # deep and narrow: start as near-identity
        l.attention.out_proj.weight.data *= .3
        l.feed_forward.output_dense.weight.data *= .3
    step, acc = 0, 0.0
    while True:
        el = time.time() - t0
        if el > LIMIT or (SMALL and step >= 4):
            break
        lr = 2e-3 * min(1, (step + 1) / 500) * (.01 + .99 * .5 * (1 + math.cos(math.pi * min(1, el / LIMIT))))
        for gr in opt.param_groups:
            gr["lr"] = lr
        n, sec = lens[step % len(lens)]
        with torch.no_grad():
            y, c = make_batch(pool, step, dev, n, sec)
        hs = net(normalise(y))
        loss, m = 0, None
        for l, h in heads.items():
            o = h(frames(hs[int(l)]))
            if m is None:
                with torch.no_grad():
                    tg = goal(speech.targets(c, o.shape[1]))
            loss = loss + F.mse_loss(o[:, 6:-6], tg[:, 6:-6])
        if SMALL:
            print(loss.item(), o.shape)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(ps, 1.0)
        opt.step()
        opt.zero_grad(set_to_none=True)
        step += 1
        if step % 500 == 0 or SMALL:
            with torch.no_grad():
                res = []
                for st in (0, 1):
                    o = heads["24"](frames(net(normalise(speech.augment(test, 77) if st else test))[24]))
                    tt = goal(speech.targets(test, o.shape[1]))
                    cc = [torch.corrcoef(torch.stack([o[:, 6:-6, j].flatten(), tt[:, 6:-6, j].flatten()]))[0, 1].item()
                          for j in (0, 6, 10, 11, 16, 17, 18, 19, 20)]
                    res.append(" ".join("%.3f" % v for v in cc))
            print(f"{el:.0f}s step {step} loss {loss.item():.4f} open-5 open-2 open0 wide0 tilt dx dy brow blink: {res[0]} | noisy {res[1]}", flush=True)
            torch.save(dict(sd={k: v.cpu() for k, v in net.state_dict().items()}, heads={k: v.cpu() for k, v in heads.state_dict().items()}), f"{OUT}/w2v.pt")
    print("steps", step)
