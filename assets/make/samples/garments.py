"""Draws the sample garments: python garments.py OUTDIR [names]

Each function lays one garment on a Sheet. Shapes, prints and weaves are drawn
for this project; the seed beside each name makes the picture repeatable.
"""
import sys

import numpy as np
from cloth import Sheet, curve, mirror
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage


def longer(line, n):
    """A line carried on by n pixels at both ends, leaning inwards like a collar."""
    line = np.asarray(line, float)
    a, b = line[0] - line[3], line[-1] - line[-4]
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    return np.concatenate([[line[0] + (a + [.45, 0]) * n], line, [line[-1] + (b - [.45, 0]) * n]])


def body(s, cx, neck, shoulder, pit, waist, hem, neck_drop):
    """Torso outline of a top: half-measures (x from the middle, y), front neckline as a curve."""
    right = curve([(cx + neck[0], neck[1], 1), (cx + shoulder[0], shoulder[1], 1),
                   (cx + shoulder[0] - 20, shoulder[1] * .55 + pit[1] * .45), (cx + pit[0], pit[1], 1),
                   (cx + waist[0], waist[1]), (cx + hem[0], hem[1], 1)])
    bottom = curve([(cx + hem[0], hem[1]), (cx, hem[1] + 12), (cx - hem[0], hem[1])])
    front = curve([(cx - neck[0], neck[1]), (cx - neck[0] * .72, neck[1] + neck_drop * .72),
                   (cx, neck[1] + neck_drop), (cx + neck[0] * .72, neck[1] + neck_drop * .72), (cx + neck[0], neck[1])])
    return np.concatenate([right, bottom[1:-1], mirror(right, cx), front[1:-1]]), front, bottom, right


def sleeve(cx, shoulder, pit, tip, width, side):
    """Outline of a sleeve from the armhole to the cuff, and its axis angle."""
    a, b, t = np.array(shoulder, float), np.array(pit, float), np.array(tip, float)
    axis = t - (a + b) / 2
    u = axis / np.linalg.norm(axis)
    n = np.array([u[1], -u[0]])
    top, low = t + n * width / 2, t - n * width / 2
    up = curve([tuple(a), tuple(a * .62 + top * .38 + n * 10), tuple(a * .3 + top * .7 + n * 4), tuple(top)])
    down = curve([tuple(low), tuple(b * .35 + low * .65 - n * 2), tuple(b)])
    hole = curve([tuple(b), tuple((a + b) / 2 + np.array([-46, 0])), tuple(a)])
    line, cuff = np.concatenate([up, down[1:], hole[1:-1]]), np.array([top, low])
    if side < 0:
        line, cuff, u = mirror(line, cx), mirror(cuff, cx), u * np.array([-1, 1])
    return line, cuff, u


def rotated(s, u):
    """Coordinates along and across a direction."""
    y, x = np.mgrid[:s.h, :s.w].astype(np.float32)
    return x * u[0] + y * u[1], -x * u[1] + y * u[0]


def neck_back(s, cx, neck, color, rise=16, dark=.66):
    """The inside of the back that shows above the front neckline."""
    line = curve([(cx - neck[0] - 6, neck[1] - 2), (cx, neck[1] - rise), (cx + neck[0] + 6, neck[1] - 2)])
    low = curve([(cx + neck[0] + 4, neck[1] + 20), (cx, neck[1] + 190), (cx - neck[0] - 4, neck[1] + 20)])
    s.panel(np.concatenate([line, low]), np.asarray(color) * dark, puff=(2, 6), shadow=.25)


def torso_folds(s, cx, top, hem, half, n=6, height=10):
    r = s.rng
    out = []
    for k in range(n):
        side = 1 if k % 2 else -1
        x0 = cx + side * half * r.uniform(.55, .95)
        y0 = top + (hem - top) * r.uniform(.02, .55)
        x1 = cx + side * half * r.uniform(-.1, .5)
        y1 = y0 + (hem - top) * r.uniform(.2, .45)
        out.append(([(x0, y0), ((x0 + x1) / 2 + r.uniform(-14, 14), (y0 + y1) / 2 - 10), (x1, y1)],
                    r.uniform(9, 20), height * r.uniform(.5, 1.1)))
    for k in range(3):
        x = cx + half * r.uniform(-.7, .7)
        out.append(([(x, hem + 6), (x + r.uniform(-20, 20), hem - r.uniform(90, 190))], r.uniform(14, 26), height * .6))
    return s.folds(out)


