"""A sketch of what each check means: sections in metal, what is measured between arrows.

Every sketch is an SVG of 240 x 160 by itself: metal hatched, stones blue, the finger pink, what is
at fault red.
"""

from __future__ import annotations

import math
from html import escape

from jewelcad.checks.table import check_named
from jewelcad.errors import ParameterError

WIDTH, HEIGHT = 240, 160
"""Of every sketch."""

STYLE = """
.metal { fill: url(#hatch); stroke: #5a4a1f; stroke-width: 1.4; stroke-linejoin: round; }
.air { fill: #fffdf8; stroke: #5a4a1f; stroke-width: 1.4; stroke-linejoin: round; }
.gem { fill: #dcebf4; stroke: #3f7391; stroke-width: 1.2; stroke-linejoin: round; }
.finger { fill: #f5ddd0; stroke: #b08a78; stroke-width: 1; }
.mould { fill: #d5d9d2; stroke: #7a8276; stroke-width: 1; }
.thin { fill: none; stroke: #7d766a; stroke-width: 1; stroke-dasharray: 4 3; }
.line { fill: none; stroke: #5a4a1f; stroke-width: 1.2; stroke-linejoin: round; }
.fault { fill: #a3201d; fill-opacity: 0.3; stroke: #a3201d; stroke-width: 1.4; }
.spot { fill: none; stroke: #a3201d; stroke-width: 1.6; stroke-dasharray: 5 3; }
.arrow { fill: none; stroke: #a3201d; stroke-width: 1.6; }
.head { fill: #a3201d; stroke: none; }
text { font: 12px Georgia, serif; fill: #a3201d; text-anchor: middle; }
"""


def picture(word: str) -> str:
    """The sketch of a check, by its code or name, as a file by itself.

    Raises
    ------
    ParameterError
        If there is no such check, or none has drawn its sketch.
    """
    check = check_named(word)
    if check.code not in SKETCHES:
        raise ParameterError(f"{check.code} {check.name} has no sketch yet.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">'
        f"<title>{check.code} {escape(check.name)}: {escape(check.title)}</title>"
        f"<style>{STYLE}</style>"
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#f4e8c6"/>'
        '<path d="M0 0V6" stroke="#c9a94f" stroke-width="1.6"/></pattern></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fffdf8"/>'
        f"{''.join(SKETCHES[check.code])}</svg>\n"
    )


def path(kind: str, d: str) -> str:
    return f'<path class="{kind}" d="{d}"/>'


def metal(d: str) -> str:
    return path("metal", d)


def ring(x: float, y: float, outer: float, inner: float) -> str:
    """A ring of metal seen along the finger."""
    rounds = ((outer, 1), (inner, 0))
    halves = [
        f"M{x - r:g} {y:g}A{r:g} {r:g} 0 1 {turn} {x + r:g} {y:g}"
        f"A{r:g} {r:g} 0 1 {turn} {x - r:g} {y:g}Z"
        for r, turn in rounds
    ]
    return metal("".join(halves))


def circle(kind: str, x: float, y: float, r: float) -> str:
    return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{r:g}"/>'


def spot(x: float, y: float, r: float = 14.0) -> str:
    """A ring round what is at fault."""
    return circle("spot", x, y, r)


def words(x: float, y: float, text: str) -> str:
    return f'<text x="{x:g}" y="{y:g}">{escape(text)}</text>'


def mirrored(*shapes: str) -> str:
    """Shapes and, left of the middle, their mirror image."""
    drawn = "".join(shapes)
    return f'{drawn}<g transform="matrix(-1 0 0 1 {WIDTH} 0)">{drawn}</g>'


def gem(x: float, y: float, width: float) -> str:
    """A brilliant from the side, its girdle's upper edge at a height."""
    points = [(-0.5, 0), (-0.28, -0.16), (0.28, -0.16), (0.5, 0), (0.5, 0.03), (0, 0.46)]
    placed = [(x + width * a, y + width * b) for a, b in (*points, (-0.5, 0.03))]
    return path("gem", "M" + "L".join(f"{a:g} {b:g}" for a, b in placed) + "Z")


