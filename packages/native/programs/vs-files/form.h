/*
 * A guest's files in another form: made beside the guest, as guests/.NAME.convert, with what the
 * old form has, it takes the guest's place by one exchange of names; then the old one goes.
 */
#pragma once
#include "files.h"

#define VS_FORM_ENDING ".convert"

struct form {
    char name[VS_NAME_SIZE + 16];
    int guests; /* DATA/storage/guests */
    int guest;  /* the new one */
    struct vs_guest_root root;
};

#define NO_FORM {.guests = -1, .guest = -1}

/* All return 0 or -errno. */
/* An empty directory for the new form; what a job that died has left in its place goes. */
int begin_form(const struct files *files, struct form *form);
/* What work that died after the exchange has left of the old form. */
int clear_form(const struct files *files);
/* Room for files as form->root says, of the size that the request has. */
int make_form_data(struct files *files, struct form *form);
/* The limits of the request. */
int limit_form(struct files *files, const struct form *form);
/* Writes its root file and exchanges the names. All else of it is on the disk. */
int take_form(struct files *files, struct form *form);
/*
 * Removes the old form, or the new one when it was not taken, and returns r: the guest has the one
 * or the other by now, so what cannot be removed is left to the next sweep.
 */
int end_form(struct files *files, struct form *form, int r);
