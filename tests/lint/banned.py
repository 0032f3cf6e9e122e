#!/usr/bin/env python3
"""Functions that the library must not call, looked for in its compiled objects: banned.py libaift.a

Memory comes from the context's allocator; the library never prints, exits, aborts, installs signal handlers, reads
the environment or depends on the locale.
"""
import re
import subprocess
import sys

from common import Report, files

# what, the symbols, the files that may
RULES = [
    ("allocates past the context", "malloc calloc realloc free", ["lib/base/alloc.c"]),
    ("allocates past the context", """reallocarray strdup strndup asprintf vasprintf posix_memalign memalign
        aligned_alloc valloc getline getdelim open_memstream fopen fdopen scandir wcsdup __asprintf_chk __vasprintf_chk __strdup
        __strndup""", []),
    ("allocates, and calls the operating system", "opendir fdopendir realpath", ["lib/base/"]),
    ("prints", """printf puts putchar putc perror vprintf dprintf vdprintf stdout stderr stdin syslog
        __printf_chk __vprintf_chk __dprintf_chk psignal err errx warn warnx""", []),
    ("ends the process", """exit _exit _Exit quick_exit abort __assert_fail __assert raise atexit on_exit
        pthread_exit""", []),
    ("leaves a function past its end", "longjmp _longjmp siglongjmp __longjmp_chk",
     ["lib/formats/jpeg.c", "lib/formats/png.c"]),  # libjpeg and libpng report errors in no other way
    ("handles signals", "signal sigaction sigprocmask pthread_sigmask bsd_signal sigset alarm setitimer", []),
    ("reads the environment", "getenv secure_getenv setenv putenv unsetenv environ clearenv wordexp", []),
    ("reads the environment (TZ)", "localtime localtime_r mktime tzset ctime ctime_r", []),
    ("changes the locale", "setlocale newlocale uselocale", []),
    ("depends on the locale", "localeconv strtod strtof", ["lib/base/number.c"]),
    ("depends on the locale", """atof strtold strfmon wcstod scanf sscanf fscanf vsscanf vfscanf __isoc99_sscanf
        __isoc99_fscanf __isoc99_vsscanf strcoll strxfrm strftime strcasecmp strncasecmp tolower toupper isalpha isdigit
        isalnum isspace isupper islower ispunct isprint isxdigit __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc
        towlower towupper mbstowcs mbrtowc wcrtomb strerror strerror_r perror gettext regcomp fnmatch""", []),
    ("has hidden state", """rand srand random srandom drand48 lrand48 strtok asctime gmtime getpwnam tmpnam tempnam
        mktemp""", []),
    ("sends signals", "kill tgkill pthread_kill", ["lib/base/"]),  # to see whether a process is alive
    ("starts programs", "system popen fork vfork execve execvp execv posix_spawn", []),
    ("has no bound", "gets strcpy strcat sprintf vsprintf stpcpy __strcpy_chk __strcat_chk __sprintf_chk", []),
]

report = Report("banned functions")
sources = {re.sub(r"/", "_", path[len("lib/"):]) + ".o": path for path in files("lib", endings=(".c",))}
rules = {symbol: (what, allowed) for what, symbols, allowed in RULES for symbol in symbols.split()}

listing = subprocess.run(["nm", "-A", "-u", sys.argv[1]], check=True, capture_output=True, text=True).stdout
seen = set()
for line in listing.splitlines():
    found = re.match(r".*?:([^:]+\.o):\s+[Uwv] ([^@\s]+)", line)
    if not found:
        continue
    object_name, symbol = found.groups()
    source = sources.get(object_name, object_name)
    seen.add(object_name)
    what, allowed = rules.get(symbol, (None, []))
    if what and not any(source.startswith(place) for place in allowed):
        report.fault(source, f"{symbol}() {what}")
report.looked_at = len(seen)
if report.looked_at and "base_alloc.c.o" not in seen:
    report.fault(sys.argv[1], "objects are not named as expected, so their sources are not known")
report.end()
