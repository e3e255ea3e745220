"""Where the trained models are: the files that face_recognition_models brings."""

from importlib.util import find_spec
from pathlib import Path

from station_gate.installed import IN_CHECKOUT
from station_gate.problems import DeviceMissing

PACKAGE = "face_recognition_models"
ENCODER = "dlib_face_recognition_resnet_model_v1.dat"
FIVE_POINTS = "shape_predictor_5_face_landmarks.dat"
SIXTY_EIGHT_POINTS = "shape_predictor_68_face_landmarks.dat"
_HOW = " (make setup)" if IN_CHECKOUT else ""


def model_path(name: str) -> Path:
    """Return the path of one of the package's model files.

    The package is found but not imported: importing it takes long and warns
    about ``pkg_resources``. Raises ``DeviceMissing`` when it or the file is absent.
    """
    spec = find_spec(PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / "models" / name
        if path.is_file():
            return path
    raise DeviceMissing(
        f"The face model {name} is missing; install the {PACKAGE} package again{_HOW}."
    )


def damaged(name: str) -> DeviceMissing:
    """Return the problem of a model file that cannot be used."""
    return DeviceMissing(
        f"The face model {name} is damaged or of another version; "
        f"install the {PACKAGE} package again{_HOW}."
    )
