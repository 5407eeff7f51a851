/*
 * mmap with a guard page behind the file, and the SIGBUS handler.
 */
#include "analyzer/input/map.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/input/source.h"

/* As many files may be mapped at once; the next are read. */
#define N_SLOTS 256

/*
 * What the handler may look at.  A slot is taken, then `end` is set, then
 * `base`; given back the other way round.  base == 0: nothing is mapped.
 */
static struct slot {
	atomic_bool taken;
	_Atomic uintptr_t base, end;
	atomic_bool shrank;
} slots[N_SLOTS];

static size_t page = 4096;
static struct sigaction other; /* what did SIGBUS before us */

static struct slot *
slot_of(uintptr_t at)
{
	for (int i = 0; i < N_SLOTS; i++) {
		uintptr_t base = atomic_load(&slots[i].base);

		if (base != 0 && base <= at && at < atomic_load(&slots[i].end))
			return &slots[i];
	}
	return NULL;
}

/*
 * mmap(2) is a system call and nothing else, so it may be called here.  All
 * from the page on is replaced: what follows a hole at the end of a file is
 * hole, too, and one signal is enough.
 */
static void
on_bus(int sig, siginfo_t *info, void *context)
{
	uintptr_t at = (uintptr_t)info->si_addr;
	int keep = errno;
	struct slot *s = info->si_code > 0 ? slot_of(at) : NULL;

	(void)context;
	if (s != NULL) {
		at &= ~(uintptr_t)(page - 1);
		atomic_store(&s->shrank, true);
		if (mmap((void *)at, atomic_load(&s->end) - at, PROT_READ,
		        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		        0) != MAP_FAILED) {
			errno = keep;
			return;
		}
	}
	/* Not ours: it happens again, to the one before us. */
	sigaction(sig, &other, NULL);
	if (info->si_code <= 0)
		raise(sig);
	errno = keep;
}

int
td_input_init(struct td_error *e)
{
	static bool done;
	struct sigaction sa = { 0 };
	long n = sysconf(_SC_PAGESIZE);

	if (done)
		return 0;
	if (n > 0)
		page = (size_t)n;
	sa.sa_sigaction = on_bus;
	sa.sa_flags = SA_SIGINFO;
	sigemptyset(&sa.sa_mask);
	if (sigaction(SIGBUS, &sa, &other) != 0) {
		td_error_sys(e, "cannot handle SIGBUS", errno);
		return -1;
	}
	done = true;
	return 0;
}

static int
take_slot(void)
{
	for (int i = 0; i < N_SLOTS; i++)
		if (!atomic_exchange(&slots[i].taken, true))
			return i;
	return -1;
}

/* The file over the front of a reservation that is a page longer. */
static char *
map_guarded(int fd, size_t whole)
{
	char *p = mmap(NULL, whole + page, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (mmap(p, whole, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) !=
	    MAP_FAILED)
		return p;
	munmap(p, whole + page);
	return NULL;
}

static size_t
round_up(size_t n)
{
	return (n + page - 1) & ~(page - 1);
}

bool
td_map_open(struct td_map *m, int fd, size_t n)
{
	size_t whole = round_up(n);
	struct slot *s;
	char *p;

	*m = (struct td_map){ .fd = -1, .slot = -1 };
	if (whole < n || whole + page < whole)
		return false;
	m->slot = take_slot();
	if (m->slot < 0)
		return false;
	s = &slots[m->slot];
	m->fd = dup(fd);
	p = m->fd >= 0 ? map_guarded(fd, whole) : NULL;
	if (p == NULL) {
		if (m->fd >= 0)
			close(m->fd);
		atomic_store(&s->taken, false);
		return false;
	}
	madvise(p, whole, MADV_SEQUENTIAL);
	m->p = p;
	m->n = n;
	atomic_store(&s->shrank, false);
	atomic_store(&s->end, (uintptr_t)p + whole);
	atomic_store(&s->base, (uintptr_t)p);
	return true;
}

/* A file that lost a part of its last page raises no signal, so its size is
 * asked, too. */
bool
td_map_shrank(const struct td_map *m)
{
	struct stat st;

	if (m->p == NULL)
		return false;
	return atomic_load(&slots[m->slot].shrank) || fstat(m->fd, &st) != 0 ||
	    (uint64_t)st.st_size < m->n;
}

void
td_map_close(struct td_map *m)
{
	struct slot *s;

	if (m->p == NULL)
		return;
	s = &slots[m->slot];
	atomic_store(&s->base, 0);
	munmap((void *)m->p, round_up(m->n) + page);
	close(m->fd);
	atomic_store(&s->taken, false);
	*m = (struct td_map){ .fd = -1, .slot = -1 };
}
