# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python train_vae.py SECONDS SPLIT OUT DATA START: the VAE on drawn films.

START is an earlier state (vae.pt of this script, or Wan2.1_VAE.pth of a checkpoint, which may be
narrower), or "none".  Until SPLIT seconds all of it learns, then the decoder alone (the latents stay as they are).
Films of 145 frames are among the training shapes: a causal network that has only seen short clips
loses 4 dB as soon as the zeros before the first frame are out of sight.
"""
import math
import os
import sys
import time

import torch
import torch.nn.functional as F

import faces
import films
import vae as V
import vaefast as VF
from optim import POOL, Optim, graph

LIMIT, SPLIT, OUT, DATA, START = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]
WIDTH = int(os.environ.get("WIDTH", 12))
LR0, LR1 = float(os.environ.get("LR0", 2e-3)), float(os.environ.get("LR1", 8e-4))
SEED = int(os.environ.get("SEED", 1000000))
dev = "cuda" if torch.cuda.is_available() else "cpu"
SMALL = dev == "cpu"
if SMALL:
    VF.DT = torch.float32
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True
torch.manual_seed(SEED % 9973)
t_start = time.time()
if not SMALL:
    torch.cuda.set_stream(torch.cuda.Stream())  # graphs and everything else on one stream


def now():
    return time.time() - t_start


# shapes: name -> (clips, frames, height, width, share of the steps); pools: size -> (films, frames)
SHAPES = {"short": (5, 29, 128, 128, .55), "crop": (5, 29, 128, 128, .15), "long": (1, 145, 128, 128, .15), "fine": (2, 33, 192, 192, .10),
          "tall": (1, 49, 256, 192, .05)}
POOLS = {128: (2600, 145), 192: (220, 73), 256: (130, 57)}
if LIMIT < 200:  # a test run: no more room than it can fill
    POOLS = {s: (n // 8, t) for s, (n, t) in POOLS.items()}
if SMALL:
    SHAPES = {"short": (2, 9, 32, 32, .8), "crop": (2, 9, 32, 32, .1), "long": (1, 17, 32, 32, .1)}
    POOLS = {32: (4, 21), 48: (2, 13)}
S0, L0 = next(iter(POOLS.items()))
L0 = L0[1]
clean, targ = films.curves(f"{DATA}/corpus.npz", 6 if SMALL else 240, 14 if SMALL else 24, 7, dev)
print("voices %.1fs" % now(), flush=True)
pool = {s: dict(x=torch.empty(n, t, s, s, 3, dtype=torch.uint8, device=dev), w=torch.empty(n, t, s, s, dtype=torch.uint8, device=dev), have=0, made=0)
        for s, (n, t) in POOLS.items()}


def add(s, n):
    p = pool[s]
    x, w = films.clips(n, POOLS[s][1], s, SEED + p["made"] + s * 1000003, targ, dev)
    a = p["made"] % len(p["x"])
    n = min(n, len(p["x"]) - a)
    p["x"][a:a + n], p["w"][a:a + n] = x[:n], w[:n]
    p["made"] += n
    p["have"] = max(p["have"], a + n)


while pool[S0]["made"] < (4 if SMALL else 48):
    add(S0, 2 if SMALL else 4)
for s in list(POOLS)[1:]:
    while pool[s]["made"] < (2 if SMALL else 6):
        add(s, 2)
print("first films %.1fs" % now(), flush=True)

state = V.VAE(WIDTH, scaled=False).state_dict() if START == "none" else torch.load(START, map_location="cpu", weights_only=True)
stats = None
if "sd" in state:
    stats = {k: state[k] for k in ("mean", "std")} if "mean" in state else None
    state = state["sd"]
elif START != "none":
    state = VF.grow(state, WIDTH)
vae, ema = V.VAE(WIDTH, scaled=False).to(dev), V.VAE(WIDTH, scaled=False).to(dev)
vae.load_state_dict(state)
ema.load_state_dict(state)

if not SMALL:  # the fast path against the plain one, then which kernels are there
    with torch.no_grad():
        x = pool[S0]["x"][:1, :13].float() / 127.5 - 1
        V.MODE = "2d"
        y = vae.decode(vae.encode(x.permute(0, 4, 1, 2, 3)), False).permute(0, 2, 3, 4, 1)
        for tri in (False, True):
            VF.USE_TRITON = tri
            try:
                e = VF.decode(vae, VF.encode(vae, x)) - y
                print("fast path, triton", tri, "rms difference %.4f" % e.pow(2).mean().sqrt().item(), flush=True)
                if tri and e.pow(2).mean().sqrt().item() > .08:
                    VF.USE_TRITON = False
            except Exception as ex:
                print("no triton:", str(ex)[:300], flush=True)
                VF.USE_TRITON = False


def batch(name):
    B, T, H, W, _ = SHAPES[name]
    if name in ("short", "long"):
        s = S0
    elif name == "crop":
        s = list(POOLS)[1 + int(torch.rand(()) < .4) * (len(POOLS) > 2)]
    else:
        s = H
    p, L = pool[s], POOLS[s][1]
    i = torch.randint(0, p["have"], (B,)).tolist()
    xs, ws = [], []
    for a in i:
        b = 0 if torch.rand(()) < .25 else int(torch.randint(0, L - T + 1, ()))
        y0, x0 = int(torch.randint(0, s - H + 1, ())), int(torch.randint(0, s - W + 1, ()))
        xs.append(p["x"][a, b:b + T, y0:y0 + H, x0:x0 + W])
        ws.append(p["w"][a, b:b + T, y0:y0 + H, x0:x0 + W])
    return torch.stack(xs), torch.stack(ws)


def loss_fn(x8, w8, joint):
    x = x8.float() / 127.5 - 1
    wt = 1 + 3.5 * w8.float()[..., None] / 255
    with torch.set_grad_enabled(joint):
        z = VF.encode(vae, x)
    y = VF.decode(vae, z + torch.randn_like(z) * (.07 if joint else .05) * (1 if joint else zstd))
    d = y - x
    l = (d.abs() * wt).mean() + 1.2 * (d ** 2 * wt).mean()
    for dim in (2, 3):
        l = l + .7 * (d.diff(dim=dim).abs() * wt.narrow(dim, 1, d.shape[dim] - 1)).mean()
    l = l + .35 * (d.diff(dim=1).abs() * wt[:, 1:]).mean()
    l = l + .5 * F.avg_pool2d(d.flatten(0, 1).permute(0, 3, 1, 2), 4).abs().mean()
    if joint:
        l = l + 1e-3 * (z ** 2).mean() + 1e-3 * (z.mean((0, 1, 2, 3)) ** 2).mean()
    return l, d.detach().pow(2).mean()


zstd = torch.ones(16, device=dev)


@torch.no_grad()
def statistics():
    zs = []
    for i in range(1 if SMALL else 40):
        x, _ = batch("short")
        zs.append(VF.encode(ema, x.float() / 127.5 - 1).flatten(0, 3))
    zs = torch.cat(zs)
    return dict(mean=zs.mean(0).cpu(), std=zs.std(0).cpu())


def save(st):
    torch.save(dict(sd={k: v.detach().float().cpu().contiguous() for k, v in ema.state_dict().items()}, **st), f"{OUT}/vae.tmp")
    os.replace(f"{OUT}/vae.tmp", f"{OUT}/vae.pt")


tc, tt = films.curves(f"{DATA}/corpus.npz", 2 if SMALL else 12, 8, 99, dev, test=True)


@torch.no_grad()
def test(pic=None):
    """Held-out characters and voices, whole films."""
    n, t, s = (2, 17, 32) if SMALL else (12, 145, 128)
    d = faces.identity(n, films.TEST_SEED, dev)
    m = {k: tt[:, :t, j] for j, k in enumerate(__import__("speech").NAMES)}
    m["smile"] = torch.zeros(n, t, device=dev)
    x8, w8 = films.film(d, m, s)
    mse, mm, ml = [], [], []
    for i in range(n):
        x = x8[i:i + 1].float() / 127.5 - 1
        y = VF.decode(ema, VF.encode(ema, x)).clamp(-1, 1)
        e, w = (y - x).pow(2).mean(-1), (w8[i:i + 1].float() / 255 > .45)
        mse.append(e.mean())
        mm.append((e * w).sum() / w.sum())
        ml.append(e[:, 100:].mean())
        if pic and i < 6:
            k = t * 2 // 3
            pics.append(torch.cat([x[0, k], y[0, k]], 0))
    f = lambda v: torch.stack([-10 * torch.log10(a / 4) for a in v])
    st = d["style"] + 2 * d["paint"] + 3 * d["poster"]
    a = f(mse)
    print("%.0fs TEST psnr %.2f worst %.2f last frames %.2f mouth/eyes %.2f | by style %s" % (now(), a.mean(), a.min(), f(ml).mean(), f(mm).mean(), " ".join(
        "%.1f" % a[st == k].mean() for k in range(4))), flush=True)


def muon(n, p):
    return p.dim() > 1 and p.shape[0] >= 8 and not n.startswith(("conv", "encoder.conv1", "encoder.head", "decoder.head", "decoder.conv1")) and "shortcut" not in n


phase, step, last, lastt, tgen = -1, 0, 0, 0, 0.0
runs, inputs, acc = {}, {}, {}
while True:
    el = now()
    if el >= LIMIT or (SMALL and step >= 12):
        break
    want = 0 if (el < SPLIT and not (SMALL and step >= 8)) else 1
    if want != phase:
        if phase == 0:
            vae.load_state_dict(ema.state_dict())
        phase = want
        if phase == 1:
            if SPLIT > 0 or stats is None:
                stats = statistics()
            zstd.copy_(stats["std"])
            save(stats)
            print("%.0fs encoder fixed, z std" % el, stats["std"].tolist(), flush=True)
        vae.requires_grad_(False)
        named = [(n, p) for n, p in vae.named_parameters() if phase == 0 or n.startswith(("decoder.", "conv2."))]
        for _, p in named:
            p.requires_grad_(True)
            p.grad = None
        opt = Optim(named, muon, [ema.get_parameter(n).detach() for n, _ in named], beta=.9985)
        runs, ostep, since, n0 = {}, None, None, step
        POOL.clear()
        inputs = {}
    name = list(SHAPES)[int(torch.multinomial(torch.tensor([v[4] for v in SHAPES.values()]), 1))]
    if step == n0:
        name = "short"
    todo = [k for k in SHAPES if k != "crop" and k not in runs]
    if todo:
        name = todo[0]  # prepare all shapes first
    x8, w8 = batch(name)
    key = "short" if name == "crop" else name
    if key not in runs:
        a = now()
        st = inputs[key] = (x8.clone(), w8.clone())
        joint = phase == 0

        def one(st=st, joint=joint):
            torch._foreach_zero_(opt.grads)
            l, e = loss_fn(*st, joint)
            l.backward()
            return l.detach(), e
        if SMALL:
            runs[key] = (None, one)
        else:
            runs[key] = graph(one)
            torch.cuda.synchronize()
            print("%.0fs captured %s in %.1fs" % (now(), key, now() - a), flush=True)
            a = time.time()
            for _ in range(5):
                runs[key][0]()
            torch.cuda.synchronize()
            print("   forward and backward %.1f ms, memory %.0f GB" % ((time.time() - a) * 200, torch.cuda.max_memory_allocated() / 1e9), flush=True)
    if since is None:
        since = now()
    for a, b in zip(inputs[key], (x8, w8)):
        a.copy_(b)
    if SMALL:
        l, e = runs[key][1]()
    else:
        runs[key][0]()
        l, e = runs[key][1]
    end = SPLIT if phase == 0 else LIMIT
    fr = min(1, (el - since) / max(1, end - since))
    # flat, then down
    hi = LR0 if phase == 0 else LR1
    lr = hi * min(1, (step - n0 + 1) / (200 if phase == 0 else 100)) * (1 if fr < .3 else .02 + .98 * .5 * (1 + math.cos(math.pi * (fr - .3) / .7)))
    opt.lr.fill_(lr)
    if SMALL:
        opt.step()
    elif ostep is None:
        saved = [[t.clone() for t in g] for g in (opt.ps, opt.ema)]
        ostep = graph(opt.step, 2)[0]
        with torch.no_grad():
            for g, old in zip((opt.ps, opt.ema), saved):
                torch._foreach_copy_([t.detach() for t in g], old)
            opt.k.zero_()
            for t in [*opt.mom.values(), *opt.m, *opt.v]:
                t.zero_()
        torch.cuda.synchronize()
        print("%.0fs optimiser captured" % now(), flush=True)
        a = time.time()
        opt.lr.fill_(0)
        for _ in range(5):
            ostep()
        torch.cuda.synchronize()
        print("   optimiser %.1f ms" % ((time.time() - a) * 200), flush=True)
    else:
        ostep()
    step += 1
    if tgen < (.22 if pool[S0]["have"] < len(pool[S0]["x"]) else .07) * now() and not SMALL:
        torch.cuda.synchronize()
        a = time.time()
        r = float(torch.rand(()))
        add(S0 if r < .8 else list(POOLS)[1] if r < .92 else list(POOLS)[2], 4 if r < .8 else 3)
        torch.cuda.synchronize()
        tgen += time.time() - a
    if step % 500 == 0 or step in (20, 100) or SMALL:
        print("%.1fs step %d phase %d %s loss %.4f psnr %.2f gn %.2f lr %.1e films %s" % (now(), step, phase, name, l.item(), 10 * math.log10(4 / e.item()), opt.norm.item(), lr,
              [p["made"] for p in pool.values()]), flush=True)
        if not math.isfinite(l.item()):
            print("not finite, back to the average", flush=True)
            vae.load_state_dict(ema.state_dict())
    if now() - lastt > 45 and not SMALL:
        lastt = now()
        test()
    if now() - last > 60 and step > 400:
        last = now()
        save(stats if phase == 1 else statistics())
save(stats if phase == 1 else statistics())
pics = []
test(True)
from PIL import Image
pic = torch.cat(pics, 1)
Image.fromarray(((pic.clamp(-1, 1) + 1) * 127.5).round().byte().cpu().numpy()).save(f"{OUT}/vae.png")
print("steps", step, "seconds %.0f" % now())