def sun_print(w, h, cx, cy, r):
    """A sun over water with a caption; straight bars and lettering show every distortion."""
    k = 2
    im = Image.new("RGBA", (w * k, h * k), (0, 0, 0, 0))
    d = ImageDraw.Draw(im)
    cx, cy, r = cx * k, cy * k, r * k
    d.pieslice([cx - r, cy - r, cx + r, cy + r], 180, 360, fill=(226, 92, 48, 255))
    for i in range(1, 6):
        y = cy - r * (1 - i / 6.2)
        d.rectangle([cx - r, y, cx + r, y + r * .012 * i + 2], fill=(0, 0, 0, 0))
    for i in range(5):
        y, half = cy + r * (.1 + .15 * i), r * (1.0 - .16 * i)
        pts = [(cx + half * t, y + r * .035 * np.sin(t * 9 + i)) for t in np.linspace(-1, 1, 60)]
        d.line(pts, fill=(32, 92, 140, 255) if i % 2 == 0 else (44, 150, 160, 255), width=int(r * .055), joint="curve")
    font = ImageFont.load_default(size=int(r * .3))
    text = "HARBOR No. 26"
    d.text((cx - d.textlength(text, font=font) / 2, cy + r * .92), text, font=font, fill=(28, 44, 66, 255))
    return np.asarray(im.resize((w, h), Image.LANCZOS), np.float32)


def over(cloth, rgba, strength=.95):
    a = rgba[..., 3:] / 255 * strength
    return cloth * (1 - a) + rgba[..., :3] * a * (cloth / 235).clip(.8, 1.08)


def tee(s):
    cx = 600
    c = (238, 235, 228)
    neck, sh, pit, waist, hem = (112, 150), (283, 214), (262, 440), (252, 700), (258, 1030)
    neck_back(s, cx, neck, s.solid(c, "jersey"))
    for side in (1, -1):
        line, cuff, u = sleeve(cx, (cx + sh[0], sh[1]), (cx + pit[0], pit[1]), (cx + 425, 452), 168, side)
        f = s.folds([([(cx + side * 255, 395), (cx + side * 330, 350), (cx + side * 390, 380)], 14, 6),
                     ([(cx + side * 275, 250), (cx + side * 340, 330), (cx + side * 400, 420)], 18, 4)])
        s.panel(line, s.solid(c, "jersey"), f + s.crumple(4))
        n = u * 16
        s.stitch(cuff - n, strength=.12)
        s.stitch(cuff - n * 1.5, strength=.12)
    line, front, bottom, _ = body(s, cx, neck, sh, pit, waist, hem, 78)
    col = over(s.solid(c, "jersey"), sun_print(s.w, s.h, cx, 560, 150))
    s.panel(line, col, torso_folds(s, cx, 380, 1020, 240) + s.crumple(5.5), shadow=.3)
    s.rib(longer(front + [0, 8], 20), 24, np.array(c) * .985)
    for dy in (26, 34):
        s.stitch(bottom - [0, dy], strength=.12)


def longsleeve(s):
    cx = 640
    base, ink = np.array((240, 236, 224), np.float32), np.array((28, 44, 88), np.float32)
    neck, sh, pit, waist, hem = (128, 150), (266, 210), (245, 425), (232, 690), (245, 1010)

    def stripes(v, lo, hi):
        k = (np.mod(v - lo, 46) < 19) & (v > lo) & (v < hi)
        return ndimage.gaussian_filter(k.astype(np.float32), .8)[..., None]

    y = np.mgrid[:s.h, :s.w][0]
    cloth = s.weave("jersey")[..., None]
    neck_back(s, cx, neck, base * cloth)
    for side in (1, -1):
        line, cuff, u = sleeve(cx, (cx + sh[0], sh[1]), (cx + pit[0], pit[1]), (cx + 470, 890), 104, side)
        v, _ = rotated(s, u)
        mid = np.array([cx + side * sh[0], sh[1]]) @ u
        k = stripes(v, mid + 40, mid + 612)
        f = s.folds([([(cx + side * (300 + 45 * j), 420 + 95 * j), (cx + side * (350 + 38 * j), 400 + 95 * j), (cx + side * (395 + 30 * j), 440 + 95 * j)], 12, 5.5) for j in range(5)])
        s.panel(line, (base * (1 - k) + ink * k) * cloth, f + s.crumple(5, 90))
        s.rib(cuff - u * 14, 34, base * .98, pitch=6)
    line, front, bottom, _ = body(s, cx, neck, sh, pit, waist, hem, 62)
    k = stripes(y + 5 * s.noise(300), 300, 965)
    s.panel(line, (base * (1 - k) + ink * k) * cloth, torso_folds(s, cx, 360, 1000, 225, 7) + s.crumple(6))
    s.rib(longer(front + [0, 8], 20), 24, base * .985)
    s.stitch(bottom - [0, 26], strength=.14)


