"""Makes samples of known truth: a person in old clothes, a flat garment, the person in it.

    python make.py --out DIR --count N --seed S [--size 384x512] [--jobs 2] [--bare]

Sample number i of a seed is always the same; finished ones are left alone, so
an interrupted run goes on. The files of a sample are described in README.md.
"""
import argparse
import json
import math
import os
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

for _v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_v, "1")

import numpy as np  # noqa: E402
from scipy import ndimage  # noqa: E402

import body as bd  # noqa: E402
import draw  # noqa: E402
import files  # noqa: E402
import garment  # noqa: E402
from garment import BOTTOMS, KINDS, TOPS, Garment  # noqa: E402
from weave import noise, weave  # noqa: E402

OVER = 2  # pictures are drawn so many times larger


def slot(kind):
    return draw.WHOLE if kind == "dress" else draw.LOWER if kind in BOTTOMS else draw.UPPER


class Piece:
    """A garment with its cloth and its place in its flat picture of w by h pixels."""

    def __init__(self, kind, b, seed, w, h, bare=False):
        rng = np.random.default_rng(seed)
        self.g = Garment(kind, b, rng)
        g, k = self.g, .86
        shown = g.cut > 0
        lo, hi = g.flat[shown].min(0), g.flat[shown].max(0)
        self.scale = min(h * k / (hi[1] - lo[1]), w * k / (hi[0] - lo[0]))
        c = (lo + hi) / 2
        self.uv = np.stack([w / 2 + (g.flat[:, 0] - c[0]) * self.scale, h / 2 - (g.flat[:, 1] - c[1]) * self.scale], 1).astype(np.float32)
        self.cloth, self.pattern = (None, "bare") if bare else weave(rng, h, w, kind not in BOTTOMS)
        self.rng = rng

    def colors(self, uv):
        y, x = np.clip(uv[:, 1] - .5, 0, self.cloth.shape[0] - 1.001), np.clip(uv[:, 0] - .5, 0, self.cloth.shape[1] - 1.001)
        return np.stack([ndimage.map_coordinates(self.cloth[..., c], [y, x], order=1) for c in range(3)], -1)

    def picture(self, w, h):
        """The flat picture and its cut-out, the inside of the back included."""
        g, rng = self.g, self.rng
        f = draw.Frame(w, h)
        f.add("flat", np.concatenate([self.uv, -g.flat[:, 2:3] * self.scale], 1).astype(np.float32), g.tri, 0., g.cut)
        self.depth = f.depth
        mask, inside, shade = f.ids >= 0, np.zeros((h, w), bool), np.ones((h, w), np.float32)
        for _, m, at in f.parts():
            n = at(g.flat_normals)
            n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-6)
            shade[m] = .84 + .16 * np.abs(n[:, 2])
            inside[m] = n[:, 2] < 0
        gy, gx = np.gradient(np.kron(noise(rng, h // 2, w // 2, 30 * h / 1024, (1, 2), 3) + .3 * noise(rng, h // 2, w // 2, 12 * h / 1024, (1, 1), 3), np.ones((2, 2))))
        shade = np.clip(shade + 1.1 * (gx * .7 + gy) * h / 1024, .6, 1.1)
        ground = np.full(3, rng.uniform(.94, 1.0)) if rng.random() < .8 else np.clip(rng.uniform(.6, .9) + rng.normal(0, .03, 3), 0, 1)
        shadow = ndimage.gaussian_filter(np.roll(mask.astype(np.float32), (4, 3), (0, 1)), 5 * h / 1024)
        out = np.ones((h, w, 3), np.float32) * ground * (1 - .14 * shadow[..., None])
        out[mask] = (self.cloth * shade[..., None])[mask]
        out[inside] *= .7
        return out, mask

    def covered(self, uv, z):
        """Points that the flat picture hides under another layer; z are their depths in it."""
        x, y = (np.clip(uv[:, k].astype(int), 0, n - 1) for k, n in ((0, self.depth.shape[1]), (1, self.depth.shape[0])))
        return z - self.depth[y, x] > .12 * self.g.body.size * self.scale


class Scene:
    """One person before one camera and in one light, to be drawn in several outfits."""

    def __init__(self, seed, w, h, kind=None, bare=False):
        self.rng = rng = np.random.default_rng(seed)
        self.w, self.h = w, h
        self.turned = rng.random() < .2
        pose = str(rng.choice(bd.POSES, p=[.26, .18, .12, .06, .12, .10, .10, .06]))
        self.b = bd.Body(bd.someone(rng, kind in ("dress", "skirt")), pose, rng)
        self.looks, self.light = draw.Looks(self.b, rng), draw.Light(rng)
        self.outfits(kind)
        x = self.b.x[bd.GROUPS["body"]]
        cropped = slot(self.target) == draw.UPPER and rng.random() < .25
        low = self.b.joints["lowerleg01.L"][1] if cropped else x[:, 1].min()
        self.camera = draw.Camera(x, low, w, h, rng, self.turned)
        floor = self.camera.screen(x[x[:, 1].argmin()][None])[0, 1]
        self.wall = np.full((h, w, 3), .9, np.float32) if bare else draw.backdrop(rng, w, h, min(floor, h))
        self.bare = bare
        self.grain = rng.uniform(.002, .008)
        self.speckle = noise(rng, h, w, 10 * h / 1024)

    def outfits(self, kind):
        """What is worn before and after; pieces are (kind, seed), bottoms first. kind is the new garment's, if given."""
        rng = self.rng
        female = self.b.who["male"] < .5
        tops, bottoms = list(TOPS), list(BOTTOMS if female else BOTTOMS[:2])
        kinds = tops + bottoms + (["dress"] if female else [])
        weight = dict(tee=.2, long=.2, tank=.1, dress=.22, trousers=.16, shorts=.14, skirt=.22)
        p = np.array([weight[k] for k in kinds])
        self.target = kind or str(rng.choice(kinds, p=p / p.sum()))
        seed = lambda: int(rng.integers(0, 2 ** 31))
        piece = lambda options: (str(rng.choice(options)), seed())
        new, top, bottom, old = (self.target, seed()), piece(tops), piece(bottoms), seed()
        if self.target == "dress":
            self.after, self.before = [new], [bottom, top]
            if rng.random() < .3:
                self.before = [("dress", old)]
        elif self.target in BOTTOMS:
            self.after, self.before = [new, top], [bottom, top]
        else:
            self.after, self.before = [bottom, new], [bottom, top]
            if female and rng.random() < .1:
                self.before = [("dress", old)]

    def draw(self, pieces, wanted=None):
        """Draws an outfit: picture, labels, and the place on wanted's flat picture of each pixel."""
        b, cam, h, w = self.b, self.camera, self.h, self.w
        f = draw.Frame(w, h)
        shoes = b.x + b.normals * (.06 * b.size * np.clip(bd.FOOT * 2 - 1, 0, 1))[:, None]
        f.add("body", cam.screen(shoes), bd.BODY)
        f.add("eyes", cam.screen(b.x), bd.EYES)
        shell, cut = draw.hair_shell(b, self.looks)
        f.add("shell", cam.screen(shell), bd.BODY, 0., cut)
        shell_normals = bd.normals(shell, bd.BODY)
        if self.looks.long:
            hull, tri, cut = draw.hair_hull(b, self.looks)
            f.add("hull", cam.screen(hull), tri, 0., cut)
            hull_normals = bd.normals(hull, tri)
        for i, p in enumerate(pieces):
            f.add(p, cam.screen(p.g.x), p.g.tri, -.12 * b.size * (i + 1), p.g.cut.astype(np.float32))
        rgb, lab = self.wall.copy(), np.zeros((h, w), np.uint8)
        flow, hidden = np.zeros((h, w, 2), np.float32), np.zeros((h, w), np.float32)
        if self.bare:
            return self.maps(f, pieces, wanted, rgb, lab, flow, hidden)
        crease = draw.occlusion(f.depth, cam.distance + 2.5, b.size, OVER)
        streaks = None
        for name, m, at in f.parts():
            own = dict(body=b.normals, eyes=b.normals, shell=shell_normals).get(name) if isinstance(name, str) else name.g.normals
            if isinstance(name, str) and name == "hull":
                own = hull_normals
            n = at(own) @ cam.turn.T
            n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-6)
            n[n[:, 2] < 0] *= -1
            if name == "body":
                c, lab[m] = draw.skin_color(b, self.looks, at, self.speckle[m])
                s = self.light.on(n, .35)[:, None] * crease[m][:, None]
                rgb[m] = c * s ** np.array([.85, 1.0, 1.08])
            elif name == "eyes":
                lab[m] = draw.FACE
                rgb[m] = draw.eye_color(b, self.looks, at) * (.55 + .45 * crease[m][:, None])
            elif name in ("shell", "hull"):
                if streaks is None:
                    streaks = noise(np.random.default_rng(7), h, w, 3 * h / 1024, (9, 1))
                lab[m] = draw.HAIR
                rgb[m] = self.looks.hair * (self.light.on(n) * crease[m] * (1 + .16 * streaks[m]))[:, None]
            else:
                lab[m] = slot(name.g.kind)
                uv = at(name.uv)
                if name is wanted:
                    flow[m], hidden[m] = uv, np.maximum(at(name.g.hidden), name.covered(uv, -at(name.g.flat[:, 2]) * name.scale))
                rgb[m] = name.colors(uv) * (self.light.on(n) * crease[m])[:, None]
        around = ndimage.gaussian_filter((lab > 0).astype(np.float32), 8 * OVER)
        rgb[lab == 0] *= (1 - .2 * around[lab == 0])[:, None]
        self.frame = f
        return np.clip(rgb, 0, 1), lab, flow, hidden

    def maps(self, f, pieces, wanted, rgb, lab, flow, hidden):
        """What draw returns without light and color."""
        self.frame = f
        fixed = dict(eyes=draw.FACE, shell=draw.HAIR, hull=draw.HAIR)
        for name, m, at in f.parts():
            if name == "body":
                _, lab[m] = draw.skin_color(self.b, self.looks, at, self.speckle[m])
            elif isinstance(name, str):
                lab[m] = fixed[name]
            else:
                lab[m] = slot(name.g.kind)
                if name is wanted:
                    flow[m], hidden[m] = at(name.uv), np.maximum(at(name.g.hidden), name.covered(at(name.uv), -at(name.g.flat[:, 2]) * name.scale))
        return rgb, lab, flow, hidden

    def visible(self, points, screen):
        """Visibility of skeleton points as a pose network would give it."""
        out = []
        for (x, y, z), _ in zip(screen, points):
            if not (0 <= x < self.w and 0 <= y < self.h):
                out.append(.05)
                continue
            out.append(.4 if z - self.frame.depth[int(y), int(x)] > 1.5 * self.b.size else .99)
        return out


def smaller(a):
    """Mean over OVER x OVER pixels."""
    return sum(a[i::OVER, j::OVER] for i in range(OVER) for j in range(OVER)).astype(np.float32) / OVER ** 2


def thin_flow(flow, own):
    """Flow of the small picture where all large pixels agree: (h, w, 2) in garment pixels, and where it is valid."""
    h, w = own.shape[0] // OVER, own.shape[1] // OVER
    f = flow.reshape(h, OVER, w, OVER, 2).transpose(0, 2, 1, 3, 4).reshape(h, w, OVER * OVER, 2)
    o = own.reshape(h, OVER, w, OVER).transpose(0, 2, 1, 3).reshape(h, w, -1).all(-1)
    # A jump is an edge inside the garment: sleeve before torso.
    return f.mean(2) / OVER - .5, o & (np.ptp(f, axis=2).max(-1) < 5 * OVER)


def sample(seed, w, h, kind=None, bare=False):
    """All files of one sample as a dict of arrays and facts; bare ones have no light and color on people."""
    s = Scene(seed, w * OVER, h * OVER, kind, bare)
    made = {}

    def piece(p):
        if p not in made:
            made[p] = Piece(p[0], s.b, p[1], s.w, s.h, bare and p[0] != s.target)
        return made[p]

    after, before = [piece(p) for p in s.after], [piece(p) for p in s.before]
    new = next(p for p in after if p.g.kind == s.target)
    old_rgb, old_lab, _, _ = s.draw(before)
    flat, mask = new.picture(s.w, s.h)
    rgb, lab, flow, hidden = s.draw(after, new)
    own = lab == slot(s.target)
    grain = np.random.default_rng(seed + 1).normal(0, s.grain, (h, w, 1))
    out = dict(before=smaller(old_rgb) + grain, after=smaller(rgb) + grain, garment=smaller(flat) + grain * .5,
               garment_mask=smaller(mask.astype(np.float32)), alpha=smaller(own.astype(np.float32)),
               labels=old_lab[OVER // 2::OVER, OVER // 2::OVER], after_labels=lab[OVER // 2::OVER, OVER // 2::OVER])
    out["flow"], valid = thin_flow(flow, own)
    out["valid"] = valid & (smaller(hidden) < .02)
    out["facts"] = facts(s, new)
    return out


def facts(s, new):
    b, cam = s.b, s.camera
    points = bd.skeleton(b)
    screen = cam.screen(points)
    eye = cam.eye(points) * .1
    hips = (eye[23] + eye[24]) / 2
    chin = cam.screen(chin_of(b)[None])[0]
    top = cam.screen(b.x[bd.GROUPS["body"]][b.x[bd.GROUPS["body"]][:, 1].argmax()][None])[0]
    keep = lambda v: [round(float(x), 3) for x in v]
    kinds = [k for k, _ in s.before]
    covers = lambda k: next((p for p in s.before if p[0] in k), None)
    worn = covers(TOPS + ("dress",))
    return dict(
        kind=s.target, worn=kinds, pattern=new.pattern, pose=s.b.pose, view="three-quarter" if s.turned else "front",
        person=dict(b.who, stature=round(float(np.ptp(b.rest[bd.GROUPS["body"]][:, 1])) / 10, 3)),
        camera=dict(yaw=round(cam.yaw, 2), pitch=round(cam.pitch, 2), fov=round(cam.fov, 2)),
        light=keep(s.light.key), ambient=round(s.light.ambient, 3), skin=keep(s.looks.skin),
        garment=dict(sleeve=round(float(new.g.sleeve), 3), ease_cm=round(float(new.g.ease) * 10, 2), pixels_per_cm=round(float(new.scale) / OVER / 10, 4)),
        old=dict(sleeve=0 if worn is None else round(float(sleeve_of(s, worn)), 3)),
        face=dict(chin=keep(chin[:2] / OVER - .5), top=keep(top[:2] / OVER - .5)),
        points=[dict(name=n, x=round(float(p[0]) / OVER - .5, 2), y=round(float(p[1]) / OVER - .5, 2), visibility=v,
                     world=[round(float(q[0] - hips[0]), 4), round(float(hips[1] - q[1]), 4), round(float(hips[2] - q[2]), 4)])
                for n, p, q, v in zip(bd.POINTS, screen, eye, s.visible(points, screen))])


def sleeve_of(s, p):
    """Length of a worn sleeve, 0 shoulder, 1 elbow, 2 wrist."""
    rng = np.random.default_rng(p[1])
    g = Garment.__new__(Garment)
    g.kind = p[0]
    g.plan(rng)
    return max(0, g.sleeve)


def chin_of(b):
    r = b.rest
    jaw = (bd.HEAD > .5) & (np.abs(r[:, 0]) < .12 * b.size) & (r[:, 2] > b.heads["jaw"][0][2] + .3 * b.size)
    lips = r[bd.face_mask("lips") > .3][:, 1].min()
    jaw &= (r[:, 1] < lips) & np.isin(np.arange(len(r)), bd.GROUPS["body"])
    return b.x[np.where(jaw, r[:, 1], 9e9).argmin()]


def one(job):
    """Makes sample i unless it is there; returns its number and CPU seconds."""
    out, i, seed, w, h, jpeg, turns, bare, garment.hanging = job
    final = os.path.join(out, f"{i:04d}")
    if os.path.exists(final):
        return i, 0.
    begin = time.process_time()
    made = sample(seed * 100003 + i, w, h, turns[i % len(turns)] if turns else None, bare)
    tmp = f"{final}.{os.getpid()}"
    os.makedirs(tmp)
    files.write(tmp, made, jpeg)
    try:
        os.rename(tmp, final)
    except OSError:  # another process was faster
        shutil.rmtree(tmp)
    return i, time.process_time() - begin


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--out", required=True)
    a.add_argument("--count", type=int, default=20)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--first", type=int, default=0)
    a.add_argument("--size", default="384x512")
    a.add_argument("--jobs", type=int, default=1)
    a.add_argument("--jpeg", type=int, default=0, help="quality of before, after and garment; 0 keeps them exact (PNG)")
    a.add_argument("--turns", action="store_true", help="take the kinds of garments in turn instead of by chance")
    a.add_argument("--kinds", default="", help="take these kinds in turn, as in tee,long")
    a.add_argument("--bare", action="store_true", help="people without light and color, in a third of the time, for learning targets")
    a.add_argument("--hanging", action="store_true", help="sleeves at the angles of garments on forms and hangers too")
    o = a.parse_args()
    w, h = (int(x) for x in o.size.split("x"))
    os.makedirs(o.out, exist_ok=True)
    bd.every_target()
    turns = o.kinds.split(",") if o.kinds else KINDS if o.turns else ()
    jobs = [(o.out, i, o.seed, w, h, o.jpeg, turns, o.bare, int(o.hanging)) for i in range(o.first, o.first + o.count)]
    spent = []
    if o.jobs == 1:
        done = map(one, jobs)
    else:
        pool = ProcessPoolExecutor(o.jobs, mp_context=get_context("fork"))
        done = pool.map(one, jobs)
    for i, cpu in done:
        if cpu:
            spent.append(cpu)
            print(f"{i:04d} {cpu:.2f} s", flush=True)
    if spent:
        print(f"{len(spent)} samples, {np.mean(spent):.2f} CPU seconds each")


if __name__ == "__main__":
    main()
