/* formats/sound: the recordings of tests/golden/media against soundfile's numbers; headers that lie. */
#include "fixture.h"

#include <math.h>

#include "base/buf.h"
#include "formats/sound.h"

typedef struct example {
    const char *name;
    int64_t frames;
    int32_t channels, rate;
} example;

static const example examples[] = {
    {"pcm16.wav", 150, 1, 16000}, {"pcm24.wav", 150, 2, 16000},   {"float.wav", 150, 3, 16000},
    {"ulaw.wav", 150, 1, 16000},  {"stereo.flac", 150, 2, 16000}, {"mono.ogg", 150, 1, 16000},
};

static const char *file(const char *name, const char *ending, size_t *size)
{
    char path[64];
    snprintf(path, sizeof path, "golden/media/%s%s", name, ending);
    return aift_test_read(aift_test_path(path), size);
}

static int skip_without(void **state)
{
    set_up(state);
    aift__sound sound;
    aift_status status = aift__sound_decode(context, "fLaC", 4, "a", NULL, &sound);
    return status == AIFT_E_UNAVAILABLE;
}

static void gives_what_soundfile_gives(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++) {
        const example *e = &examples[i];
        size_t size, raw_size, n = (size_t)e->frames * (size_t)e->channels;
        const char *bytes = file(e->name, "", &size);
        const char *raw = file(e->name, ".raw", &raw_size);
        aift__sound sound;
        assert_ok(aift__sound_decode(context, bytes, size, e->name, NULL, &sound));
        assert_int_equal(sound.frames, e->frames);
        assert_int_equal(sound.channels, e->channels);
        assert_int_equal(sound.rate, e->rate);
        assert_int_equal(raw_size, n * sizeof(float));
        for (size_t s = 0; s < n; s++) { /* Opus' sums may be in another order */
            float want;
            memcpy(&want, raw + s * sizeof want, sizeof want);
            assert_close(sound.samples[s], want, strstr(e->name, ".ogg") ? 1e-6 : 0);
        }
        aift__sound_finish(context, &sound);
        assert_null(sound.samples);

        aift__sound_options options = AIFT__SOUND_OPTIONS_INIT;
        options.max_samples = (int64_t)n;
        assert_ok(aift__sound_decode(context, bytes, size, e->name, &options, &sound));
        aift__sound_finish(context, &sound);
        options.max_samples--;
        assert_fails(aift__sound_decode(context, bytes, size, e->name, &options, &sound), AIFT_E_RANGE,
                     "max_samples");
        assert_null(sound.samples);
    }
}

/* ---- WAV files made here ---- */

typedef struct wav {
    uint16_t kind, channels; /* 1: integers of 16 bits, 3: floats */
    uint32_t rate, data;     /* what the header says; data 0: the truth */
    const void *samples;
    size_t size;
} wav;

static void add32(aift__buf *buf, uint32_t value)
{
    assert_ok(aift__buf_add(buf, &value, sizeof value));
}

static void make_wav(aift__buf *buf, const wav *w)
{
    const uint32_t width = w->kind == 3 ? 4 : 2;
    aift__buf_init(buf, context, 1 << 20);
    assert_ok(aift__buf_add_text(buf, "RIFF"));
    add32(buf, (uint32_t)w->size + 36);
    assert_ok(aift__buf_add_text(buf, "WAVEfmt "));
    add32(buf, 16);
    add32(buf, w->kind | (uint32_t)w->channels << 16);
    add32(buf, w->rate);
    add32(buf, w->rate * width * w->channels);
    add32(buf, width * w->channels | 8 * width << 16);
    assert_ok(aift__buf_add_text(buf, "data"));
    add32(buf, w->data ? w->data : (uint32_t)w->size);
    assert_ok(aift__buf_add(buf, w->samples, w->size));
}

static void refuses(const wav *w, aift_status status, const char *message)
{
    aift__buf buf;
    aift__sound sound = {(float *)&sound, 1, 1, 1};
    make_wav(&buf, w);
    assert_fails(aift__sound_decode(context, buf.data, buf.size, "a.wav", NULL, &sound), status, message);
    assert_contains(aift_last_error(), "a.wav: ");
    assert_null(sound.samples);
    assert_int_equal(sound.frames, 0);
    aift__buf_finish(&buf);
}

