# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Muon for the matrices, Adam for the rest, an average of the weights; every step is a fixed list of
device operations (the learning rate is a tensor), so that it can be part of a CUDA graph."""
import torch


def orthogonal(x):
    """Newton-Schulz, batched: [k,a,b] with a <= b."""
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        g = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * g + 2.0315 * g @ g) @ x
    return x


class Optim:
    def __init__(self, named, muon, ema, beta=.998, wd=0.0, clip=1.0):
        """named: [(name, parameter)], muon(name, p) -> bool, ema: list of tensors of equal order."""
        self.ps = [p for _, p in named]
        dev = self.ps[0].device
        for p in self.ps:
            p.grad = torch.zeros_like(p)
        self.grads = [p.grad for p in self.ps]
        self.ema, self.beta, self.wd, self.clip = ema, beta, wd, clip
        self.lr = torch.zeros((), device=dev)
        self.k = torch.zeros((), device=dev)
        self.groups, self.adam = {}, []
        for i, (n, p) in enumerate(named):
            if muon(n, p):
                s = (p.shape[0], p[0].numel())
                self.groups.setdefault(s, []).append(i)
            else:
                self.adam.append(i)
        self.mom = {s: torch.zeros(len(ix), *s, device=dev) for s, ix in self.groups.items()}
        self.m = [torch.zeros_like(self.ps[i]) for i in self.adam]
        self.v = [torch.zeros_like(self.ps[i]) for i in self.adam]
        self.norm = torch.zeros((), device=dev)

    @torch.no_grad()
    def step(self):
        self.k += 1
        total = torch.stack(torch._foreach_norm(self.grads)).norm()
        self.norm.copy_(total)
        torch._foreach_mul_(self.grads, (self.clip / (total + 1e-6)).clamp_max(1.0))
        if self.wd:
            f = 1 - self.lr * self.wd
            torch._foreach_mul_([p for p in self.ps if p.dim() > 1], f)
        for s, ix in self.groups.items():
            g = torch.stack([self.grads[i].reshape(s) for i in ix])
            m = self.mom[s]
            m.mul_(.95).add_(g)
            u = g + .95 * m
            tr = s[0] > s[1]
            u = u.transpose(1, 2) if tr else u
            u = orthogonal(u.bfloat16() if u.is_cuda else u).float()
            u = (u.transpose(1, 2) if tr else u) * (self.lr * (.2 * max(s) ** .5))
            torch._foreach_sub_([self.ps[i] for i in ix], [d.reshape(self.ps[i].shape) for i, d in zip(ix, u.unbind(0))])
        gs, ps = [self.grads[i] for i in self.adam], [self.ps[i] for i in self.adam]
        torch._foreach_lerp_(self.m, gs, .1)
        torch._foreach_mul_(self.v, .98)
        torch._foreach_addcmul_(self.v, gs, gs, .02)
        c1, c2 = 1 - .9 ** self.k, 1 - .98 ** self.k
        den = torch._foreach_sqrt(torch._foreach_div(self.v, c2))
        torch._foreach_add_(den, 1e-8)
        up = torch._foreach_div(self.m, den)
        torch._foreach_mul_(up, self.lr / c1)
        torch._foreach_sub_(ps, up)
        b = torch.minimum(torch.full_like(self.k, self.beta), (self.k + 1) / (self.k + 20))
        torch._foreach_mul_(self.ema, b)
        torch._foreach_add_(self.ema, torch._foreach_mul(self.ps, 1 - b))


POOL = []


def graph(fn, warm=3):
    """Capture fn() as a CUDA graph -> (replay, what fn returned: to be used before the next graph runs, as all of
    them share their memory)."""
    for _ in range(warm):
        fn()
    torch.cuda.synchronize()
    g = torch.cuda.CUDAGraph()
    if not POOL:  # emptied by whoever drops all graphs
        POOL.append(torch.cuda.graph_pool_handle())
    with torch.cuda.graph(g, pool=POOL[0], stream=torch.cuda.current_stream()):
        out = fn()
    return g.replay, out
