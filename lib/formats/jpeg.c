/* JPEG through libjpeg-turbo: grey, RGB, YCbCr, CMYK and YCCK; sequential, progressive, arithmetic; upright by EXIF or
 * XMP.
 *
 * libjpeg leaves a call that fails by a longjmp out of its error handler, the one way that it offers; run() and what it
 * calls hold nothing that would be lost by that.
 */
#include "formats/image_format.h"

#ifdef AIFT_WITH_JPEG
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "formats/exif.h"

/* A progressive picture is passed over once a scan: ten or so are usual, and more cost time, not bytes. So large pictures
 * may have fewer. */
enum { MAX_SCANS = 100, MIN_SCANS = 20, FULL_PIXELS = 20000000, ROWS = 8 };

/* A progressive picture is kept as coefficients, two bytes each, in libjpeg's own memory. Huffman codes make no more than
 * some hundred pixels of a byte; arithmetic coding and empty scans have no end, so that large pictures of less are no
 * photographs, and refused before memory is taken for them. */
enum { MAX_COEFFICIENTS = 1 << 30, MOST_CODED = 4096 }; /* pixels of a byte */

typedef struct jpeg {
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf back;
    aift__image_reader *reader;
    uint8_t *row; /* of a picture whose colours are converted here; else NULL */
    aift_status status;
} jpeg;

/* ---- what libjpeg calls ---- */

static void leave(j_common_ptr info)
{
    jpeg *j = info->client_data;
    char message[JMSG_LENGTH_MAX];
    info->err->format_message(info, message);
    if (info->err->msg_code == JERR_OUT_OF_MEMORY)
        j->status = aift__fail(AIFT_E_NOMEM, "out of memory: a JPEG picture cannot be decoded");
    else if (info->err->msg_code == JERR_NO_BACKING_STORE)
        j->status =
            aift__fail(AIFT_E_RANGE, "the JPEG data need more than the maximum of %d bytes beside the pixels",
                       MAX_COEFFICIENTS);
    else
        j->status = aift__fail(AIFT_E_FORMAT, "the JPEG data cannot be decoded: %s", message);
    longjmp(j->back, 1);
}

/* Warnings that mean lost pixels end the decoding; others (bytes between markers, odd versions) are passed over. */
static void take_message(j_common_ptr info, int level)
{
    int code = info->err->msg_code;
    if (level < 0 && (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_ARITH_BAD_CODE ||
                      code == JWRN_MUST_RESYNC))
        leave(info);
}

static void print_nothing(j_common_ptr info) {}

static void do_nothing(j_decompress_ptr info) {}

/* All bytes are there from the beginning: libjpeg stops where they end. */
static boolean has_no_more(j_decompress_ptr info)
{
    return FALSE;
}

static void skip(j_decompress_ptr info, long n)
{
    size_t step = n > 0 ? AIFT__MIN((size_t)n, info->src->bytes_in_buffer) : 0;
    info->src->next_input_byte += step;
    info->src->bytes_in_buffer -= step;
}

static void count_scans(j_common_ptr info)
{
    jpeg *j = info->client_data;
    const int64_t pixels = AIFT__MAX((int64_t)j->info.image_width * j->info.image_height, 1),
                  fitting = (int64_t)MAX_SCANS * FULL_PIXELS / pixels;
    const int most = (int)AIFT__MIN(AIFT__MAX(fitting, MIN_SCANS), MAX_SCANS);
    if (j->info.input_scan_number <= most)
        return;
    j->status = aift__fail(AIFT_E_RANGE, "the JPEG data have more than the maximum of %d scans", most);
    longjmp(j->back, 1);
}

/* ---- decoding; whatever fails leaves ---- */

static void stop(jpeg *j, aift_status status)
{
    j->status = status;
    longjmp(j->back, 1);
}

static void stop_truncated(jpeg *j)
{
    stop(j, aift__fail(AIFT_E_FORMAT, "is truncated: the JPEG data end at row %u of %u",
                       j->info.output_scanline, j->info.output_height));
}

static int find_orientation(const jpeg *j)
{
    static const char xmp[] = "http://ns.adobe.com/xap/1.0/";
    int of_exif = 0, of_xmp = 0;
    for (jpeg_saved_marker_ptr m = j->info.marker_list; m; m = m->next) {
        if (!of_exif && m->data_length > 6 && memcmp(m->data, "Exif\0", 6) == 0)
            of_exif = aift__exif_orientation(m->data, m->data_length);
        else if (m->data_length > sizeof xmp && memcmp(m->data, xmp, sizeof xmp) == 0)
            of_xmp = aift__xmp_orientation(m->data + sizeof xmp, m->data_length - sizeof xmp);
    }
    return of_exif ? of_exif : of_xmp ? of_xmp : 1;
}

/* The smallest of 1/1, 1/2, 1/4 and 1/8 that leaves the minimum. */
static unsigned find_scale(const jpeg *j)
{
    const aift__image_options *options = j->reader->options;
    bool turned = j->reader->orientation >= 5 && j->reader->orientation <= 8;
    int64_t min_width = turned ? options->min_height : options->min_width,
            min_height = turned ? options->min_width : options->min_height;
    if (min_width <= 0 && min_height <= 0)
        return 1;
    unsigned scale = 8;
    while (scale > 1 &&
           (j->info.image_width < scale * min_width || j->info.image_height < scale * min_height))
        scale /= 2;
    return scale;
}

