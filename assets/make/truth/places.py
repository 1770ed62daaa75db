"""Where the control points of a garment truly lie on the person, for samples of make.py.

    python places.py DIR [--again]

Reads what `lookbook truth DIR --lessons` wrote, and writes places.json beside
it: for each set of control points their places in the picture (X, Y) and how well
they were seen (W, 0..1). A smooth map from the flat garment to the picture is
fitted to the true flow of a part; then its outline is drawn to the silhouette that
is seen, three times over. Points that lie hidden follow the map and have no weight.
"""
import argparse
import json
import os
import struct
import zlib

for _v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_v, "1")

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from scipy import ndimage, spatial  # noqa: E402

BACKGROUND, HAIR, FACE, SKIN, UPPER, LOWER, WHOLE, LEGS, SHOES = range(9)
# What may lie outside a true edge of a part: not what may hide it.
OUTSIDE = dict(torso=(BACKGROUND, LOWER), dress=(BACKGROUND, LEGS), sleeve=(BACKGROUND, SKIN, UPPER, LOWER, WHOLE), long=(BACKGROUND, SKIN, UPPER, LOWER, WHOLE), skirt=(BACKGROUND, LEGS), legs=(BACKGROUND, LEGS, SHOES))
STIFF = 2e-4      # of the map, on coordinates divided by their spread
PIXELS = 1800     # of a part that are fitted
EDGE = 6.         # weight of an outline point against a pixel's
NEAR = .06        # of Ref: how far outline and silhouette may lie apart,
NEAR_SLEEVE = .14  # and where a part of the garment may hide the other


def flow_png(path):
    """The 16-bit picture that files.png16 wrote: (h, w, 3)."""
    b = open(path, "rb").read()
    w, h = struct.unpack(">II", b[16:24])
    data, at = b"", 8
    while at < len(b):
        n = struct.unpack(">I", b[at:at + 4])[0]
        if b[at + 4:at + 8] == b"IDAT":
            data += b[at + 8:at + 8 + n]
        at += 12 + n
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(h, 1 + 6 * w)[:, 1:].reshape(h, w, 6)
    return np.cumsum(rows, 1, dtype=np.uint8).view(">u2").reshape(h, w, 3).astype(np.float64)


def edge(mask):
    """Border pixels of a mask: their places and outward normals."""
    soft = ndimage.gaussian_filter(mask.astype(np.float32), 2.)
    gy, gx = np.gradient(soft)
    on = mask & ~ndimage.binary_erosion(mask)
    y, x = np.nonzero(on)
    n = -np.stack([gx[on], gy[on]], 1)
    return np.stack([x, y], 1).astype(float), n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)


class Map:
    """A thin-plate spline with knots at the control points, fitted to many pairs."""

    def __init__(self, knots):
        self.c, self.s = knots.mean(0), knots.std() + 1e-6
        self.k = (knots - self.c) / self.s

    def basis(self, q):
        q = (q - self.c) / self.s
        return np.concatenate([self.kernel(q, self.k), np.ones((len(q), 1)), q], 1)

    @staticmethod
    def kernel(a, b):
        r = ((a[:, None] - b[None]) ** 2).sum(-1)
        return .5 * r * np.log(r + 1e-12)

    def fit(self, src, dst, weight):
        a = self.basis(src)
        n = len(self.k)
        normal = (a * weight[:, None]).T @ a / weight.sum()
        bend = np.zeros_like(normal)
        bend[:n, :n] = self.kernel(self.k, self.k)
        # The bending energy of weights that sum to nothing is not negative.
        p = np.concatenate([np.ones((n, 1)), self.k], 1)
        null = np.eye(n + 3)
        null[:n, :n] -= p @ np.linalg.pinv(p)
        bend = null.T @ bend @ null
        self.w = np.linalg.solve(null.T @ normal @ null + STIFF * (bend + bend.T) / 2 + 1e-7 * np.eye(n + 3), null.T @ ((a * weight[:, None]).T @ dst / weight.sum()))
        self.w = null @ self.w

    def __call__(self, q):
        return self.basis(q) @ self.w


