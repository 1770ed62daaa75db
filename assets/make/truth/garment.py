"""Garments with exact maps: cut, draped on a body, and laid flat.

A garment is cut out of MakeHuman's tights and skirt surfaces by a field over
their vertices (kept where it is > 0; the renderer evaluates it for each pixel,
so hems are clean). The same vertices have a place on the posed body (draped as
cloth) and a place in the flat picture (unrolled by arc length, so that a flat
garment is wider than the front that is seen, as real ones are). Both pictures
therefore know for each pixel which point of the cloth it shows.
"""
import math

import numba as nb
import numpy as np
from scipy import ndimage, sparse

from body import ARM, BASE, ORDER, WEIGHTS, arc, group, mh, normals

TOPS, BOTTOMS = ("tee", "long", "tank"), ("trousers", "shorts", "skirt")
KINDS = TOPS + ("dress",) + BOTTOMS


def subdivided(faces):
    """One midpoint subdivision, smoothed, as a sparse map from the base mesh; with triangles and edges."""
    # The halves of a surface meet in vertices of the same place: make them one.
    first = {}
    faces = [[first.setdefault(tuple(np.round(BASE["v"][x], 3)), x) for x in f] for f in faces]
    used = sorted({x for f in faces for x in f})
    rows = [{x: 1.} for x in used]
    index, middle, quads = {x: i for i, x in enumerate(used)}, {}, []

    def edge(a, b):
        k = (min(a, b), max(a, b))
        if k not in middle:
            middle[k] = len(rows)
            rows.append({a: .5, b: .5})
        return middle[k]

    for f in faces:
        n, c, r = len(f), len(rows), {}
        for x in f:
            r[x] = r.get(x, 0) + 1. / n
        rows.append(r)
        m = [edge(f[i], f[(i + 1) % n]) for i in range(n)]
        quads += [[index[f[i]], m[i], c, m[i - 1]] for i in range(n)]
    i, j, v = zip(*[(i, k, w) for i, r in enumerate(rows) for k, w in r.items()])
    s = sparse.csr_matrix((v, (i, j)), shape=(len(rows), len(BASE["v"])))
    q = np.array(quads)
    e = np.unique(np.sort(np.concatenate([q[:, [0, 1]], q[:, [1, 2]], q[:, [2, 3]], q[:, [3, 0]]]), 1), axis=0)
    a = sparse.coo_matrix((np.ones(len(e) * 2), (np.r_[e[:, 0], e[:, 1]], np.r_[e[:, 1], e[:, 0]])), shape=(len(rows),) * 2).tocsr()
    smooth = sparse.diags(1 / np.maximum(np.asarray(a.sum(1)).ravel(), 1)) @ a
    half = .5 * sparse.eye(len(rows)) + .5 * smooth
    tri = np.concatenate([q[:, [0, 1, 2]], q[:, [0, 2, 3]]]).astype(np.int32)
    return (half @ s).tocsr(), tri, e.astype(np.int32), half.tocsr()


TIGHTS, SKIRT = subdivided(group("helper-tights")), subdivided(group("helper-skirt"))


# Degrees below the horizontal at which sleeves are laid, short and long: laid
# flat, and with those of garments that hang on a form or a hanger besides.
DROPS = (((18, 42), (34, 60)), ((18, 68), (34, 84)))
hanging = 0


