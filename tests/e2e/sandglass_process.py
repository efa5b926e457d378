"""The real program, started as a person would, for the end-to-end tests."""
import json
import os
import pathlib
import pty
import queue
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

BINARY = os.environ["SANDGLASS_BINARY"]
SOURCE = pathlib.Path(os.environ["SANDGLASS_SOURCE_DIR"])
PATIENCE = 60.0  # seconds until something that must come counts as missing


def data_folder():
    """Folder of the real data, or None."""
    folder = os.environ.get("SANDGLASS_DATA", "")
    return pathlib.Path(folder) if folder and pathlib.Path(folder).is_dir() else None


def neighbour_tool(name):
    """A tool that lies beside the data, or None."""
    folder = data_folder()
    tool = folder.parent / "tools" / name if folder else None
    return tool if tool and tool.exists() else None


# Settings under which a question of this moment is nudged at whatever time of day the tests run.
ALL_DAY = '{hours: "00:00-24:00"}'


def run(*arguments, check=None, **options):
    """Runs the program to its end."""
    result = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                            timeout=PATIENCE * 2, **options)
    if check is not None and result.returncode != check:
        raise AssertionError(f"exit {result.returncode}, not {check}: {arguments}\n"
                             f"{result.stdout}\n{result.stderr}")
    return result


def run_on_terminal(*arguments):
    """Runs the program with a terminal for its output, to its end; what it shows there."""
    ours, its = pty.openpty()
    process = subprocess.Popen([BINARY, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=its, stderr=its)
    os.close(its)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is gone
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    if process.wait(timeout=PATIENCE) != 0:
        raise AssertionError(f"exit {process.returncode}: {arguments}\n{shown.decode()}")
    return shown.decode()


def interrupt(command, after, patience=PATIENCE):
    """Runs a command with a terminal for its standard error, and presses Ctrl-C when `after` shows there."""
    ours, its = pty.openpty()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=its, text=True,
                               env={**os.environ, "TERM": "xterm"})
    os.close(its)
    shown = b""
    is_sent = False
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not select.select([ours], [], [], 0.1)[0]:
            continue
        try:
            shown += os.read(ours, 65536)
        except OSError:  # the other end is gone
            break
        if not is_sent and after.encode() in shown:
            is_sent = True
            process.send_signal(signal.SIGINT)
    os.close(ours)
    out = process.communicate(timeout=patience)[0]
    if not is_sent:
        raise AssertionError(f"{after!r} never showed; it ended with {process.returncode}:\n{shown.decode()}")
    return subprocess.CompletedProcess(command, process.returncode, out, shown.decode())


def until(what, condition, patience=PATIENCE):
    """Waits for a condition to hold; looks again at every answer, never for a fixed time."""
    deadline = time.monotonic() + patience
    pause = threading.Event()
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        pause.wait(0.02)
    raise AssertionError(f"{what}: not within {patience} s")


class Day:
    """A generated event file, and what a plug-in is to know of it afterwards."""

    def __init__(self, path, seed, conversations, date="2026-11-22"):
        subprocess.run([os.environ["SANDGLASS_GENERATOR"], path, str(seed), str(conversations), "1", "12", date],
                       check=True, capture_output=True)
        self.path = path
        everything = [json.loads(line) for line in path.read_text().splitlines()]
        events = [event for event in everything if not _is_internal(event)]
        self.lines = len(everything)
        self.published = len(events)  # what a workstation sends that keeps internal notes to itself
        self.ids = {event["id"] for event in events}


def _is_internal(event):
    return event["data"].get("message", {}).get("visibility", "public") != "public"


