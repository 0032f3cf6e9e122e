#!/usr/bin/env python3
"""Functions that the library must not call, looked for in its compiled objects: banned.py libaift.a

Memory comes from the context's allocator; the library never prints, exits, aborts, installs signal handlers, reads
the environment or depends on the locale. Tried on objects that call all of these functions: each must be found.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from common import Report, files

# what, the symbols, the files that may
RULES = [
    ("allocates past the context", "malloc calloc realloc free", ["lib/base/alloc.c"]),
    ("allocates past the context", """reallocarray strdup strndup asprintf vasprintf posix_memalign memalign
        aligned_alloc valloc getline getdelim open_memstream fopen fdopen scandir wcsdup __asprintf_chk __vasprintf_chk __strdup
        __strndup __libc_malloc __libc_calloc __libc_realloc __libc_memalign cfree pvalloc tmpfile""", []),
    ("allocates, and calls the operating system", "opendir fdopendir realpath", ["lib/base/"]),
    ("prints", """printf fprintf puts fputs putchar putc fputc putw fwrite fflush perror vprintf vfprintf dprintf vdprintf
        stdout stderr stdin syslog vsyslog __printf_chk __fprintf_chk __vprintf_chk __vfprintf_chk __dprintf_chk __vdprintf_chk
        psignal psiginfo err errx warn warnx verr verrx vwarn vwarnx error""", []),
    ("ends the process", """exit _exit _Exit quick_exit at_quick_exit abort __assert_fail __assert_perror_fail __assert raise atexit on_exit
        pthread_exit""", []),
    ("leaves a function past its end", "longjmp _longjmp siglongjmp __longjmp_chk",
     ["lib/formats/jpeg.c", "lib/formats/png.c"]),  # libjpeg and libpng report errors in no other way
    ("handles signals", "signal sigaction sigprocmask pthread_sigmask bsd_signal sigset alarm setitimer", []),
    ("reads the environment", "getenv secure_getenv setenv putenv unsetenv environ clearenv wordexp", []),
    ("reads the environment (TZ)", "localtime localtime_r mktime tzset ctime ctime_r", []),
    ("changes the locale", "setlocale newlocale uselocale", []),
    ("depends on the locale", """localeconv strtod strtof strtold atof strfmon wcstod wcstof wcstold nl_langinfo scanf sscanf fscanf vsscanf vfscanf __isoc99_sscanf
        __isoc99_fscanf __isoc99_vsscanf __isoc99_vfscanf strcoll strxfrm strftime strcasecmp strncasecmp tolower toupper isalpha isdigit
        isalnum isspace isupper islower ispunct isprint isxdigit __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc
        towlower towupper mbstowcs mbrtowc wcrtomb strerror strerror_r perror gettext regcomp fnmatch""", []),
    ("has hidden state", """rand srand random srandom drand48 lrand48 strtok asctime gmtime getpwnam tmpnam tempnam
        mktemp""", []),
    ("sends signals", "kill tgkill pthread_kill", ["lib/base/"]),  # to see whether a process is alive
    ("starts programs", "system popen fork vfork execve execvp execv posix_spawn", []),
    ("has no bound", "gets strcpy strcat sprintf vsprintf stpcpy __strcpy_chk __strcat_chk __sprintf_chk", []),
]

# What is nowhere, and what is in one file at most.
NOWHERE = "printf exit abort getenv setlocale signal strtod"
IN_ALLOC = "malloc calloc realloc free strdup asprintf"

report = Report("banned functions")
sources = {re.sub(r"/", "_", path[len("lib/"):]) + ".o": path for path in files("lib", endings=(".c",))}
rules = {}
for what, symbols, allowed in RULES:
    for symbol in symbols.split():
        rules[symbol] = (what, allowed)


def calls(library):
    """(object, symbol) of what each object of a library needs from elsewhere."""
    listing = subprocess.run(["nm", "-A", "-u", library], check=True, capture_output=True, text=True).stdout
    for line in listing.splitlines():
        found = re.match(r".*?:([^:]+\.o):\s+[Uwv] ([^@\s]+)", line)
        if found:
            yield found.groups()


def faults(library):
    """(source, symbol, what) of each call that is not allowed."""
    for object_name, symbol in calls(library):
        source = sources.get(object_name, object_name)
        what, allowed = rules.get(symbol, (None, []))
        if what and not any(source.startswith(place) for place in allowed):
            yield source, symbol, what


def found_in(object_name):
    """What is found in an object of this name that needs every function there is a rule for."""
    with tempfile.TemporaryDirectory() as folder:
        text = os.path.join(folder, "all.s")
        with open(text, "w", encoding="utf-8") as file:
            file.write(".data\n" + "".join(f".quad {symbol}\n" for symbol in rules))
        made, library = os.path.join(folder, object_name), os.path.join(folder, "liball.a")
        subprocess.run([shutil.which("as") or "as", text, "-o", made], check=True)
        subprocess.run(["ar", "rc", library, made], check=True)
        return {symbol for _, symbol, _ in faults(library)}


seen = {object_name for object_name, _ in calls(sys.argv[1])}
for source, symbol, what in faults(sys.argv[1]):
    report.fault(source, f"{symbol}() {what}")
report.looked_at = len(seen)
if report.looked_at and "base_alloc.c.o" not in seen:
    report.fault(sys.argv[1], "objects are not named as expected, so their sources are not known")

for symbol in set(rules) - found_in("models_bert.c.o"):
    report.fault("models_bert.c.o", f"needs {symbol}, and it was not found")
inside = found_in("base_alloc.c.o")
for symbol in NOWHERE.split():
    if symbol not in inside:
        report.fault("tests/lint/banned.py", f"{symbol} is allowed somewhere")
for symbol in IN_ALLOC.split():
    if rules[symbol][1] not in ([], ["lib/base/alloc.c"]):
        report.fault("tests/lint/banned.py", f"{symbol} is allowed in {rules[symbol][1]}")
report.end()
