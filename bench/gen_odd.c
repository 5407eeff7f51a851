/*
 * Receivers whose fields are legal and rarely seen, or seen and hardly legal:
 * the grammar of RFC 8601 at its limits, one method a field, no end to a
 * comment, ids of another domain than the host's; and header sections that
 * have nothing above the results.
 */
#include "gen.h"

/* qmail: a line that names no host, and no word about TLS. */
static void
qmail_received(struct gen_mail *m)
{
	m->delays++;
	gen_put(m, "Received: (qmail $N invoked from network); $u\n");
	gen_client(m, "Received: from $r (HELO $h) ($i)\n",
	    "Received: from unknown (HELO $h) ($i)\n");
	gen_put(m, "  by $b with SMTP; $u\n");
	m->tls_told = TLS_UNKNOWN;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_UNKNOWN : RDNS_NONE;
}

/* RFC 8601 appendix B.7, for the rest of the methods, too. */
static void
rfc_limits(struct gen_mail *m)
{
	gen_put(m, "Authentication-Results: $b (foobar) 1 (baz)");
	gen_dkim(m,
	    ";\n dkim (Because I like it) / 1 (One yay) = (wait for it) $k\n"
	    "  header (A dot can go here) . (like that) d (this surprised me)"
	    "\n  = (as I wasn't expecting it) $K",
	    "; dkim = none", W_NONE);
	gen_part(m, M_SPF,
	    ";\n spf\n =\n $s (a (b \\) spf=fail; c) d)\n smtp . mailfrom =\n "
	    "$F");
	gen_part(m, M_DMARC, "; dmarc/1=$m header\n .\n from\n =\n $A");
	gen_put(m, "\n");
}

/* Quoted values, also the id; ";", "=" and brackets in them. */
static void
rfc_quotes(struct gen_mail *m)
{
	gen_put(m, "Authentication-Results: \"$b\" 1");
	gen_part(m, M_SPF,
	    "; spf=$s reason=\"; dkim=fail (\\\" spf=fail\" "
	    "smtp.mailfrom=\"$f\"");
	gen_dkim(m,
	    ";\n\tdkim=$k reason=\"2048-bit key; unprotected)\" header.d=$K",
	    ";\n\tdkim=none reason=\"no signature; (none\"", W_NONE);
	gen_part(m, M_DMARC, ";\n\tdmarc=$m header.from=\"$A\"");
	gen_put(m, "\n");
}

/* Letters of either case; a blank before the colon (RFC 5322 4.5). */
static void
rfc_letters(struct gen_mail *m)
{
	gen_put(m,
	    m->number % 2 == 0 ? "authentication-results: $b" :
	                         "AUTHENTICATION-RESULTS :$b");
	gen_part(m, M_SPF, ";SPF=$s SMTP.MAILFROM=$F");
	gen_dkim(m, ";DKIM=$k HEADER.D=$K", ";DKIM=none", W_NONE);
	gen_part(m, M_DMARC, ";DMARC=$m HEADER.FROM=$A;");
	gen_put(m, "\n");
}

/* Methods that nobody knows, and versions of a method from the future. */
static void
rfc_unknown(struct gen_mail *m)
{
	gen_put(m,
	    "Authentication-Results: $b; spf/2=fail smtp.mailfrom=two.example;"
	    "\n x-spf=fail smtp.mailfrom=x.example; gateway.spf=fail;\n"
	    " auth=pass smtp.auth=news; dkim-adsp=fail; domainkeys=fail;\n"
	    " dkim/7=pass header.d=$A");
	gen_part(m, M_SPF, ";\n spf=$s smtp.mailfrom=$F smtp.helo=$h x.y=z");
	gen_dkim(
	    m, ";\n dkim=$k header.d=$K header.zz=9", ";\n dkim=none", W_NONE);
	gen_part(m, M_DMARC,
	    ";\n dmarc=$m polrec.p=reject polrec.domain=$A header.from=$A");
	gen_put(m, "\n");
}

/* A field from the future says nothing (RFC 8601 2.6). */
static void
rfc_version(struct gen_mail *m)
{
	gen_put(m,
	    "Authentication-Results: $b 2; spf=pass smtp.mailfrom=$A;\n"
	    "\tdkim=pass header.d=$A; dmarc=pass header.from=$A\n");
}

static void
rfc_none(struct gen_mail *m)
{
	gen_put(m,
	    m->number % 2 == 0 ? "Authentication-Results: $b; none\n" :
	                         "Authentication-Results: $b 1;\n");
}

static void
write_rfc(struct gen_mail *m)
{
	static void (*const fields[])(struct gen_mail * m) = {
		rfc_limits,
		rfc_quotes,
		rfc_letters,
		rfc_unknown,
		rfc_version,
		rfc_none,
	};

	gen_return_path(m);
	gen_recipient_field(m, RANK_DELIVERED_TO, "Delivered-To: $o\n");
	qmail_received(m);
	fields[gen_below(&m->random, GEN_COUNT(fields))](m);
}

/*
 * kernel.org: one method a field, one field a signature.  Behind the boundary
 * the sender could have added another: only the first field with dkim counts.
 */
