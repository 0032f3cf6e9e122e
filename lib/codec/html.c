/* HTML and SVG: texts, data URIs, charts. */
#include <string.h>

#include "codec/html.h"
#include "codec/utf8.h"

static const char style[] =
    "body{font:15px/1.45 system-ui,sans-serif;margin:0;background:#f6f7f9;color:#1c2330}"
    "header,section{max-width:1180px;margin:0 auto;padding:18px 24px}"
    "h1{font-size:24px;margin:8px 0}h2{font-size:17px;margin:20px 0 8px}"
    ".facts{display:flex;flex-wrap:wrap;gap:12px}"
    ".fact{background:#fff;border:1px solid #dfe3ea;border-radius:8px;padding:8px 14px}"
    ".fact b{display:block;font-size:19px}.fact span{color:#5b6678;font-size:13px}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:14px}"
    ".card{background:#fff;border:1px solid #dfe3ea;border-radius:8px;padding:12px;overflow:hidden}"
    ".card .label{font-weight:600}.card .place{color:#5b6678;font-size:12px;overflow-wrap:anywhere}"
    ".views{display:flex;gap:8px;margin:8px 0;align-items:flex-end}"
    "figure{margin:0;flex:1;min-width:0}figcaption{font-size:11px;color:#5b6678}"
    "figure img{width:100%;max-height:240px;object-fit:contain;background:#e9ecf1}"
    "figure.small img{image-rendering:pixelated}svg{max-width:100%;height:auto}"
    "figure.wide{flex-basis:100%}.views.spectra{flex-direction:column;align-items:stretch}"
    ".spectra img{height:110px;object-fit:fill}audio{width:100%;height:32px}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere;max-height:220px;overflow:auto;font-size:13px;margin:"
    "8px 0}"
    ".numbers{color:#5b6678;font-size:12px}.error{color:#a3261b;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;background:#fff;border:1px solid #dfe3ea}td,th{padding:4px "
    "14px;text-align:right}"
    "td:first-child{text-align:left}"
    "svg text{font:13px system-ui,sans-serif;fill:#1c2330}";

aift_status aift__html_text(aift__buf *out, const char *text, size_t size)
{
    aift__buf clean;
    aift__buf_init(&clean, out->context, out->max);
    aift_status status = aift__utf8_repair(text, size, &clean);
    for (size_t i = 0; i < clean.size && status == AIFT_OK; i++) {
        const char c = clean.data[i];
        const char *name = c == '<'   ? "&lt;"
                           : c == '>' ? "&gt;"
                           : c == '&' ? "&amp;"
                           : c == '"' ? "&quot;"
                                      : NULL;
        bool control = (unsigned char)c < 0x20 && c != '\n' && c != '\t';
        status = name      ? aift__buf_add_text(out, name)
                 : control ? aift__buf_add_text(out, "\xEF\xBF\xBD")
                           : aift__buf_add(out, &c, 1);
    }
    aift__buf_finish(&clean);
    return status;
}

aift_status aift__html_begin_style(aift__buf *out, const char *title, const char *css)
{
    AIFT__TRY(aift__buf_add_text(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; "
        "img-src data:; media-src data:\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>"));
    AIFT__TRY(aift__html_text(out, title, strlen(title)));
    AIFT__TRY(aift__buf_add_text(out, "</title><style>"));
    AIFT__TRY(aift__buf_add_text(out, css));
    return aift__buf_add_text(out, "</style></head><body>\n");
}

aift_status aift__html_begin(aift__buf *out, const char *title)
{
    return aift__html_begin_style(out, title, style);
}

aift_status aift__html_end(aift__buf *out)
{
    return aift__buf_add_text(out, "</body></html>\n");
}

aift_status aift__html_base64(aift__buf *out, const void *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = bytes;
    if (n == 0)
        return AIFT_OK;
    if (n > out->max / 2)
        return aift__fail(AIFT_E_RANGE, "the page would be larger than %zu bytes", out->max);
    AIFT__TRY(aift__buf_reserve(out, n / 3 * 4 + 4));
    for (size_t i = 0; i < n; i += 3) {
        const size_t left = AIFT__MIN(n - i, 3);
        const uint32_t word = (uint32_t)at[i] << 16 | (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
                              (left > 2 ? (uint32_t)at[i + 2] : 0);
        char four[4] = {digits[word >> 18], digits[word >> 12 & 63], left > 1 ? digits[word >> 6 & 63] : '=',
                        left > 2 ? digits[word & 63] : '='};
        AIFT__TRY(aift__buf_add(out, four, sizeof four));
    }
    return AIFT_OK;
}

aift_status aift__html_data(aift__buf *out, const char *type, const void *bytes, size_t n)
{
    AIFT__TRY(aift__buf_addf(out, "data:%s;base64,", type));
    return aift__html_base64(out, bytes, n);
}

/* Bytes of a name that there is room for: whole characters. */
static size_t shown(const char *name)
{
    enum { ROOM = 28 };
    size_t n = 0;
    for (size_t characters = 0; name[n] && characters < ROOM; n++)
        characters += ((unsigned char)name[n + 1] & 0xC0) != 0x80;
    return n;
}

aift_status aift__html_bars(aift__buf *out, const aift__html_bar *bars, size_t n)
{
    enum { LINE = 24, NAME = 220, BAR = 640 };
    int64_t most = 1;
    for (size_t i = 0; i < n; i++)
        most = AIFT__MAX(most, bars[i].value);
    AIFT__TRY(aift__buf_addf(out, "<svg width=\"%d\" height=\"%zu\" viewBox=\"0 0 %d %zu\" role=\"img\">",
                             NAME + BAR + 120, n * LINE, NAME + BAR + 120, n * LINE));
    for (size_t i = 0; i < n; i++) {
        const int64_t width = bars[i].value * BAR / most;
        AIFT__TRY(
            aift__buf_addf(out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", NAME - 8, i * LINE + 17));
        const size_t fitting = shown(bars[i].name);
        AIFT__TRY(aift__html_text(out, bars[i].name, fitting));
        AIFT__TRY(aift__buf_addf(
            out,
            "%s</text><rect x=\"%d\" y=\"%zu\" width=\"%lld\" height=\"%d\" rx=\"3\" fill=\"#3f6fd1\"/>"
            "<text x=\"%lld\" y=\"%zu\">%lld</text>",
            bars[i].name[fitting] ? "..." : "", NAME, i * LINE + 4, (long long)AIFT__MAX(width, 1), LINE - 8,
            (long long)(NAME + width + 8), i * LINE + 17, (long long)bars[i].value));
    }
    return aift__buf_add_text(out, "</svg>\n");
}
