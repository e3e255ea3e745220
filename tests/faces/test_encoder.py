"""Two engines, the same numbers; and models that cannot be used."""

import logging
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from station_gate.faces import cache, models
from station_gate.faces.encoder import (
    GRAPH_NAME,
    WEIGHTS_NAME,
    DlibEncoder,
    Encoder,
    OnnxEncoder,
    make_encoder,
    make_onnx_file,
)
from station_gate.faces.engine import FaceEngine
from station_gate.faces.networks import encoder_kind
from station_gate.faces.pixels import gray_of
from station_gate.problems import DeviceMissing
from tests.faces.conftest import Pixels, live, portrait, rgb

PEOPLE = ("brandt", "castillo", "chen", "diallo", "moreno", "okafor", "park", "rivera", "sharma")


def chip(engine: FaceEngine, pixels: Pixels) -> NDArray[np.uint8]:
    box = engine.detector.search_portrait(gray_of(pixels))[0]
    return engine.aligner.align(pixels, box).chip


@pytest.fixture(scope="module")
def dlib_encoder() -> Encoder:
    return make_encoder(encoder_kind("dlib"))


@pytest.fixture(scope="module")
def chips(engine: FaceEngine) -> NDArray[np.uint8]:
    pictures = [portrait(name) for name in PEOPLE] + [live(name)[30] for name in PEOPLE]
    return np.stack([chip(engine, picture) for picture in pictures])


def test_both_engines_agree(
    engine: FaceEngine, dlib_encoder: Encoder, chips: NDArray[np.uint8]
) -> None:
    assert isinstance(engine.encoder, OnnxEncoder)
    assert isinstance(dlib_encoder, DlibEncoder)
    ours, reference = engine.encoder.encode(chips), dlib_encoder.encode(chips)
    assert ours.dtype == reference.dtype == np.float64
    assert ours.shape == reference.shape == (len(chips), 128)
    assert np.linalg.norm(ours - reference, axis=1).max() < 5e-6
    assert np.linalg.norm(reference[0] - reference[1]) > 0.5


def test_both_engines_agree_on_photographs(
    engine: FaceEngine, dlib_encoder: Encoder, shared_data: Path
) -> None:
    pictures = sorted((shared_data / "lfw" / "images").rglob("*_0001.jpg"))[::150]
    chips = np.stack([chip(engine, rgb(path)) for path in pictures])
    assert len(chips) >= 5
    difference = engine.encoder.encode(chips) - dlib_encoder.encode(chips)
    assert np.linalg.norm(difference, axis=1).max() < 5e-6


def test_a_face_is_encoded_the_same_alone_and_among_others(
    engine: FaceEngine, chips: NDArray[np.uint8]
) -> None:
    alone = engine.encoder.encode(chips[3:4])[0]
    assert np.linalg.norm(alone - engine.encoder.encode(chips)[3]) < 5e-6
    assert (alone == engine.encoder.encode(chips[3:4])[0]).all()


def test_no_chips_no_encodings(engine: FaceEngine, dlib_encoder: Encoder) -> None:
    none = np.empty((0, 150, 150, 3), np.uint8)
    assert engine.encoder.encode(none).shape == dlib_encoder.encode(none).shape == (0, 128)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((150, 150, 3), np.uint8),
        np.zeros((1, 96, 96, 3), np.uint8),
        np.zeros((1, 150, 150, 3), np.float32),
    ],
)
def test_other_arrays_are_refused(
    engine: FaceEngine, dlib_encoder: Encoder, wrong: NDArray[np.uint8]
) -> None:
    for encoder in (engine.encoder, dlib_encoder):
        with pytest.raises(ValueError, match="chips are uint8"):
            encoder.encode(wrong)


def test_the_network_is_kept_as_two_files_and_made_again_when_either_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chips: NDArray[np.uint8], engine: FaceEngine
) -> None:
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path))
    make_onnx_file()
    kept = {name: (tmp_path / name).read_bytes() for name in (GRAPH_NAME, WEIGHTS_NAME)}
    for name, made in kept.items():
        (tmp_path / name).write_bytes(made[:1000] + b"\xff" + made[1001:])
        OnnxEncoder()
        assert (tmp_path / name).read_bytes() == made
    monkeypatch.setattr(models, "find_spec", lambda _: None)
    encoded = OnnxEncoder().encode(chips[:1])  # kept: the model is not needed
    assert (encoded == engine.encoder.encode(chips[:1])).all()


def test_in_one_file_or_in_two_it_is_the_same_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chips: NDArray[np.uint8]
) -> None:
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path))
    first, later = OnnxEncoder(), OnnxEncoder()
    assert (first.encode(chips[:2]) == later.encode(chips[:2])).all()


def test_without_a_writable_cache_the_engine_works_from_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    engine: FaceEngine, chips: NDArray[np.uint8],
) -> None:  # fmt: skip
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(in_the_way / "cache"))
    with caplog.at_level(logging.WARNING):
        other = FaceEngine.load()
    assert len(caplog.messages) == 1
    assert (other.encoder.encode(chips[:2]) == engine.encoder.encode(chips[:2])).all()
    gray = gray_of(live("chen")[30])
    assert other.detector.search(gray) == engine.detector.search(gray)


@pytest.mark.parametrize("contents", [b"", b"not a model", None])
def test_a_damaged_model_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contents: bytes | None
) -> None:
    if contents is None:  # a good network with other weights is another network
        good = bytearray(models.model_path(models.ENCODER).read_bytes())
        good[1_000_000] ^= 1
        contents = bytes(good)
        engines: tuple[type[Encoder], ...] = (OnnxEncoder,)
    else:
        engines = (OnnxEncoder, DlibEncoder)
    damaged = tmp_path / models.ENCODER
    damaged.write_bytes(contents)
    monkeypatch.setattr(models, "model_path", lambda _: damaged)
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    for engine in engines:
        with pytest.raises(DeviceMissing, match=r"damaged or of another version; install"):
            engine()
