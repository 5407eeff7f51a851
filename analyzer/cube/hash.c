/*
 * The only file of cube/ that knows xxHash.
 */
#include "hash.h"

#include <stdatomic.h>
#include <sys/random.h>
#include <xxhash.h>

uint64_t
td_hash(const void *p, size_t n)
{
	return XXH3_64bits(p, n);
}

uint64_t
td_hash_secret(void)
{
	static _Atomic uint64_t kept;
	uint64_t none = 0, secret = kept;

	if (secret != 0)
		return secret;
	/* Without it everything works, only a little less well defended. */
	if (getrandom(&secret, sizeof(secret), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(secret))
		secret = UINT64_C(0x9e3779b97f4a7c15);
	secret |= 1;
	return atomic_compare_exchange_strong(&kept, &none, secret) ? secret :
	                                                              none;
}
