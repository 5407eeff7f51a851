/*
 * The fields of receivers by the software that they run: from the top of the
 * section down to the last field that the receiver wrote.
 */
#include "gen.h"

static const char postfix_tls[] =
    "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n"
    "\t key-exchange X25519 server-signature RSA-PSS (2048 bits) "
    "server-digest SHA256)\n"
    "\t(No client certificate requested)\n";

/* Postfix shows a name only if it leads back to the address. */
static void
postfix_received(struct gen_mail *m)
{
	gen_client(m, "Received: from $h ($r [$l])\n",
	    "Received: from $h (unknown [$l])\n");
	if (m->tls)
		gen_put(m, postfix_tls);
	gen_put(m,
	    m->tls ? "\tby $b (Postfix) with ESMTPS id $q" :
	             "\tby $b (Postfix) with ESMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $j\n");
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_PASS : RDNS_NONE;
}

/* Delivery on the same host or the next one. */
static void
inner_hop(struct gen_mail *m)
{
	m->last = m->now = m->at + 1 + gen_below(&m->random, 30);
	m->delays++;
	if (gen_chance(&m->random, 5000))
		gen_put(m,
		    "Received: from $b\n\tby $b with LMTP\n"
		    "\tid $q$q (envelope-from <$f>); $j\n");
	else
		gen_put(m,
		    "Received: from localhost (localhost [127.0.0.1])\n"
		    "\tby $b (Postfix) with ESMTP id $q; $j\n");
	m->now = m->at;
}

static void
postfix_top(struct gen_mail *m)
{
	gen_return_path(m);
	if (m->forwarding == FORWARD_NONE && gen_chance(&m->random, 5000))
		gen_recipient_field(
		    m, RANK_X_ORIGINAL_TO, "X-Original-To: $o\n");
	gen_recipient_field(m, RANK_DELIVERED_TO, "Delivered-To: $o\n");
	if (gen_chance(&m->random, 3000))
		inner_hop(m);
}

/* policyd-spf; if it is to hide the recipient nothing says whose word it is */
static void
policyd_spf(struct gen_mail *m)
{
	gen_put(m,
	    "Received-SPF: $s (mailfrom) identity=mailfrom;\n"
	    " client-ip=$i; helo=$h; envelope-from=$f; receiver=");
	if (gen_chance(&m->random, 5000)) {
		gen_put(m, "<UNKNOWN>\n");
	} else {
		gen_put(m, "$b\n");
		gen_tell(m, M_SPF);
	}
}

static void
opendmarc(struct gen_mail *m)
{
	gen_put(m, "Authentication-Results: $b");
	gen_part(m, M_DMARC, "; dmarc=$m (p=none dis=none) header.from=$A");
	gen_put(m, "\n");
}

/* OpenDKIM, one field for all signatures; some versions forget the ";". */
static void
opendkim(struct gen_mail *m)
{
	size_t from = m->out->n;
	bool glued = gen_chance(&m->random, 1000);

	gen_put(m, "Authentication-Results: $b;");
	gen_dkim(m,
	    glued ? "\n\tdkim=$k (2048-bit key; unprotected) header.d=$K "
	            "header.a=rsa-sha256" :
	            "\n\tdkim=$k (2048-bit key; unprotected) header.d=$K "
	            "header.i=@$K header.b=\"$B\";",
	    "\n\tdkim=none;", W_NONE);
	gen_put(m, "\n\tdkim-atps=neutral\n");
	/* It writes nothing at all about most mail without a signature. */
	if (m->n_signatures == 0 && gen_chance(&m->random, 7000)) {
		m->out->n = from;
		m->told &= ~GEN_BIT(M_DKIM);
		m->told_ar &= ~GEN_BIT(M_DKIM);
	}
}

