# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python make_samples.py DEMO: the portraits and voices beside the model.
python make_samples.py DEMO sheet ENGINE: films of all portraits with the program -> contact_sheet.png, mouth_vs_loudness.png."""
import os
import subprocess
import sys
import tempfile

import numpy as np
import soundfile
import torch
from PIL import Image

import faces
import films
import speech

D = sys.argv[1]
torch.set_grad_enabled(False)
SEED = 987654  # never used in training
WHO = dict(ada=18, bruno=20, chen=31, dora=28, emil=47, fatou=38, gita=26, hugo=24)
SIZE = dict(gita=(640, 512))  # one is not square
ident = faces.identity(48, SEED)
VOICES = (("welcome_en", speech.EN_TEST[0] + " " + speech.EN_TEST[3], "en-us+f4", 150, 60), ("fox_en", speech.EN_TEST[1], "en-gb+Andy", 145, 40),
          ("morning_en", speech.EN_TEST[2], "en-gb-x-rp+m7", 135, 45), ("huanying_zh", " ".join(speech.ZH_TEST[:2]), "cmn+steph2", 150, 55))

if len(sys.argv) < 3:
    for d in ("portraits", "voices"):
        os.makedirs(f"{D}/{d}", exist_ok=True)
    for n, i in WHO.items():
        x = faces.render(faces.index(ident, [i]), faces.still(1), SIZE.get(n, 512))[0][0]
        Image.fromarray((x * 255).round().byte().permute(1, 2, 0).numpy()).save(f"{D}/portraits/{n}.png", optimize=True)
    for n, text, v, s, p in VOICES:
        x = speech.say(text, v, s, p)
        x = np.concatenate([np.zeros(6400, np.float32), x / abs(x).max() * .8, np.zeros(9600, np.float32)])
        soundfile.write(f"{D}/voices/{n}.wav", x, 16000, subtype="PCM_16")
else:
    from safetensors.torch import load_file
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    P = ["A person talking to the camera.", "A man tells a story, smiling, in front of a green wall", "A woman is speaking to us, blue background", "一个卡通人物在说话，背景是红色",
         "A teacher explains something, with a serious expression", "", "", "A singer, yellow background, cheerful"]
    rows, t = [], tempfile.mkdtemp()
    for k, (n, i) in enumerate(WHO.items()):
        v = VOICES[k % 4][0]
        c = f"{D}/checkpoint"
        subprocess.run([sys.argv[3], "--ckpt_dir", f"{c}/Wan2.2-S2V-14B", "--lora_path_dmd", f"{c}/LiveAvatar/liveavatar.safetensors", "--image", f"{D}/portraits/{n}.png",
                        "--audio", f"{D}/voices/{v}.wav", "--prompt", P[k], "--size", "128*128", "--num_clip", "0" if k == 0 else "2", "--save_file", f"{t}/f.mp4", "--overwrite",
                        "--dump", f"{t}/f.safetensors", "--progress", "none"], check=True, stdout=subprocess.DEVNULL)
        f = load_file(f"{t}/f.safetensors")["frames_u8"]
        still = torch.from_numpy(np.asarray(Image.open(f"{D}/portraits/{n}.png").resize((f.shape[3], f.shape[2]), Image.LANCZOS) if n not in SIZE else
                                            Image.open(f"{D}/portraits/{n}.png").resize((128, 160), Image.LANCZOS).crop((0, 16, 128, 144))).copy()).permute(2, 0, 1)
        x = soundfile.read(f"{D}/voices/{v}.wav", dtype="float32")[0]
        tg = speech.targets(torch.from_numpy(x)[None], f.shape[1])[0]
        best = torch.argsort(tg[12:92, 0])[torch.linspace(0, 79, 6).long()].sort()[0] + 12
        rows.append(torch.cat([still] + [f[:, j] for j in best], 2))
        if k == 0:
            T = min(f.shape[1], len(x) // 640)
            m = {a: tg[:T, j] for j, a in enumerate(speech.NAMES)}
            m["smile"] = torch.zeros(T)
            o = films.read_opening(f[:, :T].permute(1, 2, 3, 0).float() / 255, faces.index(ident, [i]), m, 128, 15)
            plt.figure(figsize=(10, 3))
            plt.plot(np.arange(T) / 25, m["open"], label="loudness of the voice")
            plt.plot(np.arange(T) / 25, o, label="mouth in the film")
            plt.legend(loc="upper right")
            plt.xlabel("s")
            plt.title("correlation %.3f" % films.corr(o, m["open"]))
            plt.tight_layout()
            plt.savefig(f"{D}/mouth_vs_loudness.png", dpi=80)
    sheet = torch.cat([torch.cat(rows[:4], 1), torch.cat(rows[4:], 1)], 2)
    Image.fromarray(sheet.permute(1, 2, 0).numpy()).save(f"{D}/contact_sheet.png", optimize=True)
