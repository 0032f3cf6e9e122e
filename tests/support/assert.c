/* Assertions that say what was met, and the locale of every test program. */
#include <locale.h>
#include <math.h>

#include "support.h"

/* A constructor, so that no test program can forget it. */
__attribute__((constructor)) static void use_the_locale_of_the_environment(void)
{
    setlocale(LC_ALL, "");
}

void aift_test_ok(aift_status status, const char *call, const char *file, int line)
{
    if (status == AIFT_OK)
        return;
    print_error("%s\n  returned %s: %s\n", call, aift_status_name(status), aift_last_error());
    _fail(file, line);
}

void aift_test_fails(aift_status status, aift_status want, const char *part, const char *call,
                     const char *file, int line)
{
    if (status == want && strstr(aift_last_error(), part))
        return;
    print_error("%s\n  returned %s: %s\n  expected %s with \"%s\" in the message\n", call,
                aift_status_name(status), status == AIFT_OK ? "" : aift_last_error(), aift_status_name(want),
                part);
    _fail(file, line);
}

void aift_test_close(double a, double b, double tolerance, const char *a_text, const char *b_text,
                     const char *file, int line)
{
    if (a == b || fabs(a - b) <= tolerance)
        return;
    print_error("%s is %.9g, %s is %.9g: they differ by %.3g, more than %.3g\n", a_text, a, b_text, b,
                fabs(a - b), tolerance);
    _fail(file, line);
}

void aift_test_contains(const char *text, const char *part, const char *file, int line)
{
    if (text && strstr(text, part))
        return;
    print_error("\"%s\" does not contain \"%s\"\n", text ? text : "(null)", part);
    _fail(file, line);
}
