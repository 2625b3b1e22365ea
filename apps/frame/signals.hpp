// Ctrl-C and termination as a stop token.
#pragma once

#include <stop_token>

namespace steady::apps {

/// Turns SIGINT, SIGTERM and SIGHUP into a stop request: the handler only writes one byte to a
/// pipe, and a thread that reads it requests the stop (request_stop() itself may not be called
/// from a handler). A second signal ends the program at once. SIGPIPE is ignored, so that a
/// closed pipe is an ordinary write error, and so is a file size limit. Call once, before other
/// threads start.
void install_signal_handlers();

std::stop_token stop_requested();

/// The first signal that came, or 0.
int received_signal();

/// Throws Interrupted when a stop was requested.
void check_stop();

}  // namespace steady::apps
