"""Draws flat garments of many cuts with labels: kind, and the inside of the back seen at the neck.

Each function lays one cut, with everything else left to chance, on a Flat: the
Sheet of the sample pictures that also remembers where the inside of the back is
seen. Lengths are in units of half the chest, y down from the shoulders.
"""
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "samples"))
from cloth import Sheet, curve, mirror  # noqa: E402
from PIL import Image  # noqa: E402
from scipy import ndimage  # noqa: E402

W, H = 380, 460


class Flat(Sheet):
    def __init__(self, seed):
        r = np.random.default_rng(seed)
        tone = r.choice([1, 1, 1, .93, .82]) * 248 * np.clip(1 + r.normal(0, .012, 3), .9, 1.02)
        super().__init__(W, H, seed, tuple(tone))
        self.inner = np.zeros((H, W), np.float32)
        self.label = "jersey" if r.random() < .5 else "poplin"
        self.pattern(r)
        self.wave = 2 * self.noise(160), 2 * self.noise(160)
        self.grain = self.weave(self.label)[..., None]

    def noise(self, scale, stretch=(1., 1.)):
        """As the Sheet's, by a faster way of enlarging."""
        gx, gy = scale * stretch[0], scale * stretch[1]
        n = self.rng.standard_normal((int(self.h / gy) + 4, int(self.w / gx) + 4)).astype(np.float32)
        box = (1.5, 1.5, 1.5 + self.w / gx, 1.5 + self.h / gy)
        return np.asarray(Image.fromarray(n).resize((self.w, self.h), Image.BICUBIC, box=box))

    def pattern(self, r):
        """What the cloth is printed or woven with."""
        self.base = colors(r)
        self.ink = colors(r)
        self.print = r.choice(["plain", "plain", "plain", "stripes", "bars", "checks", "dots", "blots", "logo"])
        self.pitch, self.turn = r.uniform(14, 52), r.uniform(-.04, .04)

    def cloth(self, turn=0., along=False):
        """The cloth as an image; turn in radians follows a limb."""
        y, x = np.mgrid[:self.h, :self.w].astype(np.float32)
        a = turn + self.turn
        u, v = x * np.cos(a) + y * np.sin(a), y * np.cos(a) - x * np.sin(a)
        u, v = u + self.wave[0], v + self.wave[1]
        p, k = self.pitch, np.zeros((self.h, self.w), np.float32)
        if self.print == "stripes":
            k = soft(np.mod(v, p) < .45 * p)
        elif self.print == "bars":
            k = soft(np.mod(u, p) < .4 * p)
        elif self.print == "checks":
            k = .5 * soft(np.mod(v, p) < .5 * p) + .5 * soft(np.mod(u, p) < .5 * p)
        elif self.print == "dots":
            k = np.clip(.26 * p - np.hypot(np.mod(u, p) - p / 2, np.mod(v, p) - p / 2) + .5, 0, 1)
        elif self.print == "blots":
            k = np.clip((self.noise(p * .6) - .25) * 3, 0, 1)
        k = k[..., None]
        return (self.base * (1 - k) + self.ink * k) * self.grain

    def panel(self, outline, color, height=0.0, inside=False, **kw):
        kw.setdefault("puff", (6, 9))
        kw.setdefault("drop", (4, 6))
        m = super().panel(outline, color, height, **kw)
        self.inner = np.maximum(self.inner, m) if inside else self.inner * (1 - m)
        return m


def soft(on):
    return ndimage.gaussian_filter(on.astype(np.float32), .6)


def colors(r):
    """A color as clothes have: many dark, white and gray ones."""
    t = r.random()
    if t < .2:
        return np.float32(r.uniform(18, 60)) * np.clip(1 + r.normal(0, .08, 3), .6, 1.4).astype(np.float32)
    if t < .38:
        return np.float32(r.uniform(200, 240)) * np.clip(1 + r.normal(0, .02, 3), .9, 1.04).astype(np.float32)
    if t < .5:
        return np.float32(r.uniform(90, 190)) * np.ones(3, np.float32)
    return r.uniform(25, 225, 3).astype(np.float32)


