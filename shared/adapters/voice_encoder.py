"""Turns speech into vectors that are close for one voice: Resemblyzer's network, in numpy."""

import math
from functools import cache
from typing import Any

from shared.adapters.voice_weights import load_voice_weights

SAMPLE_RATE = 16_000
WINDOW = 400  # 25 ms
HOP = 160  # 10 ms
MELS = 40
HIDDEN = 256
BATCH = 64
KNEE_MEL, KNEE_HERTZ = 15, 1000.0  # where the scale of the filters turns from linear to logarithmic
TARGET_RMS = 10 ** (-30 / 20)  # the network was trained on speech at -30 dB


def embed(speech: Any) -> Any:
    """A unit vector of 256 for each window: `speech` is float32 of shape (windows, samples) at 16 kHz."""
    import numpy as np

    if not len(speech):
        return np.zeros((0, HIDDEN), np.float32)
    return np.concatenate([_forward(_mels(speech[at : at + BATCH])) for at in range(0, len(speech), BATCH)])


def _mels(speech: Any) -> Any:
    """Mel power of shape (frames, windows, 40), frames centred on multiples of 10 ms, at the level of the training."""
    import numpy as np

    level = np.sqrt(np.square(speech).mean(axis=1, keepdims=True)) + 1e-8
    padded = np.pad(speech * (TARGET_RMS / level), ((0, 0), (WINDOW // 2, WINDOW // 2)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW, axis=1)[:, ::HOP]
    spectrum = np.square(np.abs(np.fft.rfft(frames * _hann(), axis=2))) @ mel_filters().T
    return spectrum.astype(np.float32).transpose(1, 0, 2)


def _forward(mels: Any) -> Any:
    import numpy as np

    weights, sequence = _weights(), mels
    for layer in (0, 1, 2):
        sequence = _lstm(sequence, layer)
    raw = np.maximum(sequence[-1] @ weights["linear.weight"].T + weights["linear.bias"], 0)
    return raw / (np.linalg.norm(raw, axis=1, keepdims=True) + 1e-9)


def _lstm(sequence: Any, layer: int) -> Any:
    """The hidden states of a layer over time, shape (frames, windows, 256)."""
    import numpy as np

    weights = _weights()
    recurrent = weights[f"lstm.weight_hh_l{layer}"].T
    bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    driven = sequence @ weights[f"lstm.weight_ih_l{layer}"].T + bias
    state = hidden = np.zeros((sequence.shape[1], HIDDEN), np.float32)
    states = np.empty((*sequence.shape[:2], HIDDEN), np.float32)
    for step, drive in enumerate(driven):
        hidden, state = _cell(drive + hidden @ recurrent, state)
        states[step] = hidden
    return states


def _cell(gates: Any, state: Any) -> tuple[Any, Any]:
    """One step: gates of shape (windows, 4 * 256) in torch's order, input, forget, candidate, output."""
    import numpy as np

    let_in, forget, candidate, out = np.split(gates, 4, axis=1)
    state = _sigmoid(forget) * state + _sigmoid(let_in) * np.tanh(candidate)
    return _sigmoid(out) * np.tanh(state), state


def _sigmoid(value: Any) -> Any:
    import numpy as np

    return 0.5 * (np.tanh(0.5 * value) + 1)


@cache
def mel_filters() -> Any:
    """Triangular filters of equal area on Slaney's mel scale, shape (40, 201): linear to 1 kHz, then logarithmic."""
    import numpy as np

    top = KNEE_MEL + 27 * math.log(SAMPLE_RATE / 2 / KNEE_HERTZ, 6.4)
    edges = _to_hertz(np.linspace(0, top, MELS + 2))
    bins = np.linspace(0, SAMPLE_RATE / 2, WINDOW // 2 + 1)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    area = 2 / (edges[2:] - edges[:-2])
    return np.maximum(0, np.minimum(rising, falling)) * area[:, None]


def _to_hertz(mel: Any) -> Any:
    import numpy as np

    return np.where(mel < KNEE_MEL, mel * KNEE_HERTZ / KNEE_MEL, KNEE_HERTZ * 6.4 ** ((mel - KNEE_MEL) / 27))


@cache
def _hann() -> Any:
    import numpy as np

    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)


@cache
def _weights() -> dict[str, Any]:
    return load_voice_weights()