/* pypolicyd-spf with Authentication-Results: comments around a property. */
static void
pypolicyd(struct gen_mail *m)
{
	gen_put(m, "Authentication-Results: $b;\n");
	gen_part(m, M_SPF,
	    " spf=$s (mailfrom) smtp.mailfrom=$F\n"
	    " (client-ip=$i; helo=$h;\n"
	    " envelope-from=$f; receiver=<UNKNOWN>)\n");
}

static void
write_postfix(struct gen_mail *m)
{
	postfix_top(m);
	postfix_received(m);
	if (gen_chance(&m->random, 5000))
		policyd_spf(m);
	else
		pypolicyd(m);
	opendmarc(m);
	opendkim(m);
}

static void
write_rspamd(struct gen_mail *m)
{
	size_t from;

	postfix_top(m);
	postfix_received(m);
	if (gen_chance(&m->random, 300)) {
		gen_put(m, "Authentication-Results: $b;\n\tnone\n");
		return;
	}
	gen_put(m, "Authentication-Results: ");
	from = m->out->n;
	gen_put(m, "$b");
	gen_dkim(m, ";\n\tdkim=$k header.d=$K header.s=$z header.b=$B",
	    ";\n\tdkim=none", W_NONE);
	gen_part(m, M_SPF,
	    ";\n\tspf=$s ($b: domain of \"$f\" says so when checking $i) "
	    "smtp.mailfrom=\"$f\"");
	gen_part(m, M_DMARC,
	    m->verdict[M_DMARC].word == W_FAIL ?
	        ";\n\tdmarc=$m reason=\"No valid SPF, DKIM not aligned "
	        "(relaxed)\" header.from=$A (policy=none)" :
	        ";\n\tdmarc=$m (policy=none) header.from=$A");
	if (gen_chance(&m->random, 3000))
		gen_part(m, M_ARC,
		    ";\n\tarc=$c (\"signature check: {[1] = sig:$A:$c}\")");
	if (m->encoded)
		gen_encode(m, from);
	gen_put(m, "\nX-Spamd-Bar: ---\n");
}

/* Its own Received stands above the boundary. */
static void
write_amavis(struct gen_mail *m)
{
	gen_return_path(m);
	gen_recipient_field(m, RANK_DELIVERED_TO, "Delivered-To: $o\n");
	m->last = m->now = m->at + 4;
	m->delays += 2;
	gen_put(m,
	    "Received: from localhost (localhost [127.0.0.1])\n"
	    "\tby $b (Postfix) with ESMTP id $q; $j\n"
	    "X-Virus-Scanned: amavisd-new at $O\n");
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_put(m, "Authentication-Results: $b (amavisd-new);");
		gen_part(m, M_DKIM,
		    m->s->verdict.word == W_PASS ?
		        " dkim=$k (2048-bit key)\n header.d=$K\n" :
		        " dkim=$k\n reason=\"invalid (public key: not "
		        "available; (1)\" header.d=$K\n");
	}
	m->now = m->at + 1;
	gen_put(m,
	    "Received: from $b ([127.0.0.1])\n"
	    "\tby localhost ($b [127.0.0.1]) (amavisd-new, port 10024)\n"
	    "\twith ESMTP id $q; $j\n");
	m->now = m->at;
	postfix_received(m);
}

/* Milters of Japanese ISPs: enma and the like; sendmail checks names. */
static void
write_sendmail(struct gen_mail *m)
{
	static const char *const client[] = {
		[RDNS_PASS] = "Received: from $h ($r [$l])\n",
		[RDNS_FAIL] = "Received: from $h ($r [$l] (may be forged))\n",
		[RDNS_NONE] = "Received: from $h ([$l])\n",
	};

	gen_return_path(m);
	gen_put(m, client[m->rdns]);
	gen_put(m,
	    m->tls ? "\tby $b (8.15.2/8.15.2) with ESMTPS id $q\n"
	             "\t(version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 "
	             "bits=256 verify=NO)" :
	             "\tby $b (8.15.2/8.15.2) with ESMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $j\nAuthentication-Results: $b");
	gen_part(m, M_SENDER_ID, "; sender-id=$x header.from=$a");
	gen_part(m, M_SPF, "; spf=$s smtp.mfrom=$f");
	gen_put(m, "\n");
	if (m->n_signatures > 0) {
		gen_put(m, "Authentication-Results: $b");
		gen_dkim(
		    m, "; dkim=$k (2048-bit key)header.i=@$K", NULL, W_NONE);
		gen_put(m, "; x-dkim-adsp=none\n");
	}
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
	m->rdns_told = m->rdns;
}

