/* PNG through libpng: 1 to 16 bits, grey, palette, colour, with and without alpha, interlaced; upright by EXIF or XMP.
 *
 * As in Pillow, alpha and transparent colours are left out, 16 bits of colour lose the lower 8, and 16 bits of grey
 * above 255 become 255. libpng leaves a call that fails by a longjmp out of its error handler, as libjpeg does.
 */
#include "formats/image_format.h"

#ifdef AIFT_WITH_PNG
#include <inttypes.h>
#include <setjmp.h>
#include <string.h>

#include <png.h>

#include "formats/exif.h"

/* A chunk of text or EXIF, inflated; longer ones are passed over. libpng's own limit of 1,000,000 x 1,000,000 stays. */
enum { MAX_CHUNK = 1 << 20, MAX_CHUNKS = 128 };

/* Deflated data are not smaller than by this. */
enum { MOST_DEFLATED = 1032 };

typedef struct picture {
    png_structp png;
    png_infop info;
    aift__image_reader *reader;
    size_t at;               /* of the bytes */
    uint8_t *raw;            /* a row as libpng gives it, all rows of an interlaced picture */
    int channels, depth;     /* of raw: 1 (grey or palette) or 3; 8, or 16 for grey */
    uint8_t palette[256][3]; /* black where the file has none */
    bool indexed, interlaced;
    bool complete; /* all pixels are there: what fails afterwards does not matter */
    aift_status status;
    jmp_buf back;
} picture;

/* ---- what libpng calls ---- */

static void leave(png_structp png, png_const_charp message)
{
    picture *p = png_get_error_ptr(png);
    if (p->status == AIFT_OK)
        p->status = aift__fail(AIFT_E_FORMAT, "the PNG data cannot be decoded: %s", message);
    longjmp(p->back, 1);
}

static void pass_over(png_structp png, png_const_charp message) {}

static png_voidp allocate(png_structp png, png_alloc_size_t size)
{
    picture *p = png_get_mem_ptr(png);
    void *block = aift__malloc(p->reader->context, size, 1);
    if (!block)
        p->status = AIFT_E_NOMEM;
    return block;
}

static void release(png_structp png, png_voidp block)
{
    picture *p = png_get_mem_ptr(png);
    aift__free(p->reader->context, block);
}

static void take_bytes(png_structp png, png_bytep to, size_t n)
{
    picture *p = png_get_io_ptr(png);
    const aift__image_reader *reader = p->reader;
    if (n > reader->size - p->at) {
        if (!p->complete)
            p->status = aift__fail(AIFT_E_FORMAT, "is truncated: the PNG data end at byte %zu", reader->size);
        png_error(png, "truncated");
    }
    memcpy(to, reader->bytes + p->at, n);
    p->at += n;
}

/* ---- decoding; whatever fails leaves ---- */

static void check(picture *p, aift_status status)
{
    if (status == AIFT_OK)
        return;
    p->status = status;
    longjmp(p->back, 1);
}