static const int16_t few[] = {0, 16384, -32768, 32767};

static void refuses_odd_recordings(void **state)
{
    const float odd[] = {0, 1, NAN, 1}, endless[] = {0, 1, 1, -INFINITY};
    refuses(&(wav){1, 1, 16000, 0, few, 0}, AIFT_E_FORMAT, "a.wav: has no samples");
    refuses(&(wav){1, 1, 1, 0, few, sizeof few}, AIFT_E_RANGE, "has a rate of 1 Hz; from 100 to 1000000 Hz");
    refuses(&(wav){1, 1, 10000000, 0, few, sizeof few}, AIFT_E_RANGE, "has a rate of 10000000 Hz");
    refuses(&(wav){1, 1, 0x80000000, 0, few, sizeof few}, AIFT_E_FORMAT, "cannot be decoded");
    refuses(&(wav){3, 2, 16000, 0, odd, sizeof odd}, AIFT_E_FORMAT,
            "the sample of channel 0 in frame 1 is not a finite number");
    refuses(&(wav){3, 1, 16000, 0, endless, sizeof endless}, AIFT_E_FORMAT,
            "channel 0 in frame 3 is not a finite");
    refuses(&(wav){1, 0, 16000, 0, few, sizeof few}, AIFT_E_FORMAT, "cannot be decoded");
    refuses(&(wav){77, 1, 16000, 0, few, sizeof few}, AIFT_E_FORMAT,
            "samples are of a kind that is not known");
}

/* ---- sizes in the header ---- */

/* The header of a file in a wide format, with its samples' size in chunk ds64, or of a big endian one. */
static void make_rare(aift__buf *buf, bool big_endian, uint32_t size)
{
    static const unsigned char
        rifx[] = "RIFX\0\0\0\54WAVEfmt \0\0\0\20\0\1\0\1\0\0\76\200\0\0\175\0\0\2\0\20"
                 "data\0\0\0",
        rf64[] = "RF64\377\377\377\377WAVEds64\34\0\0\0\120\0\0\0\0\0\0\0",
        rest[] = "\0\0\0\0\4\0\0\0\0\0\0\0\0\0\0\0fmt \20\0\0\0\1\0\1\0\200\76\0\0\0\175\0\0"
                 "\2\0\20\0data\377\377\377\377";
    aift__buf_init(buf, context, 1 << 20);
    if (big_endian)
        assert_ok(aift__buf_add(buf, rifx, sizeof rifx - 1));
    else
        assert_ok(aift__buf_add(buf, rf64, sizeof rf64 - 1));
    assert_ok(aift__buf_add(buf, &(unsigned char){(unsigned char)size}, 1));
    if (!big_endian) {
        assert_ok(aift__buf_add(buf, "\0\0\0", 3));
        assert_ok(aift__buf_add(buf, rest, sizeof rest - 1));
    }
    assert_ok(aift__buf_add(buf, few, sizeof few));
}

static void reads_four(aift__buf *buf, bool big_endian)
{
    aift__sound sound;
    assert_ok(aift__sound_decode(context, buf->data, buf->size, "a", NULL, &sound));
    assert_int_equal(sound.frames, 4);
    for (size_t s = 0; s < 4; s++) {
        uint16_t bits = (uint16_t)few[s];
        bits = big_endian ? (uint16_t)(bits << 8 | bits >> 8) : bits;
        assert_close(sound.samples[s], (int16_t)bits / 32768.0, 0);
    }
    aift__sound_finish(context, &sound);
    aift__buf_finish(buf);
}

static void refuses_buf(aift__buf *buf, const char *message)
{
    aift__sound sound;
    assert_fails(aift__sound_decode(context, buf->data, buf->size, "a.wav", NULL, &sound), AIFT_E_FORMAT,
                 message);
    assert_null(sound.samples);
    aift__buf_finish(buf);
}

static void lie(aift__buf *buf, uint32_t riff, uint32_t data)
{
    make_wav(buf, &(wav){1, 1, 16000, data, few, sizeof few});
    memcpy(buf->data + 4, &riff, sizeof riff);
    memcpy(buf->data + 40, &data, sizeof data);
}