def shirt(s):
    cx = 640
    base, a, b = np.array((238, 240, 240), np.float32), np.array((52, 96, 150), np.float32), np.array((186, 60, 58), np.float32)
    neck, sh, pit, waist, hem = (96, 168), (270, 226), (250, 440), (238, 700), (250, 1020)

    def checks(u, v, shift=0):
        w = s.weave("poplin")
        def band(t, p, width, off): return ndimage.gaussian_filter((np.mod(t + off, p) < width).astype(np.float32), .7)[..., None]
        out = base * np.ones((s.h, s.w, 1), np.float32)
        for t in (u, v):
            k = band(t, 62, 24, shift) * .5
            out = out * (1 - k) + a * k
            k = band(t, 62, 4, shift + 21) * .7
            out = out * (1 - k) + b * k
        return out * w[..., None]

    y, x = np.mgrid[:s.h, :s.w].astype(np.float32)
    warp = 4 * s.noise(260)
    back = curve([(cx - 104, 172), (cx, 140), (cx + 104, 172), (cx + 90, 235), (cx, 262), (cx - 90, 235), (cx - 104, 172)])
    s.panel(back, checks(x, y) * .7, puff=(3, 8))
    for side in (1, -1):
        line, cuff, u = sleeve(cx, (cx + sh[0], sh[1]), (cx + pit[0], pit[1]), (cx + 470, 905), 112, side)
        p, q = rotated(s, u)
        f = s.folds([([(cx + side * (295 + 45 * j), 440 + 95 * j), (cx + side * (350 + 38 * j), 410 + 95 * j), (cx + side * (400 + 30 * j), 455 + 95 * j)], 12, 6.5) for j in range(5)])
        s.panel(line, checks(p + warp, q), f + s.crumple(6, 90))
        s.seam(cuff - u * 62, .25)
        s.stitch(cuff - u * 8, strength=.15)
        mid = (cuff[0] + cuff[1]) / 2 - u * 32
        s.button(mid[0], mid[1], 9, (232, 228, 218))
    line, front, bottom, right = body(s, cx, neck, sh, pit, waist, hem, 90)
    tail = curve([(cx + 250, 985), (cx + 150, 1050), (cx, 1068), (cx - 150, 1050), (cx - 250, 985)])
    line = np.concatenate([right[right[:, 1] < 985], tail, mirror(right[right[:, 1] < 985], cx),
                           [(cx - 40, 250), (cx, 285), (cx + 40, 250)]])
    col = checks(x + warp, y + 5 * s.noise(300), 12)
    s.panel(line, col, torso_folds(s, cx, 380, 1020, 230, 7) + s.crumple(6))
    s.stitch(tail - [0, 14], strength=.16)
    placket = [(cx - 25, 262), (cx + 25, 262), (cx + 25, 1062), (cx - 25, 1062)]
    s.panel(placket, checks(x + warp * .3, y, 12), s.crumple(2), puff=(4, 7), shadow=.2, drop=(2, 3))
    for dx in (-17, 17):
        s.stitch(np.array([(cx + dx, 270), (cx + dx, 1060)]), strength=.13)
    for k in range(7):
        s.button(cx, 312 + k * 112, 10, (236, 232, 222))
    pocket = [(cx + 92, 420), (cx + 206, 420), (cx + 206, 545), (cx + 149, 575), (cx + 92, 545)]
    s.panel(pocket, checks(x + warp, y, 12), s.crumple(2), puff=(3, 5), shadow=.16, drop=(2, 3))
    s.stitch(np.array([(cx + 94, 440), (cx + 204, 440)]), strength=.15)
    for side in (1, -1):
        leaf = np.array([(cx + side * x0, y0) for x0, y0 in ((8, 268), (92, 150), (108, 178), (120, 252), (78, 312), (8, 268))], float)
        p, q = rotated(s, np.array([.82, .57 * side]))
        s.panel(leaf, checks(p, q), puff=(7, 9), shadow=.3, drop=(4, 6))
        s.stitch(np.array([(cx + side * 20, 268), (cx + side * 76, 298), (cx + side * 111, 250)]), strength=.15)
    stand = curve([(cx - 92, 150), (cx, 128), (cx + 92, 150), (cx + 100, 176), (cx, 158), (cx - 100, 176), (cx - 92, 150)])
    s.panel(stand, checks(x, y, 30), puff=(5, 7), shadow=.2, drop=(3, 4))
    s.button(cx, 274, 9, (236, 232, 222))


