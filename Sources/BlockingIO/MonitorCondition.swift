import Glibc

/// A mutex and the condition variable that goes with it, at addresses that never change.
///
/// Not generic, so that ``Monitor`` can be specialised in its callers while everything that touches pthread stays here.
@safe
@usableFromInline
struct MonitorCondition: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// Allocates both; ``destroy()`` frees them.
    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)

        unsafe condition = .allocate(capacity: 1)
        unsafe condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    /// Frees both.
    ///
    /// Nobody may hold the mutex or wait any more.
    func destroy() {
        unsafe pthread_cond_destroy(condition)
        unsafe condition.deallocate()
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    @usableFromInline
    func lock() {
        unsafe pthread_mutex_lock(mutex)
    }

    @usableFromInline
    func unlock() {
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Wakes one waiter.
    ///
    /// glibc returns without a system call when nobody waits.
    @usableFromInline
    func signal() {
        unsafe pthread_cond_signal(condition)
    }

    /// Wakes all waiters.
    ///
    /// glibc returns without a system call when nobody waits.
    @usableFromInline
    func broadcast() {
        unsafe pthread_cond_broadcast(condition)
    }

    /// Releases the mutex, waits, takes the mutex again; may wake without a reason.
    /// - Parameter deadline: nanoseconds of ``MonotonicClock``; nil waits without an end
    /// - Returns: false when the deadline has passed
    @usableFromInline
    func wait(untilMonotonicNanoseconds deadline: UInt64?) -> Bool {
        guard let deadline else {
            unsafe pthread_cond_wait(condition, mutex)
            return true
        }
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        return unsafe pthread_cond_timedwait(condition, mutex, &time) == 0
    }
}
