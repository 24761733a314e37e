"""What the process of a verifier may not do. All of it is best effort: what a system does not offer is left out."""
import ctypes
import os
import signal
import sys


def limit_resources(limits):
    try:
        import resource
    except ImportError:
        return
    for name, value in limits.items():
        kind = getattr(resource, "RLIMIT_" + name, None)
        if kind is not None:
            try:
                hard = resource.getrlimit(kind)[1]
                value = value if hard == resource.RLIM_INFINITY else min(value, hard)
                resource.setrlimit(kind, (value, value))
            except (ValueError, OSError):
                pass


# Landlock (landlock(7)): the numbers of its system calls are the same on all machines that have it.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
READ = EXECUTE | READ_FILE | READ_DIR
FILE_RIGHTS = (EXECUTE | WRITE_FILE | READ_FILE)
RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK = 3
SIGNALS_AND_SOCKETS = 3


class PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def confine_files(folder):
    """Leaves the process its own folder and the files of Python and the system's libraries; and no TCP
    and no signals to others, where the kernel can refuse them."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION))
    if version < 1:
        return False
    rights = RIGHTS_BY_VERSION[min(version, 5)]
    handled = (ctypes.c_uint64 * 3)(rights, NETWORK, SIGNALS_AND_SOCKETS)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    python = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, os.path.dirname(os.path.realpath(sys.executable))}
    libraries = {"/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/dev/urandom"}
    python.discard("/")
    for path, allowed in [*((path, READ) for path in python | libraries), ("/dev/null", READ_FILE | WRITE_FILE), (folder, rights & ~EXECUTE)]:
        try:
            place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        except OSError:
            continue
        rule = PathRule(allowed & rights if os.path.isdir(path) else allowed & FILE_RIGHTS, place)
        libc.syscall(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(PATH_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0))
        os.close(place)
    confined = libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    os.close(ruleset)
    return confined


def isolate(limits, seconds):
    if hasattr(os, "setsid"):
        try:
            os.setsid()
        except OSError:
            pass
    # Should the server be killed meanwhile, nobody else ends this process.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        confine_files(os.getcwd())
    except (OSError, AttributeError, ValueError):
        pass
    limit_resources(limits)
