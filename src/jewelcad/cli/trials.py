"""What ``jewelcad doctor`` tries: programs that fail where something does not work."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True)
class Trial:
    """One thing jewelcad needs, a program that proves it, and how to mend it.

    Parameters
    ----------
    modules : of an extra that need not be installed; without one of them it is not tried
    """

    name: str
    program: str
    mend: str
    modules: tuple[str, ...] = ()

    @property
    def installed(self) -> bool:
        return all(find_spec(name) is not None for name in self.modules)


BAND = """
from jewelcad import Ring, RingSize, design
from jewelcad.shanks import Shank, flat

@design(title="Band")
def band() -> Ring:
    return Ring(Shank(RingSize("US 7"), flat(3, 1.6)), alloy="18k yellow")
"""

PAGE = f"""
import asyncio, pathlib, tempfile
import aiohttp, watchfiles
from jewelcad.viewer.server import serving

async def main(script):
    async with serving(str(script)) as address, aiohttp.ClientSession() as http:
        async with http.ws_connect(f"{{address}}live") as page:
            await page.send_json({{"type": "build", "id": 1}})
            while (told := await page.receive_json())["type"] != "scene":
                assert told["type"] in ("design", "building"), told["message"]

with tempfile.TemporaryDirectory() as folder:
    script = pathlib.Path(folder) / "band.py"
    script.write_text({BAND!r})
    asyncio.run(main(script))
"""

PHOTOGRAPH = """
import numpy as np, trimesh
import mitsuba_oidn
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview import Scene
from jewelcad.preview.photo import photo_of
ball = trimesh.creation.icosphere(2)
faces = np.array(ball.faces, dtype=np.int32)
body = np.zeros(len(faces), dtype=np.int32)
scene = Scene(Mesh(np.array(ball.vertices), faces, body, ("ball",)))
picture = np.asarray(photo_of(scene, size=(48, 48)).convert("L"))
assert float(picture.max()) - float(picture.min()) > 50, "the photograph is blank"
"""

FILM = """
import tempfile, pathlib
import imageio_ffmpeg
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "film.mp4"
    writer = imageio_ffmpeg.write_frames(str(path), (32, 32), codec="libx264", macro_block_size=2)
    writer.send(None)
    for grey in range(0, 250, 50):
        writer.send(bytes([grey]) * (32 * 32 * 3))
    writer.close()
    assert path.stat().st_size > 500, "the film is empty"
"""

TRIALS = (
    Trial(
        "kernel",
        "import cadquery as cq\n"
        "v = cq.Workplane().box(2, 2, 2).cut(cq.Workplane().sphere(0.5)).val().Volume()\n"
        "assert 7.4 < v < 7.5, v\n",
        "pip install --force-reinstall cadquery cadquery-ocp",
    ),
    Trial(
        "meshes",
        "from manifold3d import Manifold\n"
        "v = (Manifold.cube([2, 2, 2]) - Manifold.cube([1, 1, 1])).volume()\n"
        "assert abs(v - 7) < 1e-9, v\n",
        "pip install --force-reinstall manifold3d",
    ),
    Trial(
        "rays",
        "import numpy as np\n"
        "from embreex.mesh_construction import TriangleMesh\n"
        "from embreex.rtcore_scene import EmbreeScene\n"
        "s = EmbreeScene()\n"
        "p = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=np.float32)\n"
        "TriangleMesh(scene=s, vertices=p, indices=np.array([[0, 1, 2]], dtype=np.int32))\n"
        "o = np.array([[0.2, 0.2, 1]], dtype=np.float32)\n"
        "d = np.array([[0, 0, -1]], dtype=np.float32)\n"
        "assert s.run(o, d)[0] == 0\n",
        "pip install --force-reinstall embreex",
    ),
    Trial(
        "3MF",
        "import lib3mf\n"
        "w = lib3mf.get_wrapper() if hasattr(lib3mf, 'get_wrapper') else lib3mf.Wrapper()\n"
        "assert w.CreateModel() is not None\n",
        "pip install --force-reinstall lib3mf",
    ),
    Trial(
        "pictures",
        "import pyvista as pv\n"
        "from jewelcad.preview.window import exposed, offscreen\n"
        "with offscreen((64, 64)) as plotter:\n"
        "    plotter.add_mesh(pv.Sphere(), color='white')\n"
        "    plotter.set_background('black')\n"
        "    assert exposed(plotter)[0][..., :3].max() > 100, 'the picture is black'\n",
        "install Mesa for off-screen OpenGL (Debian, Ubuntu: apt install libegl1 libgl1-mesa-dri)",
    ),
    Trial("page", PAGE, "pip install --force-reinstall 'jewelcad[web]'", ("aiohttp", "watchfiles")),
    Trial(
        "photographs",
        PHOTOGRAPH,
        "pip install --force-reinstall 'jewelcad[render]'",
        ("mitsuba", "mitsuba_oidn"),
    ),
    Trial("films", FILM, "pip install --force-reinstall 'jewelcad[video]'", ("imageio_ffmpeg",)),
)
