"""OpenGL off the screen and on it, which says clearly when it cannot."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import JewelcadError, ParameterError

_CHOICE = "VTK_DEFAULT_OPENGL_WINDOW"
_EGL, _MESA = "vtkEGLRenderWindow", "vtkOSOpenGLRenderWindow"

NO_OPENGL = (
    "There is no off-screen OpenGL, so no picture can be made. On Debian or Ubuntu: "
    "apt-get install libegl1 libgl1-mesa-dri (software rendering; no graphics card or screen is "
    "needed)."
)

NO_SCREEN = (
    "There is no screen to open a window on (DISPLAY names none that answers). Leave --desktop "
    "out: the page in the browser shows the same."
)


@contextmanager
def offscreen(size: tuple[int, int]) -> Iterator[Any]:
    """A pyvista plotter of ``size`` pixels that never opens a window, closed at the end.

    Raises
    ------
    JewelcadError
        When the machine has no off-screen OpenGL.
    """
    with _quiet() as heard:
        plotter = _plotter(size)
        try:
            yield plotter
            _refuse_errors(heard.GetOutput())
        finally:
            plotter.close()


@contextmanager
def on_screen(size: tuple[int, int], title: str) -> Iterator[Any]:
    """A pyvista plotter in a window of the screen, closed at the end.

    Raises
    ------
    ParameterError
        When there is no screen a window can open on.
    """
    import pyvista

    _check_screen()
    plotter = pyvista.Plotter(
        window_size=list(size), lighting="none", theme=pyvista.themes.Theme(), notebook=False
    )
    try:
        if plotter.render_window.GetClassName() in (_EGL, _MESA):
            raise ParameterError(NO_SCREEN)
        plotter.render_window.SetWindowName(title)
        plotter.render_window.SetMultiSamples(4)
        yield plotter
    finally:
        plotter.close()


def _check_screen() -> None:
    """Ask X for its screen before VTK does: where there is none, VTK ends the process."""
    if not sys.platform.startswith("linux"):
        return
    name = ctypes.util.find_library("X11")
    if not os.environ.get("DISPLAY") or name is None:
        raise ParameterError(NO_SCREEN)
    x11 = ctypes.CDLL(name)
    x11.XOpenDisplay.restype, x11.XOpenDisplay.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    screen = x11.XOpenDisplay(None)
    if not screen:
        raise ParameterError(NO_SCREEN)
    x11.XCloseDisplay(screen)


def exposed(plotter: Any) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Draw once: RGBA pixels, and how far each lies before the camera (mm; inf for nothing).

    Pyvista's own ways of asking for these draw again each time.
    """
    from vtkmodules.vtkRenderingCore import vtkWindowToImageFilter

    plotter.render_window.Render()
    reader = vtkWindowToImageFilter()
    reader.SetInput(plotter.render_window)
    reader.ReadFrontBufferOff()
    reader.ShouldRerenderOff()
    reader.SetInputBufferTypeToRGBA()
    pixels = _array(reader)
    reader.SetInputBufferTypeToZBuffer()
    return pixels, _distances(plotter.camera, _array(reader)[..., 0])


def _array(reader: Any) -> Any:
    """The filter's picture, rows from the top, in memory of its own."""
    from vtkmodules.util.numpy_support import vtk_to_numpy

    reader.Modified()
    reader.Update()
    image = reader.GetOutput()
    width, height, _ = image.GetDimensions()
    flat = vtk_to_numpy(image.GetPointData().GetScalars())
    return flat.reshape(height, width, -1)[::-1].copy()


def _distances(camera: Any, z: NDArray[np.float32]) -> NDArray[np.float64]:
    """What a z-buffer means in mm along the camera's axis."""
    near, far = camera.clipping_range
    share = z.astype(np.float64)
    if camera.parallel_projection:
        away = near + share * (far - near)
    else:
        away = near * far / (far - share * (far - near))
    return np.where(share < 1, away, np.inf)


def _plotter(size: tuple[int, int]) -> Any:
    import pyvista

    with _prefer_egl():
        plotter = pyvista.Plotter(
            off_screen=True, window_size=list(size), lighting="none", theme=pyvista.themes.Theme()
        )
    kind = plotter.render_window.GetClassName()
    # VTK falls back to OSMesa without looking for it, and then crashes the process.
    if kind == _MESA and not ctypes.util.find_library("OSMesa"):
        raise JewelcadError(NO_OPENGL)
    plotter.render_window.SetAlphaBitPlanes(1)
    plotter.render_window.SetMultiSamples(4)
    plotter.set_background("black")
    return plotter


@contextmanager
def _prefer_egl() -> Iterator[None]:
    """On Linux ask VTK for EGL, whether or not there is a screen; elsewhere its own choice."""
    before = os.environ.get(_CHOICE)
    if before is None and sys.platform.startswith("linux"):
        os.environ[_CHOICE] = _EGL
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_CHOICE, None)


@contextmanager
def _quiet() -> Iterator[Any]:
    """VTK's messages collected instead of printed."""
    from vtkmodules.vtkCommonCore import vtkLogger, vtkOutputWindow, vtkStringOutputWindow

    window, verbosity = vtkOutputWindow.GetInstance(), vtkLogger.GetCurrentVerbosityCutoff()
    heard = vtkStringOutputWindow()
    vtkOutputWindow.SetInstance(heard)
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_OFF)
    try:
        yield heard
    finally:
        vtkOutputWindow.SetInstance(window)
        vtkLogger.SetStderrVerbosity(verbosity)


def _refuse_errors(heard: str) -> None:
    lines = [line for line in heard.splitlines() if line.startswith("ERROR:")]
    if lines:
        raise JewelcadError(f"The picture failed in OpenGL: {' '.join(heard.split())[:400]}")
