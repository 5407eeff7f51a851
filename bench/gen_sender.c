/*
 * What lies below the receiver's fields: all of it can be written by the
 * sender.  First what he forges, then his own hops and the message's fields.
 */
#include "gen.h"

static const char *
receiver_id(const struct gen_mail *m)
{
	const char *id = m->receiver->id;

	return id != NULL ? id : "$b";
}

/* "pass" for everything, in the name of the id. */
static void
forged(struct gen_mail *m, const char *id)
{
	gen_put(m, "Authentication-Results: ");
	gen_put(m, id);
	gen_put(m,
	    ";\n dkim=pass header.d=$A header.i=@$A;\n"
	    " spf=pass smtp.mailfrom=$A;\n dmarc=pass header.from=$A\n");
}

/* Exchange Online on its way out: the id is the recipient's domain. */
static void
stamp(struct gen_mail *m)
{
	gen_put(m,
	    m->receiver == &gen_microsoft ?
	        "Authentication-Results-Original: spf=none (sender IP is )\n"
	        " smtp.mailfrom=$a;\n" :
	        "Authentication-Results: $O; dkim=none (message not signed)\n"
	        " header.d=none;$O; dmarc=none action=none\n"
	        " header.from=$A;\n");
}

/* What may stand right behind the receiver's own fields. */
static void
lies_behind(struct gen_mail *m)
{
	static const unsigned all =
	    GEN_BIT(M_SPF) | GEN_BIT(M_DKIM) | GEN_BIT(M_DMARC);

	switch (m->lie) {
	case LIE_OWN_ID_BEHIND:
		/* Whoever told all himself is not fooled; of the others,
		 * nobody can tell. */
		if (m->receiver == &gen_microsoft || (m->told_ar & all) != all)
			break;
		forged(m, receiver_id(m));
		gen_put(m,
		    "Received-SPF: fail ($b: no) receiver=$b; client-ip=$i; "
		    "envelope-from=x@$A\n");
		break;
	case LIE_NULL:
		if (!m->no_return_path)
			gen_put(m, "Return-Path: <>\n");
		break;
	case LIE_GOOGLE:
		if (m->receiver != &gen_google)
			forged(m, "mx.google.com");
		break;
	case LIE_NO_ID:
		if (m->receiver != &gen_microsoft)
			gen_put(m,
			    "Authentication-Results: spf=pass (sender IP is "
			    "$i)\n smtp.mailfrom=$A; dkim=pass (signature was "
			    "verified)\n header.d=$A;dmarc=pass action=none\n"
			    " header.from=$A;compauth=pass reason=100\n");
		break;
	case LIE_STAMP:
		if (m->number % 2 == 0)
			stamp(m);
		break;
	case LIE_FOREIGN:
		forged(m, "mx.elsewhere.example");
		break;
	case LIE_RECIPIENT:
		gen_put(m,
		    "X-Original-To: -u1@docomo.ne.jp\n"
		    "X-Delivered-To: -u1@docomo.ne.jp\n");
		break;
	default:
		break;
	}
}

static void
lies_below(struct gen_mail *m)
{
	switch (m->lie) {
	case LIE_OWN_ID_BELOW:
		forged(m, receiver_id(m));
		break;
	case LIE_HOP:
		gen_put(m,
		    "Received: from localhost (localhost [127.0.0.1])\n"
		    "\tby $b (Postfix) with ESMTPS id $q\n"
		    "\tfor <-u1@docomo.ne.jp>; $j\n");
		m->delays++;
		forged(m, receiver_id(m));
		gen_put(m,
		    "Received-SPF: pass ($b: domain of $A designates "
		    "$i as permitted sender)\n\treceiver=$b; "
		    "client-ip=$i; envelope-from=$a;\n");
		break;
	case LIE_STAMP:
		stamp(m);
		break;
	case LIE_LOOKALIKE:
		gen_put(m,
		    "X-Original-Authentication-Results: mx.google.com;"
		    "       dkim=pass\n header.i=@$A; spf=pass\n"
		    "X-MS-Exchange-Authentication-Results: spf=none (sender "
		    "IP is $i)\n smtp.helo=$h; dkim=none\n"
		    "Authentication-Results-Original: $b; dmarc=pass\n"
		    "X-Mailman-Original-Authentication-Results: $b; "
		    "dkim=pass\n");
		break;
	default:
		break;
	}
}

