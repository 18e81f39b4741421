# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python export.py VAE DIT_FOLDER START OUT: write the real file layout.

VAE is vae.pt of the training, or Wan2.1_VAE.pth of a checkpoint to keep it.  DIT_FOLDER holds dit_a.pt and dit_b.pt.
START is the checkpoint the training began with: its voice encoder and tokenizer are kept, and the LoRA is the best
rank-8 part of what the trained weights have beyond START without its LoRA; the base weights are the trained ones minus
that part, so that base + 0.5 * B A = trained.
"""
import json
import math
import os
import shutil
import sys
from collections import OrderedDict

import torch
from safetensors.torch import save_file

from safetensors.torch import load_file

from dit import LORA_ENDS, merge_lora
from vae import MEAN, STD

RANK, SCALE = 8, 0.5  # alpha 4
PART = float(os.environ.get("LORA_PART", 1.0))  # more than 1: the base lies beyond the start, so that the LoRA is needed more


def load(folder):
    r = torch.load(f"{folder}/dit_a.pt", map_location="cpu")
    r["dit"].update(torch.load(f"{folder}/dit_b.pt", map_location="cpu")["dit"])
    return r


def fold_vae(v):
    """Whiten the latents and undo the fixed mean/std of the format, both inside the 1x1x1 convolutions."""
    sd = OrderedDict((k, t.float().clone()) for k, t in v["sd"].items())
    m, s = v["mean"].float(), v["std"].float()
    w, b = sd["conv1.weight"], sd["conv1.bias"]
    k = (STD / s).view(-1, 1, 1, 1, 1)
    w[:16] *= k
    b[:16] = (b[:16] - m) * k.flatten() + MEAN
    w, b = sd["conv2.weight"], sd["conv2.bias"]
    b += (w[:, :, 0, 0, 0] * (m - MEAN * s / STD)).sum(1)
    w *= (s / STD).view(1, -1, 1, 1, 1)
    return sd


def begin(start, scale=SCALE):
    """Weights of a checkpoint with its LoRA in them (scale 0: without)."""
    d, sd = f"{start}/Wan2.2-S2V-14B", {}
    for f in sorted(set(json.load(open(f"{d}/diffusion_pytorch_model.safetensors.index.json"))["weight_map"].values())):
        sd.update(load_file(f"{d}/{f}"))
    return merge_lora(sd, load_file(f"{start}/LiveAvatar/liveavatar.safetensors"), scale, False)


def main(vae, src, start, out):
    s2v = f"{out}/Wan2.2-S2V-14B"
    old_s2v = f"{start}/Wan2.2-S2V-14B"
    shutil.rmtree(out, ignore_errors=True)
    for d in ("wav2vec2-large-xlsr-53-english", "google/umt5-xxl"):  # as they are
        shutil.copytree(f"{old_s2v}/{d}", f"{s2v}/{d}", dirs_exist_ok=True)
    os.makedirs(f"{out}/LiveAvatar", exist_ok=True)
    r = load(src)
    sd = OrderedDict(sorted((k, v.float()) for k, v in r["dit"].items()))
    old = begin(start, 0)
    lora = OrderedDict()
    for k in list(sd):
        m = k.removesuffix(".weight")
        if not (k.endswith(".weight") and sd[k].dim() == 2 and m.endswith(LORA_ENDS)):
            continue
        delta = sd[k] - old[k].float()
        u, s, v = torch.linalg.svd(delta, full_matrices=False)
        s = (PART * s[:RANK] / SCALE).sqrt()
        a, b = (s[:, None] * v[:RANK]).bfloat16(), (u[:, :RANK] * s).bfloat16()
        p = "base_model.model." + m
        lora[p + ".lora_A.default.weight"], lora[p + ".lora_B.default.weight"] = a.contiguous(), b.contiguous()
        sd[k] = sd[k] - SCALE * (b.float() @ a.float())
    save_file(lora, f"{out}/LiveAvatar/liveavatar.safetensors", metadata={"format": "pt"})
    sd = OrderedDict((k, v.bfloat16().contiguous()) for k, v in sd.items())
    total, wm, shards, size = sum(v.numel() * 2 for v in sd.values()), {}, [[], []], 0
    for k, v in sd.items():
        shards[0 if size < total / 2 else 1].append(k)
        size += v.numel() * 2
    for i, ks in enumerate(shards):
        fn = f"diffusion_pytorch_model-{i + 1:05d}-of-00002.safetensors"
        save_file({k: sd[k] for k in ks}, f"{s2v}/{fn}", metadata={"format": "pt"})
        wm.update({k: fn for k in ks})
    json.dump({"metadata": {"total_size": total}, "weight_map": dict(sorted(wm.items()))},
              open(f"{s2v}/diffusion_pytorch_model.safetensors.index.json", "w"), indent=2)
    c = r["cfg"]
    cfg = dict(_class_name="WanModel_S2V", _diffusers_version="0.34.0", adain_mode="attn_norm", add_last_motion=True,
               audio_dim=c["audio_dim"], audio_inject_layers=list(c["audio_inject_layers"]), cond_dim=16, dim=c["dim"],
               enable_adain=True, enable_framepack=True, enable_motioner=False, enable_tsm=False, eps=1e-6,
               ffn_dim=c["ffn_dim"], framepack_drop_mode="padd", freq_dim=256, in_dim=16, model_type="s2v",
               motion_token_num=1024, num_audio_token=4, num_heads=c["num_heads"], num_layers=c["num_layers"], out_dim=16,
               text_dim=c["text_dim"], text_len=512, trainable_token_pos_emb=False, zero_init=True, zero_timestep=True)
    json.dump(cfg, open(f"{s2v}/config.json", "w"), indent=2)
    torch.save(OrderedDict((k, v.bfloat16()) for k, v in r["t5"].items()), f"{s2v}/models_t5_umt5-xxl-enc-bf16.pth")
    if vae.endswith(".pth"):
        shutil.copyfile(vae, f"{s2v}/Wan2.1_VAE.pth")
    else:
        v = fold_vae(torch.load(vae, map_location="cpu"))
        torch.save(OrderedDict((k, t.half()) for k, t in v.items()), f"{s2v}/Wan2.1_VAE.pth")


if __name__ == "__main__":
    main(*sys.argv[1:])
