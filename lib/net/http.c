/* One GET by libcurl, which hands over what it has whenever somebody reads. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "net/curl.h"
#include "net/http.h"

enum {
    MAX_HEAD = 1 << 18,
    MAX_WAIT = 200 /* milliseconds between looks at the clock */,
    MAX_SECONDS = 1000000
};

typedef struct transfer {
    const char *url; /* the stream's name, once there is one */
    aift__curl curl;
    CURLM *multi;
    CURL *easy;
    aift__http_limits limits;
    unsigned char piece[CURL_MAX_WRITE_SIZE]; /* what was received and not read */
    size_t at, end;
    int64_t received, head;
    bool paused, done, too_long;
    CURLcode result;
    char reason[CURL_ERROR_SIZE];
} transfer;

/* ---- what libcurl calls ---- */

static size_t take_body(char *data, size_t one, size_t n, void *user)
{
    transfer *t = user;
    (void)one;
    if (n > sizeof t->piece)
        return CURL_WRITEFUNC_ERROR;
    if (t->at < t->end) {
        t->paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    t->received += (int64_t)n;
    t->too_long = t->received > t->limits.max_bytes;
    if (t->too_long)
        return CURL_WRITEFUNC_ERROR;
    memcpy(t->piece, data, n);
    t->at = 0;
    t->end = n;
    return n;
}

static size_t take_head(char *data, size_t one, size_t n, void *user)
{
    transfer *t = user;
    (void)data, (void)one;
    t->head += (int64_t)n;
    t->too_long = t->head > MAX_HEAD;
    return t->too_long ? 0 : n;
}

/* ---- failures ---- */

static bool is_late(const transfer *t)
{
    return aift__clock_seconds() > t->limits.deadline;
}

static aift_status fail_late(const transfer *t)
{
    return aift__fail(AIFT_E_CANCELLED, "%s: it took longer than it may", t->url);
}

static aift_status fail(const transfer *t)
{
    long code = 0;
    t->curl.easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &code);
    switch (t->result) {
    case CURLE_OUT_OF_MEMORY:
        return aift__fail_nomem(0);
    case CURLE_OPERATION_TIMEDOUT:
        return fail_late(t);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return aift__fail(AIFT_E_INVALID, "%s: expected an address of http or https, and redirects to such",
                          t->url);
    case CURLE_TOO_MANY_REDIRECTS:
        return aift__fail(AIFT_E_IO, "%s: it redirects more than %d times", t->url, AIFT__HTTP_REDIRECTS);
    case CURLE_HTTP_RETURNED_ERROR:
        return aift__fail(AIFT_E_IO, "%s: the server answers %ld", t->url, code);
    case CURLE_FILESIZE_EXCEEDED:
        break;
    default:
        if (!t->too_long)
            return aift__fail(AIFT_E_IO, "%s: %s", t->url,
                              *t->reason ? t->reason : t->curl.easy_strerror(t->result));
    }
    return aift__fail(AIFT_E_RANGE, "%s: it is longer than the maximum of %lld bytes", t->url,
                      (long long)t->limits.max_bytes);
}

/* ---- the transfer ---- */

static void look_for_end(transfer *t)
{
    int left;
    for (CURLMsg *message; (message = t->curl.multi_info_read(t->multi, &left));)
        if (message->msg == CURLMSG_DONE) {
            t->done = true;
            t->result = message->data.result;
        }
}

/* Goes on until there is something to read or the end. */
static aift_status receive(transfer *t)
{
    int running;
    if (t->paused) {
        t->paused = false;
        t->curl.easy_pause(t->easy,
                           CURLPAUSE_CONT); /* what it held back comes at once; a failure shows at the end */
    }
    while (t->at == t->end && !t->done) {
        if (is_late(t))
            return fail_late(t);
        CURLMcode code = t->curl.multi_perform(t->multi, &running);
        look_for_end(t);
        if (code == CURLM_OK && t->at == t->end && !t->done)
            code = t->curl.multi_poll(t->multi, NULL, 0, MAX_WAIT, NULL);
        if (code != CURLM_OK)
            return aift__fail(code == CURLM_OUT_OF_MEMORY ? AIFT_E_NOMEM : AIFT_E_IO, "%s: %s", t->url,
                              t->curl.multi_strerror(code));
    }
    return t->at == t->end && t->result != CURLE_OK ? fail(t) : AIFT_OK;
}

