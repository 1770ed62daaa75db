"""Renders the sample people: python people.py OUTDIR WIDTH SAMPLES [names] [low:high]

Every person is a MakeHuman body of chosen age, build and origin in a relaxed
pose, in plain clothes, in a photo studio. Nobody in these pictures exists.
A picture that is in OUTDIR already is left alone; low:high crops the height.
"""
import os
import sys
import tempfile
import time

import bpy
import makehuman as mh
import numpy as np
import scene
from PIL import Image, ImageDraw
from scipy import ndimage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

# Only skins, and files whose fit data equal the CC0 release, of MakeHuman's core assets.
WHITELIST = {"HighPolyEyes", "eyebrow001", "eyebrow002", "eyebrow003", "eyebrow006", "eyelashes02",
             "short01", "short02", "short03", "short04", "long01", "bob01", "bob02", "ponytail01", "Braid01", "afro01",
             "male_casualsuit02", "male_casualsuit04", "female_casualsuit01", "female_casualsuit02",
             "shoes01", "shoes02", "shoes03", "shoes04", "shoes05", "shoes06",
             "young_caucasian_female", "young_caucasian_male", "young_asian_female", "young_african_male"}

SMILE = {"faceunits/mouthSmileLeft": .5, "faceunits/mouthSmileRight": .5,
         "faceunits/cheekSquintLeft": .25, "faceunits/cheekSquintRight": .25,
         "faceunits/browInnerUp": .04, "faceunits/browOuterUpLeft": .15, "faceunits/browOuterUpRight": .15,
         "faceunits/mouthDimpleLeft": .15, "faceunits/mouthDimpleRight": .15}

PEOPLE = {
    "woman": dict(
        body=dict(gender=0, age=26, muscle=.5, weight=.42, height=.6, prop=.9, race=(.1, .2, .7)),
        skin="young_caucasian_female/textures/young_lightskinned_female_diffuse.png", tint=(.95, .84, .76),
        hair="long01", haircolor=(.17, .09, .05), hairgamma=.45, brow="eyebrow001", eye="brown",
        suit="female_casualsuit01", shirt=(212, 208, 200), jeans=(.62, .66, .74), shoes="shoes04", seed=11),
    "man": dict(
        body=dict(gender=1, age=30, muscle=.6, weight=.46, height=.56, prop=.8, race=(.85, 0, .15)),
        skin="young_african_male/textures/young_darkskinned_male_diffuse.png", tint=(1.5, 1.35, 1.25),
        hair="short04", haircolor=(.03, .025, .022), hairgamma=.3, brow="eyebrow001", eye="brown",
        suit="male_casualsuit04", shirt=(150, 156, 160), jeans=(.5, .5, .55), shoes="shoes01", seed=12),
    "girl": dict(
        body=dict(gender=0, age=8.2, muscle=.45, weight=.48, height=.5, prop=.7, race=(0, .85, .15)),
        skin="young_asian_female/textures/young_lightskinned_female_diffuse3.png", tint=(.98, .88, .8),
        hair="Braid01", haircolor=(.04, .027, .02), hairgamma=.3, brow="eyebrow001", eye="brown",
        suit="female_casualsuit01", shirt=(232, 214, 150), jeans=(.8, .85, .95), shoes="shoes04", fringe=.3, seed=13),
    "boy": dict(
        body=dict(gender=1, age=8.5, muscle=.45, weight=.5, height=.5, prop=.7, race=(0, .1, .9)),
        skin="young_caucasian_male/textures/young_lightskinned_male_diffuse.png", tint=(1., .88, .8),
        hair="short02", haircolor=(.16, .095, .05), hairgamma=.3, brow="eyebrow001", eye="brown",
        suit="male_casualsuit02", shirt=(92, 112, 128), jeans=(.7, .72, .78), shoes="shoes01", scalp=.8, seed=14),
}


