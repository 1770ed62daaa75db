"""Draws the icon of Lookbook: python make.py OUT.png

A hanger on a page whose corner is turned; drawn at four times the size.
"""
import sys

from PIL import Image, ImageDraw

K, N = 4, 512
im = Image.new("RGBA", (N * K, N * K), (0, 0, 0, 0))
d = ImageDraw.Draw(im)


def p(*xy):
    return [(x * K, y * K) for x, y in xy]


d.rounded_rectangle([24 * K, 24 * K, 488 * K, 488 * K], 96 * K, fill=(36, 52, 84, 255))
d.polygon(p((112, 84), (336, 84), (408, 156), (408, 436), (112, 436)), fill=(246, 243, 236, 255))
d.polygon(p((336, 84), (336, 156), (408, 156)), fill=(206, 200, 188, 255))
ink, w = (36, 52, 84, 255), 15 * K
d.arc([234 * K, 148 * K, 286 * K, 200 * K], 170, 450, fill=ink, width=w)
d.line(p((260, 193), (260, 234)), fill=ink, width=w)
d.polygon(p((260, 226), (364, 304), (352, 320), (260, 252), (168, 320), (156, 304)), fill=ink)
d.rounded_rectangle([152 * K, 300 * K, 368 * K, 318 * K], 9 * K, fill=ink)
d.pieslice([206 * K, 324 * K, 314 * K, 432 * K], 180, 360, fill=(226, 92, 48, 255))
for i, half in enumerate((54, 40, 24)):
    y = 386 + i * 15
    d.rounded_rectangle([(260 - half) * K, y * K, (260 + half) * K, (y + 7) * K], 3 * K, fill=(44, 150, 160, 255))
im.resize((N, N), Image.LANCZOS).save(sys.argv[1], optimize=True)