static aift_status read_body(aift__stream *stream, void *buffer, size_t size, size_t *n)
{
    transfer *t = *(transfer **)stream->state;
    if (is_late(t))
        return fail_late(t);
    AIFT__TRY(receive(t));
    *n = AIFT__MIN(size, t->end - t->at);
    memcpy(buffer, t->piece + t->at, *n);
    t->at += *n;
    return AIFT_OK;
}

static void end_transfer(aift_context *context, transfer *t)
{
    if (t->multi && t->easy)
        t->curl.multi_remove_handle(t->multi, t->easy);
    if (t->easy)
        t->curl.easy_cleanup(t->easy);
    if (t->multi)
        t->curl.multi_cleanup(t->multi);
    aift__free(context, t);
}

static void close_body(aift__stream *stream)
{
    end_transfer(stream->context, *(transfer **)stream->state);
}

static const aift__stream_class http_class = {read_body, close_body};

/* ---- opening ---- */

/* The first failure of many settings; libcurl only fails to set what it lacks, or without memory. */
static aift_status set_up(transfer *t)
{
    const double left = t->limits.deadline - aift__clock_seconds();
    const long wait = left > 0 ? (long)(AIFT__MIN(left, MAX_SECONDS) * 1000) + 1 : 1;
    const bool secure = strncmp(t->url, "https:", 6) == 0;
    CURL *e = t->easy;
    CURLcode code = CURLE_OK;
#define SET(option, value) (code = code ? code : t->curl.easy_setopt(e, option, value))
    SET(CURLOPT_URL, t->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 1L);
    SET(CURLOPT_MAXREDIRS, (long)AIFT__HTTP_REDIRECTS);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_FAILONERROR, 1L);
    SET(CURLOPT_FILETIME, 1L);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_TIMEOUT_MS, wait);
    SET(CURLOPT_CONNECTTIMEOUT_MS, wait);
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->limits.max_bytes);
    SET(CURLOPT_USERAGENT, "aift");
    SET(CURLOPT_ERRORBUFFER, t->reason);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_HEADERFUNCTION, take_head);
    SET(CURLOPT_HEADERDATA, t);
#undef SET
    if (code != CURLE_OK)
        return aift__fail(code == CURLE_OUT_OF_MEMORY ? AIFT_E_NOMEM : AIFT_E_UNSUPPORTED, "%s: %s", t->url,
                          t->curl.easy_strerror(code));
    return t->curl.multi_add_handle(t->multi, e) == CURLM_OK ? AIFT_OK : aift__fail_nomem(0);
}

static void read_head(const transfer *t, aift__http_head *head)
{
    curl_off_t modified = -1;
    const char *type = NULL;
    t->curl.easy_getinfo(t->easy, CURLINFO_FILETIME_T, &modified);
    t->curl.easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type);
    *head = (aift__http_head){.modified = modified};
    for (size_t i = 0; type && type[i] && !strchr("; ", type[i]) && i < sizeof head->type - 1; i++)
        head->type[i] = (char)(type[i] >= 'A' && type[i] <= 'Z' ? type[i] + 32 : type[i]);
}

static aift_status begin(transfer *t)
{
    AIFT__TRY(aift__curl_load(&t->curl));
    t->easy = t->curl.easy_init();
    t->multi = t->curl.multi_init();
    if (!t->easy || !t->multi)
        return aift__fail_nomem(0);
    AIFT__TRY(set_up(t));
    return receive(t);
}

aift_status aift__http_open(aift_context *context, const char *url, const aift__http_limits *limits,
                            aift__http_head *head, aift__stream **out)
{
    *out = NULL;
    *head = (aift__http_head){.modified = -1};
    transfer *t = aift__calloc(context, 1, sizeof *t);
    if (!t)
        return AIFT_E_NOMEM;
    t->url = url;
    t->limits = *limits;
    aift_status status = begin(t);
    if (status == AIFT_OK)
        status = aift__stream_create(context, url, &http_class, sizeof t, out);
    if (status != AIFT_OK) {
        end_transfer(context, t);
        return status;
    }
    read_head(t, head);
    *(transfer **)(*out)->state = t;
    t->url = (*out)->name;
    return AIFT_OK;
}
