/* WAV, FLAC and OGG; at most 65,536 samples. */
#include "formats/sound.h"
#include "fuzz.h"

FUZZ_HARNESS(sound)
{
    aift_context *context = fuzz_begin(64 << 20);
    const aift__sound_options options = {1 << 16};
    aift__sound sound;
    if (fuzz_call(aift__sound_decode(context, data, size, "a", &options, &sound), sound.samples)) {
        fuzz_expect(sound.frames > 0 && sound.channels > 0 && sound.rate >= AIFT__SOUND_MIN_RATE);
        fuzz_expect(sound.frames * sound.channels <= options.max_samples);
        fuzz_touch(sound.samples, (size_t)sound.frames * (size_t)sound.channels * sizeof(float));
    }
    aift__sound_finish(context, &sound);
    fuzz_end(context);
    return 0;
}