static void
write_kernel(struct gen_mail *m)
{
	gen_return_path(m);
	gen_recipient_field(m, RANK_X_ORIGINAL_TO, "X-Original-To: $o\n");
	gen_client(m, "Received: from $h ($r [$i])\n",
	    "Received: from $h (unknown [$i])\n");
	gen_put(m,
	    m->tls ? "\t(using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 "
	             "(256/256 bits))\n\tby $b (Postfix) with ESMTPS id $q" :
	             "\tby $b (Postfix) with ESMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $u\nAuthentication-Results: $b;");
	gen_part(m, M_ARC, "\n arc=$c smtp.client-ip=$i\n");
	gen_put(m, "Authentication-Results: $b;");
	gen_part(m, M_DMARC, "\n dmarc=$m (p=none dis=none) header.from=$A");
	gen_put(m, "\nAuthentication-Results: $b;");
	gen_part(m, M_SPF, "\n spf=$s smtp.mailfrom=$F\n");
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_put(m, "Authentication-Results: $b;");
		gen_part(m, M_DKIM,
		    "\n\tdkim=$k (2048-bit key) header.d=$K header.i=@$K "
		    "header.b=\"$B\"\n");
	}
	if (m->n_signatures > 1)
		m->n_signatures = 1;
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_PASS : RDNS_NONE;
}

/* A comment that ends with the field: what follows must not be lost in it. */
static void
write_torn(struct gen_mail *m)
{
	gen_return_path(m);
	gen_put(m,
	    "Received: from $h ($r [$i])\n\tby $b (Postfix)\n"
	    "\twith ESMTPS id $q");
	gen_for(m, " for <$o>");
	gen_put(m, "; $j\nAuthentication-Results: $b;\n");
	m->verdict[M_SPF] = (struct gen_verdict){ "permerror", W_PERMERROR };
	m->spf_nameless = true;
	gen_part(m, M_SPF,
	    " spf=$s (SPF Permanent Error: Unknown qualifier,\n"
	    " RFC 4408 para 4.6.1, found in: \n");
	gen_put(m, "Authentication-Results: $b;\n");
	gen_dkim(m, " dkim=$k header.d=$K\n", " dkim=none\n", W_NONE);
	m->tls_told = TLS_YES;
	m->rdns_told = RDNS_PASS;
}

/* The id is of another domain than the host: nobody can tell that it is its */
static void
write_ses(struct gen_mail *m)
{
	gen_return_path(m);
	gen_put(m, "Received: from $h ($r [$i])\n by $b with SMTP id $q");
	gen_for(m, "\n for $o");
	gen_put(m,
	    ";\n $u\nX-SES-Spam-Verdict: PASS\nAuthentication-Results: "
	    "amazonses.com;\n spf=$s (spfCheck: domain of $F designates $i as "
	    "permitted sender) client-ip=$i; envelope-from=$f; helo=$h;\n");
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_put(m, " dkim=$k header.i=@$K;\n");
	}
	gen_put(m, " dmarc=$m header.from=$A;\n");
	m->tls_told = TLS_UNKNOWN;
	m->rdns_told = RDNS_UNKNOWN;
}

/* A host of its own in every field; SPF by an old name; no dmarc. */
static void
write_yandex(struct gen_mail *m)
{
	gen_put(m,
	    "Received: from mxback.mail.yandex.net ([10.5.$n.$n])\n"
	    "\tby sas.mail.yandex.net with LMTP id $q; $u\n");
	m->delays++;
	gen_return_path(m);
	gen_client(m, "Received: from $h ($r [$i])\n",
	    "Received: from $h (unknown [$i])\n");
	gen_put(m,
	    m->tls ? "\tby $b with ESMTPS id $q" : "\tby $b with ESMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $u\nAuthentication-Results: vla5-$n.qloud-c.yandex.net");
	gen_part(m, M_SPF,
	    "; spf=$s (vla5.qloud-c.yandex.net: domain of $F says so about $i,"
	    " rule=[ip4:192.0.2.0/24]) smtp.mail=$f");
	gen_dkim(m, "; dkim=$k header.i=@$K", NULL, W_NONE);
	gen_put(m, "\n");
	m->tls_told = m->tls ? TLS_YES : TLS_UNKNOWN;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_UNKNOWN : RDNS_NONE;
}

/*
 * A dump of a section that begins with what a filter wrote, nothing above it:
 * believed only if the id is given.
 */
static void
write_bare(struct gen_mail *m)
{
	bool single = m->number % 2 == 0;

	m->delays = 0;
	gen_return_path(m);
	if (single) {
		gen_put(m, "Authentication-Results: mx.bare.example");
		gen_part(m, M_SPF, ";\n\tspf=$s smtp.mailfrom=$f");
		gen_dkim(
		    m, ";\n\tdkim=$k header.d=$K", ";\n\tdkim=none", W_NONE);
		gen_part(m, M_DMARC, ";\n\tdmarc=$m header.from=$A");
		gen_put(m, "\n");
		return;
	}
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_put(m, "Authentication-Results: mx2.bare.example;");
		gen_part(m, M_DKIM, " dkim=$k header.d=$K\n");
	}
	gen_put(m,
	    "Received-SPF: $s (mx2.bare.example: so it is with $F)\n"
	    "\treceiver=mx2.bare.example; client-ip=$i;\n"
	    "\tenvelope-from=\"$f\"; helo=$h;\n");
	gen_tell(m, M_SPF);
}

const struct gen_receiver gen_bare = { .write = write_bare };
const struct gen_receiver gen_rfc = { .write = write_rfc };
const struct gen_receiver gen_kernel = { .write = write_kernel };
const struct gen_receiver gen_torn = { .write = write_torn };
const struct gen_receiver gen_ses = { .write = write_ses,
	.id = "amazonses.com" };
const struct gen_receiver gen_yandex = { .write = write_yandex,
	.id = "vla5.qloud-c.yandex.net" };