class Garment:
    """Cut, draped and flat garment.

    map: vertices from the base mesh; tri, edges; cut: > 0 where there is cloth.
    x, normals: draped on the posed body. flat: (n, 3) decimeters, x right, y up.
    hidden: 1 where the flat picture does not show the point.
    """

    def __init__(self, kind, body, rng):
        self.kind, self.body = kind, body
        self.joints = {n: e[0] for n, e in body.heads.items()}
        self.plan(rng)
        self.cutting()
        self.rest = (self.map @ body.rest).astype(np.float32)
        self.drape(rng)
        self.lay(rng)

    # -- cut ---------------------------------------------------------------

    def plan(self, rng):
        """Chances of the cut, in units of the body."""
        k = self.kind
        self.sleeve = {"tee": rng.uniform(.40, .85), "long": rng.uniform(1.75, 1.97), "tank": -.03,
                       "dress": rng.choice([-.03, .3, .65, 1.88])}.get(k, 0)
        self.neck = dict(deep=rng.uniform(.25, 1.0) * (1.6 if rng.random() < .2 else 1), wide=rng.uniform(.85, 1.3), v=rng.random() < .3)
        self.hem = rng.uniform(-.10, .06)          # of the leg's length, below the hips
        self.end = rng.uniform(.93, 1.0) if k == "trousers" else rng.uniform(.22, .55)
        self.below = rng.uniform(.35, .95)         # skirts: of the leg's length
        self.flare = rng.uniform(.1, .9)
        self.rise = rng.uniform(-.25, .25)
        self.loose = rng.uniform(.05, .22) if k != "trousers" else rng.uniform(.03, .14)

    def cutting(self):
        j, k, size = self.joints, self.kind, self.body.size
        self.map, self.tri, self.edges, _ = TIGHTS
        x = self.map @ self.body.rest
        arm = self.map @ ARM
        wide_arm = np.minimum(1, arm + self.map @ WEIGHTS[:, [ORDER.index(f"shoulder01.{s}") for s in "LR"]].sum(1))
        hip, ankle, waist = j["upperleg01.L"][1], j["foot.L"][1], j["spine04"][1]
        self.leg = hip - ankle
        self.waist = waist - .45 * size + self.rise * size
        if k in TOPS + ("dress",):
            self.cut = self.top_cut(x, arm, wide_arm, hip, waist, size)
        elif k == "skirt":
            self.cut = np.full(len(x), -9.)
        else:
            low = (self.end - (hip - x[:, 1]) / self.leg) * self.leg
            self.cut = np.where(arm > .4, -9, np.minimum(self.waist - x[:, 1], low))
        self.count = len(x)
        if k in ("dress", "skirt"):
            self.add_skirt(hip, waist, size)

    def top_cut(self, x, arm, wide_arm, hip, waist, size):
        j, n = self.joints, self.neck
        s = np.where(x[:, 0] > 0, self.along(x, "L"), self.along(x, "R"))
        front = x[:, 2] > j["neck01"][2] - .3 * size
        r = np.abs(x[:, 0]) / n["wide"]
        low = np.where(front, n["deep"], .12) * size
        line = j["neck01"][1] - low + np.where(front & n["v"], 1.2 * r, .55 * r * r / size)
        hem = waist - .3 * size if self.kind == "dress" else hip - self.hem * self.leg
        self.neckline, self.hem_y = line, hem
        return np.minimum.reduce([np.where(wide_arm > .25, (self.sleeve - s) * 2. * size, 9.),
                                  np.where(arm > .6, 9., line - x[:, 1]), np.where(arm > .5, 9., x[:, 1] - hem)])

    def along(self, x, side):
        """Place along an arm: 0 shoulder, 1 elbow, 2 wrist."""
        p, q, w = (self.joints[n + side] for n in ("upperarm01.", "lowerarm01.", "wrist."))
        t = lambda a, b: (x - a) @ (b - a) / ((b - a) @ (b - a))
        t0, t1 = t(p, q), t(q, w)
        return np.where(t1 > 0, 1 + t1, np.minimum(t0, 1))

    def add_skirt(self, hip, waist, size):
        m, tri, edges, _ = SKIRT
        x = m @ self.body.rest
        top = waist - .2 * size if self.kind == "dress" else self.waist
        cut = np.minimum(x[:, 1] - (hip - self.below * self.leg), top + (.35 if self.kind == "dress" else 0) * size - x[:, 1])
        n = self.count
        self.map = sparse.vstack([self.map, m]).tocsr()
        self.tri, self.edges = np.concatenate([self.tri, tri + n]), np.concatenate([self.edges, edges + n])
        self.cut = np.concatenate([self.cut, cut])

    # -- drape -------------------------------------------------------------

    def drape(self, rng):
        b, size = self.body, self.body.size
        n0 = normals(self.rest, self.tri)
        anchor = b.skinned(self.rest, self.map)
        n = normals(anchor, self.tri)
        over = 1 if self.kind in TOPS + ("dress",) else 0
        least = np.full(len(anchor), (.05 + .07 * over) * size, np.float32)
        loose = self.loose * size
        self.ease = loose * rng.uniform(.8, 2.0) + .08 * over
        # Cloth lies on what faces up, and stands off elsewhere.
        self.wide = self.rest + n0 * (self.ease * (1 - .85 * np.clip(1.3 * n0[:, 1], 0, 1)))[:, None]
        self.straighten(rng)
        e = self.edges
        length = np.linalg.norm(self.wide[e[:, 0]] - self.wide[e[:, 1]], axis=1) * rng.uniform(1.0, 1.05)
        most = least + loose * 2 + 1.15 * np.linalg.norm(self.wide - self.rest, axis=1)
        x = b.skinned(self.wide, self.map) + n * (.5 * least)[:, None] + rng.normal(0, .008 * size, anchor.shape)
        x = hang(x.astype(np.float32), anchor, n, least, most.astype(np.float32), e, length.astype(np.float32), 30, .004 * size, .8)
        self.x, self.normals = x, normals(x, self.tri)

    def straighten(self, rng):
        """Cloth bridges what narrows below a wider place: sides, sleeves and legs hang down."""
        top = self.kind in TOPS + ("dress",)
        fit = rng.uniform(.25, .8) if self.kind == "dress" else 1. if rng.random() < .5 else rng.uniform(.45, 1)
        if top:
            self.hang_torso(fit, rng.uniform(0, .06))
            for s, sg in (("L", 1), ("R", -1)):
                self.hang_arm(s, sg, fit, rng.uniform(.02, .07))
        if self.kind in ("dress", "skirt"):
            self.join_skirt()
        if self.kind in ("trousers", "shorts"):
            for sg in (1, -1):
                self.hang_leg(sg, fit, rng.uniform(.05, .10))

    def hang_torso(self, fit, taper):
        x, arm = self.wide, (self.map @ ARM)
        pit = self.joints["upperarm01.L"][1] - 1.1 * self.body.size
        body = (arm < .3) & (np.arange(len(x)) < self.count)
        width = self.torso_width(x, body)
        at = np.arange(pit, x[:, 1].min(), -.1)
        a, d = width(at)
        ka, kd = (1 + fit * (bridged(v, taper * .1) / v - 1) for v in (a, d))
        z = np.interp(x[:, 1], at[::-1], self.middle(x, body, at)[::-1])
        w = np.where(np.arange(len(x)) < self.count, 1 - np.clip(arm / .5, 0, 1), 0)
        x[:, 0] *= 1 + w * (np.interp(x[:, 1], at[::-1], ka[::-1]) - 1)
        x[:, 2] = z + (x[:, 2] - z) * (1 + w * (np.interp(x[:, 1], at[::-1], kd[::-1]) - 1))

    def middle(self, x, keep, at):
        """Middle of the depth at heights at (falling)."""
        bins = np.clip(((at[0] + .15 - x[keep, 1]) / .3).astype(int), 0, 99)
        z0, z1 = np.full(100, 9.), np.full(100, -9.)
        np.minimum.at(z0, bins, x[keep, 2])
        np.maximum.at(z1, bins, x[keep, 2])
        ok = np.nonzero(z1 > z0)[0]
        return np.interp(at[0] - at, .3 * ok, ndimage.gaussian_filter1d((z0 + z1)[ok] / 2, 1.5, mode="nearest"))

    def hang_arm(self, s, sg, fit, taper):
        x, j = self.wide, self.joints
        p, q, r = (j[n + s] for n in ("upperarm01.", "lowerarm01.", "wrist."))
        arm = self.map @ ARM
        mine = (x[:, 0] * sg > 0) & (arm > .1) & (np.arange(len(x)) < self.count)
        y = x[mine]
        t = np.clip(self.along(y, s), 0, 2)
        c = np.where(t[:, None] < 1, p + (q - p) * t[:, None], q + (r - q) * (t[:, None] - 1))
        out = y - c
        dist = np.linalg.norm(out, axis=1)
        bins = np.clip((t * 12).astype(int), 0, 23)
        n = np.maximum(np.bincount(bins, minlength=24), 1)
        prof = np.bincount(bins, dist, 24) / n
        prof = np.where(prof > 0, prof, np.max(prof[-6:]))
        prof[:4] = prof[3:5].mean()
        prof = ndimage.gaussian_filter1d(prof, 1, mode="nearest")
        k = 1 + fit * (bridged(prof, taper * .25) / prof - 1)
        k = np.interp(t, (np.arange(24) + .5) / 12, k)
        w = np.clip((arm[mine] - .1) / .7, 0, 1) * np.clip((t - .08) / .5, 0, 1)
        x[mine] = c + out * (1 + w * (k - 1))[:, None]

    def hang_leg(self, sg, fit, taper):
        x = self.wide
        crotch = self.joints["upperleg01.L"][1] - .9 * self.body.size
        mine = (x[:, 0] * sg > 0) & (x[:, 1] < crotch)
        y = x[mine]
        at = np.arange(crotch, y[:, 1].min() - .3, -.3)
        bins = np.clip(((crotch - y[:, 1]) / .3).astype(int), 0, len(at) - 1)
        ends = []
        for c in (0, 2):
            lo, hi = np.full(len(at), 9.), np.full(len(at), -9.)
            np.minimum.at(lo, bins, y[:, c])
            np.maximum.at(hi, bins, y[:, c])
            ok = np.nonzero(hi > lo)[0]
            at0 = at[ok] - .15
            mid, half = ((ndimage.gaussian_filter1d(v[ok], 1.5, mode="nearest")) for v in ((lo + hi) / 2, (hi - lo) / 2))
            k = 1 + fit * (bridged(half, taper * .3) / half - 1)
            m, k = np.interp(y[:, 1], at0[::-1], mid[::-1]), np.interp(y[:, 1], at0[::-1], k[::-1])
            w = np.clip((crotch - y[:, 1]) / .8, 0, 1)
            ends.append(m + (y[:, c] - m) * (1 + w * (k - 1)))
        x[mine, 0], x[mine, 2] = ends

    def join_skirt(self):
        """The skirt flares, and begins as wide as the waist above it."""
        x, n = self.wide, self.count
        skirt = np.arange(len(x)) >= n
        top = x[skirt & (self.cut > 0), 1].max()
        down = np.clip((top - x[:, 1]) / self.leg, 0, 1)
        x[skirt] *= np.stack([1 + self.flare * .5 * down, np.ones(len(x)), 1 + self.flare * .5 * down], 1)[skirt]
        if self.kind != "dress":
            return
        above = ~skirt & (np.abs(x[:, 1] - top) < .5) & (self.map @ ARM < .3)
        below = skirt & (np.abs(x[:, 1] - top) < .5)
        w = np.clip(1 - (top - x[:, 1]) / (1.6 * self.body.size), 0, 1)
        for c in (0, 2):
            a, b = (x[m, c] for m in (above, below))
            ma, mb = (a.max() + a.min()) / 2, (b.max() + b.min()) / 2
            to = ma + (x[:, c] - mb) * np.ptp(a) / np.ptp(b) * 1.01
            x[skirt, c] += (w * (to - x[:, c]))[skirt]

    # -- flat --------------------------------------------------------------

    def lay(self, rng):
        """Flat places: limbs turned into the picture's plane, tubes unrolled by arc length."""
        b, j = self.body, self.joints
        long = self.sleeve > 1.2
        drop = math.radians(rng.uniform(*DROPS[hanging][int(long)]))
        rot, axes = {}, {}
        for s, sg in (("L", 1), ("R", -1)):
            u, l, w = "upperarm01." + s, "lowerarm01." + s, "wrist." + s
            want = np.array([sg * math.cos(drop), -math.sin(drop), 0])
            first = arc(j[l] - j[u], want)
            rot[u] = first
            rot[l] = first.T @ arc(first @ (j[w] - j[l]), want) @ first
            axes[s] = (j[u], want)
            out = math.radians(rng.uniform(4, 8))
            rot["upperleg01." + s] = arc(j["lowerleg01." + s] - j["upperleg01." + s], np.array([sg * math.sin(out), -math.cos(out), 0]))
        x = b.skinned(self.wide, self.map, mh.bone_matrices(b.rest, rot))
        n = normals(x, self.tri)
        self.hidden = (n[:, 2] < 0).astype(np.float32)
        f = x.copy()
        # Photographed on a hanger or a form a garment shows a little more than
        # its front, laid flat all of half its girth.
        self.spread = rng.uniform(.4, 1)
        self.unroll_torso(f, x)
        if self.kind in TOPS + ("dress",):
            for s, sg in (("L", 1), ("R", -1)):
                self.unroll_arm(f, x, axes[s], sg)
        if self.kind in ("trousers", "shorts"):
            self.unroll_legs(f, x)
            self.iron_legs(f)
        else:
            self.iron_sides(f)
        tilt = math.radians(rng.normal(0, 1.2))
        c, s = math.cos(tilt), math.sin(tilt)
        self.flat = np.stack([c * f[:, 0] - s * f[:, 1], s * f[:, 0] + c * f[:, 1], x[:, 2]], 1).astype(np.float32)
        self.flat_normals = n

    def torso_width(self, x, keep):
        """Half width and half depth of the torso over height, as functions."""
        y = x[keep, 1]
        lo, hi = y.min(), y.max()
        bins = np.clip(((y - lo) / .3).astype(int), 0, 999)
        n = bins.max() + 1
        a, d = np.zeros(n), np.zeros(n)
        np.maximum.at(a, bins, np.abs(x[keep, 0]))
        z0, z1 = np.full(n, 9.), np.full(n, -9.)
        np.minimum.at(z0, bins, x[keep, 2])
        np.maximum.at(z1, bins, x[keep, 2])
        d = np.maximum((z1 - z0) / 2, .1)
        a, d = ndimage.gaussian_filter1d(a, 1.5, mode="nearest"), ndimage.gaussian_filter1d(d, 1.5, mode="nearest")
        at = lo + .3 * (np.arange(n) + .5)
        return lambda q: (np.interp(q, at, a), np.interp(q, at, d))

    def unroll_torso(self, f, x):
        arm = self.map @ ARM
        keep = arm < .3
        if self.kind in ("dress", "skirt"):
            keep &= (np.arange(len(x)) >= self.count) | (x[:, 1] > self.joints["spine05"][1])
        a, d = self.torso_width(x, keep)(x[:, 1])
        a = np.maximum(a, np.abs(x[:, 0]) * (arm < .3))
        u = np.clip(np.abs(x[:, 0]) / a, 0, 1)
        wide = a * (u + self.spread * (quarter(u, d / a) - u))
        pit = self.joints["upperarm01.L"][1] - .9 * self.body.size
        top = self.joints["upperarm01.L"][1] + .3 * self.body.size
        fade = np.clip((top - x[:, 1]) / (top - pit), 0, 1)
        fade = fade * fade * (3 - 2 * fade) * (1 - np.clip((arm - .3) / .4, 0, 1))
        f[:, 0] = np.sign(x[:, 0]) * (np.abs(x[:, 0]) * (1 - fade) + wide * fade)

    def unroll_arm(self, f, x, axis, sg):
        start, e = axis
        up = np.array([-e[1] * sg, e[0] * sg, 0])
        p = x - start
        t, d = p @ e, p @ up
        w = self.map @ ARM
        for _ in range(2):
            w = TIGHTS[3] @ w[:self.count]
            w = np.concatenate([w, np.zeros(len(x) - len(w))])
        mine = (x[:, 0] * sg > 0) & (w > .02)
        inner = mine & (w > .6)
        bins = np.clip((t / .3).astype(int), 0, 99)
        r = np.zeros(100)
        np.maximum.at(r, bins[inner], np.abs(d[inner]))
        full = np.nonzero(r > 0)[0]
        r = np.interp(np.arange(100), full, r[full])
        r = np.interp(t, .3 * (np.arange(100) + .5), ndimage.gaussian_filter1d(r, 2, mode="nearest"))
        # At its root a sleeve is part of the torso and opens less.
        open_ = self.spread * np.interp(t, [0, 1.6 * self.body.size], [.3, .85])
        u = np.clip(d / r, -1, 1)
        wide = r * (u + open_ * (np.arcsin(u) - u)) - .75 * open_ * (math.pi / 2 - 1) * r
        q = start + np.outer(t, e) + np.outer(wide, up)
        k = np.clip((w - .08) / .6, 0, 1)[mine][:, None]
        k = k * k * (3 - 2 * k)
        f[mine, :2] = f[mine, :2] * (1 - k) + q[mine, :2] * k

    def unroll_legs(self, f, x):
        crotch = self.joints["upperleg01.L"][1] - .75 * self.body.size
        for sg in (1, -1):
            mine = (x[:, 0] * sg > 0)
            y = x[mine, 1]
            bins = np.clip(((crotch + 2 - y) / .3).astype(int), 0, 99)
            lo, hi = np.full(100, 9.), np.full(100, -9.)
            np.minimum.at(lo, bins, x[mine, 0] * sg)
            np.maximum.at(hi, bins, x[mine, 0] * sg)
            ok = np.nonzero(hi > lo)[0]
            at = crotch + 2 - .3 * (ok + .5)
            c = np.interp(y, at[::-1], ndimage.gaussian_filter1d(((lo + hi) / 2)[ok], 1.5, mode="nearest")[::-1])
            r = np.interp(y, at[::-1], ndimage.gaussian_filter1d(((hi - lo) / 2)[ok], 1.5, mode="nearest")[::-1])
            u = np.clip((x[mine, 0] * sg - c) / r, -1, 1)
            open_ = self.spread * np.interp(crotch - y, [0, 2.5 * self.body.size], [.35, .8])
            wide = r * (u + open_ * (np.arcsin(u) - u))
            center = np.maximum(c * 1.1, r * (1 + open_ * (math.pi / 2 - 1)) + .05 * self.body.size)
            k = np.clip((crotch + .5 * self.body.size - y) / (1.1 * self.body.size), 0, 1)
            k = k * k * (3 - 2 * k)
            f[mine, 0] = f[mine, 0] * (1 - k) + sg * (center + wide) * k

    def iron_sides(self, f):
        """The sides below the armpits without bumps."""
        pit = self.joints["upperarm01.L"][1] - 1.6 * self.body.size
        body = (self.map @ ARM < .2) & (f[:, 1] < pit + 1)
        at, _, edge = extents(np.abs(f[body, 0]), f[body, 1], pit + 1)
        ratio = ndimage.gaussian_filter1d(edge, 7, mode="nearest") / ndimage.gaussian_filter1d(edge, 2, mode="nearest")
        w = np.clip((pit - f[:, 1]) / 1.2, 0, 1) * (self.map @ ARM < .2)
        f[:, 0] *= 1 + w * (np.interp(-f[:, 1], -at, ratio) - 1)

    def iron_legs(self, f):
        """The edges of both legs without bumps."""
        crotch = self.joints["upperleg01.L"][1] - .75 * self.body.size
        for sg in (1, -1):
            mine = (f[:, 0] * sg > 0) & (f[:, 1] < crotch)
            x, y = f[mine, 0] * sg, f[mine, 1]
            at, lo, hi = extents(x, y, crotch)
            (lo, hi), (low, high) = ([ndimage.gaussian_filter1d(v, s, mode="nearest") for v in (lo, hi)] for s in (2, 8))
            u = (x - np.interp(-y, -at, lo)) / np.maximum(np.interp(-y, -at, hi - lo), 1e-3)
            even = np.interp(-y, -at, low) + u * np.interp(-y, -at, high - low)
            w = np.clip((crotch - y) / 1.5, 0, 1)
            f[mine, 0] = sg * (x + w * (even - x))


