/*
 * The vocabulary of field_authres.c; nobody else needs it.
 */
#ifndef TD_FORMATS_FIELD_AUTHRES_WORDS_H
#define TD_FORMATS_FIELD_AUTHRES_WORDS_H

#include "field_authres.h"

/* Words left of "=" that have no dot and are no method. */
enum td_extra {
	TD_X_NONE,
	TD_X_TAIL,  /* belongs to the result before it */
	TD_X_FROM,  /* Yahoo's from= belongs to the result behind it */
	TD_X_ALIEN, /* Microsoft's compauth= has a reason= of its own */
};

enum td_extra td_authres_extra(struct td_span word);

/* Whether it is a registered ptype; an empty one is none. */
bool td_authres_ptype(struct td_span word);

/* TD_N_PROPERTIES if nobody asks for it; ptype is empty without a dot. */
enum td_property td_authres_property(struct td_span ptype, struct td_span name);

#endif
