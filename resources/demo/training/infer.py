# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load a checkpoint folder (real file layout) and run it in streaming semantics."""
import json
import os

import torch
from safetensors.torch import load_file

import audio as A
import text as T
import vae as V
from dit import DiT, Ring, merge_lora, schedule


class Engine:
    def __init__(self, root, lora_scale=0.5, round_bf16=True, device="cpu", use_lora=True):
        s2v = f"{root}/Wan2.2-S2V-14B"
        cfg = json.load(open(f"{s2v}/config.json"))
        idx = json.load(open(f"{s2v}/diffusion_pytorch_model.safetensors.index.json"))["weight_map"]
        sd = {}
        for f in sorted(set(idx.values())):
            sd.update(load_file(f"{s2v}/{f}"))
        if use_lora:
            sd = merge_lora(sd, load_file(f"{root}/LiveAvatar/liveavatar.safetensors"), lora_scale, round_bf16)
        self.dit = DiT(**cfg).eval()
        self.dit.load_state_dict({k: v.float() for k, v in sd.items()})
        v = torch.load(f"{s2v}/Wan2.1_VAE.pth", weights_only=True)
        self.vae = V.VAE(V.base_width(v)).eval()
        self.vae.load_state_dict({k: t.float() for k, t in v.items()})
        t5 = torch.load(f"{s2v}/models_t5_umt5-xxl-enc-bf16.pth", weights_only=True)
        self.t5 = T.from_state({k: v.float() for k, v in t5.items()})
        w2v = f"{s2v}/wav2vec2-large-xlsr-53-english"
        heads = json.load(open(f"{w2v}/config.json"))["num_attention_heads"]
        self.w2v = A.w2v_from_state(load_file(f"{w2v}/model.safetensors"), heads)
        tk = f"{s2v}/google/umt5-xxl"
        self.tok = T.Tokenizer(tk) if os.path.exists(tk + "/tokenizer.json") else None
        self.dev = device
        for m in (self.dit, self.vae, self.t5, self.w2v):
            m.to(device).requires_grad_(False)

    @torch.no_grad()
    def text(self, prompt=None, ids=None):
        ids, mask = T.batch([ids or self.tok(prompt)], self.dev)
        return self.t5(ids, mask)

    @torch.no_grad()
    def voice(self, wav, clips=None):
        """Mono 16 kHz float waveform -> [1,25,A,48*clips]."""
        hs = self.w2v(A.normalise(torch.as_tensor(wav).float().to(self.dev))[None])
        n = A.clip_count(hs[0].shape[1])
        n = min(n, clips) if clips else n
        return A.to_frames([h[0] for h in hs], n)[None]

    @torch.no_grad()
    def stream(self, image, rows, emb, steps=4, seed=420, noise=None, dist=30, keep=None):
        """image [3,H,W] in -1..1 -> yields frame groups [3,12,H,W]: frame i shows the sound of frame i."""
        dev, im = self.dev, image.to(self.dev)[None, :, None]
        ref = self.vae.encode(im)
        motion = self.vae.encode(im.expand(-1, -1, 73, -1, -1))
        ctx, bias = self.dit.text(rows, torch.ones(rows.shape[:2], dtype=torch.bool, device=dev))
        sig = schedule(steps)
        dec = V.StreamDecoder(self.vae)
        dec(motion[:, :, :7])
        cond = self.dit.prefill(ref, motion, ctx, bias)
        rings = [Ring() for _ in range(steps)]
        clips = emb.shape[-1] // 48
        d = torch.full((1, 1), dist, device=dev)
        if keep is not None:
            keep.update(ref=ref, motion=motion, latents=[], noise=[])
        for r in range(clips):
            if noise is not None:
                z = noise[r].to(dev)
            else:
                z = torch.randn(16, 12, ref.shape[3], ref.shape[4], generator=torch.Generator().manual_seed(seed + r)).to(dev)
            if r == 1:
                cond = self.dit.prefill(first, motion, ctx, bias)
            lat = []
            for b in range(4):
                x = z[None, :, 3 * b:3 * b + 3]
                au = self.dit.audio_tokens(emb[..., 48 * r + 12 * b: 48 * r + 12 * b + 12])
                f0 = torch.tensor([12 * r + 3 * b], device=dev)
                for i in range(steps):
                    t = sig[i:i + 1].to(dev) * 1000
                    v = self.dit(x, t, f0, d, cond, ctx, bias, au, ring=rings[i])
                    x = x + (sig[i + 1] - sig[i]).to(dev) * v
                lat.append(x)
                if r == 0 and b == 0:
                    first = x[:, :, :1]
                fr = dec(x)[0]
                yield fr
            if keep is not None:
                keep["latents"].append(torch.cat(lat, 2)[0])
                keep["noise"].append(z)

    def video(self, *a, **k):
        return torch.cat(list(self.stream(*a, **k)), 1)


def to_u8(x):
    return ((x.clamp(-1, 1) + 1) / 2 * 255).to(torch.uint8)


def load_wav(path):
    import soundfile
    x, sr = soundfile.read(path, dtype="float32", always_2d=True)
    x = x.mean(1)
    if sr != 16000:
        import soxr
        x = soxr.resample(x, sr, 16000, "HQ")
    return torch.from_numpy(x)