def hoodie(s):
    cx = 640
    c = np.array((196, 82, 66), np.float32)
    fleece = s.solid(c, "jersey") * (1 + .015 * s.noise(4))[..., None]
    sh, pit, waist, hem = (280, 262), (268, 500), (262, 740), (246, 1010)
    hood = curve([(cx - 150, 280), (cx - 168, 190), (cx - 96, 96), (cx, 76), (cx + 96, 96), (cx + 168, 190), (cx + 150, 280), (cx, 350), (cx - 150, 280)])
    s.panel(hood, fleece * .98, s.folds([([(cx - 90, 120), (cx - 110, 200), (cx - 90, 290)], 20, 8), ([(cx + 100, 120), (cx + 120, 210), (cx + 80, 300)], 20, 8)]) + s.crumple(5, 90), puff=(16, 26))
    inside = curve([(cx - 104, 262), (cx - 96, 190), (cx, 142), (cx + 96, 190), (cx + 112, 290), (cx, 420), (cx - 112, 290), (cx - 104, 262)])
    s.panel(inside, fleece * .62, puff=(-8, 20), shadow=0)
    for side in (1, -1):
        line, cuff, u = sleeve(cx, (cx + sh[0], sh[1]), (cx + pit[0], pit[1]), (cx + 462, 930), 128, side)
        f = s.folds([([(cx + side * (310 + 42 * j), 500 + 90 * j), (cx + side * (360 + 36 * j), 470 + 90 * j), (cx + side * (410 + 28 * j), 520 + 90 * j)], 17, 9) for j in range(5)])
        s.panel(line, fleece, f + s.crumple(7, 100), puff=(14, 24))
        s.rib(cuff + u * 22, 66, c * .97, pitch=8)
    line, front, bottom, _ = body(s, cx, (118, 236), sh, pit, waist, hem, 132)
    s.panel(line, fleece, torso_folds(s, cx, 430, 1000, 240, 7, 9) + s.crumple(8), puff=(14, 24))
    s.rib(bottom + [0, 14], 70, c * .97, pitch=8)
    pocket = np.concatenate([curve([(cx - 96, 740), (cx + 96, 740)]), curve([(cx + 96, 740), (cx + 140, 800), (cx + 176, 880)]),
                             curve([(cx + 176, 985), (cx - 176, 985)]), curve([(cx - 176, 880), (cx - 140, 800), (cx - 96, 740)])])
    s.panel(pocket, fleece, s.crumple(4), puff=(9, 13), shadow=.24, drop=(3, 5))
    for side in (1, -1):
        s.stitch(curve([(cx + side * 86, 746), (cx + side * 128, 806), (cx + side * 164, 886)]), strength=.2)
    k = 2
    im = Image.new("RGBA", (s.w * k, s.h * k), (0, 0, 0, 0))
    d = ImageDraw.Draw(im)
    font = ImageFont.load_default(size=92 * k)
    t = "NORTH PIER"
    font = ImageFont.load_default(size=66 * k)
    d.text((cx * k - d.textlength(t, font=font) / 2, 560 * k), t, font=font, fill=(244, 232, 206, 255))
    d.rectangle([(cx - 190) * k, 645 * k, (cx + 190) * k, 653 * k], fill=(244, 232, 206, 255))
    p = np.asarray(im.resize((s.w, s.h), Image.LANCZOS), np.float32)
    a = p[..., 3:] / 255 * .93
    s.rgb = s.rgb * (1 - a) + p[..., :3] * a * (s.rgb.mean(-1, keepdims=True) / 118).clip(.7, 1.1)
    lip = curve([(cx - 126, 240), (cx - 70, 318), (cx, 366), (cx + 70, 318), (cx + 126, 240)])
    s.stitch(lip + [0, 12], strength=.2)
    for side in (1, -1):
        cord = curve([(cx + side * 44, 350), (cx + side * 52, 430), (cx + side * 40, 520), (cx + side * 48, 590)])
        m, along, _, _ = s.stroke(cord, 9)
        col = np.array((240, 230, 208), np.float32) * (1 + .1 * np.sin(along * .9))[..., None]
        s.panel(None, col, puff=(4, 3), shadow=.35, drop=(3, 4), alpha=m)


def legs(s, cx, waist, hip, crotch, knee, hem):
    """Outline of trousers or shorts: waist (half, y), hip, crotch y, knee and hem as (inner, outer, y)."""
    outer = curve([(cx + waist[0], waist[1], 1), (cx + hip[0], hip[1]), (cx + knee[1], knee[2]), (cx + hem[1], hem[2], 1)])
    inner = curve([(cx + hem[0], hem[2], 1), (cx + knee[0], knee[2]), (cx + 5, crotch)])
    top = curve([(cx - waist[0], waist[1]), (cx, waist[1] + 14), (cx + waist[0], waist[1])])
    return np.concatenate([outer, inner, mirror(inner, cx)[1:], mirror(outer, cx), top[1:-1]]), outer, inner, top


