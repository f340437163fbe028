import Messaging

extension ActiveMQBroker {
    static var promised: Guarantees {
        var promised = Guarantees()
        // Several members are given a key in turn; but what a second lost member had comes behind what an earlier one lost and nobody
        // took since.
        promised.order = .perKeyWithinMember
        promised.queueOrder = .perKeyWithinMember
        // A retry is a new message behind the others.
        promised.keyedRetry = .member
        promised.lease = .connection
        // STOMP says whether a message was delivered before, not how often.
        promised.crashCount = .uncounted
        // The scheduler rounds up to half a second.
        promised.retryLateBy = .milliseconds(1500)
        promised.retriesSurviveRestart = true
        promised.depth = .exactWhenQuiet
        promised.deadLettering = .exactlyOnce
        promised.starts = [.end]
        promised.keepsWithoutGroups = false
        promised.maximumBodyBytes = maximumBodyBytes
        promised.maximumMembers = nil
        promised.takeover = .seconds(2)
        return promised
    }
}
