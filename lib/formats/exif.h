/* How a picture was held: its orientation, 1 to 8 (1 is upright), out of metadata that nobody has checked. */
#ifndef AIFT_LIB_FORMATS_EXIF_H
#define AIFT_LIB_FORMATS_EXIF_H

#include "base/base.h"

/* Out of EXIF data (a TIFF header, perhaps with "Exif\0\0" in front); 0 if it says nothing. */
int aift__exif_orientation(const unsigned char *bytes, size_t size);

/* Out of XMP: the first tiff:Orientation; 0 if there is none. */
int aift__xmp_orientation(const void *text, size_t size);

#endif
