/*
 * libmagic, asked only for the name of what is unknown.  The only file that
 * knows it.
 */
#include <magic.h>
#include <stdlib.h>

#include "analyzer/input/sniff.h"

/* It looks at no more, however much it is given. */
#define MAX_HEAD 4096

struct td_magic {
	magic_t handle; /* NULL: could not be loaded */
	bool tried;
};

struct td_magic *
td_magic_new(void)
{
	return calloc(1, sizeof(struct td_magic));
}

void
td_magic_free(struct td_magic *m)
{
	if (m == NULL)
		return;
	if (m->handle != NULL)
		magic_close(m->handle);
	free(m);
}

/* Containers are ours, and it must not unpack or run anything. */
static void
load(struct td_magic *m)
{
	m->tried = true;
	m->handle = magic_open(
	    MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF);
	if (m->handle != NULL && magic_load(m->handle, NULL) != 0) {
		magic_close(m->handle);
		m->handle = NULL;
	}
}

/* Up to the first comma: what follows are details, and often the file's own
 * words. */
void
td_magic_name(struct td_magic *m, struct td_span head, char *out, size_t cap)
{
	const char *name = NULL;
	size_t n = 0;

	if (!m->tried)
		load(m);
	if (m->handle != NULL)
		name = magic_buffer(
		    m->handle, head.p, head.n < MAX_HEAD ? head.n : MAX_HEAD);
	if (name == NULL)
		name = "data";
	while (
	    n < cap - 1 && name[n] >= ' ' && name[n] <= '~' && name[n] != ',') {
		out[n] = name[n];
		n++;
	}
	out[n] = '\0';
}
