/*
 * The fields of large providers, each in its own dialect: from the top of the
 * section down to the last field that the provider wrote.
 */
#include "gen.h"

/* ---- Google ---- */

enum google_form { GOOGLE_NOW, GOOGLE_2012, GOOGLE_ARC_COMMENT };

/* MAIL FROM in quotes where its local part has "=". */
static const char *
google_identity(const struct gen_mail *m)
{
	if (m->class == C_NULL_SENDER)
		return " smtp.helo=$h";
	return m->verp && !(m->from->flags & S_SES) ? " smtp.mailfrom=\"$f\"" :
	                                              " smtp.mailfrom=$f";
}

static void
google_results(struct gen_mail *m, enum google_form form, const char *arc)
{
	gen_put(m, "mx.google.com");
	gen_dkim(m, ";\n       dkim=$k header.i=@$K header.s=$z header.b=$B",
	    NULL, W_NONE);
	if (form == GOOGLE_ARC_COMMENT)
		gen_part(m, M_ARC,
		    ";\n       arc=$c (i=1 spf=pass spfdomain=$F dkim=pass "
		    "dkdomain=$A dmarc=pass fromdomain=$A)");
	else if (arc != NULL)
		gen_part(m, M_ARC, arc);
	gen_part(m, M_SPF, ";\n       spf=$s ");
	gen_spf_comment(m, "google.com");
	gen_put(m, google_identity(m));
	gen_part(m, M_DMARC,
	    m->verdict[M_DMARC].word == W_FAIL ?
	        ";\n       dmarc=$m (p=NONE sp=QUARANTINE dis=NONE) "
	        "header.from=$A" :
	        ";\n       dmarc=$m (p=REJECT sp=REJECT dis=NONE) "
	        "header.from=$A");
	if (m->number % 64 == 0)
		gen_put(m, ";\n       dara=pass header.i=@gmail.com");
	gen_put(m, "\n");
}

static void
google_set(struct gen_mail *m, enum google_form form, const char *arc)
{
	gen_put(m,
	    "ARC-Seal: i=2; a=rsa-sha256; t=$t; cv=none;\n"
	    "        d=google.com; s=arc-20240605;\n"
	    "        b=$w\n         $w\n         $w==\n"
	    "ARC-Message-Signature: i=2; a=rsa-sha256; c=relaxed/relaxed; "
	    "d=google.com; s=arc-20240605;\n"
	    "        h=to:from:subject:message-id:date:dkim-signature;\n"
	    "        bh=$w=;\n        b=$w\n         $w==\n"
	    "ARC-Authentication-Results: i=2; ");
	google_results(m, form, arc);
}

static void
google_top(struct gen_mail *m)
{
	gen_recipient_field(m, RANK_DELIVERED_TO, "Delivered-To: $o\n");
	m->last = m->now = m->at + 1;
	m->delays++;
	gen_put(m,
	    "Received: by 2002:a05:6f02:1234:b0:6a:$n:$n with SMTP id $q;\n"
	    "        $g\n"
	    "X-Google-Smtp-Source: $w\n"
	    "X-Received: by 2002:a17:907:1c8a:b0:a12:$n:$n with SMTP id "
	    "$q.$n.$N;\n"
	    "        $g\n");
	m->now = m->at;
	if (m->forwarding == FORWARD_GMAIL)
		gen_put(m,
		    "X-Forwarded-To: elsewhere@forward.example\n"
		    "X-Forwarded-For: $o elsewhere@forward.example\n");
}

static void
google_received(struct gen_mail *m)
{
	gen_client(
	    m, "Received: from $h ($r. [$i])\n", "Received: from $h ([$i])\n");
	gen_put(m,
	    m->tls ? "        by mx.google.com with ESMTPS id $q" :
	             "        by mx.google.com with ESMTP id $q");
	gen_for(m, "\n        for <$o>");
	if (m->tls)
		gen_put(m,
		    "\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 "
		    "bits=256/256)");
	gen_put(m, ";\n        $g\n");
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_PASS : RDNS_NONE;
}

static void
write_google(struct gen_mail *m)
{
	enum google_form form = GOOGLE_NOW;
	const char *arc = NULL;

	if (gen_chance(&m->random, 300))
		form = GOOGLE_2012;
	else if (gen_chance(&m->random, 200))
		form = GOOGLE_ARC_COMMENT;
	else if (gen_chance(&m->random, 2000))
		arc = ";\n       arc=$c (i=1)";
	google_top(m);
	if (form != GOOGLE_2012)
		google_set(m, form, arc);
	gen_return_path(m);
	google_received(m);
	gen_put(m, "Received-SPF: $s ");
	gen_spf_comment(m, "google.com");
	gen_put(m, " client-ip=$i;\nAuthentication-Results: ");
	if (form == GOOGLE_2012) {
		gen_put(m, "mx.google.com;");
		gen_part(m, M_SPF, " spf=$s ");
		gen_spf_comment(m, "google.com");
		gen_put(m, " smtp.mail=$f\n");
	} else {
		google_results(m, form, arc);
	}
}