static void sees_lies_in_the_header(void **state)
{
    aift__buf buf;
    lie(&buf, 45, 9);
    refuses_buf(&buf, "a.wav: is truncated: its header says 9 bytes of samples, but 8 are there");
    lie(&buf, UINT32_MAX, 0x7FFEFFFF);
    refuses_buf(&buf, "its header says 2147418111 bytes of samples, but 8 are there");
    lie(&buf, 44, 0);
    refuses_buf(&buf, "a.wav: has no samples");
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        make_rare(&buf, big_endian, sizeof few);
        reads_four(&buf, big_endian);
        make_rare(&buf, big_endian, 200);
        refuses_buf(&buf, "its header says 200 bytes of samples, but 8 are there");
    }
}

/* What programs that write to a pipe leave in the two sizes. */
static void reads_what_came_through_a_pipe(void **state)
{
    static const uint32_t sizes[][2] = {
        {UINT32_MAX, UINT32_MAX}, {0, 0},          {36, 0},          {UINT32_MAX, 0},
        {0x7FFFF024, 0x7FFFF000}, {0, 0x7FFFFFFF}, {44, UINT32_MAX}, {0x80000024, 0x80000000}};
    for (size_t i = 0; i < AIFT__COUNT(sizes); i++) {
        aift__buf buf;
        lie(&buf, sizes[i][0], sizes[i][1]);
        reads_four(&buf, false);
    }
    aift__buf buf;
    make_rare(&buf, true, 0);
    memset(buf.data + 4, 0, 4);
    reads_four(&buf, true);
}

static void refuses_what_is_none(void **state)
{
    aift__sound sound;
    assert_fails(aift__sound_decode(context, "", 0, "a", NULL, &sound), AIFT_E_FORMAT,
                 "a: is empty; WAV, FLAC and OGG recordings are read");
    assert_fails(aift__sound_decode(context, "hello", 5, "a", NULL, &sound), AIFT_E_FORMAT,
                 "is text (\"hello\")");
    assert_fails(aift__sound_decode(context, "ID3\4", 4, "a", NULL, &sound), AIFT_E_UNSUPPORTED,
                 "is an MP3 recording");
    assert_fails(aift__sound_decode(context, "RIFF\0\0\0\0WAVE", 12, "a", NULL, &sound), AIFT_E_FORMAT,
                 "cannot be");
}

/* A part is never taken for the whole. */
static void sees_truncated(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++) {
        size_t size;
        const char *bytes = file(examples[i].name, "", &size);
        for (size_t n = 0; n < size; n++) {
            char *part = test_malloc(n + 1);
            memcpy(part, bytes, n);
            aift__sound sound;
            aift_status status = aift__sound_decode(context, part, n, "a", NULL, &sound);
            if (status == AIFT_OK && sound.frames < examples[i].frames)
                fail_msg("%s: %zu of %zu bytes give %lld frames", examples[i].name, n, size,
                         (long long)sound.frames);
            aift__sound_finish(context, &sound);
            test_free(part);
        }
    }
}

static aift_status decode_example(aift_context *ctx, void *arg)
{
    size_t size;
    const char *bytes = file(arg, "", &size);
    aift__sound sound;
    aift_status status = aift__sound_decode(ctx, bytes, size, arg, NULL, &sound);
    if (status != AIFT_OK)
        assert_null(sound.samples);
    aift__sound_finish(ctx, &sound);
    return status;
}

static void survives_failing_allocations(void **state)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++)
        aift_test_sweep(decode_example, (void *)(uintptr_t)examples[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(gives_what_soundfile_gives),     CASE(refuses_odd_recordings), CASE(sees_lies_in_the_header),
        CASE(reads_what_came_through_a_pipe), CASE(refuses_what_is_none),   CASE(sees_truncated),
        CASE(survives_failing_allocations),
    };
    void *state = NULL;
    if (skip_without(&state)) {
        print_message("skipped: the library was built without recordings\n");
        tear_down(&state);
        return 77;
    }
    tear_down(&state);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
