"""Runs a Python module as `python -m` does, as a child that never outlives its parent and listens on loopback only.

    python run-server.py MODULE [arguments of the module]

The parent keeps this process's standard input open; when it closes, whatever the parent died of, the process ends.
"""
import ctypes
import os
import runpy
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    # The kernel's own way holds also while a native library keeps the interpreter's lock.
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=watch_parent, daemon=True).start()


def watch_parent() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


def listen_on_loopback() -> None:
    """PersonaPlex takes `--host` and does not pass it on: without an address aiohttp listens on all of them."""
    try:
        from aiohttp import web
    except ImportError:
        return  # the module itself will say what it lacks
    run_app = web.run_app
    web.run_app = lambda app, *given, **named: run_app(app, *given, **{**named, "host": named.get("host") or "127.0.0.1"})


def show_progress() -> None:
    """Weights take minutes to be fetched, and Hugging Face's bars are silent where nobody sits at a terminal."""
    try:
        from tqdm.std import tqdm
    except ImportError:
        return
    begin = tqdm.__init__

    def shown(self, *given, **named):
        if named.get("disable", False) is None:
            named["disable"] = False
        begin(self, *given, **named)

    tqdm.__init__ = shown


end_with_parent()
listen_on_loopback()
show_progress()
sys.path.pop(0)  # this file's own folder
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
