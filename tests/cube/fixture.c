/*
 * See fixture.h.
 */
#include "tests/cube/fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t
fixture_random(uint64_t *state, uint64_t n)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (*state * UINT64_C(0x2545f4914f6cdd1d) >> 33) % n;
}

void
fixture_observation(
    uint64_t *state, uint64_t domains, struct td_observation *o, char name[32])
{
	static const struct td_span carriers[] = { TD_LIT("docomo"),
		TD_LIT("au"), TD_LIT("softbank") };
	uint64_t domain = fixture_random(state, domains);

	*o = (struct td_observation){ .weight = 1 };
	o->domain.p = name;
	o->domain.n =
	    (size_t)snprintf(name, 32, "d%u.example", (unsigned)domain);
	o->carrier.carrier =
	    domain % 4 == 0 ? carriers[domain / 4 % 3] : TD_SPAN("other");
	for (unsigned i = 0; i < TD_N_AUTH; i++)
		o->result[i] = (uint8_t)fixture_random(state, TD_N_RESULTS);
	o->dkim_aligned_pass = fixture_random(state, 2) == 0;
	o->forwarded = fixture_random(state, 9) == 0;
	o->alignment = (uint8_t)fixture_random(state, TD_N_ALIGN);
	o->pra = (uint8_t)fixture_random(state, TD_N_ALIGN);
	o->tls = (uint8_t)fixture_random(state, TD_N_TLS);
	o->fcrdns = (uint8_t)fixture_random(state, TD_N_RDNS);
	o->hops = (uint16_t)fixture_random(state, 12);
	/* Most tell of a delivery, and then of no hops. */
	o->outcome = (uint8_t)fixture_random(state, TD_N_ACTIONS + 3);
	if (o->outcome >= TD_N_ACTIONS)
		o->outcome = TD_ACTION_NONE;
	if (o->outcome != TD_ACTION_NONE)
		o->hops = TD_NO_HOPS;
	o->attempts = (uint32_t)fixture_random(state, 5);
	o->untold = fixture_random(state, 9) == 0;
	o->complaints = fixture_random(state, 20) == 0;
	o->has_reason =
	    o->outcome == TD_ACTION_FAILED || o->outcome == TD_ACTION_EXPIRED;
	o->reason = (uint8_t)fixture_random(state, TD_N_REASONS);
	o->hard = o->has_reason && fixture_random(state, 2) == 0;
	o->when = (int64_t)fixture_random(state, 1u << 31) * 1000000;
	o->delay = fixture_random(state, 10) == 0 ?
	    TD_NO_TIME :
	    ((int64_t)fixture_random(state, 5000) - 50) * 250000;
}

char *
fixture_text(struct td_cube *c)
{
	const struct td_cells_head head = { "trust=auto" };
	struct td_balance b;
	char *text;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	ck_assert_int_eq(td_balance_init(&b), 0);
	td_cells_write(out, c, &b, &head, NULL, 0);
	ck_assert_int_eq(fclose(out), 0);
	td_balance_clear(&b);
	return text;
}

void
fixture_dims(struct td_dims *d, const char *list)
{
	struct td_error e;

	ck_assert_int_eq(td_dims_parse(d, list, &e), 0);
	ck_assert_int_eq(td_zone_set(&d->zone, "UTC", &e), 0);
}
