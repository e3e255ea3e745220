"""Settings as the documentation shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from station_gate.settings.section import Section
from station_gate.settings.table import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting as the documentation shows it."""

    name: str
    default: str
    unit: str
    bounds: str
    help: str


def setting_rows() -> Iterator[SettingRow]:
    """Yield every setting in the order of the table."""
    for section, field in Settings.model_fields.items():
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, Section)
        schema = model.model_json_schema()["properties"]
        for name in model.model_fields:
            yield _row(f"{section}.{name}", schema[name])


def _row(name: str, schema: Mapping[str, Any]) -> SettingRow:
    # an optional number's bounds stand one level deeper, beside "or nothing"
    schema = {**schema.get("anyOf", [{}])[0], **schema}
    low, high = schema.get("minimum"), schema.get("maximum")
    bounds = f"{low:g} to {high:g}" if low is not None else ""
    if "enum" in schema:
        bounds = ", ".join(schema["enum"])
    default = schema.get("default")
    return SettingRow(
        name=name,
        default="" if default is None else as_toml(default),
        unit=schema.get("unit", ""),
        bounds=bounds,
        help=schema["description"],
    )


def as_toml(value: object) -> str:
    """Write a plain value as TOML does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return repr(value).replace("'", '"')
