import numpy as np
import pytest

from fixtures.studio.film.wearables import Head, Piece, glasses, mask, tube


def _head() -> Head:
    """Return a head as an egg, with the landmarks of the base mesh's proportions."""
    rng = np.random.default_rng(1)
    way = rng.normal(size=(6000, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    skin = way * [0.75, 1.15, 0.95] + [0, 7.9, 0.45]
    return Head(
        skin=skin,
        left_eye=np.array([0.31, 8.18, 1.25]),
        right_eye=np.array([-0.31, 8.18, 1.25]),
        bridge=np.array([0.0, 8.2, 1.45]),
        chin=np.array([0.0, 7.0, 1.1]),
    )


def _whole(piece: Piece) -> None:
    assert np.isfinite(piece.vertices).all()
    assert {i for face in piece.faces for i in face} <= set(range(len(piece.vertices)))


def test_a_wire_is_as_thick_as_asked() -> None:
    line = np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]])
    vertices, faces = tube(line, 0.1)
    assert np.hypot(vertices[:, 1], vertices[:, 2]) == pytest.approx(0.1, abs=1e-3)
    assert len(faces) == 16
    assert len(tube(line, 0.1, closed=True)[1]) == 24


def test_glasses_sit_before_both_eyes() -> None:
    head = _head()
    frame, lenses = glasses(head)
    _whole(frame)
    _whole(lenses)
    assert lenses.vertices[:, 2].min() > head.left_eye[2]
    assert frame.vertices[:, 0].max() == pytest.approx(-frame.vertices[:, 0].min(), abs=0.02)
    assert frame.vertices[:, 2].min() < 0.5


def test_a_mask_covers_mouth_and_nose_without_a_slit_and_touches_no_skin() -> None:
    head = _head()
    sheet, loops = mask(head)
    _whole(sheet)
    _whole(loops)
    mouth = np.array([0.0, 7.45])
    off = np.abs(sheet.vertices[:, :2] - mouth).max(axis=1)
    assert off.min() < 0.08
    assert sheet.vertices[:, 1].max() < head.left_eye[1]
    assert sheet.vertices[:, 1].min() < head.chin[1]
    # every vertex lies outside the egg
    inside = (((sheet.vertices - [0, 7.9, 0.45]) / [0.75, 1.15, 0.95]) ** 2).sum(axis=1) < 0.97
    assert not inside.any()
    # a closed sheet: each inner edge has two faces
    edges: dict[tuple[int, int], int] = {}
    for face in sheet.faces:
        for a, b in zip(face, face[1:] + face[:1], strict=True):
            edge = (min(a, b), max(a, b))
            edges[edge] = edges.get(edge, 0) + 1
    assert set(edges.values()) == {1, 2}
    assert sum(n == 1 for n in edges.values()) == 2 * (40 + 24)
