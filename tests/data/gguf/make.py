#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes types.gguf, with a tensor of each type that core/model/GgufFile.h reads, and types.safetensors with their
numbers in fp32, both by the Python package gguf of llama.cpp's authors. Usage: pip install gguf; ./make.py"""
import json
import struct

import gguf
import numpy as np

Type = gguf.GGMLQuantizationType
random = np.random.default_rng(20260101)


def super_blocks(kind, rows, columns):
    """The package can't make these types: random bits, with moderate scales."""
    size = gguf.GGML_QUANT_SIZES[kind][1]
    blocks = random.integers(0, 256, (rows * columns // 256, size), dtype=np.uint8)
    scales = {Type.Q2_K: (80, 82), Type.Q3_K: (108,), Type.Q4_K: (0, 2), Type.Q5_K: (0, 2), Type.Q6_K: (208,)}[kind]
    for at in scales:
        factors = random.uniform(-0.02, 0.02, len(blocks)).astype(np.float16)
        blocks[:, at:at + 2] = factors.view(np.uint8).reshape(-1, 2)
    return blocks.reshape(rows, -1)


writer = gguf.GGUFWriter("types.gguf", "wan")
writer.add_string("general.name", "Every type")
writer.add_array("numbers", [1, 2, 3])
writer.add_array("words", ["one", "two"])
writer.add_float32("fraction", 0.5)
writer.add_bool("truth", True)
writer.add_array("comfy.gguf.orig_shape.reshaped.weight", [2, 4, 8])
expected = {}
for kind in (Type.F32, Type.F16, Type.BF16, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0):
    numbers = random.normal(0, 0.05, (3, 64)).astype(np.float32)
    data = gguf.quantize(numbers, kind)
    writer.add_tensor(kind.name + ".weight", data, raw_dtype=kind)
    expected[kind.name + ".weight"] = gguf.dequantize(data, kind).reshape(numbers.shape)
for kind in (Type.Q2_K, Type.Q3_K, Type.Q4_K, Type.Q5_K, Type.Q6_K):
    data = super_blocks(kind, 2, 256)
    writer.add_tensor(kind.name + ".weight", data, raw_dtype=kind)
    expected[kind.name + ".weight"] = gguf.dequantize(data, kind).reshape(2, 256)
for name, shape in (("patches.weight", (4, 3, 1, 2, 2)), ("modulation", (1, 6, 4)), ("bias", (5,))):
    expected[name] = random.normal(0, 1, shape).astype(np.float32)
    writer.add_tensor(name, expected[name], raw_dtype=Type.F32)
numbers = random.normal(0, 0.05, (2, 32)).astype(np.float32)
data = gguf.quantize(numbers, Type.Q8_0)
writer.add_tensor("reshaped.weight", data, raw_dtype=Type.Q8_0)
expected["reshaped.weight"] = gguf.dequantize(data, Type.Q8_0).reshape(2, 4, 8)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

header, at = {}, 0
for name, numbers in expected.items():
    header[name] = {"dtype": "F32", "shape": list(numbers.shape), "data_offsets": [at, at + numbers.nbytes]}
    at += numbers.nbytes
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open("types.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text)
    for numbers in expected.values():
        file.write(numbers.astype(np.float32).tobytes())