def leg_folds(s, cx, crotch, end, mid, half, n):
    r, out = s.rng, []
    for side in (1, -1):
        for k in range(3):
            y = crotch + 14 + 36 * k
            out.append(([(cx + side * 12, y - 10), (cx + side * (mid * .7), y - 34 - 8 * k), (cx + side * (mid + half * .6), y - 70)], 13, 6))
        for k in range(n):
            y = crotch + (end - crotch) * (k + r.uniform(.3, .9)) / n
            out.append(([(cx + side * (mid - half), y), (cx + side * mid, y + r.uniform(-24, 8)), (cx + side * (mid + half * .8), y + r.uniform(8, 44))], r.uniform(10, 17), r.uniform(3, 6.5)))
    return s.folds(out)


def waistband(s, cx, top, color, height, loops, back=True):
    """Band with belt loops, and the inside of the back band above it."""
    if back:
        b = np.concatenate([top - [0, 26], (top + [0, 12])[::-1]])
        s.panel(b, np.asarray(color) * .6, puff=(2, 6), shadow=.2)


def trousers(s):
    cx = 500
    c = np.array((58, 84, 124), np.float32)
    fade = np.zeros((s.h, s.w), np.float32)
    y, x = np.mgrid[:s.h, :s.w].astype(np.float32)
    for side in (1, -1):
        fade += .30 * np.exp(-(((x - cx - side * 128) / 52) ** 2 + ((y - 560) / 250) ** 2))
        fade += .12 * np.exp(-(((x - cx - side * 136) / 40) ** 2 + ((y - 900) / 120) ** 2))
    denim = s.solid(c, "denim")
    denim = denim * (1 - fade[..., None]) + np.array((150, 174, 204), np.float32) * fade[..., None] * s.weave("denim")[..., None]
    line, outer, inner, top = legs(s, cx, (196, 118), (232, 330), 470, (72, 214, 850), (74, 192, 1310))
    waistband(s, cx, top, denim, 50, 5)
    s.panel(line, denim, leg_folds(s, cx, 480, 1290, 138, 62, 5) + s.crumple(6, 110), puff=(12, 18))
    thread = (196, 140, 74)
    for side in (1, -1):
        o = outer if side > 0 else mirror(outer, cx)[::-1]
        s.seam(o + [-side * 7, 0], .12)
        i = inner if side > 0 else mirror(inner, cx)[::-1]
        s.stitch(i + [side * 9, 0], thread, width=1.8, groove=.12)
        pocket = curve([(cx + side * 82, 172), (cx + side * 104, 238), (cx + side * 160, 272), (cx + side * 222, 262)])
        s.seam(pocket, .4, 3)
        s.stitch(pocket + [-side * 3, 9], thread)
        s.stitch(pocket + [-side * 5, 19], thread)
        s.stitch(np.array([(cx + side * 76, 1288), (cx + side * 190, 1288)]), thread)
        s.seam(np.array([(cx + side * 74, 1296), (cx + side * 192, 1296)]), .25)
    fly = curve([(cx + 52, 176), (cx + 50, 330), (cx + 34, 392), (cx + 4, 420)])
    s.stitch(fly, thread)
    s.stitch(fly - [9, 2], thread)
    s.seam(np.array([(cx, 172), (cx + 2, 470)]), .35, 3)
    band = np.concatenate([top, (top * [1.03, 1] - [cx * .03, -52])[::-1]])
    s.panel(band, denim * .98, s.crumple(2), puff=(6, 8), shadow=.25, drop=(3, 4))
    s.stitch(top + [0, 9], thread)
    s.stitch(top + [0, 45], thread)
    for dx in (-150, -84, 96, 152):
        yy = 114 + 12 * (1 - (dx / 196) ** 2)
        s.panel([(cx + dx - 8, yy), (cx + dx + 8, yy), (cx + dx + 8, yy + 66), (cx + dx - 8, yy + 66)], denim * 1.03, puff=(4, 4), shadow=.35, drop=(2, 3))
    s.button(cx + 22, 156, 13, (176, 128, 78))


