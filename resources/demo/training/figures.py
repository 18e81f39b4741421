# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the demo model, measured on films that the program renders.

python figures.py --engine build/bin/avatar-render [--demo resources/demo] [--films 8] [--identities 50]
                  [--long 60] [--sized 3] [--drifts 3] [--human FOLDER] [--only mouth,identity,...] [--out figures.json]

Characters, voices and sentences are held out from the training.  "mouth against its voice" is the
correlation over the film between how far the mouth is open (read from the pixels by comparing them with
drawings that are open 0 .. 1, the rest of the pose known) and the loudness curve of the voice.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import numpy as np
import soundfile
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file

import faces
import films
import speech
import vae as V

HERE = os.path.dirname(os.path.abspath(__file__))
ap = argparse.ArgumentParser()
ap.add_argument("--engine", required=True)
ap.add_argument("--demo", default=os.path.join(HERE, ".."))
ap.add_argument("--films", type=int, default=8)
ap.add_argument("--identities", type=int, default=50)
ap.add_argument("--long", type=int, default=60)
ap.add_argument("--sized", type=int, default=3, help="films of each size")
ap.add_argument("--drifts", type=int, default=3, help="films that say the same over and over")
ap.add_argument("--human", default="/usr/share/sounds/alsa")
ap.add_argument("--only", default="mouth,silence,music,prompt,vae,human,lora,sizes,identity,long,drift")
ap.add_argument("--out", default="")
ap.add_argument("--threads", type=int, default=2)
A = ap.parse_args()
torch.set_grad_enabled(False)
torch.set_num_threads(A.threads)
W = tempfile.mkdtemp(prefix="figures")
S = 128
IDENT = faces.identity(50, films.TEST_SEED)
FIG, FPS = {}, []


def portrait(i, size=256):
    path = f"{W}/p{i}_{size}.png".replace(", ", "x")
    if not os.path.exists(path):
        x = faces.render(faces.index(IDENT, [i]), faces.still(1), size)[0][0]
        Image.fromarray((x * 255).round().byte().permute(1, 2, 0).numpy()).save(path)
    return path


def wav(name, x):
    path = f"{W}/{name}.wav"
    soundfile.write(path, np.asarray(x), 16000)
    return path


