"""From UTM zone 32 (EPSG:25832), in which Danish authorities give positions, to degrees.

The series of Krüger (1912) to the third order, which is exact to less than a millimetre.
"""

from math import asin, atan2, cos, cosh, degrees, radians, sin, sinh

# The ellipsoid GRS 80, the scale and the false easting of UTM, and the middle of the zone.
_FLATTENING = 1 / 298.257222101
_N = _FLATTENING / (2 - _FLATTENING)
_RADIUS = 6_378_137.0 / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_SCALE = 0.9996
_FALSE_EASTING = 500_000.0
_MIDDLE = radians(9)
_BETA = (
    _N / 2 - 2 / 3 * _N**2 + 37 / 96 * _N**3,
    _N**2 / 48 + _N**3 / 15,
    17 / 480 * _N**3,
)
_DELTA = (2 * _N - 2 / 3 * _N**2 - 2 * _N**3, 7 / 3 * _N**2 - 8 / 5 * _N**3, 56 / 15 * _N**3)


def to_degrees(easting: float, northing: float) -> tuple[float, float]:
    """Return latitude and longitude of a point that lies in metres in zone 32."""
    xi = northing / (_SCALE * _RADIUS)
    eta = (easting - _FALSE_EASTING) / (_SCALE * _RADIUS)
    north = xi - sum(
        beta * sin(2 * order * xi) * cosh(2 * order * eta)
        for order, beta in enumerate(_BETA, start=1)
    )
    east = eta - sum(
        beta * cos(2 * order * xi) * sinh(2 * order * eta)
        for order, beta in enumerate(_BETA, start=1)
    )
    conformal = asin(sin(north) / cosh(east))
    latitude = conformal + sum(
        delta * sin(2 * order * conformal) for order, delta in enumerate(_DELTA, start=1)
    )
    return degrees(latitude), degrees(_MIDDLE + atan2(sinh(east), cos(north)))
