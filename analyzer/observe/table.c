/*
 * Tables by hash, growing rows, and texts that are stored once.
 */
#include "table.h"

#include "analyzer/observe/name_key.h"

#include <endian.h>
#include <stdlib.h>
#include <sys/random.h>

enum { MIN_SLOTS = 64, MIN_ROWS = 16, MANY_ROWS = 8192, MIN_TEXT = 4096 };

int
td_room(void *p, uint32_t *cap, uint32_t n, size_t size)
{
	uint64_t room = *cap == 0 ? MIN_ROWS : *cap;
	void *more;

	if (n <= *cap)
		return 0;
	while (room < n)
		room += room < MANY_ROWS ? room : room / 2;
	if (room > UINT32_MAX)
		return -1;
	memcpy(&more, p, sizeof(more));
	/* What p holds stays its own. */
	/* cppcheck-suppress memleakOnRealloc */
	more = realloc(more, (size_t)room * size);
	if (more == NULL)
		return -1;
	memcpy(p, &more, sizeof(more));
	*cap = (uint32_t)room;
	return 0;
}

static void
enter(struct table *t, uint64_t hash, uint32_t at)
{
	uint32_t i = table_home(t, hash);

	while (t->slot[i].at != 0)
		i = (i + 1) & (t->n_slots - 1);
	t->slot[i].hash = hash;
	t->slot[i].at = at;
}

static int
grow(struct table *t)
{
	struct table more = *t;

	if (t->n_slots > UINT32_MAX / 4)
		return -1;
	more.n_slots = t->n_slots == 0 ? MIN_SLOTS : t->n_slots * 2;
	more.shift = 64 - (unsigned)__builtin_ctz(more.n_slots);
	more.slot = calloc(more.n_slots, sizeof(more.slot[0]));
	if (more.slot == NULL)
		return -1;
	for (uint32_t i = 0; i < t->n_slots; i++)
		if (t->slot[i].at != 0)
			enter(&more, t->slot[i].hash, t->slot[i].at);
	free(t->slot);
	*t = more;
	return 0;
}

