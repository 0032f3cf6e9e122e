/* Recordings through libsndfile, from memory. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "formats/signature.h"
#include "formats/sound.h"
#include "formats/wav.h"

#ifdef AIFT_WITH_SNDFILE
#include "formats/sndfile.h"

/* The bytes as libsndfile reads them. */
typedef struct memory {
    const unsigned char *bytes;
    sf_count_t size, at;
    size_t unsized; /* where 0xFFFFFFFF is read instead; 0: nowhere */
} memory;

typedef struct reader {
    aift_context *context;
    aift__sndfile library;
    memory memory;
    SNDFILE *file;
    SF_INFO info;
    int64_t max_frames;
    int64_t cap; /* frames that there is room for */
    aift__sound sound;
} reader;

static sf_count_t memory_size(void *user)
{
    return ((const memory *)user)->size;
}

static sf_count_t memory_tell(void *user)
{
    return ((const memory *)user)->at;
}

static sf_count_t memory_seek(sf_count_t offset, int whence, void *user)
{
    memory *m = user;
    sf_count_t base = whence == SEEK_CUR ? m->at : whence == SEEK_END ? m->size : 0, to;
    if (__builtin_add_overflow(base, offset, &to) || to < 0 || to > m->size)
        return -1;
    return m->at = to;
}

static sf_count_t memory_read(void *to, sf_count_t n, void *user)
{
    memory *m = user;
    n = n < 0 ? 0 : AIFT__MIN(n, m->size - m->at);
    memcpy(to, m->bytes + m->at, (size_t)n);
    for (int i = 0; m->unsized && i < 4; i++) {
        const sf_count_t at = (sf_count_t)m->unsized + i - m->at;
        if (at >= 0 && at < n)
            ((unsigned char *)to)[at] = 0xFF;
    }
    m->at += n;
    return n;
}

static sf_count_t memory_write(const void *from, sf_count_t n, void *user)
{
    return 0;
}

static SF_VIRTUAL_IO memory_io = {memory_size, memory_seek, memory_read, memory_write, memory_tell};

/* What libsndfile reads besides has no test here. */
static bool is_recording(const unsigned char *bytes, size_t size)
{
    return aift__is_wav(bytes, size) ||
           (size >= 4 && (memcmp(bytes, "fLaC", 4) == 0 || memcmp(bytes, "OggS", 4) == 0));
}

static aift_status check_header(reader *r, const aift__sound_options *options)
{
    const SF_INFO *info = &r->info;
    if (info->samplerate < AIFT__SOUND_MIN_RATE || info->samplerate > AIFT__SOUND_MAX_RATE)
        return aift__fail(AIFT_E_RANGE, "has a rate of %d Hz; from %d to %d Hz are supported",
                          info->samplerate, AIFT__SOUND_MIN_RATE, AIFT__SOUND_MAX_RATE);
    if (info->channels < 1 || info->channels > AIFT__SOUND_MAX_CHANNELS)
        return aift__fail(AIFT_E_FORMAT, "has %d channels; from 1 to %d are supported", info->channels,
                          AIFT__SOUND_MAX_CHANNELS);
    if (info->frames == 0)
        return aift__fail(AIFT_E_FORMAT, "has no samples");
    r->max_frames = options->max_samples / info->channels;
    return AIFT_OK;
}

/* Why libsndfile opened no file it tells the process, not the thread: another thread's reason may stand there. */
static aift_status open_file(reader *r, const aift__sound_options *options)
{
    AIFT__TRY(aift__sndfile_load(&r->library));
    r->file = r->library.open_virtual(&memory_io, SFM_READ, &r->info, &r->memory);
    if (!r->file)
        return aift__fail(AIFT_E_FORMAT,
                          "cannot be decoded: libsndfile does not open it: its header is damaged, or its "
                          "samples are of a kind that is not known");
    return check_header(r, options);
}

static aift_status fail_long(const reader *r)
{
    return aift__fail(AIFT_E_RANGE,
                      "has more than %" PRId64 " samples in each of its %d channels; %" PRId64
                      " in all are the most (max_samples)",
                      r->max_frames, r->info.channels, r->max_frames * r->info.channels);
}

