/*
 * The end of a zip tells all (PKWARE's APPNOTE.TXT 4.3): the end of its central
 * directory, its only entry, and the file that this is about, at the beginning.
 */
#include "analyzer/input/zip_one.h"

#include <sys/stat.h>

enum {
	END = 22,   /* bytes of the end of the directory (4.3.16), */
	ENTRY = 46, /* of what comes before the name in an entry (4.3.12), */
	LOCAL = 30, /* and at the file (4.3.7) */
	DESCRIPTOR = 16, /* of what may stand behind its data (4.3.9) */
	DEFLATED = 8,
	/* Bits of the flags that change nothing here: how hard it was
	 * deflated, a descriptor, a name in UTF-8 (4.4.4). */
	HARMLESS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11,
	UNIX = 3,          /* who made it (4.4.2): attributes have a mode */
	DOS_SPECIAL = 0x18 /* a folder, or the name of a volume */
};

static uint32_t
read16(const char *p)
{
	return (unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

static uint32_t
read32(const char *p)
{
	return read16(p) | read16(p + 2) << 16;
}

/* The only entry of the directory; NULL: there is none, or more. */
static const char *
find_entry(struct td_span zip)
{
	const char *end = zip.p + zip.n - END, *entry;
	size_t n;

	if (zip.n < LOCAL + ENTRY + END || memcmp(end, "PK\5\6", 4) != 0 ||
	    read32(end + 4) != 0 || read16(end + 8) != 1 ||
	    read16(end + 10) != 1 || read16(end + 20) != 0)
		return NULL;
	n = read32(end + 12);
	if (n < ENTRY || n > zip.n - END || read32(end + 16) != zip.n - END - n)
		return NULL;
	entry = end - n;
	if (memcmp(entry, "PK\1\2", 4) != 0 || read16(entry + 32) != 0 ||
	    n != ENTRY + read16(entry + 28) + read16(entry + 30))
		return NULL;
	return entry;
}

/* As it will be shown, whatever the locale. */
static bool
take_name(const char *p, size_t n, char name[TD_ZIP_NAME + 1])
{
	if (n == 0 || n > TD_ZIP_NAME || p[n - 1] == '/')
		return false;
	for (size_t i = 0; i < n; i++)
		if (p[i] < ' ' || p[i] > '~' || p[i] == '\\')
			return false;
	memcpy(name, p, n);
	name[n] = '\0';
	return true;
}

static bool
is_plain_file(const char *entry)
{
	const uint32_t attributes = read32(entry + 38);
	const uint32_t mode = attributes >> 16;

	if (entry[5] == UNIX && (mode & S_IFMT) != 0 && !S_ISREG(mode))
		return false;
	return (attributes & DOS_SPECIAL) == 0 && read16(entry + 34) == 0 &&
	    (read16(entry + 8) & ~(uint32_t)HARMLESS) == 0 &&
	    read16(entry + 10) == DEFLATED;
}

static bool
is_descriptor(const char *p, const char *entry)
{
	return memcmp(p, "PK\7\10", 4) == 0 &&
	    memcmp(p + 4, entry + 16, DESCRIPTOR - 4) == 0;
}

/*
 * What is deflated; n 0: it is not where the entry says, or there is more.
 * Checksum and sizes may be 0 in front of it where they stand behind it.
 */
static struct td_span
find_data(struct td_span zip, const char *entry)
{
	const struct td_span none = { zip.p, 0 };
	const size_t n_name = read16(entry + 28), n = read32(entry + 20);
	const size_t room = (size_t)(entry - zip.p);
	const bool described = (read16(entry + 8) & 1 << 3) != 0;
	size_t from, rest;

	if (read32(entry + 42) != 0 || read32(entry + 24) == UINT32_MAX ||
	    room < LOCAL || memcmp(zip.p, "PK\3\4", 4) != 0 ||
	    read32(zip.p + 6) != read32(entry + 8) ||
	    read16(zip.p + 26) != n_name)
		return none;
	for (size_t i = 0; i < 12; i += 4)
		if (read32(zip.p + 14 + i) != read32(entry + 16 + i) &&
		    (!described || read32(zip.p + 14 + i) != 0))
			return none;
	from = LOCAL + n_name + read16(zip.p + 28);
	if (from > room || n > room - from ||
	    memcmp(zip.p + LOCAL, entry + ENTRY, n_name) != 0)
		return none;
	rest = room - from - n;
	if (rest != (described ? DESCRIPTOR : 0) ||
	    (described && !is_descriptor(entry - DESCRIPTOR, entry)))
		return none;
	return (struct td_span){ zip.p + from, n };
}

bool
td_zip_one_find(struct td_span zip, struct td_zip_one *one)
{
	static const char front[10] = "\x1f\x8b\x08\0\0\0\0\0\0\xff";
	const char *entry = find_entry(zip);
	struct td_span data;

	if (entry == NULL || !is_plain_file(entry) ||
	    !take_name(entry + ENTRY, read16(entry + 28), one->name))
		return false;
	data = find_data(zip, entry);
	if (data.n == 0)
		return false;
	memcpy(one->front, front, sizeof(front));
	memcpy(one->behind, entry + 16, 4);
	memcpy(one->behind + 4, entry + 24, 4);
	one->part[0] = (struct td_span){ one->front, sizeof(one->front) };
	one->part[1] = data;
	one->part[2] = (struct td_span){ one->behind, sizeof(one->behind) };
	one->at = 0;
	one->ended = false;
	return true;
}
