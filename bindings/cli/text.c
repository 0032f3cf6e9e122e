/* Texts: as JSON, cut to a width, and with what is no UTF-8 replaced. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

void cli_text_one_line(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            *text = ' ';
}

/* The bytes of the code point at `text`, or minus the bytes to replace. Unicode's table 3-7. */
static int sequence(const unsigned char *text, size_t size)
{
    unsigned char c = text[0], low = 0x80, high = 0xBF;
    int more = c < 0x80                 ? 0
               : c >= 0xC2 && c <= 0xDF ? 1
               : c >= 0xE0 && c <= 0xEF ? 2
               : c >= 0xF0 && c <= 0xF4 ? 3
                                        : -1;
    if (more < 0)
        return -1;
    if (c == 0xE0)
        low = 0xA0;
    else if (c == 0xED)
        high = 0x9F;
    else if (c == 0xF0)
        low = 0x90;
    else if (c == 0xF4)
        high = 0x8F;
    for (int i = 1; i <= more; i++, low = 0x80, high = 0xBF)
        if ((size_t)i >= size || text[i] < low || text[i] > high)
            return -i;
    return more + 1;
}

char *cli_text_replace_invalid(const char *text, size_t size, size_t *out_size)
{
    const unsigned char *from = (const unsigned char *)text;
    char *out = size < SIZE_MAX / 3 ? malloc(size * 3 + 1) : NULL; /* one bad byte becomes three */
    size_t n = 0;
    for (size_t i = 0; out && i < size;) {
        int length = sequence(from + i, size - i);
        size_t step = (size_t)(length < 0 ? -length : length);
        size_t put = length < 0 ? sizeof replacement - 1 : step;
        memcpy(out + n, length < 0 ? replacement : text + i, put);
        n += put;
        i += step;
    }
    if (out)
        out[n] = '\0';
    *out_size = n;
    return out;
}

void cli_text_write_json(FILE *to, const char *text)
{
    size_t size = strlen(text);
    fputc('"', to);
    for (size_t i = 0; i < size;) {
        int length = sequence((const unsigned char *)text + i, size - i);
        unsigned char c = (unsigned char)text[i];
        if (length < 0)
            fputs(replacement, to);
        else if (c == '"' || c == '\\')
            fprintf(to, "\\%c", c);
        else if (c < 0x20)
            fprintf(to, "\\u%04x", c);
        else
            fwrite(text + i, 1, (size_t)length, to);
        i += (size_t)(length < 0 ? -length : length);
    }
    fputc('"', to);
}

static bool begins_code_point(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

size_t cli_text_width(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += begins_code_point(*text);
    return width;
}

void cli_text_column(FILE *to, const char *text, size_t width, bool right)
{
    size_t wide = cli_text_width(text), keep = wide > width ? width - 3 : wide, seen = 0;
    int fill = (int)(wide > width ? 0 : width - wide);
    fprintf(to, "%*s", right ? fill : 0, "");
    for (; *text; text++) {
        seen += begins_code_point(*text);
        if (seen > keep)
            break;
        fputc((unsigned char)*text < 0x20 || *text == 0x7F ? ' ' : *text, to);
    }
    fprintf(to, "%s%*s", wide > width ? "..." : "", right ? 0 : fill, "");
}

const char *cli_text_count(char buf[32], long long number)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", number), at = 0;
    for (int i = 0; i < n; i++) {
        buf[at++] = digits[i];
        if ((n - 1 - i) % 3 == 0 && i + 1 < n && digits[i] != '-')
            buf[at++] = ',';
    }
    buf[at] = '\0';
    return buf;
}

const char *cli_text_time(char buf[32], double seconds)
{
    const double year = 365.25 * 24 * 3600;
    long long s = seconds > 0 && seconds < year ? (long long)(seconds + 0.5) : 0;
    if (seconds >= year)
        snprintf(buf, 32, "%.1f years", seconds / year);
    else if (s < 3600)
        snprintf(buf, 32, "%lld:%02lld", s / 60, s % 60);
    else
        snprintf(buf, 32, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    return buf;
}

const char *cli_text_rate(char buf[32], double rate)
{
    if (rate < 999.5)
        snprintf(buf, 32, "%.0f", rate);
    else if (rate < 999.5e3)
        snprintf(buf, 32, "%.1fk", rate / 1e3);
    else
        snprintf(buf, 32, "%.1fM", rate / 1e6);
    return buf;
}

void cli_text_shell(FILE *to, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./=:,+@%";
    if (*text && !text[strspn(text, plain)]) {
        fputs(text, to);
        return;
    }
    fputc('\'', to);
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", to);
        else
            fputc(*text, to);
    fputc('\'', to);
}