/* Of the chunks that no pixel needs, only those are looked at that may hold an orientation. */
static void choose_chunks(picture *p)
{
    static const png_byte looked_at[] = "eXIf\0iTXt\0tEXt\0zTXt";
    png_set_keep_unknown_chunks(p->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(p->png, PNG_HANDLE_CHUNK_AS_DEFAULT, looked_at, 4);
    png_set_chunk_malloc_max(p->png, MAX_CHUNK);
    png_set_chunk_cache_max(p->png, MAX_CHUNKS);
}

/* A few bytes that promise a large picture are refused before memory is taken for it. */
static aift_status check_promise(const picture *p, uint32_t width, uint32_t height)
{
    const aift__image_reader *reader = p->reader;
    const uint64_t pixels = (uint64_t)width * height,
                   bytes = (uint64_t)height * png_get_rowbytes(p->png, p->info);
    if (pixels > (uint64_t)reader->options->max_pixels || bytes / MOST_DEFLATED <= reader->size)
        return AIFT_OK;
    return aift__fail(AIFT_E_FORMAT,
                      "is truncated: the PNG data are %zu bytes, too few for %" PRIu32 " x %" PRIu32
                      " pixels",
                      reader->size, width, height);
}

static void read_header(picture *p)
{
    choose_chunks(p);
    png_set_read_fn(p->png, p, take_bytes);
    png_read_info(p->png, p->info);
    uint32_t width = png_get_image_width(p->png, p->info), height = png_get_image_height(p->png, p->info);
    check(p, check_promise(p, width, height));
    check(p, aift__image_begin(p->reader, width, height, width, height));
}

/* Pixels become bytes: 8 bits of grey, of a palette's index or of each colour; or 16 bits of grey. */
static void choose_transforms(picture *p)
{
    int kind = png_get_color_type(p->png, p->info), depth = png_get_bit_depth(p->png, p->info);
    p->indexed = kind == PNG_COLOR_TYPE_PALETTE;
    p->interlaced = png_get_interlace_type(p->png, p->info) != PNG_INTERLACE_NONE;
    p->channels = kind == PNG_COLOR_TYPE_RGB || kind == PNG_COLOR_TYPE_RGBA ? 3 : 1;
    p->depth = kind == PNG_COLOR_TYPE_GRAY && depth == 16 ? 16 : 8;
    if (p->depth == 8)
        png_set_strip_16(p->png);
    png_set_strip_alpha(p->png);
    if (kind == PNG_COLOR_TYPE_GRAY && depth < 8)
        png_set_expand_gray_1_2_4_to_8(p->png);
    png_set_packing(p->png);
    png_set_interlace_handling(p->png);
    png_colorp palette;
    int n = 0;
    if (p->indexed && png_get_PLTE(p->png, p->info, &palette, &n))
        for (int i = 0; i < n; i++)
            memcpy(p->palette[i], (uint8_t[]){palette[i].red, palette[i].green, palette[i].blue}, 3);
    png_read_update_info(p->png, p->info);
}

static void convert_row(const picture *p, const uint8_t *in, uint8_t *out)
{
    const bool grey = p->reader->options->grey;
    const int step = p->channels * p->depth / 8;
    for (int32_t x = 0; x < p->reader->image.width; x++, in += step) {
        uint8_t rgb[3];
        if (p->channels == 3 || p->indexed)
            memcpy(rgb, p->indexed ? p->palette[*in] : in, 3);
        else
            memset(rgb, p->depth == 8 ? in[0] : in[0] ? 255 : in[1], 3);
        if (grey)
            *out++ = aift__grey_of(rgb); /* of a grey it is the same grey */
        else
            out = (uint8_t *)memcpy(out, rgb, 3) + 3;
    }
}

static void read_rows(picture *p)
{
    const aift__image *image = &p->reader->image;
    const size_t row_bytes = png_get_rowbytes(p->png, p->info);
    const int passes = p->interlaced ? 7 : 1;
    p->raw = aift__calloc(p->reader->context, p->interlaced ? (size_t)image->height : 1, row_bytes);
    if (!p->raw)
        check(p, AIFT_E_NOMEM);
    for (int pass = 0; pass < passes; pass++)
        for (int32_t y = 0; y < image->height; y++) {
            uint8_t *row = p->raw + (p->interlaced ? (size_t)y * row_bytes : 0);
            png_read_row(p->png, row, NULL);
            if (pass == passes - 1)
                convert_row(p, row, aift__image_row(image, y));
        }
    p->complete = true;
}

static int nibble(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* "\nexif\n    1234\n45786966...": EXIF as ImageMagick wrote it before PNG had a chunk for it. */
static int orientation_of_profile(const char *text)
{
    unsigned char bytes[2048];
    size_t n = 0;
    for (int lines = 0; lines < 3; lines++) {
        text = strchr(text, '\n');
        if (!text)
            return 0;
        text++;
    }
    for (int high = -1; *text && n < sizeof bytes; text++) {
        int value = nibble(*text);
        if (value < 0)
            continue;
        if (high >= 0)
            bytes[n++] = (unsigned char)(high << 4 | value);
        high = high < 0 ? value : -1;
    }
    return aift__exif_orientation(bytes, n);
}

static void find_orientation(picture *p)
{
    png_bytep exif;
    png_uint_32 size;
    png_textp texts;
    int of_exif = 0, of_profile = 0, of_xmp = 0, n = 0;
    if (png_get_eXIf_1(p->png, p->info, &size, &exif))
        of_exif = aift__exif_orientation(exif, size);
    png_get_text(p->png, p->info, &texts, &n);
    for (int i = 0; i < n; i++)
        if (strcmp(texts[i].key, "XML:com.adobe.xmp") == 0)
            of_xmp = aift__xmp_orientation(texts[i].text, strlen(texts[i].text));
        else if (strcmp(texts[i].key, "Raw profile type exif") == 0)
            of_profile = orientation_of_profile(texts[i].text);
    int found = of_exif ? of_exif : of_profile ? of_profile : of_xmp;
    p->reader->orientation = found ? found : 1;
}

static void run(picture *p)
{
    p->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, p, leave, pass_over, p, allocate, release);
    p->info = p->png ? png_create_info_struct(p->png) : NULL;
    if (!p->info)
        check(p, aift__fail(AIFT_E_NOMEM, "out of memory: a PNG picture cannot be decoded"));
    read_header(p);
    choose_transforms(p);
    read_rows(p);
    png_read_end(p->png, p->info);
}

/* What changes after setjmp lies in *p, which is not this function's. */
static void run_guarded(picture *p)
{
    if (setjmp(p->back) == 0)
        run(p);
}

static aift_status decode_png(aift__image_reader *reader)
{
    picture p = {.reader = reader};
    run_guarded(&p);
    if (p.complete && p.status != AIFT_E_NOMEM) {
        p.status = AIFT_OK;
        find_orientation(&p);
    }
    png_destroy_read_struct(&p.png, &p.info, NULL);
    aift__free(reader->context, p.raw);
    return p.status;
}
#else
#define decode_png NULL
#endif

const aift__image_format aift__image_format_png = {"PNG", "png", "\x89PNG\r\n\x1A\n", 8, decode_png};