/* ---- Microsoft ---- */

static void
microsoft_results(struct gen_mail *m)
{
	/* Of some tenants, the domain stands between the results. */
	bool middle = m->number % 8 == 0;

	gen_part(m, M_SPF, "spf=$s (sender IP is $i)\n ");
	gen_put(
	    m, m->class == C_NULL_SENDER ? "smtp.helo=$h" : "smtp.mailfrom=$F");
	if (middle)
		gen_put(m, "; $O");
	gen_dkim(m,
	    m->signature[0].verdict.word == W_PASS ?
	        "; dkim=$k (signature was verified)\n header.d=$K" :
	        "; dkim=$k (body hash did not verify)\n header.d=$K",
	    "; dkim=none (message not signed)\n header.d=none", W_NONE);
	if (middle)
		gen_put(m, ";$O");
	gen_part(m, M_DMARC, ";dmarc=$m action=none\n header.from=$A");
	gen_put(m, ";compauth=pass reason=100");
}

static void
write_microsoft(struct gen_mail *m)
{
	size_t from;

	m->last = m->now = m->at + 2;
	m->delays++;
	gen_put(m,
	    "Received: from TYZJPN01.apcprd01.prod.outlook.com "
	    "(2001:db8:1096:400::1)\n"
	    " by TYXJPN02.apcprd01.prod.outlook.com with HTTPS; $u\n"
	    "Authentication-Results: ");
	m->now = m->at;
	from = m->out->n;
	microsoft_results(m);
	if (m->encoded)
		gen_encode(m, from);
	gen_put(m,
	    "\nReceived-SPF: $s (protection.outlook.com: domain of $F\n"
	    " is what it is for $i)\n"
	    " receiver=protection.outlook.com; client-ip=$i; helo=$h;\n"
	    "Received: from $h ($i) by\n $b (10.13.0.$n) with Microsoft SMTP "
	    "Server");
	if (m->tls)
		gen_put(m,
		    "\n (version=TLS1_2, "
		    "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)");
	gen_put(m, " id\n 15.20.$N.14 via Frontend Transport; $u\n");
	gen_return_path(m);
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
	m->rdns_told = RDNS_UNKNOWN;
}

/* ---- Apple ---- */

static void
write_icloud(struct gen_mail *m)
{
	m->last = m->now = m->at + 1;
	m->delays++;
	gen_put(m,
	    "Received: from $b by p4$n-mailgateway-smtp-$n\n"
	    " with SMTP id $q; $u\n"
	    "Authentication-Results: bimi.icloud.com; bimi=skipped "
	    "reason=\"insufficient dmarc\"\n"
	    "Authentication-Results: arc.icloud.com");
	m->now = m->at;
	gen_part(m, M_ARC, "; arc=$c\n");
	gen_put(m, "Authentication-Results: dmarc.icloud.com");
	gen_part(m, M_DMARC, "; dmarc=$m header.from=$A");
	gen_put(m, "\nAuthentication-Results: dkim-verifier.icloud.com");
	gen_dkim(m,
	    ";\n\tdkim=$k (2048-bit key) header.d=$K header.i=@$K header.b=$B",
	    "; dkim=none", W_NONE);
	gen_put(m, "\nAuthentication-Results: spf.icloud.com");
	gen_part(m, M_SPF, "; spf=$s ");
	gen_spf_comment(m, "spf.icloud.com");
	gen_put(m, " $I\nReceived-SPF: $s ");
	gen_spf_comment(m, "spf.icloud.com");
	gen_put(m,
	    " receiver=spf.icloud.com; client-ip=$i; helo=$h; "
	    "envelope-from=$f\n");
	gen_client(m, "Received: from $h ($r [$i])\n",
	    "Received: from $h (unknown [$i])\n");
	gen_put(m,
	    m->tls ? "\tby $b (Postfix) with ESMTPS id $q" :
	             "\tby $b (Postfix) with ESMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $u\n");
	gen_return_path(m);
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_PASS : RDNS_NONE;
}

/* ---- Yahoo, Yahoo! JAPAN ---- */

