/*
 * Bodies: stretches of one pool of lines, so that they cost a copy.  What real
 * bodies have, and what a reader of archives stumbles over, is in the pool:
 * quoted header fields, 8-bit text, NULs, base64, lines that begin with
 * "From " or ">From ".
 */
#include "gen.h"

enum { POOL_SIZE = 1 << 20, MAX_STARTS = 20000 };

static struct {
	char text[POOL_SIZE + 256];
	size_t n;
	size_t start[MAX_STARTS]; /* lines at which a body may begin */
	size_t n_starts;
} pool[2]; /* with LF, with CRLF */

static const char *const plain[] = {
	"The quick brown fox jumps over the lazy dog, and goes on to jump.",
	"Dear customer, this mail is for nobody and says nothing at all",
	"We have sent you this because somebody may have asked for it once",
	"  * spf=pass dkim=pass dmarc=pass, says nobody",
	"> quoted text that somebody wrote before, and that was answered",
	"gO3Bd0x7Yk1mZ2FzZGZhc2RmYXNkZmFzZGZhc2RmYXNkZmFzZGZhc2RmYXNkZmFz",
	"=E3=81=93=E3=82=93=E3=81=AB=E3=81=A1=E3=81=AF=E3=80=81=E4=B8=96=",
	"caf\xe9 \xa4\xaa\xc3\xce\xa4\xe9\xa4\xbb \xe3\x81\x8a\xe7\x9f\xa5",
};

/* Behind an empty line, and not where a body begins. */
static const char *const behind_empty[] = {
	"From here on it is only filler, as it was at 10:30 already",
	"Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=a@b.c",
	"Received: from a.example by b.example; Sat, 21 Nov 2026 17:58 +0000",
	"--=_boundary",
	"Content-Type: text/html; charset=UTF-8",
	">From a friend, quoted once",
	"From: quoted@example.com",
};

/* Within a paragraph: no separator, for no empty line stands before it. */
static const char within[] =
    "From someone@example.com Sat Nov 21 17:58:00 2026";

static void
add_line(int crlf, const char *line, size_t n, bool may_start)
{
	size_t at = pool[crlf].n;

	if (may_start && pool[crlf].n_starts < MAX_STARTS)
		pool[crlf].start[pool[crlf].n_starts++] = at;
	memcpy(pool[crlf].text + at, line, n);
	at += n;
	if (crlf)
		pool[crlf].text[at++] = '\r';
	pool[crlf].text[at++] = '\n';
	pool[crlf].n = at;
}

/* mboxo quotes "From ", mboxrd what was quoted before, too. */
static void
add_quoted(int crlf, const char *line, bool rd)
{
	char quoted[160] = ">";

	if (rd &&
	    (strncmp(line, "From ", 5) == 0 ||
	        strncmp(line, ">From ", 6) == 0)) {
		strcat(quoted, line);
		line = quoted;
	}
	add_line(crlf, line, strlen(line), false);
}

void
gen_body_init(bool quoted_rd)
{
	for (int crlf = 0; crlf < 2; crlf++) {
		struct gen_random r = { 20261121 };

		while (pool[crlf].n < POOL_SIZE - 512) {
			uint32_t x = gen_below(&r, 1000);
			const char *line = plain[x % GEN_COUNT(plain)];

			add_line(crlf, line, strlen(line), true);
			x = gen_below(&r, 1000);
			if (x < 120) {
				add_line(crlf, "", 0, false);
				add_quoted(crlf,
				    behind_empty[x % GEN_COUNT(behind_empty)],
				    quoted_rd);
			} else if (x < 125) {
				add_quoted(crlf, within, quoted_rd);
			} else if (x < 128) {
				add_line(crlf, "nul \0 in a body", 15, false);
			}
		}
		add_line(crlf, plain[0], strlen(plain[0]), false);
	}
}

/* About `size` bytes of whole lines. */
void
gen_body(struct gen_mail *m, size_t size, bool crlf,
    void (*emit)(const char *p, size_t n))
{
	while (size > 0) {
		uint32_t k =
		    gen_below(&m->random, (uint32_t)pool[crlf].n_starts);
		size_t at = pool[crlf].start[k], room = pool[crlf].n - at;
		const char *p = pool[crlf].text + at, *end;
		size_t n = size < room ? size : room;

		end = memchr(p + n - 1, '\n', room - (n - 1));
		n = (size_t)(end - p) + 1;
		emit(p, n);
		size -= n < size ? n : size;
	}
}
