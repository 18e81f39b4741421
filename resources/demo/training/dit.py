# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block-causal speech-to-video transformer.

`prefill` runs the condition tokens (reference + motion latents, t = 0) and
returns their keys and values per layer.  `forward` takes a run of blocks of
three latents at one noise level: block b attends to itself, to the three
blocks before it and to the condition tokens - the same sums as a ring of four
blocks at inference, so training on a run equals streaming block by block.
`Ring` keeps the keys and values of earlier blocks for streaming.
"""
import functools

import torch
import torch.nn as nn
import torch.nn.functional as F

from audio import AudioEncoder

BLOCK, WINDOW = 3, 4  # latents a block, blocks a ring


# ---- rotary positions -------------------------------------------------------
def split(hd):
    c = hd // 2
    return c - 2 * (c // 3), c // 3, c // 3


@functools.lru_cache(None)
def freqs(hd, dev):
    """Three exponent ranges; float64."""
    parts = (hd - 4 * (hd // 6), 2 * (hd // 6), 2 * (hd // 6))
    return [(1.0 / (10000.0 ** (torch.arange(0, p, 2).double() / p))).to(dev) for p in parts]


def rope_table(hd, t, y, x):
    """Positions (float tensors of equal, any shape) -> cos, sin [..., hd/2], rounded to half."""
    fr = freqs(hd, t.device)
    ang = torch.cat([t.double()[..., None] * fr[0], y.double()[..., None] * fr[1],
                     x.double()[..., None] * fr[2]], -1)
    return ang.cos().half().float(), ang.sin().half().float()


def rotate(x, cs):
    """x [B,L,heads,hd], cos/sin [B or 1,L,hd/2]; adjacent elements form a pair."""
    c, s = (v[:, :, None] for v in cs)
    a, b = x.float().unflatten(-1, (-1, 2)).unbind(-1)
    return torch.stack([a * c - b * s, a * s + b * c], -1).flatten(-2).to(x.dtype)


@functools.lru_cache(None)
def grid(ts, ys, xs, dev):
    g = torch.meshgrid(*(torch.tensor(list(v)) for v in (ts, ys, xs)), indexing="ij")
    return [v.reshape(-1).to(dev) for v in g]


@functools.lru_cache(None)
def cond_positions(h, w, dev):
    """(t,y,x) of [post][2x][4x] tokens; h, w = token grid."""
    def lin(n, m):
        return tuple(int(k * ((n - 1) / max(1, m - 1))) for k in range(m - 1)) + (n - 1 if m > 1 else 0,)
    out = [grid((-1,), range(h), range(w), dev),
           grid((-3,), lin(h, h // 2), lin(w, w // 2), dev),
           grid((-19, -14, -9, -4), lin(h, h // 4), lin(w, w // 4), dev)]
    return [torch.cat(v) for v in zip(*out)]


# ---- layers -----------------------------------------------------------------
class RMSNorm(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x):
        y = x.float()
        return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)).to(x.dtype) * self.weight


class Attn(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(d, d) for _ in range(4))
        self.norm_q, self.norm_k = RMSNorm(d), RMSNorm(d)
        self.heads = heads

    def hs(self, x):
        return x.unflatten(-1, (self.heads, -1))

    def qn(self, x):
        return self.hs(self.norm_q(self.q(x)))

    def kn(self, x):
        return self.hs(self.norm_k(self.k(x)))

    def vn(self, x):
        return self.hs(self.v(x))


def attend(q, k, v, mask=None):
    q, k, v = (t.transpose(1, 2) for t in (q, k.to(q.dtype), v.to(q.dtype)))
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(2)


def ln(x, eps=1e-6):
    return F.layer_norm(x, (x.shape[-1],), eps=eps)


def cross(a, x, ctx, bias):
    """All 512 text rows; rows after the prompt are equal, so they are one key with weight log(count)."""
    return a.o(attend(a.qn(x), a.kn(ctx), a.vn(ctx), bias))


class Block(nn.Module):
    def __init__(self, d, f, heads):
        super().__init__()
        self.modulation = nn.Parameter(torch.randn(1, 6, d) / d ** 0.5)
        self.self_attn, self.cross_attn = Attn(d, heads), Attn(d, heads)
        self.norm3 = nn.LayerNorm(d, eps=1e-6)
        self.ffn = nn.Sequential(nn.Linear(d, f), nn.GELU("tanh"), nn.Linear(f, d))

    def mod(self, e0):
        return (self.modulation + e0).unsqueeze(1).unbind(2)

    def tail(self, x, m, ctx, bias):
        x = x + cross(self.cross_attn, self.norm3(x), ctx, bias)
        return x + self.ffn(ln(x) * (1 + m[4]) + m[3]) * m[5]


class Adain(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.linear = nn.Linear(d, 2 * d)

    def forward(self, x, g):
        shift, scale = self.linear(F.silu(g)).chunk(2, -1)
        return ln(x, 1e-5) * (1 + scale[:, None]) + shift[:, None]


class Head(nn.Module):
    def __init__(self, d, out):
        super().__init__()
        self.modulation = nn.Parameter(torch.randn(1, 2, d) / d ** 0.5)
        self.head = nn.Linear(d, out)

    def forward(self, x, e):
        shift, scale = (self.modulation + e[:, None]).chunk(2, 1)
        return self.head(ln(x) * (1 + scale) + shift)


class Ring:
    """Keys (rotated) and values of the last three blocks, per layer, for one denoising step."""

    def __init__(self):
        self.kv = {}

    def push(self, layer, k, v, n):
        old = self.kv.get(layer)
        if old is not None:
            k, v = torch.cat([old[0], k], 1), torch.cat([old[1], v], 1)
        k, v = k[:, -WINDOW * n:], v[:, -WINDOW * n:]
        self.kv[layer] = (k, v)
        return k, v


class DiT(nn.Module):
    def __init__(self, dim=192, ffn_dim=512, num_heads=4, num_layers=5, audio_inject_layers=(0, 1, 2, 3),
                 audio_dim=32, text_dim=64, freq_dim=256, in_dim=16, out_dim=16, cond_dim=16, text_len=512,
                 num_audio_token=4, **_):
        super().__init__()
        d = dim
        self.heads, self.hd, self.freq_dim, self.text_len = num_heads, d // num_heads, freq_dim, text_len
        self.inject = {l: j for j, l in enumerate(audio_inject_layers)}
        self.patch_embedding = nn.Conv3d(in_dim, d, (1, 2, 2), (1, 2, 2))
        self.cond_encoder = nn.Conv3d(cond_dim, d, (1, 2, 2), (1, 2, 2))
        self.text_embedding = nn.Sequential(nn.Linear(text_dim, d), nn.GELU("tanh"), nn.Linear(d, d))
        self.time_embedding = nn.Sequential(nn.Linear(freq_dim, d), nn.SiLU(), nn.Linear(d, d))
        self.time_projection = nn.Sequential(nn.SiLU(), nn.Linear(d, 6 * d))
        self.trainable_cond_mask = nn.Embedding(3, d)
        self.blocks = nn.ModuleList(Block(d, ffn_dim, num_heads) for _ in range(num_layers))
        self.head = Head(d, 4 * out_dim)
        a = self.audio_injector = nn.Module()
        a.injector = nn.ModuleList(Attn(d, num_heads) for _ in self.inject)
        a.injector_adain_layers = nn.ModuleList(Adain(d) for _ in self.inject)
        self.casual_audio_encoder = AudioEncoder(d, audio_dim, num_audio_token)
        p = self.frame_packer = nn.Module()
        p.proj = nn.Conv3d(16, d, (1, 2, 2), (1, 2, 2))
        p.proj_2x = nn.Conv3d(16, d, (2, 4, 4), (2, 4, 4))
        p.proj_4x = nn.Conv3d(16, d, (4, 8, 8), (4, 8, 8))

    # -- small parts
    def time(self, t):
        """t [B] -> e [B,D], e0 [B,6,D] in fp32."""
        k = self.freq_dim // 2
        a = t.double()[:, None] * torch.pow(10000.0, -torch.arange(k, device=t.device).double() / k)
        with torch.autocast(t.device.type, enabled=False):
            e = self.time_embedding(torch.cat([a.cos(), a.sin()], 1).float())
            return e, self.time_projection(e).unflatten(1, (6, -1))

    def text(self, rows, mask):
        """T5 rows [B,n,dt] (0 where mask is 0), mask [B,n] -> context rows and the attention bias."""
        b, n, _ = rows.shape
        rows = torch.cat([rows, rows.new_zeros(b, 1, rows.shape[2])], 1)
        pads = (self.text_len - mask.sum(1, keepdim=True)).float()
        bias = torch.cat([torch.where(mask, 0.0, -1e9), torch.where(pads > 0, pads.clamp_min(1).log(), -1e9)], 1)
        return self.text_embedding(rows), bias[:, None, None, :]

    def prefill(self, ref, motion, ctx, bias):
        """ref [B,16,1,h,w], motion [B,16,>=19,h,w] -> list of (k unrotated, v) per layer."""
        m = F.pad(motion, (0, 0, 0, 0, max(0, 19 - motion.shape[2]), 0))[:, :, -19:]
        p, h, w = self.frame_packer, ref.shape[3] // 2, ref.shape[4] // 2
        mask = self.trainable_cond_mask.weight
        tok = [c.flatten(2).transpose(1, 2) for c in (
            self.patch_embedding(ref), p.proj(m[:, :, 18:]), p.proj_2x(m[:, :, 16:18]), p.proj_4x(m[:, :, :16]))]
        x = torch.cat([tok[0] + mask[1]] + [t + mask[2] for t in tok[1:]], 1)
        r, c = grid((30,), range(h), range(w), x.device), cond_positions(h, w, x.device)
        cs = [v[None] for v in rope_table(self.hd, *[torch.cat(v) for v in zip(r, c)])]
        _, e0 = self.time(torch.zeros(1, device=x.device))
        out = []
        for b in self.blocks:
            a, md = b.self_attn, b.mod(e0)
            u = ln(x) * (1 + md[1]) + md[0]
            k, v = a.kn(u), a.vn(u)
            out.append((k, v))
            x = x + a.o(attend(rotate(a.qn(u), cs), rotate(k, cs), v)) * md[2]
            x = b.tail(x, md, ctx, bias)
        return out

    def audio_tokens(self, feat):
        """feat [B,25,A,12*nb] -> local [B*F,5,D], global [B*F,D]."""
        b, s, a, n = feat.shape
        f = feat.view(b, s, a, n // 12, 12).permute(0, 3, 1, 2, 4).reshape(-1, s, a, 12)
        with torch.autocast(feat.device.type, enabled=False):
            loc, glo = self.casual_audio_encoder(f.float())
        return loc.flatten(0, 1), glo.flatten(0, 1)

    def forward(self, x, t, f0, dist, cond, ctx, bias, audio, ring=None, inject=True):
        """x [B,16,3*nb,h,w] noisy, t [B], f0 [B] first latent index, dist [B,nb], cond from `prefill`,
        audio from `audio_tokens` -> velocity.  With `ring` give one block at a time."""
        bsz, _, nf, hh, ww = x.shape
        h, w, nb = hh // 2, ww // 2, nf // BLOCK
        P, dev = h * w, x.device
        n = BLOCK * P
        x = (self.patch_embedding(x) + self.cond_encoder.bias.view(1, -1, 1, 1, 1)).flatten(2).transpose(1, 2)
        x = x + self.trainable_cond_mask.weight[0]
        ft = f0[:, None] + torch.arange(nf, device=dev)
        yy, xx = (v[None].expand(bsz, -1) for v in grid((0,), range(h), range(w), dev)[1:])
        cs = rope_table(self.hd, ft.repeat_interleave(P, 1), yy.repeat(1, nf), xx.repeat(1, nf))
        first = ft[:, ::BLOCK]
        rt = 30 + (first - (30 - dist)).clamp_min(0)
        csr = rope_table(self.hd, rt.repeat_interleave(P, 1), yy.repeat(1, nb), xx.repeat(1, nb))
        csr = [v.unflatten(1, (nb, P)) for v in csr]
        csm = [v[None] for v in rope_table(self.hd, *cond_positions(h, w, dev))]
        e, e0 = self.time(t)
        for i, b in enumerate(self.blocks):
            a, m = b.self_attn, b.mod(e0)
            u = ln(x) * (1 + m[1]) + m[0]
            q, k, v = rotate(a.qn(u), cs), rotate(a.kn(u), cs), a.vn(u)
            ck, cv = (c.expand(bsz, -1, -1, -1) for c in cond[i])
            cm = rotate(ck[:, P:], csm)
            y = []
            if ring is not None:
                k, v = ring.push(i, k, v, n)
                q = [q]
            else:
                q = q.split(n, 1)
            for j in range(nb):
                lo, hi = (0, k.shape[1]) if ring is not None else (max(0, j - WINDOW + 1) * n, (j + 1) * n)
                cr = rotate(ck[:, :P], [c[:, j] for c in csr])
                y.append(attend(q[j], torch.cat([k[:, lo:hi], cr.to(k.dtype), cm.to(k.dtype)], 1),
                                torch.cat([v[:, lo:hi], cv.to(v.dtype)], 1)))
            x = x + a.o(torch.cat(y, 1)) * m[2]
            x = b.tail(x, m, ctx, bias)
            if i in self.inject and inject:
                x = x + self.inject_audio(self.inject[i], x, audio, P)
        y = self.head(x, e).view(bsz, nf, h, w, 1, 2, 2, -1)
        return y.permute(0, 7, 1, 4, 2, 5, 3, 6).reshape(bsz, -1, nf, hh, ww)

    def inject_audio(self, j, x, audio, P):
        loc, glo = audio
        z = self.audio_injector.injector_adain_layers[j](x.unflatten(1, (-1, P)).flatten(0, 1), glo)
        a = self.audio_injector.injector[j]
        return a.o(attend(a.qn(z), a.kn(loc), a.vn(loc))).view_as(x)


# ---- sampling ---------------------------------------------------------------
def schedule(n):
    """Few-step Euler: shift 3 applied to both the range end and the values."""
    lo = 3 * 0.001 / (1 + 2 * 0.001)
    u = torch.linspace(1, lo, n, dtype=torch.float64)
    s = 3 * u / (1 + 2 * u)
    return torch.cat([s, s.new_zeros(1)]).float()


LORA_ENDS = (".q", ".k", ".v", ".o", ".ffn.0", ".ffn.2")


def merge_lora(sd, lora, scale=0.5, round_bf16=True):
    sd = dict(sd)
    for k, a in lora.items():
        if not k.endswith(".lora_A.default.weight"):
            continue
        m = k[:-len(".lora_A.default.weight")].removeprefix("base_model.model.") + ".weight"
        b = lora[k.replace("lora_A", "lora_B")]
        w = sd[m].float() + scale * (b.float() @ a.float())
        sd[m] = w.bfloat16() if round_bf16 else w
    return sd
