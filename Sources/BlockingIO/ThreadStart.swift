import Glibc

/// What a new pthread finds when it starts: its name and its work.
final class ThreadStart: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    /// Creates the detached pthread that runs the body.
    /// - Throws: ``ThreadFault`` when the system gives no thread; the body then never runs
    func launch() throws(ThreadFault) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

        let reference = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, &attributes, { unsafe ThreadStart.enter($0) }, reference.toOpaque())
        guard code == 0 else {
            unsafe reference.release()
            throw ThreadFault(code: code)
        }
    }

    private static func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument = unsafe argument else { return nil }
        let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
        start.setName()
        start.body()
        return nil
    }

    /// Names the calling thread.
    ///
    /// `pthread_setname_np` is not visible to Swift; the kernel's own door is.
    private func setName() {
        let descriptor = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = unsafe write(descriptor, name, name.utf8.count)
        close(descriptor)
    }
}
