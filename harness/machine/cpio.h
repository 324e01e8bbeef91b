/* SPDX-License-Identifier: BSD-2-Clause */
/* A cpio archive, format newc, as Linux unpacks one into its first file system. */
#ifndef HARNESS_CPIO_H
#define HARNESS_CPIO_H

#include "harness/machine/dt_writer.h"

/* What an archive begins at, in bytes, if it follows another one. */
#define CPIO_ALIGN 4

/* Appends a folder, or a file with @content's bytes, to what is in @archive. */
void cpio_folder(struct dt_blob *archive, const char *path);
void cpio_file(struct dt_blob *archive, const char *path, const struct dt_blob *content);

/* The last entry: without it the archive is cut off. */
void cpio_end(struct dt_blob *archive);

/* Appends @size bytes as they are, and zeroes up to CPIO_ALIGN: another archive, for example. */
void cpio_bytes(struct dt_blob *archive, const void *bytes, size_t size);

#endif
