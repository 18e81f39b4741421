# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causal video VAE (z 16, stride 4x8x8): encode, decode and streaming decode.

Works on whole sequences for training; `StreamDecoder` feeds one latent at a
time with kept caches.  Both give the same frames.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

MEAN = torch.tensor([-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508,
                     0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921])
STD = torch.tensor([2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743,
                    3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160])


MODE = "2d"  # how convolutions run: "3d" (on a GPU), "2d", "2dcl" (channels last); the timing differs only


def conv3d(x, w, b, stride=(1, 1, 1), pad=(0, 0)):
    """Conv3d; on a CPU as one Conv2d over frames with the time taps stacked as channels, because
    the 3-D kernel falls to a slow path there for small inputs (7x slower).  Same sums."""
    if x.is_cuda and MODE == "3d":
        return F.conv3d(x, w, b, stride, (0, *pad))
    n, c, t, h, wd = x.shape
    k = w.shape[2]
    idx = range(0, t - k + 1, stride[0])
    f = x.transpose(1, 2)
    f = f if k == 1 else torch.cat([f[:, i:i + t - k + 1:stride[0]] for i in range(k)], 2)
    f = f.flatten(0, 1)
    if MODE == "2dcl":
        f = f.contiguous(memory_format=torch.channels_last)
    y = F.conv2d(f, w.transpose(1, 2).flatten(1, 2), b, stride[1:], pad)
    return y.unflatten(0, (n, len(idx))).transpose(1, 2)


class RMS(nn.Module):
    """L2 norm over channels times sqrt(C) times gamma."""

    def __init__(self, c, dims):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(c, *[1] * dims))

    def forward(self, x):
        g = self.gamma
        if g.dim() == 3:
            g = g.unsqueeze(1)
        n = x.float().pow(2).sum(1, keepdim=True).sqrt().clamp_min(1e-12)
        return (x / n * (x.shape[1] ** 0.5) * g).to(x.dtype)


