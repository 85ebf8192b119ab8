"""How bash, zsh and fish ask what to offer for a word, where click's own way falls short."""

import os
import re
from typing import ClassVar, Final

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
)

SPECIAL: Final = re.compile(r"[^\w@%+:,./=~-]")
"""What bash would take for something else than a part of a word."""
ESCAPED: Final = r"\\\\\g<0>"
"""With two backslashes, as click's script reads one of them away."""
ZSH_BEGIN: Final = "    local -a response\n"
FISH: Final = """\
function %(complete_func)s;
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
COMP_CWORD=(commandline -t) %(prog_name)s);
    set -l before (string match -r -- '^--[^=]*=' (commandline -t));

    for completion in $response;
        set -l metadata (string split -m 1 "," $completion);

        if test $metadata[1] = "dir";
            __fish_complete_directories $metadata[2] | string replace -r '^' -- "$before";
        else if test $metadata[1] = "file";
            __fish_complete_path $metadata[2] | string replace -r '^' -- "$before";
        else if test $metadata[1] = "plain";
            echo "$before$metadata[2]";
        end;
    end;
end;

complete --no-files --command %(prog_name)s --arguments \
"(%(complete_func)s)";
"""


@add_completion_class
class Bash(BashComplete):
    """Completes as bash asks, which takes `--theme=li` for three words."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is begun, and that one."""
        before, begun = super().get_completion_args()
        return [word for word in before if word != "="], begun

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Write an offer as it would be typed: bash takes a space in it for the word's end."""
        if item.type == "plain" and not _begins_with_quote():
            item = CompletionItem(SPECIAL.sub(ESCAPED, item.value))
        return super().format_completion(item)


def _begins_with_quote() -> bool:
    """Whether the word that is begun is quoted, so that bash adds what it needs itself."""
    return bool(re.search(r"""(?:^|[\s=])["'][^"']*$""", os.environ["COMP_WORDS"]))


@add_completion_class
class Zsh(ZshComplete):
    """Completes what follows `--theme=`; zsh puts an offer in the place of the whole word."""

    source_template: ClassVar[str] = ZshComplete.source_template.replace(
        ZSH_BEGIN, f"{ZSH_BEGIN}    [[ $PREFIX == --*=* ]] && compset -P 1 '*='\n"
    )

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Offer whole words, but for files, which zsh finds itself."""
        name, sign, _ = incomplete.partition("=")
        found = super().get_completions(args, incomplete)
        if not (sign and name.startswith("--")):
            return found
        before = {"plain": f"{name}="}
        return [
            CompletionItem(f"{before.get(each.type, '')}{each.value}", each.type) for each in found
        ]


@add_completion_class
class Fish(FishComplete):
    """Completes what follows `--theme=`, and values with commas."""

    source_template: ClassVar[str] = FISH