class Running:
    """A program that goes on until it is stopped; its lines can be waited for."""

    def __init__(self, command, env=None, cwd=None, stdout=subprocess.PIPE):
        self.process = subprocess.Popen(list(map(str, command)), stdout=stdout,
                                        stderr=subprocess.STDOUT, text=True, env=env, cwd=cwd,
                                        errors="replace")
        self.lines = []
        self._queue = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._queue.put(line.rstrip("\n"))
        self._queue.put(None)

    def wait_for(self, text, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while True:
            try:
                line = self._queue.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"no line with {text!r} came:\n" + "\n".join(self.lines))
            if text in line:
                return line

    def has_line(self, text):
        return any(text in line for line in self.lines)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._reader.join()

    def stop(self, expected=0):
        """SIGTERM, and the exit code it must end with."""
        self.process.terminate()
        code = self.process.wait(timeout=PATIENCE)
        self._reader.join()
        if expected is not None and code != expected:
            raise AssertionError(f"ended with {code}:\n" + "\n".join(self.lines))
        return code

    def end(self):
        if self.process.poll() is None:
            self.kill()
        self.process.stdout.close()


class Workstation(Running):
    """`sandglass workstation` on a free port."""

    def __init__(self, *options):
        super().__init__([BINARY, "workstation", *options])
        line = self.wait_for("ws://")
        self.url = next(word.rstrip(",") for word in line.split() if word.startswith("ws://"))
        self.base = "http://" + self.url[len("ws://"):].split("/")[0]

    def get(self, path):
        def ask():
            try:
                with urllib.request.urlopen(self.base + path, timeout=PATIENCE) as answer:
                    return [json.load(answer)]
            except (ConnectionError, urllib.error.URLError):
                return []  # told to be unreachable, it is so for everybody
        return until(f"an answer to {path}", ask)[0]

    def inject(self, name, **arguments):
        request = urllib.request.Request(self.base + "/inject/" + name, method="POST",
                                         data=json.dumps(arguments).encode())
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"inject {name}: {error.code} {error.read()}") from error

    def state(self):
        return self.get("/state")

    def record(self):
        return self.get("/record")

    def acknowledged(self):
        """The highest number it was ever told is stored, over all connections."""
        return max((one["acked"] for one in self.record()["connections"]), default=0)


class Test(unittest.TestCase):
    """A folder of its own, and everything started in it ended."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="sandglass-e2e-")
        self.folder = pathlib.Path(self._folder.name)
        self._running = []

    def tearDown(self):
        for each in reversed(self._running):
            each.end()
        self._folder.cleanup()

    def started(self, running):
        self._running.append(running)
        return running

    def day(self, seed, conversations, **more):
        return Day(self.folder / f"day{seed}.jsonl", seed, conversations, **more)

    def workstation(self, *options):
        return self.started(Workstation(*options))

    def settings(self, url, name="sandglass.yaml", **more):
        """A settings file for one connection; the token comes from a file."""
        token = self.folder / "token"
        token.write_text(more.pop("token", "sim-desk"))
        token.chmod(0o600)
        lines = ["connections:", "  - name: desk", f"    url: {url}", f"    token_file: {token}"]
        lines += [f"{key}: {value}" for key, value in
                  {"database": self.folder / "sandglass.db", **more}.items()]
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n")
        return path

    def attach(self, settings, *options):
        return self.started(Running([BINARY, "run", "--headless", "--config", settings, *options]))

    def database(self, name="sandglass.db"):
        connection = sqlite3.connect(f"file:{self.folder / name}?mode=ro", uri=True)
        self.addCleanup(connection.close)
        return connection

    def query(self, sql, *arguments, name="sandglass.db"):
        connection = sqlite3.connect(f"file:{self.folder / name}?mode=ro", uri=True)
        try:
            return connection.execute(sql, arguments).fetchall()
        finally:
            connection.close()

    def events(self, name):
        """An event file of the real data; skips the test where there is none."""
        folder = data_folder()
        if folder is None:
            self.skipTest("SANDGLASS_DATA names no folder of real data")
        return folder / "events" / f"{name}.jsonl.gz"


def main():
    program = unittest.main(exit=False, verbosity=2)
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.testsRun and len(result.skipped) == result.testsRun:
        sys.exit(77)  # ctest counts it as skipped; the reasons are printed above
