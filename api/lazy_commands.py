"""Commands whose module is loaded when they are called: one start pays for one command.

Loading all of them takes longer than most of them run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from api.loading import loading


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command stands: ``module:name`` of a function, or of a Typer with commands below.

    ``help`` is a function's line of help; a Typer bears its own.
    """

    place: str
    help: str = ""

    def load(self, name: str) -> Any:
        """The command, its module loaded."""
        module, _, attribute = self.place.partition(":")
        with loading():
            found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            command: Any = get_group(found)
        else:
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(name, help=self.help)(found)
            command = get_command(alone)
        command.name = name
        return command


def lazy_group(commands: Mapping[str, Lazy]) -> type[TyperGroup]:
    """A group of the commands, in their order."""

    class LazyGroup(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
            return list(commands)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
            found = commands.get(cmd_name)
            return found.load(cmd_name) if found else None

    return LazyGroup
