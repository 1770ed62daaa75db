"""Colors of cloth: plain, striped, checked, dotted, printed."""
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage


def noise(rng, h, w, scale, stretch=(1, 1), order=1):
    """Smooth noise of about unit spread; scale in pixels, stretch (down, across)."""
    g = rng.standard_normal((max(2, int(h / scale / stretch[0]) + 3), max(2, int(w / scale / stretch[1]) + 3))).astype(np.float32)
    return ndimage.zoom(g, (h / (g.shape[0] - 1), w / (g.shape[1] - 1)), order=order)[:h, :w]


def color(rng):
    """A color of clothes: often muted, sometimes gray, black or white."""
    k = rng.random()
    if k < .12:
        return np.full(3, rng.uniform(.86, .97))
    if k < .27:
        return np.full(3, rng.uniform(.07, .2)) + rng.normal(0, .015, 3)
    c = rng.random(3)
    gray = c.mean()
    return np.clip((gray + (c - gray) * rng.uniform(.4, 1.2)) * .8 + .08, .03, .97)


def weave(rng, h, w, chest):
    """Albedo (h, w, 3) of a piece of cloth lying in a picture, and what is on it; chest allows prints."""
    yy, xx = np.mgrid[:h, :w].astype(np.float32)
    base = np.ones((h, w, 3), np.float32) * color(rng)
    kind = rng.choice(["plain", "stripes", "checks", "dots", "print"], p=[.42, .18, .14, .08, .18])
    th = rng.choice([0, math.pi / 2])
    u, v = xx * math.cos(th) + yy * math.sin(th), -xx * math.sin(th) + yy * math.cos(th)
    p = rng.uniform(12, 34) * h / 512
    if kind == "stripes":
        base[np.sin(u * 2 * math.pi / p) > rng.uniform(-.6, .6)] = color(rng)
    elif kind == "checks":
        m = (np.sin(u * 2 * math.pi / p) > .2) * .5 + (np.sin(v * 2 * math.pi / p) > .2) * .5
        base = base * (1 - m[..., None]) + color(rng) * m[..., None]
    elif kind == "dots":
        base[(u % p - p / 2) ** 2 + (v % p - p / 2) ** 2 < (p * rng.uniform(.15, .35)) ** 2] = color(rng)
    elif kind == "print" and chest:
        base = printed(rng, base, h, w)
    return (base * (1 + .02 * noise(rng, h, w, 2)[..., None])).astype(np.float32), str(kind)


def printed(rng, base, h, w):
    """A figure and letters on the chest."""
    im = Image.fromarray((base * 255).astype(np.uint8))
    d = ImageDraw.Draw(im)
    cx, cy, s = w * rng.uniform(.45, .55), h * rng.uniform(.36, .5), h * rng.uniform(.06, .13)
    ink = lambda: tuple(int(x * 255) for x in color(rng))
    shape = rng.integers(0, 3)
    if shape == 0:
        d.ellipse([cx - s, cy - s, cx + s, cy + s], fill=ink())
    elif shape == 1:
        d.rectangle([cx - s * 1.4, cy - s * .6, cx + s * 1.4, cy + s * .6], fill=ink())
    else:
        d.polygon([(cx + s * math.cos(a * 2.513 - 1.57), cy + s * math.sin(a * 2.513 - 1.57)) for a in range(5)], fill=ink())
    letters = "".join(rng.choice(list("ABCDEFGHKLMNOPRSTUVXYZ0123456789"), rng.integers(3, 6)))
    d.text((cx, cy), letters, fill=ink(), font=ImageFont.load_default(size=int(s * .8)), anchor="mm")
    return np.asarray(im).astype(np.float32) / 255
