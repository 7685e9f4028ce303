"""Tiny ONNX networks of which the answer is known, and the descriptions that go with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

FLOAT = TensorProto.FLOAT


def red_at(file: Path, threshold: float = 0.5, layout: str = "nchw", **said: object) -> Path:
    """A network that answers a logit for "red is above the threshold": 40 (red - threshold)."""
    axis, shape = (1, ["N", 3, "H", "W"]) if layout == "nchw" else (3, ["N", "H", "W", 3])
    nodes = [
        helper.make_node("Slice", ["photo", "first", "second", "axis"], ["red"]),
        helper.make_node("Sub", ["red", "threshold"], ["above"]),
        helper.make_node("Mul", ["above", "steepness"], ["logit"]),
    ]
    constants = {
        "first": np.array([0], np.int64),
        "second": np.array([1], np.int64),
        "axis": np.array([axis], np.int64),
        "threshold": np.array(threshold, np.float32),
        "steepness": np.array(40, np.float32),
    }
    return _write(file, nodes, constants, shape, ["logit"], {"layout": layout, **said})


def averaging(file: Path, factor: int = 4, **said: object) -> Path:
    """A network that answers two channels at a smaller size: darkness and brightness times eight."""
    nodes = [
        helper.make_node("ReduceMean", ["photo", "channels"], ["grey"], keepdims=1),
        helper.make_node(
            "AveragePool", ["grey"], ["small"], kernel_shape=[factor, factor], strides=[factor, factor]
        ),
        helper.make_node("Sub", ["one", "small"], ["dark"]),
        helper.make_node("Concat", ["dark", "small"], ["both"], axis=1),
        helper.make_node("Mul", ["both", "eight"], ["logits"]),
    ]
    constants = {
        "channels": np.array([1], np.int64),
        "one": np.array(1, np.float32),
        "eight": np.array(8, np.float32),
    }
    return _write(file, nodes, constants, ["N", 3, "H", "W"], ["small", "logits"], said)


def nan(file: Path) -> Path:
    """A network that divides zero by zero."""
    nodes = [
        helper.make_node("Sub", ["photo", "photo"], ["nothing"]),
        helper.make_node("Div", ["nothing", "nothing"], ["all"]),
        helper.make_node("ReduceMean", ["all", "channels"], ["answer"], keepdims=1),
    ]
    constants = {"channels": np.array([1], np.int64)}
    return _write(file, nodes, constants, ["N", 3, "H", "W"], ["answer"], {})


def _write(
    file: Path,
    nodes: list[onnx.NodeProto],
    constants: dict[str, np.ndarray],
    shape: list[str | int],
    outputs: list[str],
    said: dict[str, object],
) -> Path:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("photo", FLOAT, shape)],
        [helper.make_tensor_value_info(name, FLOAT, ["n", "c", "a", "b"]) for name in outputs],
        [onnx.numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString())
    lines = [f"{name} = {_toml(value)}" for name, value in said.items()]
    file.with_suffix(".toml").write_text("\n".join(lines), "utf-8")
    return file


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