def shorts(s):
    cx = 600
    c = np.array((206, 182, 140), np.float32)
    y, x = np.mgrid[:s.h, :s.w].astype(np.float32)
    u, v = x + 3 * s.noise(200), y + 3 * s.noise(200)
    row = np.floor(v / 44)
    d = np.hypot(np.mod(u + 22 * np.mod(row, 2), 44) - 22, np.mod(v, 44) - 22)
    k = np.clip(5.6 - d, 0, 1)[..., None]
    cotton = (c * (1 - k) + np.array((40, 66, 92), np.float32) * k) * s.weave("poplin")[..., None]
    line, outer, inner, top = legs(s, cx, (248, 200), (300, 480), 640, (44, 330, 760), (58, 352, 960))
    waistband(s, cx, top, cotton, 60, 5)
    s.panel(line, cotton, leg_folds(s, cx, 650, 950, 200, 110, 2) + s.crumple(7, 130), puff=(13, 20))
    for side in (1, -1):
        pocket = np.array([(cx + side * 168, 262), (cx + side * 272, 430)])
        s.seam(pocket, .35, 3)
        s.stitch(pocket + [-side * 9, 4], strength=.2)
        s.stitch(np.array([(cx + side * 66, 926), (cx + side * 350, 926)]), strength=.2)
        s.seam(np.array([(cx + side * 64, 932), (cx + side * 351, 932)]), .14)
        s.seam(np.array([(cx + side * 196, 290), (cx + side * 205, 390)]), .12)
    fly = curve([(cx + 58, 270), (cx + 56, 470), (cx + 36, 540), (cx + 4, 566)])
    s.stitch(fly, strength=.22)
    s.seam(np.array([(cx, 262), (cx + 2, 640)]), .3, 3)
    band = np.concatenate([top, (top * [1.02, 1] - [cx * .02, -60])[::-1]])
    s.panel(band, cotton, s.crumple(2), puff=(6, 8), shadow=.22, drop=(3, 4))
    s.stitch(top + [0, 10], strength=.2)
    s.stitch(top + [0, 52], strength=.2)
    for dx in (-170, -96, 108, 172):
        yy = 196 + 12 * (1 - (dx / 248) ** 2)
        s.panel([(cx + dx - 9, yy), (cx + dx + 9, yy), (cx + dx + 9, yy + 74), (cx + dx - 9, yy + 74)], cotton * 1.02, puff=(4, 4), shadow=.35, drop=(2, 3))
    s.button(cx + 26, 244, 13, (112, 84, 58))


def tartan(u, v, base):
    """A plaid of four colors; bands mix where they cross."""
    out = np.ones(u.shape + (3,), np.float32) * base
    for t in (u, v):
        p = np.mod(t, 132)
        for a, b, c, k in ((0, 44, (24, 58, 46), .42), (56, 62, (232, 196, 84), .75), (78, 106, (20, 28, 60), .42), (116, 120, (236, 232, 220), .7)):
            m = ndimage.gaussian_filter(((p > a) & (p < b)).astype(np.float32), .8)[..., None] * k
            out = out * (1 - m) + np.array(c, np.float32) * m
    return out


def skirt(s):
    cx = 600
    y, x = np.mgrid[:s.h, :s.w].astype(np.float32)
    top_y, hem_y = 190, 1010
    t = ((y - top_y) / (hem_y - top_y)).clip(0, 1.1)
    half = 206 + 214 * t ** .95
    side = curve([(cx + 206, top_y), (cx + 262, 420), (cx + 352, 740), (cx + 420, hem_y)])
    hem = curve([(cx + 420, hem_y), (cx + 240, hem_y + 44), (cx, hem_y + 58), (cx - 240, hem_y + 44), (cx - 420, hem_y)])
    top = curve([(cx - 206, top_y), (cx, top_y + 18), (cx + 206, top_y)])
    line = np.concatenate([side, hem[1:-1], mirror(side, cx), top[1:-1]])
    n = 9
    pos = (x - cx) / half * n / 2 + .12 * s.noise(400, (1, 3)) * t
    ph = np.mod(pos, 1)
    u = (x - cx) / half * 330 + 60 * np.floor(pos)
    wool = tartan(u + 600, y + 6 * s.noise(320), np.array((176, 36, 42), np.float32)) * s.weave("poplin")[..., None]
    pleat = 34 * (.35 + .65 * t) * (1 - np.exp(-ph * 9)) * (1 - .55 * ph)
    b = np.concatenate([top - [0, 30], (top + [0, 12])[::-1]])
    s.panel(b, wool * .55, puff=(2, 6), shadow=.2)
    s.panel(line, wool, pleat + s.crumple(6, 150), puff=(9, 14), gain=.10)
    band = np.concatenate([top, (top * [1.025, 1] - [cx * .025, -58])[::-1]])
    s.panel(band, tartan(x, y, np.array((176, 36, 42), np.float32)) * s.weave("poplin")[..., None], s.crumple(2), puff=(6, 8), shadow=.3, drop=(3, 5))
    s.stitch(top + [0, 9], strength=.2)
    s.stitch(top + [0, 50], strength=.2)
    s.stitch(hem - [0, 24], strength=.16)