uint64_t
td_table_secret(void)
{
	uint64_t secret = 0;

	/* Without it everything works, only a little less well defended. */
	if (getrandom(&secret, sizeof(secret), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(secret))
		secret = UINT64_C(0x9e3779b97f4a7c15);
	return secret | 1;
}

int
td_table_add(struct table *t, uint64_t hash, uint32_t row)
{
	if (t->n >= t->n_slots / 2 && grow(t) < 0)
		return -1;
	enter(t, hash, row + 1);
	t->n++;
	return 0;
}

void
td_table_move(struct table *t, uint64_t hash, uint32_t from, uint32_t to)
{
	uint32_t i = table_home(t, hash);

	while (t->slot[i].at != from + 1 || t->slot[i].hash != hash)
		i = (i + 1) & (t->n_slots - 1);
	t->slot[i].at = to + 1;
}

/* Close the gap (Knuth 6.4, R). */
void
td_table_drop(struct table *t, uint64_t hash, uint32_t row)
{
	uint32_t mask = t->n_slots - 1, gap, i;

	if (t->n == 0)
		return;
	gap = table_home(t, hash);
	while (t->slot[gap].at != row + 1 || t->slot[gap].hash != hash) {
		if (t->slot[gap].at == 0)
			return;
		gap = (gap + 1) & mask;
	}
	for (i = (gap + 1) & mask; t->slot[i].at != 0; i = (i + 1) & mask) {
		uint32_t home = table_home(t, t->slot[i].hash);

		if (((i - home) & mask) < ((i - gap) & mask))
			continue;
		t->slot[gap] = t->slot[i];
		gap = i;
	}
	t->slot[gap].at = 0;
	t->n--;
}

void
td_table_clear(struct table *t)
{
	if (t->n > 0)
		memset(t->slot, 0, t->n_slots * sizeof(t->slot[0]));
	t->n = 0;
}

/* Up to seven bytes as a number, the first one on top. */
static uint64_t
few(const char *p, size_t n)
{
	uint64_t w = 0;
	uint32_t a, b;

	if (n >= 4) {
		memcpy(&a, p, 4);
		memcpy(&b, p + n - 4, 4);
		return (uint64_t)be32toh(a) << 8 * (n - 4) | be32toh(b);
	}
	for (size_t i = 0; i < n; i++)
		w = w << 8 | (unsigned char)p[i];
	return w;
}

/*
 * Eight bytes at a time, two lanes; the last eight may overlap those before.
 * The tables multiply by a secret, so nobody chooses who shares a place.
 */
uint64_t
td_table_hash(struct td_span s, uint64_t seed)
{
	const uint64_t k = UINT64_C(0x9fb21c651e98df25);
	uint64_t h = (seed ^ s.n) * k, g = ~h, w;
	const char *p = s.n > 0 ? s.p : "", *end = p + s.n;

	for (; end - p > 16; p += 16) {
		memcpy(&w, p, 8);
		h = (h ^ w) * k;
		h ^= h >> 32;
		memcpy(&w, p + 8, 8);
		g = (g ^ w) * k;
		g ^= g >> 29;
	}
	if (end - p > 8) {
		memcpy(&w, p, 8);
		h = (h ^ w) * k;
		h ^= h >> 32;
	}
	w = 0;
	if (s.n >= 8)
		memcpy(&w, end - 8, 8);
	else
		w = few(p, s.n);
	g = (g ^ w) * k;
	g ^= g >> 29;
	h = (h ^ g) * k;
	h ^= h >> 32;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	h ^= h >> 29;
	return h == 0 ? 1 : h;
}

uint64_t
td_table_address(struct td_span local, struct td_span folded, bool domain_only)
{
	return td_table_hash(local, td_table_hash(folded, domain_only));
}

uint64_t
td_table_recipient(struct td_span address, bool domain_only,
    char buf[TD_HOST_MAX + 1], struct td_span *domain)
{
	struct td_span at = domain_only ? address : td_span_domain(address);

	if (at.p != NULL)
		address.n = domain_only ? 0 : (size_t)(at.p - address.p);
	*domain = td_admd_fold(at, buf);
	if (domain->n == 0)
		*domain = TD_SPAN("(none)");
	return td_table_address(address, *domain, domain_only);
}

int
td_text_reserve(struct texts *t, uint32_t n)
{
	if (n > UINT32_MAX - t->n)
		return -1;
	return td_room(&t->p, &t->cap, t->n + n, 1);
}

void
td_texts_clear(struct texts *t)
{
	t->n = 0;
	memset(t->recent, 0, sizeof(t->recent));
	td_table_clear(&t->index);
}

int
td_text_add(struct texts *t, struct td_span s, uint32_t *out)
{
	uint32_t n = (uint32_t)s.n;

	*out = 0;
	if (s.n == 0)
		return 0;
	if (s.n > UINT32_MAX - t->n - 2 * sizeof(n))
		return -1;
	if (t->n == 0)
		t->n = sizeof(n); /* 0 is the empty text */
	if (t->cap == 0 && td_room(&t->p, &t->cap, MIN_TEXT, 1) < 0)
		return -1;
	if (td_room(&t->p, &t->cap, t->n + n + (uint32_t)sizeof(n), 1) < 0)
		return -1;
	*out = t->n;
	memcpy(t->p + t->n, &n, sizeof(n));
	memcpy(t->p + t->n + sizeof(n), s.p, n);
	t->n += n + (uint32_t)sizeof(n);
	return 0;
}

bool
td_text_is(const struct texts *t, uint32_t at, struct td_span s)
{
	uint32_t n;

	if (at == 0 || s.n == 0)
		return at == 0 && s.n == 0;
	memcpy(&n, t->p + at, sizeof(n));
	return n == s.n && td_name_same(t->p + at + sizeof(n), s);
}

/* Where a text is remembered that was asked for lately. */
static uint32_t *
recent(struct texts *t, struct td_span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t h = s.n * 5 + p[0] + p[s.n / 2] * 3u + p[s.n - 1] * 7u;

	return &t->recent[(h ^ h >> 8) & 255];
}

int
td_text(struct texts *t, struct td_span s, uint32_t *out)
{
	uint64_t hash;
	uint32_t i, row, *last;

	*out = 0;
	if (s.n == 0)
		return 0;
	last = recent(t, s);
	if (*last != 0 && td_text_is(t, *last, s)) {
		*out = *last;
		return 0;
	}
	hash = td_table_hash(s, 0);
	TABLE_EACH(&t->index, hash, i, row)
	if (td_text_is(t, row, s)) {
		*out = *last = row;
		return 0;
	}
	if (td_text_add(t, s, out) < 0)
		return -1;
	*last = *out;
	return td_table_add(&t->index, hash, *out);
}
