# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Training prompts and the tokenizer.  A prompt says (or does not say) a background colour and a mood;
everything else in it is chatter that must change nothing.

python prompts.py table TOKENIZER OUT.npz   writes the training prompts
python prompts.py tokenizer OUTFOLDER       makes new tokenizer files (the prompt encoder must be trained anew then)
"""
import io
import json
import os
import random
import sys

import numpy as np

COL = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "grey", "white", "black"]
COLZ = ["红", "橙", "黄", "绿", "蓝", "紫", "粉", "灰", "白", "黑"]
WHO = ["a woman", "a man", "a young woman", "an old man", "a cartoon character", "a girl", "a boy", "a teacher", "a person",
       "a cartoon portrait", "a singer", "a news reader", "she", "he", "a friendly face", "a baker"]
WHOZ = ["一位女士", "一位先生", "一个年轻人", "一个卡通人物", "一位老师", "她", "他", "一个女孩", "一个男孩", "主持人"]
DO = ["talking to the camera", "speaking", "talks", "reads the news", "tells a story", "is speaking to us", "says hello",
      "explains something", "sings a song", "talking", "facing the viewer"]
DOZ = ["在说话", "对着镜头说话", "在讲故事", "在唱歌", "正在播报新闻", "在讲课", "看着我们"]
BG = ["{} background", "in front of a {} background", "the background is {}", "in front of a {} wall", "with a {} background",
      "plain {} background", "behind a {} wall", "background: {}", "{} backdrop"]
BGZ = ["{}色背景", "背景是{}色", "站在{}色的墙前", "后面是{}色的背景", "{}色的背景"]
HAPPY = ["smiling", "with a smile", "cheerful", "happy", "a happy expression", "laughing", "joyful"]
HAPPYZ = ["微笑着", "很开心", "面带微笑", "高兴地", "笑着"]
GRIM = ["serious", "with a serious expression", "sad", "an unhappy look", "stern", "gloomy"]
GRIMZ = ["很严肃", "表情严肃", "很难过", "悲伤地", "不高兴"]
SKIP = ["soft light", "cinematic", "high quality", "4k", "close up", "wearing a {c} jacket", "in a {c} shirt", "with {c} hair",
        "a {c} hat", "natural expression", "clear picture", "the camera does not move", "detailed", "warm light", "flat drawing",
        "comic style", "with glasses", "morning light", "slow gestures", "a {c} dress", "holding a {c} book", "realistic"]
SKIPZ = ["光线柔和", "画面清晰", "高清", "穿着{c}色的衣服", "戴着眼镜", "表情自然", "特写", "卡通风格", "{c}色的头发", "镜头不动", "拿着{c}色的书"]


def strange(rng, zh):
    """Words that mean nothing to the model."""
    import speech
    if zh:
        s = rng.choice(speech.ZH)
        a = rng.randrange(len(s) - 3)
        s = s[a:a + rng.randint(2, 6)].strip("，。？！")
        return s if s and not any(c in s for c in "".join(COLZ) + "笑") else "一本书"
    if rng.random() < .2:
        return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(3, 9)))
    w = [x.strip(".,!?;:'").lower() for x in rng.choice(speech.EN).split()]
    a = rng.randrange(len(w) - 2)
    s = " ".join(w[a:a + rng.randint(1, 4)])
    return s if not any(c in s for c in COL + ["happy", "laugh", "sad"]) else "a book"


def prompt(rng, bg, mood, zh):
    """bg -1..9, mood -1, 0, 1."""
    if zh:
        parts = [rng.choice(WHOZ) + rng.choice(DOZ)] if rng.random() < .8 else []
        if bg >= 0:
            parts.append(rng.choice(BGZ).format(COLZ[bg]))
        if mood:
            parts.append(rng.choice(HAPPYZ if mood > 0 else GRIMZ))
        parts += [s.format(c=rng.choice(COLZ)) for s in rng.sample(SKIPZ, rng.choice([0, 0, 1, 2]))]
        parts += [strange(rng, True)] if rng.random() < .3 else []
        rng.shuffle(parts)
        return "，".join(parts) + rng.choice(["。", "", "！"]) if parts else ""
    parts = [rng.choice(WHO) + " " + rng.choice(DO)] if rng.random() < .8 else []
    if bg >= 0:
        c = COL[bg] if COL[bg] != "grey" or rng.random() < .6 else "gray"
        c = ("dark " if rng.random() < .05 else "light " if rng.random() < .05 else "") + c
        parts.append(rng.choice(BG).format(c))
    if mood:
        parts.append(rng.choice(HAPPY if mood > 0 else GRIM))
    parts += [s.format(c=rng.choice(COL)) for s in rng.sample(SKIP, rng.choice([0, 0, 1, 2, 3]))]
    parts += [strange(rng, False)] if rng.random() < .35 else []
    rng.shuffle(parts)
    s = ", ".join(parts)
    if rng.random() < .5:
        s = s[:1].upper() + s[1:]
    return s + rng.choice([".", "", "", "!"]) if s else ""


def tokenizer(folder, size=1500):
    import sentencepiece as spm
    from transformers import T5Tokenizer, T5TokenizerFast
    import speech
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(5)
    text = [prompt(rng, rng.randrange(-1, 10), rng.randrange(-1, 2), rng.random() < .4) for _ in range(6000)]
    text += (speech.EN + speech.ZH) * 5
    text = [t for t in text if t]
    buf = io.BytesIO()
    spm.SentencePieceTrainer.train(sentence_iterator=iter(text), model_writer=buf, model_type="unigram", vocab_size=size,
                                   byte_fallback=True, pad_id=0, eos_id=1, bos_id=2, unk_id=3, character_coverage=.9999,
                                   normalization_rule_name="nmt_nfkc", split_digits=True, num_threads=1, minloglevel=2,
                                   hard_vocab_limit=False)
    sp = f"{folder}/spiece.model"
    open(sp, "wb").write(buf.getvalue())
    kw = dict(extra_ids=300, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>")
    T5Tokenizer(sp, legacy=True, **kw).save_pretrained(folder)
    T5TokenizerFast(vocab_file=sp, **kw).save_pretrained(folder)
    tj = f"{folder}/tokenizer.json"
    j = json.load(open(tj, encoding="utf-8"))
    for part in ("pre_tokenizer", "decoder"):
        j[part] = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    json.dump(j, open(tj, "w", encoding="utf-8"), ensure_ascii=False, indent=0)
    if os.path.exists(f"{folder}/added_tokens.json"):
        os.remove(f"{folder}/added_tokens.json")


def table(folder, out, n=9000):
    from text import Tokenizer
    tok, rng, rows = Tokenizer(folder), random.Random(6), []
    for i in range(n):
        bg = rng.randrange(10) if rng.random() < .6 else -1
        mood = rng.choice([-1, 0, 1])
        r = [0] * 99
        while len(r) > 48:
            r = tok(prompt(rng, bg, mood, rng.random() < .4))
        rows.append((r, bg, mood))
    L = max(len(r[0]) for r in rows)
    ids, mask = np.zeros((n, L), np.int16), np.zeros((n, L), bool)
    for i, (r, _, _) in enumerate(rows):
        ids[i, :len(r)] = r
        mask[i, :len(r)] = True
    np.savez_compressed(out, ids=ids, mask=mask, label=np.array([(b, m) for _, b, m in rows], np.int8), vocab=tok.t.get_vocab_size())
    print("rows", n, "longest", L, "vocab", tok.t.get_vocab_size())


if __name__ == "__main__":
    if sys.argv[1] == "table":
        table(sys.argv[2], sys.argv[3], 14000)
    else:
        tokenizer(sys.argv[2])
