"""Commands for several scenes: where one is named alone, they take its options too."""

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import Entry, chosen_for, entries, entry
from gradreel.scenes.cli.command import Command
from gradreel.scenes.cli.run_options import OF_DATA, RunsOption, scene_options
from gradreel.scenes.cli.spellings import spelled


class SeveralScenes(Command):
    """The command for several scenes; where one is named, it takes that one's options too."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Parse the line, by the options of the one scene that it names, if it names one."""
        one = self._only_scene(args)
        if one is None:
            try:
                return super().make_context(info_name, args, parent, **extra)
            except click.NoSuchOption as error:
                raise _of_one_scene(error) from None
        settings = (parent.default_map if parent else None) or {}
        extra["default_map"] = settings.get("render", {}).get(one.name)
        return super(SeveralScenes, self._for(one)).make_context(info_name, args, parent, **extra)

    def _only_scene(self, args: list[str]) -> Entry | None:
        """Find the one scene that a line names; options may have the names of scenes as values."""
        names = [each.name for each in entries()]
        for name in dict.fromkeys(spelled(word, names) for word in args):
            if name is not None and _named(args, self._for(entry(name)), names) == [name]:
                return entry(name)
        return None

    def _for(self, one: Entry) -> "SeveralScenes":
        """Build the command for one scene."""
        return SeveralScenes(
            self.name,
            callback=self.callback,
            chosen_for=chosen_for(one),
            params=[
                *scene_options(one),
                RunsOption(one),
                *(each for each in self.params if each.name not in OF_DATA),
            ],
            help=self.help,
        )


def _of_one_scene(error: click.NoSuchOption) -> click.NoSuchOption | RequestError:
    """Say of an option that a scene takes that the scene has to be named alone."""
    taken = {flag for one in entries() for each in scene_options(one) for flag in each.opts}
    if error.option_name not in taken:
        return error
    return RequestError(f"{error.option_name} is of one scene: name that alone, or leave it out")


def _named(args: list[str], command: click.Command, names: list[str]) -> list[str | None]:
    """Return the scenes that a line names, if a command's options are those in it."""
    context = click.Context(command, resilient_parsing=True)
    for words in (args, args[:-1]):  # the last may be an option whose value is still to come
        given, *_ = command.make_parser(context).parse_args(list(words))
        if "scenes" in given:
            return [spelled(each, names) for each in given["scenes"] or ()]
    return []
