"""Light by its wavelength: the colour of metals, the index of stones, and how a camera sees both.

Sources: the eye's colour matching functions by C. Wyman, P.-P. Sloan and P. Shirley, "Simple
Analytic Approximations to the CIE XYZ Color Matching Functions", JCGT 2 (2013) no. 2; the
Fraunhofer lines B (686.7 nm), D (589.3 nm) and G (430.8 nm), between which a stone's dispersion
and at which its index are told.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jewelcad.preview.light import linear
from jewelcad.reference.alloys import Alloy
from jewelcad.reference.metal_optics import constants, makeup

Floats = NDArray[np.float64]

LINE_B, LINE_D, LINE_G = 686.7, 589.3, 430.8
SHORTEST, LONGEST = 420.0, 680.0
"""nm; beyond, an eye sees a hundredth of what it sees of green."""

XYZ_TO_RGB = np.array(
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
)
"""To linear sRGB (IEC 61966-2-1)."""


def matching(nm: Floats) -> Floats:
    """The eye's response X, Y, Z to each wavelength, (n, 3)."""

    def lobe(middle: float, below: float, above: float) -> Floats:
        width = np.where(nm < middle, below, above)
        return np.asarray(np.exp(-0.5 * ((nm - middle) / width) ** 2))

    x = 1.056 * lobe(599.8, 37.9, 31.0) + 0.362 * lobe(442.0, 16.0, 26.7)
    x -= 0.065 * lobe(501.1, 20.4, 26.2)
    y = 0.821 * lobe(568.8, 46.9, 40.5) + 0.286 * lobe(530.9, 16.3, 31.1)
    z = 1.217 * lobe(437.0, 11.8, 36.0) + 0.681 * lobe(459.0, 26.0, 13.8)
    return np.stack([x, y, z], axis=1)


def seen(nm: Floats) -> Floats:
    """How much red, green and blue of a white light lies at each of some wavelengths, (n, 3).

    Each colour adds up to 1, so that what mirrors all of them alike is white.
    """
    weight = matching(nm) @ XYZ_TO_RGB.T
    return np.asarray(weight / weight.sum(axis=0))


def bands(count: int) -> tuple[Floats, Floats]:
    """Wavelengths (nm) evenly over what an eye sees, and their red, green and blue, none below 0.

    A single wavelength lies outside what a screen can show; what would be negative is left out.
    """
    nm = SHORTEST + (np.arange(count) + 0.5) / count * (LONGEST - SHORTEST)
    weight = np.maximum(matching(nm) @ XYZ_TO_RGB.T, 0.0)
    return nm, weight / weight.sum(axis=0)


def index_at(nm: float, index: float, dispersion: float) -> float:
    """Refractive index by Cauchy's law n = A + B/λ² of a stone.

    Parameters
    ----------
    index : at the D line
    dispersion : difference of the index from B to G
    """
    slope = dispersion / (LINE_G**-2 - LINE_B**-2)
    return float(index + slope * (nm**-2 - LINE_D**-2))


def mirrored(n: Floats, k: Floats) -> Floats:
    """The share of light a metal mirrors at square incidence."""
    return np.asarray(((n - 1) ** 2 + k**2) / ((n + 1) ** 2 + k**2))


def metal_rgb(alloy: Alloy) -> tuple[Floats, Floats] | None:
    """Index and extinction of an alloy for red, green and blue; None for what is no metal.

    The extinction is the measured one, averaged as the eye does; the index is what gives the
    colour at square incidence: of the measured spectrum, or the alloy's own where only a colour is
    known (`makeup`).
    """
    metals, known = makeup(alloy)
    if not metals:
        return None
    fine = np.arange(400.0, 701.0, 5.0)
    colour, extinction = np.zeros(3), np.zeros(3)
    for metal, share in metals.items():
        nm, n, k = np.array(constants(metal)).T
        n, k = np.interp(fine, nm, n), np.interp(fine, nm, k)
        colour += share * (seen(fine).T @ mirrored(n, k))
        extinction += share * (seen(fine).T @ k)
    return mirroring(colour if known else np.array(linear(alloy.colour)), extinction)


def mirroring(colour: Floats, extinction: Floats) -> tuple[Floats, Floats]:
    """Index and extinction of a metal that mirrors ``colour`` at square incidence.

    Of two indices the lower, as precious metals have; where no index does it with so much
    extinction, there is less of it.
    """
    share = np.clip(colour, 0.01, 0.995)
    lossy = (1 + share) / (1 - share)
    depth = np.minimum(1 + extinction**2, lossy**2)
    return lossy - np.sqrt(lossy**2 - depth), np.sqrt(np.maximum(depth - 1, 0.0))
