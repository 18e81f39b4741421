# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice side: wav2vec2 with 25 hidden states, resampling to frames, causal audio encoder."""
import torch
import torch.nn as nn
import torch.nn.functional as F

KERNEL, STRIDE = [10, 3, 3, 3, 3, 2, 2], [5, 2, 2, 2, 2, 2, 2]


class FeatConv(nn.Module):
    def __init__(self, i, o, k, s):
        super().__init__()
        self.conv = nn.Conv1d(i, o, k, stride=s)
        self.layer_norm = nn.LayerNorm(o)

    def forward(self, x):
        return F.gelu(self.layer_norm(self.conv(x).transpose(1, 2))).transpose(1, 2)


class PosConv(nn.Module):
    def __init__(self, d, k, groups):
        super().__init__()
        self.k, self.groups = k, groups
        self.conv = nn.Module()
        self.conv.weight_g = nn.Parameter(torch.ones(1, 1, k))
        self.conv.weight_v = nn.Parameter(torch.randn(d, d // groups, k) * 0.05)
        self.conv.bias = nn.Parameter(torch.zeros(d))

    def forward(self, x):
        v = self.conv.weight_v
        w = self.conv.weight_g * v / v.pow(2).sum((0, 1), keepdim=True).sqrt()
        y = F.conv1d(x.transpose(1, 2), w, self.conv.bias, padding=self.k // 2, groups=self.groups)
        if self.k % 2 == 0:
            y = y[..., :-1]
        return F.gelu(y).transpose(1, 2)


class Layer(nn.Module):
    def __init__(self, d, heads, f):
        super().__init__()
        self.attention = nn.Module()
        for n in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self.attention, n, nn.Linear(d, d))
        self.layer_norm, self.final_layer_norm = nn.LayerNorm(d), nn.LayerNorm(d)
        self.feed_forward = nn.Module()
        self.feed_forward.intermediate_dense = nn.Linear(d, f)
        self.feed_forward.output_dense = nn.Linear(f, d)
        self.heads = heads

    def forward(self, x):
        b, t, d = x.shape
        a, y = self.attention, self.layer_norm(x)
        q, k, v = (f(y).view(b, t, self.heads, -1).transpose(1, 2) for f in (a.q_proj, a.k_proj, a.v_proj))
        y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, d)
        x = x + a.out_proj(y)
        f = self.feed_forward
        return x + f.output_dense(F.gelu(f.intermediate_dense(self.final_layer_norm(x))))


class Wav2Vec2(nn.Module):
    """Names as in the published files, below the prefix `wav2vec2.`."""

    def __init__(self, d=32, heads=2, f=64, layers=24, conv=32, pos_k=128, pos_groups=4):
        super().__init__()
        self.feature_extractor = nn.Module()
        self.feature_extractor.conv_layers = nn.ModuleList(
            FeatConv(1 if i == 0 else conv, conv, KERNEL[i], STRIDE[i]) for i in range(7))
        self.feature_projection = nn.Module()
        self.feature_projection.layer_norm = nn.LayerNorm(conv)
        self.feature_projection.projection = nn.Linear(conv, d)
        self.encoder = nn.Module()
        self.encoder.pos_conv_embed = PosConv(d, pos_k, pos_groups)
        self.encoder.layers = nn.ModuleList(Layer(d, heads, f) for _ in range(layers))
        self.encoder.layer_norm = nn.LayerNorm(d)

    def forward(self, wav):
        """Normalised waveform [B,S] -> list of 25 hidden states [B,T,d]."""
        x = wav[:, None]
        for c in self.feature_extractor.conv_layers:
            x = c(x)
        p = self.feature_projection
        x = p.projection(p.layer_norm(x.transpose(1, 2)))
        x = x + self.encoder.pos_conv_embed(x)
        hs = [x]
        for layer in self.encoder.layers:
            x = layer(x)
            hs.append(x)
        hs[-1] = self.encoder.layer_norm(x)
        return hs


def normalise(x):
    return (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, unbiased=False, keepdim=True) + 1e-7)


