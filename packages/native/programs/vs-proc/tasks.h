/* How many tasks of a guest run or are blocked. */
#pragma once
#include "guest.h"

struct tasks {
    uint32_t running, blocked, threads;
    uint32_t last_pid; /* in the guest; 0: not found */
};

/* Asks the kernel for the states of a group's tasks in one question; v1 only. */
struct task_question {
    int fd; /* -1: this kernel answers no such question */
    uint16_t family;
};

void tasks_open(struct task_question *ret_question);
/* 0 or -errno; ENOENT when the guest does not run. */
int tasks_count(const struct task_question *question, const struct guests *guests,
                const struct guest *guest, struct tasks *ret_tasks);
