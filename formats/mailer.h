/*
 * Whether a program that delivers mail wrote a message, by who it is from.
 *
 *	From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>
 *	From: Postmaster@example.jp
 *	From: MAILER-DAEMON <>
 *
 * Bounces are sent from <> (RFC 5321 4.5.5), but not every archive kept the
 * reverse-path, and not every program sends them so.
 */
#ifndef TD_FORMATS_MAILER_H
#define TD_FORMATS_MAILER_H

#include "span.h"

enum td_mailer {
	TD_MAILER_NONE,
	TD_MAILER_MAYBE, /* postmaster (RFC 5321 4.5.1) and others who also
	                    write themselves: what they write decides */
	TD_MAILER_SURE   /* nobody reads mail to it, and nobody writes so */
};

/* Of the body of a From or Return-Path. */
enum td_mailer td_mailer_of(struct td_span path);

/* By what they are known. */
struct td_mailer_name {
	struct td_span local_part;
	struct td_span domain; /* n 0: any */
	uint8_t mailer;        /* enum td_mailer */
};

enum { TD_N_MAILER_NAMES = 6 };
extern const struct td_mailer_name td_mailer_names[TD_N_MAILER_NAMES];

#endif