def between(a, b):
    """The smallest rotation that turns direction a into direction b."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    c, s = a @ b, np.cross(a, b)
    k = np.array([[0, -s[2], s[1]], [s[2], 0, -s[0]], [-s[1], s[0], 0]])
    return np.eye(3) + k + k @ k / (1 + c)


def about(axis, degrees):
    """Rotation matrix about any axis."""
    x, y, z = axis / np.linalg.norm(axis)
    k, t = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]]), np.radians(degrees)
    return np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k


def relaxed(rest, seed):
    """A standing pose: weight a little on one leg, arms slightly off the body, both feet down."""
    rng, j, rot = np.random.default_rng(seed), mh.joints(rest), {}
    lean = 1.0 if rng.random() < .5 else -1.0
    for side, s in (("L", 1.0), ("R", -1.0)):
        arm(rot, j, side, s, rng)
        leg = j["foot." + side][0] - j["upperleg01." + side][0]
        together = np.degrees(np.arctan2(s * leg[0], -leg[1])) - 1.6
        rot["upperleg01." + side] = mh.turn("Z", -s * together)
        rot["foot." + side] = mh.turn("Z", s * together) @ mh.turn("Y", s * (13 if s == lean else 7))
    free = "L" if lean > 0 else "R"
    rot["upperleg01." + free] = mh.turn("X", -5) @ rot["upperleg01." + free]
    rot["lowerleg01." + free] = mh.turn("X", 7)
    rot["foot." + free] = mh.turn("X", -2) @ rot["foot." + free]
    rot["spine05"] = mh.turn("Z", 1.2 * lean)
    rot["spine02"] = mh.turn("Z", -1.8 * lean)
    rot["neck01"] = mh.turn("Y", 2.5 * lean)
    rot["head"] = mh.turn("Y", 3 * lean) @ mh.turn("Z", 1.5 * lean) @ mh.turn("X", 2.5)
    return rot


def arm(rot, j, side, s, rng):
    """A hanging arm: shoulder let down, elbow a little bent, thumb to the front, fingers curled."""
    def toward(degrees, forward):
        a = np.radians(degrees + rng.uniform(-2, 2))
        return np.array([s * np.sin(a), -np.cos(a), forward])

    up = j["lowerarm01." + side][0] - j["upperarm01." + side][0]
    low = j["wrist." + side][0] - j["lowerarm01." + side][0]
    drop = mh.turn("Z", -s * 6)
    upper = between(drop @ up, toward(15, -.03)) @ drop
    rot["clavicle." + side] = drop
    rot["upperarm01." + side] = drop.T @ upper
    rot["lowerarm01." + side] = upper.T @ between(upper @ low, toward(8, .17)) @ upper
    rot["lowerarm02." + side] = rot["wrist." + side] = about(low, s * 9)

    def bone(finger, part):
        head, tail = j[f"finger{finger}-{part}.{side}"]
        return (tail - head) / np.linalg.norm(tail - head)

    hinge = np.cross(bone(3, 1), bone(3, 3))
    for finger in (2, 3, 4, 5):
        for part, degrees in ((1, 6 + 3 * finger), (2, 12 + 3 * finger), (3, 10)):
            rot[f"finger{finger}-{part}.{side}"] = about(hinge, degrees)
    rot["finger1-1." + side] = between(bone(1, 1), .62 * bone(1, 1) + .38 * bone(2, 1))
    rot["finger1-2." + side] = about(np.cross(bone(1, 1), bone(1, 3)), 8)


def islands(suit, w, h):
    """Which texels belong to the shirt, and which to the jeans, going by the mesh: two pieces of cloth."""
    edges = np.array([(f[k - 1], f[k]) for f in suit["f"] for k in range(len(f))])
    n = len(suit["ref"])
    piece = connected_components(coo_matrix((np.ones(len(edges)), edges.T), shape=(n, n)), directed=False)[1]
    low = piece[mh.fit(suit, mh.base()["v"])[:, 1].argmin()]
    out = []
    for jeans in (False, True):
        mask = Image.new("1", (w, h))
        draw = ImageDraw.Draw(mask)
        for f, ft in zip(suit["f"], suit["ft"]):
            if (piece[f[0]] == low) == jeans:
                draw.polygon([(suit["vt"][i][0] * w, (1 - suit["vt"][i][1]) * h) for i in ft], fill=1)
        out.append(np.asarray(mask))
    return out


def recolor(name, shirt, jeans, path):
    """Plain shirt without the logo, jeans toned; cloth is carried on over the paper around each piece."""
    folder = f"{mh.MHD}/proxies/clothes/{name}"
    a = np.asarray(Image.open(f"{folder}/textures/{name}_diffuse.png").convert("RGB"), np.float32)
    h, w, _ = a.shape
    on_shirt, on_jeans = islands(mh.proxy(f"clothes/{name}/{name}.json"), w, h)
    top = ndimage.distance_transform_edt(~on_shirt) < ndimage.distance_transform_edt(~on_jeans)
    paper = (a.min(-1) > 190) & (np.ptp(a, axis=-1) < 12)
    bare = ~ndimage.binary_erosion(on_jeans, iterations=3) | ndimage.binary_dilation(paper, iterations=2)
    near = ndimage.distance_transform_edt(bare, return_indices=True)[1]
    collar = ndimage.median_filter((a[..., 2] > a[..., 0] + 45) & (a.mean(-1) < 82), 7)
    fabric = np.array(shirt, np.float32) * np.where(collar, .9, 1.)[..., None]
    fabric = fabric * (1 + .02 * np.random.default_rng(1).standard_normal((h, w, 1)))
    out = np.where(top[..., None], fabric, a[near[0], near[1]] * np.array(jeans, np.float32))
    Image.fromarray(np.clip(out, 0, 255).astype(np.uint8)).save(path)


def allowed(name):
    if name not in WHITELIST:
        raise SystemExit(f"{name} is not on the whitelist of CC0 assets")


def article(name, folder):
    allowed(name)
    return mh.proxy(f"{folder}/{name}/{name}.json")


def build(name, spec, tmp):
    allowed(spec["skin"].split("/")[0])
    bpy.ops.wm.read_factory_settings(use_empty=True)
    rest = mh.shape(**spec["body"], extra=SMILE)
    m = mh.bone_matrices(rest, relaxed(rest, spec["seed"]))
    bones, order, weights, groups = mh.rig()
    posed = mh.skin(rest, weights, m)
    suit_tex = f"{tmp}/{name}-suit.png"
    recolor(spec["suit"], spec["shirt"], spec["jeans"], suit_tex)
    px = mh.MHD + "/proxies/"
    strands = {"afro01": "afro", "Braid01": "braid01"}.get(spec["hair"], spec["hair"])
    hair_tex = f"{px}hair/{spec['hair']}/textures/{strands}_diffuse.png"
    hue = spec["haircolor"]
    dark = tuple(x * .6 for x in hue)
    suit = spec["suit"]
    parts = [
        (article("HighPolyEyes", "eyes"), scene.plain_material(f"{px}eyes/HighPolyEyes/textures/{spec['eye']}_eye.png", True, .12, .5), 1),
        (article(spec["brow"], "eyebrows"), scene.plain_material(f"{px}eyebrows/{spec['brow']}/textures/{spec['brow']}.png", True, .7, .1), 0),
        (article("eyelashes02", "eyelashes"), scene.plain_material(f"{px}eyelashes/eyelashes02/textures/eyelashes02.png", True, .7, .1), 0),
        (article(spec["hair"], "hair"), scene.hair_material(hair_tex, hue, spec["hairgamma"]), 1),
        (article(suit, "clothes"), scene.cloth_material(suit_tex, f"{px}clothes/{suit}/textures/{suit}_normal.png"), 1),
        (dict(article(spec["shoes"], "clothes")), scene.plain_material(f"{px}clothes/{spec['shoes']}/textures/{spec['shoes']}_diffuse.png", False, .6, .3, spec.get("shoetint", (1., 1., 1.))), 1),
    ]
    b = mh.base()
    size = [np.ptp(rest[groups["body"]][:, 1]) / np.ptp(b["v"][groups["body"]][:, 1])] * len(parts)
    size[:4] = [np.linalg.norm(np.subtract(*mh.joints(rest)["head"])) / np.linalg.norm(np.subtract(*mh.joints(b["v"])["head"]))] * 4
    loose = [mh.fit(a, rest, k) for (a, _, _), k in zip(parts, size)]
    loose[3] = lift_fringe(loose[3], mh.joints(rest)["eye.R"][0], spec.get("fringe", 0.))
    # Socks and shoe tops inside the trouser legs are left out, they would poke through.
    hem = loose[4][:, 1].min() + .25 * size[4]
    shoe = parts[5][0]
    out = [k for k, f in enumerate(shoe["f"]) if loose[5][f][:, 1].mean() < hem]
    shoe["f"], shoe["ft"] = [shoe["f"][k] for k in out], [shoe["ft"][k] for k in out]
    fitted = [mh.skin(v, mh.fit_weights(a), m) for v, (a, _, _) in zip(loose, parts)]
    # Skin under clothes and shoes is pulled in, so that it cannot poke through.
    inner = posed.copy()
    n = normals(posed, [f for f, g in zip(b["f"], b["g"]) if g == "body"])
    arm = weights[:, [k for k, x in enumerate(order) if x.startswith(("lowerarm", "wrist", "finger", "metacarpal"))]].sum(1)
    foot = weights[:, [k for k, x in enumerate(order) if x.startswith(("foot", "toe"))]].sum(1)
    d, _ = cKDTree(fitted[4]).query(posed)
    pull = np.where(rest[:, 1] < mh.joints(rest)["upperarm01.L"][0][1], .16, .02) * (1 - arm)
    inner -= n * (np.clip(1 - d / .4, 0, 1) * pull)[:, None]
    d, _ = cKDTree(fitted[3]).query(posed)
    j = mh.joints(rest)
    brow = j["eye.L"][0][1] + spec.get("scalp", .62)
    on_head = weights[:, [order.index(x) for x in order if x.startswith("head") or "temporalis" in x or "oculi" in x]].sum(1) > .2
    scalp = np.clip(1.6 - d / .12, 0, 1) * on_head * ((rest[:, 1] > brow) | (rest[:, 2] < j["eye.L"][0][2] - .75))
    # Feet are inside the shoes, so they are left out.
    keep = [i for i in range(len(b["f"])) if b["g"][i] == "body" and not all(foot[x] > .6 for x in b["f"][i])]
    used = sorted({x for i in keep for x in b["f"][i]})
    at = {x: k for k, x in enumerate(used)}
    scene.add_mesh("body", inner[used], [[at[x] for x in b["f"][i]] for i in keep], b["vt"], [b["ft"][i] for i in keep],
                   scene.skin_material(f"{mh.MHD}/skins/{spec['skin']}", spec["tint"], dark), 1, scalp[used])
    for (a, mat, sub), v in zip(parts, fitted):
        scene.add_mesh("part", v, a["f"], a["vt"], a["ft"], mat, sub)
    return posed[groups["body"]]


def lift_fringe(hair, eye, up):
    """Hair with the strands in front of an eye moved up by so many decimeters."""
    far = (hair - eye) * (1 / .42, 1 / .45, 0)
    weight = np.exp(-.5 * (far ** 2).sum(1)) * (hair[:, 2] > eye[2] - .45)
    return hair + weight[:, None] * np.array([-.3 * up, up, .25 * up])


def normals(v, faces):
    tri = np.array([t for f in faces for t in ((f[0], f[1], f[2]), (f[0], f[2], f[-1]))])
    n = np.cross(v[tri[:, 1]] - v[tri[:, 0]], v[tri[:, 2]] - v[tri[:, 0]])
    out = np.zeros_like(v)
    for k in range(3):
        np.add.at(out, tri[:, k], n)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def main():
    out, width, spp = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    names = sys.argv[4].split(",") if len(sys.argv) > 4 else list(PEOPLE)
    crop = tuple(float(x) for x in sys.argv[5].split(":")) if len(sys.argv) > 5 else (0., 1.)
    for n in names:
        final, part = f"{out}/{n}.png", f"{out}/{n}.part.png"
        if os.path.exists(final):
            print("PRESENT", n, flush=True)
            continue
        t = time.time()
        with tempfile.TemporaryDirectory() as tmp:
            body = build(n, PEOPLE[n], tmp)
            scene.studio(body, (width, width * 3 // 2), (.72, .72, .72), crop=crop)
            scene.render(part, spp)
        os.replace(part, final)
        print("RENDERED", n, round(time.time() - t), "s", flush=True)


if __name__ == "__main__":
    main()