def frame_count(t50):
    return int(t50 / 50.0 * 30)


def clip_count(t50, infer=48):
    return int(frame_count(t50) / (infer * 1.2)) + 1


def to_frames(hs, clips=None, infer=48):
    """Hidden states (25 x [T,d]) -> [25,d,infer*clips] at 25 frames a second; nothing after the end = 0."""
    x = torch.stack(hs).transpose(1, 2)
    a = frame_count(x.shape[2])
    x = F.interpolate(x, size=a, mode="linear", align_corners=True)
    n = clips or clip_count(hs[0].shape[0], infer)
    idx = [round(j * 1.2) for j in range(infer * n)]
    out = x.new_zeros(x.shape[0], x.shape[1], infer * n)
    ok = [j for j, i in enumerate(idx) if i < a]
    out[:, :, ok] = x[:, :, [idx[j] for j in ok]]
    return out


def w2v_from_state(sd, heads):
    """All sizes from the tensors, but the number of heads: that is in config.json only."""
    sd = {k[len("wav2vec2."):]: v.float() for k, v in sd.items()
          if k.startswith("wav2vec2.") and "masked_spec" not in k}
    c = sd["feature_extractor.conv_layers.0.conv.weight"].shape[0]
    v = sd["encoder.pos_conv_embed.conv.weight_v"]
    f = sd["encoder.layers.0.feed_forward.intermediate_dense.weight"].shape[0]
    n = 1 + max(int(k.split(".")[2]) for k in sd if k.startswith("encoder.layers."))
    m = Wav2Vec2(v.shape[0], heads, f, n, c, v.shape[2], v.shape[0] // v.shape[1])
    m.load_state_dict(sd)
    return m.eval()


class _C(nn.Module):
    """Convolution over the past, first sample repeated on the left."""

    def __init__(self, i, o, s):
        super().__init__()
        self.conv = nn.Conv1d(i, o, 3, stride=s)

    def forward(self, x):
        x = self.conv(F.pad(x, (2, 0), mode="replicate"))
        return F.silu(F.layer_norm(x.transpose(1, 2), (x.shape[1],), eps=1e-6)).transpose(1, 2)


class AudioEncoder(nn.Module):
    """Block of 12 feature frames -> per latent: 5 tokens and one global vector."""

    def __init__(self, d, audio_dim, tokens=4, states=25):
        super().__init__()
        self.weights = nn.Parameter(torch.full((1, states, 1, 1), 0.1))
        e = self.encoder = nn.Module()
        self.n, self.d = tokens, d
        e.conv1_local = _C(audio_dim, d // 4 * tokens, 1)
        e.conv1_global = _C(audio_dim, d // 4, 1)
        e.conv2, e.conv3 = _C(d // 4, d // 2, 2), _C(d // 2, d, 2)
        e.final_linear = nn.Linear(d, d)
        e.padding_tokens = nn.Parameter(torch.randn(1, 1, 1, d) * 0.3)
        # conv1_local normalises each token's channels on its own

    def forward(self, feat):
        """feat [B,25,A,12] -> tokens [B,3,5,d], global [B,3,d]."""
        e = self.encoder
        a = F.silu(self.weights)
        x = (feat * a).sum(1) / a.sum()
        x = torch.cat([x[..., :1].expand(-1, -1, 5), x], 2)
        b = x.shape[0]
        y = e.conv1_local.conv(F.pad(x, (2, 0), mode="replicate"))
        t = y.shape[2]
        y = y.view(b * self.n, self.d // 4, t)
        y = F.silu(F.layer_norm(y.transpose(1, 2), (self.d // 4,), eps=1e-6)).transpose(1, 2)
        y = e.conv3(e.conv2(y))[..., -3:].view(b, self.n, self.d, 3).permute(0, 3, 1, 2)
        y = torch.cat([y, e.padding_tokens.expand(b, 3, 1, self.d)], 2)
        g = e.conv3(e.conv2(e.conv1_global(x)))[..., -3:].transpose(1, 2)
        return y, e.final_linear(g)