class Sample:
    def __init__(self, folder):
        gray = lambda n: np.asarray(Image.open(f"{folder}/{n}.png"))
        f = flow_png(f"{folder}/flow.png")
        self.labels, self.parts = gray("after_labels"), gray("parts")
        self.mask = gray("garment_mask") > 127
        y, x = np.nonzero(f[..., 2] > 0)
        self.at = np.stack([x, y], 1).astype(float)
        self.src = f[y, x, :2] / 16
        i = np.clip(np.round(self.src).astype(int), 0, np.array(self.parts.shape)[::-1] - 1)
        self.part = self.parts[i[:, 1], i[:, 0]]
        self.seen = gray("alpha") > 127
        self.line, self.line_normal = edge(self.mask)
        i = self.line.astype(int)
        near = ndimage.maximum_filter(self.parts, 3)
        self.line_part = near[i[:, 1], i[:, 0]]

    def rim(self, own, family):
        """The true edge of what is seen: of a sleeve alone, of other parts with the sleeves."""
        seen = self.seen
        if family in ("sleeve", "long"):
            mine = np.isin(self.part, own)
            seen = np.zeros_like(self.seen)
            x, y = self.at[mine].astype(int).T
            seen[y, x] = True
            seen = ndimage.binary_closing(seen, iterations=2)
        at, normal = edge(seen)
        h, w = seen.shape
        out = np.clip(np.round(at + 2.5 * normal).astype(int), 0, (w - 1, h - 1))
        ok = np.isin(self.labels[out[:, 1], out[:, 0]], OUTSIDE[family])
        ok &= (at > 2).all(1) & (at[:, 0] < w - 3) & (at[:, 1] < h - 3)
        return at[ok], normal[ok]

    def places(self, lesson, ref, own, anchors=()):
        """Places and weights of one set of control points; own are its parts' numbers."""
        knots = np.array([[p["X"], p["Y"]] for p in lesson["Src"]])
        family = lesson["Family"]
        mine = np.isin(self.part, own)
        src, dst = self.src[mine], self.at[mine]
        if len(src) < 60:
            return None
        step = max(1, len(src) // PIXELS)
        src, dst = src[::step], dst[::step]
        m = Map(knots)
        fixed_src = np.array([a for a, _ in anchors]).reshape(-1, 2)
        fixed_dst = np.array([b for _, b in anchors]).reshape(-1, 2)
        fixed_w = np.full(len(fixed_src), 25.)
        allsrc, alldst, w = np.r_[src, fixed_src], np.r_[dst, fixed_dst], np.r_[np.ones(len(src)), fixed_w]
        m.fit(allsrc, alldst, w)
        line, normal = self.outline(lesson, knots, own)
        rim, rim_normal = self.rim(own, family)
        reach = ref * (NEAR_SLEEVE if family in ("sleeve", "long") else NEAR)
        tied = np.zeros((0, 2))
        if len(rim) > 10 and len(line) > 10:
            tree = spatial.cKDTree(rim)
            for _ in range(3):
                to, ahead = m(line), m(line + normal)
                d, i = tree.query(to)
                out = ahead - to
                out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
                across = rim_normal[i]
                ok = (d < reach) & ((out * across).sum(1) > .6)
                # Along the edge the outline may slide: only the distance across counts.
                goal = to + across * (((rim[i] + .5 * across - to) * across).sum(1, keepdims=True))
                tied = line[ok]
                m.fit(np.r_[allsrc, tied], np.r_[alldst, goal[ok]], np.r_[w, np.full(len(tied), EDGE * len(src) / PIXELS)])
        data = np.r_[src, tied, fixed_src]
        d, _ = spatial.cKDTree(data).query(knots)
        unit = np.ptp(self.line[:, 0]) / 2
        weight = np.clip((.30 - d / unit) / .18, 0, 1)
        return m(knots), weight

    def outline(self, lesson, knots, own):
        """The flat outline of parts, without what is drawn inside a neckline."""
        ok = np.isin(self.line_part, own)
        if lesson["Family"] in ("torso", "dress"):
            l, r, low = knots[0], knots[1], knots[13]
            ok &= ~((self.line[:, 0] > l[0] - 2) & (self.line[:, 0] < r[0] + 2) & (self.line[:, 1] < low[1] + 4))
        step = max(1, ok.sum() // 220)
        return self.line[ok][::step], self.line_normal[ok][::step]


def one(folder):
    file = json.load(open(f"{folder}/lessons-true.json"))
    s = Sample(folder)
    out, torso = {}, None
    for l in file["lessons"] or []:
        family, side = l["Family"], l["Side"]
        anchors = ()
        own = (1,)
        if family in ("sleeve", "long"):
            if torso is None:
                continue
            own = (2 + side,)
            anchors = [(torso[0][i + side], torso[1][i + side]) for i in (4, 6) if torso[2][i + side] > .5]
        got = s.places(l, file["ref"], own, anchors)
        if got is None:
            continue
        if family in ("torso", "dress"):
            torso = (np.array([[p["X"], p["Y"]] for p in l["Src"]]), *got)
        out[f"{family}{side}"] = [dict(X=round(float(x), 2), Y=round(float(y), 2), W=round(float(w), 2)) for (x, y), w in zip(*got)]
    json.dump(out, open(f"{folder}/places.json", "w"))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("dir")
    a.add_argument("--again", action="store_true")
    o = a.parse_args()
    for n in sorted(os.listdir(o.dir)):
        folder = f"{o.dir}/{n}"
        if os.path.exists(f"{folder}/lessons-true.json") and (o.again or not os.path.exists(f"{folder}/places.json")):
            one(folder)


if __name__ == "__main__":
    main()
