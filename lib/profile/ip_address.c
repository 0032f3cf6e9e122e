/* IP_ADDRESS: versions 4 and 6. "1.2.3.4" is one too, but where it is more likely the version of a program it is none. */
#include "profile/recogniser.h"

bool aift__take_ipv4(const aift__scanned *s, size_t at, size_t *end)
{
    size_t p = at;
    for (int part = 0; part < 4; part++) {
        if (part > 0 && aift__char_at(s, p++) != '.')
            return false;
        const size_t n = aift__count_digits(s, p);
        int value = 0;
        for (size_t i = 0; i < n && n <= 3; i++)
            value = value * 10 + s->text[p + i] - '0';
        if (n < 1 || n > 3 || value > 255 || (n > 1 && s->text[p] == '0'))
            return false;
        p += n;
    }
    *end = p;
    return true;
}

static const char *const context[] = {"ip", "ipv4", "ipv6", NULL};

/* Words beside which four small numbers are an address, and those beside which they are none. */
static const char *const addresses[] = {"ip",     "ipv4", "ipv6",    "host",  "address", "server", "client",
                                        "router", "dns",  "gateway", "proxy", "subnet",  NULL};
static const char *const versions[] = {"version",  "ver",       "v",        "release", "released", "firmware",
                                       "build",    "revision",  "rev",      "update",  "upgrade",  "updated",
                                       "upgraded", "patch",     "software", "package", "driver",   "section",
                                       "chapter",  "installed", NULL};

static bool is_version(const aift__scanned *s, size_t start, size_t end)
{
    int most = 0, part = 0;
    if (aift__has_context(s, start, addresses))
        return false;
    if (aift__has_context(s, start, versions))
        return true;
    for (size_t i = start; i < end; i++) {
        part = s->text[i] == '.' ? 0 : part * 10 + s->text[i] - '0';
        most = AIFT__MAX(most, part);
    }
    const bool local = memcmp(s->text + start, "10.", 3) == 0;
    return most < 32 && !local; /* of all addresses one in 4,096, and of versions most */
}

static bool find_v4(const aift__scanned *s, size_t at, aift__match *out)
{
    size_t end;
    if (!aift__word_begins(s, at) || (at > 0 && s->text[at - 1] == '.') || !aift__take_ipv4(s, at, &end) ||
        !aift__word_ends(s, end))
        return false;
    const char next = aift__char_at(s, end), behind = aift__char_at(s, end + 1);
    if ((next == '.' || next == '-') && aift__is_word(behind))
        return false;
    if (at > 1 && s->text[at - 1] == '-' && aift__is_word(s->text[at - 2]))
        return false; /* name-1.2.3.4 */
    if (is_version(s, at, end))
        return false;
    *out = (aift__match){at, end, 0.6};
    return true;
}

/* ---- version 6 ---- */

/* Groups of hexadecimal digits with colons between, from `start` on; *groups counts them, *gap tells of a "::". */
static size_t take_groups(const aift__scanned *s, size_t start, int *groups, bool *gap)
{
    size_t p = start;
    *groups = 0;
    *gap = false;
    for (;;) {
        size_t n = 0, end;
        if (aift__char_at(s, p) == ':' && aift__char_at(s, p + 1) == ':') {
            if (*gap)
                return 0;
            *gap = true;
            p += 2;
        } else if (*groups > 0) {
            if (aift__char_at(s, p) != ':' || !aift__is_hex(aift__char_at(s, p + 1)))
                return p;
            p++;
        }
        if (*groups > 0 && aift__take_ipv4(s, p, &end)) {
            *groups += 2;
            return end;
        }
        while (n < 5 && aift__is_hex(aift__char_at(s, p + n)))
            n++;
        if (n > 4)
            return 0;
        if (n == 0)
            return p;
        p += n;
        ++*groups;
    }
}

static bool find_v6(const aift__scanned *s, size_t at, aift__match *out)
{
    size_t start = at;
    int groups;
    bool gap, digit = false;
    while (start > 0 && at - start < 5 && aift__is_hex(s->text[start - 1]))
        start--;
    if (at - start > 4 || !aift__word_begins(s, start) || (start > 0 && s->text[start - 1] == ':'))
        return false;
    const size_t end = take_groups(s, start, &groups, &gap);
    if (!end || (gap ? groups < 1 || groups > 7 : groups != 8) || !aift__word_ends(s, end) ||
        aift__char_at(s, end) == ':')
        return false;
    for (size_t i = start; i < end; i++)
        digit = digit || aift__is_digit(s->text[i]);
    *out = (aift__match){start, end, 0.6};
    return digit; /* "abc::def" is a name of C++ */
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    return s->text[at] == ':' ? find_v6(s, at, out) : find_v4(s, at, out);
}

const aift__recogniser aift__recogniser_ip_address = {"IP_ADDRESS", AIFT__AT_DIGIT | AIFT__AT_COLON, context,
                                                      find};