/* Room by what the file's bytes make likely, then half as much again; never more than the header promises. */
static aift_status grow(reader *r)
{
    int64_t likely = r->memory.size / r->info.channels * 4 + 4096,
            cap = r->cap ? r->cap + r->cap / 2 : likely,
            most = AIFT__MIN(r->max_frames, (int64_t)r->info.frames);
    cap = AIFT__MAX(AIFT__MIN(cap, most), 1);
    float *samples =
        aift__realloc(r->context, r->sound.samples, (size_t)cap, (size_t)r->info.channels * sizeof(float));
    if (!samples)
        return AIFT_E_NOMEM;
    r->sound.samples = samples;
    r->cap = cap;
    return AIFT_OK;
}

/* Its numbers beyond the first few are not public; its texts are. */
static aift_status fail_reading(const reader *r)
{
    const char *text = r->library.error_number(r->library.error(r->file));
    if (strcmp(text, "Internal malloc () failed.") == 0)
        return aift__fail(AIFT_E_NOMEM, "out of memory: a recording cannot be decoded");
    return aift__fail(AIFT_E_FORMAT, "cannot be decoded from frame %" PRId64 " on: libsndfile says: %s",
                      r->sound.frames, text);
}

static aift_status read_samples(reader *r)
{
    aift__sound *sound = &r->sound;
    while (sound->frames < r->info.frames) {
        if (sound->frames == r->max_frames)
            return fail_long(r);
        if (sound->frames == r->cap)
            AIFT__TRY(grow(r));
        sf_count_t n = r->library.readf_float(r->file, sound->samples + sound->frames * r->info.channels,
                                              r->cap - sound->frames);
        if (r->library.error(r->file) != SF_ERR_NO_ERROR)
            return fail_reading(r);
        if (n <= 0)
            break;
        sound->frames += n;
    }
    return AIFT_OK;
}

static aift_status check_samples(const reader *r)
{
    const aift__sound *sound = &r->sound;
    const int kind = r->info.format & SF_FORMAT_TYPEMASK;
    if (sound->frames == 0)
        return aift__fail(AIFT_E_FORMAT, "has no samples");
    if (sound->frames < r->info.frames && r->info.frames != SF_COUNT_MAX &&
        (kind == SF_FORMAT_FLAC || kind == SF_FORMAT_OGG))
        return aift__fail(AIFT_E_FORMAT, "is truncated: %" PRId64 " of %" PRId64 " frames can be decoded",
                          sound->frames, (int64_t)r->info.frames);
    for (int64_t i = 0; i < sound->frames * r->info.channels; i++)
        if (!isfinite(sound->samples[i]))
            return aift__fail(AIFT_E_FORMAT,
                              "the sample of channel %" PRId64 " in frame %" PRId64 " is not a finite number",
                              i % r->info.channels, i / r->info.channels);
    return AIFT_OK;
}

static aift_status decode(reader *r, const aift__sound_options *options)
{
    AIFT__TRY(open_file(r, options));
    AIFT__TRY(read_samples(r));
    AIFT__TRY(check_samples(r));
    r->sound.channels = r->info.channels;
    r->sound.rate = r->info.samplerate;
    return AIFT_OK;
}
#endif

static aift_status decode_known(aift_context *context, const void *bytes, size_t size,
                                const aift__sound_options *options, aift__sound *out)
{
#ifdef AIFT_WITH_SNDFILE
    if (!is_recording(bytes, size))
        return aift__fail_signature(bytes, size, "WAV, FLAC and OGG recordings are read");
    size_t unsized = 0;
    if (aift__is_wav(bytes, size))
        AIFT__TRY(aift__wav_check(bytes, size, &unsized));
    reader r = {.context = context, .memory = {bytes, (sf_count_t)size, 0, unsized}};
    aift_status status = decode(&r, options);
    if (r.file)
        r.library.close(r.file);
    if (status == AIFT_OK)
        *out = r.sound;
    else
        aift__sound_finish(context, &r.sound);
    return status;
#else
    return aift__fail(AIFT_E_UNAVAILABLE, "this library was built without recordings (-Dsndfile=enabled)");
#endif
}

aift_status aift__sound_decode(aift_context *context, const void *bytes, size_t size, const char *place,
                               const aift__sound_options *options, aift__sound *out)
{
    static const aift__sound_options defaults = AIFT__SOUND_OPTIONS_INIT;
    *out = (aift__sound){0};
    aift_status status = decode_known(context, bytes, size, options ? options : &defaults, out);
    return status == AIFT_OK || status == AIFT_E_NOMEM ? status : aift__fail_in(status, "%s: ", place);
}

void aift__sound_finish(aift_context *context, aift__sound *sound)
{
    aift__free(context, sound->samples);
    *sound = (aift__sound){0};
}
