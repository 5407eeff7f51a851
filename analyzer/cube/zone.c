/*
 * Time zones: a fixed offset, or a name of the system's zone database, which
 * the C library reads.  A name it does not know it would take for UTC without
 * a word, so the file is looked for first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cube.h"

#define ZONEINFO "/usr/share/zoneinfo"

/* The zone of the process: what struct td_zone_info's name points to. */
static char zone_name[64];

/* Counted up when it changes, so that threads forget what they cached. */
static unsigned generation;

static int
set_fixed(struct td_zone_info *z, int32_t offset)
{
	int minutes = abs(offset) / 60;

	*z = (struct td_zone_info){ .name = "UTC", .fixed = true };
	if (offset == 0)
		return 0;
	snprintf(zone_name, sizeof(zone_name), "%c%02d:%02d",
	    offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
	z->name = zone_name;
	z->offset = offset;
	return 0;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "+09:00", "+0900", "+09". */
static bool
parse_offset(const char *s, int32_t *offset)
{
	int hour, minute = 0;

	if ((s[0] != '+' && s[0] != '-') || !digit(s[1]) || !digit(s[2]))
		return false;
	hour = (s[1] - '0') * 10 + s[2] - '0';
	if (s[3] != '\0') {
		const char *m = s + 3 + (s[3] == ':');

		if (!digit(m[0]) || !digit(m[1]) || m[2] != '\0')
			return false;
		minute = (m[0] - '0') * 10 + m[1] - '0';
	}
	if (hour > 15 || minute > 59)
		return false;
	*offset = (hour * 60 + minute) * (s[0] == '-' ? -60 : 60);
	return true;
}

static bool
is_utc(const char *name)
{
	static const char *const utc[] = { "UTC", "Etc/UTC", "GMT", "UT", "Z",
		"Zulu", "UCT", NULL };

	for (size_t i = 0; utc[i] != NULL; i++)
		if (strcasecmp(name, utc[i]) == 0)
			return true;
	return false;
}

/* Whether the database has a file of that name. */
static bool
exists(const char *name)
{
	const char *dir = getenv("TZDIR");
	char path[512], magic[4];
	ssize_t n;
	int fd;

	if (dir == NULL || dir[0] == '\0')
		dir = ZONEINFO;
	if (name[0] == '\0' || name[0] == '/' || name[0] == '.' ||
	    strstr(name, "..") != NULL)
		return false;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	n = read(fd, magic, sizeof(magic));
	close(fd);
	return n == 4 && memcmp(magic, "TZif", 4) == 0; /* RFC 8536 3.1 */
}

static int
set_named(struct td_zone_info *z, const char *name, struct td_error *e)
{
	char value[sizeof(zone_name) + 1];

	if (strlen(name) >= sizeof(zone_name) || !exists(name)) {
		td_error_set(e, "unknown time zone",
		    "\"%.60s\" is not in the system's zone database (package "
		    "tzdata); an offset such as +09:00 always works",
		    name);
		return -1;
	}
	memmove(zone_name, name, strlen(name) + 1);
	snprintf(value, sizeof(value), ":%s", zone_name);
	if (setenv("TZ", value, 1) < 0) {
		td_error_sys(e, "cannot set the time zone", errno);
		return -1;
	}
	tzset();
	generation++;
	*z = (struct td_zone_info){ .name = zone_name };
	return 0;
}

/*
 * The machine's zone by its name, so that what is written on one machine says
 * what it is on another: TZ, else the target of /etc/localtime, else UTC as the
 * C library has it.
 */
static int
set_local(struct td_zone_info *z, struct td_error *e)
{
	const char *tz = getenv("TZ"), *name;
	char path[512];
	ssize_t n;

	if (tz != NULL && tz[0] == ':')
		tz++;
	if (tz != NULL)
		return td_zone_set(z, tz[0] == '\0' ? "UTC" : tz, e);
	n = readlink("/etc/localtime", path, sizeof(path) - 1);
	if (n < 0 && errno == ENOENT)
		return set_fixed(z, 0);
	path[n < 0 ? 0 : n] = '\0';
	name = strstr(path, "/zoneinfo/");
	if (name != NULL)
		return td_zone_set(z, name + strlen("/zoneinfo/"), e);
	/* A copy of a zone file, which has no name. */
	tzset();
	generation++;
	*z = (struct td_zone_info){ .name = "local" };
	return 0;
}

int
td_zone_set(struct td_zone_info *z, const char *name, struct td_error *e)
{
	int32_t offset;

	if (is_utc(name))
		return set_fixed(z, 0);
	if (parse_offset(name, &offset))
		return set_fixed(z, offset);
	if (strcmp(name, "local") == 0)
		return set_local(z, e);
	return set_named(z, name, e);
}

int32_t
td_zone_offset(const struct td_zone_info *z, int64_t when)
{
	/* Zones change on quarters of an hour; localtime_r takes a lock. */
	static _Thread_local struct {
		int64_t quarter;
		int32_t offset;
		unsigned generation; /* 0: nothing is cached */
	} last;
	int64_t second = when / 1000000 - (when % 1000000 < 0);
	int64_t quarter = second / 900 - (second % 900 < 0);
	time_t t = (time_t)second;
	struct tm tm;

	if (z->fixed)
		return z->offset;
	if (last.generation == generation && last.quarter == quarter)
		return last.offset;
	last.offset = localtime_r(&t, &tm) == NULL ? 0 : (int32_t)tm.tm_gmtoff;
	last.quarter = quarter;
	last.generation = generation;
	return last.offset;
}