def extents(x, y, top):
    """Least and largest x over falling heights from top on."""
    at = np.arange(top, y.min() - .15, -.15)
    bins = np.clip(((top - y) / .15 + .5).astype(int), 0, len(at) - 1)
    lo, hi = np.full(len(at), 9.), np.full(len(at), -9.)
    np.minimum.at(lo, bins, x)
    np.maximum.at(hi, bins, x)
    # Rings of vertices lie up to three steps apart.
    lo, hi = ndimage.minimum_filter1d(lo, 5), ndimage.maximum_filter1d(hi, 5)
    ok = hi > lo
    return at, *(np.interp(-at, -at[ok], v[ok]) for v in (lo, hi))


def bridged(v, fall):
    """The least profile over v that falls at most so much a step."""
    out = np.array(v, float)
    for i in range(1, len(out)):
        out[i] = max(out[i], out[i - 1] - fall)
    return out


_u = np.linspace(0, 1, 129)
_ratio = np.linspace(.2, 1.5, 40)
_ds = [np.sqrt(1 + (r * _u[:-1] + r * _u[1:]) ** 2 / 4 / np.maximum(1 - ((_u[:-1] + _u[1:]) / 2) ** 2, 1e-3)) * np.diff(_u) for r in _ratio]
_table = np.array([np.r_[0, np.cumsum(s)] for s in _ds])


