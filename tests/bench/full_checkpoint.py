# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A checkpoint of the published model's sizes and layout, with random weights: 47 GB, in about a minute with a GPU.

full_checkpoint.py OUT [T5_FOLDER]   needs PyTorch only

The names come from the tiny checkpoint of tests/data/goldens, whose sizes grow to the published ones. T5_FOLDER (of
another disk, or of memory) takes the text encoder's file, 11 GB, which is then a link.
"""
import json
import math
import os
import re
import shutil
import struct
import sys

import torch

TINY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/goldens/checkpoint/tiny/ckpt")
BASE = "Wan2.2-S2V-14B"
SPEECH = os.path.join(BASE, "wav2vec2-large-xlsr-53-english")
RANK = 128
AUDIO_LAYERS = [0, 4, 8, 12, 16, 20, 24, 27, 30, 33, 36, 39]
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def header_of(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    return {name: facts["shape"] for name, facts in header.items() if name != "__metadata__"}


def write_safetensors(path, shapes, dtype, draw):
    """One tensor after the other goes to the file, so that none but the newest is in memory."""
    kinds = {torch.bfloat16: ("BF16", 2), torch.float32: ("F32", 4)}
    kind, size = kinds[dtype]
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in shapes.items():
        end = at + math.prod(shape) * size
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            file.write(draw(name, shape).to(dtype).cpu().contiguous().view(torch.uint8).numpy().data)
    print("wrote", path, len(shapes), "tensors", at / 1e9, "GB", flush=True)


def drawn(name, shape, gain=1.0):
    x = torch.randn(shape, device=DEVICE)
    if len(shape) >= 2:
        return x * (gain / math.sqrt(math.prod(shape[1:])))
    return x * 0.1 if name.endswith("bias") else 1 + x * 0.1


def drawn_of_transformer(name, shape):
    x = lambda: torch.randn(shape, device=DEVICE)
    if name == "casual_audio_encoder.weights":
        return 0.02 + 0.012 * x()
    if name.endswith("modulation"):
        return 0.3 * x()
    if name.endswith("padding_tokens") or name.startswith("trainable_cond_mask"):
        return 0.5 * x()
    if name.endswith(("norm_q.weight", "norm_k.weight")):
        return 1.2 + 0.2 * x()
    return drawn(name, shape)


def grown(shape, sizes, fixed=0):
    """The dimensions behind the first `fixed` ones, each replaced if it is in `sizes`."""
    return tuple(n if i < fixed else sizes.get(n, n) for i, n in enumerate(shape))


def repeated(shapes, prefix, count):
    """All of `shapes`, and those of prefix.0 for each number below count."""
    pattern = re.compile(re.escape(prefix) + r"\.(\d+)\.")
    result = {}
    for name, shape in shapes.items():
        match = pattern.match(name)
        if not match:
            result[name] = shape
        elif match[1] == "0":
            for i in range(count):
                result[f"{prefix}.{i}.{name[match.end():]}"] = shape
    return result


def transformer_shapes():
    tiny = {}
    for part in (1, 2):
        tiny |= header_of(os.path.join(TINY, BASE, f"diffusion_pytorch_model-0000{part}-of-00002.safetensors"))
    shapes = {}
    for name, shape in tiny.items():
        if name.startswith("casual_audio_encoder.encoder."):
            # Channels of the inputs are the speech model's, those between are shares of the transformer's width.
            inputs = {16: 1280, 32: 2560, 64: 5120}
            shape = list(grown(shape, inputs))
            if name.endswith((".conv1_global.conv.weight", ".conv1_local.conv.weight")):
                shape[1] = 1024
        elif name in ("patch_embedding.weight", "cond_encoder.weight") or name.startswith("frame_packer."):
            shape = [5120, *shape[1:]]
        elif name == "head.head.weight":
            shape = [64, 5120]
        elif name == "head.head.bias":
            shape = [64]
        elif name == "casual_audio_encoder.weights":
            pass
        else:
            shape = grown(shape, {64: 5120, 96: 13824, 32: 4096, 384: 6 * 5120, 128: 2 * 5120})
        shapes[name] = tuple(shape)
    for prefix, count in (("blocks", 40), ("audio_injector.injector", 12), ("audio_injector.injector_adain_layers", 12)):
        shapes = repeated(shapes, prefix, count)
    return shapes


def write_transformer(out):
    shapes = transformer_shapes()
    total = 2 * sum(math.prod(shape) for shape in shapes.values())
    parts, size = [{}], 0
    for name, shape in shapes.items():
        if size > total / 4 and len(parts) < 4:
            parts.append({})
            size = 0
        parts[-1][name] = shape
        size += 2 * math.prod(shape)
    places = {}
    for i, part in enumerate(parts):
        file = f"diffusion_pytorch_model-{i + 1:05d}-of-{len(parts):05d}.safetensors"
        write_safetensors(os.path.join(out, BASE, file), part, torch.bfloat16, drawn_of_transformer)
        places |= dict.fromkeys(part, file)
    with open(os.path.join(out, BASE, "diffusion_pytorch_model.safetensors.index.json"), "w") as file:
        json.dump({"metadata": {"total_size": total}, "weight_map": places}, file, indent=2)
    with open(os.path.join(TINY, BASE, "config.json")) as file:
        config = json.load(file)
    config |= {"dim": 5120, "ffn_dim": 13824, "num_heads": 40, "num_layers": 40, "audio_dim": 1024,
               "audio_inject_layers": AUDIO_LAYERS, "text_dim": 4096}
    with open(os.path.join(out, BASE, "config.json"), "w") as file:
        json.dump(config, file, indent=2)
    return shapes


def write_lora(out, transformer):
    shapes = {}
    for name, shape in transformer.items():
        module = name.removesuffix(".weight")
        if module != name and len(shape) == 2 and module.endswith((".q", ".k", ".v", ".o", ".ffn.0", ".ffn.2")):
            shapes[module + ".lora_A.default.weight"] = (RANK, shape[1])
            shapes[module + ".lora_B.default.weight"] = (shape[0], RANK)
    draw = lambda name, shape: torch.randn(shape, device=DEVICE) * (0.02 if "lora_B" in name else 1 / math.sqrt(shape[1]))
    write_safetensors(os.path.join(out, "LiveAvatar", "liveavatar.safetensors"), shapes, torch.bfloat16, draw)


def write_text_encoder(out, folder):
    name = "models_t5_umt5-xxl-enc-bf16.pth"
    tiny = torch.load(os.path.join(TINY, BASE, name))
    shapes = {}
    for key, tensor in tiny.items():
        if key.endswith("pos_embedding.embedding.weight"):
            shapes[key] = (32, 64)
        elif key == "token_embedding.weight":
            shapes[key] = (256384, 4096)
        else:
            shapes[key] = grown(tensor.shape, {32: 4096, 64: 10240})
    tensors = {}
    for key, shape in repeated(shapes, "blocks", 24).items():
        if key.endswith("attn.q.weight"):
            x = torch.randn(shape, device=DEVICE) * (1.3 / math.sqrt(shape[1] * 64))
        elif key.endswith("embedding.weight"):
            x = torch.randn(shape, device=DEVICE) * (0.6 if "pos" in key else 1.0)
        else:
            x = drawn(key, shape)
        tensors[key] = x.bfloat16().cpu()
    path = os.path.join(folder, name)
    torch.save(tensors, path)
    if folder != os.path.join(out, BASE):
        os.symlink(os.path.abspath(path), os.path.join(out, BASE, name))
    print("wrote", path, len(tensors), "tensors", flush=True)


def write_vae(out):
    tiny = torch.load(os.path.join(TINY, BASE, "Wan2.1_VAE.pth"))
    widths = {6: 96, 12: 192, 24: 384, 48: 768, 72: 1152}
    tensors = {}
    for name, tensor in tiny.items():
        shape = grown(tensor.shape, widths)
        tensors[name] = (1 + torch.randn(shape) * 0.1) if name.endswith("gamma") else drawn(name, shape, 1.2).cpu()
    torch.save(tensors, os.path.join(out, BASE, "Wan2.1_VAE.pth"))


def write_speech_model(out):
    sizes = {16: 1024, 32: 4096, 8: 512}
    shapes = {}
    for name, shape in header_of(os.path.join(TINY, SPEECH, "model.safetensors")).items():
        if name.endswith("conv.weight_v"):
            shape = (1024, 64, 128)
        elif name.endswith("conv.weight_g"):
            shape = (1, 1, 128)
        elif name.startswith("wav2vec2.feature_extractor"):
            shape = grown(shape[:2], sizes) + tuple(shape[2:])
        else:
            shape = grown(shape, sizes)
        shapes[name] = tuple(shape)

    def draw(name, shape):
        if name.endswith("weight_g"):
            return 1.5 + 0.2 * torch.randn(shape, device=DEVICE)
        return 0.1 * torch.randn(shape, device=DEVICE) if name.endswith("weight_v") else drawn(name, shape)

    write_safetensors(os.path.join(out, SPEECH, "model.safetensors"), shapes, torch.float32, draw)
    with open(os.path.join(TINY, SPEECH, "config.json")) as file:
        config = json.load(file)
    config |= {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096,
               "conv_dim": [512] * 7, "num_conv_pos_embeddings": 128, "num_conv_pos_embedding_groups": 16}
    with open(os.path.join(out, SPEECH, "config.json"), "w") as file:
        json.dump(config, file, indent=2)


def main():
    out = sys.argv[1]
    t5 = sys.argv[2] if len(sys.argv) > 2 else os.path.join(out, BASE)
    torch.manual_seed(7)
    for folder in (os.path.join(out, "LiveAvatar"), os.path.join(out, BASE), t5):
        os.makedirs(folder, exist_ok=True)
    for folder in ("google", os.path.basename(SPEECH)):
        shutil.copytree(os.path.join(TINY, BASE, folder), os.path.join(out, BASE, folder), dirs_exist_ok=True)
    write_speech_model(out)
    write_vae(out)
    write_lora(out, write_transformer(out))
    write_text_encoder(out, t5)


main()
