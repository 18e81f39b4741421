#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a small tokenizer of umT5's kind in the files that text encoders come in, each by its authors' package, and the
ids that Hugging Face's tokenizers library gives, with the tokenizer made as transformers' T5Converter makes it.
Usage: pip install sentencepiece protobuf gguf safetensors tokenizers numpy; ./make.py"""
import io
import json
import tempfile

import gguf
import numpy as np
import sentencepiece
from safetensors.numpy import save_file
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

golden = json.load(open("../goldens/text/text.json"))
texts = [each["cleaned"] for each in golden["prompts"] if each["n_tokens"] < 100] + [
    "Two  spaces, [name] and <sep>s, a [name]d thing", "</s> and <pad><extra_id_7>", "== = === ======", "\ufb01ne \u00bd \u00b2",
    "<0x41> <unk>", "日本語のテキスト", "  ", "\u3000wide\u3000\u3000space", "[PAD3] <extra_id_299><extra_id_300>",
]
rules = tempfile.NamedTemporaryFile("w", suffix=".tsv")
with open(rules.name, "w") as file:  # a few of NFKC's: the whole table has 240 kB
    for source, target in (("\ufb01", "fi"), ("\u00bd", "1\u20442"), ("\u00b2", "2"), ("\u3000", " ")):
        file.write(" ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target) + "\n")
model = io.BytesIO()
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=iter(texts[:-9] * 20), model_writer=model, vocab_size=460, model_type="unigram",
    byte_fallback=True, pad_id=0, eos_id=1, bos_id=2, unk_id=3, user_defined_symbols=["[name]", "<sep>"],
    normalization_rule_tsv=rules.name, minloglevel=2, num_threads=1)
proto = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())
proto.normalizer_spec.ClearField("normalization_rule_tsv")  # a path
spiece = proto.SerializeToString()
with open("small.spiece.model", "wb") as file:
    file.write(spiece)
pieces = sentencepiece.SentencePieceProcessor(model_proto=spiece)
charsmap = proto.normalizer_spec.precompiled_charsmap

save_file({"spiece_model": np.frombuffer(spiece, np.uint8), "shared.weight": np.zeros((2, 2), np.float32)},
          "small.safetensors")

# As llama.cpp's convert_hf_to_gguf.py for a T5 whose embedding has more rows than the model has pieces.
rows = 480
tokens = [pieces.id_to_piece(i).encode() for i in range(len(proto.pieces))]
scores = [pieces.get_score(i) for i in range(len(proto.pieces))]
kinds = [piece.type for piece in proto.pieces]
for i in range(1, rows - len(tokens) + 1):
    tokens.append(f"[PAD{i}]".encode())
    scores.append(-1000.0)
    kinds.append(gguf.TokenType.UNUSED)
writer = gguf.GGUFWriter("small.gguf", "t5encoder")
writer.add_tokenizer_model("t5")
writer.add_tokenizer_pre("default")
writer.add_token_list(tokens)
writer.add_token_scores(scores)
writer.add_token_types(kinds)
writer.add_add_space_prefix(proto.normalizer_spec.add_dummy_prefix)
writer.add_remove_extra_whitespaces(proto.normalizer_spec.remove_extra_whitespaces)
writer.add_precompiled_charsmap(charsmap)
writer.add_eos_token_id(1)
writer.add_pad_token_id(0)
writer.add_tensor("enc.output_norm.weight", np.ones(4, np.float32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

vocabulary = [(piece.piece, piece.score) for piece in proto.pieces]
vocabulary += [(f"<extra_id_{i}>", 0.0) for i in range(299, -1, -1)]
tokenizer = Tokenizer(models.Unigram(vocabulary, proto.trainer_spec.unk_id, False))
tokenizer.normalizer = normalizers.Sequence([
    normalizers.Precompiled(charsmap), normalizers.Strip(left=False, right=True),
    normalizers.Replace(Regex(" {2,}"), "▁")])
tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
tokenizer.add_tokens([AddedToken(piece.piece, normalized=False, special=piece.type == 3)
                      for piece in proto.pieces if piece.type in (3, 4)])
tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in
                              ["</s>", "<unk>", "<pad>"] + [f"<extra_id_{i}>" for i in range(300)]])
tokenizer = Tokenizer.from_str(tokenizer.to_str())  # the scores as from a file
with open("small.json", "w") as file:
    lines = [json.dumps({"prompt": text, "ids": tokenizer.encode(text).ids}, ensure_ascii=False) for text in texts]
    file.write("[" + ",\n".join(lines) + "]\n")
