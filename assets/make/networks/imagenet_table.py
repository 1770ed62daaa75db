#!/usr/bin/env python3
"""Writes engine/vision/nets/imagenet.txt: a group letter and the first name of each of the 1000 ImageNet classes.
usage: imagenet_table.py imagenet_classes.js OUT.txt
The names (WordNet lemmas) are read from dist/imagenet_classes.js of npm @tensorflow-models/mobilenet 2.1.1 (Apache-2.0)."""
import re, sys
GROUPS = {
    'c': [399, 400, 411, 443, 445, 459, 465, 474, 490, 501, 568, 578, 601, 608, 610, 614, 617, 638, 639, 652, 655, 689, 697,
          735, 775, 824, 834, 841, 842, 869, 885, 887, 911],                                     # clothing and cloth
    'b': [414, 636, 728, 748, 893],                                                              # bags
    's': [502, 514, 630, 770, 774, 788],                                                         # shoes
    'a': [433, 439, 451, 452, 457, 464, 515, 518, 531, 552, 560, 584, 591, 597, 615, 643, 658, 667, 678, 679, 715, 793, 796,
          806, 808, 836, 837, 879, 903, 906],                                                    # other things people wear
    'p': [981, 982, 983],                                                                        # people
}
letter = {i: g for g, ids in GROUPS.items() for i in ids}
s = open(sys.argv[1], encoding='utf-8').read()
s = re.sub(r"['\"] \+\s*['\"]", '', s[s.index('{\n') + 2:s.rindex('}')])
names = {int(a): (b or c).replace("\\'", "'") for a, b, c in re.findall(r"(\d+): (?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")", s)}
assert sorted(names) == list(range(1000))
open(sys.argv[2], 'w', encoding='utf-8').write(''.join(f"{letter.get(i, 'o')} {names[i].split(',')[0]}\n" for i in range(1000)))