static void
yahoo_received(struct gen_mail *m)
{
	gen_put(m,
	    m->tls ? "Received: from 127.0.0.1 (EHLO $h) ($i)\n"
	             " by $b with SMTPS; $u\n" :
	             "Received: from 127.0.0.1 (EHLO $h) ($i)\n"
	             " by $b with SMTP; $u\n");
	m->tls_told = m->tls ? TLS_YES : TLS_UNKNOWN;
	m->rdns_told = RDNS_UNKNOWN;
}

static void
write_yahoo(struct gen_mail *m)
{
	gen_recipient_field(
	    m, RANK_X_APPARENTLY_TO, "X-Apparently-To: $o; $u\n");
	gen_return_path(m);
	gen_put(m,
	    "Authentication-Results: "
	    "atlas-production.v2-mail-prod1-bf1.omega.yahoo.com");
	gen_dkim(m,
	    ";\n dkim=$k header.i=@$K header.s=$z "
	    "arc_overridden_status=NOT_OVERRIDDEN",
	    ";\n dkim=unknown", W_OTHER);
	gen_part(m, M_SPF,
	    ";\n spf=$s smtp.mailfrom=$F arc_overridden_status=NOT_OVERRIDDEN");
	gen_part(m, M_DMARC,
	    ";\n dmarc=$m(p=REJECT) header.from=$A "
	    "arc_overridden_status=NOT_OVERRIDDEN");
	gen_put(m,
	    ";\nReceived-SPF: $s (domain of $F is what it is for $i)\n"
	    "X-YMailISG: $w\n $w\n $w\n");
	yahoo_received(m);
}

/* No ";" behind the id; the domain stands before the result. */
static void
write_yahoo_jp(struct gen_mail *m)
{
	gen_recipient_field(m, RANK_X_APPARENTLY_TO,
	    "X-Apparently-To: $o via 198.51.100.25; $u\n");
	gen_return_path(m);
	gen_put(m, "X-YMailISG: $w\nReceived-SPF: $s ");
	gen_spf_comment(m, m->to->by);
	gen_put(m,
	    "\n  receiver=$b; client-ip=$i; envelope-from=$f;\n"
	    "Authentication-Results: $b  from=$A; "
	    "domainkeys=neutral (no sig);");
	gen_tell(m, M_SPF);
	if (m->n_signatures > 1)
		m->n_signatures = 1;
	gen_dkim(m,
	    m->number % 2 == 0 ? "  from=$K; dkim=$k (ok)\n" :
	                         "  from=$A; dkim=$k (ok); header.i=@$K\n",
	    "  from=$A; dkim=neutral (no sig)\n", W_NEUTRAL);
	yahoo_received(m);
}

/* ---- others ---- */

/* DKIM only; one field a signature. */
static void
write_gmx(struct gen_mail *m)
{
	gen_return_path(m);
	for (size_t i = 0; i < m->n_signatures; i++) {
		m->s = &m->signature[i];
		gen_put(m, "Authentication-Results:  gmx.net;");
		gen_part(m, M_DKIM, " dkim=$k header.i=@$K\n");
	}
	gen_put(m, "Received: from $h ([$i]) by $b (mxgmx107\n [192.0.2.17])");
	gen_put(m,
	    m->tls ? " with ESMTPS (Nemesis) id 1My-$q" :
	             " with ESMTP (Nemesis) id 1My-$q");
	gen_for(m, " for\n <$o>");
	gen_put(m, "; $u\n");
	m->tls_told = m->tls ? TLS_YES : TLS_UNKNOWN;
	m->rdns_told = RDNS_UNKNOWN;
}

/* The author's whole address in header.from. */
static void
write_mail_ru(struct gen_mail *m)
{
	gen_return_path(m);
	gen_client(m, "Received: from $h ($r [$i])\n",
	    "Received: from $h (unknown [$i])\n");
	gen_put(m, "\tby mx216.i.mail.ru with SMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $u\nAuthentication-Results: mxs.mail.ru");
	gen_part(m, M_SPF, "; spf=$s ");
	gen_spf_comment(m, "mx216.i.mail.ru");
	gen_put(m, " $I");
	gen_dkim(m, ";\n\t dkim=$k () header.d=$K", ";\n\t dkim=none", W_NONE);
	gen_part(m, M_DMARC, "; dmarc=$m header.from=$a");
	gen_put(m, "\n");
	m->tls_told = TLS_UNKNOWN;
	m->rdns_told = m->rdns == RDNS_PASS ? RDNS_UNKNOWN : RDNS_NONE;
}

