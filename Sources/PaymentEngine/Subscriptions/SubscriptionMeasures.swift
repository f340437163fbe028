import BlockingIO
import PaymentCore
import Synchronization

/// What a subscription measures of itself.
package final class SubscriptionMeasures: Sendable {
    private struct State {
        var input: RateMeter
        var output: RateMeter
        var serviceSeconds = 0.0
        var fault: String?
    }

    private let state: Mutex<State>
    /// How much the newest commit counts in the service time.
    private static let weight = 0.1

    /// Begins to measure.
    /// - Parameter nanoseconds: now
    package init(at nanoseconds: UInt64) {
        let meter = RateMeter(count: 0, at: nanoseconds)
        state = Mutex(State(input: meter, output: meter))
    }

    /// Begins to measure rates from certain counts.
    /// - Parameters:
    ///   - produced: how many events there are
    ///   - consumed: how many of them were taken in
    ///   - nanoseconds: now
    package func begin(produced: UInt64, consumed: UInt64, at nanoseconds: UInt64) {
        state.withLock { state in
            state.input = RateMeter(count: produced, at: nanoseconds)
            state.output = RateMeter(count: consumed, at: nanoseconds)
            state.fault = nil
        }
    }

    /// Notes a commit.
    /// - Parameters:
    ///   - events: how many events it took in
    ///   - nanoseconds: how long that took, without waiting
    package func note(events: UInt64, nanoseconds: UInt64) {
        guard events > 0 else { return }
        let seconds = Double(nanoseconds) / 1e9 / Double(events)
        state.withLock { state in
            let former = state.serviceSeconds
            state.serviceSeconds = former == 0 ? seconds : former + (seconds - former) * SubscriptionMeasures.weight
        }
    }

    /// Notes what keeps the subscriber from going on.
    /// - Parameter fault: one sentence; `nil` when it goes on
    package func note(fault: String?) {
        state.withLock { $0.fault = fault }
    }

    /// The quantities now.
    /// - Parameters:
    ///   - name: the subscription's name
    ///   - produced: how many events there are
    ///   - consumed: how many of them were taken in
    ///   - nanoseconds: now
    /// - Returns: the quantities
    package func quantities(name: String, produced: UInt64, consumed: UInt64, at nanoseconds: UInt64)
        -> SubscriptionQuantities
    {
        state.withLock { state in
            SubscriptionQuantities(
                name: name, produced: produced, consumed: consumed, serviceSeconds: state.serviceSeconds,
                parallelism: 1, rateIn: state.input.rate(count: produced, at: nanoseconds),
                rateOut: state.output.rate(count: consumed, at: nanoseconds), fault: state.fault)
        }
    }
}
