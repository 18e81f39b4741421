# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python train_dit.py SECONDS OUT DATA CHECKPOINT: the transformer and the prompt encoder on the latents of vae.pt.

DATA holds corpus.npz, prompts.npz and vae.pt (without it the VAE of CHECKPOINT is taken); CHECKPOINT is a folder whose
voice encoder is used as it is and whose transformer and prompt encoder are the start (or OUT of an earlier run, as
RESUME, with dit_a.pt and dit_b.pt; FRESH=1: random).  A pool of drawn, encoded films of seven sizes is kept on the
device and refreshed; every step takes windows of five blocks of one size at one noise level.  In the second half some of the noisy inputs come from the model itself,
through the levels before, as in a render.  Part of the windows hear music: under the speech, or alone.

SHARES="128x128:.3 320x192:.7" takes some of the sizes only.

FINE=1 continues a trained model shortly: the prompt encoder stays, the rate falls from the first step on (LR
small), the model's own noisy inputs are used all the time.
"""
import json
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

import ditfast as Q
import faces
import films
import speech
import vaefast as VF
from audio import normalise, to_frames, w2v_from_state
from dit import DiT, merge_lora, schedule
from optim import Optim, graph
from text import T5, from_state
from vae import MEAN, STD, VAE, base_width

LIMIT, OUT, DATA, CKPT = float(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
RESUME = os.environ.get("RESUME")
FINE = bool(os.environ.get("FINE"))
LR = float(os.environ.get("LR", 3.75e-4 if FINE else 1.5e-3))
SEED = int(os.environ.get("SEED", 3000000))
dev = "cuda" if torch.cuda.is_available() else "cpu"
SMALL = dev == "cpu"
if SMALL:
    VF.DT = Q.DT = torch.float32
    VF.USE_TRITON = Q.USE_TRITON = False
t0 = time.time()
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True
torch.manual_seed(SEED % 9973)
rng = np.random.default_rng(SEED)
if not SMALL:
    torch.cuda.set_stream(torch.cuda.Stream())
FILES = 384 if LIMIT > 200 else 96  # of voices
NB = 5
SILENT, TALK = 41, 96  # frames of the still, frames of speech
# size -> windows a step, films in the pool, films drawn at once, share of the steps
SIZES = {(128, 128): (64, 2400, 16, .42), (192, 192): (28, 600, 6, .12), (256, 256): (16, 450, 4, .16), (256, 192): (20, 260, 4, .07),
         (192, 256): (20, 220, 4, .06), (320, 192): (16, 320, 4, .10), (192, 320): (16, 220, 4, .07)}
# The program shrinks a portrait until it just covers the film, and cuts off the rest: what is drawn for these sizes.
COVER = {(320, 192): ((320, 240), (320, 240), (320, 228), (320, 214), (320, 192)), (192, 320): ((240, 320), (240, 320), (228, 320), (214, 320), (192, 320))}
if os.environ.get("SHARES"):  # some sizes only: "128x128:.3 320x192:.7"
    part = {tuple(map(int, k.split("x"))): float(v) for k, v in (e.split(":") for e in os.environ["SHARES"].split())}
    SIZES = {s: (*SIZES[s][:3], v) for s, v in part.items()}
if SMALL:
    SIZES = {(64, 64): (2, 6, 2, .7), (128, 64): (2, 2, 1, .3)}
    COVER = {(128, 64): ((128, 96),)}
MAIN = next(iter(SIZES))
CFG = dict(dim=192, ffn_dim=512, num_heads=4, num_layers=5, audio_inject_layers=(0, 1, 2), audio_dim=32, text_dim=64)


def now():
    return time.time() - t0


if not SMALL:  # the kernels against plain sums
    try:
        for c, h in ((192, 4),):
            x = torch.randn(6, 64, c, device=dev, requires_grad=True)
            m = torch.randn(2, 6, c, device=dev).mul(.3).requires_grad_()
            w = (torch.rand(c, device=dev) + .5).requires_grad_()
            ang = torch.rand(6, 64, c // h // 2, device=dev) * 6
            res = []
            for tri in (False, True):
                Q.USE_TRITON = tri
                y = Q.norm_rope(Q.ln_mod(x, m[0], m[1]), w, (ang.cos(), ang.sin()), h).float()
                res.append((y, *torch.autograd.grad((y * torch.cos(torch.arange(y.numel(), device=dev).view_as(y))).sum(), (x, m, w))))
            err = [((p - q).norm() / p.norm()).item() for p, q in zip(*res)]
            print("kernels differ by", err, flush=True)
            Q.USE_TRITON = max(err) < .03
    except Exception as ex:
        print("no triton:", str(ex)[:300], flush=True)
        Q.USE_TRITON = False


# ---- frozen parts
s2v = f"{CKPT}/Wan2.2-S2V-14B"
if os.path.exists(f"{DATA}/vae.pt"):
    vz = torch.load(f"{DATA}/vae.pt", map_location="cpu")
else:
    vz = dict(sd=torch.load(f"{s2v}/Wan2.1_VAE.pth", map_location="cpu", weights_only=True), mean=MEAN, std=STD)
vae = VAE(base_width(vz["sd"]), scaled=False)
vae.load_state_dict({k: v.float() for k, v in vz["sd"].items()})
vae = vae.to(dev).eval().requires_grad_(False)
zm, zs = vz["mean"].to(dev), vz["std"].to(dev)
w2v = w2v_from_state(load_file(f"{s2v}/wav2vec2-large-xlsr-53-english/model.safetensors"), 2).to(dev).eval().requires_grad_(False)
pz = np.load(f"{DATA}/prompts.npz")
p_ids, p_mask = torch.from_numpy(pz["ids"].astype(np.int64)).to(dev), torch.from_numpy(pz["mask"]).to(dev)
p_group = {}
for i, (b, m) in enumerate(pz["label"].astype(int)):
    p_group.setdefault((b, m), []).append(i)
groups = sorted(p_group)
gtab = torch.tensor([[p_group[g][i % len(p_group[g])] for i in range(max(map(len, p_group.values())))] for g in groups], device=dev)
gprob = np.array([(.42 if g[0] < 0 else .058) * (.5 if g[1] == 0 else .25) for g in groups])
gprob /= gprob.sum()
BACK = torch.tensor([faces.BACK[n] for n in faces.BACK_NAMES], device=dev)


@torch.no_grad()
def features(wav, T):
    """What the transformer hears: [n,S] -> [n,25,A,T]."""
    hs = w2v(normalise(wav))
    return torch.stack([to_frames([h[i] for h in hs])[:, :, :T] for i in range(len(wav))])


HEARD = 4  # what is heard of each file: the voice; three times with music
P_MUSIC, P_ALONE = .25, .75  # share of the windows with music where somebody speaks, and of the silent ones


@torch.no_grad()
def voices(n, sec, seed):
    """Features [HEARD,n,25,A,T], curves [n,T,7] at 25 fps of whole files, and which of them are silent."""
    clean, _ = films.curves(f"{DATA}/corpus.npz", n, sec, seed, dev)
    for i in range(n // 5):  # a long rest
        a = int(rng.uniform(0, .6) * clean.shape[1])
        clean[-1 - i, a:a + int(rng.uniform(3, 8) * 16000)] = 0
    clean[torch.from_numpy(rng.permutation(n)[:max(1, n // 7)]).to(dev)] = 0
    dead = clean.abs().amax(1) == 0
    fe, tg = [[] for _ in range(HEARD)], []
    T = int(sec * 25) - 2
    for j, (c, quiet) in enumerate(zip(clean.split(2 if SMALL else 16), dead.split(2 if SMALL else 16))):
        for k in range(HEARD):
            y = speech.augment(c, seed + j * 1000 + 17 + 331 * k, strength=.8)
            r = lambda: torch.rand(len(c), 1, device=dev)
            if k == 0:  # silence, or noise alone
                y = torch.where(quiet[:, None], torch.randn_like(y) * (r() < .5) * .05, y)
            else:
                lvl = torch.where(quiet[:, None], .1, y.pow(2).mean(1, keepdim=True).sqrt())
                y = y + lvl * 10 ** (-(5 + 20 * r()) / 20) * speech.music(len(c), y.shape[1], seed * 7 + j * 1000 + k, dev)
            fe[k].append(features(y, T).to(torch.bfloat16))
        tg.append(speech.targets(c, T))
    return torch.stack([torch.cat(f) for f in fe]), torch.cat(tg), dead


feat, targ, dead = voices(*((8, 12) if SMALL else (FILES, 26)), SEED % 9999)
print("voices", tuple(feat.shape), "%.0fs" % now(), flush=True)


@torch.no_grad()
def encode(x8):
    """u8 [n,T,H,W,3] -> normalised latents [n,16,t,h,w]."""
    z = (VF.encode(vae, x8.float() / 127.5 - 1) - zm) / zs
    return z.permute(0, 4, 1, 2, 3)


def cut(x, size):
    """The middle of [n,T,H,W,...]."""
    a, b = (x.shape[2] - size[0]) // 2, (x.shape[3] - size[1]) // 2
    return x[:, :, a:a + size[0], b:b + size[1]].contiguous()


@torch.no_grad()
def make(size, n, seed):
    """n new films -> dict of tensors for the pool."""
    d = faces.identity(n, seed, dev)
    gi = rng.choice(len(groups), n, p=gprob)
    bg = torch.tensor([groups[i][0] for i in gi], device=dev)
    mood = torch.tensor([groups[i][1] for i in gi], device=dev).float()
    fi = torch.from_numpy(rng.integers(0, feat.shape[1], n)).to(dev)
    st = torch.from_numpy(rng.integers(0, feat.shape[4] - TALK, n)).to(dev)
    t = torch.arange(TALK, device=dev)
    tg = targ[fi[:, None], st[:, None] + t]  # frame i shows the sound of frame i
    end = torch.where(torch.rand(n, device=dev) < .12, torch.randint(0, TALK, (n,), device=dev), TALK + 9)[:, None]
    tg = tg * ((end + 1 - t[None]).clamp(0, 3) / 3)[:, :, None]
    mo = {k: tg[..., i] for i, k in enumerate(speech.NAMES)}
    mo["smile"] = (mood * .95)[:, None].expand(n, TALK)
    m = {k: torch.cat([torch.zeros(n, 1, device=dev), v], 1) for k, v in mo.items()}
    T = 1 + TALK
    new = torch.where((bg >= 0)[:, None], BACK[bg.clamp_min(0)], d["back"])
    back = torch.where((torch.arange(T, device=dev) > 0)[None, :, None], new[:, None], d["back"][:, None]).flatten(0, 1)
    whole = COVER.get(size, (size,))
    x, w = films.film(d, m, whole[rng.integers(len(whole))], back, chunk=2 ** 22 // (size[0] * size[1]))
    x, w = cut(x, size), cut(w, size)
    w = F.avg_pool3d(w[:, None, 1:].float() / 255, (4, 8, 8))[:, 0]
    x = torch.cat([x[:, :1].expand(-1, SILENT, -1, -1, -1), x[:, 1:]], 1)
    z = torch.cat([encode(c) for c in x.split(max(1, 2 ** 23 // (T * size[0] * size[1])))])
    k = (SILENT - 1) // 4 + 1
    return dict(still=z[:, :, :k].half(), talk=z[:, :, k:].half(), w=w.half(), sound=torch.stack([fi, st, end[:, 0]], 1), g=torch.from_numpy(gi).to(dev))


pools = {s: dict(have=0, made=0, t=None) for s in SIZES}


def add(size):
    p = pools[size]
    n = SIZES[size][2]
    c = make(size, n, SEED + p["made"] + 1000003 * (size[0] + 7 * size[1]))
    if p["t"] is None:
        p["t"] = {k: torch.empty((SIZES[size][1], *v.shape[1:]), dtype=v.dtype, device=dev) for k, v in c.items()}
    a = p["made"] % (SIZES[size][1] // n * n)
    for k, v in c.items():
        p["t"][k][a:a + n] = v
    p["made"] += n
    p["have"] = max(p["have"], a + n)


def scarce():
    """The size whose pool is the emptiest."""
    return min(SIZES, key=lambda s: pools[s]["made"] / SIZES[s][1])


while pools[scarce()]["made"] == 0 or (now() < LIMIT * (.13 if FINE else .06) and not SMALL):
    add(scarce())
print("pool", {s: p["have"] for s, p in pools.items()}, "%.0fs" % now(), flush=True)

# ---- start values
net = DiT(**CFG)
if RESUME:
    r = torch.load(f"{RESUME}/dit_a.pt", map_location="cpu")
    r["dit"].update(torch.load(f"{RESUME}/dit_b.pt", map_location="cpu")["dit"])
    t5 = T5(r["t5"]["token_embedding.weight"].shape[0])
    t5.load_state_dict(r["t5"])
    net.load_state_dict(r["dit"])
elif os.environ.get("FRESH"):
    t5 = T5(int(pz["vocab"]))
    t5.token_embedding.weight.data.mul_(.5)
    for m in [m.o for m in net.audio_injector.injector] + [net.head.head]:
        m.weight.data *= .3
    for b in net.blocks:
        b.modulation.data[:, [2, 5]] += .3
else:
    sd = {}
    for f in sorted(set(json.load(open(f"{s2v}/diffusion_pytorch_model.safetensors.index.json"))["weight_map"].values())):
        sd.update(load_file(f"{s2v}/{f}"))
    sd = merge_lora(sd, load_file(f"{CKPT}/LiveAvatar/liveavatar.safetensors"), round_bf16=False)
    net.load_state_dict({k: v.float() for k, v in sd.items()})
    t5 = from_state({k: v.float() for k, v in torch.load(f"{s2v}/models_t5_umt5-xxl-enc-bf16.pth", weights_only=True).items()})
net, t5 = net.to(dev).train(), t5.to(dev).train()
import copy
enet, et5 = copy.deepcopy(net).requires_grad_(False), copy.deepcopy(t5).requires_grad_(False)
named = [("dit." + n, p) for n, p in net.named_parameters()]
ema = [p.detach() for p in enet.parameters()]
if FINE:
    t5.requires_grad_(False)
else:
    named += [("t5." + n, p) for n, p in t5.named_parameters()]
    ema += [p.detach() for p in et5.parameters()]


def muon(n, p):
    return p.dim() == 2 and n.startswith(("dit.blocks.", "dit.audio_injector.injector.")) and n.endswith(".weight")


opt = Optim(named, muon, ema, beta=.9985, wd=.01)
SIG = torch.tensor([1.0, .857692301, .602150559, .751121104, .008928572], device=dev)
SPR = torch.tensor([.32, .21, .21, .07, .03, .16], device=dev)


def prepare(ref, motion, ids, mask, au, n=None, t=None):
    n, t = n or net, t or t5
    with torch.autocast(dev, torch.bfloat16, enabled=not SMALL, cache_enabled=False):
        rows = t(ids, mask)
    ctx, bias = Q.text(n, rows, mask)
    kvs = Q.text_kv(n, ctx)
    return Q.prefill(n, ref, motion, kvs, bias), kvs, bias, n.audio_tokens(au)


def loss_fn(mode, x0, noise, sig, sig2, f0, dist, ref, motion, ids, mask, au, w):
    """mode 0: the noisy input is made from the film; 1, 2: by the model from pure noise in one or two steps."""
    s = sig.view(-1, 1, 1, 1, 1)
    if mode == 0:
        x = (1 - s) * x0 + s * noise
    else:
        with torch.no_grad():
            c = prepare(ref, motion, ids, mask, au)
            x, a = noise, torch.ones_like(sig)
            for b in ([sig] if mode == 1 else [sig2, sig]):
                v = Q.velocity(net, x, a * 1000, f0, dist, *c)
                x, a = x + (b - a).view(-1, 1, 1, 1, 1) * v, b
            x = x.detach()
    v = Q.velocity(net, x, sig * 1000, f0, dist, *prepare(ref, motion, ids, mask, au))
    e = (x - s * v - x0) ** 2 / (s ** 2) * (s ** 2).clamp_min(.02)  # error of the clean film, bounded at the last level
    per = (e * (1 + 6 * w[:, None])).mean((1, 2, 3, 4))
    return per.mean(), per.detach()


def sample(size, mode):
    p, B = pools[size], SIZES[size][0]
    pool = p["t"]
    i = torch.randint(0, p["have"], (B,), device=dev)
    begin = torch.rand(B, device=dev) < .25
    w0 = torch.where(begin, 0, torch.randint(1, TALK // 12 - NB + 1, (B,), device=dev))
    near = torch.rand(B, device=dev) < .5
    far = (torch.exp(torch.rand(B, device=dev) * math.log(2500.))).long() + 1
    f0 = torch.where(begin, 0, torch.where(near, torch.randint(1, 14, (B,), device=dev), far)) * 3
    ar = torch.arange(B, device=dev)[:, None]
    li = w0[:, None] * 3 + torch.arange(3 * NB, device=dev)
    talk, still = pool["talk"][i].float(), pool["still"][i].float()
    x0 = talk.transpose(1, 2)[ar, li].transpose(1, 2).contiguous()
    w = pool["w"][i][ar, li].float()
    ai = w0[:, None] * 12 + torch.arange(12 * NB, device=dev)
    fi, st, end = pool["sound"][i].unbind(1)
    heard = torch.where(torch.rand(B, device=dev) < torch.where(dead[fi], P_ALONE, P_MUSIC), torch.randint(1, HEARD, (B,), device=dev), 0)
    au = feat[heard[:, None], fi[:, None], :, :, st[:, None] + ai]  # [B,T,25,A]
    au = torch.where((ai < end[:, None])[:, :, None, None], au, 0).permute(0, 2, 3, 1).contiguous()
    r = torch.rand(B, device=dev)
    kind = torch.where(f0 < 12, torch.where(r < .8, 0, 1), torch.where(r < .6, 2, torch.where(r < .85, 0, 1)))
    u = torch.rand(2, B, 1, 1, 1, device=dev)
    first = talk[:, :, 0] + .06 * torch.randn(B, 16, 1, 1, device=dev) * u[0] + .08 * torch.randn_like(talk[:, :, 0]) * u[1]
    ref = torch.stack([still[:, :, 0], still[:, :, 1], first], 1)[ar[:, 0], kind][:, :, None].contiguous()
    mo = torch.cat([still, still[:, :, -1:].expand(-1, -1, 19 - still.shape[2], -1, -1)], 2)
    mo = torch.where((torch.rand(B, device=dev) < .15).view(-1, 1, 1, 1, 1), still[:, :, -1:].expand_as(mo), mo).contiguous()
    dist = torch.where(torch.rand(B, 1, device=dev) < .6, 30, torch.randint(4, 31, (B, NB), device=dev))
    if mode == 0:
        sk = torch.multinomial(SPR, B, replacement=True)
        sig = torch.where(sk == 5, torch.rand(B, device=dev) * .97 + .03, SIG[sk.clamp_max(4)])
    elif mode == 1:
        sig = torch.where(torch.rand(B, device=dev) < .65, SIG[1], SIG[3])
    else:
        sig = SIG[2].expand(B).contiguous()
    pi = gtab[pool["g"][i], torch.randint(0, gtab.shape[1], (B,), device=dev)]
    return x0, torch.randn_like(x0), sig, SIG[1].expand(B).contiguous(), f0, dist, ref, mo, p_ids[pi], p_mask[pi], au, w


def save():
    d = {n: p.detach().float().cpu() for n, p in enet.named_parameters()}
    t = {n: p.detach().float().cpu() for n, p in et5.named_parameters()}
    items = list(d)
    half = len(items) // 2
    torch.save(dict(dit={k: d[k] for k in items[:half]}, t5=t, cfg=CFG), f"{OUT}/dit_a.pt")
    torch.save(dict(dit={k: d[k] for k in items[half:]}), f"{OUT}/dit_b.pt")


# ---- a small test: held-out characters and voices, four steps, all blocks of two clips
NT, TT = (2, 12) if SMALL else (10, 96)
tclean, tcurve = films.curves(f"{DATA}/corpus.npz", NT, 7, 99, dev, test=True)
tident = faces.identity(20, films.TEST_SEED, dev)
tid = {k: v[:NT] for k, v in tident.items()}
toff = 1
tfeat = features(tclean, 150)[..., toff:toff + TT]
tmusic = speech.music(NT, tclean.shape[1], 4711, dev)
tmix = features(tclean + tmusic * tclean.pow(2).mean(1, keepdim=True).sqrt() * 10 ** -.5, 150)[..., toff:toff + TT]
talone = features(tmusic * .1, 150)[..., toff:toff + TT]
tm = {k: tcurve[:, toff:toff + TT, j] for j, k in enumerate(speech.NAMES)}
tm["smile"] = torch.zeros(NT, TT, device=dev)
tx8, tw8 = films.film(tid, tm, MAIN)
tstill = films.film(tid, {k: v[None].expand(NT, 1).contiguous() for k, v in faces.still(1, dev).items()}, MAIN)[0]
tnoise = torch.randn(NT, 16, TT // 4, MAIN[0] // 8, MAIN[1] // 8, generator=torch.Generator().manual_seed(5)).to(dev)
e_ids = torch.tensor([[1]], device=dev).expand(NT, 1)  # the empty prompt: </s>


@torch.no_grad()
def test(steps=4, sound="voice"):
    """sound: the voice; "mix", with music at 10 dB; "music" alone (then the mean opening counts)."""
    n, t = enet, et5
    au = dict(voice=tfeat, mix=tmix, music=talone)[sound]
    st = encode(tstill.expand(-1, 73, -1, -1, -1))
    c = prepare(st[:, :, :1].contiguous(), st.contiguous(), e_ids, e_ids > 0, au, n, t)
    f0, dist = torch.zeros(NT, dtype=torch.long, device=dev), torch.full((NT, TT // 12), 30, device=dev)
    x, sg = tnoise, schedule(steps).to(dev)
    for a, b in zip(sg, sg[1:]):
        x = x + (b - a) * Q.velocity(n, x, (a * 1000).expand(NT), f0, dist, *c)
    z = torch.cat([st[:, :, :7], x], 2).permute(0, 2, 3, 4, 1) * zs + zm
    ps, pm, cc, cw, sd, op = [], [], [], [], [], []
    for i in range(NT):
        y = (VF.decode(vae, z[i:i + 1])[0, 25:].clamp(-1, 1) + 1) / 2
        g, w = tx8[i].float() / 255, tw8[i].float() / 255 > .45
        e = (y - g).pow(2).mean(-1)
        ps.append(-10 * torch.log10(e.mean()))
        pm.append(-10 * torch.log10((e * w).sum() / w.sum()))
        one = faces.index(tid, [i])
        o = films.read_opening(y, one, {k: v[i] for k, v in tm.items()}, MAIN, 17)
        cc.append(films.corr(o, tm["open"][i]))
        cw.append(films.corr(o, tm["open"][(i + 1) % NT]))
        sd.append((o - tm["open"][i]).abs().mean().item())
        op.append(o.mean().item())
        if i < 6:
            k = TT // 2 + 5 * i
            pics.append(torch.cat([g[k], y[k]], 0))
    if sound == "music":
        print("%.0fs TEST music alone: mean opening %.3f, largest %.3f" % (now(), np.mean(op), np.max(op)), flush=True)
        return
    f = lambda v: "%.2f (%.2f)" % (float(np.mean([float(a) for a in v])), float(np.min([float(a) for a in v])))
    print("%.0fs TEST %s %d steps: film psnr %s mouth/eyes %s | mouth against voice %s wrong %s, mean error %.3f" % (now(), sound, steps, f(ps), f(pm), f(cc), f(cw), np.mean(sd)), flush=True)


def tests():
    for k in ("voice", "mix", "music"):
        test(4, k)


pics = []
tests()
runs, ostep, step, last, lastt, tgen = {}, None, 0, now(), now(), 0.0
order = [(MAIN, 0), (MAIN, 1), (MAIN, 2)] + [(s, 0) for s in SIZES if s != MAIN]
begun, mean = None, {}
while True:
    el = now()
    if el > LIMIT or (SMALL and step >= int(os.environ.get("STEPS", 8))):
        break
    fr = 0 if begun is None else min(1, (el - begun) / max(1, LIMIT - begun))
    if len(runs) < len(order):
        size, mode = order[len(runs)]
    else:
        size = list(SIZES)[int(torch.multinomial(torch.tensor([v[3] for v in SIZES.values()]), 1))]
        mode = 0 if fr < (0 if FINE else .45) or size != MAIN else int(torch.multinomial(torch.tensor([.4, .25, .35]), 1))
    key = (size, mode)
    with torch.no_grad():
        batch = sample(size, mode)
    if key not in runs:
        a = now()
        st = [b.clone() for b in batch]

        def one(st=st, mode=mode):
            torch._foreach_zero_(opt.grads)
            l, per = loss_fn(mode, *st)
            l.backward()
            return l.detach(), per
        runs[key] = (st, *((one, None) if SMALL else graph(one)))
        if not SMALL:
            torch.cuda.synchronize()
            b = time.time()
            for _ in range(3):
                runs[key][1]()
            torch.cuda.synchronize()
            print("%.0fs captured %s in %.1fs: %.1f ms, memory %.0f GB" % (now(), key, now() - a, (time.time() - b) * 333, torch.cuda.max_memory_allocated() / 1e9), flush=True)
    st, go, out = runs[key]
    for a, b in zip(st, batch):
        a.copy_(b)
    r = go()
    l, per = r if SMALL else out
    mean[size] = mean[size].lerp(l.float(), .05) if size in mean else l.float().clone()
    fall = 0 if FINE else .35
    lr = LR * min(1, (step + 1) / (10 if SMALL else 100 if FINE else 300)) * (1 if fr < fall else .005 + .995 * .5 * (1 + math.cos(math.pi * (fr - fall) / (1 - fall))))
    opt.lr.fill_(lr)
    if SMALL:
        opt.step()
    elif ostep is None:
        saved = [[t.detach().clone() for t in g] for g in (opt.ps, opt.ema)]
        ostep = graph(opt.step, 2)[0]
        with torch.no_grad():
            for g, old in zip((opt.ps, opt.ema), saved):
                torch._foreach_copy_([t.detach() for t in g], old)
            for t in [opt.k, *opt.mom.values(), *opt.m, *opt.v]:
                t.zero_()
        torch.cuda.synchronize()
        print("%.0fs optimiser captured" % now(), flush=True)
    else:
        ostep()
    step += 1
    if begun is None and len(runs) == len(order):
        begun = now()
        print("%.0fs all captured" % begun, flush=True)
    full = all(p["have"] >= SIZES[s][1] - 16 for s, p in pools.items())
    if begun and tgen < (.05 if full else .22) * (now() - begun) and fr < .85 and not SMALL:
        torch.cuda.synchronize()
        a = time.time()
        add(scarce())
        torch.cuda.synchronize()
        tgen += time.time() - a
    if step % 500 == 0 or step in (7, 50, 200) or SMALL:
        print("%.0fs step %d gn %.2f lr %.1e films %s loss %s" % (now(), step, opt.norm.item(), lr, [p["made"] for p in pools.values()],
              " ".join("%d*%d %.4f" % (*s, v.item()) for s, v in mean.items())), flush=True)
    if now() - lastt > 120 and not SMALL:
        lastt = now()
        tests()
    if now() - last > (60 if FINE else 90):
        last = now()
        save()
save()
pics = []
tests()
test(3)
from PIL import Image
Image.fromarray((torch.cat(pics[:6], 1).clamp(0, 1) * 255).round().byte().cpu().numpy()).save(f"{OUT}/dit.png")
print("steps", step, "seconds %.0f" % now())