static void
resent_fields(struct gen_mail *m)
{
	if (m->number % 2 == 0)
		gen_put(m, "Resent-From: forwarder@forward.example\n");
	else if (m->number % 4 == 1)
		gen_put(m,
		    "Resent-Sender: fw@$F\n"
		    "Resent-From: forwarder@forward.example\n");
	else
		gen_put(m, "Resent-From: fw@$F\n");
	gen_put(m, "Resent-To: $o\n");
}

/* Where the message was before, the latest first. */
static void
sender_hops(struct gen_mail *m)
{
	uint32_t n = gen_below(&m->random, 3);

	if (m->bare)
		return;
	if (m->forwarding == FORWARD_DELIVERED)
		n++;
	if (m->lie == LIE_OWN_ID_BELOW || m->lie == LIE_HOP)
		n++;
	for (uint32_t i = 0; i < n; i++) {
		m->now -= 1 + (int64_t)gen_below(&m->random, 40);
		/* Clocks differ, and some mail lies about. */
		if (gen_chance(&m->random, 100))
			m->now += 3600;
		gen_put(m,
		    i % 2 == 0 ?
		        "Received: from app$n.internal (app$n.internal "
		        "[10.1.2.$n])\n\tby $r (Postfix) with ESMTPSA id $q;\n"
		        "\t$u\n" :
		        "Received: by $r (Postfix, from userid 33)\n"
		        "\tid $q; $j\n");
		m->delays++;
		m->first = m->now;
		if (i == 0)
			lies_below(m);
		if (i == 0 && m->forwarding == FORWARD_DELIVERED)
			gen_put(m, "Delivered-To: old@school.example\n");
	}
	if (n == 0 && m->lie == LIE_LOOKALIKE)
		lies_below(m);
}

static void
signatures(struct gen_mail *m)
{
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_put(m,
		    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"
		    "\td=$K; s=$z; t=$t;\n"
		    "\th=From:To:Subject:MIME-Version:Content-Type:Message-ID:"
		    "Date;\n\tbh=$w;\n\tb=$B$w\n\t $w\n\t $w$w\n");
	}
	if (m->from->flags & S_LIST)
		gen_put(m,
		    "ARC-Seal: i=1; a=rsa-sha256; t=$t; cv=none;\n"
		    "\td=lists.example.org; s=arc; b=$w\n\t $w\n"
		    "ARC-Authentication-Results: i=1; lists.example.org;\n"
		    "\tdkim=pass header.d=$A; spf=pass smtp.mailfrom=$a\n"
		    "List-Id: <talk.lists.example.org>\n");
}

static void
sender_field(struct gen_mail *m)
{
	const char *domain = m->from->sender.name;

	if (domain == NULL)
		domain = m->from->mailfrom.name;
	switch (m->sender_field) {
	case SENDER_ABSENT:
		return;
	case SENDER_BLANK:
		gen_put(m, "Sender: \n");
		return;
	case SENDER_TWO:
		gen_put(m, "Sender: one@other.example\n");
		break;
	case SENDER_ONE:
		break;
	}
	gen_put(m, "Sender: ");
	gen_address(m, "sender-", domain);
	gen_put(m, "\n");
}

static void
author_field(struct gen_mail *m)
{
	switch (m->author) {
	case AUTHOR_ONE:
		gen_put(m,
		    m->number % 3 == 0 ?
		        "From: $a\n" :
		        m->number % 3 == 1 ?
		        "From: =?UTF-8?B?44GK55+l44KJ44Gb?= <$a>\n" :
		        "From: \"News, from $A\"\n <$a>\n");
		break;
	case AUTHOR_TWO_OF_ONE:
		gen_put(m, "From: one@$A, Two <two@$A>\n");
		break;
	case AUTHOR_TWO:
		gen_put(m, "From: $a, Two <two@second.example>\n");
		break;
	case AUTHOR_TWO_FIELDS:
		gen_put(m, "From: $a\nFrom: two@second.example\n");
		break;
	case AUTHOR_WITHOUT_DOMAIN:
		gen_put(m, "From: \"$a\" (not $a)\n");
		break;
	case AUTHOR_ABSENT:
		break;
	}
}

/*
 * The recipient, if nothing better tells him: all addresses are of one domain,
 * or one alone is of a known carrier.
 */