class Frame:
    """Units to pixels, and the chances that all cuts share."""

    def __init__(self, s, tall, wide):
        self.s, self.r = s, s.rng
        self.k = min(.44 * W / wide, .86 * H / tall) * self.r.uniform(.82, 1)
        self.cx, self.y0 = W / 2 + self.r.normal(0, 8), (H - tall * self.k) * self.r.uniform(.35, .65)

    def at(self, x, y):
        return self.cx + x * self.k, self.y0 + y * self.k

    def line(self, *p):
        return curve([(*self.at(q[0], q[1]), *q[2:]) for q in p])

    def both(self, right, bottom, front):
        return np.concatenate([right, bottom[1:-1], mirror(right, self.cx), front[1:-1]])

    def folds(self, top, hem, half, n=5, high=5.):
        r, out = self.r, []
        for k in range(n):
            sg = 1 if k % 2 else -1
            x0, y0 = sg * half * r.uniform(.5, .95), top + (hem - top) * r.uniform(.05, .6)
            a, b = self.at(x0, y0), self.at(sg * half * r.uniform(-.1, .5), y0 + (hem - top) * r.uniform(.15, .4))
            out.append(([a, ((a[0] + b[0]) / 2 + r.uniform(-7, 7), (a[1] + b[1]) / 2 - 4), b], r.uniform(5, 10), high * r.uniform(.4, 1)))
        return self.s.folds(out) + self.s.crumple(2.5, 60)


def neckline(f, n, deep, shape, rise=0.):
    """The front neckline from the left to the right neck point."""
    if shape == "v":
        return f.line((-n, rise), (-.5 * n, rise + .52 * deep), (0, rise + deep, 1), (.5 * n, rise + .52 * deep), (n, rise))
    if shape == "boat":
        return f.line((-n, rise), (0, rise + .5 * deep), (n, rise))
    if shape == "square":
        return f.line((-n, rise), (-.9 * n, rise + .9 * deep), (-.86 * n, rise + deep, 1), (0, rise + 1.02 * deep), (.86 * n, rise + deep, 1), (.9 * n, rise + .9 * deep), (n, rise))
    return f.line((-n, rise), (-.72 * n, rise + .7 * deep), (0, rise + deep), (.72 * n, rise + .7 * deep), (n, rise))


