"""Learns how far open eyes are: station_gate/faces/data/eyes.npz, and measures it.

    python -m tools.learn_eyes LFW CLIPS PASSENGERS

LFW is a folder with ``images/`` of Labeled Faces in the Wild, CLIPS one with recordings
of people (here GRID and Intel ASL) and PASSENGERS one with the drafts of the rendered
people (``stills/`` and ``recordings/``). In a recording the teacher is the eye aspect
ratio of dlib's 68 points over the same person's own open level, which is right where
the plain ratio is not; of LFW the closed eyes were picked by looking at the pictures.

What is printed is measured on people whom the network was not learnt from.
"""

import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

from station_gate.capture.image import read_image
from station_gate.faces import models
from station_gate.faces.alignment import AlignedFace
from station_gate.faces.engine import FaceEngine
from station_gate.faces.eyes import FILE, EyeNetwork, Patches, eye_patches
from station_gate.faces.pixels import Gray, Pixels, gray_of

DATA = Path(__file__).resolve().parent.parent / "station_gate" / "faces" / "data"
HIDDEN = 24
EPOCHS = 24
GROUPS = 8
"""Of the people of a source: each group is measured with what the others taught."""

LABELS = Path(__file__).with_name("eyes.toml")


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A chip's luminance and how far open its eyes are said to be, 0 to 1."""

    source: str
    person: str
    chip: Gray
    opened: float


@cache
def _engine() -> tuple[FaceEngine, object]:
    points = models.model_path("shape_predictor_68_face_landmarks.dat")
    return FaceEngine.load(), dlib.shape_predictor(str(points))


def face_of(pixels: Pixels) -> AlignedFace | None:
    """Find the widest face of a picture."""
    engine, _ = _engine()
    gray = gray_of(pixels)
    live = min(gray.shape) >= 400
    boxes = engine.detector.search(gray) if live else engine.detector.search_portrait(gray)
    if not boxes:
        return None
    return engine.aligner.align(pixels, max(boxes, key=lambda box: box.width))


def aspect_ratio(face: AlignedFace) -> float:
    """Return the mean eye aspect ratio by dlib's 68 points."""
    _, predictor = _engine()
    box = face.box
    edges = (round(edge) for edge in (box.left, box.top, box.right - 1, box.bottom - 1))
    parts = predictor(face.picture, dlib.rectangle(*edges)).parts()  # type: ignore[operator]
    points = np.array([(part.x, part.y) for part in parts], float)

    def apart(one: int, other: int) -> float:
        return float(np.hypot(*(points[one] - points[other])))

    ratios = [(apart(n + 1, n + 5) + apart(n + 2, n + 4)) / (2 * apart(n, n + 3)) for n in (36, 42)]
    return sum(ratios) / 2


@cache
def labels() -> dict[str, list[str]]:
    """Return the pictures of LFW with closed eyes, and those where one cannot tell."""
    return tomllib.loads(LABELS.read_text(encoding="utf-8"))


def of_picture(path: Path) -> list[Example]:
    """Take a still picture, whose name tells what is known of it."""
    face = face_of(read_image(path))
    if face is None or path.stem in labels()["unsure"]:
        return []
    rendered = path.suffix == ".png"
    closed = path.stem.endswith("_blink") if rendered else path.stem in labels()["closed"]
    source, person = path.stem.split("_")[0], path.stem.rpartition("_")[0]
    return [
        Example(
            "rendered" if rendered else "lfw",
            source if rendered else person,
            gray_of(face.chip),
            0.0 if closed else 1.0,
        )
    ]


def of_recording(path: Path) -> list[Example]:
    """Take the frames of a recording, each beside the person's own open level."""
    video = cv2.VideoCapture(str(path))
    faces = []
    while True:
        there, frame = video.read()
        if not there:
            break
        pixels = np.ascontiguousarray(frame[:, :, ::-1], dtype=np.uint8)
        face = face_of(pixels)
        if face is not None:
            faces.append((gray_of(face.chip), aspect_ratio(face)))
    own = float(np.percentile([ratio for _, ratio in faces], 80))
    rendered = path.suffix == ".avi"
    person = path.stem.split("_")[0] if rendered else path.stem
    return [
        Example(
            "rendered" if rendered else "recorded",
            person,
            chip,
            float(np.clip((ratio / own - 0.5) / 0.3, 0, 1)),
        )
        for chip, ratio in faces
    ]


def collect(lfw: Path, clips: Path, passengers: Path) -> list[Example]:
    """Look at all the material, on every core."""
    stills = sorted((lfw / "images").rglob("*.jpg")) + sorted((passengers / "stills").glob("*.png"))
    recordings = sorted((passengers / "recordings").glob("*.avi"))
    recordings += sorted((clips / "grid").iterdir()) + sorted((clips / "intel-asl").iterdir())
    with ProcessPoolExecutor() as pool:
        made = [*pool.map(of_picture, stills, chunksize=20), *pool.map(of_recording, recordings)]
    return [example for each in made for example in each]


def moved(chip: Gray, random: np.random.Generator) -> Gray:
    """Blur, darken and misplace a chip as cameras and alignment do."""
    centre = random.uniform(45, 105), random.uniform(40, 54)
    turn = cv2.getRotationMatrix2D(centre, random.uniform(-7, 7), random.uniform(0.88, 1.14))
    turn[:, 2] = turn[:, 2] + random.uniform(-2.5, 2.5, 2)
    seen = cv2.warpAffine(chip, turn, (150, 150), borderMode=cv2.BORDER_REPLICATE)
    if random.random() < 0.5:
        seen = cv2.GaussianBlur(seen, (0, 0), random.uniform(0.4, 1.6))
    noise = random.normal(0, random.uniform(0, 5), seen.shape)
    worse: Gray = np.clip(seen * random.uniform(0.5, 1.2) + noise, 0, 255).astype(np.uint8)
    return worse


