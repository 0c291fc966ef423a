"""Find the GDAL and GEOS libraries that ship inside the pyogrio and shapely wheels."""

from importlib.util import find_spec
from pathlib import Path


def bundled_library(package: str, stem: str) -> str | None:
    """Return the path of a wheel's bundled shared library, or None for the system's own.

    File names carry a hash that changes with each release, hence the pattern.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    site = Path(spec.origin).resolve().parent.parent
    found = sorted((site / f"{package}.libs").glob(f"{stem}*.so*"))
    return str(found[0]) if found else None
