# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Procedural portraits in four styles (soft, inked, painted, poster), drawn with signed distances on any device.

`identity(n, seed)` draws static parameters, `render(ident, motion, size)` makes frames; `size` is one
number or (height, width).  Coordinates: the short edge spans -1..1, y down; one colour per shape, alpha
from distance.  All values of a picture are functions of the static parameters and of the motion, so that
a film is determined by portrait, voice and prompt.
"""
import torch

ZOOM = .87  # the head fills the picture
STYLES = ["soft", "inked", "painted", "poster"]

SKIN = [(.98, .86, .75), (.96, .80, .66), (.91, .71, .54), (.80, .58, .41), (.63, .43, .29), (.45, .30, .21),
        (.99, .89, .82), (.86, .66, .50)]
HAIR = [(.10, .08, .09), (.22, .14, .10), (.38, .23, .13), (.58, .36, .18), (.88, .70, .36), (.72, .30, .16),
        (.80, .80, .82), (.95, .88, .66), (.25, .32, .55), (.82, .38, .52), (.20, .45, .42)]
IRIS = [(.30, .20, .12), (.20, .42, .65), (.25, .50, .32), (.42, .42, .48), (.50, .34, .14)]
CLOTH = [(.80, .25, .25), (.20, .36, .62), (.18, .50, .42), (.92, .72, .28), (.48, .32, .60), (.93, .93, .94),
         (.16, .18, .23), (.90, .50, .28), (.42, .66, .80), (.88, .52, .64)]
BACK = {"red": (.80, .30, .29), "orange": (.93, .60, .30), "yellow": (.95, .83, .42), "green": (.42, .68, .45),
        "blue": (.33, .52, .80), "purple": (.57, .43, .73), "pink": (.93, .64, .74), "grey": (.62, .64, .67),
        "white": (.94, .94, .93), "black": (.13, .14, .17)}
BACK_NAMES = list(BACK)


def identity(n, seed, dev="cpu"):
    """n random characters -> dict of [n] or [n,3] tensors."""
    g = torch.Generator().manual_seed(seed)

    def u(lo, hi):
        return lo + (hi - lo) * torch.rand(n, generator=g)

    def p(prob):
        return (torch.rand(n, generator=g) < prob).float()

    def pick(table, jit=.03):
        t = torch.tensor(table)
        c = t[torch.randint(len(t), (n,), generator=g)]
        return (c + jit * torch.randn(n, 3, generator=g)).clamp(0, 1)

    sty = torch.randint(4, (n,), generator=g)
    d = dict(style=(sty == 1).float(), paint=(sty == 2).float(), poster=(sty == 3).float(), skin=pick(SKIN, .02), hair=pick(HAIR), iris=pick(IRIS), cloth=pick(CLOTH), cloth2=pick(CLOTH),
             back=pick(list(BACK.values()), .035))
    d.update(rx=u(.40, .48), ry=u(.50, .57), jaw=u(.0, .22), ex=u(.165, .205), ey=u(-.07, -.01), er=u(.078, .102),
             eh=u(.78, 1.02), brow=u(.018, .034), browt=u(-.16, .12), browl=u(.085, .115), nose=u(.025, .05),
             nosel=u(.08, .14), my=u(.285, .325), mw=u(.145, .19), sm0=u(.25, .75), lip=u(.012, .026), blush=u(.1, .55),
             light=p(.5) * 2 - 1, backs=u(.05, .16), collar=p(.5), stripe=p(.3))
    lipc = d["skin"] * torch.tensor([.86, .52, .50]) + .04
    d["lipc"] = (lipc + .05 * torch.randn(n, 3, generator=g) * torch.tensor([1., .4, .4])).clamp(0, 1)
    kind = torch.randint(8, (n,), generator=g)  # hair styles

    def k(*ids):
        return sum((kind == i).float() for i in ids)
    d.update(bald=k(7) * p(.7), long=k(1, 6), bob=k(2), bun=k(3), curl=k(4), tails=k(5), spike=k(0) * p(.5))
    d.update(cap=u(.05, .09) + .05 * d["curl"], fringe=u(-.36, -.25), slope=u(-.35, .35), arc=u(-.35, .5),
             wave=d["curl"] * u(.018, .030) + d["spike"] * u(.01, .02), waven=torch.randint(9, 15, (n,), generator=g).float())
    beard = (1 - k(1, 2, 3, 5, 6).clamp(0, 1)) * p(.35)
    # painted: earthier colours, smaller eyes, own brush
    q = d["paint"][:, None]
    umber = torch.tensor([.42, .30, .20])
    for k_, a in (("hair", .22), ("cloth", .30), ("cloth2", .25), ("skin", .05)):
        d[k_] = d[k_] * (1 - a * q) + umber * a * q
    d["er"] = d["er"] * (1 - .14 * d["paint"])
    d.update(edge=u(1.0, 1.7) + .25 * d["paint"], b1=u(3.5, 6.5), b2=u(-6, 6), b3=u(0, 6.28), b4=u(2, 5), amp=u(.7, 1.2))
    d.update(beard=beard, tash=beard * p(.6), glass=p(.22), glassr=u(.115, .135), earring=k(1, 3, 5, 6) * p(.5))
    return {a: b.to(dev) for a, b in d.items()}


def still(n, dev="cpu"):
    return {k: torch.zeros(n, device=dev) for k in ("open", "wide", "smile", "dx", "dy", "tilt", "brow", "blink")}


def index(d, i):
    return {k: v[i] for k, v in d.items()}


def render(d, m, size=128, crop=None):
    """d: identity values [N] / [N,3]; m: motion values [N] -> frames [N,3,H,W] in 0..1, mouth/eye weight [N,1,H,W] and
    mouth region [N,1,H,W].  crop: (y0, y1, x0, x1) in pixels, to draw a part only."""
    dev = d["rx"].device
    H, W = (size, size) if isinstance(size, int) else size
    short = min(H, W)
    X = (((torch.arange(W, device=dev) + .5) * 2 - W) / short * ZOOM)[None, None, :]
    Y = (((torch.arange(H, device=dev) + .5) * 2 - H) / short * ZOOM + .015)[None, :, None]
    if crop:
        X, Y = X[:, :, crop[2]:crop[3]], Y[:, crop[0]:crop[1]]
    I = {k: v[:, None, None] if v.dim() == 1 else v[:, :, None, None] for k, v in {**d, **m}.items()}
    st, pa, po = I["style"], I["paint"], I["poster"]
    flat = (st + po).clamp_max(1)  # no gradients
    ink = I["hair"] * .25 + torch.tensor([.06, .04, .05], device=dev)[:, None, None]
    line = st * .013
    px = 2 * ZOOM / short * I["edge"]

    def al(dist):
        return (.5 - dist / px).clamp(0, 1)

    def soft(dist, w):
        return (.5 - dist / w).clamp(0, 1)

    def over(img, col, a):
        return img + (col - img) * a[:, None]

    def draw(img, col, dist, clip=None, w=line):
        """Inked outline (style 1), then the fill."""
        a = al(dist - w) * (w > 0)
        f = al(dist)
        if clip is not None:
            a, f = a * clip, f * clip
        return over(over(img, ink, a), col, f)

    def ell(x, y, rx, ry):
        k0 = ((x / rx) ** 2 + (y / ry) ** 2).sqrt() + 1e-6
        k1 = ((x / rx ** 2) ** 2 + (y / ry ** 2) ** 2).sqrt() + 1e-6
        return k0 * (k0 - 1) / k1

    def box(x, y, rx, ry, r):
        qx, qy = x.abs() - rx + r, y.abs() - ry + r
        return (qx.clamp_min(0) ** 2 + qy.clamp_min(0) ** 2 + 1e-9).sqrt() + torch.maximum(qx, qy).clamp_max(0) - r

    # background: soft disc behind the head, darker towards the corners
    rad = (X ** 2 + (Y + .1) ** 2).sqrt()
    halo = soft(rad - .80, .25) * (1 - po) + soft(rad - .70, px) * po
    sw = (I["b1"] * X + I["b2"] * .5 * Y + I["b3"] + 1.3 * (I["b4"] * Y - 1.7 * X).sin()).sin()
    sw2 = (I["b4"] * 1.6 * (X * .6 + Y) + I["b3"] * 2 + 1.1 * (I["b1"] * .8 * X - Y).sin()).sin()
    brush = pa * I["amp"] * (.6 * sw + .4 * sw2)  # strokes that stay where they are
    bg = I["back"] * (1 - .10 * (Y + 1) / 2 * (1 - po) + .085 * brush - .16 * pa * (rad - .55).clamp(0, .8))[:, None]
    img = (bg + (I["backs"] * (1 - .45 * pa))[:, None] * (halo[:, None] - .35)).clamp(0, 1)

    # head frame: shift + tilt about the neck
    c, sn = I["tilt"].cos(), I["tilt"].sin()
    hx, hy = X - I["dx"], Y - I["dy"] - .62
    x, y = c * hx + sn * hy, -sn * hx + c * hy + .62
    bx, by = X - .35 * I["dx"], Y - .25 * I["dy"]
    rx, ry = I["rx"], I["ry"]
    # painted heads are lit like a ball from the upper side
    nxx, nyy = x / (rx * 1.12), (y - .02) / (ry * 1.12)
    nzz = (1 - nxx ** 2 - nyy ** 2).clamp_min(.02).sqrt()
    lam = (-.55 * I["light"] * nxx - .38 * nyy + .74 * nzz).clamp(0, 1)
    stroke = .5 * (14 * x * I["light"] + 9 * y + I["b3"] + 2.0 * (5 * y - 3 * x).sin()).sin()
    shade = 1 - .10 * (x * I["light"] * .9 + y * .5) * (1 - flat)
    shade = shade * (1 - pa) + pa * (.60 + .47 * lam + .025 * stroke)
    strand = (30 * x + 9 * y * x.sign() + 1.8 * (7 * y + I["b3"]).sin()).sin() * (1.6 * x.abs() + .3).clamp_max(1)
    hair_sh = ((1.02 - .20 * (y + .5) * (1 - flat) * .6) * (1 - pa) + pa * (.66 + .58 * lam + .06 * strand))[:, None]
    hair = (I["hair"] * hair_sh).clamp(0, 1)
    hairD = I["hair"] * .72

    # hair behind
    th = torch.atan2(x, -(y + .08))
    wav = I["wave"] * torch.cos(th * I["waven"])
    curls = ell(x, y + .10, rx + .17, ry + .10) - wav
    back_long = box(x, y - .22, rx + .085, .80, .38)
    back_bob = box(x, y - .02, rx + .10, .56, .34)
    bun = ell(x, y + .66, .19 + 0 * rx, .16 + 0 * rx)
    tails = torch.minimum(ell(x - rx - .09, y - .16, .12 + 0 * rx, .30 + 0 * rx),
                          ell(x + rx + .09, y - .16, .12 + 0 * rx, .30 + 0 * rx))
    big = 9.0
    bh = torch.minimum(back_long + big * (1 - I["long"]), back_bob + big * (1 - I["bob"]))
    bh = torch.minimum(bh, curls + big * (1 - I["curl"]))
    bh = torch.minimum(bh, torch.minimum(bun + big * (1 - I["bun"]), tails + big * (1 - I["tails"])))
    img = draw(img, hairD, bh)

    # body
    sh = torch.maximum(ell(bx, by - 1.16, .80 + 0 * rx, .46 + 0 * rx), -(by + 0 * rx) + .5)
    cl = I["cloth"] * (1 - .12 * (bx * I["light"]) * (1 - flat) + pa * (.07 * sw2 - .16 * bx * I["light"] - .12 * (by - .7)))[:, None]
    img = draw(img, cl, sh)
    stripes = ((by * 9).sin() > .35).float() * al(sh) * I["stripe"] * (by > .86)
    img = over(img, I["cloth2"], stripes)
    neck = box(bx * .5 + x * .5, by - .60, .155 + 0 * rx, .24, .06)
    img = draw(img, I["skin"] * (.86 - .10 * pa * (1 + bx * I["light"] * 3).clamp(0, 2))[:, None], neck, w=line * .8)
    vneck = torch.maximum(bx.abs() * .8 + (by - .92) * .6, .70 - by + 0 * rx)
    img = over(img, I["skin"] * .92, al(vneck) * (1 - I["collar"]))
    col = torch.maximum((bx.abs() - .26).abs() * .8 - (by - .66) * .55 - .035, (by - .86).abs() - .12) + 0 * rx
    img = draw(img, (I["cloth2"] * .5 + .5), torch.maximum(col, .12 - bx.abs()) + 0 * rx, clip=I["collar"] * (bx.abs() < .5), w=line * .6)

    # ears, then the face
    for sx in (-1, 1):
        ear = ell(x - sx * (rx + .015), y - .06, .075 + 0 * rx, .105 + 0 * rx)
        img = draw(img, I["skin"] * (.96 - .16 * pa - .14 * pa * sx * I["light"])[:, None], ear)
        img = over(img, I["skin"] * .80, al(ell(x - sx * (rx + .018), y - .06, .035 + 0 * rx, .06 + 0 * rx)))
        img = over(img, torch.tensor([.95, .80, .35], device=dev)[:, None, None] * torch.ones_like(I["skin"]),
                   al(ell(x - sx * (rx + .03), y - .19, .026 + 0 * rx, .03 + 0 * rx)) * I["earring"])
    low = (y / ry).clamp_min(0)
    face = ell(x * (1 + I["jaw"] * low ** 2), y - .03, rx, ry)
    f = al(face)
    dark = (.85 - lam).clamp_min(0)
    tone = torch.stack([.02 + .03 * lam - .02 * dark, -.10 * dark + .01 * lam, -.16 * dark - .02 * lam], 1) * pa[:, None] * (.35 + .65 * I["skin"][:, :1])
    skin = (I["skin"] * shade[:, None] + tone).clamp(0, 1)
    img = draw(img, skin, face)
    cel = al(ell(x + I["light"] * .10, y + .015, rx * 1.02, ry * 1.0))
    img = over(img, I["skin"] * torch.tensor([.90, .84, .84], device=dev)[:, None, None], f * (1 - cel) * st)
    half = soft(-(x * I["light"] + .02 * (9 * y).sin()), px) * po
    img = over(img, I["skin"] * torch.tensor([.93, .87, .86], device=dev)[:, None, None], f * half)
    img = over(img, I["skin"] * .80, f * soft((y - ry + .06), .25).mul(-1).add(1) * .35 * (1 - flat) * (1 - pa))
    for sx in (-1, 1):
        bl = soft(((x - sx * .26) ** 2 + (y - .17) ** 2 * 1.6).sqrt() - .07, .13)
        img = over(img, torch.tensor([.95, .45, .42], device=dev)[:, None, None] * torch.ones_like(I["skin"]), bl * I["blush"] * (.42 - .12 * pa) * f)

    # beard below a line that leaves the mouth free
    bd = torch.maximum(face - .004, (.13 + .9 * (x.abs() - rx).clamp_max(0).abs() * .55) - y)
    bd = torch.maximum(bd, -ell(x, y - I["my"] - .005, I["mw"] * 1.30, .105 + 0 * rx))
    img = over(img, I["hair"] * .9 + .02, al(bd) * I["beard"])

    # mouth
    sm = I["sm0"] * (1 - .5 * I["open"]) + I["smile"]
    mx, mw = x, I["mw"] * (1 + .20 * I["wide"] + .10 * I["smile"] - .08 * I["open"])
    uu = mx / mw
    my = y - I["my"] - .5 * I["open"] * .045
    mid = my + sm * .050 * (uu ** 2 - .35).clamp_max(1.2)
    o = I["open"]
    hu, hl = .004 + .045 * o, .004 + .150 * o
    hh = torch.where(mid < 0, hu + 0 * mid, hl + 0 * mid)
    inner = ell(mx, mid, mw, hh)
    lipw = I["lip"] * (1 + .25 * o) * (1 - .25 * st)
    outer = ell(mx, mid, mw + lipw * .8, hh + lipw)
    img = draw(img, I["lipc"], outer, w=line * .7)
    img = over(img, I["lipc"] * .6 + .42, soft(ell(mx + .2 * mw * I["light"], mid - hl - lipw * .35, mw * .35, lipw * .30 + .002), .02) * pa * .6)
    a_in = al(inner) * (o * 30).clamp(0, 1)
    img = over(img, torch.tensor([.30, .06, .09], device=dev)[:, None, None] * torch.ones_like(I["skin"]), a_in)
    tongue = ell(mx, mid - hl * .92, mw * .62, hl * .50 + .002)
    img = over(img, torch.tensor([.87, .40, .42], device=dev)[:, None, None] * torch.ones_like(I["skin"]), al(tongue) * a_in)
    teeth = torch.maximum(mid + hu - (.028 + .040 * o), mx.abs() - mw * .80)
    img = over(img, torch.tensor([.98, .97, .94], device=dev)[:, None, None] * torch.ones_like(I["skin"]),
               al(teeth) * al(inner + .006) * ((o - .08) * 12).clamp(0, 1))
    crease = al((mid).abs() - .0065 - .4 * line) * al(mx.abs() - mw * .96) * (1 - (o * 22).clamp(0, 1))
    img = over(img, I["lipc"] * .42, crease)
    mouth = soft(ell(mx, mid - .03, I["mw"] * 1.5, .19 + 0 * rx), .08)

    # moustache
    mo = torch.maximum(ell(mx, y - I["my"] + .058 + .012 * o, I["mw"] * 1.02, .036 + 0 * rx), y - I["my"] + .030 + .02 * o)
    img = over(img, I["hair"] * .85 + .02, al(mo) * I["tash"])

    # nose
    nx, ny = x - .012 * I["light"], y - I["ey"] - .115 - I["nosel"]
    nose = ell(nx, ny, I["nose"] * 1.25, I["nose"])
    img = over(img, I["skin"] * torch.tensor([.90, .76, .72], device=dev)[:, None, None], al(nose) * (1 - st) * (1 - pa) * .8)
    side = soft(ell(nx - I["light"] * .030, ny + .075, I["nose"] * .55, .115 + 0 * rx) , .055) * pa
    img = over(img, skin * .80, side * .75)
    img = over(img, (skin * torch.tensor([.80, .60, .56], device=dev)[:, None, None]), soft(ell(nx, ny + .004, I["nose"] * 1.35, I["nose"] * .95), .03) * pa * .55)
    for sx in (-1, 1):
        img = over(img, skin * .38, al(ell(nx - sx * I["nose"] * .62, ny + I["nose"] * .42, I["nose"] * .30, I["nose"] * .20)) * pa * .85)
    arc = torch.maximum((ell(nx, ny, I["nose"] * 1.2, I["nose"])).abs() - .008, -(ny - .005) + 0 * rx)
    img = over(img, ink, al(arc) * st * .85)
    img = over(img, (I["skin"] * .5 + .5), al(ell(nx + I["light"] * .012, ny + .018, I["nose"] * .42, I["nose"] * .36)) * (1 - st) * (1 - .4 * pa) * .8)

    # eyes
    ope = 1 - .97 * I["blink"]
    eyes = 0
    for sx in (-1, 1):
        ex, ey = x - sx * I["ex"], y - I["ey"]
        rxe, rye = I["er"], I["er"] * I["eh"]
        lid = ell(ex, ey - .25 * rye * I["blink"], rxe * 1.02, rye * ope + .004)
        w = al(lid) * ((ope - .14) * 9).clamp(0, 1)
        img = over(img, ink * (1 - .5 * pa)[:, None] + skin * (.3 * pa)[:, None], al(torch.minimum(lid - .012 + .006 * pa, ell(ex, ey - .25 * rye * I["blink"] + .008, rxe * 1.10, rye * ope + .008))))
        sock = soft(ell(ex, ey - .01, rxe * 1.5, rye * 1.5), .10) * pa * .35
        img = over(img, skin * torch.tensor([.66, .55, .54], device=dev)[:, None, None], sock * (1 - w))
        white = .985 - .10 * pa - .20 * pa * ((-ey / rye) * .5 + .1).clamp(0, 1)
        img = over(img, torch.ones_like(I["skin"]) * white[:, None], w)
        cx, cy = ex + sx * .006, ey + .10 * rye
        ir = ell(cx, cy, rxe * .74, rxe * .78)
        img = over(img, I["iris"] * (.80 - .35 * pa * (cy * 9).clamp(-.6, .6) * -1)[:, None], al(ir) * w)
        img = over(img, I["iris"] * .9 + .14, al(ell(cx, cy - rxe * .22, rxe * .50, rxe * .40)) * w * (1 - .5 * pa))
        img = over(img, torch.ones_like(I["skin"]) * .04, al(ell(cx, cy, rxe * .36, rxe * .42)) * w)
        hi = al(ell(ex + .020, ey + .036, .023 - .006 * pa, .023 - .006 * pa))
        img = over(img, torch.ones_like(I["skin"]), hi * w)
        img = over(img, ink, al(ell(ex, ey + rye * .92 * ope - .25 * rye * I["blink"], rxe * 1.02, .016 + 0 * rx)) * w * (1 - .4 * pa))
        # brow
        byy = ey + rye + .080 + .035 * I["brow"] + sx * ex * I["browt"] * .55 - ex * ex * 3.0 + .018 * I["smile"].clamp_max(0) * (1 + sx * ex * 12)
        br = box(ex, byy, I["browl"], I["brow"] * 0 + d["brow"][:, None, None], .016)
        img = over(img, I["hair"] * .62, al(br))
        eyes = eyes + soft(ell(ex, ey, rxe * 1.4, rye * 1.4), .06)
        gl = (ell(ex, ey, I["glassr"], I["glassr"] * .95)).abs() - .011
        img = over(img, ink * .6 + .05, al(gl) * I["glass"])
    bridge = torch.maximum((y - I["ey"]).abs() - .009, (x.abs() - I["ex"] + I["glassr"]) + 0 * rx)
    img = over(img, ink * .6 + .05, al(bridge) * I["glass"])

    # hair in front: cap minus the face below the fringe
    capd = ell(x, y - .0, rx + I["cap"] * .8, ry + I["cap"]) - wav
    fr = y - I["fringe"] - I["slope"] * x - I["arc"] * x * x * 1.6 + .012 * torch.cos(x * 30) * (I["spike"] + .4 * I["bob"])
    side = .30 * ((x.abs() - rx * .84) / .1).clamp(0, 1) * (1 + .8 * (I["long"] + I["bob"]))
    cap = torch.maximum(capd, (fr - side) * .8) + big * I["bald"]
    img = draw(img, hair, cap)
    shine = al((ell(x - I["light"] * -.12, y + .30, .30 + 0 * rx, .22 + 0 * rx)).abs() - .016) * al(cap + .03) * al(y + .40 + 0 * rx)
    img = over(img, (hair * .75 + .25), shine * .55 * (1 - pa))
    wt = torch.maximum(mouth, .5 * (eyes + 0 * mouth).clamp(0, 1))
    return img.clamp(0, 1), wt[:, None], mouth[:, None]