static void read_header(jpeg *j)
{
    struct jpeg_decompress_struct *info = &j->info;
    jpeg_create_decompress(info);
    info->mem->max_memory_to_use = MAX_COEFFICIENTS;
    info->src = &j->source;
    info->progress = &j->progress;
    jpeg_save_markers(info, JPEG_APP0 + 1, 0xFFFF);
    if (jpeg_read_header(info, TRUE) == JPEG_SUSPENDED)
        stop(j, aift__fail(AIFT_E_FORMAT, "is truncated: the JPEG data end in the header"));
    j->reader->orientation = find_orientation(j);
    info->scale_num = 1;
    info->scale_denom = find_scale(j);
}

static void choose_colours(jpeg *j)
{
    struct jpeg_decompress_struct *info = &j->info;
    bool grey = j->reader->options->grey;
    if (info->num_components == 1)
        info->out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
    else if (info->num_components == 3)
        info->out_color_space = JCS_RGB;
    else if (info->num_components == 4)
        info->out_color_space = JCS_CMYK;
    else
        stop(j, aift__fail(AIFT_E_UNSUPPORTED, "has %d colour components; 1, 3 and 4 are supported",
                           info->num_components));
    jpeg_calc_output_dimensions(info);
    if ((info->num_components == 3 && grey) || info->num_components == 4) {
        j->row = aift__malloc(j->reader->context, info->output_width, (size_t)info->output_components);
        if (!j->row)
            stop(j, AIFT_E_NOMEM);
    }
}

/* Adobe writes CMYK inverted, and Pillow takes all CMYK for Adobe's: 255 is no ink. */
static void rgb_of_cmyk(const uint8_t *cmyk, uint8_t *rgb)
{
    const unsigned white = cmyk[3];
    for (int c = 0; c < 3; c++) {
        unsigned product = (255u - cmyk[c]) * white + 128;
        rgb[c] = (uint8_t)(white - ((product + (product >> 8)) >> 8)); /* / 255, rounded */
    }
}

static void convert_row(const jpeg *j, uint8_t *out)
{
    const uint8_t *in = j->row;
    const bool grey = j->reader->options->grey, cmyk = j->info.num_components == 4;
    for (JDIMENSION x = 0; x < j->info.output_width; x++, in += cmyk ? 4 : 3) {
        uint8_t rgb[3];
        if (cmyk)
            rgb_of_cmyk(in, rgb);
        else
            memcpy(rgb, in, 3);
        if (grey)
            *out++ = aift__grey_of(rgb);
        else
            out = (uint8_t *)memcpy(out, rgb, 3) + 3;
    }
}

static void read_rows(jpeg *j)
{
    const aift__image *image = &j->reader->image;
    while (j->info.output_scanline < j->info.output_height) {
        JDIMENSION y = j->info.output_scanline, n = 1;
        JSAMPROW rows[ROWS] = {j->row};
        if (!j->row)
            for (n = 0; n < ROWS && y + n < j->info.output_height; n++)
                rows[n] = aift__image_row(image, (int32_t)(y + n));
        if (jpeg_read_scanlines(&j->info, rows, n) == 0)
            stop_truncated(j);
        if (j->row)
            convert_row(j, aift__image_row(image, (int32_t)y));
    }
}

/* Pictures that may be decoded at all; small ones may be as empty as they like. */
static void check_promise(jpeg *j)
{
    const uint64_t pixels = (uint64_t)j->info.image_width * j->info.image_height;
    if (pixels > FULL_PIXELS && pixels <= (uint64_t)j->reader->options->max_pixels &&
        pixels / MOST_CODED > j->reader->size)
        stop(j, aift__fail(AIFT_E_FORMAT,
                           "is truncated: the JPEG data are %zu bytes, too few for %u x %u pixels",
                           j->reader->size, j->info.image_width, j->info.image_height));
}

static void run(jpeg *j)
{
    read_header(j);
    choose_colours(j);
    check_promise(j);
    aift_status status = aift__image_begin(j->reader, j->info.image_width, j->info.image_height,
                                           j->info.output_width, j->info.output_height);
    if (status != AIFT_OK)
        stop(j, status);
    if (!jpeg_start_decompress(&j->info))
        stop_truncated(j);
    read_rows(j);
}

/* What changes after setjmp lies in *j, which is not this function's. */
static void run_guarded(jpeg *j)
{
    if (setjmp(j->back) == 0)
        run(j);
}

static aift_status decode_jpeg(aift__image_reader *reader)
{
    jpeg j = {.reader = reader};
    j.info.err = jpeg_std_error(&j.errors);
    j.info.client_data = &j;
    j.errors.error_exit = leave;
    j.errors.emit_message = take_message;
    j.errors.output_message = print_nothing;
    j.source = (struct jpeg_source_mgr){reader->bytes, reader->size,           do_nothing, has_no_more,
                                        skip,          jpeg_resync_to_restart, do_nothing};
    j.progress.progress_monitor = count_scans;
    run_guarded(&j);
    jpeg_destroy_decompress(&j.info);
    aift__free(reader->context, j.row);
    return j.status;
}
#else
#define decode_jpeg NULL
#endif

const aift__image_format aift__image_format_jpeg = {"JPEG", "jpeg", "\xFF\xD8\xFF", 3, decode_jpeg};
