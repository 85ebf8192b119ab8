"""Where the command `gradreel` begins, as does `python -m gradreel`."""

import signal

from gradreel.scenes.render.hash_seed import begin_command


def main() -> None:
    """Run the command line; until it is loaded, Ctrl-C ends the process without a word."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as after nohup
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    begin_command()
    from gradreel.scenes.cli import run_command  # noqa: PLC0415, a signal may come meanwhile

    run_command()


if __name__ == "__main__":
    main()
