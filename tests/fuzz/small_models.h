/* The smallest files of models, and what they take: for harnesses that need them. */
#ifndef AIFT_TESTS_FUZZ_SMALL_MODELS_H
#define AIFT_TESTS_FUZZ_SMALL_MODELS_H

#include "aift/media.h"

static const char small_tokenizer_json[] =
    "{\"version\": \"1.0\", \"normalizer\": {\"type\": \"Lowercase\"}, \"pre_tokenizer\": {\"type\": "
    "\"Whitespace\"}, \"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\", "
    "\"continuing_subword_prefix\": \"##\", \"max_input_chars_per_word\": 9, \"vocab\": {\"[UNK]\": 0, "
    "\"a\": 1, \"b\": 2, \"##a\": 3}}}";

static const char small_text_config[] =
    "{\"model_type\": \"bert\", \"vocab_size\": 4, \"hidden_size\": 4, \"num_hidden_layers\": 1, "
    "\"num_attention_heads\": 1, \"intermediate_size\": 4, \"max_position_embeddings\": 8, "
    "\"type_vocab_size\": 1, \"pad_token_id\": 0, \"hidden_act\": \"gelu\", \"hidden_dropout_prob\": 0.1, "
    "\"attention_probs_dropout_prob\": 0.1, \"layer_norm_eps\": 1e-12, \"initializer_range\": 0.02}";

static const char small_picture_config[] =
    "{\"model_type\": \"cnn\", \"num_channels\": 3, \"image_size\": 8, \"hidden_sizes\": [2], \"depths\": 1}";

static const char small_picture_json[] =
    "{\"transforms\": [{\"type\": \"resize\", \"size\": {\"height\": 8, \"width\": 8}}, {\"type\": "
    "\"random_horizontal_flip\"}, {\"type\": \"normalize\"}]}";

static const char small_sound_json[] =
    "{\"transforms\": [{\"type\": \"mono\"}, {\"type\": \"resample\", \"sampling_rate\": 8000}, {\"type\": "
    "\"pad_or_trim\", \"samples\": 800}, {\"type\": \"log_mel\", \"sampling_rate\": 8000, \"n_fft\": 128, "
    "\"hop_length\": 80, \"n_mels\": 8}]}";

static inline aift_media small_picture(void)
{
    static const _Alignas(8) uint8_t pixels[8 * 8 * 3] = {1, 2, 3};
    return (aift_media){.kind = AIFT_MEDIA_PIXELS,
                        .height = 8,
                        .width = 8,
                        .channels = 3,
                        .data = pixels,
                        .size = sizeof pixels};
}

/* A WAV file: a tenth of a second of silence, 16 bits at 8000 Hz. */
static inline aift_media small_sound(void)
{
    static const _Alignas(8) uint8_t file[44 + 1600] =
        "RIFF\x64\x06\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1F\0\0\x80\x3E\0\0\2\0\x10\0"
        "data\x40\x06\0\0";
    return (aift_media){.kind = AIFT_MEDIA_BYTES, .data = file, .size = sizeof file};
}

#endif