class Conv(nn.Conv3d):
    """Convolution that sees only the past along time."""

    def __init__(self, i, o, k, stride=1):
        k = (k, k, k) if isinstance(k, int) else k
        super().__init__(i, o, k, stride=stride, padding=0)
        self.keep = k[0] - 1
        self.sp = (k[1] // 2, k[2] // 2)

    def forward(self, x, st=None):
        if self.keep:
            if st is None:
                x = F.pad(x, (0, 0, 0, 0, self.keep, 0))
            else:
                old = st.get(self)
                y = x if old is None else torch.cat([old, x], 2)
                st[self] = y[:, :, -self.keep:]
                x = F.pad(y, (0, 0, 0, 0, self.keep + x.shape[2] - y.shape[2], 0))
        return conv3d(x, self.weight, self.bias, self.stride, self.sp)


class Res(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.residual = nn.Sequential(RMS(i, 3), nn.SiLU(), Conv(i, o, 3), RMS(o, 3), nn.SiLU(),
                                      nn.Identity(), Conv(o, o, 3))
        self.shortcut = Conv(i, o, 1) if i != o else nn.Identity()

    def forward(self, x, st=None):
        r = self.residual
        h = r[2](F.silu(r[0](x)), st)
        h = r[6](F.silu(r[3](h)), st)
        return h + self.shortcut(x)


class Attn(nn.Module):
    """One head over the pixels of every frame."""

    def __init__(self, c):
        super().__init__()
        self.norm = RMS(c, 2)
        self.to_qkv = nn.Conv2d(c, 3 * c, 1)
        self.proj = nn.Conv2d(c, c, 1)

    def forward(self, x, st=None):
        b, c, t, h, w = x.shape
        y = self.norm(x).permute(0, 2, 3, 4, 1).reshape(b * t, h * w, c)
        q, k, v = F.linear(y, self.to_qkv.weight[:, :, 0, 0], self.to_qkv.bias).chunk(3, -1)
        y = F.scaled_dot_product_attention(q[:, None], k[:, None], v[:, None])[:, 0]
        y = F.linear(y, self.proj.weight[:, :, 0, 0], self.proj.bias)
        return x + y.reshape(b, t, h, w, c).permute(0, 4, 1, 2, 3)


class Resample(nn.Module):
    def __init__(self, c, mode):
        super().__init__()
        self.mode = mode
        if mode.startswith("up"):
            self.resample = nn.Sequential(nn.Identity(), nn.Conv2d(c, c // 2, 3))
        else:
            self.resample = nn.Sequential(nn.Identity(), nn.Conv2d(c, c, 3))
        if mode == "up3d":
            self.time_conv = Conv(c, 2 * c, (3, 1, 1))
        if mode == "down3d":
            self.time_conv = nn.Conv3d(c, c, (3, 1, 1), stride=(2, 1, 1))

    def forward(self, x, st=None):
        if self.mode == "up3d":
            x = self._grow(x, st)
        w, b = self.resample[1].weight.unsqueeze(2), self.resample[1].bias
        if self.mode.startswith("up"):
            x = F.interpolate(x, scale_factor=(1, 2, 2), mode="nearest")
            return conv3d(x, w, b, (1, 1, 1), (1, 1))
        x = conv3d(F.pad(x, (0, 1, 0, 1)), w, b, (1, 2, 2))
        if self.mode == "down3d" and x.shape[2] > 1:
            x = torch.cat([x[:, :, :1], conv3d(x, self.time_conv.weight, self.time_conv.bias, (2, 1, 1))], 2)
        return x

    def _grow(self, x, st):
        """Double the frames; the very first frame passes alone and leaves no history."""
        head = None
        if st is None:
            head, x = x[:, :, :1], x[:, :, 1:]
            if x.shape[2] == 0:
                return head
            y = self.time_conv(x)
        elif (self, "seen") not in st:
            st[(self, "seen")] = True
            return x
        else:
            y = self.time_conv(x, st)
        b, c, t, h, w = x.shape
        y = y.reshape(b, 2, c, t, h, w).permute(0, 2, 3, 1, 4, 5).reshape(b, c, 2 * t, h, w)
        return y if head is None else torch.cat([head, y], 2)


class Encoder(nn.Module):
    def __init__(self, d, z):
        super().__init__()
        w = [d, d, 2 * d, 4 * d, 4 * d]
        m = []
        for i, mode in enumerate(["down2d", "down3d", "down3d", None]):
            m += [Res(w[i], w[i + 1]), Res(w[i + 1], w[i + 1])]
            if mode:
                m.append(Resample(w[i + 1], mode))
        self.conv1 = Conv(3, d, 3)
        self.downsamples = nn.Sequential(*m)
        self.middle = nn.Sequential(Res(4 * d, 4 * d), Attn(4 * d), Res(4 * d, 4 * d))
        self.head = nn.Sequential(RMS(4 * d, 3), nn.SiLU(), Conv(4 * d, 2 * z, 3))

    def forward(self, x):
        x = self.conv1(x)
        for m in [*self.downsamples, *self.middle]:
            x = m(x)
        return self.head[2](F.silu(self.head[0](x)))


class Decoder(nn.Module):
    def __init__(self, d, z):
        super().__init__()
        self.conv1 = Conv(z, 4 * d, 3)
        self.middle = nn.Sequential(Res(4 * d, 4 * d), Attn(4 * d), Res(4 * d, 4 * d))
        m = []
        for i, o, mode in [(4 * d, 4 * d, "up3d"), (2 * d, 4 * d, "up3d"), (2 * d, 2 * d, "up2d"), (d, d, None)]:
            m += [Res(i, o), Res(o, o), Res(o, o)]
            if mode:
                m.append(Resample(o, mode))
        self.upsamples = nn.Sequential(*m)
        self.head = nn.Sequential(RMS(d, 3), nn.SiLU(), Conv(d, 3, 3))

    def forward(self, x, st=None):
        x = self.conv1(x, st)
        for m in [*self.middle, *self.upsamples]:
            x = m(x, st)
        return self.head[2](F.silu(self.head[0](x)), st)


class VAE(nn.Module):
    """`scaled` applies the fixed mean/std of the format (files on disk need it);
    training runs without and folds them into the 1x1x1 convolutions at the end."""

    def __init__(self, d=8, z=16, scaled=True):
        super().__init__()
        self.encoder, self.decoder = Encoder(d, z), Decoder(d, z)
        self.conv1, self.conv2 = Conv(2 * z, 2 * z, 1), Conv(z, z, 1)
        self.z, self.scaled = z, scaled

    def scale(self, x):
        m = MEAN.to(x.device)
        i = 1.0 / STD.to(x.device)
        return m.view(1, -1, 1, 1, 1), i.view(1, -1, 1, 1, 1)

    def encode(self, x):
        """[B,3,1+4k,H,W] in -1..1 -> normalised latents [B,16,1+k,H/8,W/8]."""
        x = x[:, :, : 1 + (x.shape[2] - 1) // 4 * 4]
        mu = self.conv1(self.encoder(x))[:, : self.z]
        if self.scaled:
            m, i = self.scale(x)
            mu = (mu.float() - m) * i
        return mu

    def unscale(self, z):
        if self.scaled:
            m, i = self.scale(z)
            z = z / i + m
        return self.conv2(z)

    def decode(self, z, clamp=True):
        y = self.decoder(self.unscale(z))
        return y.clamp(-1, 1) if clamp else y


class StreamDecoder:
    """Caches are kept between calls, so clips join without a seam."""

    def __init__(self, vae):
        self.vae, self.st = vae, {}

    @torch.no_grad()
    def __call__(self, z):
        z = self.vae.unscale(z)
        out = [self.vae.decoder(z[:, :, i:i + 1], self.st) for i in range(z.shape[2])]
        return torch.cat(out, 2).clamp(-1, 1)


def base_width(sd):
    return sd["encoder.conv1.weight"].shape[0]