static void
to_field(struct gen_mail *m)
{
	static const char *const better[] = {
		"To: $o\n",
		"To: $o\n",
		"To: talk@lists.example.org\nCc: $o\n",
		"To: talk@lists.example.org,\n\t\"Me, too\" <me@b.example>\n",
	};
	uint32_t x = gen_below(&m->random, GEN_COUNT(better));

	if (m->hidden || m->rootly) {
		gen_put(m, "To: undisclosed-recipients:;\n");
	} else if (m->rank < RANK_TO_CC) {
		gen_put(m, better[x]);
	} else {
		m->rank = RANK_TO_CC;
		gen_put(m, "To: $o\n");
		if (x == 1)
			gen_put(m, "Cc: Copy <-copy@$O>\n");
		else if (x == 2 && gen_known_by_domain(m->to))
			gen_put(
			    m, "Cc: me@other.example, you@second.example\n");
	}
}

static void
subject_field(struct gen_mail *m)
{
	switch (gen_below(&m->random, 4)) {
	case 0:
		gen_put(m, "Subject: Your order $N$N\n");
		break;
	case 1:
		gen_put(m,
		    "Subject: =?UTF-8?B?5LuK6YCx44Gu44GK55+l44KJ44Gb?=\n"
		    " =?UTF-8?B?5LuK6YCx44Gu44GK55+l44KJ44Gb?=\n");
		break;
	case 2: /* 8-bit, not declared (EUC-JP) */
		gen_put(m, "Subject: \xa4\xaa\xc3\xce\xa4\xe9\xa4\xbb $N\n");
		break;
	default:
		gen_put(m, "Subject: spf=fail dkim=fail dmarc=fail: $N\n");
	}
}

/* Fields of any length that nobody wants. */
static void
filler_fields(struct gen_mail *m)
{
	gen_put(m, "X-Mailer: Example Mailer 7.$n\n");
	if (gen_chance(&m->random, 300))
		for (int i = 0; i < 60; i++)
			gen_put(m,
			    i == 0 ? "References: <$q.$N@$A>\n" :
			             " <$q.$N@$A>\n");
	if (gen_chance(&m->random, 100)) {
		gen_put(m, "X-Report: ");
		for (int i = 0; i < 80; i++)
			gen_put(m, "$w=");
		gen_put(m, "\n");
	}
	if (gen_chance(&m->random, 3)) {
		gen_put(m, "X-Long: ");
		for (int i = 0; i < 1500; i++)
			gen_put(m, "$w\n $8");
		gen_put(m, "\n");
	}
}

static void
content_fields(struct gen_mail *m)
{
	if (m->class == C_REPORT) {
		switch (m->number % 4) {
		case 0:
			gen_put(m,
			    "Content-Type: multipart/report;\n"
			    "\treport-type=delivery-status; "
			    "boundary=\"=_$q\"\n");
			return;
		case 1:
			gen_put(m,
			    "Content-Type: multipart/report; "
			    "report-type=\"feedback-report\";\n"
			    "\tboundary=\"=_$q\"\n");
			return;
		default:
			gen_put(m, "Auto-Submitted: auto-replied\n");
		}
	} else if (m->number % 3 == 0) {
		gen_put(m, "Auto-Submitted: auto-generated\n");
	}
	gen_put(m,
	    "Content-Type: text/plain; charset=UTF-8\n"
	    "Content-Transfer-Encoding: 8bit\n");
}

/* Count what is written between the two calls as lost. */
static void
lose(struct gen_mail *m, const char *text)
{
	size_t from = m->out->n;

	gen_put(m, text);
	m->lost += m->out->n - from;
	for (size_t i = from; i < m->out->n; i++)
		m->lost_lines += m->out->p[i] == '\n';
}

void
gen_sender_side(struct gen_mail *m)
{
	lies_behind(m);
	if (m->forwarding == FORWARD_RESENT)
		resent_fields(m);
	sender_hops(m);
	signatures(m);
	gen_put(m, "Message-ID: <$q.$q@$r>\nDate: $u\n");
	if (m->damage == D_BAD_LINE)
		lose(m, "this line is no header field\n");
	author_field(m);
	sender_field(m);
	to_field(m);
	subject_field(m);
	if (m->damage == D_NUL) {
		gen_put(m, "X-Nul: here ");
		gen_bytes(m->out, "\0\0", 2);
		gen_put(m, " they are\n");
	}
	gen_put(m, "MIME-Version: 1.0\n");
	filler_fields(m);
	content_fields(m);
	if (m->damage == D_TOO_LONG)
		for (int i = 0; i < 17000; i++)
			gen_put(m, i == 0 ? "X-Endless: $w\n" : " $w\n");
}
