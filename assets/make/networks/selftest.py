#!/usr/bin/env python3
"""Writes engine/internal/ort/selftest.onnx: a fixed small network that providers run beside the CPU.
usage: selftest.py OUT.onnx   (needs: pip install onnx numpy)"""
import sys, numpy as np, onnx
from onnx import helper as oh, numpy_helper as nh, TensorProto as TP

r = np.random.default_rng(7)
conv = (r.standard_normal((8, 8, 3, 3)) / np.sqrt(72)).astype(np.float32)
mat = (r.standard_normal((16, 16)) / 4).astype(np.float32)
g = oh.make_graph([
    oh.make_node('Conv', ['x', 'conv'], ['c'], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
    oh.make_node('Relu', ['c'], ['r']),
    oh.make_node('MatMul', ['r', 'mat'], ['m']),
    oh.make_node('Softmax', ['m'], ['y'], axis=-1),
], 'selftest', [oh.make_tensor_value_info('x', TP.FLOAT, [1, 8, 16, 16])],
    [oh.make_tensor_value_info('y', TP.FLOAT, [1, 8, 16, 16])], [nh.from_array(conv, 'conv'), nh.from_array(mat, 'mat')])
m = oh.make_model(g, opset_imports=[oh.make_opsetid('', 17)])
m.ir_version = 8
onnx.checker.check_model(m)
onnx.save(m, sys.argv[1])