def render(image, sound, prompt="", steps=4, size="128*128", *more):
    """-> frames [T,H,W,3] in 0..1, with the program."""
    dump, rep = f"{W}/film.safetensors", f"{W}/report.json"
    c = f"{A.demo}/checkpoint"
    subprocess.run([A.engine, "--ckpt_dir", f"{c}/Wan2.2-S2V-14B", "--lora_path_dmd", f"{c}/LiveAvatar/liveavatar.safetensors", "--image", image,
                    "--audio", sound, "--prompt", prompt, "--size", size, "--sample_steps", str(steps), "--base_seed", "420", "--save_file", f"{W}/film.mp4",
                    "--overwrite", "--dump", dump, "--report", rep, "--progress", "none", *more], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if size == "128*128" and steps == 4:
        r = json.load(open(rep))
        FPS.append((r["frames"], r["seconds"]["dit"] + r["seconds"]["vae"], r["seconds"]["total"]))
    return load_file(dump)["frames_u8"].permute(1, 2, 3, 0).float() / 255


def curves(x, T, mood=0.):
    t = speech.targets(torch.as_tensor(x)[None], T)[0]
    m = {k: t[:, j] for j, k in enumerate(speech.NAMES)}
    m["smile"] = torch.full((T,), mood)
    return m


def drawn(i, m, a=0, b=None):
    """The film that the drawing program makes, at twice the size, made smaller as the program does it."""
    m = {k: v[None, a:b] for k, v in m.items()}
    x, w = films.film(faces.index(IDENT, [i]), m, 2 * S, chunk=40)
    x = F.interpolate(x[0].permute(0, 3, 1, 2).float() / 255, size=S, mode="bilinear", antialias=True).permute(0, 2, 3, 1)
    return x, F.interpolate(w[0][:, None].float() / 255, size=S, mode="area")[:, 0] > .45


def framed(i, m, size, out):
    """As drawn(), for a picture of `size` (height, width) of which the film shows the middle `out`."""
    x, _ = films.film(faces.index(IDENT, [i]), {k: v[None] for k, v in m.items()}, tuple(2 * s for s in size), chunk=10)
    x = F.interpolate(x[0].permute(0, 3, 1, 2).float() / 255, size=size, mode="bilinear", antialias=True).permute(0, 2, 3, 1)
    return x[:, (size[0] - out[0]) // 2:, (size[1] - out[1]) // 2:][:, :out[0], :out[1]]


def psnr(a, b, w=None):
    e = (a - b).pow(2).mean(-1)
    return -10 * torch.log10(e.mean() if w is None else (e * w).sum() / w.sum()).item()


def say(key, values, form="%.2f"):
    v = np.atleast_1d(np.array(values, float))
    FIG[key] = dict(mean=float(v.mean()), min=float(v.min()), max=float(v.max()), n=len(v))
    print(("%-46s " + form + "  (" + form + " .. " + form + "), n %d") % (key, v.mean(), v.min(), v.max(), len(v)), flush=True)
    if A.out:
        json.dump(FIG, open(A.out, "w"), indent=1)


only = A.only.split(",")
rng = random.Random(11)
sounds = []
while len(sounds) < max(A.films, 2):
    x, _ = speech.utter(rng, True)
    if len(x) > 3.9 * 16000:
        sounds.append(x[:int(3.9 * 16000)].astype(np.float32))
made = {}
V_ALONE = None
if "vae" in only:
    sd = torch.load(f"{A.demo}/checkpoint/Wan2.2-S2V-14B/Wan2.1_VAE.pth", weights_only=True)
    V_ALONE = V.VAE(V.base_width(sd)).eval()
    V_ALONE.load_state_dict({k: t.float() for k, t in sd.items()})
    V.MODE = "2dcl"
if "mouth" in only:
    good, wrong, base, pa, pm, near, three, p3, mad = [], [], [], [], [], [], [], [], []
    for i in range(A.films):
        f = render(portrait(i), wav(f"v{i}", sounds[i]))
        T = min(len(f), len(sounds[i]) // 640)
        f, m = f[:T], curves(sounds[i], T)
        made[i] = f
        g, w = drawn(i, m)
        o = films.read_opening(f, faces.index(IDENT, [i]), m, S, 15)
        other = [curves(sounds[j], T)["open"] for j in range(A.films) if j != i]
        good.append(films.corr(o, m["open"]))
        wrong.append(np.mean([films.corr(o, q) for q in other]))
        mad.append((o - m["open"]).abs().mean().item())
        pa.append(psnr(f, g))
        pm.append(psnr(f, g, w))
        if i < 3:
            f3 = render(portrait(i), wav(f"v{i}", sounds[i]), steps=3)[:T]
            three.append(films.corr(films.read_opening(f3, faces.index(IDENT, [i]), m, S, 15), m["open"]))
            p3.append(psnr(f3, g))
        print("  film %d: mouth %.3f psnr %.2f" % (i, good[-1], pa[-1]), flush=True)
    say("mouth area against its voice", good, "%.3f")
    say("mouth area against wrong voices", wrong, "%.3f")
    say("mouth opening, mean error (0..1)", mad, "%.3f")
    say("film against the drawn film, dB", pa)
    say("  mouth and eyes, dB", pm)
    say("3 steps: mouth area against its voice", three, "%.3f")
    say("3 steps: film against the drawn film, dB", p3)
    n, s, t = (sum(v[k] for v in FPS) for k in range(3))
    say("frames a second (transformer and VAE)", [n / s])
    say("frames a second (whole run, with loading)", [n / t])
if "lora" in only:
    f = render(portrait(0), wav("v0", sounds[0]), "", 4, "128*128", "--lora_alpha", "0")
    T = min(len(f), len(sounds[0]) // 640)
    m = curves(sounds[0], T)
    say("without the LoRA: film 0 against the drawn, dB", psnr(f[:T], drawn(0, m)[0]))
if "silence" in only:
    sh = []
    for i in range(3):
        f = render(portrait(i), wav("quiet", np.zeros(16000 * 2, np.float32)))
        T = len(f)
        o = films.read_opening(f, faces.index(IDENT, [i]), curves(np.zeros(16000 * 2, np.float32), T), S, 41)
        sh.append(o.mean().item())
    say("silence: share of the open mouth", sh, "%.3f")
    f = render(portrait(0), wav("noise", (np.random.default_rng(3).standard_normal(32000) * .05).astype(np.float32)))
    say("steady noise: share of the open mouth", films.read_opening(f, faces.index(IDENT, [0]), curves(np.zeros(32000, np.float32), len(f)), S, 41).mean().item(), "%.3f")
if "music" in only:
    sh, mix = [], []
    for i in range(min(A.films, 6)):  # pieces that the training did not have
        n = len(sounds[i])
        u = speech.music(1, n, 90001 + i, "cpu")[0].numpy()
        f = render(portrait(i), wav("music", u * .1))
        sh.append(films.read_opening(f, faces.index(IDENT, [i]), curves(np.zeros(n, np.float32), len(f)), S, 41).mean().item())
        u = sounds[i] + u * np.sqrt((sounds[i] ** 2).mean()) * 10 ** (-10 / 20)
        f = render(portrait(i), wav("mixed", u / max(1, np.abs(u).max() / .99)))
        T = min(len(f), n // 640)
        m = curves(sounds[i], T)
        mix.append(films.corr(films.read_opening(f[:T], faces.index(IDENT, [i]), m, S, 15), m["open"]))
        print("  film %d: music alone %.3f, under the voice %.3f" % (i, sh[-1], mix[-1]), flush=True)
    say("music alone: share of the open mouth", sh, "%.3f")
    say("speech over music, 10 dB: mouth against the speech", mix, "%.3f")
if "prompt" in only:
    ok, table = [], torch.tensor(list(faces.BACK.values()))
    quiet = wav("q1", np.zeros(16000, np.float32))
    for i, (p, want) in enumerate((("A person talking to the camera, red background", "red"), ("a woman, in front of a green wall", "green"), ("背景是蓝色", "blue"),
                                   ("站在黄色的墙前，她在说话", "yellow"), ("plain black background", "black"), ("A man, smiling, purple backdrop", "purple"))):
        f = render(portrait(20 + i), quiet, p)
        c = f[-1, 4:24, 2:12].mean((0, 1))
        ok.append(faces.BACK_NAMES[int(((table - c) ** 2).sum(1).argmin())] == want)
    say("prompt: background colour right", ok)
    a, b = (render(portrait(20), quiet, p)[-1] for p in ("", "wearing a red jacket, zorpel quintane, soft light, 4k"))
    say("prompt of unrelated words: change, of 255", (a - b).abs().mean().item() * 255)
if "human" in only and os.path.isdir(A.human):
    import soxr
    parts = [soundfile.read(f"{A.human}/{f}", dtype="float32") for f in sorted(os.listdir(A.human)) if f.endswith(".wav") and "Noise" not in f]
    x = np.concatenate([soxr.resample(v if v.ndim == 1 else v.mean(1), r, 16000) for v, r in parts])[:8 * 16000].astype(np.float32)
    f = render(portrait(1), wav("human", x))
    T = min(len(f), len(x) // 640)
    m = curves(x, T)
    o = films.read_opening(f[:T], faces.index(IDENT, [1]), m, S, 15)
    say("recorded human speech: mouth against it", films.corr(o, m["open"]), "%.3f")
    say("recorded human speech: film, dB", psnr(f[:T], drawn(1, m)[0]))
if "sizes" in only:
    # --size, portrait, the picture made of it, the film (height, width): a 4:3 portrait loses its sides at 256*256
    for area, src, pic, out in (("192*192", (512, 512), (192, 192), (192, 192)), ("256*256", (512, 512), (256, 256), (256, 256)),
                                ("192*256", (640, 480), (256, 192), (256, 192)), ("192*256", (480, 640), (192, 256), (192, 256)),
                                ("256*256", (640, 480), (320, 240), (320, 192)), ("256*256", (480, 640), (240, 320), (192, 320))):
        pa, pv, cc = [], [], []
        for i in range(2, 2 + A.sized):
            x = sounds[i % len(sounds)][:32000]
            f = render(portrait(i, src), wav("sized", x), "", 4, area)
            T = min(len(f), 50)
            m = curves(x, T)
            g = framed(i, m, pic, out)
            pa.append(psnr(f[:T], g))
            y, x = (pic[0] - out[0]) // 2, (pic[1] - out[1]) // 2
            cc.append(films.corr(films.read_opening(F.pad(f[:T], (0, 0, x, x, y, y)), faces.index(IDENT, [i]), m, pic, 15), m["open"]))
            if V_ALONE:
                y = V_ALONE.decode(V_ALONE.encode(g[:49].permute(3, 0, 1, 2)[None] * 2 - 1))[0].permute(1, 2, 3, 0) / 2 + .5
                pv.append(psnr(y, g[:49]))
        name = "size %d*%d%s" % (*out[::-1], " of a 4:3 portrait" if pic != out else "")
        say(f"{name}: film, dB", pa)
        say(f"{name}: mouth against its voice", cc, "%.3f")
        if pv:
            say(f"{name}: VAE alone, dB", pv)
if "vae" in only:
    v, pa, pm = V_ALONE, [], []
    for i in range(min(A.films, 6)):
        m = curves(sounds[i], 97)
        g, w = drawn(i, m)
        y = v.decode(v.encode(g.permute(3, 0, 1, 2)[None] * 2 - 1))[0].permute(1, 2, 3, 0) / 2 + .5
        pa.append(psnr(y, g))
        pm.append(psnr(y, g, w))
    say("VAE alone on the films, dB", pa)
    say("VAE alone, mouth and eyes, dB", pm)
if "identity" in only:
    still = torch.stack([torch.from_numpy(np.asarray(Image.open(portrait(i)).resize((S, S), Image.BILINEAR)).copy()).float() / 255 for i in range(50)])
    near = []
    for i in range(A.identities):
        f = made[i] if i in made else render(portrait(i), wav("id", sounds[i % len(sounds)][:16000]))
        d = (still - f[len(f) // 2]).pow(2).mean((1, 2, 3))
        k = torch.tensor([i] + [j for j in range(50) if j != i][:19])  # of 20
        near.append(int(d[k].argmin() == 0))
    say("identity: nearest of 20", near)
if "long" in only:
    rng = random.Random(77)
    x = np.zeros(0, np.float32)
    while len(x) < A.long * 16000:
        x = np.concatenate([x, speech.utter(rng, True)[0].astype(np.float32), np.zeros(8000, np.float32)])
    x = x[:A.long * 16000]
    f = render(portrait(3), wav("long", x))
    T = min(len(f), len(x) // 640)
    m = curves(x, T)
    a, b = psnr(f[:125], drawn(3, m, 0, 125)[0]), psnr(f[T - 125:T], drawn(3, m, T - 125, T)[0])
    say(f"{A.long} s film: first 5 s, dB", a)
    say(f"{A.long} s film: last 5 s, dB", b)
if "drift" in only:
    # The same 4.8 s (ten blocks) said over and over: any difference between the rounds is the film's, not the words'.
    # The last half second of each is left out: at the end of the file the face goes to rest, which the drawn film does not.
    P, n, E = 120, A.long * 25 // 120 + 1, 108
    rounds, mouth = [], []
    for i in range(3, 3 + A.drifts):
        rng = random.Random(300 + i)
        x = np.zeros(0)
        while not 3.6 * 16000 < len(x) < 4.5 * 16000:
            x = speech.utter(rng, True)[0]
        x = np.tile(np.pad(x.astype(np.float32), (1600, P * 640 - 1600 - len(x))), n)
        f = render(portrait(i), wav("drift", x))
        T = min(len(f), P * n)
        m, g, db, co = curves(x, T), {}, [], []
        for k in range(T // P):
            a = k * P
            ref = next((q for q in g if all((v[a:a + E] - v[q:q + E]).abs().max() < 1e-3 for v in m.values())), None)
            if ref is None:
                ref, g[a] = a, drawn(i, m, a, a + E)[0]
            db.append(psnr(f[a:a + E], g[ref]))
            if k in (1, T // P - 1):
                o = films.read_opening(f[a:a + E], faces.index(IDENT, [i]), {q: v[a:a + E] for q, v in m.items()}, S, 15)
                co.append(films.corr(o, m["open"][a:a + E]))
        rounds.append(db)
        mouth.append(co)
        print("  film %d, dB of each round:" % i, " ".join("%.2f" % v for v in db), flush=True)
    r, c = np.array(rounds), np.array(mouth)
    say(f"{A.long} s of the same words: first round, dB", r[:, 0])
    say("  second round, dB", r[:, 1])
    say("  last round, dB", r[:, -1])
    say("  change from the second round to the last, dB", r[:, -1] - r[:, 1])
    say("  mouth in the second round", c[:, 0], "%.3f")
    say("  mouth in the last round", c[:, -1], "%.3f")
print("done %s" % time.strftime("%H:%M"))
