"""Reads Resemblyzer's `pretrained.pt` without torch, and without running anything that the file names.

The file is in torch's old format: five pickles one after the other (magic, protocol, system, the model, the keys of
the storages), then for each key the count of its numbers (int64) and the numbers themselves (float32, little endian).
"""

import importlib.util
import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from shared.domain.errors import EngineUnavailable

REMEDY = "install with `make weights`"
LAYERS = (0, 1, 2)
MAX_NUMBERS = 16_000_000
_DAMAGED = "the weights of Resemblyzer cannot be read"


def load_voice_weights(path: Path | None = None) -> dict[str, Any]:
    """The tensors of the model by name, float32 numpy arrays. Raises EngineUnavailable."""
    file = path or _installed()
    try:
        with file.open("rb") as data:
            return _tensors(data)
    except FileNotFoundError:
        raise EngineUnavailable("the weights of Resemblyzer are not there", remedy=REMEDY) from None
    except (pickle.UnpicklingError, EOFError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise EngineUnavailable(f"{_DAMAGED}: {type(error).__name__}", remedy=REMEDY) from None


def _installed() -> Path:
    """The file in the installed package, found without importing it: its code would import torch."""
    spec = importlib.util.find_spec("resemblyzer")
    for place in (spec and spec.submodule_search_locations) or ():
        return Path(place) / "pretrained.pt"
    raise EngineUnavailable("the package Resemblyzer is not installed", remedy=REMEDY)


def _tensors(data: BinaryIO) -> dict[str, Any]:
    storages: dict[str, _Storage] = {}
    pickles = [_RestrictedUnpickler(data, storages).load() for _ in range(5)]
    for key in pickles[4]:
        storages[key].fill(data)
    return {name: tensor.array() for name, tensor in pickles[3]["model_state"].items()}


class _Storage:
    """A run of numbers that tensors are views of."""

    def __init__(self) -> None:
        self.numbers: Any = None

    def fill(self, data: BinaryIO) -> None:
        import numpy as np

        (count,) = struct.unpack("<q", data.read(8))
        if not 0 <= count <= MAX_NUMBERS:
            raise ValueError(_DAMAGED)
        self.numbers = np.frombuffer(data.read(4 * count), "<f4", count)


class _Tensor:
    """A view of a storage. `strides` are in numbers."""

    def __init__(self, storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self._storage, self._offset, self._shape, self._strides = storage, offset, shape, strides

    def array(self) -> Any:
        import numpy as np

        count = int(np.prod(self._shape))
        dense = tuple(int(np.prod(self._shape[axis + 1 :])) for axis in range(len(self._shape)))
        if dense != tuple(self._strides):
            raise ValueError(_DAMAGED)
        return self._storage.numbers[self._offset : self._offset + count].reshape(self._shape)


def _rebuild_tensor(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)


class _RestrictedUnpickler(pickle.Unpickler):
    """Knows three names and refuses every other."""

    _known: ClassVar[dict[tuple[str, str], Any]] = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
        ("torch", "FloatStorage"): _Storage,
    }

    def __init__(self, data: BinaryIO, storages: dict[str, _Storage]) -> None:
        super().__init__(data)
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._known:
            raise pickle.UnpicklingError("the file names something that weights do not need")
        return self._known[module, name]

    def persistent_load(self, reference: Any) -> _Storage:
        kind, _, key, *_ = reference
        if kind != "storage":
            raise pickle.UnpicklingError("the file refers to something that is no storage")
        return self._storages.setdefault(key, _Storage())
