# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same sums as vae.py, arranged for training on a GPU: channels last, bf16, the three time taps of
a causal convolution stacked as channels (one 2-D convolution over frames), and norm + SiLU + stacking
as one kernel each way.  Works on the parameters of a `vae.VAE` made with scaled=False."""
import torch
import torch.nn.functional as F

try:
    import triton
    import triton.language as tl
except ImportError:
    triton = None

import vae as V

USE_TRITON = True
DT = torch.bfloat16


def phys(c):
    return max(16, (c + 7) // 8 * 8)


if triton:
    @triton.jit
    def _fwd(x, gm, out, R, T, HW, scale, CP: tl.constexpr, BC: tl.constexpr, BP: tl.constexpr):
        r = tl.program_id(0) * BP + tl.arange(0, BP)
        c = tl.arange(0, BC)
        ok = (r < R)[:, None] & (c < CP)[None, :]
        v = tl.load(x + r[:, None] * CP + c[None, :], mask=ok, other=0.).to(tl.float32)
        g = tl.load(gm + c, mask=c < CP, other=0.).to(tl.float32)
        ss = tl.maximum(tl.sum(v * v, 1), 1e-24)
        a = v * (scale * tl.rsqrt(ss))[:, None] * g[None, :]
        y = (a / (1. + tl.exp(-a))).to(out.dtype.element_ty)
        t = (r // HW) % T
        z = y * 0
        for k in tl.static_range(3):
            d = 2 - k
            o = out + (r + d * HW)[:, None] * (3 * CP) + k * CP + c[None, :]
            tl.store(o, y, mask=ok & (t + d < T)[:, None])
        first = ok & (t == 0)[:, None]
        o = out + r[:, None] * (3 * CP) + c[None, :]
        tl.store(o, z, mask=first)
        tl.store(o + CP, z, mask=first)
        tl.store(o + HW * 3 * CP, z, mask=first & (T > 1))

    @triton.jit
    def _bwd(x, gm, go, dx, dg, R, T, HW, scale, NB: tl.constexpr, CP: tl.constexpr, BC: tl.constexpr, BP: tl.constexpr):
        c = tl.arange(0, BC)
        g = tl.load(gm + c, mask=c < CP, other=0.).to(tl.float32)
        acc = tl.zeros([BC], dtype=tl.float32)
        for b in range(0, NB):
            r = (tl.program_id(0) * NB + b) * BP + tl.arange(0, BP)
            ok = (r < R)[:, None] & (c < CP)[None, :]
            v = tl.load(x + r[:, None] * CP + c[None, :], mask=ok, other=0.).to(tl.float32)
            t = (r // HW) % T
            dy = tl.zeros([BP, BC], dtype=tl.float32)
            for k in tl.static_range(3):
                d = 2 - k
                dy += tl.load(go + (r + d * HW)[:, None] * (3 * CP) + k * CP + c[None, :], mask=ok & (t + d < T)[:, None], other=0.).to(tl.float32)
            ss = tl.maximum(tl.sum(v * v, 1), 1e-24)
            inv = (scale * tl.rsqrt(ss))[:, None]
            n = v * inv
            a = n * g[None, :]
            s = 1. / (1. + tl.exp(-a))
            da = dy * s * (1. + a * (1. - s))
            acc += tl.sum(da * n, 0)
            gd = da * g[None, :]
            dot = tl.sum(gd * v, 1) / ss
            tl.store(dx + r[:, None] * CP + c[None, :], (inv * (gd - v * dot[:, None])).to(dx.dtype.element_ty), mask=ok)
        tl.store(dg + tl.program_id(0) * BC + c, acc)


class ActStack(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, g, c):
        n, t, h, w, cp = x.shape
        R, HW = n * t * h * w, h * w
        out = torch.empty(n, t, h, w, 3 * cp, dtype=x.dtype, device=x.device)
        bc = triton.next_power_of_2(cp)
        bp = max(16, 2048 // bc)
        _fwd[(triton.cdiv(R, bp),)](x, g, out, R, t, HW, float(c) ** .5, CP=cp, BC=bc, BP=bp, num_warps=4)
        ctx.save_for_backward(x, g)
        ctx.c = c
        return out

    @staticmethod
    def backward(ctx, go):
        x, g = ctx.saved_tensors
        n, t, h, w, cp = x.shape
        R, HW = n * t * h * w, h * w
        bc = triton.next_power_of_2(cp)
        bp = max(16, 1024 // bc)
        nb = triton.next_power_of_2(max(1, min(16, R // (bp * 1056))))
        grid = triton.cdiv(R, bp * nb)
        dx = torch.empty_like(x)
        dg = torch.empty(grid, bc, dtype=torch.float32, device=x.device)
        _bwd[(grid,)](x, g, go.contiguous(), dx, dg, R, t, HW, float(ctx.c) ** .5, NB=nb, CP=cp, BC=bc, BP=bp, num_warps=4)
        return dx, dg.sum(0)[:cp].to(g.dtype), None


def stack(x):
    """[N,T,H,W,C] -> [N,T,H,W,3C]: frames t-2, t-1, t."""
    p = F.pad(x, (0, 0, 0, 0, 0, 0, 2, 0))
    t = x.shape[1]
    return torch.cat([p[:, k:k + t] for k in range(3)], -1)


def padc(v, n):
    return v if v.shape[0] == n else F.pad(v, (0,) * (2 * v.dim() - 1) + (n - v.shape[0],))


def act_stack(x, gamma):
    c = gamma.shape[0]
    g = padc(gamma.flatten(), x.shape[-1])
    if USE_TRITON and triton and (x.is_cuda or triton.runtime.driver is None):
        return ActStack.apply(x, g, c)
    v = x.float()
    n = v * torch.rsqrt(v.pow(2).sum(-1, keepdim=True).clamp_min(1e-24)) * c ** .5 * g
    return stack(F.silu(n).to(x.dtype))


def weight(w, ci, co):
    """[o,i,kt,kh,kw] -> channels last [co, kt*ci, kh, kw]."""
    o, i, kt, kh, kw = w.shape
    w = w.to(DT)
    if i != ci or o != co:
        w = F.pad(w, (0, 0, 0, 0, 0, 0, 0, ci - i, 0, co - o))
    return w.transpose(1, 2).reshape(co, kt * ci, kh, kw).contiguous(memory_format=torch.channels_last)


def conv(xs, m, ci, pad=1, stride=1, co=None):
    """xs [N,T,H,W,kt*ci] -> [N,T,H',W',co]."""
    w = m.weight if m.weight.dim() == 5 else m.weight.unsqueeze(2)
    co = co or phys(w.shape[0])
    n, t = xs.shape[:2]
    y = F.conv2d(xs.flatten(0, 1).permute(0, 3, 1, 2), weight(w, ci, co), padc(m.bias, co).to(DT), stride, pad)
    return y.permute(0, 2, 3, 1).contiguous().unflatten(0, (n, t))


def lin(x, m, kt=1):
    """1x1 convolutions (with kt stacked taps) as a product; channels need no padding here."""
    w = m.weight.to(DT)
    co = phys(w.shape[0])
    ci = x.shape[-1] // kt
    w = w.flatten(2).transpose(1, 2)  # [o, kt, i]
    if w.shape[2] != ci or w.shape[0] != co:
        w = F.pad(w, (0, ci - w.shape[2], 0, 0, 0, co - w.shape[0]))
    return F.linear(x, w.flatten(1), padc(m.bias, co).to(DT))


def res(m, x):
    r = m.residual
    h = conv(act_stack(x, r[0].gamma), r[2], x.shape[-1])
    h = conv(act_stack(h, r[3].gamma), r[6], h.shape[-1])
    return h + (x if isinstance(m.shortcut, torch.nn.Identity) else lin(x, m.shortcut))


def attn(m, x):
    n, t, h, w, c = x.shape
    v = x.float()
    y = (v * torch.rsqrt(v.pow(2).sum(-1, keepdim=True).clamp_min(1e-24)) * c ** .5 * m.norm.gamma.flatten()).to(DT).reshape(n * t, 1, h * w, c)
    q, k, v = F.linear(y, m.to_qkv.weight[:, :, 0, 0].to(DT), m.to_qkv.bias.to(DT)).chunk(3, -1)
    y = F.scaled_dot_product_attention(q, k, v)
    y = F.linear(y, m.proj.weight[:, :, 0, 0].to(DT), m.proj.bias.to(DT))
    return x + y.view(n, t, h, w, c)


def resample(m, x):
    n, t, h, w, c = x.shape
    if m.mode == "up3d" and t > 1:
        y = lin(stack(x[:, 1:]), m.time_conv, 3)
        y = y.view(n, t - 1, h, w, 2, c).permute(0, 1, 4, 2, 3, 5).reshape(n, 2 * t - 2, h, w, c)
        x = torch.cat([x[:, :1], y], 1)
    if m.mode.startswith("up"):
        u = F.interpolate(x.flatten(0, 1).permute(0, 3, 1, 2), scale_factor=2, mode="nearest").permute(0, 2, 3, 1).contiguous()
        return conv(u.unflatten(0, x.shape[:2]), m.resample[1], c)
    x = conv(F.pad(x, (0, 0, 0, 1, 0, 1)), m.resample[1], c, 0, 2)
    if m.mode == "down3d" and t > 1:
        x = torch.cat([x[:, :1], lin(torch.cat([x[:, 0:-2:2], x[:, 1:-1:2], x[:, 2::2]], -1), m.time_conv, 3)], 1)
    return x


def run(mods, x):
    for m in mods:
        x = res(m, x) if isinstance(m, V.Res) else attn(m, x) if isinstance(m, V.Attn) else resample(m, x)
    return x


def encode(v, x):
    """x [N,T,H,W,3] in -1..1 -> mu [N,t,h,w,16] (fp32)."""
    e = v.encoder
    xs = F.pad(stack(x.to(DT)), (0, 7))
    w = weight(e.conv1.weight, 3, phys(e.conv1.weight.shape[0]))
    w = F.pad(w, (0, 0, 0, 0, 0, 7)).contiguous(memory_format=torch.channels_last)
    y = F.conv2d(xs.flatten(0, 1).permute(0, 3, 1, 2), w, padc(e.conv1.bias, w.shape[0]).to(DT), 1, 1)
    y = y.permute(0, 2, 3, 1).contiguous().unflatten(0, x.shape[:2])
    y = run([*e.downsamples, *e.middle], y)
    y = conv(act_stack(y, e.head[0].gamma), e.head[2], y.shape[-1])
    return lin(y, v.conv1).float()[..., :16]


def decode(v, z):
    """z [N,t,h,w,16] -> [N,T,H,W,3] (fp32)."""
    d = v.decoder
    y = conv(stack(lin(z.to(DT), v.conv2)), d.conv1, 16)
    y = run([*d.middle, *d.upsamples], y)
    y = conv(act_stack(y, d.head[0].gamma), d.head[2], y.shape[-1], co=8)
    return y[..., :3].float()


# ---- start values -----------------------------------------------------------
def grow(old, d):
    """Weights of a narrower VAE (on-disk form) -> state of a wider VAE(scaled=False) with the same sums:
    new channels start at zero, whatever reads them starts random."""
    b = old["encoder.conv1.weight"].shape[0]
    new = V.VAE(d, scaled=False)
    sd = {}
    for k, w in new.state_dict().items():
        o = old[k].float()
        if k == "conv1.weight":
            o = torch.cat([o[:16] / V.STD.view(-1, 1, 1, 1, 1), o[16:]])
        elif k == "conv1.bias":
            o = torch.cat([(o[:16] - V.MEAN) / V.STD, o[16:]])
        elif k == "conv2.bias":
            o = o + (old["conv2.weight"][:, :, 0, 0, 0] * V.MEAN).sum(1)
        elif k == "conv2.weight":
            o = o * V.STD.view(1, -1, 1, 1, 1)
        if o.shape == w.shape:
            sd[k] = o
            continue
        w = w.clone()
        if "gamma" in k:
            w[:o.shape[0]] = o * (b / d) ** .5
        else:
            parts = 2 if "time_conv" in k and w.shape[0] != old[k.replace("weight", "weight").replace("bias", "weight")].shape[1] * d // b and "decoder" in k else 3 if "to_qkv" in k else 1
            wo, oo = w.view(parts, -1, *w.shape[1:]), o.view(parts, -1, *o.shape[1:])
            n = oo.shape[1]
            if w.dim() == 1:
                wo.zero_()
                wo[:, :n] = oo
            else:
                i = oo.shape[2]
                wo[:, :n, :i] = oo
                wo[:, n:] = 0
            w = wo.reshape(w.shape)
        sd[k] = w
    return sd
