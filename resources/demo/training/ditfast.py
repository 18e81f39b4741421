# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sums of dit.py arranged for training on a GPU: norm + rotation and layer norm + modulation as one
kernel each way, bf16 products, residual stream in fp32.  Works on the parameters of a `dit.DiT`."""
import torch
import torch.nn.functional as F

try:
    import triton
    import triton.language as tl
except ImportError:
    triton = None

import dit as D
from dit import BLOCK, WINDOW, attend, cond_positions, grid, rope_table

USE_TRITON = True
DT = torch.bfloat16

if triton:
    @triton.jit
    def _nr_fwd(x, w, co, si, out, R, L, TB, C: tl.constexpr, HD: tl.constexpr, ROPE: tl.constexpr, BC: tl.constexpr, BP: tl.constexpr):
        r = tl.program_id(0) * BP + tl.arange(0, BP)
        c = tl.arange(0, BC)
        ok = (r < R)[:, None] & (c < C)[None, :]
        v = tl.load(x + r[:, None] * C + c[None, :], mask=ok, other=0.).to(tl.float32)
        g = tl.load(w + c, mask=c < C, other=0.).to(tl.float32)
        inv = tl.rsqrt(tl.sum(v * v, 1) / C + 1e-6)[:, None]
        y = v * inv * g[None, :]
        if ROPE:
            p = c ^ 1
            vp = tl.load(x + r[:, None] * C + p[None, :], mask=ok, other=0.).to(tl.float32)
            gp = tl.load(w + p, mask=c < C, other=0.).to(tl.float32)
            tr = (r % L + (r // L) * (L * TB))[:, None] * (HD // 2) + ((c % HD) // 2)[None, :]
            cs = tl.load(co + tr, mask=ok, other=0.)
            sn = tl.load(si + tr, mask=ok, other=0.) * (2. * (c % 2) - 1.)[None, :]
            y = y * cs + vp * inv * gp[None, :] * sn
        tl.store(out + r[:, None] * C + c[None, :], y.to(out.dtype.element_ty), mask=ok)

    @triton.jit
    def _nr_bwd(x, w, co, si, go, dx, dw, R, L, TB, NB: tl.constexpr, C: tl.constexpr, HD: tl.constexpr, ROPE: tl.constexpr, BC: tl.constexpr, BP: tl.constexpr):
        c = tl.arange(0, BC)
        g = tl.load(w + c, mask=c < C, other=0.).to(tl.float32)
        acc = tl.zeros([BC], dtype=tl.float32)
        for b in range(0, NB):
            r = (tl.program_id(0) * NB + b) * BP + tl.arange(0, BP)
            ok = (r < R)[:, None] & (c < C)[None, :]
            o = r[:, None] * C + c[None, :]
            v = tl.load(x + o, mask=ok, other=0.).to(tl.float32)
            dy = tl.load(go + o, mask=ok, other=0.).to(tl.float32)
            if ROPE:
                gp = tl.load(go + r[:, None] * C + (c ^ 1)[None, :], mask=ok, other=0.).to(tl.float32)
                tr = (r % L + (r // L) * (L * TB))[:, None] * (HD // 2) + ((c % HD) // 2)[None, :]
                cs = tl.load(co + tr, mask=ok, other=0.)
                sn = tl.load(si + tr, mask=ok, other=0.) * (2. * (c % 2) - 1.)[None, :]
                dy = dy * cs - gp * sn
            inv = tl.rsqrt(tl.sum(v * v, 1) / C + 1e-6)[:, None]
            acc += tl.sum(dy * v * inv, 0)
            gd = dy * g[None, :]
            dot = (tl.sum(gd * v, 1) / C)[:, None]
            tl.store(dx + o, (inv * (gd - v * inv * inv * dot)).to(dx.dtype.element_ty), mask=ok)
        tl.store(dw + tl.program_id(0) * BC + c, acc)

    @triton.jit
    def _lm_fwd(x, sh, sc, out, R, G, eps, C: tl.constexpr, BC: tl.constexpr, BP: tl.constexpr):
        r = tl.program_id(0) * BP + tl.arange(0, BP)
        c = tl.arange(0, BC)
        ok = (r < R)[:, None] & (c < C)[None, :]
        v = tl.load(x + r[:, None] * C + c[None, :], mask=ok, other=0.).to(tl.float32)
        m = (tl.sum(v, 1) / C)[:, None]
        d = tl.where((c < C)[None, :], v - m, 0.)
        n = d * tl.rsqrt(tl.sum(d * d, 1) / C + eps)[:, None]
        q = (r // G)[:, None] * C + c[None, :]
        y = n * (1. + tl.load(sc + q, mask=ok, other=0.)) + tl.load(sh + q, mask=ok, other=0.)
        tl.store(out + r[:, None] * C + c[None, :], y.to(out.dtype.element_ty), mask=ok)

    @triton.jit
    def _lm_bwd(x, sc, go, dx, part, G, CH, eps, NB: tl.constexpr, C: tl.constexpr, BC: tl.constexpr, BP: tl.constexpr):
        gi = tl.program_id(0)
        c = tl.arange(0, BC)
        s = 1. + tl.load(sc + gi * C + c, mask=c < C, other=0.)
        a0 = tl.zeros([BC], dtype=tl.float32)
        a1 = tl.zeros([BC], dtype=tl.float32)
        for b in range(0, NB):
            q = (tl.program_id(1) * NB + b) * BP + tl.arange(0, BP)
            r = gi * G + q
            ok = (q < G)[:, None] & (c < C)[None, :]
            o = r[:, None] * C + c[None, :]
            v = tl.load(x + o, mask=ok, other=0.).to(tl.float32)
            dy = tl.load(go + o, mask=ok, other=0.).to(tl.float32)
            m = (tl.sum(v, 1) / C)[:, None]
            d = tl.where((c < C)[None, :], v - m, 0.)
            rs = tl.rsqrt(tl.sum(d * d, 1) / C + eps)[:, None]
            n = d * rs
            a0 += tl.sum(dy, 0)
            a1 += tl.sum(dy * n, 0)
            dn = dy * s[None, :]
            k0 = (tl.sum(dn, 1) / C)[:, None]
            k1 = (tl.sum(dn * n, 1) / C)[:, None]
            tl.store(dx + o, (rs * (dn - k0 - n * k1)).to(dx.dtype.element_ty), mask=ok)
        p = (gi * CH + tl.program_id(1)) * 2 * BC
        tl.store(part + p + c, a0)
        tl.store(part + p + BC + c, a1)


def _sizes(rows, bp, most=16):
    return triton.next_power_of_2(max(1, min(most, rows // (bp * 1056))))


class NormRope(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, co, si, heads):
        b, l, c = x.shape
        out = torch.empty_like(x)
        bc, bp = triton.next_power_of_2(c), 8
        rope = co is not None
        tb = 0 if not rope or co.shape[0] == 1 else 1
        co_, si_ = (co, si) if rope else (w, w)
        _nr_fwd[(triton.cdiv(b * l, bp),)](x, w, co_, si_, out, b * l, l, tb, C=c, HD=c // heads, ROPE=rope, BC=bc, BP=bp, num_warps=4)
        ctx.save_for_backward(x, w, co_, si_)
        ctx.k = (heads, rope, tb)
        return out

    @staticmethod
    def backward(ctx, go):
        x, w, co, si = ctx.saved_tensors
        heads, rope, tb = ctx.k
        b, l, c = x.shape
        bc, bp = triton.next_power_of_2(c), 8
        nb = _sizes(b * l, bp)
        n = triton.cdiv(b * l, bp * nb)
        dx, dw = torch.empty_like(x), torch.empty(n, bc, dtype=torch.float32, device=x.device)
        _nr_bwd[(n,)](x, w, co, si, go.contiguous(), dx, dw, b * l, l, tb, NB=nb, C=c, HD=c // heads, ROPE=rope, BC=bc, BP=bp, num_warps=4)
        return dx, dw.sum(0)[:c], None, None, None


class LnMod(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, sh, sc, eps, dt):
        c, n = x.shape[-1], sh.shape[0]
        rows = x.numel() // c
        x, sh, sc = x.contiguous(), sh.contiguous(), sc.contiguous()
        out = torch.empty(x.shape, dtype=dt, device=x.device)
        bc, bp = triton.next_power_of_2(c), 8
        _lm_fwd[(triton.cdiv(rows, bp),)](x, sh, sc, out, rows, rows // n, eps, C=c, BC=bc, BP=bp, num_warps=4)
        ctx.save_for_backward(x, sc)
        ctx.k = (n, eps)
        return out

    @staticmethod
    def backward(ctx, go):
        x, sc = ctx.saved_tensors
        n, eps = ctx.k
        c = x.shape[-1]
        G = x.numel() // c // n
        bc, bp = triton.next_power_of_2(c), 8
        nb = _sizes(x.numel() // c, bp)
        ch = triton.cdiv(G, bp * nb)
        dx = torch.empty_like(x)
        part = torch.empty(n, ch, 2, bc, dtype=torch.float32, device=x.device)
        _lm_bwd[(n, ch)](x, sc, go.contiguous(), dx, part, G, ch, eps, NB=nb, C=c, BC=bc, BP=bp, num_warps=4)
        p = part.sum(1)
        return dx, p[:, 0, :c], p[:, 1, :c], None, None


def norm_rope(x, w, cs, heads):
    """x [B,L,D] -> heads view [B,L,h,hd], normalised, rotated by cs ([B or 1,L,hd/2] each) if given."""
    if USE_TRITON and triton:
        co, si = (t.contiguous() for t in cs) if cs is not None else (None, None)
        return NormRope.apply(x.contiguous(), w, co, si, heads).unflatten(-1, (heads, -1))
    v = x.float()
    y = (v * torch.rsqrt(v.pow(2).mean(-1, keepdim=True) + 1e-6) * w).unflatten(-1, (heads, -1))
    return (D.rotate(y, cs) if cs is not None else y).to(x.dtype)


def ln_mod(x, shift, scale, eps=1e-6):
    """shift, scale [groups, D]; rows are split evenly."""
    if USE_TRITON and triton:
        return LnMod.apply(x, shift, scale, eps, DT)
    y = F.layer_norm(x.float(), (x.shape[-1],), eps=eps).reshape(shift.shape[0], -1, x.shape[-1])
    return (y * (1 + scale[:, None]) + shift[:, None]).view_as(x).to(DT)


def lin(m, x):
    return F.linear(x, m.weight.to(DT), None if m.bias is None else m.bias.to(DT))


def gate(x, y, g):
    """x [B,L,D] fp32 + y * g [B or 1, D]"""
    return torch.addcmul(x, y.float(), g[:, None])


def cross(a, y, kv, bias, heads):
    k, v = kv
    return lin(a.o, attend(norm_rope(lin(a.q, y), a.norm_q.weight, None, heads), k, v, bias))


def text_kv(net, ctx):
    """keys and values of the prompt rows, per layer"""
    out = []
    for b in net.blocks:
        a = b.cross_attn
        out.append((norm_rope(lin(a.k, ctx), a.norm_k.weight, None, net.heads), lin(a.v, ctx).unflatten(-1, (net.heads, -1))))
    return out


def tail(net, b, x, m, kv, bias):
    y = ln_mod(x, b.norm3.bias[None], b.norm3.weight[None] - 1)
    x = x + cross(b.cross_attn, y, kv, bias, net.heads)
    y = ln_mod(x, m[3], m[4])
    return gate(x, lin(b.ffn[2], F.gelu(lin(b.ffn[0], y), approximate="tanh")), m[5])


def patch(conv, x):
    """convolution without overlap as a product; x [B,C,T,H,W] -> tokens [B,L,D] fp32"""
    b, c, t, h, w = x.shape
    kt, kh, kw = conv.kernel_size
    u = x.view(b, c, t // kt, kt, h // kh, kh, w // kw, kw).permute(0, 2, 4, 6, 1, 3, 5, 7).reshape(b, (t // kt) * (h // kh) * (w // kw), -1)
    return F.linear(u.to(DT), conv.weight.flatten(1).to(DT), conv.bias.to(DT)).float()


def prefill(net, ref, motion, kvs, bias):
    p, h, w = net.frame_packer, ref.shape[3] // 2, ref.shape[4] // 2
    mask = net.trainable_cond_mask.weight
    m = motion[:, :, -19:]
    x = torch.cat([patch(net.patch_embedding, ref) + mask[1]] + [patch(c, s) + mask[2] for c, s in (
        (p.proj, m[:, :, 18:]), (p.proj_2x, m[:, :, 16:18]), (p.proj_4x, m[:, :, :16]))], 1)
    r, c = grid((30,), range(h), range(w), x.device), cond_positions(h, w, x.device)
    cs = [v[None] for v in rope_table(net.hd, *[torch.cat(v) for v in zip(r, c)])]
    _, e0 = net.time(torch.zeros(1, device=x.device))
    out = []
    for i, b in enumerate(net.blocks):
        a, md = b.self_attn, (b.modulation + e0).unbind(1)
        u = ln_mod(x, md[0], md[1])
        kl, v = lin(a.k, u), lin(a.v, u).unflatten(-1, (net.heads, -1))
        out.append((norm_rope(kl, a.norm_k.weight, None, net.heads), v))
        if i + 1 == len(net.blocks):
            break  # nothing reads the tokens after the last layer
        q = norm_rope(lin(a.q, u), a.norm_q.weight, cs, net.heads)
        x = gate(x, lin(a.o, attend(q, norm_rope(kl, a.norm_k.weight, cs, net.heads), v)), md[2])
        x = tail(net, b, x, md, kvs[i], bias)
    return out


def velocity(net, x, t, f0, dist, cond, kvs, bias, audio):
    """As DiT.forward without a ring."""
    bsz, _, nf, hh, ww = x.shape
    h, w, nb = hh // 2, ww // 2, nf // BLOCK
    P, dev = h * w, x.device
    n = BLOCK * P
    x = patch(net.patch_embedding, x) + (net.cond_encoder.bias + net.trainable_cond_mask.weight[0])
    ft = f0[:, None] + torch.arange(nf, device=dev)
    yy, xx = (v[None].expand(bsz, -1) for v in grid((0,), range(h), range(w), dev)[1:])
    cs = rope_table(net.hd, ft.repeat_interleave(P, 1), yy.repeat(1, nf), xx.repeat(1, nf))
    rt = 30 + (ft[:, ::BLOCK] - (30 - dist)).clamp_min(0)
    csr = rope_table(net.hd, rt.repeat_interleave(P, 1), yy.repeat(1, nb), xx.repeat(1, nb))
    csm = [v[None] for v in rope_table(net.hd, *cond_positions(h, w, dev))]
    e, e0 = net.time(t)
    loc, glo = audio
    for i, b in enumerate(net.blocks):
        a, m = b.self_attn, (b.modulation + e0).unbind(1)
        u = ln_mod(x, m[0], m[1])
        q, k = norm_rope(lin(a.q, u), a.norm_q.weight, cs, net.heads), norm_rope(lin(a.k, u), a.norm_k.weight, cs, net.heads)
        v = lin(a.v, u).unflatten(-1, (net.heads, -1))
        ck, cv = (c.expand(bsz, -1, -1, -1) for c in cond[i])
        cm = D.rotate(ck[:, P:], csm).to(DT)
        cr = D.rotate(ck[:, :P].repeat(1, nb, 1, 1), csr).to(DT).unflatten(1, (nb, P))
        y = []
        for j, qj in enumerate(q.split(n, 1)):
            lo, hi = max(0, j - WINDOW + 1) * n, (j + 1) * n
            y.append(attend(qj, torch.cat([k[:, lo:hi], cr[:, j], cm], 1), torch.cat([v[:, lo:hi], cv], 1)))
        x = gate(x, lin(a.o, torch.cat(y, 1)), m[2])
        x = tail(net, b, x, m, kvs[i], bias)
        if i in net.inject:
            j = net.inject[i]
            s = net.audio_injector.injector_adain_layers[j].linear
            sh, sc = lin(s, F.silu(glo).to(DT)).float().chunk(2, -1)
            inj = net.audio_injector.injector[j]
            z = ln_mod(x.view(bsz * nf, P, -1), sh, sc, 1e-5)
            la = loc.to(DT)
            kk, vv = norm_rope(lin(inj.k, la), inj.norm_k.weight, None, net.heads), lin(inj.v, la).unflatten(-1, (net.heads, -1))
            x = x + cross(inj, z, (kk, vv), None, net.heads).view_as(x)
    sh, sc = (net.head.modulation + e[:, None]).unbind(1)
    y = F.linear(ln_mod(x, sh, sc), net.head.head.weight.to(DT), net.head.head.bias.to(DT)).float().view(bsz, nf, h, w, 1, 2, 2, -1)
    return y.permute(0, 7, 1, 4, 2, 5, 3, 6).reshape(bsz, -1, nf, hh, ww)


def text(net, rows, mask):
    """As DiT.text."""
    b = rows.shape[0]
    rows = torch.cat([rows.to(DT), torch.zeros(b, 1, rows.shape[2], dtype=DT, device=rows.device)], 1)
    pads = (net.text_len - mask.sum(1, keepdim=True)).float()
    bias = torch.cat([torch.where(mask, 0.0, -1e9), pads.clamp_min(1).log()], 1)
    e = net.text_embedding
    return lin(e[2], F.gelu(lin(e[0], rows), approximate="tanh")), bias[:, None, None, :].to(DT)