def flowers(s, u, v, base):
    """Scattered five-petal flowers and leaves in print coordinates."""
    r = np.random.default_rng(5)
    out = np.ones((s.h, s.w, 3), np.float32) * base
    hues = ((244, 180, 70), (238, 236, 226), (226, 110, 104))
    step = 84
    for j in range(-1, int(s.h / step) + 2):
        for i in range(-1, int(s.w / step) + 2):
            fx, fy = (i + .5 * (j % 2)) * step + r.uniform(-16, 16), j * step + r.uniform(-16, 16)
            size, a0, hue = r.uniform(15, 24), r.uniform(0, 6), hues[r.integers(3)]
            x0, x1, y0, y1 = int(max(0, fx - 60)), int(min(s.w, fx + 60)), int(max(0, fy - 60)), int(min(s.h, fy + 60))
            if x1 <= x0 or y1 <= y0:
                continue
            du, dv = u[y0:y1, x0:x1] - fx, v[y0:y1, x0:x1] - fy
            rr, th = np.hypot(du, dv), np.arctan2(dv, du) - a0
            patch = out[y0:y1, x0:x1]
            leaf = np.clip(7 - np.abs(np.hypot(du * np.cos(a0) + dv * np.sin(a0), 2.6 * (dv * np.cos(a0) - du * np.sin(a0))) - 20) + 1, 0, 1) * (np.cos(th) > .3)
            patch = patch * (1 - leaf[..., None]) + np.array((92, 134, 92), np.float32) * leaf[..., None]
            petal = np.clip(size * (.62 + .38 * np.abs(np.cos(th * 2.5))) - rr + .5, 0, 1)[..., None]
            patch = patch * (1 - petal) + np.array(hue, np.float32) * (1 - .12 * np.clip(1 - rr / size, 0, 1))[..., None] * petal
            eye = np.clip(size * .26 - rr + .5, 0, 1)[..., None]
            out[y0:y1, x0:x1] = patch * (1 - eye) + np.array((120, 66, 40), np.float32) * eye
    return out


def dress(s):
    cx = 560
    base = np.array((36, 58, 92), np.float32)
    y, x = np.mgrid[:s.h, :s.w].astype(np.float32)
    crepe = flowers(s, x + 5 * s.noise(260), y + 5 * s.noise(260), base) * s.weave("poplin")[..., None]
    neck, sh, pit = (104, 120), (222, 150), (206, 330)
    neck_back(s, cx, neck, crepe, 18)
    for side in (1, -1):
        line, cuff, u = sleeve(cx, (cx + sh[0], sh[1]), (cx + pit[0], pit[1]), (cx + 318, 352), 150, side)
        s.panel(line, crepe, s.folds([([(cx + side * 215, 190), (cx + side * 270, 270), (cx + side * 310, 330)], 15, 6)]) + s.crumple(5, 80))
        s.stitch(cuff - u * 14, strength=.16)
    wy = 560
    side = curve([(cx + 166, wy), (cx + 236, 760), (cx + 312, 1030), (cx + 372, 1286)])
    hem = curve([(cx + 372, 1286), (cx + 190, 1322), (cx, 1334), (cx - 190, 1322), (cx - 372, 1286)])
    top = curve([(cx - 166, wy), (cx, wy + 6), (cx + 166, wy)])
    folds = []
    for k in range(11):
        f = -1 + 2 * (k + s.rng.uniform(.2, .8)) / 11
        folds.append(([(cx + 160 * f, wy + 8), (cx + 225 * f, 850), (cx + 350 * f, 1310)], s.rng.uniform(13, 26), s.rng.uniform(9, 17)))
    t = ((y - wy) / (1310 - wy)).clip(0, 1)
    s.panel(np.concatenate([side, hem[1:-1], mirror(side, cx), top[1:-1]]), crepe, s.folds(folds) * (.35 + .65 * t) + s.crumple(6, 140), puff=(10, 16))
    s.stitch(hem - [0, 22], strength=.16)
    right = curve([(cx + neck[0], neck[1], 1), (cx + sh[0], sh[1], 1), (cx + sh[0] - 6, 240), (cx + pit[0], pit[1], 1), (cx + 186, 440), (cx + 166, wy + 4, 1)])
    low = curve([(cx + 166, wy + 4), (cx, wy + 12), (cx - 166, wy + 4)])
    front = curve([(cx - neck[0], neck[1]), (cx - 52, 216), (cx, 262, 1), (cx + 52, 216), (cx + neck[0], neck[1])])
    top_line = np.concatenate([right, low[1:-1], mirror(right, cx), front[1:-1]])
    s.panel(top_line, crepe, torso_folds(s, cx, 300, 560, 170, 6, 6) + s.crumple(5, 90), shadow=.22)
    for d in (9, 15):
        s.stitch(front + [0, d], strength=.16)
    belt = np.concatenate([curve([(cx - 170, wy - 18), (cx, wy - 10), (cx + 170, wy - 18)]), curve([(cx + 172, wy + 24), (cx, wy + 32), (cx - 172, wy + 24)])])
    s.panel(belt, crepe * .96, s.crumple(2), puff=(7, 9), shadow=.3, drop=(3, 5))