def arrow(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line that ends in a head."""
    turn = math.atan2(y1 - y0, x1 - x0)
    c, s = math.cos(turn), math.sin(turn)
    ends = [(x1 - 7 * c - 3 * s * k, y1 - 7 * s + 3 * c * k) for k in (1, -1)]
    head = " ".join(f"{a:.1f} {b:.1f}" for a, b in ((x1, y1), *ends))
    body = path("arrow", f"M{x0:g} {y0:g}L{x1 - 5 * c:.1f} {y1 - 5 * s:.1f}")
    return f'{body}<path class="head" d="M{head}Z"/>'


def span(x0: float, y0: float, x1: float, y1: float) -> str:
    """A length between two points: arrows within it."""
    x, y = (x0 + x1) / 2.0, (y0 + y1) / 2.0
    return arrow(x, y, x0, y0) + arrow(x, y, x1, y1)


def gap(x0: float, y0: float, x1: float, y1: float, out: float = 22.0) -> str:
    """A short length between two points: arrows from outside."""
    size = math.hypot(x1 - x0, y1 - y0)
    c, s = out * (x1 - x0) / size, out * (y1 - y0) / size
    return arrow(x0 - c, y0 - s, x0, y0) + arrow(x1 + c, y1 + s, x1, y1)


def claw(top: float = 56.0, deep: float = 170.0) -> str:
    """A stone's edge, near, and the claw over it: how high it ends, how deep the girdle's notch."""
    stone = path("gem", "M10 68H126L170 100V106L119 150H10Z")
    return stone + metal(
        f"M150 150V123L{deep:g} 106V100L140 78.2Q134 {top:g} 162 {top:g}"
        f"Q200 {top:g} 200 {top + 34:g}V150Z"
    )


STONE = gem(120, 60, 100)

SKETCHES: dict[str, tuple[str, ...]] = {
    "JC101": (
        path("line", "M30 130L60 50L120 25L190 45L215 120L130 140Z"),
        path("line", "M60 50L95 100L30 130M95 100L130 140M120 25L95 100M120 25L150 85L190 45"),
        path("line", "M150 85L130 140M150 85L215 120"),
        path("fault", "M95 100L120 25L150 85L130 140Z"),
        words(123, 92, "open"),
    ),
    "JC102": (
        metal("M20 60H160V100H20Z"),
        metal("M110 30L225 95L205 130L90 65Z"),
        path("fault", "M110 60H160V58.3L163 60L160 60V100H152L90 65L93 60Z"),
        spot(129, 78, 44),
    ),
    "JC103": (
        metal("M30 30H70V105H166V30H174V135H30Z"),
        gap(166, 62, 174, 62, 26),
        words(170, 22, "wall"),
    ),
    "JC104": (
        metal("M25 50H90L215 95L90 110H25Z"),
        path("arrow", "M157 74Q150 88 154 102"),
        words(176, 58, "angle"),
        spot(206, 94, 16),
    ),
    "JC105": (
        metal("M25 40H135V120H25Z"),
        metal("M165 60H210V100H165Z"),
        spot(187, 80, 36),
        words(187, 138, "loose"),
    ),
    "JC106": (
        metal("M30 25H210V135H30Z"),
        path("air", "M85 80Q85 50 120 50T155 80T120 110T85 80Z"),
        spot(120, 80, 46),
        words(120, 84, "shut"),
    ),
    "JC107": (
        metal("M25 35H114V125H25Z"),
        metal("M126 35H215V125H126Z"),
        gap(114, 80, 126, 80, 28),
        words(120, 24, "gap"),
    ),
    "JC108": (
        metal("M25 60H112V115H25Z"),
        metal("M128 60H215V115H128Z"),
        path("thin", "M112 60H128M112 115H128"),
        gap(112, 46, 128, 46),
        words(120, 32, "hole"),
        span(140, 60, 140, 115),
        words(162, 92, "depth"),
    ),
    "JC109": (
        metal("M35 25H85V95H205V135H35Z"),
        path("thin", "M85 60Q85 95 120 95"),
        spot(85, 95, 16),
        arrow(140, 60, 97, 85),
        words(165, 54, "radius"),
    ),
    "JC110": (
        metal("M25 30H105V72H215V90H105V130H25Z"),
        span(60, 30, 60, 130),
        gap(165, 72, 165, 90),
        spot(105, 81, 18),
    ),
    "JC111": (
        metal("M20 95H75Q75 25 120 25T165 95H220V120H165Q165 138 120 138T75 120H20Z"),
        circle("thin", 120, 81, 45),
        span(75, 81, 165, 81),
        words(120, 72, "thick"),
    ),
    "JC112": (
        metal("M25 30H70V70H190Q198 76 190 82H70V130H25Z"),
        gap(130, 70, 130, 82),
        spot(190, 76, 16),
        words(186, 112, "held at"),
        words(186, 127, "one end"),
    ),
    "JC113": (
        path("thin", "M25 125A105 105 0 0 1 215 125"),
        metal("M25 125L66 77L174 77L215 125Z"),
        gap(120, 65, 120, 77),
        words(150, 30, "off the surface"),
    ),
    "JC114": (
        path("line", "M20 120H220M20 120V106M70 120V112M120 120V106M170 120V112M220 120V106"),
        words(120, 140, "20 mm"),
        ring(120, 82, 10, 6),
        gap(110, 60, 130, 60),
        words(120, 40, "0.8 mm?"),
    ),
    "JC115": (
        metal("M40 30H106V50H60V115H180V50H134V30H200V135H40Z"),
        path("air", "M60 50H106V30H134V50H180V115H60Z"),
        gap(106, 40, 134, 40),
        words(120, 22, "drain"),
        words(120, 88, "hollow"),
    ),
    "JC116": (
        metal("M25 30H113V125H25Z"),
        metal("M127 30H215V125H127Z"),
        path("thin", "M113 30H127M113 125H127"),
        span(140, 30, 140, 125),
        words(165, 82, "depth"),
        gap(113, 140, 127, 140, 22),
    ),
    "JC117": (
        metal("M20 25H46V140H20Z"),
        metal("M194 25H220V140H194Z"),
        metal("M46 58H194V76H46Z"),
        metal("M46 86H194V104H46Z"),
        gap(120, 76, 120, 86, 20),
        words(120, 130, "between rails"),
    ),
    "JC118": (
        metal("M20 60H104L110 100H130L136 60H220V130H20Z"),
        gap(107, 80, 133, 80, 26),
        words(120, 48, "width"),
        span(170, 60, 170, 100),
        path("thin", "M130 100H180"),
        words(198, 84, "depth"),
    ),
    "JC119": (
        metal("M20 95H108L112 55H128L132 95H220V135H20Z"),
        gap(110, 76, 130, 76, 26),
        words(120, 42, "width"),
        span(170, 55, 170, 95),
        path("thin", "M128 55H180"),
        words(200, 79, "height"),
    ),
    "JC201": (
        metal("M20 73H60L77 88L94 73H146L163 88L180 73H220V130H20Z"),
        gem(72, 65, 88),
        gem(168, 65, 88),
        gap(116, 66, 124, 66, 30),
        words(120, 28, "apart"),
    ),
    "JC202": (
        metal("M150 150V52Q150 36 168 36T186 56V150Z"),
        STONE,
        path("fault", "M150 45.5L170 60V63L150 80.2Z"),
        spot(160, 63, 26),
    ),
    "JC203": (
        mirrored(metal("M136 140V114L177 78V48H210V140Z")),
        gem(120, 60, 100),
        gap(170, 61, 177, 61),
        words(190, 38, "room"),
    ),
    "JC204": (
        mirrored(metal("M182 30H205V140H182Z")),
        gem(120, 60, 100),
        spot(172, 62, 16),
        arrow(120, 112, 120, 142),
        mirrored(spot(172, 62, 16)),
    ),
    "JC205": (
        claw(),
        path("thin", "M126 68V14M140 78V32M170 100V14"),
        span(126, 20, 170, 20),
        span(140, 40, 170, 40),
        words(100, 24, "whole"),
        words(206, 44, "covered"),
    ),
    "JC206": (
        claw(top=44.0),
        path("thin", "M126 68H230"),
        gap(216, 44, 216, 68, 16),
        words(190, 34, "over"),
    ),
    "JC207": (
        claw(deep=188.0),
        gap(188, 103, 200, 103, 30),
        words(218, 90, "left"),
    ),
    "JC208": (
        metal("M62 60H70V64L120 107L170 64V60H178V140H62Z"),
        STONE,
        gap(170, 61, 178, 61, 26),
        words(207, 46, "beside"),
    ),
    "JC209": (
        mirrored(metal("M150 81L170 64V38H205V150H176V92H150Z")),
        gem(120, 60, 100),
        gap(163, 72, 163, 92, 24),
        words(120, 132, "under"),
    ),
    "JC210": (
        path("finger", "M10 160Q120 82 230 160Z"),
        gem(120, 52, 130),
        gap(120, 111.8, 120, 121, 16),
        words(150, 152, "finger"),
    ),
    "JC211": (
        mirrored(metal("M158 158V98L172 86V82L150 68Q146 60 160 60T190 78V158Z")),
        gem(120, 28, 100),
        arrow(120, 78, 120, 122),
        mirrored(spot(156, 67, 13)),
    ),
    "JC301": (
        ring(120, 80, 70, 58),
        circle("thin", 120, 80, 50),
        span(62, 80, 178, 80),
        words(120, 72, "bore"),
    ),
    "JC302": (
        path("finger", "M10 45H230V115H10Z"),
        metal("M70 28H170V45H70Z"),
        metal("M70 115H170V132H70Z"),
        span(70, 18, 170, 18),
        words(120, 84, "width"),
    ),
    "JC303": (
        path("finger", "M10 112H230V160H10Z"),
        metal("M50 112Q60 40 120 40T190 112Z"),
        mirrored(spot(188, 108, 15)),
        words(120, 140, "finger"),
    ),
    "JC304": (
        metal("M45 160A75 75 0 0 1 195 160H181A61 61 0 0 0 59 160Z"),
        metal("M98 88L84 46H92L112 86ZM142 88L156 46H148L128 86Z"),
        gem(120, 42, 72),
        path("thin", "M120 99H225M140 30H225"),
        span(212, 30, 212, 99),
        words(182, 68, "height"),
    ),
    "JC401": (
        path("mould", "M20 15H220V52H140V80H175V108H65V80H100V52H20Z"),
        metal("M20 52H100V80H65V108H175V80H140V52H220V140H20Z"),
        path("fault", "M65 80H100V108H65ZM140 80H175V108H140Z"),
        arrow(120, 46, 120, 4),
        words(162, 36, "pull"),
    ),
    "JC402": (
        path("mould", "M20 12H220V35H130V66H160V122H80V66H110V35H20Z"),
        metal("M20 35H110V66H80V122H160V66H130V35H220V148H20Z"),
        path("fault", "M110 66H80V112.5ZM130 66H160V112.5Z"),
        arrow(120, 104, 120, 18),
        words(180, 28, "rubber"),
    ),
}
"""By codes; within a sketch what comes later lies over what comes before."""
