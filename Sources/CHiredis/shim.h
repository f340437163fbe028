#pragma once

// hiredis and the two calls of Linux that let a thread wait for a reply and for a nudge at the same time. Functions of hiredis with
// variable arguments cannot be called from Swift; those with a finished command can.
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/eventfd.h>
