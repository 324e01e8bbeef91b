/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device tree under construction: libfdt's sequential writer. The first error sticks and makes
 * every later call a no-op; dtw_finish() reports it.
 */
#ifndef HARNESS_DT_WRITER_H
#define HARNESS_DT_WRITER_H

#include <stddef.h>
#include <stdint.h>

/* A finished one. */
struct dt_blob {
    void *data;
    size_t size;
};

struct dt_writer {
    void *blob;
    size_t capacity;   /* of .blob */
    int error;         /* 0 or -FDT_ERR_* */
    const char *where; /* the node or property that failed */
};

/* Starts a tree with the root node open. */
void dtw_start(struct dt_writer *dt);

/* Closes the root. Returns the blob (free() it) and its @size in bytes, or NULL after one line on
 * stderr that names @what and the place. */
void *dtw_finish(struct dt_writer *dt, const char *what, size_t *size);

void dtw_begin(struct dt_writer *dt, const char *name, ...) __attribute__((format(printf, 2, 3)));
void dtw_end(struct dt_writer *dt);

void dtw_empty(struct dt_writer *dt, const char *name);
/* Any number of bytes: the blob grows by as much. */
void dtw_bytes(struct dt_writer *dt, const char *name, const void *bytes, size_t size);
void dtw_string(struct dt_writer *dt, const char *name, const char *value);
/* A string list; @values ends with NULL. */
void dtw_strings(struct dt_writer *dt, const char *name, const char *const *values);
/* Cells in host order. */
void dtw_cell_array(struct dt_writer *dt, const char *name, const uint32_t *cells, size_t count);

/* dtw_cells(dt, "reg", DTW_U64(base), DTW_U64(size)) */
#define DTW_U64(value) (uint32_t)((uint64_t)(value) >> 32), (uint32_t)(value)
#define dtw_cells(dt, name, ...)                              \
    dtw_cell_array(dt, name, (const uint32_t[]){__VA_ARGS__}, \
                   sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
#define dtw_strs(dt, name, ...) dtw_strings(dt, name, (const char *const[]){__VA_ARGS__, NULL})

/* Node "cpus" of @count CPUs, MPIDR 0 and up, that PSCI starts. */
void dtw_cpus(struct dt_writer *dt, unsigned int count);

#endif
