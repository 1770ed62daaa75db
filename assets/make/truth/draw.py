"""Draws meshes: camera, depth buffer, light, skin, hair, backdrop.

Pictures are float arrays 0..1 in sRGB; pixel (x, y) has its middle at
(x + .5, y + .5) while drawing. Everything is drawn larger than it is kept.
"""
import math

import numba as nb
import numpy as np
from scipy import ndimage

import body as bd
from weave import noise

# Labels of the parse map, as in engine/vision.
BACKGROUND, HAIR, FACE, SKIN, UPPER, LOWER, WHOLE, LEGS, SHOES, OTHER = range(10)


@nb.njit(cache=True, fastmath=True)
def raster(p, tri, depth, ids, bary, first, bias, cut):
    """Draws triangles of screen points (x, y, z) into a depth buffer where cut > 0."""
    h, w = depth.shape
    for k in range(tri.shape[0]):
        a, b, c = tri[k, 0], tri[k, 1], tri[k, 2]
        x0, y0, z0, x1, y1, z1, x2, y2, z2 = p[a, 0], p[a, 1], p[a, 2], p[b, 0], p[b, 1], p[b, 2], p[c, 0], p[c, 1], p[c, 2]
        d = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if abs(d) < 1e-9:
            continue
        xa, xb = max(0, int(math.floor(min(x0, x1, x2)))), min(w - 1, int(math.ceil(max(x0, x1, x2))))
        ya, yb = max(0, int(math.floor(min(y0, y1, y2)))), min(h - 1, int(math.ceil(max(y0, y1, y2))))
        for y in range(ya, yb + 1):
            for x in range(xa, xb + 1):
                px, py = x + .5, y + .5
                w1 = ((px - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) / d
                w2 = ((x1 - x0) * (py - y0) - (px - x0) * (y1 - y0)) / d
                w0 = 1 - w1 - w2
                if w0 < 0 or w1 < 0 or w2 < 0 or w0 * cut[a] + w1 * cut[b] + w2 * cut[c] < 0:
                    continue
                z = w0 * z0 + w1 * z1 + w2 * z2 + bias
                if z < depth[y, x]:
                    depth[y, x] = z
                    ids[y, x] = k + first
                    bary[y, x, 0] = w0
                    bary[y, x, 1] = w1
                    bary[y, x, 2] = w2


class Camera:
    """A perspective camera at height of the body's middle, turned about the body."""

    def __init__(self, x, low, w, h, rng, turned):
        self.w, self.h = w, h
        fov = rng.uniform(18, 32)
        high = x[:, 1].max()
        self.yaw = float(rng.choice([-1, 1]) * rng.uniform(22, 42) if turned else rng.normal(0, 6))
        self.pitch = float(rng.normal(0, 2))
        self.turn = (bd.mh.turn("X", self.pitch) @ bd.mh.turn("Y", self.yaw)).astype(np.float32)
        self.center = np.array([(x[:, 0].min() + x[:, 0].max()) / 2, (low + high) / 2, x[:, 2].mean()], np.float32)
        seen = (x - self.center) @ self.turn.T
        span = max((high - low) * rng.uniform(1.08, 1.2), np.ptp(seen[:, 0]) * h / w * 1.06)
        self.distance = span / 2 / math.tan(math.radians(fov / 2)) + .3
        self.center = self.center + self.turn.T @ np.array([(seen[:, 0].min() + seen[:, 0].max()) / 2, 0, 0], np.float32)
        self.focal = h / 2 / math.tan(math.radians(fov / 2))
        self.fov = float(fov)

    def eye(self, x):
        """In the camera's axes: x right, y up, z towards it."""
        return (np.asarray(x, np.float32) - self.center) @ self.turn.T

    def screen(self, x):
        y = self.eye(x)
        z = self.distance - y[:, 2]
        return np.stack([self.w / 2 + self.focal * y[:, 0] / z, self.h / 2 - self.focal * y[:, 1] / z, z], 1).astype(np.float32)


class Frame:
    """A depth buffer that remembers which point of which layer each pixel shows."""

    def __init__(self, w, h):
        self.depth = np.full((h, w), 1e9, np.float32)
        self.ids = np.full((h, w), -1, np.int32)
        self.bary = np.zeros((h, w, 3), np.float32)
        self.layers, self.n = [], 0

    def add(self, name, points, tri, bias=0., cut=None):
        if cut is None:
            cut = np.ones(len(points), np.float32)
        else:
            tri = tri[(cut[tri] > 0).any(1)]
        raster(points, tri, self.depth, self.ids, self.bary, self.n, bias, np.clip(cut, -2, 2).astype(np.float32))
        self.layers.append((name, self.n, tri))
        self.n += len(tri)

    def parts(self):
        """Yields each layer's name, its pixels and a function from vertex to pixel values."""
        for name, first, tri in self.layers:
            m = (self.ids >= first) & (self.ids < first + len(tri))
            if not m.any():
                continue
            t, b = tri[self.ids[m] - first], self.bary[m]
            yield name, m, lambda a, t=t, b=b: (a[t] * (b[..., None] if a.ndim == 2 else b)).sum(1)


class Light:
    """A key light, a fill and ambient; turned is the camera's axes."""

    def __init__(self, rng):
        self.key = np.array([rng.normal(0, .7), abs(rng.normal(.5, .3)), abs(rng.normal(0, .5)) + .8])
        self.key /= np.linalg.norm(self.key)
        self.fill = np.array([-np.sign(self.key[0]) * .8, .1, .6])
        self.fill /= np.linalg.norm(self.fill)
        self.ambient = rng.uniform(.45, .68)

    def on(self, n, wrap=0.):
        """Shade of surfaces with normals n in the camera's axes."""
        k = np.clip((n @ self.key + wrap) / (1 + wrap), 0, 1)
        f = np.clip(n @ self.fill, 0, 1)
        return self.ambient + (1 - self.ambient) * (.9 * k + .3 * f) + .05 * n[..., 1]


class Looks:
    """Colors of a person: skin, lips, brows, eyes, hair and its cut, shoes."""

    def __init__(self, b, rng):
        dark = b.who["race"][0] > .55
        self.skin = np.array([.56, .38, .29]) * rng.uniform(.65, 1.15) if dark else np.array([.93, .75, .65]) * rng.uniform(.72, 1.03)
        self.hair = np.array([.12, .09, .07]) if dark or rng.random() < .25 else np.array([.42, .29, .18]) * rng.uniform(.3, 1.6)
        if b.who["age"] > 50 and rng.random() < .6:
            self.hair = np.full(3, rng.uniform(.45, .75))
        self.iris = np.array([.25, .16, .1]) if rng.random() < .6 else np.array([.35, .45, .5])
        self.shoes = np.full(3, rng.choice([.12, .2, .9])) * rng.uniform(.9, 1.1, 3)
        female = b.who["male"] < .5
        self.lips = np.array([.92, .62, .6]) if female else np.array([.95, .78, .75])
        self.long = float(rng.uniform(.12, .8)) if rng.random() < (.65 if female else .04) else 0.
        self.thick = float(rng.uniform(.12, .34))
        self.line = float(rng.uniform(-.08, .08))


def hair_shell(b, looks):
    """Short hair: the scalp moved outwards, cut at the hairline."""
    r = b.rest
    eye, top = b.heads["eye.L"][0], r[bd.GROUPS["body"]][:, 1].max()
    head = bd.HEAD > .5
    z0, z1 = r[head, 2].min(), r[head, 2].max()
    up = (r[:, 1] - eye[1]) / (top - eye[1])
    front = (r[:, 2] - (z0 + z1) / 2) / ((z1 - z0) / 2)
    line = np.interp(front, [-1, -.35, -.12, 0, .12, .3, .6, 1], [-.85, -.55, -.15, -.2, .12, .35, .56, .6]) + looks.line
    cut = np.where(head, up - line, -1) - 4 * np.clip(bd.face_mask("ears") - .3, 0, 1)
    ramp = np.clip(cut * 2.5, 0, 1) * (.6 + .4 * np.clip(up, 0, 1))
    x = b.x + b.normals * (looks.thick * b.size * ramp + .02 * b.size)[:, None]
    return x.astype(np.float32), (cut * 2).astype(np.float32)


_hull = None


def hair_hull(b, looks):
    """Long hair: MakeHuman's hair surface, cut at its length."""
    global _hull
    if _hull is None:
        from garment import subdivided
        _hull = subdivided(bd.group("helper-hair"))
    m, tri, _, _ = _hull
    rest = m @ b.rest
    x = b.skinned(rest.astype(np.float32), m)
    cut = rest[:, 1] - (rest[:, 1].max() - (.22 + .6 * looks.long) * np.ptp(rest[:, 1]))
    # Nothing before the face: the shell draws the hairline.
    eye = b.heads["eye.L"][0]
    cut = np.minimum(cut, 1.5 * (eye[2] - .75 * b.size - rest[:, 2] + np.clip(eye[1] - .9 * b.size - rest[:, 1], 0, .5)))
    return x, tri, cut.astype(np.float32)


def skin_color(b, looks, at, rng_noise):
    """Albedo and label of the body's pixels; at interpolates vertex values."""
    head, arm, leg, foot = (at(w) for w in (bd.HEAD, bd.ARM, bd.LEG, bd.FOOT))
    rest = at(b.rest)
    lab = np.full(len(head), SKIN, np.uint8)
    ear = b.heads["eye.L"][0][2] - .9 * b.size
    lab[(head > .5) & (rest[:, 2] > ear)] = FACE
    lab[leg > .5] = LEGS
    lab[foot > .5] = SHOES
    c = np.ones((len(head), 3)) * looks.skin * (1 + .025 * rng_noise[:, None])
    lips = np.clip(at(bd.face_mask("lips")) * 2.5 - .5, 0, 1)[:, None]
    c *= 1 - lips * (1 - looks.lips)
    brow = (.8 * brows(b, rest))[:, None]
    c = c * (1 - brow) + looks.hair * .7 * brow
    c[lab == SHOES] = looks.shoes
    return c, lab


def brows(b, rest):
    """How much points of the face belong to the eyebrows, by their place over the eyes."""
    eye = b.heads["eye.L"][0]
    unit = eye[0] / .31
    x, y = (np.abs(rest[:, 0]) - eye[0]) / unit, (rest[:, 1] - eye[1]) / unit
    thick = .045 * np.clip(1.2 - 2.2 * np.maximum(0, x), .2, 1)
    on = np.clip(1.5 - np.abs(y - .23 + .5 * np.maximum(0, x - .08) ** 2) / thick, 0, 1)
    return on * (x > -.17) * (x < .26) * (rest[:, 2] > eye[2])


def eye_color(b, looks, at):
    """White, iris and pupil by the angle from the line of sight."""
    rest = at(b.rest)
    out = np.ones((len(rest), 3)) * .86
    for s in "LR":
        c = b.rest[bd.GROUPS["helper-%s-eye" % s.lower()]].mean(0)
        mine = (rest[:, 0] > 0) == (s == "L")
        d = rest[mine] - c
        angle = np.hypot(d[:, 0], d[:, 1]) / np.maximum(np.linalg.norm(d, axis=1), 1e-6)
        col = np.where((angle < .2)[:, None], .05, np.where((angle < .46)[:, None], looks.iris, .86))
        out[mine] = col
    return out


def backdrop(rng, w, h, floor):
    """A studio wall with or without a floor, plain, two-toned or textured."""
    y = np.linspace(0, 1, h)[:, None, None]
    c = np.full(3, rng.uniform(.55, .96)) + rng.normal(0, .025, 3)
    if rng.random() < .25:
        c = np.clip(rng.random(3) * .5 + .35, 0, 1)
    out = np.ones((h, w, 3)) * np.clip(c, 0, 1) * (1 - rng.uniform(0, .2) * y)
    kind = rng.choice(["plain", "floor", "texture"], p=[.5, .3, .2])
    if kind == "floor":
        line = int(floor - rng.uniform(.02, .1) * h)
        out[line:] *= rng.uniform(.75, .95)
        out = ndimage.gaussian_filter(out, (2, 0, 0))
    elif kind == "texture":
        for s in (60, 18, 6):
            out *= 1 + .05 * noise(rng, h, w, s * h / 1024)[..., None]
    return np.clip(out, 0, 1).astype(np.float32)


def occlusion(depth, far, size, step):
    """Darkening of creases from the depth buffer."""
    z = np.where(depth > 1e8, far, depth)
    a = np.zeros_like(z)
    for s in (3, 9):
        a += np.clip((z - ndimage.uniform_filter(z, s * step)) / (.25 * size * s / 3), 0, 1)
    return 1 - .26 * np.clip(a, 0, 1)