/* One field a group; iprev. */
static void
write_fastmail(struct gen_mail *m)
{
	static const char *const iprev[] = {
		[RDNS_PASS] = "    iprev=pass smtp.remote-ip=$i\n      ($r)",
		[RDNS_FAIL] = "    iprev=fail smtp.remote-ip=$i",
		[RDNS_NONE] = "    iprev=permerror policy.iprev=$i",
	};

	gen_return_path(m);
	gen_recipient_field(m, RANK_ENVELOPE_TO, "X-Delivered-To: $o\n");
	gen_put(m,
	    "Authentication-Results: $b;\n    x-csa=none;\n"
	    "    x-me-sender=none;\n    x-ptr=pass smtp.helo=$h\n"
	    "      policy.ptr=$r\n"
	    "Authentication-Results: $b;\n"
	    "    bimi=none (No BIMI records found)\n"
	    "Authentication-Results: $b;\n");
	gen_part(m, M_ARC, "    arc=$c (no signatures found)\n");
	gen_put(m, "Authentication-Results: $b;\n");
	gen_dkim(m,
	    "    dkim=$k (2048-bit rsa key sha256) header.d=$K\n"
	    "      header.i=@$K header.b=$B header.a=rsa-sha256\n"
	    "      header.s=$z x-bits=2048;\n",
	    "    dkim=none (no signatures found);\n", W_NONE);
	gen_part(m, M_DMARC,
	    "    dmarc=$m policy.published-domain-policy=reject\n"
	    "      policy.applied-disposition=none\n"
	    "      (p=reject,d=none,d.eval=none) policy.policy-from=p\n"
	    "      header.from=$A;\n");
	gen_put(m, iprev[m->rdns]);
	gen_part(m, M_SPF, ";\n    spf=$s $I\n      smtp.helo=$h\n");
	gen_put(m, "Received: from $h (");
	gen_client(m, "$r", "unknown");
	gen_put(m,
	    m->tls ? " [$i])\n"
	             "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
	             "(256/256 bits))\n"
	             "\t(No client certificate requested)\n"
	             "\tby $b (Postfix) with ESMTPS id $q" :
	             " [$i])\n\tby $b (Postfix) with ESMTP id $q");
	gen_for(m, "\n\tfor <$o>");
	gen_put(m, "; $u\n");
	m->tls_told = m->tls ? TLS_YES : TLS_NO;
	m->rdns_told = m->rdns;
}

/* dkim without any property; sometimes an id and no result. */
static void
write_zoho(struct gen_mail *m)
{
	gen_recipient_field(m, RANK_DELIVERED_TO, "Delivered-To: $o\n");
	gen_return_path(m);
	gen_put(m, "Received: from $h ($r [$i]) by mx.zohomail.eu\n");
	gen_put(m,
	    m->tls ? "\twith SMTPS id $q $N; $u\n" :
	             "\twith SMTP id $q $N; $u\n");
	m->tls_told = m->tls ? TLS_YES : TLS_UNKNOWN;
	m->rdns_told = RDNS_UNKNOWN;
	gen_put(m, "Authentication-Results: mx.zohomail.eu;");
	if (gen_chance(&m->random, 2000)) {
		gen_put(m, "\n");
		return;
	}
	m->nameless = true;
	if (m->n_signatures > 1)
		m->n_signatures = 1;
	gen_dkim(m, "\n\tdkim=$k;", "\n\tdkim=none;", W_NONE);
	gen_part(m, M_SPF, "\n\tspf=$s ");
	gen_spf_comment(m, "zohomail.eu");
	gen_put(m, "  $I;");
	gen_part(m, M_DMARC, "\n\tdmarc=$m(p=reject dis=none)  header.from=$A");
	gen_put(m, "\n");
}

const struct gen_receiver gen_google = { .write = write_google,
	.id = "mx.google.com",
	.flags = R_NO_SIGNATURE_UNTOLD | R_NO_POLICY_UNTOLD,
	.odd_method = M_SPF,
	.odd = { "hardfail", W_FAIL } };
const struct gen_receiver gen_microsoft = { .write = write_microsoft,
	.odd_method = M_DMARC,
	.odd = { "bestguesspass", W_OTHER } };
const struct gen_receiver gen_icloud = { .write = write_icloud,
	.id = "dmarc.icloud.com" };
const struct gen_receiver gen_yahoo = { .write = write_yahoo,
	.id = "atlas-production.v2-mail-prod1-bf1.omega.yahoo.com",
	.flags = R_UNKNOWN_FOR_NONE,
	.odd_method = M_DMARC,
	.odd = { "perm_fail", W_OTHER } };
const struct gen_receiver gen_yahoo_jp = { .write = write_yahoo_jp };
const struct gen_receiver gen_gmx = { .write = write_gmx, .id = "gmx.net" };
const struct gen_receiver gen_mail_ru = { .write = write_mail_ru,
	.id = "mxs.mail.ru" };
const struct gen_receiver gen_fastmail = { .write = write_fastmail };
const struct gen_receiver gen_zoho = { .write = write_zoho };