def back(f, n, front, color, rise=.08):
    """The inside of the back above the front neckline, sometimes of another cloth, and its label."""
    r, s = f.r, f.s
    c = color * r.uniform(.55, .85) if r.random() < .75 else colors(r) * r.uniform(.6, .95) * np.ones((H, W, 1), np.float32)
    low = front[:, 1].max() + .3 * f.k
    x0, x1 = front[0, 0] - .03 * f.k, front[-1, 0] + .03 * f.k
    top = curve([(x0, front[0, 1]), (f.cx, front[0, 1] - rise * f.k * r.uniform(-.6, 1)), (x1, front[-1, 1])])
    line = np.concatenate([top, [(x1, low), (x0, low)]])
    s.panel(line, c, puff=(2, 5), shadow=.2, inside=True)
    if r.random() < .5:
        w, y = .13 * f.k, top[len(top) // 2, 1] + .05 * f.k
        s.panel([(f.cx - w, y), (f.cx + w, y), (f.cx + w, y + .13 * f.k), (f.cx - w, y + .13 * f.k)],
                colors(r), puff=(1, 2), shadow=.1, inside=True)


def sleeves(f, cloth, sh, pit, length, width, drop, high=5.):
    """Two sleeves: drop in degrees below the horizontal."""
    s, a = f.s, np.radians(drop)
    for sg in (1, -1):
        start, low = np.array(f.at(sh[0], sh[1])), np.array(f.at(pit[0], pit[1]))
        u = np.array([np.cos(a), np.sin(a)])
        n = np.array([u[1], -u[0]])
        mid = (start + low) / 2
        tip = mid + u * length * f.k
        top, bot = tip + n * width * f.k / 2, tip - n * width * f.k / 2
        line = np.concatenate([curve([tuple(start), tuple(start * .62 + top * .38 + n * .06 * f.k), tuple(top)]),
                               curve([tuple(bot), tuple(low * .35 + bot * .65), tuple(low)]),
                               [tuple(mid - u * .3 * f.k)]])
        if sg < 0:
            line = mirror(line, f.cx)
        fold = [([tuple(mid + u * length * f.k * t + n * 8), tuple(mid + u * length * f.k * (t + .1) - n * 6)], 7, high) for t in (.2, .4, .6, .8)]
        z = s.folds([([(f.cx + sg * (p[0] - f.cx), p[1]) for p in l], w, h) for l, w, h in fold])
        s.panel(line, cloth(sg * (a - np.pi / 2) if s.print in ("stripes", "bars") else 0.), z + s.crumple(2.5, 50))


def torso(f, cloth, cut, front, hem, high=5.):
    """The front of a top: cut has n, sh, pit, waist; hem is (half, y)."""
    n, sh, pit, waist = cut["n"], cut["sh"], cut["pit"], cut["waist"]
    right = f.line((n, 0, 1), (sh[0], sh[1], 1), (.45 * sh[0] + .55 * pit[0] - cut.get("scoop", .05), .45 * sh[1] + .55 * pit[1]), (pit[0], pit[1], 1), (waist[0], waist[1]), (hem[0], hem[1], 1))
    low = f.line((hem[0], hem[1]), (0, hem[1] + cut.get("sag", .05)), (-hem[0], hem[1]))
    line = f.both(right, low, front)
    f.s.panel(line, cloth(), f.folds(sh[1], hem[1], pit[0], high=high))
    return right, low


def collar(f, front, cloth, size):
    """A turned-down collar with two leaves."""
    s, n = f.s, front
    for sg in (1, -1):
        a = n[0] if sg < 0 else n[-1]
        mid = n[len(n) // 2]
        leaf = [tuple(mid + [sg * 2, -.02 * f.k]), (a[0] - sg * .05 * f.k, a[1] - .12 * f.k), (a[0] + sg * .12 * f.k, a[1] + .02 * f.k),
                (a[0] + sg * .02 * f.k, a[1] + size * f.k), tuple(mid + [sg * .14 * f.k, .16 * f.k])]
        s.panel(leaf, cloth(), puff=(5, 6), shadow=.3, drop=(3, 4))


def logo(f, y):
    """A print on the chest of one cloth in a few."""
    if f.s.print == "logo":
        w = .45 * f.k
        x, y = f.at(0, y)
        f.s.panel([(x - w, y), (x + w, y), (x + .8 * w, y + .5 * w), (x - .6 * w, y + .6 * w)], f.s.ink, puff=(1, 2), shadow=0)


def rib(f, line, width, c, dy=0.):
    if len(line) > 4:
        f.s.rib(np.asarray(line) + [0, dy], max(4, width * f.k), np.clip(c * .96, 0, 255), pitch=5)


def top(s, r, kind):
    """Tops with and without sleeves."""
    long = kind in ("longsleeve", "sweatshirt", "shirt", "turtleneck", "hoodie") or kind == "blouse" and r.random() < .6
    hem = (r.uniform(.9, 1.05), r.uniform(2.15, 2.9))
    if kind == "crop":
        hem = (r.uniform(.85, 1), r.uniform(1.4, 1.95))
    f = Frame(s, hem[1] + .2, 1.95 if long else 1.5)
    n = r.uniform(.34, .52)
    cut = dict(n=n, sh=(r.uniform(.98, 1.14), r.uniform(.16, .3)), pit=(1, r.uniform(.88, 1.1)), waist=(r.uniform(.86, 1.0), 1.6 if hem[1] > 1.9 else .5 * (1.1 + hem[1])))
    shape = r.choice(["round", "round", "v", "boat", "square" if kind in ("tank", "cami", "blouse") else "round"])
    deep = r.uniform(.22, .5) if shape != "v" else r.uniform(.35, .8)
    if kind in ("tank", "cami", "halter"):
        n = cut["n"] = r.uniform(.5, .66) if kind != "halter" else r.uniform(.22, .34)
        strap = r.uniform(.08, .12) if kind == "cami" else r.uniform(.16, .3)
        cut["sh"] = (n + strap, .04 + .2 * strap)
        cut["scoop"] = r.uniform(.12, .2) if kind != "halter" else .16
        deep = r.uniform(.5, .95) if kind != "halter" else r.uniform(.15, .4)
    if kind in ("turtleneck", "hoodie"):
        n = cut["n"] = r.uniform(.36, .46)
        deep, shape = .2, "round"
    if kind in ("shirt", "polo"):
        n, deep, shape = r.uniform(.33, .42), r.uniform(.3, .45), "v"
        cut["n"] = n
    front = neckline(f, n, deep, shape)
    c = s.cloth()
    if kind == "hoodie":
        hood(f, n, c)
    elif kind != "turtleneck":
        back(f, n, front, c)
    if kind not in ("tank", "cami", "halter"):
        length = r.uniform(1.7, 2.2) if long else r.uniform(.45, .85)
        sleeves(f, s.cloth, cut["sh"], cut["pit"], length, r.uniform(.34, .5) if long else r.uniform(.55, .8), r.uniform(48, 74) if long else r.uniform(15, 50))
    _, low = torso(f, s.cloth, cut, front, hem)
    logo(f, .8)
    if kind in ("sweatshirt", "hoodie"):
        rib(f, low, .16, s.base, .05 * f.k)
    if kind == "turtleneck":
        h = r.uniform(.25, .5)
        s.panel(f.line((-n, .06), (-.9 * n, -h), (0, -h - .02), (.9 * n, -h), (n, .06), (0, .22), (-n, .06)), c, puff=(6, 8))
    elif kind in ("shirt", "polo"):
        buttons(f, front, hem[1] if kind == "shirt" else 1.0, s.cloth)
        collar(f, front, s.cloth, r.uniform(.25, .4))
    elif kind not in ("hoodie", "cami", "halter") and r.random() < .7:
        rib(f, front, r.uniform(.05, .1), s.base)
    return "top"


def hood(f, n, c):
    r, s = f.r, f.s
    h = r.uniform(.55, .8)
    s.panel(f.line((-1.25 * n, .12), (-1.45 * n, -.4 * h), (-.8 * n, -h), (0, -1.08 * h), (.8 * n, -h), (1.45 * n, -.4 * h), (1.25 * n, .12), (0, .4), (-1.25 * n, .12)), c, s.crumple(3, 60), puff=(9, 12))
    s.panel(f.line((-.9 * n, .05), (-.8 * n, -.35 * h), (0, -.75 * h), (.8 * n, -.35 * h), (.9 * n, .05), (0, .5), (-.9 * n, .05)), c * .6, puff=(-4, 8), shadow=0)


def buttons(f, front, end, cloth):
    """A placket with buttons below the neckline."""
    x, y = front[len(front) // 2]
    w, b = .07 * f.k, f.at(0, end)[1]
    f.s.panel([(x - w, y), (x + w, y), (x + w, b), (x - w, b)], cloth(), puff=(2, 3), shadow=.18, drop=(2, 2))
    c = colors(f.r)
    for yy in np.arange(y + .15 * f.k, b, f.r.uniform(.24, .4) * f.k):
        f.s.button(x, yy, .035 * f.k, c)


def outerwear(s, r, kind):
    """Jackets, coats, blazers, cardigans, vests: closed by a zip or buttons, or open."""
    hem = (r.uniform(.95, 1.1), {"coat": r.uniform(3.2, 4.4), "parka": r.uniform(2.7, 3.4)}.get(kind, r.uniform(2.1, 2.8)))
    f = Frame(s, hem[1] + (.75 if kind == "parka" else .25), 1.5 if kind == "gilet" else 1.95)
    n = r.uniform(.3, .42)
    cut = dict(n=n, sh=(r.uniform(1.05, 1.18), r.uniform(.16, .26)), pit=(r.uniform(1.0, 1.08), r.uniform(.95, 1.15)), waist=(r.uniform(.92, 1.05), 1.6))
    deep = {"blazer": r.uniform(.95, 1.3), "coat": r.uniform(.5, 1.2), "cardigan": r.uniform(.7, 1.3)}.get(kind, r.uniform(.2, .35))
    front = neckline(f, n, deep, "v" if deep > .4 else "round")
    c = s.cloth()
    if kind == "parka":
        hood(f, n, c)
    else:
        back(f, n, front, c, .1)
    if kind == "gilet":
        cut["sh"], cut["scoop"] = (.82, .14), .04
    else:
        sleeves(f, s.cloth, cut["sh"], cut["pit"], r.uniform(1.8, 2.2), r.uniform(.42, .58), r.uniform(50, 74), 7.)
    _, low = torso(f, s.cloth, cut, front, hem, 7.)
    x, y = front[len(front) // 2]
    b = f.at(0, hem[1] + .05)[1]
    if kind in ("bomber", "zip", "gilet", "parka"):
        zipper(f, x, y, b)
        if kind == "bomber" or r.random() < .3:
            rib(f, low, .18, s.base, .05 * f.k)
            rib(f, front, .12, s.base)
        else:
            s.panel(f.line((-n, .1), (-.95 * n, -.22), (0, -.26), (.95 * n, -.22), (n, .1), (0, .25), (-n, .1)), c, puff=(5, 7))
            zipper(f, x, f.at(0, -.2)[1], y)
    elif kind == "open":
        w = r.uniform(.1, .5) * f.k
        s.panel([(x - .3 * w, y - 2), (x + .3 * w, y - 2), (x + w, b + 3), (x - w, b + 3)], c * r.uniform(.45, .8), puff=(1, 2), shadow=0)
        for sg in (1, -1):
            s.seam(np.array([(x + sg * .3 * w, y), (x + sg * w, b)]), .5, 3)
    else:
        s.seam(np.array([(x, y), (x + .04 * f.k, b)]), .5, 2.4)
        lapels(f, front, kind)
        cc = colors(r)
        for t in np.linspace(.05, .8 if kind != "blazer" else .35, 3 if kind == "blazer" else 5):
            s.button(x - .06 * f.k, y + (b - y) * t, .045 * f.k, cc)
    if kind != "cardigan" or r.random() < .4:
        pockets(f, hem[1])
    return "outerwear"


def zipper(f, x, y, b):
    s, w = f.s, .035 * f.k
    s.panel([(x - 1.6 * w, y), (x + 1.6 * w, y), (x + 1.6 * w, b), (x - 1.6 * w, b)], s.base * f.r.uniform(.55, .9), puff=(2, 3), shadow=.2, drop=(1, 2))
    m, along, _, _ = s.stroke(np.array([(x, y), (x, b)], float), max(2.5, .8 * w))
    s.panel(None, np.float32(f.r.choice([60, 130, 205])) * (1 + .3 * np.sign(np.sin(along * 2)))[..., None] * np.ones(3, np.float32), puff=(1, 2), shadow=.2, drop=(1, 1), alpha=m)


def lapels(f, front, kind):
    s, mid = f.s, front[len(front) // 2]
    if kind == "cardigan":
        rib(f, front, .1, s.base)
        return
    for sg in (1, -1):
        a = front[0] if sg < 0 else front[-1]
        w = f.r.uniform(.2, .36) * f.k
        s.panel([tuple(mid), (a[0] - sg * 2, a[1] - 3), (a[0] + sg * .1 * f.k, a[1] + .1 * f.k), (a[0] + sg * w * .6, .6 * a[1] + .4 * mid[1]), (mid[0] + sg * w, .25 * a[1] + .75 * mid[1])],
                s.cloth(.5 * sg), puff=(4, 5), shadow=.3, drop=(3, 4))


def pockets(f, hem):
    for sg in (1, -1):
        a, b = f.at(sg * .35, .66 * hem), f.at(sg * .75, (.66 + f.r.uniform(-.12, .06)) * hem)
        f.s.seam(np.array([a, b]), .45, 2.5)


def onepiece(s, r, kind):
    """Dresses with and without sleeves, jumpsuits, rompers."""
    trousers = kind in ("jumpsuit", "romper")
    end = {"maxi": r.uniform(4.8, 5.7), "jumpsuit": r.uniform(5, 5.8), "romper": r.uniform(3, 3.5)}.get(kind, r.uniform(3.2, 4.6))
    flare = r.uniform(1.05, 1.9) if kind != "sheath" else r.uniform(.95, 1.15)
    sleeve = r.choice([0, .5, .8, 2.]) if kind != "strap" else 0
    f = Frame(s, end + .2, max(1.5 if sleeve < 1 else 1.95, flare))
    n = r.uniform(.38, .6)
    cut = dict(n=n, sh=(1.05, .2), pit=(1, r.uniform(.85, 1.0)), waist=(r.uniform(.78, .92), 1.5), sag=.03)
    shape = r.choice(["round", "v", "boat", "square"])
    deep = r.uniform(.25, .6) if shape != "v" else r.uniform(.4, .9)
    if sleeve == 0:
        w = r.uniform(.07, .12) if kind == "strap" else r.uniform(.2, .3)
        cut["sh"], cut["scoop"] = (n + w, .05), r.uniform(.08, .16)
        deep = max(deep, .45) if kind == "strap" else deep
    front = neckline(f, n, deep, shape)
    c = s.cloth()
    back(f, n, front, c)
    if sleeve:
        sleeves(f, s.cloth, cut["sh"], cut["pit"], sleeve, r.uniform(.34, .5) if sleeve > 1 else r.uniform(.5, .75), r.uniform(48, 72) if sleeve > 1 else r.uniform(20, 55))
    waist = (r.uniform(.78, .9), r.uniform(1.6, 1.9))
    low_part(f, waist, (flare, end), trousers)
    cut["waist"] = ((cut["pit"][0] + waist[0]) / 2, 1.3)
    torso(f, s.cloth, cut, front, (waist[0], waist[1]))
    if kind == "shirtdress":
        buttons(f, front, end, s.cloth)
        collar(f, front, s.cloth, .3)
    if r.random() < .4:
        a, b = f.at(-waist[0] - .01, waist[1] - .06), f.at(waist[0] + .01, waist[1] + .08)
        s.panel([a, (b[0], a[1]), b, (a[0], b[1])], colors(r) if r.random() < .5 else c * .9, puff=(3, 4), shadow=.25, drop=(2, 3))
    return "one-piece"


def low_part(f, waist, hem, trousers):
    s, r = f.s, f.r
    if trousers:
        legs(f, waist, r.uniform(.95, 1.1), waist[1] + .95, hem[1], r.uniform(.3, .5))
        return
    side = f.line((waist[0], waist[1] - .03), (.5 * waist[0] + .5 * hem[0], .5 * (waist[1] + hem[1])), (hem[0], hem[1], 1))
    low = f.line((hem[0], hem[1]), (0, hem[1] + r.uniform(.02, .12)), (-hem[0], hem[1]))
    top_ = f.line((-waist[0], waist[1] - .03), (0, waist[1]), (waist[0], waist[1] - .03))
    fold = []
    for k in range(r.integers(3, 10)):
        t = r.uniform(-.9, .9)
        fold.append(([f.at(t * waist[0], waist[1] + .1), f.at(t * .9 * hem[0], hem[1] - .05)], r.uniform(6, 12), r.uniform(2, 8)))
    s.panel(f.both(side, low, top_), s.cloth(), s.folds(fold) + s.crumple(3, 70))


def legs(f, waist, hip, crotch, end, knee):
    """Both legs from the waist; knee is the half width of a leg."""
    s, r = f.s, f.r
    gap = r.uniform(.02, .16)
    foot = knee * (r.uniform(.6, 1.5) if end - crotch > 1.6 else r.uniform(.85, 1.1))
    mid = hip * .5 + gap
    outer = f.line((waist[0], waist[1], 1), (hip, .45 * waist[1] + .55 * crotch), (mid + knee, .45 * crotch + .55 * end), (mid + gap + foot, end, 1))
    inner = f.line((mid + gap - foot if mid + gap - foot > .03 else .03, end, 1), (max(.03, mid - knee), .45 * crotch + .55 * end), (.02, crotch))
    top_ = f.line((-waist[0], waist[1]), (0, waist[1] + .04), (waist[0], waist[1]))
    line = np.concatenate([outer, inner, mirror(inner, f.cx)[1:], mirror(outer, f.cx), top_[1:-1]])
    z = s.folds([([f.at(sg * .05, crotch - .05), f.at(sg * .5 * hip, crotch - .25)], 6, 4) for sg in (1, -1)] +
                [([f.at(sg * (mid - knee * .6), y), f.at(sg * (mid + knee * .7), y + r.uniform(-.1, .2))], 6, 4) for sg in (1, -1) for y in np.arange(crotch + .3, end - .1, .5)])
    s.panel(line, s.cloth(), z + s.crumple(3, 60))
    return top_


def bottom(s, r, kind):
    """Trousers and shorts."""
    short = kind in ("short", "bermuda", "sport")
    end = {"short": r.uniform(1.35, 1.7), "bermuda": r.uniform(1.9, 2.4), "sport": r.uniform(1.5, 2.1)}.get(kind, r.uniform(3.7, 4.3))
    f = Frame(s, end + .1, 1.3)
    waist, crotch = (r.uniform(.74, .9), 0.), r.uniform(.85, 1.15)
    knee = {"wide": r.uniform(.44, .56), "slim": r.uniform(.26, .34), "leggings": r.uniform(.22, .28), "sport": r.uniform(.5, .6)}.get(kind, r.uniform(.34, .46))
    c = s.cloth()
    if r.random() < .7:
        s.panel(f.line((-waist[0], 0), (0, -.12), (waist[0], 0), (0, .15), (-waist[0], 0)), c * .6, puff=(2, 4), shadow=.2)
    top_ = legs(f, waist, 1.0, min(crotch, .75 * end), end, knee + (.06 if short else 0))
    band(f, top_, c, waist)
    if kind not in ("leggings", "sport"):
        s.seam(np.array([f.at(0, .1), f.at(.02, crotch)]), .35, 2.2)
        pockets_at_hip(f)
    return "shorts" if short else "trousers"


def pockets_at_hip(f):
    for sg in (1, -1):
        f.s.seam(f.line((sg * .45, .18), (sg * .6, .42), (sg * .9, .5)), .35, 2.2)


def band(f, top_, c, waist):
    h = f.r.uniform(.1, .22) * f.k
    f.s.panel(np.concatenate([top_, (top_ + [0, h])[::-1]]), c * f.r.uniform(.85, 1.02), puff=(3, 4), shadow=.2, drop=(2, 2))


def skirt(s, r, kind):
    end = {"mini": r.uniform(1.2, 1.7), "pencil": r.uniform(2.1, 2.7), "maxi": r.uniform(3.4, 4.3)}.get(kind, r.uniform(1.8, 2.9))
    flare = r.uniform(.9, 1.1) if kind == "pencil" else r.uniform(1.1, 2.0) if kind != "mini" else r.uniform(1., 1.5)
    f = Frame(s, end + .15, max(1.1, flare))
    waist = (r.uniform(.72, .88), 0.)
    c = s.cloth()
    if r.random() < .7:
        s.panel(f.line((-waist[0], 0), (0, -.12), (waist[0], 0), (0, .15), (-waist[0], 0)), c * .6, puff=(2, 4), shadow=.2)
    low_part(f, (waist[0], .03), (flare, end), False)
    band(f, f.line((-waist[0], 0), (0, .04), (waist[0], 0)), c, waist)
    if kind == "button":
        x, y = f.at(0, .1)
        for yy in np.arange(y, f.at(0, end)[1] - 8, .3 * f.k):
            s.button(x, yy, .04 * f.k, colors(r))
    return "skirt"


CUTS = (
    [(top, k) for k in ("tee", "tee", "longsleeve", "tank", "cami", "sweatshirt", "hoodie", "shirt", "polo", "blouse", "crop", "halter", "turtleneck")] +
    [(outerwear, k) for k in ("bomber", "zip", "blazer", "coat", "cardigan", "gilet", "open", "parka")] +
    [(onepiece, k) for k in ("dress", "dress", "maxi", "strap", "sheath", "shirtdress", "jumpsuit", "romper")] +
    [(bottom, k) for k in ("straight", "wide", "slim", "leggings", "straight", "short", "bermuda", "sport", "short")] +
    [(skirt, k) for k in ("mini", "pencil", "aline", "maxi", "button")]
)
