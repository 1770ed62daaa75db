"""Draws flat-lay garments: panels with folds, seams, ribs and weave on near-white paper.

A Sheet is the photographed table. A panel is one piece of fabric: an outline,
a color for each pixel, a height field (rounded edges, folds, seams), lit from
the upper left and throwing a shadow on what lies under it. Units are pixels.
"""
import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage
from scipy.interpolate import CubicSpline


def curve(points, n=24):
    """A smooth line through points; a point given as (x, y, 1) is a corner."""
    parts, run = [], []
    for k, p in enumerate(points):
        run.append(p[:2])
        if len(p) > 2 and k and k < len(points) - 1:
            parts.append(run)
            run = [p[:2]]
    parts.append(run)
    out = []
    for r in parts:
        r = np.array(r, float)
        if len(r) < 3:
            t = np.linspace(0, 1, n)[:, None]
            s = r[0] * (1 - t) + r[-1] * t
        else:
            u = np.r_[0, np.cumsum(np.linalg.norm(np.diff(r, axis=0), axis=1))]
            s = CubicSpline(u, r)(np.linspace(0, u[-1], n * (len(r) - 1)))
        out.append(s if not out else s[1:])
    return np.concatenate(out)


def mirror(line, cx):
    m = np.array(line, float)[::-1].copy()
    m[:, 0] = 2 * cx - m[:, 0]
    return m


def line_distance(line, shape):
    """Distance to a polyline, position along it, and side; computed at half size."""
    h, w = shape
    y, x = np.mgrid[0:h:2, 0:w:2].astype(np.float32)
    best = np.full(x.shape, 1e9, np.float32)
    along, side = np.zeros_like(best), np.zeros_like(best)
    s = 0.0
    for (x0, y0), (x1, y1) in zip(line[:-1], line[1:]):
        dx, dy = x1 - x0, y1 - y0
        n = np.hypot(dx, dy)
        if n < 1e-6:
            continue
        t = np.clip(((x - x0) * dx + (y - y0) * dy) / (n * n), 0, 1)
        d = np.hypot(x - x0 - t * dx, y - y0 - t * dy)
        k = d < best
        best[k] = d[k]
        along[k] = (s + t * n)[k]
        side[k] = np.sign((x - x0) * dy - (y - y0) * dx)[k]
        s += n
    up = lambda a, o=1: ndimage.zoom(a, 2, order=o)[:h, :w]
    return up(best), up(along), up(side, 0)


