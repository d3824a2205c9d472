"""Processes that end with their parent."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from cmsmeta.lib.children import Children
from tests.environment import ROOT


class Stopped(Exception):
    pass


class Interrupted(subprocess.Popen):
    """A start during which somebody presses Ctrl-C."""

    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        STARTED.append(self.pid)
        signal.raise_signal(signal.SIGINT)


STARTED: list[int] = []


def stop(number, frame):
    raise Stopped


def test_a_child_is_ended_though_a_signal_comes_in_the_middle_of_its_start(tmp_path, monkeypatch):
    before = signal.signal(signal.SIGINT, stop)
    try:
        with pytest.raises(Stopped), Children(tmp_path) as children:
            monkeypatch.setattr(subprocess, "Popen", Interrupted)
            children.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], {})
    finally:
        signal.signal(signal.SIGINT, before)
    assert not psutil.pid_exists(STARTED[-1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_tests_in_order_so_that_the_servers_they_started_stop(number):
    told = f"import signal, tests.environment; signal.raise_signal({number})"  # apart: where it fails, it ends at once
    words = [sys.executable, "-c", f"import signal; signal.signal({number}, signal.SIG_DFL); {told}"]
    ended = subprocess.run(words, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert "KeyboardInterrupt" in ended.stderr
