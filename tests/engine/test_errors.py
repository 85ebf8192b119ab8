"""What a terminal is shown of texts that come from elsewhere."""

import pytest

from gradreel.engine.errors import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07\x1b[2J", r"\x1b]0;title\x07\x1b[2J"),
        ("\x9b31mred\x90q", r"\x9b31mred\x90q"),
        ("a\rb\bc\x7f\x00", r"a\rb\x08c\x7f\x00"),
        ("gnp.\u202eexe\u2066\u200b\ufeff", r"gnp.\u202eexe\u2066\u200b\ufeff"),
        ("a\u2028b\u0085c\udc80", r"a\u2028b\x85c\udc80"),
        ("a\nb\tc", r"a\nb\tc"),
        ("5\u00a0kg, \u5b66\u4e60\u3000\u2212\u03b2\u2080 \u00e9", None),
    ],
)
def test_a_text_only_shows(text: str, shown: str | None) -> None:
    assert plain(text) == (text if shown is None else shown)


def test_line_breaks_may_stay() -> None:
    assert plain("a\n\x1b\tb", keep="\n\t") == "a\n\\x1b\tb"