def quarter(u, ratio):
    """Arc length of an ellipse of half width 1 and half depth ratio from its front to x = u."""
    return ndimage.map_coordinates(_table, [np.clip((ratio - .2) / 1.3, 0, 1) * 39, u * 128], order=1, mode="nearest")


@nb.njit(cache=True, fastmath=True)
def hang(x, anchor, n, least, most, edges, length, rounds, gravity, stiff):
    """Position based cloth: edge lengths, the half space above the own place of the body, a tether."""
    for _ in range(rounds):
        for i in range(x.shape[0]):
            x[i, 1] -= gravity
        for k in range(edges.shape[0]):
            i, j = edges[k, 0], edges[k, 1]
            dx, dy, dz = x[i, 0] - x[j, 0], x[i, 1] - x[j, 1], x[i, 2] - x[j, 2]
            l = math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-9
            s = stiff * .5 * (l - length[k]) / l
            x[i, 0] -= s * dx
            x[i, 1] -= s * dy
            x[i, 2] -= s * dz
            x[j, 0] += s * dx
            x[j, 1] += s * dy
            x[j, 2] += s * dz
        for i in range(x.shape[0]):
            ex, ey, ez = x[i, 0] - anchor[i, 0], x[i, 1] - anchor[i, 1], x[i, 2] - anchor[i, 2]
            h = ex * n[i, 0] + ey * n[i, 1] + ez * n[i, 2]
            if h < least[i]:
                q = least[i] - h
                x[i, 0] += q * n[i, 0]
                x[i, 1] += q * n[i, 1]
                x[i, 2] += q * n[i, 2]
                ex, ey, ez = x[i, 0] - anchor[i, 0], x[i, 1] - anchor[i, 1], x[i, 2] - anchor[i, 2]
            l = math.sqrt(ex * ex + ey * ey + ez * ez)
            if l > most[i]:
                s = most[i] / l
                x[i, 0] = anchor[i, 0] + ex * s
                x[i, 1] = anchor[i, 1] + ey * s
                x[i, 2] = anchor[i, 2] + ez * s
    return x