class Sheet:
    def __init__(self, w, h, seed, paper=(247, 247, 246)):
        self.w, self.h = w, h
        self.rng = np.random.default_rng(seed)
        light = 1 - .012 * np.linspace(0, 1, h)[:, None] - .01 * np.linspace(1, 0, w)[None]
        self.rgb = np.array(paper, np.float32) * light[..., None]
        self.mask = np.zeros((h, w), np.float32)

    def noise(self, scale, stretch=(1., 1.)):
        """Smooth noise of about unit spread; scale in pixels, stretch (x, y)."""
        gx, gy = scale * stretch[0], scale * stretch[1]
        n = self.rng.standard_normal((int(self.h / gy) + 4, int(self.w / gx) + 4))
        z = ndimage.zoom(n, (self.h / (n.shape[0] - 3), self.w / (n.shape[1] - 3)), order=3)
        return z[:self.h, :self.w].astype(np.float32)

    def fill(self, outline):
        k = 3
        im = Image.new("L", (self.w * k, self.h * k))
        ImageDraw.Draw(im).polygon([(float(x) * k, float(y) * k) for x, y in outline], fill=255)
        return np.asarray(im.resize((self.w, self.h), Image.BOX), np.float32) / 255

    def stroke(self, line, width):
        d, a, s = line_distance(line, (self.h, self.w))
        return np.clip(width / 2 - d + .5, 0, 1), a, s, d

    def folds(self, strokes, soft=1.0):
        """Height of folds; a stroke is (line, width, height), fading at both ends."""
        z = np.zeros((self.h, self.w), np.float32)
        for line, width, height in strokes:
            line = curve(line, 10)
            d, a, s = line_distance(line, (self.h, self.w))
            total = np.sum(np.linalg.norm(np.diff(line, axis=0), axis=1))
            t = np.clip(a / total, 0, 1)
            fade = np.sin(np.pi * np.clip(t, .02, .98)) ** .7
            lean = np.where(s > 0, width, width * 1.7)
            z += height * fade * np.exp(-(d / (lean * (.55 + .6 * t))) ** 2 * soft)
        return ndimage.gaussian_filter(z, 2.5)

    def crumple(self, amount, scale=120, stretch=(1., 1.6)):
        """Broad, lazy waves plus a few sharp creases."""
        n = self.noise(scale, stretch)
        ridge = 1 - np.abs(self.noise(scale * 1.3, stretch))
        fine = self.noise(scale * .3, stretch)
        return amount * (n * .55 + np.clip(ridge, 0, 1) ** 4 * .5 + fine * .1)

    def panel(self, outline, color, height=0.0, puff=(9, 16), shadow=.3, drop=(7, 10), gain=.15, alpha=None):
        """Lays one piece of fabric on what is there. color is (3,) or an image."""
        m = self.fill(outline) if alpha is None else alpha
        inside = ndimage.distance_transform_edt(m > .5).astype(np.float32)
        z = puff[0] * (1 - np.exp(-inside / puff[1])) + height
        z = np.where(m > 0, z, 0)
        z = ndimage.gaussian_filter(z, 1.2)
        gy, gx = np.gradient(z)
        nl = (gx * .75 + gy * .66) * gain
        shade = 1 + np.clip(nl, -.34, .19)
        shade *= 1 - .10 * np.exp(-inside / 5.)
        bowl = ndimage.gaussian_filter(z, 14) - z
        shade *= 1 - np.clip(bowl * .012, -.03, .10)
        if shadow:
            s = ndimage.gaussian_filter(ndimage.shift(m, (drop[0], drop[0] * .7), order=1), drop[1])
            c = ndimage.gaussian_filter(ndimage.shift(m, (2, 1.5), order=1), 2.5)
            self.rgb *= (1 - shadow * np.clip(.75 * s + .45 * c, 0, 1) * (1 - m))[..., None]
        color = np.asarray(color, np.float32)
        self.rgb = self.rgb * (1 - m[..., None]) + np.clip(color * shade[..., None], 0, 255) * m[..., None]
        self.mask = np.maximum(self.mask, m)
        return m

    def rib(self, line, width, color, pitch=7.0, depth=.13, shadow=.22):
        """A ribbed band along a line, cut off square at both ends."""
        m, a, s, d = self.stroke(line, width)
        y, x = np.mgrid[:self.h, :self.w]
        for end, inner in ((line[0], line[1]), (line[-1], line[-2])):
            u = (np.array(inner) - end) / np.linalg.norm(np.array(inner) - end)
            near = np.hypot(x - end[0], y - end[1]) < width
            m = m * np.where(near, np.clip((x - end[0]) * u[0] + (y - end[1]) * u[1] + .5, 0, 1), 1)
        ribs = np.sin(a * 2 * np.pi / pitch)
        z = 5 * (1 - (2 * d / width).clip(0, 1) ** 2)
        col = np.asarray(color, np.float32) * np.ones((self.h, self.w, 1), np.float32)
        col = col * (1 + depth * (ribs * .5 - .25))[..., None]
        self.panel(None, col, z, puff=(3, 5), shadow=shadow, drop=(3, 4), alpha=m)

    def stitch(self, line, color=None, strength=.16, dash=9.0, width=2.0, groove=.10):
        """A row of stitches, darker than the cloth or in a thread color."""
        d, a, _ = line_distance(line, (self.h, self.w))
        on = (np.sin(a * 2 * np.pi / dash) > -.45) * np.clip(width / 2 - d + .6, 0, 1)
        g = np.exp(-(d / 3.2) ** 2) * groove
        self.rgb *= (1 - g * (self.mask > .5))[..., None]
        if color is None:
            self.rgb *= (1 - strength * on * (self.mask > .5))[..., None]
        else:
            k = (on * .8 * (self.mask > .5))[..., None]
            self.rgb = self.rgb * (1 - k) + np.array(color, np.float32) * k

    def seam(self, line, strength=.2, width=2.2):
        """A sewn joint: a dark groove with a light lip."""
        d, _, s = line_distance(line, (self.h, self.w))
        k = self.mask > .5
        self.rgb *= (1 - strength * np.exp(-(d / width) ** 2) * k)[..., None]
        self.rgb *= (1 + .06 * np.exp(-((d - 4) / 3) ** 2) * (s > 0) * k)[..., None]

    def button(self, x, y, r, color):
        yy, xx = np.mgrid[:self.h, :self.w]
        d = np.hypot(xx - x, yy - y)
        m = np.clip(r - d + .5, 0, 1)
        ring = 1 + .18 * np.exp(-((d - r * .78) / 1.6) ** 2) * np.sign((x - xx) + (y - yy))
        col = np.array(color, np.float32) * ring[..., None]
        for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            hole = np.clip(r * .15 - np.hypot(xx - x - dx * r * .26, yy - y - dy * r * .26) + .5, 0, 1)
            col = col * (1 - .75 * hole[..., None])
        self.panel(None, col, puff=(4, 3), shadow=.4, drop=(2, 3), alpha=m)

    def weave(self, kind):
        """Fabric texture as a factor per pixel."""
        y, x = np.mgrid[:self.h, :self.w].astype(np.float32)
        grain = ndimage.gaussian_filter(self.rng.standard_normal((self.h, self.w)), .7).astype(np.float32)
        if kind == "jersey":
            return 1 + .022 * np.sin(x * 2 * np.pi / 3.7 + .5 * np.sin(y * 2 * np.pi / 5)) + .03 * grain + .004 * self.noise(9)
        if kind == "denim":
            slub = self.noise(3, (.7, 22)) * .045 + self.noise(60) * .03
            return 1 + .07 * np.sin((x + y * 1.6) * 2 * np.pi / 4.6) + .07 * grain + slub
        if kind == "knit":
            return 1 + .06 * np.sin(x * 2 * np.pi / 8) * np.sin(y * 2 * np.pi / 7 + np.abs(np.sin(x * np.pi / 8)) * 3) + .05 * grain
        return 1 + .028 * np.sin(x * 2 * np.pi / 3) * np.sin(y * 2 * np.pi / 3) + .035 * grain + .012 * self.noise(5, (.6, 9))

    def solid(self, color, kind="poplin"):
        return np.array(color, np.float32) * self.weave(kind)[..., None]

    def save(self, path, quality=86):
        """Crops nothing; adds the ground shadow's last softness and sensor grain."""
        out = self.rgb + self.rng.normal(0, .9, (self.h, self.w, 1))
        Image.fromarray(np.clip(out, 0, 255).astype(np.uint8)).save(
            path, quality=quality, optimize=True, subsampling=0 if quality > 90 else 2)