def jacket(s):
    cx = 640
    c, knit = np.array((88, 96, 66), np.float32), np.array((60, 66, 46), np.float32)
    nylon = s.solid(c, "poplin")
    neck, sh, pit, waist, hem = (110, 176), (290, 220), (278, 460), (274, 720), (262, 960)
    back = curve([(cx - 118, 190), (cx, 150), (cx + 118, 190), (cx + 80, 300), (cx - 80, 300), (cx - 118, 190)])
    s.panel(back, np.array((196, 106, 46), np.float32) * .8 * s.weave("poplin")[..., None], puff=(3, 8))
    for side in (1, -1):
        line, cuff, u = sleeve(cx, (cx + sh[0], sh[1]), (cx + pit[0], pit[1]), (cx + 480, 905), 132, side)
        f = s.folds([([(cx + side * (310 + 38 * j), 440 + 84 * j), (cx + side * (365 + 34 * j), 415 + 84 * j), (cx + side * (425 + 24 * j), 470 + 84 * j)], 16, 11) for j in range(6)])
        s.panel(line, nylon, f + s.crumple(8, 80), puff=(15, 24))
        s.rib(cuff + u * 20, 62, knit, pitch=8)
        pk = curve([(cx + side * 372, 440), (cx + side * 404, 545)])
        s.seam(pk, .35, 3)
    line, front, bottom, _ = body(s, cx, neck, sh, pit, waist, hem, 96)
    s.panel(line, nylon, torso_folds(s, cx, 400, 960, 250, 9, 11) + s.crumple(9, 110), puff=(15, 24))
    s.rib(bottom + [0, 16], 74, knit, pitch=8)
    s.rib(longer(front + [0, 2], 26), 50, knit, pitch=8)
    y, x = np.mgrid[:s.h, :s.w].astype(np.float32)
    tape = [(cx - 19, 268), (cx + 19, 268), (cx + 19, 1022), (cx - 19, 1022)]
    s.panel(tape, knit * np.ones((s.h, s.w, 1), np.float32), puff=(4, 6), shadow=.3, drop=(2, 4))
    m, along, _, _ = s.stroke(np.array([(cx, 262), (cx, 1020)], float), 11)
    metal = np.array((198, 190, 170), np.float32) * (1 + .35 * np.sign(np.sin(along * 2 * np.pi / 7)))[..., None]
    s.panel(None, metal, puff=(3, 3), shadow=.3, drop=(1, 2), alpha=m)
    s.panel([(cx - 9, 284), (cx + 9, 284), (cx + 7, 344), (cx - 7, 344)], np.array((206, 196, 172), np.float32), puff=(4, 4), shadow=.5, drop=(3, 4))
    for side in (1, -1):
        for dx in (26, 34):
            s.stitch(np.array([(cx + side * dx, 280), (cx + side * dx, 990)]), strength=.2)
        p = np.array([(cx + side * 120, 790), (cx + side * 196, 640)])
        s.seam(p, .45, 4)
        s.stitch(p + [side * 11, 5], strength=.2)
        s.stitch(p - [side * 11, 5], strength=.2)


GARMENTS = {
    "tee": (tee, 1200, 1200, 21), "longsleeve": (longsleeve, 1280, 1180, 22), "shirt": (shirt, 1280, 1180, 23),
    "hoodie": (hoodie, 1280, 1180, 24), "trousers": (trousers, 1000, 1400, 25), "shorts": (shorts, 1200, 1120, 26),
    "skirt": (skirt, 1200, 1180, 27), "dress": (dress, 1120, 1440, 28), "jacket": (jacket, 1280, 1180, 29),
}


def main():
    names = sys.argv[2].split(",") if len(sys.argv) > 2 else list(GARMENTS)
    for n in names:
        draw, w, h, seed = GARMENTS[n]
        s = Sheet(w, h, seed)
        draw(s)
        s.save(f"{sys.argv[1]}/garment-{n}.jpg")
        print("DRAWN", n, flush=True)


if __name__ == "__main__":
    main()