def spread(example: Example, random: np.random.Generator) -> Patches:
    """Return an example's patches and those of its variations; closed eyes are rare."""
    more = {"lfw": 2, "rendered": 1, "recorded": 1}[example.source]
    if example.opened < 0.5:
        more = 24 if example.source == "lfw" else 10
    chips = [example.chip, *(moved(example.chip, random) for _ in range(more - 1))]
    return np.concatenate([eye_patches(chip) for chip in chips])


def learn(patches: Patches, opened: NDArray[np.float32]) -> EyeNetwork:
    """Learn the network by Adam, the same from the same."""
    random = np.random.default_rng(0)
    size = patches.shape[1]
    weights = [
        random.normal(0, size**-0.5, (size, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        random.normal(0, 0.3, HIDDEN).astype(np.float32),
        np.zeros(1, np.float32),
    ]
    mean = [np.zeros_like(each) for each in weights]
    square = [np.zeros_like(each) for each in weights]
    shut = opened <= 0.5
    importance = np.where(shut, 0.5 * (~shut).sum() / shut.sum(), 1).astype(np.float32)
    step = 0
    for epoch in range(EPOCHS):
        order = random.permutation(len(patches))
        rate = 2e-3 * (1 - epoch / EPOCHS) + 1e-5
        for start in range(0, len(order), 256):
            batch = order[start : start + 256]
            step += 1
            slopes = _slopes(weights, patches[batch], opened[batch], importance[batch])
            for n, slope in enumerate(slopes):
                mean[n] += 0.1 * (slope - mean[n])
                square[n] += 0.001 * (slope**2 - square[n])
                size_now = np.sqrt(square[n] / (1 - 0.999**step)) + 1e-8
                weights[n] -= rate * (mean[n] / (1 - 0.9**step)) / size_now
    return EyeNetwork(weights[0], weights[1], weights[2], float(weights[3][0]))


def _slopes(
    weights: list[NDArray[np.float32]],
    patches: Patches,
    opened: NDArray[np.float32],
    importance: NDArray[np.float32],
) -> Iterator[NDArray[np.float32]]:
    """Return the cross entropy's slope for each of the weights, with some decay."""
    inward, bias, outward, offset = weights
    hidden = np.maximum(patches @ inward + bias, 0)
    said = 1 / (1 + np.exp(-(hidden @ outward + offset[0])))
    off = (said - (0.02 + 0.96 * opened)) * importance / len(patches)
    back = off[:, None] * outward * (hidden > 0)
    return iter(
        (
            patches.T @ back + np.float32(3e-4) * inward,
            back.sum(axis=0),
            hidden.T @ off,
            off.sum(keepdims=True),
        )
    )


def main(lfw: Path, clips: Path, passengers: Path) -> None:
    """Measure with people held out, then learn from everybody and write."""
    examples = collect(lfw, clips, passengers)
    random = np.random.default_rng(1)
    patches = [spread(example, random) for example in examples]
    opened = [np.full(len(p), e.opened, np.float32) for p, e in zip(patches, examples, strict=True)]
    people = sorted({(each.source, each.person) for each in examples})
    group = {person: n % GROUPS for n, person in enumerate(people)}
    said = np.zeros(len(examples))
    for number in range(GROUPS):
        rest = [n for n, e in enumerate(examples) if group[e.source, e.person] != number]
        network = learn(
            np.concatenate([patches[n] for n in rest]), np.concatenate([opened[n] for n in rest])
        )
        for n, example in enumerate(examples):
            if group[example.source, example.person] == number:
                said[n] = network.openness(eye_patches(example.chip)).mean()
    report(examples, said)
    network = learn(np.concatenate(patches), np.concatenate(opened))
    np.savez(
        DATA / FILE,
        inward=network.inward.astype(np.float16),
        bias=network.bias,
        outward=network.outward,
        offset=np.float32(network.offset),
    )


def report(examples: list[Example], said: NDArray[np.float64]) -> None:
    """Print what share of closed and of open eyes is below some values."""
    truth = np.array([each.opened for each in examples])
    own = np.zeros(len(examples))
    for person in {(each.source, each.person) for each in examples}:
        mine = [n for n, e in enumerate(examples) if (e.source, e.person) == person]
        own[mine] = np.percentile(said[mine], 80) if len(mine) >= 20 else np.nan
    for source in ("lfw", "rendered", "recorded"):
        here = np.array([each.source == source for each in examples])
        closed, wide = here & (truth <= 0.2), here & (truth >= 0.95)
        print(f"{source}: {closed.sum()} closed, {wide.sum()} open")
        for limit in (0.1, 0.15, 0.2, 0.3, 0.5):
            print(f"  below {limit}: {_share(said[closed] < limit)}, {_share(said[wide] < limit)}")
        for limit in (0.5, 0.6, 0.7, 0.8):
            share = said / own < limit
            print(
                f"  below {limit} of the own level: {_share(share[closed & ~np.isnan(own)])}, "
                f"{_share(share[wide & ~np.isnan(own)])}"
            )


def _share(hits: NDArray[np.bool_]) -> str:
    return f"{hits.mean():.2%} ({hits.sum()})" if len(hits) else "-"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*map(Path, sys.argv[1:]))
