# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prompt side: umT5 encoder and its tokenizer files."""
import html
import math
import re

import torch
import torch.nn as nn
import torch.nn.functional as F


def clean(s):
    try:
        import ftfy
        s = ftfy.fix_text(s)
    except ImportError:
        pass
    s = html.unescape(html.unescape(s)).strip()
    return re.sub(r"\s+", " ", s).strip()


class RMSNorm(nn.Module):
    def __init__(self, d, eps=1e-6):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(d)), eps

    def forward(self, x):
        y = x.float()
        y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + self.eps)
        return self.weight * y.to(x.dtype)


class RelPos(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.embedding = nn.Embedding(32, heads)

    def forward(self, n, device):
        p = torch.arange(n, device=device)
        rel = p[None, :] - p[:, None]
        a = rel.abs()
        far = 8 + (torch.log(a.clamp_min(1).float() / 8) / math.log(16) * 8).long()
        b = 16 * (rel > 0).long() + torch.where(a < 8, a, far.clamp_max(15))
        return self.embedding(b).permute(2, 0, 1)[None]


class SelfAttn(nn.Module):
    def __init__(self, d, heads, inner):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(d, inner, bias=False) for _ in range(3))
        self.o = nn.Linear(inner, d, bias=False)
        self.heads = heads

    def forward(self, x, bias):
        b, n, _ = x.shape
        q, k, v = (f(x).view(b, n, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype), scale=1.0)
        return self.o(y.transpose(1, 2).flatten(2))


class FFN(nn.Module):
    def __init__(self, d, f):
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(d, f, bias=False))
        self.fc1, self.fc2 = nn.Linear(d, f, bias=False), nn.Linear(f, d, bias=False)

    def forward(self, x):
        return self.fc2(self.fc1(x) * F.gelu(self.gate(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, d, heads, f, inner):
        super().__init__()
        self.norm1, self.attn = RMSNorm(d), SelfAttn(d, heads, inner)
        self.norm2, self.ffn = RMSNorm(d), FFN(d, f)
        self.pos_embedding = RelPos(heads)

    def forward(self, x, mask):
        bias = self.pos_embedding(x.shape[1], x.device)
        bias = torch.where(mask[:, None, None, :], bias, torch.finfo(torch.bfloat16).min)
        x = x + self.attn(self.norm1(x), bias)
        return x + self.ffn(self.norm2(x))


class T5(nn.Module):
    def __init__(self, vocab, d=64, heads=4, f=160, layers=2, inner=None):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab, d)
        self.blocks = nn.ModuleList(Block(d, heads, f, inner or d) for _ in range(layers))
        self.norm = RMSNorm(d)

    def forward(self, ids, mask):
        """ids, mask [B,n] -> rows [B,n,d]; rows with mask 0 are set to 0 as the DiT pads them."""
        x = self.token_embedding(ids)
        for b in self.blocks:
            x = b(x, mask)
        return self.norm(x) * mask[..., None]


def from_state(sd):
    layers = 1 + max(int(k.split(".")[1]) for k in sd if k.startswith("blocks."))
    v, d = sd["token_embedding.weight"].shape
    heads = sd["blocks.0.pos_embedding.embedding.weight"].shape[1]
    m = T5(v, d, heads, sd["blocks.0.ffn.fc1.weight"].shape[0], layers, sd["blocks.0.attn.q.weight"].shape[0])
    m.load_state_dict(sd)
    return m.eval()


class Tokenizer:
    """ids of a prompt as the engine sees them: tokenizer.json, `</s>` appended, at most 512."""

    def __init__(self, folder):
        from tokenizers import Tokenizer as T
        self.t = T.from_file(f"{folder}/tokenizer.json")

    def __call__(self, s):
        ids = self.t.encode(clean(s)).ids
        return ids if len(ids) <= 512 else ids[:511] + [1]


def batch(ids, device="cpu"):
    n = max(len(i) for i in ids)
    t = torch.zeros(len(ids), n, dtype=torch.long)
    m = torch.zeros(len(ids), n, dtype=torch.bool)
    for j, i in enumerate(ids):
        t[j, :len(i)] = torch.tensor(i)
        m[j, :len(i)] = True
    return t.to(device), m.to(device)
