"""Models, dictionaries and modules are loaded once and stay: no search for garbage walks them.

A full search walks some millions of objects: half a second of a start, and a pause of a quarter of
a second in one page of thirty.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """No search for garbage within the block: all that is made there is kept."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@contextmanager
def kept_aside() -> Iterator[None]:
    """What is there when the block begins is left out of the searches until it ends."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