static void
write_exim(struct gen_mail *m)
{
	gen_return_path(m);
	gen_recipient_field(m, RANK_ENVELOPE_TO, "Envelope-to: $o\n");
	gen_put(m, "Delivery-date: $u\n");
	gen_client(m, "Received: from $r ([$i] helo=$h)\n",
	    "Received: from [$i] (port=2$N helo=$h)\n");
	gen_put(m,
	    m->tls ?
	        "\tby $b with esmtps (TLS1.3:TLS_AES_256_GCM_SHA384:256)\n" :
	        "\tby $b with esmtp\n");
	gen_put(m, "\t(Exim 4.96)\n\t(envelope-from <$f>)\n\tid 1v$N$N-A-7c");
	gen_for(m, "\n\tfor $o");
	gen_put(m, ";\n\t$u\nAuthentication-Results: $b");
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_PASS : RDNS_NONE;
	if (gen_chance(&m->random, 3000)) {
		static const char *const iprev[] = {
			[RDNS_PASS] = ";\n\tiprev=pass ($r) smtp.remote-ip=$i",
			[RDNS_FAIL] = ";\n\tiprev=fail smtp.remote-ip=$i",
			[RDNS_NONE] = ";\n\tiprev=permerror smtp.remote-ip=$i",
		};

		gen_put(m, iprev[m->rdns]);
		m->rdns_told = m->rdns;
	}
	gen_part(m, M_SPF, ";\n\tspf=$s smtp.mailfrom=$F");
	gen_dkim(m, ";\n\tdkim=$k header.d=$K header.s=$z header.a=rsa-sha256",
	    ";\n\tdkim=none", W_NONE);
	gen_part(m, M_DMARC, ";\n\tdmarc=$m header.from=$A");
	gen_part(m, M_ARC, ";\n\tarc=$c");
	gen_put(m, "\n");
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
}

/* Cisco's ESA tells SPF of up to three identities; MAIL FROM counts. */
static void
write_cisco(struct gen_mail *m)
{
	gen_return_path(m);
	gen_client(m, "Received: from $h ($r [$l])\n",
	    "Received: from $h (unknown [$l])\n");
	gen_put(m,
	    m->tls ? "  by $b with ESMTPS id $q" : "  by $b with ESMTP id $q");
	gen_for(m, " for <$o>");
	gen_put(m, "; $j\nAuthentication-Results: $b");
	gen_dkim(m, "; dkim=$k (signature verified) header.i=@$K",
	    "; dkim=none (message not signed) header.i=none", W_NONE);
	if (gen_chance(&m->random, 5000))
		gen_put(m, "; spf=None smtp.pra=$a");
	gen_part(m, M_SPF, "; spf=$s smtp.mailfrom=$f");
	gen_put(m, "; spf=None smtp.helo=postmaster@$h");
	gen_part(m, M_DMARC, "; dmarc=$m (p=none dis=none) d=$A");
	gen_put(m, "\n");
	m->tls_told = m->tls ? TLS_YES : TLS_UNKNOWN;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_UNKNOWN : RDNS_NONE;
}

/*
 * Everything only in an ARC set; it counts if a believed field says that the
 * chain passes.
 */
