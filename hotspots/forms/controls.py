"""One control town: a circle, or the file of a boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from django import forms
from shapely.geometry import mapping

from layers.boundary_files import read_boundary
from layers.geo_input import position_from_text
from layers.projection import geometry_to_degrees, to_metres
from layers.strict_text import InputRefused
from members.forms import one_line

_LEAST_RADIUS_M: Final = 100
_MOST_RADIUS_M: Final = 2000
_CORNERS: Final = 16  # of a quarter circle


class ControlForm(forms.Form):
    """One control town: a name, and a circle or the file of a boundary."""

    name = forms.CharField(label="Name of the town", max_length=80, required=False)
    lat = forms.CharField(label="Latitude of its centre", max_length=20, required=False)
    lng = forms.CharField(label="Longitude", max_length=20, required=False)
    radius = forms.IntegerField(
        label="Radius in metres",
        min_value=_LEAST_RADIUS_M,
        max_value=_MOST_RADIUS_M,
        required=False,
    )
    file = forms.FileField(
        label="Or a boundary file",
        help_text="GeoJSON, zipped Shapefile, GeoPackage or KML",
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        controls: Sequence[Mapping[str, Any]] = (),
        number: int = 0,
    ) -> None:
        prefix = f"control-{number}"
        super().__init__(data, files, prefix=prefix, initial=_initial(controls, number))
        self._kept = {one["name"]: one for one in controls}

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = [one for one in ("lat", "lng", "radius", "file") if cleaned.get(one)]
        if not cleaned.get("name"):
            if told:
                self.add_error("name", "Give the town a name, or leave the whole row empty.")
            return cleaned
        if not self.errors:
            self._place(cleaned, told)
        return cleaned

    def _place(self, cleaned: dict[str, Any], told: list[str]) -> None:
        name = cleaned["name"]
        try:
            if "file" in told:
                cleaned["control"] = _of_file(name, cleaned["file"].read())
            elif set(told) >= {"lat", "lng", "radius"}:
                at = position_from_text(cleaned["lng"], cleaned["lat"])
                cleaned["control"] = _of_circle(name, at, cleaned["radius"])
            elif name in self._kept and not told:
                cleaned["control"] = dict(self._kept[name])
            else:
                self.add_error("lat", "Give latitude, longitude and radius, or a boundary file.")
        except InputRefused as reason:
            self.add_error("file" if "file" in told else "lat", str(reason))


def _of_file(name: str, content: bytes) -> dict[str, Any]:
    found = read_boundary(content)
    return {
        "name": name,
        "source": f"Boundary file, SHA-256 {found.sha256[:16]}",
        "geometry": mapping(found.shape),
    }


def _of_circle(name: str, at: tuple[float, float], radius: int) -> dict[str, Any]:
    (east,), (north,) = to_metres(np.array([at[0]]), np.array([at[1]]))
    circle = shapely.Point(east, north).buffer(radius, quad_segs=_CORNERS)
    return {
        "name": name,
        "source": f"Circle of {radius} m round {at[1]:.5f}, {at[0]:.5f}",
        "geometry": mapping(geometry_to_degrees(circle)),
        "circle": {"lng": f"{at[0]:.6f}", "lat": f"{at[1]:.6f}", "radius": radius},
    }


def _initial(controls: Sequence[Mapping[str, Any]], number: int) -> dict[str, Any]:
    if number >= len(controls):
        return {}
    return {"name": controls[number]["name"], **controls[number].get("circle", {})}
