import CRdkafka

/// What the engine answered instead of doing something.
struct KafkaRefusal: Error {
    var error: rd_kafka_resp_err_t

    /// Whether it does not set the offsets of a group that has members.
    var saysThatThereAreMembers: Bool {
        error == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID || error == RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP
            || error == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || error == RD_KAFKA_RESP_ERR_GROUP_SUBSCRIBED_TO_TOPIC
            || error == RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS
    }

    /// Whether the same call may succeed a moment later: the group has no coordinator at the moment, or nobody answered.
    var isPassing: Bool {
        switch error {
        case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT,
            RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__WAIT_COORD:
            true
        default: false
        }
    }
}
