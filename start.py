"""Set up workbench and run it; needs Python 3.11 to 3.13 and nothing else.

    python start.py                 install what is missing, then open JupyterLab on the workbench
    python start.py setup           only install
    python start.py test [...]      install, then run the tests in two processes; further arguments go to pytest
                                    (-n 0: in one process)

Everything goes into ``.venv`` beside this file, from ``requirements.lock``, whose hashes are checked.
That folder belongs to this script: it is made anew where it is half made, moved or of another Python.
"""

# Python 3.8 must understand the syntax of this file, so that it prints a sentence and not a SyntaxError.

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
CHECKOUT = Path(__file__).resolve().parent
ENVIRONMENT = CHECKOUT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "workbench-stamp.json"
UNFINISHED = ENVIRONMENT / "workbench-unfinished"
LOCK = CHECKOUT / "requirements.lock"
LINES_OF_ERROR = 25
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]  # pytest-xdist; the small files are the last
LOCKED_BYTE = 1 << 30  # beyond the end of this file, since Windows' locks keep others from reading


class StepError(Exception):
    """A step that did not work, in one sentence."""


def main(arguments=None):
    """Run the command line; return the exit code."""
    try:
        require_python(sys.version_info[:2])
        options, further = parse(arguments)
        with only_one_at_a_time():
            set_up()
        if options.command == "setup":
            return 0
        if options.command == "test":
            os.chdir(str(CHECKOUT))
            return hand_over(["-m", "pytest", *PARALLEL, *further])
        return hand_over(["-m", "workbench", "lab", *lab_arguments(options)])
    except StepError as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        print(f"\n{error.filename or 'A file'} cannot be used: {error.strerror or error}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted; the next start repairs what is half done.", file=sys.stderr)
    return 1


def require_python(version):
    """Refuse a Python that the packages of the lock are not made for."""
    if not OLDEST <= version <= NEWEST:
        found = ".".join(map(str, version))
        raise StepError(
            f"workbench needs Python 3.11, 3.12 or 3.13 and this is {found}: run start.py with one of those."
        )


def parse(arguments):
    """Read the command line; what ``test`` gets beyond our own options is pytest's."""
    parser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("command", nargs="?", choices=["lab", "setup", "test"], default="lab")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    parser.add_argument("--port", type=int, help="port of JupyterLab on this machine")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the database (or set WORKBENCH_DATA)")
    options, further = parser.parse_known_args(arguments)
    if further and options.command != "test":
        parser.error(f"unknown arguments: {' '.join(further)}")
    if options.data is not None:
        os.environ["WORKBENCH_DATA"] = str(options.data.expanduser().absolute())
    return options, further


def lab_arguments(options):
    """Return the arguments that ``workbench lab`` gets; the data folder travels in the environment."""
    arguments = ["--no-browser"] if options.no_browser else []
    return arguments if options.port is None else [*arguments, "--port", str(options.port)]


@contextlib.contextmanager
def only_one_at_a_time():
    """Wait for another start.py of this checkout that is installing."""
    with Path(__file__).open("rb") as file:
        if os.name == "nt":
            import msvcrt

            file.seek(LOCKED_BYTE)
            while True:
                with contextlib.suppress(OSError):  # it gives up after ten seconds
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Waiting for another start.py that is installing here ...", flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
            os.set_inheritable(file.fileno(), True)  # a pip that outlives a killed start.py keeps the lock
        yield


def set_up():
    """Bring ``.venv`` up to date; return at once where it is."""
    if not LOCK.is_file():
        raise StepError("There is no requirements.lock beside start.py: run it from a checkout of workbench.")
    wanted, present = stamp(), read_stamp()
    if present == wanted and not UNFINISHED.exists():
        return
    if ENVIRONMENT.exists() and (UNFINISHED.exists() or not usable(present, wanted)):
        with step("Removing a .venv that cannot be used"):
            shutil.rmtree(str(ENVIRONMENT))
    if not ENVIRONMENT.exists():
        with step("Making .venv"):
            make_environment()
    UNFINISHED.touch()
    with step("Installing the packages of requirements.lock (minutes, the first time)"):
        install()
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")
    UNFINISHED.unlink()


def stamp():
    """Describe what ``.venv`` must have been made from; it does not survive being moved."""
    inputs = hashlib.sha256(LOCK.read_bytes() + (CHECKOUT / "pyproject.toml").read_bytes()).hexdigest()
    return {"python": sys.version, "checkout": str(CHECKOUT), "inputs": inputs}


def read_stamp():
    """Return what ``.venv`` was made from; empty where that is unknown or its Python does not run."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8")) if python_version() else {}
    except (OSError, ValueError):
        return {}


def usable(present, wanted):
    """Tell whether ``.venv`` can be kept and only needs other packages."""
    moved = present.get("checkout", wanted["checkout"]) != wanted["checkout"]
    return not moved and python_version() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def python_version():
    """Return the version of the Python in ``.venv``; empty where there is none that runs."""
    program = "import sys, encodings; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", program], check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return ""
    return answer.stdout.decode().strip() if answer.returncode == 0 else ""


def make_environment():
    """Make an empty ``.venv``; the mark tells a later start that it is not finished."""
    ENVIRONMENT.mkdir()
    UNFINISHED.touch()
    base = getattr(sys, "_base_executable", "") or sys.executable  # not the .venv that was just removed
    code, said = run_quietly([base, "-m", "venv", "--without-pip", str(ENVIRONMENT)])
    if code != 0:
        raise StepError(f"Python could not make .venv.\n{said}")


def install():
    """Install by uv where there is one; by pip otherwise, and where uv fails, since it reads no pip configuration."""
    uv = shutil.which("uv")
    if uv is not None:
        code, _ = install_by([uv, "pip", "install", "--quiet", "--python", str(PYTHON)])
        if code == 0:
            return
        print("    uv could not do it; now with pip", flush=True)
    code, said = run_quietly([str(PYTHON), "-m", "ensurepip", "--default-pip"])
    if code != 0:
        raise StepError(f"This Python comes without pip (on Debian: apt install python3-venv).\n{said}")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    code, said = install_by([*pip, "--root-user-action=ignore"])
    if code != 0:
        raise StepError(
            f"The installation failed; often the package index cannot be reached. The installer said:\n{said}"
        )


def install_by(installer):
    """Install the lock and then workbench itself; return the exit code and the end of what was said."""
    code, said = run_quietly([*installer, "--require-hashes", "-r", str(LOCK)])
    if code != 0:
        return code, said
    # The lock holds the build tools too, so that nothing is fetched which it does not name.
    return run_quietly([*installer, "--no-deps", "--no-build-isolation", "-e", str(CHECKOUT)])


def run_quietly(command):
    """Run a command; return its exit code and the end of what it said."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    environment.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0")
    done = subprocess.run(
        command,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,  # see only_one_at_a_time
    )
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return done.returncode, "\n".join(lines[-LINES_OF_ERROR:])


@contextlib.contextmanager
def step(title):
    """Print what is being done, and afterwards how long it took."""
    print(f"{title} ...", flush=True)
    started = time.monotonic()
    yield
    print(f"    {time.monotonic() - started:.1f} s", flush=True)


def hand_over(arguments):
    """Go on as the Python of ``.venv``; where that cannot replace this process, wait for it."""
    command = [str(PYTHON), *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(str(PYTHON), command)
    child = subprocess.Popen(command)
    signal.signal(signal.SIGINT, lambda number, frame: None)  # the console sends Ctrl-C to the child as well
    return child.wait()


if __name__ == "__main__":
    sys.exit(main())
