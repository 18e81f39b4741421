#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the demo model as other programs store models, by their own writers, renders a film through each, and compares
it with the film of the same numbers in fp32 files and with the demo's own.

    pip install numpy ml_dtypes gguf safetensors==0.5.3 pillow sentencepiece
    tests/bench/variants.py build/bin/avatar-render FOLDER [NAME...]

FOLDER takes the files (about 200 MB) and the frames; NAME selects variants. The table has, for each: the bytes of the
part that varies, the PSNR against its own numbers in fp32 (what the readers lose: nothing above 50 dB can be seen), the
PSNR against the demo (what the format loses)."""
import json
import pathlib
import pickle
import shutil
import struct
import subprocess
import sys
import zipfile

import gguf
import ml_dtypes
import numpy as np
import safetensors
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources/demo/checkpoint/Wan2.2-S2V-14B"
SPEECH = DEMO / "wav2vec2-large-xlsr-53-english"
CLIPS = "2"
Type = gguf.GGMLQuantizationType
NAMES = {np.dtype(np.float32): "F32", np.dtype(np.float16): "F16", np.dtype(ml_dtypes.bfloat16): "BF16",
         np.dtype(ml_dtypes.float8_e4m3fn): "F8_E4M3", np.dtype(ml_dtypes.float8_e5m2): "F8_E5M2",
         np.dtype(np.int8): "I8", np.dtype(np.uint8): "U8"}
TYPES = {name: dtype for dtype, name in NAMES.items()}


def read_safetensors(path):
    data = pathlib.Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, info in header.items():
        begin, end = info["data_offsets"]
        raw = np.frombuffer(data[8 + length + begin:8 + length + end], TYPES[info["dtype"]])
        tensors[name] = raw.reshape(info["shape"])
    return tensors


class Storages(pickle.Unpickler):
    """Tensors of a torch zip as numpy arrays."""

    def __init__(self, archive, prefix):
        super().__init__(archive.open(prefix + "data.pkl"))
        self.archive, self.prefix = archive, prefix

    def find_class(self, module, name):
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, size, stride, *rest: storage[offset:offset + int(np.prod(size))].reshape(size)
        if name == "OrderedDict":
            return dict
        return name

    def persistent_load(self, identifier):
        _, kind, key, _, _ = identifier
        dtype = {"FloatStorage": np.float32, "HalfStorage": np.float16, "BFloat16Storage": ml_dtypes.bfloat16}[kind]
        return np.frombuffer(self.archive.read(self.prefix + "data/" + key), dtype)


def read_pth(path):
    with zipfile.ZipFile(path) as archive:
        prefix = archive.namelist()[0].split("/")[0] + "/"
        return Storages(archive, prefix).load()


def write_safetensors(path, tensors, metadata=None):
    data = {name: {"dtype": t.dtype.name, "shape": list(t.shape), "data": np.ascontiguousarray(t).tobytes()}
            for name, t in tensors.items()}
    safetensors.serialize_file(data, str(path), metadata)


def write_gguf(path, tensors, architecture, kind, quantised, tokenizer=None):
    """Quantises the matrices that `quantised` names, as city96's converter does; returns the numbers that are stored."""
    writer = gguf.GGUFWriter(str(path), architecture)
    if tokenizer:
        tokenizer(writer)
    stored = {}
    for name, tensor in tensors.items():
        wide = tensor.astype(np.float32)
        of = kind if quantised(name, tensor) else Type.F32
        data = gguf.quantize(wide, of)
        writer.add_tensor(name, data, raw_dtype=of)
        stored[name] = gguf.dequantize(data, of).reshape(tensor.shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return stored


def is_linear(name, tensor):
    return name.endswith(".weight") and tensor.ndim == 2 and name.startswith(("blocks.", "audio_injector."))


def scaled(tensors, dtype, ending, choose, largest):
    """One fp32 scale for a matrix; returns the file's tensors and the numbers they stand for."""
    file, numbers = {}, {}
    for name, tensor in tensors.items():
        if not choose(name, tensor):
            file[name], numbers[name] = tensor, tensor.astype(np.float32)
            continue
        wide = tensor.astype(np.float32)
        scale = np.float32(np.abs(wide).max() / largest) if ending else np.float32(1)
        rounded = (wide / scale).astype(dtype)
        file[name], numbers[name] = rounded, rounded.astype(np.float32) * scale
        if ending:
            file[name[:-len("weight")] + ending] = np.array(scale)
    return file, numbers


def int8_rows(tensors, choose):
    file, numbers, layers = {}, {}, {}
    for name, tensor in tensors.items():
        if not choose(name, tensor):
            file[name], numbers[name] = tensor, tensor.astype(np.float32)
            continue
        wide = tensor.astype(np.float32)
        scale = (np.abs(wide).max(axis=1, keepdims=True) / 127).astype(np.float32)
        rounded = np.rint(wide / scale).astype(np.int8)
        file[name], numbers[name] = rounded, rounded.astype(np.float32) * scale
        file[name[:-len("weight")] + "weight_scale"] = scale
        layers[name[:-len(".weight")]] = {"format": "int8_tensorwise"}
    return file, numbers, {"_quantization_metadata": json.dumps({"format_version": "1.0", "layers": layers})}


def hugging_face(name):
    """The original name of a text encoder's tensor in Hugging Face's spelling."""
    fixed = {"token_embedding.weight": "shared.weight", "norm.weight": "encoder.final_layer_norm.weight"}
    if name in fixed:
        return fixed[name]
    _, block, rest = name.split(".", 2)
    inner = {"norm1.weight": "layer.0.layer_norm.weight", "norm2.weight": "layer.1.layer_norm.weight",
             "pos_embedding.embedding.weight": "layer.0.SelfAttention.relative_attention_bias.weight",
             "ffn.gate.0.weight": "layer.1.DenseReluDense.wi_0.weight", "ffn.fc1.weight": "layer.1.DenseReluDense.wi_1.weight",
             "ffn.fc2.weight": "layer.1.DenseReluDense.wo.weight"}
    for part in "qkvo":
        inner[f"attn.{part}.weight"] = f"layer.0.SelfAttention.{part}.weight"
    return f"encoder.block.{block}.{inner[rest]}"


def llama(name):
    fixed = {"token_embedding.weight": "token_embd.weight", "norm.weight": "enc.output_norm.weight"}
    if name in fixed:
        return fixed[name]
    _, block, rest = name.split(".", 2)
    inner = {"norm1": "attn_norm", "norm2": "ffn_norm", "pos_embedding.embedding": "attn_rel_b", "ffn.gate.0": "ffn_gate",
             "ffn.fc1": "ffn_up", "ffn.fc2": "ffn_down"} | {f"attn.{part}": f"attn_{part}" for part in "qkvo"}
    return f"enc.blk.{block}.{inner[rest.removesuffix('.weight')]}.weight"


def diffusers_vae(name):
    """The original name of a VAE's tensor in diffusers' spelling (AutoencoderKLWan)."""
    residual = {"residual.0.gamma": "norm1.gamma", "residual.2": "conv1", "residual.3.gamma": "norm2.gamma",
                "residual.6": "conv2", "shortcut": "conv_shortcut"}

    def resnet(rest):
        for own, theirs in residual.items():
            if rest.startswith(own):
                return theirs + rest[len(own):]
        return rest

    side, _, rest = name.partition(".")
    if side in ("conv1", "conv2"):
        return {"conv1": "quant_conv.", "conv2": "post_quant_conv."}[side] + rest
    part, _, rest = rest.partition(".")
    if part == "conv1":
        return f"{side}.conv_in.{rest}"
    if part == "head":
        return f"{side}." + ("norm_out." if rest.startswith("0.") else "conv_out.") + rest[2:]
    index, _, rest = rest.partition(".")
    if part == "middle":
        where = {"0": "mid_block.resnets.0", "1": "mid_block.attentions.0", "2": "mid_block.resnets.1"}[index]
        return f"{side}.{where}.{resnet(rest)}"
    if part == "downsamples":
        return f"{side}.down_blocks.{index}.{resnet(rest)}"
    block, inside = divmod(int(index), 4)
    where = f"up_blocks.{block}." + (f"resnets.{inside}" if inside < 3 else "upsamplers.0")
    return f"{side}.{where}.{resnet(rest)}"


def parametrised(tensors):
    renamed = {}
    for name, tensor in tensors.items():
        name = name.replace("conv.weight_g", "conv.parametrizations.weight.original0")
        renamed[name.replace("conv.weight_v", "conv.parametrizations.weight.original1")] = tensor
    return renamed


def tokenizer_of(folder):
    import sentencepiece
    pieces = sentencepiece.SentencePieceProcessor(str(folder / "spiece.model"))

    def add(writer):
        count = pieces.vocab_size()
        kinds = []
        for i in range(count):
            kinds.append(2 if pieces.is_unknown(i) else 3 if pieces.is_control(i) else 5 if pieces.is_unused(i)
                         else 6 if pieces.is_byte(i) else 1)
        writer.add_tokenizer_model("t5")
        writer.add_token_list([pieces.id_to_piece(i).encode() for i in range(count)])
        writer.add_token_scores([pieces.get_score(i) for i in range(count)])
        writer.add_token_types(kinds)
        writer.add_add_space_prefix(True)
        writer.add_remove_extra_whitespaces(True)
        writer.add_eos_token_id(pieces.eos_id())
        writer.add_pad_token_id(pieces.pad_id())
    return add


class Variants:
    def __init__(self, folder):
        self.folder = folder
        self.all = {}  # name: (options of the files, options of their numbers in fp32, the file that counts)
        self.dit = {}
        for shard in sorted(DEMO.glob("diffusion_pytorch_model-*.safetensors")):
            self.dit |= read_safetensors(shard)
        self.text = read_pth(DEMO / "models_t5_umt5-xxl-enc-bf16.pth")
        self.vae = read_pth(DEMO / "Wan2.1_VAE.pth")
        self.speech = read_safetensors(SPEECH / "model.safetensors")

    def path(self, name):
        return self.folder / name

    def add(self, name, options, numbers):
        """numbers: {option: tensors by original name}, written as fp32."""
        plain = {}
        for option, tensors in numbers.items():
            plain[option] = self.path(f"{name} as fp32 {option}.safetensors")
            write_safetensors(plain[option], {n: t.astype(np.float32) for n, t in tensors.items()})
        self.all[name] = (options, plain)

    def transformer(self, name, file, numbers, metadata=None, prefix=""):
        path = self.path(f"{name}.safetensors")
        write_safetensors(path, {prefix + n: t for n, t in file.items()}, metadata)
        self.add(name, {"dit": path}, {"dit": numbers})

    def make(self):
        dit = self.dit
        for name, dtype in (("bf16", ml_dtypes.bfloat16), ("fp16", np.float16), ("fp32", np.float32)):
            file = {n: t.astype(dtype) for n, t in dit.items()}
            self.transformer(name, file, file, prefix="model.diffusion_model." if name == "fp16" else "")
        e4m3, e5m2 = ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2
        file, numbers = scaled(dit, e4m3, "scale_weight", is_linear, 448)
        self.transformer("fp8 scaled, ComfyUI", file | {"scaled_fp8": np.zeros(0, e4m3)}, numbers)
        self.transformer("fp8 scaled, Kijai", *scaled(dit, e4m3, "weight_scale", is_linear, 448))
        self.transformer("fp8 e5m2 scaled", *scaled(dit, e5m2, "weight_scale", is_linear, 57344))
        self.transformer("fp8 without scales", *scaled(dit, e4m3, None, is_linear, 448))
        file, numbers = scaled(dit, e4m3, "weight_scale", is_linear, 448)
        about = np.frombuffer(b'{"format": "float8_e4m3fn"}', np.uint8)
        marks = {n[:-len("weight")] + "comfy_quant": about for n, t in dit.items() if is_linear(n, t)}
        self.transformer("comfy_quant fp8", file | marks, numbers)
        self.transformer("comfy_quant int8 rows", *int8_rows(dit, is_linear))
        for kind in (Type.F16, Type.BF16, Type.Q8_0, Type.Q5_1, Type.Q5_0, Type.Q4_1, Type.Q4_0):
            path = self.path(f"dit {kind.name}.gguf")
            self.add(f"GGUF {kind.name}", {"dit": path}, {"dit": write_gguf(path, dit, "wan", kind, is_linear)})

        def is_matrix(name, tensor):
            return tensor.ndim == 2 and "pos_embedding" not in name

        spiece = {"spiece_model": np.frombuffer((DEMO / "google/umt5-xxl/spiece.model").read_bytes(), np.uint8)}
        file, numbers = scaled(self.text, e4m3, "scale_weight", is_matrix, 448)
        named = {}
        for n, t in file.items():
            base, ending = (n[:-len("scale_weight")] + "weight", "scale_weight") if n.endswith("scale_weight") else (n, None)
            theirs = hugging_face(base)
            named[theirs[:-len("weight")] + ending if ending else theirs] = t
        path = self.path("umt5 fp8 scaled.safetensors")
        write_safetensors(path, named | spiece | {"scaled_fp8": np.zeros(0, e4m3)})
        self.add("umT5 fp8 scaled, ComfyUI", {"text_encoder": path, "tokenizer": path}, {"text_encoder": numbers})
        path = self.path("umt5 fp16.safetensors")
        half = {n: t.astype(np.float16) for n, t in self.text.items()}
        write_safetensors(path, {hugging_face(n): t for n, t in half.items()} | spiece)
        self.add("umT5 fp16, Hugging Face", {"text_encoder": path}, {"text_encoder": half})
        path = self.path("umt5 Q8_0.gguf")
        stored = write_gguf(path, {llama(n): t for n, t in self.text.items()}, "t5encoder", Type.Q8_0,
                            lambda n, t: t.ndim == 2 and "rel_b" not in n, tokenizer_of(DEMO / "google/umt5-xxl"))
        back = {llama(n): n for n in self.text}
        self.add("umT5 GGUF Q8_0", {"text_encoder": path, "tokenizer": path},
                 {"text_encoder": {back[n]: t for n, t in stored.items()}})

        path = self.path("vae bf16.safetensors")
        half = {n: t.astype(ml_dtypes.bfloat16) for n, t in self.vae.items()}
        write_safetensors(path, {"model." + n: t for n, t in half.items()})
        self.add("VAE bf16, Kijai", {"vae": path}, {"vae": half})
        path = self.path("vae diffusers.safetensors")
        write_safetensors(path, {diffusers_vae(n): t for n, t in self.vae.items()})
        self.add("VAE, diffusers", {"vae": path}, {"vae": self.vae})

        path = self.path("wav2vec2 fp16.safetensors")
        half = {n: t.astype(np.float16) for n, t in self.speech.items()}
        write_safetensors(path, parametrised(half))
        self.add("wav2vec2 fp16", {"audio_encoder": path}, {"audio_encoder": half})

        mixed = ("GGUF Q4_0", "umT5 fp8 scaled, ComfyUI", "VAE bf16, Kijai", "wav2vec2 fp16")
        options, plain = {}, {}
        for name in mixed:
            options |= self.all[name][0]
            plain |= self.all[name][1]
        self.all["all four mixed"] = (options, plain)


def render(program, folder, options):
    shutil.rmtree(folder, ignore_errors=True)
    words = [program, "--demo", "--num_clip", CLIPS, "--no_prompt_cache", "--progress", "none", "--format", "png",
             "--save_file", str(folder)]
    for option, path in options.items():
        words += ["--" + option, str(path)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}\nended with {done.returncode}: {done.stderr}")
    return np.stack([np.asarray(Image.open(path).convert("RGB"), np.float64) for path in sorted(folder.glob("*.png"))])


def psnr(a, b):
    error = np.mean((a - b) ** 2)
    return "equal" if error == 0 else f"{10 * np.log10(255 ** 2 / error):.1f} dB"


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    variants = Variants(folder)
    variants.make()
    wanted = sys.argv[3:] or list(variants.all)
    demo = render(program, folder / "frames", {})
    print(f"{'variant':28} {'MB':>6}  {'against its numbers':>20}  {'against the demo':>17}")
    for name in wanted:
        options, plain = variants.all[name]
        film = render(program, folder / "frames", options)
        same = render(program, folder / "frames", plain)
        size = sum(path.stat().st_size for path in set(options.values())) / 1e6
        print(f"{name:28} {size:6.2f}  {psnr(film, same):>20}  {psnr(film, demo):>17}", flush=True)


main()