static void
write_arc(struct gen_mail *m)
{
	bool pass = m->verdict[M_ARC].word == W_PASS;
	bool foreign = gen_chance(&m->random, 2000);

	postfix_top(m);
	postfix_received(m);
	gen_put(m, "ARC-Seal: i=2; a=rsa-sha256; t=$t; cv=$c;\n\td=");
	gen_put(m, foreign ? "seal.example" : m->to->domain);
	gen_put(m,
	    "; s=arc;\n\tb=$w\n\t $w==\n"
	    "ARC-Message-Signature: i=2; a=rsa-sha256; c=relaxed/relaxed;\n"
	    "\th=from:to:subject; bh=$w; b=$w\n"
	    "ARC-Authentication-Results: i=2; $b");
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_put(m, ";\n\tdkim=$k header.d=$K header.b=$B");
	}
	if (m->n_signatures == 0)
		gen_put(m, ";\n\tdkim=none");
	gen_put(m,
	    ";\n\tspf=$s smtp.mailfrom=$f;\n\tdmarc=$m header.from=$A\n"
	    "Authentication-Results: $b");
	gen_part(m, M_ARC, "; arc=$c smtp.remote-ip=$i\n");
	if (!pass || foreign)
		return;
	m->unsigned_word = W_NONE;
	gen_tell(m, M_DKIM);
	gen_tell(m, M_SPF);
	gen_tell(m, M_DMARC);
}

/* docomo and all who write nothing. */
static void
write_silent(struct gen_mail *m)
{
	gen_return_path(m);
	if (gen_chance(&m->random, 3000))
		gen_recipient_field(
		    m, RANK_X_ORIGINAL_TO, "X-Original-To: $o\n");
	gen_client(m, "Received: from $h ($r [$l])\n",
	    "Received: from $h (unknown [$l])\n");
	gen_put(m,
	    m->tls ? "\tby $b with ESMTPS id $q" : "\tby $b with ESMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $j\n");
	m->tls_told = m->tls ? TLS_YES : TLS_UNKNOWN;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_UNKNOWN : RDNS_NONE;
}

static void
au_spf(struct gen_mail *m)
{
	gen_put(m, "Received-SPF: $s ");
	gen_spf_comment(m, m->to->by);
	gen_put(m, "\n\tclient-ip=$i; envelope-from=<$f>; helo=$h;\n");
	gen_tell(m, M_SPF);
}

/* au: Received-SPF and nothing else, above or below its Received. */
static void
write_au(struct gen_mail *m)
{
	bool above = gen_chance(&m->random, 5000);

	gen_return_path(m);
	if (above)
		au_spf(m);
	gen_client(m, "Received: from $h ($r [$l])\n",
	    "Received: from $h (unknown [$l])\n");
	gen_put(m, "\tby $b (EZweb Mail) with SMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $j\n");
	if (!above)
		au_spf(m);
	m->tls_told = TLS_UNKNOWN;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_UNKNOWN : RDNS_NONE;
}

const struct gen_receiver gen_postfix = { .write = write_postfix };
const struct gen_receiver gen_rspamd = {
	.write = write_rspamd, .odd_method = M_ARC, .odd = { "reject", W_OTHER }
};
const struct gen_receiver gen_amavis = { .write = write_amavis };
const struct gen_receiver gen_sendmail = { .write = write_sendmail,
	.odd_method = M_SENDER_ID,
	.odd = { "hardfail", W_FAIL } };
const struct gen_receiver gen_exim = { .write = write_exim };
const struct gen_receiver gen_cisco = { .write = write_cisco,
	.odd_method = M_SPF,
	.odd = { "SoftFail", W_SOFTFAIL } };
const struct gen_receiver gen_arc = { .write = write_arc };
const struct gen_receiver gen_silent = { .write = write_silent };
const struct gen_receiver gen_au = {
	.write = write_au, .odd_method = M_SPF, .odd = { "Neutral", W_NEUTRAL }
};
