/*
 * Throughput of the formats in one thread, on input made up here.
 *
 *	decode [FORMAT FILE]
 *
 * GB/s, the best of ROUNDS interleaved rounds; the count of newlines in the
 * same bytes stands beside it as the ceiling.
 */
#include <sys/mman.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "batch.h"
#include "count_newlines.h"

enum { ROUNDS = 30 };

static const size_t want = (size_t)64 << 20;

/* A message as a large mailbox provider stores it: 20 fields, 2 KB. */
static const char section[] =
    "Delivered-To: user@example.jp\n"
    "Received: by 2002:a05:6f02:1234:b0:6a:1:2 with SMTP id x12csp1;\n"
    "        Sat, 21 Nov 2026 17:58:01 -0800 (PST)\n"
    "X-Google-Smtp-Source: AGHT+IHbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
    "X-Received: by 2002:a17:907:1c8a:b0:a12:b:c with SMTP id q10;\n"
    "        Sat, 21 Nov 2026 17:58:00 -0800 (PST)\n"
    "ARC-Seal: i=1; a=rsa-sha256; t=1700618280; cv=none;\n"
    "        d=example.com; s=arc-20240605;\n"
    "        b=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
    "         bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
    "ARC-Authentication-Results: i=1; mx.example.com;\n"
    "       dkim=pass header.i=@example.net header.s=s1 header.b=Abcdefgh;\n"
    "       spf=pass (example.com: domain of b@example.net designates\n"
    "        192.0.2.1 as permitted sender) smtp.mailfrom=b@example.net\n"
    "Return-Path: <b@example.net>\n"
    "Received: from a.example.net (a.example.net. [192.0.2.1])\n"
    "        by mx.example.com with ESMTPS id f1si2.2026.11.21.17.58.00\n"
    "        for <user@example.jp>\n"
    "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n"
    "        Sat, 21 Nov 2026 17:58:00 -0800 (PST)\n"
    "Received-SPF: pass (example.com: domain of b@example.net designates\n"
    "        192.0.2.1 as permitted sender) client-ip=192.0.2.1;\n"
    "Authentication-Results: mx.example.com;\n"
    "       dkim=pass header.i=@example.net header.s=s1 header.b=Abcdefgh;\n"
    "       spf=pass (example.com: domain of b@example.net designates\n"
    "        192.0.2.1 as permitted sender) smtp.mailfrom=b@example.net;\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.net\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"
    "        d=example.net; s=s1; t=1700618279;\n"
    "        bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\n"
    "        h=from:to:subject:date:message-id:mime-version;\n"
    "        b=cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\n"
    "         dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\n"
    "Received: by app.example.net (Postfix, from userid 33)\n"
    "\tid 4AbCdEfGhI; Sat, 21 Nov 2026 17:57:59 +0900 (JST)\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: 7bit\n"
    "X-Mailer: example 1.0\n"
    "List-Unsubscribe: <https://www.example.net/u/123456789>\n"
    "Date: Sat, 21 Nov 2026 17:57:59 +0900\n"
    "From: Example <b@example.net>\n"
    "To: user@example.jp\n"
    "Subject: =?UTF-8?B?44GT44KT44Gr44Gh44Gv?=\n"
    "Message-ID: <20261121175759.1@app.example.net>\n"
    "\n";

static const char separator[] = "From b@example.net Sat Nov 21 17:58:00 2026\n";
static const char body_line[] =
    "The quick brown fox jumps over the lazy dog, Frankly, For Fun.\n";

static size_t
put(char *s, size_t at, const char *what, size_t n)
{
	memcpy(s + at, what, n);
	return at + n;
}

/* Messages with about `body` bytes of body each, until `want` is reached. */
static size_t
make(char *s, const char *before, size_t body)
{
	size_t n = 0;

	while (n < want) {
		size_t end;

		n = put(s, n, before, strlen(before));
		n = put(s, n, section, sizeof section - 1);
		for (end = n + body; n < end;)
			n = put(s, n, body_line, sizeof body_line - 1);
		if (body > 0)
			n = put(s, n, "\n", 1);
	}
	return n;
}

/* What `todoku scan` asks for. */
#define WANTED (~TD_BIT(TD_H_OTHER))

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
time_decode(const struct td_format *f, const char *s, size_t n,
    uint64_t headers, size_t *records)
{
	struct td_batch b = batch_new(s);
	struct td_chunk c = { .from = s, .p = s, .stop = s + n, .end = s + n };
	double t = now();

	*records = 0;
	while (c.p < c.stop) {
		batch_empty(&b);
		f->decode(&c, headers, &b);
		*records += b.n;
	}
	return now() - t;
}

static double
time_newlines(const char *s, size_t n, size_t *lines)
{
	double t = now();

	*lines = count_newlines(s, n);
	return now() - t;
}

static void
measure(const char *title, const struct td_format *f, const char *s, size_t n)
{
	double few = 1e9, all = 1e9, ceiling = 1e9;
	size_t records = 0, lines = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double t = time_decode(f, s, n, WANTED, &records);

		few = t < few ? t : few;
		t = time_decode(f, s, n, ~UINT64_C(0), &records);
		all = t < all ? t : all;
		t = time_newlines(s, n, &lines);
		ceiling = t < ceiling ? t : ceiling;
	}
	printf("%-24s %7.2f GB/s wanted %7.2f all %7.2f newlines"
	       "  (%zu records, %zu lines)\n",
	    title, (double)n / few / 1e9, (double)n / all / 1e9,
	    (double)n / ceiling / 1e9, records, lines);
}

/* Zeroed, in huge pages where there are any, with room behind `n`. */
static char *
space(size_t n)
{
	char *s = mmap(NULL, n + ((size_t)2 << 20), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (s == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	madvise(s, n, MADV_HUGEPAGE);
	return s;
}

static int
measure_file(const char *name, const char *path)
{
	const struct td_format *f = td_format_find(name);
	int fd = open(path, O_RDONLY);
	char *s = space(want);
	size_t n = 0;
	ssize_t k;

	if (f == NULL || fd < 0) {
		fprintf(stderr, "decode: %s %s: cannot use\n", name, path);
		return 1;
	}
	while (n < want && (k = read(fd, s + n, want - n)) > 0)
		n += (size_t)k;
	close(fd);
	measure(path, f, s, n);
	return 0;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *title, *format, *before;
		size_t body;
	} row[] = {
		{ "mbox, 8 KB bodies", "mbox", separator, 8192 },
		{ "mbox, 64 KB bodies", "mbox", separator, 65536 },
		{ "mbox, no bodies", "mbox", separator, 0 },
		{ "mboxcl, 8 KB bodies", "mboxcl", separator, 8192 },
		{ "dump", "dump", "", 0 },
	};
	char *s;

	if (argc == 3)
		return measure_file(argv[1], argv[2]);
	s = space(want);
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		measure(row[i].title, td_format_find(row[i].format), s,
		    make(s, row[i].before, row[i].body));
	return 0;
}
