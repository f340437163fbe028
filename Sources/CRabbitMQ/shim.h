#ifndef FLORIN_CRABBITMQ_H
#define FLORIN_CRABBITMQ_H

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/time.h>

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

// The library's macros cast, which Swift does not import.
static const uint32_t FLORIN_CONNECTION_CLOSE = AMQP_CONNECTION_CLOSE_METHOD;
static const uint32_t FLORIN_CONNECTION_CLOSE_OK = AMQP_CONNECTION_CLOSE_OK_METHOD;
static const uint32_t FLORIN_CONNECTION_BLOCKED = AMQP_CONNECTION_BLOCKED_METHOD;
static const uint32_t FLORIN_CONNECTION_UNBLOCKED = AMQP_CONNECTION_UNBLOCKED_METHOD;
static const uint32_t FLORIN_CHANNEL_CLOSE = AMQP_CHANNEL_CLOSE_METHOD;
static const uint32_t FLORIN_CHANNEL_CLOSE_OK = AMQP_CHANNEL_CLOSE_OK_METHOD;
static const uint32_t FLORIN_QUEUE_DECLARE = AMQP_QUEUE_DECLARE_METHOD;
static const uint32_t FLORIN_QUEUE_DECLARE_OK = AMQP_QUEUE_DECLARE_OK_METHOD;
static const uint32_t FLORIN_BASIC_CANCEL = AMQP_BASIC_CANCEL_METHOD;
static const uint32_t FLORIN_BASIC_CANCEL_OK = AMQP_BASIC_CANCEL_OK_METHOD;
static const uint32_t FLORIN_BASIC_CONSUME = AMQP_BASIC_CONSUME_METHOD;
static const uint32_t FLORIN_BASIC_CONSUME_OK = AMQP_BASIC_CONSUME_OK_METHOD;
static const uint32_t FLORIN_BASIC_RETURN = AMQP_BASIC_RETURN_METHOD;
static const uint32_t FLORIN_BASIC_DELIVER = AMQP_BASIC_DELIVER_METHOD;
static const uint32_t FLORIN_BASIC_GET = AMQP_BASIC_GET_METHOD;
static const uint32_t FLORIN_BASIC_GET_OK = AMQP_BASIC_GET_OK_METHOD;
static const uint32_t FLORIN_BASIC_GET_EMPTY = AMQP_BASIC_GET_EMPTY_METHOD;
static const uint32_t FLORIN_BASIC_ACK = AMQP_BASIC_ACK_METHOD;
static const uint32_t FLORIN_BASIC_NACK = AMQP_BASIC_NACK_METHOD;

static const uint32_t FLORIN_HAS_CONTENT_TYPE = AMQP_BASIC_CONTENT_TYPE_FLAG;
static const uint32_t FLORIN_HAS_CONTENT_ENCODING = AMQP_BASIC_CONTENT_ENCODING_FLAG;
static const uint32_t FLORIN_HAS_HEADERS = AMQP_BASIC_HEADERS_FLAG;
static const uint32_t FLORIN_HAS_DELIVERY_MODE = AMQP_BASIC_DELIVERY_MODE_FLAG;
static const uint32_t FLORIN_HAS_CORRELATION_ID = AMQP_BASIC_CORRELATION_ID_FLAG;
static const uint32_t FLORIN_HAS_REPLY_TO = AMQP_BASIC_REPLY_TO_FLAG;
static const uint32_t FLORIN_HAS_MESSAGE_ID = AMQP_BASIC_MESSAGE_ID_FLAG;
static const uint32_t FLORIN_HAS_TIMESTAMP = AMQP_BASIC_TIMESTAMP_FLAG;
static const uint32_t FLORIN_HAS_TYPE = AMQP_BASIC_TYPE_FLAG;
static const uint32_t FLORIN_HAS_APP_ID = AMQP_BASIC_APP_ID_FLAG;

// Variadic functions are not imported either.
static inline amqp_rpc_reply_t florin_amqp_login(
    amqp_connection_state_t state, const char *vhost, int heartbeat, const amqp_table_t *properties,
    const char *user, const char *password) {
    return amqp_login_with_properties(
        state, vhost, AMQP_DEFAULT_MAX_CHANNELS, AMQP_DEFAULT_FRAME_SIZE, heartbeat, properties,
        AMQP_SASL_METHOD_PLAIN, user, password);
}

static inline void florin_forget_tls_errors(void) { ERR_clear_error(); }

// Whether TLS has failed because of what this side or the other one does not accept. Where the other side only went away, OpenSSL has
// nothing to say, or that it did.
static inline int florin_was_tls_refused(void) {
    unsigned long error = ERR_peek_last_error();
    if (error == 0) return 0;
#ifdef SSL_R_UNEXPECTED_EOF_WHILE_READING
    if (ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return 0;
#endif
    return 1;
}

// The flags are an enumeration of its own in Glibc.
static inline int florin_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

#endif
