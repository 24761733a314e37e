"""Restricts a verifier's process. All of it is best effort: restrictions that the system does not support are skipped."""
import ctypes
import errno
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


# Landlock, see landlock(7). Its system call numbers are the same on all architectures that support it.
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
    """Restricts file access to the process's own folder, Python and the system's libraries; where the kernel
    supports it, also blocks TCP and signals to other processes."""
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


# seccomp(2). A process limit does not apply to root; a system call filter applies to everyone. For each architecture: its kernel
# identifier and its call numbers. Calls that start processes or threads fail as they do at a limit; a process may only signal itself.
MACHINES = {
    "x86_64": (0xC000003E, {"clone": 56, "fork": 57, "vfork": 58, "kill": 62, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129,
                            "rt_tgsigqueueinfo": 297, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "socket": 41}),
    "aarch64": (0xC00000B7, {"clone": 220, "kill": 129, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
                             "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "socket": 198}),
}
ON_ALL_MACHINES = {"pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_open": 434, "clone3": 435, "pidfd_getfd": 438}
STARTS, SIGNALS = {"clone", "clone3", "fork", "vfork"}, {"kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"}
SET_SECCOMP, FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NUMBER_AT, MACHINE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
OTHER_NUMBERING = 0x40000000


class Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("jump_true", ctypes.c_uint8), ("jump_false", ctypes.c_uint8), ("value", ctypes.c_uint32)]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(Instruction))]


def filter_of(machine, process):
    """Builds the filter, which checks the architecture, then the call number and, for signals, the target."""
    number, calls = MACHINES[machine]
    refuse = (RETURN, 0, 0, REFUSE | errno.EPERM)
    steps = [(LOAD, 0, 0, MACHINE_AT), (EQUAL, 1, 0, number), refuse,
             (LOAD, 0, 0, NUMBER_AT), (AT_LEAST, 0, 1, OTHER_NUMBERING), refuse]
    for name, call in {**calls, **ON_ALL_MACHINES}.items():
        if name in SIGNALS:
            steps += [(EQUAL, 0, 4, call), (LOAD, 0, 0, FIRST_ARGUMENT_AT), (EQUAL, 0, 1, process), (RETURN, 0, 0, ALLOW), refuse]
        else:
            steps += [(EQUAL, 0, 1, call), (RETURN, 0, 0, REFUSE | (errno.EAGAIN if name in STARTS else errno.EPERM))]
    return steps + [(RETURN, 0, 0, ALLOW)]


def confine_calls():
    """Blocks new processes and threads, signals to other processes, and the network."""
    machine = os.uname().machine if sys.platform.startswith("linux") and sys.maxsize > 1 << 32 else None
    if machine not in MACHINES:
        return False
    steps = filter_of(machine, os.getpid())
    program = Program(len(steps), (Instruction * len(steps))(*(Instruction(*step) for step in steps)))
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0


def isolate(limits, seconds):
    if hasattr(os, "setsid"):
        try:
            os.setsid()
        except OSError:
            pass
    # If the server is killed in the meantime, nothing else would end this process.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    for confine in (lambda: confine_files(os.getcwd()), confine_calls):
        try:
            confine()
        except (OSError, AttributeError, ValueError):
            pass
    limit_resources(limits)
